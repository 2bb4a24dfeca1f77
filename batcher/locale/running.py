"""Problem codes of running: Stripe, the key, the report and the ledger."""

from __future__ import annotations

from batcher.locale.text import Text

_STRIPE: dict[str, Text] = {
    "stripe_unreachable": Text(
        "Stripe does not answer.{reason: (%)} Check the internet connection, the proxy and"
        " status.stripe.com, then run the same command again.",
        "Stripe から応答がありません。{reason:（%）}インターネット接続、プロキシ、"
        "status.stripe.com を"
        "確認し、同じコマンドを再度実行してください。",
    ),
    "stripe_unreadable": Text(
        "Stripe does not let this key read what is needed ({path}){account: for account %}."
        "{reason: Its words: %} Give the"
        " key{permission: the permission %} in the Stripe Dashboard (README lists what each"
        " command needs), or use another key.",
        "このキーでは{account:アカウント % の}必要な情報（{path}）を Stripe から読み取れません。"
        "{reason:Stripe の回答：%}"
        " Stripe ダッシュボードでキーに権限{permission:（%）}を付与するか（コマンドごとに必要な"
        "権限は README に記載）、別のキーをお使いください。",
    ),
    "account_refused": Text(
        "The API key may do nothing for account {account}: it is not connected to the key's own"
        " account, or not any more.{reason: Its words: %} Check the settings connected and"
        " account, and in the Stripe Dashboard (Connect) that the account is still connected; then"
        " run the same command again.",
        "この API キーではアカウント {account} の操作が許可されていません。キーのアカウントに連結"
        "されていないか、連結が解除されています。{reason:Stripe の回答：%} 設定 connected と"
        " account、および Stripe ダッシュボード（Connect）での連結状態を確認し、同じコマンドを"
        "再度実行してください。",
    ),
    "stripe_shape": Text(
        "Stripe answered {path} in a shape that this version of batcher does not know ({reason})."
        " Nothing may be concluded from it, so the run does not go on. Update batcher, or report"
        " this with the words in brackets; then run the same command again.",
        "Stripe からの応答（{path}）が、このバージョンの batcher が対応していない形式でした"
        "（{reason}）。内容を正しく判断できないため、処理を中止しました。batcher を更新するか、"
        "この内容を添えて管理者へご連絡のうえ、同じコマンドを再度実行してください。",
    ),
    "key_refused": Text(
        "Stripe does not accept the API key.{reason: Its words: %} Check that the key is complete,"
        " not revoked or expired, and may be used from this machine; then try again.",
        "Stripe が API キーを受け付けません。{reason:Stripe の回答：%} キーが途中で切れていないか、"
        "失効していないか、この端末からの利用が許可されているかを確認し、再度実行してください。",
    ),
    "account_differs": Text(
        "The API key belongs to account {found}, but {expected} is configured. Use the key of"
        " {expected}, or change --account (BATCHER_ACCOUNT).",
        "API キーのアカウントは {found} ですが、設定されているアカウントは {expected} です。"
        "{expected} のキーを使うか、--account（BATCHER_ACCOUNT）を変更してください。",
    ),
    "account_of_run": Text(
        "The run {run} was made for account {expected}, but this would be account {found}. Nothing"
        " was sent. Choose the other account: --account {expected}, with its key.",
        "実行 {run} はアカウント {expected} で行われましたが、今回のアカウントは {found} です。"
        "何も送信していません。--account {expected} とそのキーを指定してください。",
    ),
    "account_of_plan": Text(
        "The plan was made for account {expected}, but this would be account {found}. Nothing was"
        " sent. Choose the other account: --account {expected}, with its key.",
        "この計画はアカウント {expected} のものですが、今回のアカウントは {found} です。"
        "何も送信していません。--account {expected} とそのキーを指定してください。",
    ),
    "report_unwritten": Text(
        "The report could not be written to {path} ({reason}). The results are safe in the ledger:"
        " close the file in Excel or make room, then write it with `batcher report RUN`.",
        "レポートを {path} に保存できませんでした（{reason}）。結果は台帳に記録されています。"
        "Excel でファイルを閉じるか空き容量を確保してから、`batcher report RUN` で作成して"
        "ください。",
    ),
}

_PLANS: dict[str, Text] = {
    "plan_unreadable": Text(
        "{path} is not a plan that can be read ({reason}). Write it again with"
        " `batcher plan WORKBOOK -o PLAN`, and apply that file unchanged.",
        "{path} は計画ファイルとして読み取れません（{reason}）。`batcher plan WORKBOOK -o PLAN` で"
        "作成し直し、変更せずに適用してください。",
    ),
    "plan_stale": Text(
        "Invoice {invoice} has changed since the plan was made: {column} was {old}, now it is"
        " {new}. Nothing of the plan was sent. Make the plan again and review it.",
        "計画の作成後に請求書 {invoice} が変更されています（{column}：{old} → {new}）。この計画は"
        "送信していません。計画を作成し直し、内容をご確認ください。",
    ),
    "plan_differs": Text(
        "The same workbook now gives another plan ({found}) than the one reviewed ({expected});"
        " an invoice or a row has changed since, or the program was updated. Nothing was sent. Make"
        " the plan again and review it.",
        "同じワークブックから、確認済みの計画（{expected}）と異なる計画（{found}）"
        "が作成されました。"
        "その後に請求書または行が変更されたか、プログラムが更新されています。何も送信していません。"
        "計画を作成し直し、内容をご確認ください。",
    ),
    "approval_needed": Text(
        "{rows:% rows would be sent}{moved:What the rows change adds up to %, without signs}"
        "{net: (net %)}{invoice: on invoice %}{more: and too much on % others};"
        " the limit ({setting}) is{limit: %}{unnamed: set for other currencies than %}."
        " Nothing is sent until a person approves: `batcher approve RUN`.",
        "{rows:送信予定は % 行です}{moved:各行の増減額（絶対値）の合計は % です}{net:（差引 %）}"
        "{invoice:（請求書 %）}{more:（ほか % 件の請求書も上限超過）}。"
        "上限（{setting}）は{limit: % です}{unnamed: % 以外の通貨にのみ設定されています}。"
        "`batcher approve RUN` で承認されるまで送信しません。",
    ),
    "approval_asked": Text(
        "This run is put up for approval. Nothing is sent until a person approves:"
        " `batcher approve RUN`.",
        "この実行は承認待ちです。`batcher approve RUN` で承認されるまで送信しません。",
    ),
    "approval_lapsed": Text(
        "This run can no longer be approved{run:: run % has taken rows of it in hand}. Nothing of"
        " it was sent. Run the workbook again for what is left.",
        "この実行は承認できなくなりました{run:（実行 % が同じ行を引き継いでいます）}。何も送信して"
        "いません。残りの行がある場合は、ワークブックをもう一度実行してください。",
    ),
    "mode_differs": Text(
        "The run {run} and the API key are not of the same mode: one is live, the other for tests."
        " Use the key of the run's mode.",
        "実行 {run} と API キーのモードが異なります（一方が本番、他方がテスト）。"
        "実行時と同じモードの"
        "キーをお使いください。",
    ),
    "checking_disabled": Text(
        "The checks of the workbook are switched off on this machine by the environment variable"
        " PANDERA_VALIDATION_ENABLED, so nothing is sent. Remove that variable and try again.",
        "環境変数 PANDERA_VALIDATION_ENABLED により、この端末ではワークブックの検査が無効に"
        "なっているため、送信できません。この環境変数を削除して再度実行してください。",
    ),
}

_LEDGER: dict[str, Text] = {
    # The ledger: {path} is its file or its address, {reason} what the system said.
    "ledger_corrupt": Text(
        "The ledger {path} is damaged or is not a ledger ({reason}). Move the file aside, keep it,"
        " and put your last backup in its place. Without a backup run again with a new ledger:"
        " what was already sent is read back from Stripe.",
        "台帳 {path} が壊れているか、台帳のファイルではありません（{reason}）。"
        "ファイルを削除せずに別の場所へ移し、直近のバックアップを同じ場所に戻してください。"
        "バックアップがない場合は、新しい台帳のまま再度実行してください。"
        "送信済みの内容は Stripe から読み直します。",
    ),
    "ledger_foreign": Text(
        "{path} is a database of another program, not a ledger of batcher. Name another folder"
        " with --home, or another address in BATCHER_LEDGER_URL.",
        "{path} は別のプログラムのデータベースで、batcher の台帳ではありません。"
        "--home で別のフォルダーを指定するか、BATCHER_LEDGER_URL を変更してください。",
    ),
    "ledger_newer": Text(
        "The ledger {path} was written by a newer version of batcher (schema {found}; this version"
        " knows up to {known}). Update batcher on this machine.",
        "台帳 {path} は、より新しいバージョンの batcher で作成されています"
        "（スキーマ {found}、このバージョンが対応しているのは {known} まで）。"
        "この端末の batcher を更新してください。",
    ),
    "ledger_read_only": Text(
        "The ledger {path} cannot be written ({reason}). Give yourself the right to write to the"
        " file and its folder, or name another folder with --home.",
        "台帳 {path} に書き込めません（{reason}）。"
        "ファイルとフォルダーへの書き込み権限を付与するか、"
        "--home で別のフォルダーを指定してください。",
    ),
    "ledger_full": Text(
        "There is no room left for the ledger {path} ({reason}). Make room on that disk, then run"
        " `batcher resume`.",
        "台帳 {path} を保存する空き容量がありません（{reason}）。"
        "ディスクの空きを確保してから `batcher resume` を実行してください。",
    ),
    "ledger_busy": Text(
        "Another program keeps the ledger {path} locked ({reason}). Close it (a database viewer,"
        " a backup, a file synchronisation), then try again.",
        "別のプログラムが台帳 {path} を使用中です（{reason}）。"
        "データベース閲覧ソフト、バックアップ、ファイル同期などを終了してから、"
        "再度実行してください。",
    ),
    "ledger_in_the_way": Text(
        "The ledger {path} cannot be made: something else stands in its place ({reason})."
        " Move that away, or name another folder with --home.",
        "台帳 {path} を作成できません。"
        "同じ場所に別のファイルまたはフォルダーがあります（{reason}）。"
        "それを移動するか、--home で別のフォルダーを指定してください。",
    ),
    "ledger_on_network": Text(
        "The ledger {path} would stand on another machine's disk, where file locks cannot be relied"
        " on. Name a folder of this machine with --home; for several machines use PostgreSQL"
        " (BATCHER_LEDGER_URL).",
        "台帳 {path} の場所はネットワーク上のディスクです。ファイルのロックが確実に働かないため"
        "使用できません。--home でこの端末のフォルダーを指定してください。複数の端末で使う場合は"
        " PostgreSQL（BATCHER_LEDGER_URL）をご利用ください。",
    ),
    "ledger_in_cloud": Text(
        "The ledger {path} would stand in a folder that a cloud program copies while it is being"
        " written. Name another folder with --home, and copy it with `batcher backup`.",
        "台帳 {path} の場所はクラウド同期フォルダーです。書き込み中に同期されると台帳が"
        "壊れるおそれがあります。--home で別のフォルダーを指定し、"
        "コピーは `batcher backup` で作成してください。",
    ),
    "ledger_failed": Text(
        "The ledger {path} cannot be read or written: {reason}. Check the disk or the database"
        " server, then run `batcher resume`.",
        "台帳 {path} を読み書きできません（{reason}）。"
        "ディスクまたはデータベースサーバーを確認してから `batcher resume` を実行してください。",
    ),
    "ledger_address": Text(
        "The address of the ledger is not understood ({path}). Allowed in BATCHER_LEDGER_URL:"
        " postgresql://USER@HOST/DATABASE or sqlite:///FILE; leave it empty for a file in the home"
        " folder.",
        "台帳のアドレスを解釈できません（{path}）。BATCHER_LEDGER_URL には"
        " postgresql://USER@HOST/DATABASE または sqlite:///FILE を指定してください。"
        "空のままにすると、ホームフォルダーのファイルを使用します。",
    ),
    "ledger_driver": Text(
        "The ledger {path} needs a database driver that is not installed ({reason})."
        " Install the Python package psycopg, or leave BATCHER_LEDGER_URL empty.",
        "台帳 {path} に必要なデータベースドライバーがインストールされていません（{reason}）。"
        "Python パッケージ psycopg をインストールするか、BATCHER_LEDGER_URL を空にしてください。",
    ),
    "ledger_chain": Text(
        "The ledger {path} was changed behind batcher's back: event {event} of run {run} is not"
        " what was written. Keep the file aside and put your last backup in its place. What was"
        " already sent is read back from Stripe.",
        "台帳 {path} は batcher 以外によって変更されています（実行 {run} の記録 {event} が"
        "書き込み時の内容と異なります）。ファイルを別の場所に保管し、直近のバックアップを"
        "同じ場所に戻してください。送信済みの内容は Stripe から読み直します。",
    ),
    "ledger_backup_elsewhere": Text(
        "The ledger {path} is on a database server, whose own tools make the backup:"
        " pg_dump --format=custom --file=ledger.dump DATABASE. docs/ledger.md has the rest.",
        "台帳 {path} はデータベースサーバー上にあります。バックアップはサーバー側のツールで"
        "取得してください（pg_dump --format=custom --file=ledger.dump データベース名）。"
        "詳しくは docs/ledger.md をご覧ください。",
    ),
    "ledger_lock_lost": Text(
        "Another machine has taken over this account, because this one gave no sign of life for a"
        " minute (asleep, or cut off from the ledger {path}). Nothing more is sent from here."
        " When the other run has ended, run `batcher resume`.",
        "この端末からの応答が 1 分間途絶えたため（スリープ、または台帳 {path} への接続断）、"
        "別の端末がこのアカウントの処理を引き継ぎました。この端末からはこれ以上送信しません。"
        "別の端末の処理が終わってから `batcher resume` を実行してください。",
    ),
    "ledger_locked": Text(
        "Another run of account {account} ({mode}) is active: {run:%, }{person:%, }process {pid}"
        " on {host}, since {since}. Wait until it has ended, or end it there.",
        "アカウント {account}（{mode}）では別の処理が実行中です"
        "（{run:%、}{person:%、}{host} のプロセス {pid}、{since} から）。"
        "終了するまでお待ちいただくか、その端末で終了させてください。",
    ),
    "ledger_locked_by_unknown": Text(
        "Another run of account {account} ({mode}) has just started. Wait until it has ended.",
        "アカウント {account}（{mode}）では別の処理が開始されたところです。"
        "終了するまでお待ちください。",
    ),
}

PROBLEMS: dict[str, Text] = {**_STRIPE, **_PLANS, **_LEDGER}
