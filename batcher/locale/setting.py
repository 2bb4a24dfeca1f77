"""What is said of settings: where each stands, and why one cannot be used."""

from __future__ import annotations

from batcher.locale.text import Text

_WRONG: dict[str, Text] = {
    "settings.wrong": Text(
        "{place}: {name} is “{value}”; {allowed}.",
        "{place}：{name} が「{value}」です（{allowed}）。",
    ),
    "settings.wrong.literal_error": Text(
        "{place}: {name} is “{value}”; it may be {allowed}.",
        "{place}：{name} が「{value}」です。指定できるのは {allowed} です。",
    ),
    "settings.wrong.greater_than": Text(
        "{place}: {name} is “{value}”; it must be more than {allowed}.",
        "{place}：{name} が「{value}」です。{allowed} より大きい値を指定してください。",
    ),
    "settings.wrong.greater_than_equal": Text(
        "{place}: {name} is “{value}”; it must be {allowed} or more.",
        "{place}：{name} が「{value}」です。{allowed} 以上の値を指定してください。",
    ),
    "settings.wrong.less_than_equal": Text(
        "{place}: {name} is “{value}”; it must be {allowed} or less.",
        "{place}：{name} が「{value}」です。{allowed} 以下の値を指定してください。",
    ),
    "settings.wrong.whole": Text(
        "{place}: {name} is “{value}”; it must be a whole number.",
        "{place}：{name} が「{value}」です。整数を指定してください。",
    ),
    "settings.wrong.number": Text(
        "{place}: {name} is “{value}”; it must be a number.",
        "{place}：{name} が「{value}」です。数値を指定してください。",
    ),
    "settings.wrong.yes_no": Text(
        "{place}: {name} is “{value}”; it must be true or false.",
        "{place}：{name} が「{value}」です。true または false を指定してください。",
    ),
    "settings.wrong.text": Text(
        "{place}: {name} is “{value}”; it must be a text in quotation marks.",
        "{place}：{name} が「{value}」です。引用符で囲んだ文字列を指定してください。",
    ),
    "settings.wrong.list": Text(
        '{place}: {name} is “{value}”; it must be a list, as in {name} = ["one", "two"].',
        '{place}：{name} が「{value}」です。{name} = ["one", "two"] のようにリストで'
        "指定してください。",
    ),
    "settings.wrong.table": Text(
        "{place}: {name} is “{value}”; it must name an amount for each currency. In the file:"
        " [{name}], then usd = 10000 below it; in the environment: usd=10000,jpy=1000000.",
        "{place}：{name} が「{value}」です。通貨ごとに金額を指定してください。ファイルでは"
        " [{name}] の下に usd = 10000、環境変数では usd=10000,jpy=1000000 のように書きます。",
    ),
    "settings.no_id": Text(
        "{place}: {name} is “{value}”; it must be the id of an account, acct_….",
        "{place}：{name} が「{value}」です。アカウント ID（acct_…）を指定してください。",
    ),
    "settings.no_variable": Text(
        "{place}: {name} must be the name of an environment variable that holds the key, as in"
        ' key_env = "STRIPE_KEY_TOKYO". The key itself stands in no file of settings; if it stood'
        " there, roll it.",
        "{place}：{name} にはキーを保存した環境変数の名前を指定してください"
        '（例：key_env = "STRIPE_KEY_TOKYO"）。設定ファイルにキーそのものを書かないでください。'
        "書いてしまった場合は、キーを更新してください。",
    ),
    "settings.no_code": Text(
        "{place}: {name} names “{code}”, which is no code of a problem.{near: The nearest is %.}"
        " docs/problems.md lists them.",
        "{place}：{name} の「{code}」という問題コードはありません。{near:最も近いのは % です。}"
        "一覧は docs/problems.md をご覧ください。",
    ),
    "settings.no_currency": Text(
        "{place}: {name} names “{code}”, which is no currency of Stripe's.",
        "{place}：{name} の「{code}」は Stripe が扱う通貨ではありません。",
    ),
    "settings.no_issuer": Text(
        "{place}: {name} is “{value}”; it must be the provider's address, https://…, without a user"
        " name or a question mark (http:// only on this machine).",
        "{place}：{name} が「{value}」です。認証プロバイダーのアドレス（https://…、ユーザー名や"
        " ? を含まないもの。http:// はこのコンピューターのみ）を指定してください。",
    ),
    "settings.no_network": Text(
        "{place}: {name} names “{network}”, which is neither an address (10.0.0.7) nor a network"
        " (10.0.0.0/8).",
        "{place}：{name} の「{network}」はアドレス（10.0.0.7）でもネットワーク（10.0.0.0/8）でも"
        "ありません。",
    ),
    "settings.no_oidc_client": Text(
        "oidc_issuer names a provider, but oidc_client does not say as whom the page is known"
        " there.",
        "oidc_issuer が指定されていますが、oidc_client（プロバイダーに登録した client id）が"
        "ありません。",
    ),
    "settings.no_oidc_secret": Text(
        "There is no client secret in {name}, the environment variable that batcher.toml names"
        " (oidc_secret_env). Set it, or take the line away where the provider gave none.",
        "batcher.toml の oidc_secret_env に指定された環境変数 {name} に client secret が"
        "ありません。設定するか、プロバイダーが secret を発行していない場合はこの行を"
        "削除してください。",
    ),
    "settings.no_way_in": Text(
        "page_passwords = false shuts everybody out as long as oidc_issuer names no provider.",
        "page_passwords = false のままでは、oidc_issuer に認証プロバイダーを指定しない限り誰も"
        "ログインできません。",
    ),
    "settings.currency_twice": Text(
        "{place}: {name} names a currency twice ({value}).",
        "{place}：{name} に同じ通貨が二度指定されています（{value}）。",
    ),
}

_FILE: dict[str, Text] = {
    "settings.no_file": Text(
        "BATCHER_CONFIG names {path}, and there is no such file.",
        "BATCHER_CONFIG に指定されたファイル {path} がありません。",
    ),
    "settings.no_toml": Text(
        "{path} cannot be read ({reason}). It must be a TOML file in UTF-8.",
        "{path} を読み取れません（{reason}）。UTF-8 の TOML ファイルにしてください。",
    ),
    "settings.no_tables": Text(
        "{path}: accounts must be tables, one for each account, as in [accounts.tokyo].",
        "{path}：accounts はアカウントごとの表にしてください（例：[accounts.tokyo]）。",
    ),
    "settings.unknown": Text(
        "{place}: there is no setting “{name}”.{near: The nearest is %.} `batcher settings` lists"
        " them.",
        "{place}：「{name}」という設定はありません。{near:最も近いのは % です。}一覧は"
        " `batcher settings` で表示できます。",
    ),
    "settings.shared": Text(
        "{place}: {name} is one for all accounts; put it at the top of the file.",
        "{place}：{name} は全アカウント共通の設定です。ファイルの先頭に書いてください。",
    ),
    "settings.unknown_variable": Text(
        "There is no setting for the environment variable {name}. The nearest is {near}.",
        "環境変数 {name} に当たる設定はありません。最も近いのは {near} です。",
    ),
    "settings.no_json": Text(
        "A list or a table in the environment cannot be read ({reason}). Write it as JSON, or as"
        " one,two or usd=10,jpy=1000.",
        "環境変数のリストまたは表を読み取れません（{reason}）。JSON、または one,two や"
        " usd=10,jpy=1000 の形式で指定してください。",
    ),
    "settings.no_account": Text(
        "There is no account “{name}” in batcher.toml.{near: The nearest is %.}"
        "{known: It knows: %.} Name one of its tables, or an id: acct_….",
        "batcher.toml に「{name}」というアカウントはありません。{near:最も近いのは % です。}"
        "{known:登録されているのは % です。}表の名前か、アカウント ID（acct_…）を"
        "指定してください。",
    ),
    "settings.other_connected": Text(
        "--account {name}, but {place} says connected = {connected}: nothing is done for an account"
        " that was not asked for. Take one of the two away, or give {name} a table of its own"
        " ([accounts.…]).",
        "--account {name} と指定されましたが、{place} では connected = {connected} です。"
        "指定と異なるアカウントでは実行しません。どちらか一方を外すか、{name} の表"
        "（[accounts.…]）を作ってください。",
    ),
    "settings.two_accounts": Text(
        "{name} is the account of several tables in batcher.toml: {known}. Say which, by its name.",
        "{name} は batcher.toml の複数の表（{known}）のアカウントです。表の名前で"
        "指定してください。",
    ),
    "settings.two_keys": Text(
        "{place}: api_key_file and key_env both say where the key is. Keep one of them.",
        "{place}：api_key_file と key_env の両方が指定されています。どちらか一方にしてください。",
    ),
}

_SHOWN: dict[str, Text] = {
    "settings.none": Text("-", "-"),
    "settings.key_there": Text("it holds something", "設定あり"),
    "settings.key_missing": Text("nothing there", "設定なし"),
    "settings.fact.file": Text("File: {value}", "設定ファイル：{value}"),
    "settings.fact.account": Text("Account chosen: {value}", "選択中のアカウント：{value}"),
    "settings.fact.accounts": Text("Accounts in the file: {value}", "登録アカウント：{value}"),
    "settings.fact.key": Text("Key: {value}", "キー：{value}"),
    "settings.head.name": Text("setting", "設定"),
    "settings.head.value": Text("value", "値"),
    "settings.head.from": Text("from", "設定元"),
    "settings.from.default": Text("default", "既定値"),
    "settings.from.file": Text("batcher.toml", "batcher.toml"),
    "settings.from.account": Text("the account's table", "アカウントの表"),
    "settings.from.environment": Text("environment", "環境変数"),
    "settings.from.flag": Text("flag", "フラグ"),
}

LABELS: dict[str, Text] = {**_WRONG, **_FILE, **_SHOWN}
