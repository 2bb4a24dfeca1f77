"""Problem codes of the connection to Stripe."""

from __future__ import annotations

from batcher.locale.text import Text

PROBLEMS: dict[str, Text] = {
    "key_missing": Text(
        "There is no Stripe key. Set STRIPE_API_KEY, or name a file that holds the key with "
        "--api-key-file.",
        "Stripe の API キーがありません。環境変数 STRIPE_API_KEY に設定するか、キーを保存した"
        "ファイルを --api-key-file で指定してください。",
    ),
    "key_variable": Text(
        "There is no Stripe key in the environment variable {name}, which batcher.toml names"
        " (key_env). Set it, or name another.",
        "batcher.toml の key_env に指定された環境変数 {name} に Stripe の API キーがありません。"
        "キーを設定するか、別の変数名を指定してください。",
    ),
    "key_publishable": Text(
        "This is a publishable key (pk_…), which cannot change invoices. Use a restricted key "
        "(rk_…) or a secret key (sk_…).",
        "これは公開可能キー（pk_…）のため、請求書を変更できません。制限付きキー（rk_…）または"
        "シークレットキー（sk_…）をお使いください。",
    ),
    "key_webhook": Text(
        "This is the signing secret of a webhook (whsec_…), not an API key. Use a restricted key "
        "(rk_…) or a secret key (sk_…).",
        "これは Webhook の署名シークレット（whsec_…）で、API キーではありません。制限付きキー"
        "（rk_…）またはシークレットキー（sk_…）をお使いください。",
    ),
    "key_unknown": Text(
        "This does not look like a Stripe key. A key begins with rk_test_, rk_live_, sk_test_ or "
        "sk_live_ and holds no spaces.",
        "Stripe の API キーの形式ではありません。キーは rk_test_、rk_live_、sk_test_、sk_live_ の"
        "いずれかで始まり、空白を含みません。",
    ),
    "key_file_open": Text(
        "Others on this machine may read the key file {path} (mode {mode}). Make it yours alone, "
        "then try again: chmod 600 '{path}'. If others may have seen the key, roll it in the "
        "Stripe Dashboard.",
        "キーのファイル {path} は、この端末のほかの利用者からも読み取れます（モード {mode}）。"
        "chmod 600 '{path}' を実行して自分だけが読めるようにしてから、再度実行してください。"
        "第三者に見られた可能性がある場合は、Stripe ダッシュボードでキーを更新してください。",
    ),
    "key_file_owner": Text(
        "The key file {path} belongs to another user of this machine, who can change it at any "
        "time. Copy it to a file of your own: install -m 600 '{path}' FILE.",
        "キーのファイル {path} の所有者は別の利用者で、いつでも書き換えられます。"
        "install -m 600 '{path}' ファイル名 のようにして、自分のファイルにコピーしてください。",
    ),
    "key_file_odd": Text(
        "{path} is no file that can hold a key. Name a plain text file whose only content is the "
        "key.",
        "{path} はキーを保存したファイルではありません。キーだけを記載したテキストファイルを"
        "指定してください。",
    ),
}
