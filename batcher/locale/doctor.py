"""What `doctor` says: what it found and what to do."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "doctor.status.ok": Text("ok", "正常"),
    "doctor.status.warning": Text("warning", "注意"),
    "doctor.status.problem": Text("problem", "問題"),
    "doctor.unknown": Text("not known", "不明"),
    "doctor.key": Text(
        "Make a restricted key (rk_…) in the Stripe Dashboard with the permissions that README "
        "lists, and give it in STRIPE_API_KEY or in a file that only you may read.",
        "Stripe ダッシュボードで README に記載の権限を持つ制限付きキー（rk_…）を作成し、環境変数 "
        "STRIPE_API_KEY、または自分だけが読み取れるファイルで指定してください。",
    ),
    "doctor.key.rk_test": Text("a restricted key, test mode", "制限付きキー（テスト環境）"),
    "doctor.key.rk_live": Text("a restricted key, live mode", "制限付きキー（本番環境）"),
    "doctor.key.sk_test": Text("a secret key, test mode", "シークレットキー（テスト環境）"),
    "doctor.key.sk_live": Text("a secret key, live mode", "シークレットキー（本番環境）"),
    "doctor.key.restrict": Text(
        "This key may do everything in the account. Use a restricted key (rk_live_…) with the "
        "permissions that README lists.",
        "このキーではアカウントのすべての操作が可能です。README に記載の権限だけを持つ制限付き"
        "キー（rk_live_…）をお使いください。",
    ),
    "doctor.key_file.windows": Text(
        "Whether others may read it cannot be told on this system. Look at the file's properties, "
        'Security: only you and the system should be listed. To set it: icacls "{path}" '
        '/inheritance:r /grant:r "%USERNAME%:R"',
        "このシステムでは、ほかの利用者が読み取れるかどうかを確認できません。ファイルのプロパティの"
        "「セキュリティ」に自分とシステム以外がないか確認してください。設定するコマンド："
        'icacls "{path}" /inheritance:r /grant:r "%USERNAME%:R"',
    ),
    "doctor.stripe.unreachable": Text(
        "Check the internet connection, the proxy (setting proxy) and status.stripe.com.",
        "インターネット接続、プロキシ（設定 proxy）、status.stripe.com を確認してください。",
    ),
    "doctor.stripe.refused": Text(
        "Stripe does not accept this key: check that it is complete, not revoked or expired, and "
        "may be used from this machine's address.",
        "Stripe がこのキーを受け付けません。途中で切れていないか、失効していないか、この端末の"
        "アドレスからの利用が許可されているかを確認してください。",
    ),
    "doctor.stripe.odd": Text(
        "This is not what Stripe answers: check --api-base, the proxy and status.stripe.com.",
        "Stripe の通常の応答ではありません。--api-base、プロキシ、status.stripe.com を確認して"
        "ください。",
    ),
    "doctor.account.set": Text(
        "{expected}, as set; the key may not read its own account",
        "設定値 {expected}（キーに自身のアカウントを読み取る権限がありません）",
    ),
    "doctor.account.other": Text(
        "The settings name {expected}: use the key of that account, or change account.",
        "設定では {expected} です。そのアカウントのキーを使うか、設定 account を変更してください。",
    ),
    "doctor.account.platform": Text(
        "{expected}, as set; the key is that of {own}",
        "設定値 {expected}（キーはアカウント {own} のものです）",
    ),
    "doctor.account.refused": Text(
        "The key may do nothing for this account. Check the settings connected and account, and in "
        "the Stripe Dashboard (Connect) that the account is connected to the key's own.",
        "このキーではこのアカウントの操作が許可されていません。設定 connected と account、および "
        "Stripe ダッシュボード（Connect）での連結状態を確認してください。",
    ),
    "doctor.account.unnamed": Text(
        "The key may not read its own account. Name it, so that keys of different accounts cannot "
        'be mixed up: account = "acct_…" (BATCHER_ACCOUNT).',
        "キーに自身のアカウントを読み取る権限がありません。別のアカウントのキーとの取り違えを防ぐ"
        'ため、account = "acct_…"（BATCHER_ACCOUNT）を設定してください。',
    ),
    "doctor.permission.missing": Text(
        "{permission} is missing{words: (%)}", "権限 {permission} がありません{words:（%）}"
    ),
    "doctor.permission.untried": Text(
        "{permission} cannot be tried without writing",
        "権限 {permission} は書き込みをせずに確認することができません",
    ),
    "doctor.permission.write": Text(
        "Look in the Dashboard whether the key has {permission}. Where it lacks it, the first "
        "request of a run is refused, nothing is changed, and `batcher resume` goes on later.",
        "キーに権限 {permission} があるかダッシュボードで確認してください。ない場合は最初の"
        "リクエストが拒否され、何も変更されません。権限を付与してから `batcher resume` で続けられ"
        "ます。",
    ),
    "doctor.permission.stops": Text(
        "Without {permission} nothing can be planned or sent. Give it to the key in the Dashboard.",
        "権限 {permission} がないと計画も送信もできません。ダッシュボードで付与してください。",
    ),
    "doctor.permission.rejects": Text(
        "Rows that name one are rejected. Give the key {permission}, unless no workbook needs it.",
        "これを指定した行は受け付けられません。不要な場合を除き、キーに {permission} を付与して"
        "ください。",
    ),
    "doctor.permission.warns": Text(
        "Rows that name one are sent unchecked. Give the key {permission}, unless no workbook "
        "needs it.",
        "これを指定した行は確認なしで送信されます。不要な場合を除き、キーに {permission} を付与して"
        "ください。",
    ),
    "doctor.permission.goes_on": Text(
        "Everything works without {permission} once the account is named in the settings.",
        "設定 account でアカウントを指定すれば、権限 {permission} がなくても動作します。",
    ),
    "doctor.permission.unknown": Text(
        "Stripe gave no usable answer to this question; run doctor again.",
        "Stripe から有効な応答がありませんでした。もう一度 doctor を実行してください。",
    ),
    "doctor.clock": Text("{seconds} s against Stripe's", "Stripe の時計との差 {seconds} 秒"),
    "doctor.clock.set": Text(
        "Set this machine's clock (NTP): drafts about to finalize are judged by it.",
        "この端末の時計を合わせてください（NTP）。自動確定が近い下書きの判定に使います。",
    ),
    "doctor.clock.unknown": Text(
        "Stripe's answer had no time in it; compare the clock yourself.",
        "Stripe の応答に時刻がありません。ご自身で時計を確認してください。",
    ),
    "doctor.zone.account": Text("the account's own", "アカウントの設定に従う"),
    "doctor.zone.utc": Text(
        "Nobody says which zone the account is in, so that dates would be read in UTC. Set "
        "time_zone, e.g. Asia/Tokyo.",
        "アカウントのタイムゾーンが不明のため、日付は UTC で解釈されます。time_zone を設定して"
        "ください（例：Asia/Tokyo）。",
    ),
    "doctor.zone.unknown": Text(
        "This machine knows no such zone; write it as Asia/Tokyo.",
        "このタイムゾーンは認識できません。Asia/Tokyo のように指定してください。",
    ),
    "doctor.ledger": Text("{path}, runs: {runs}", "{path}（実行 {runs} 件）"),
    "doctor.ledger.server": Text("the server's", "サーバー上の台帳"),
    "doctor.ledger.none": Text(
        "none yet; the first run makes {path}", "まだありません（最初の実行時に {path} を作成）"
    ),
    "doctor.ledger.mend": Text(
        "Nothing can be sent without a sound ledger; docs/ledger.md says how to restore one.",
        "台帳が正常でないと送信できません。復元方法は docs/ledger.md を参照してください。",
    ),
    "doctor.ledger.place": Text(
        "No ledger is safe on a network share or in a folder a cloud program copies. Name another "
        "folder with --home (BATCHER_HOME).",
        "ネットワーク共有やクラウド同期フォルダーに台帳は置けません。--home（BATCHER_HOME）で別の"
        "フォルダーを指定してください。",
    ),
    "doctor.ledger.away": Text(
        "Nothing can be sent without the ledger. Check that the database server runs and can be "
        "reached from here, and its address, user and password (setting ledger_url).",
        "台帳に接続できないと送信できません。データベースサーバーが稼働し、この端末から接続できるか、"
        "アドレス・ユーザー・パスワード（設定 ledger_url）を確認してください。",
    ),
    "doctor.ledger.read_only": Text(
        "{path} cannot be written",
        "{path} に書き込めません",
    ),
    "doctor.ledger.rights": Text(
        "Give yourself the right to write to the ledger's file and its folder, or choose another "
        "folder with --home (BATCHER_HOME).",
        "台帳のファイルとフォルダーへの書き込み権限を取得するか、--home（BATCHER_HOME）で別の"
        "フォルダーを指定してください。",
    ),
    "doctor.open_runs": Text(
        "These runs are not finished or wait for approval. Look at each and go on: batcher show "
        "{run}, then batcher resume {run} (or approve).",
        "未完了、または承認待ちの実行があります。batcher show {run} で確認し、batcher resume {run}"
        "（または approve）で続けてください。",
    ),
    "doctor.backup": Text(
        "Make a copy on another disk: batcher backup -o FOLDER.",
        "別のディスクにコピーを作成してください：batcher backup -o フォルダー",
    ),
    "doctor.backup.none": Text("no backup was ever made", "バックアップがまだありません"),
    "doctor.backup.at": Text("last made {at}", "最終 {at}"),
    "doctor.disk": Text("{megabytes} MB free at {path}", "{path} の空き {megabytes} MB"),
    "doctor.disk.room": Text(
        "Make room: before every request the ledger must be able to write.",
        "空き容量を確保してください。送信の前に必ず台帳へ書き込む必要があります。",
    ),
    "doctor.folder": Text(
        "Nobody may write in {path}: choose another folder or get the right to.",
        "{path} に書き込めません。別のフォルダーを指定するか、書き込み権限を取得してください。",
    ),
    "doctor.log.none": Text("none", "なし"),
    "doctor.log.stderr": Text("to standard error", "標準エラー出力"),
    "doctor.pace": Text(
        "{endpoint} a second per endpoint, {total} together",
        "エンドポイントごとに毎秒 {endpoint}、合計 {total}",
    ),
    "doctor.pace.high": Text(
        "That is above Stripe's own limits (25 and 100 a second; 25 together in test mode): it "
        "will ask to slow down, unless it gave you more.",
        "Stripe の上限（毎秒 25、合計 100。テスト環境は合計 25）を超えています。上限の引き上げを"
        "受けていない場合、速度制限を受けます。",
    ),
    "doctor.proxy.none": Text("none", "なし"),
    "doctor.proxy.unused": Text(
        "{variable} is set but not used: batcher uses only its own setting, BATCHER_PROXY.",
        "{variable} は使用されません。プロキシは BATCHER_PROXY で設定してください。",
    ),
    "doctor.notify.none": Text("nobody is told", "通知先なし"),
    "doctor.notify": Text("services told: {services}", "通知先 {services} 件"),
    "doctor.notify.dead": Text(
        "{service} at {host}: {reason}",
        "{host}（{service}）：{reason}",
    ),
    "doctor.notify.reach": Text(
        "Nobody would be told there; runs go on all the same. Check the address (notify, "
        "notify_webhook), that the service runs, and the proxy.",
        "この宛先には通知が届きません（実行には影響しません）。アドレス（notify、notify_webhook）、"
        "サービスの稼働状況、プロキシを確認してください。",
    ),
    "doctor.notify.unreadable": Text(
        "{service}: apprise does not understand this address",
        "{service}：このアドレスは apprise で認識できません",
    ),
    "doctor.inbox": Text(
        "An inbox is a folder that this user may read and write, with working, done and failed in "
        "it. Give the right to, or name another: batcher doctor --inbox DIR.",
        "受信フォルダーは、このユーザーが読み書きでき、working、done、failed を含むフォルダーです。"
        "権限を付与するか、別のフォルダーを指定してください：batcher doctor --inbox DIR",
    ),
    "doctor.notify.apprise": Text(
        "apprise is not installed: pip install apprise.",
        "apprise がインストールされていません：pip install apprise",
    ),
    "doctor.workers": Text(
        "runs are handed over; workers heard of in the last minute: {count}",
        "ワーカーに引き渡し（直近 1 分間に確認できたワーカー {count} 件）",
    ),
    "doctor.workers.none": Text(
        "Nobody takes what is handed over: start `batcher worker` (docs/fleet.md).",
        "引き渡した実行を処理するワーカーがありません。`batcher worker` を起動してください"
        "（docs/fleet.md）。",
    ),
    "doctor.workers.queue": Text(
        "`hand_over = 'queue'` needs the workers' queue; without it neither the inbox nor the page"
        " sends anything.",
        "`hand_over = 'queue'` にはワーカーのキューが必要です。キューがない場合、受信フォルダーと"
        "画面からの送信は行われません。",
    ),
}
