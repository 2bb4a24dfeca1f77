"""What the command line says."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "cli.error": Text("Error", "エラー"),
    "cli.question": Text("Question", "確認"),
    "cli.warning": Text("Warning", "注意"),
    "cli.more": Text("and {count} more: {cells}", "ほか {count} 件：{cells}"),
    "cli.half": Text(
        "Invoice {invoice} is left half corrected: {rows} of its rows are not applied.",
        "請求書 {invoice} は訂正の途中です（未反映の行：{rows}）。",
    ),
    "cli.half_until": Text(
        "Invoice {invoice} is left half corrected: {rows} of its rows are not applied. "
        "It finalizes by itself at {at}.",
        "請求書 {invoice} は訂正の途中です（未反映の行：{rows}）。{at} に自動で確定されます。",
    ),
    "cli.rows": Text("Rows: {total} in all", "行：全 {total} 行"),
    "cli.requests": Text(
        "Requests: {planned} planned, {sent} sent, {retried} sent again",
        "リクエスト：予定 {planned}、送信 {sent}、再送 {retried}",
    ),
    "cli.money.before": Text("before", "訂正前"),
    "cli.money.expected_change": Text("expected change", "予定の増減"),
    "cli.money.actual_change": Text("actual change", "実際の増減"),
    "cli.money.other_change": Text("by others", "他者による増減"),
    "cli.money.difference": Text("difference", "差額"),
    "cli.file.report": Text("Report", "レポート"),
    "cli.file.leftovers": Text("Rows not applied", "未反映の行"),
    "cli.file.workbook": Text("Written", "保存先"),
    "cli.preview": Text(
        "{sheet}, read as {encoding}; the first rows as understood:",
        "{sheet}（文字コード {encoding}）。先頭の行は次のように読み取りました：",
    ),
    "cli.file.annotated": Text("Marked copy", "印を付けた控え"),
    "cli.unmarked": Text(
        "There is no marked copy ({reason}). Open the workbook in Excel or LibreOffice, save it as "
        ".xlsx and check that file.",
        "印を付けた控えを作成できませんでした（{reason}）。Excel または LibreOffice で開いて .xlsx "
        "として保存し、そのファイルを検査してください。",
    ),
    "cli.file.review": Text("Review", "確認書"),
    "cli.file.plan": Text("Plan", "計画"),
    "cli.next.resume": Text("Next: batcher resume {run}", "次の操作：batcher resume {run}"),
    "cli.next.approve": Text("Next: batcher approve {run}", "次の操作：batcher approve {run}"),
    "cli.not_waiting": Text(
        "The run {run} waits for no approval. `batcher runs` shows which ones do.",
        "実行 {run} は承認待ちではありません。承認待ちの実行は `batcher runs` で確認できます。",
    ),
    "cli.approver_began": Text(
        "Whoever began the run {run} may not approve it: the settings want another person"
        " (approve_other).",
        "実行 {run} を開始した本人は承認できません（設定 approve_other）。別の人が承認して"
        "ください。",
    ),
    "cli.waiting_approval": Text("waiting", "承認待ち"),
    "cli.next.mend": Text(
        "Next: mend the workbook and run it again.",
        "次の操作：ワークブックを修正してから、もう一度実行してください。",
    ),
    "cli.next.retry": Text(
        "Next: mend the rows not applied and run that file, or send them again as they are: "
        "batcher retry {run}",
        "次の操作：未反映の行のファイルを修正して実行するか、そのまま再送してください："
        "batcher retry {run}",
    ),
    "cli.plan": Text(
        "Rows to send: {rows}. Requests: {requests}. Invoices: {invoices}. "
        "Rows left alone: {unchanged}. Takes at least {seconds} s.",
        "送信予定：{rows} 行、{requests} リクエスト、請求書 {invoices} 件"
        "（所要時間 {seconds} 秒以上）。変更しない行：{unchanged} 行。",
    ),
    "cli.plan.blocked": Text(
        "Nothing can be sent yet: see the problems and questions above. With them settled, {rows}"
        " rows on {invoices} invoices would change, as far as can be told now.",
        "上記の問題や確認事項が解決するまで送信できません。現時点で変更の対象となるのは {rows} 行、"
        "請求書 {invoices} 件です。",
    ),
    "cli.plan.invoice": Text("invoice", "請求書"),
    "cli.plan.currency": Text("currency", "通貨"),
    "cli.plan.rows": Text("rows", "行数"),
    "cli.plan.before": Text("before", "訂正前"),
    "cli.plan.change": Text("change", "増減"),
    "cli.plan.after": Text("after", "訂正後"),
    "cli.plan.more": Text("and {count} more invoices", "ほか {count} 件の請求書"),
    "cli.plan.changes": Text("What changes:", "変更内容："),
    "cli.plan.more_rows": Text("and {count} more changes", "ほか {count} 件の変更"),
    "cli.plan.alone": Text("Left alone:", "変更しない行："),
    "cli.plan.net": Text("Net change: {changes}", "増減の合計：{changes}"),
    "cli.canary.invoice": Text("invoice", "請求書"),
    "cli.canary.currency": Text("currency", "通貨"),
    "cli.canary.before": Text("before", "訂正前"),
    "cli.canary.expected": Text("expected", "予定"),
    "cli.canary.actual": Text("in Stripe", "Stripe の値"),
    "cli.canary.difference": Text("difference", "差額"),
    "cli.canary.good": Text(
        "The first invoices are in Stripe and tie out ({invoices}; rows: {rows}).",
        "最初の請求書 {invoices} 件を反映しました。金額は一致しています（行：{rows}）。",
    ),
    "cli.canary.bad": Text(
        "The first invoices did not come out as planned ({invoices}; rows: {rows}).",
        "最初の請求書 {invoices} 件の結果が計画どおりではありません（行：{rows}）。",
    ),
    "cli.canary.ask": Text(
        "Send the rest ({rows} rows, {invoices} invoices)?",
        "残り（{rows} 行、請求書 {invoices} 件）を送信しますか？",
    ),
    "cli.plan_taken": Text(
        "{path} is there already and is no saved plan: it is not written over.",
        "{path} は既に存在し、保存された計画ではないため、上書きしません。",
    ),
    "cli.confirm": Text("Send this to Stripe?", "Stripe に送信しますか？"),
    "cli.confirm_live": Text(
        "Send this to the live account {account}?", "本番アカウント {account} に送信しますか？"
    ),
    "cli.ask": Text("Go on all the same ({question})?", "このまま続けますか（{question}）？"),
    "cli.ask_hidden": Text(
        "Take the hidden rows along? (no leaves them out)",
        "非表示の行も処理しますか？（いいえ＝読み飛ばす）",
    ),
    "cli.ask_repeat": Text(
        "Add the rows applied before once more? (no leaves them out)",
        "以前に適用した行をもう一度追加しますか？（いいえ＝読み飛ばす）",
    ),
    "cli.declined": Text("Nothing was sent.", "何も送信していません。"),
    "cli.declined_settled": Text(
        "What {runs} had left in doubt was brought to its end; `batcher report` says what"
        " came of it. Nothing else was sent.",
        "{runs} の結果が未確定だった要求を確定させました（結果は `batcher report` で確認"
        "できます）。ほかには何も送信していません。",
    ),
    "cli.no_terminal": Text(
        "Nothing was sent: there is no terminal to ask on. Confirm with --yes.",
        "何も送信していません。確認できる端末がないため、--yes を付けて実行してください。",
    ),
    "cli.live": Text(
        "This is a live key: it moves real money. Add --live if that is meant.",
        "本番環境のキーです。実際の請求が変わります。意図した操作であれば --live を"
        "付けてください。",
    ),
    "cli.run_unknown": Text(
        "There is no run{run: %} of this account and mode in this ledger. `batcher runs` lists"
        " them. Only the ledger that a run was made with knows what it did: name its folder with"
        " --home, or restore its backup.",
        "この台帳には、このアカウントとモードの実行{run:「%」}がありません。`batcher runs` で"
        "一覧を確認できます。実行の内容は、実行時に使った台帳にしか残りません。その台帳の"
        "フォルダーを --home で指定するか、バックアップから復元してください。",
    ),
    "cli.bad_sheet": Text(
        "“{value}” is no sheet. The nearest is {near}.",
        "「{value}」というシートはありません。近い名前：{near}",
    ),
    "cli.bad_encoding": Text(
        "“{value}” is no encoding. Common ones: utf-8, cp932.",
        "「{value}」という文字コードはありません。例：utf-8、cp932",
    ),
    "cli.bad_time_zone": Text(
        "“{value}” is no time zone. Write one as Asia/Tokyo or UTC.",
        "「{value}」というタイムゾーンはありません。例：Asia/Tokyo、UTC",
    ),
    "cli.bad_change": Text(
        "“{value}” is no currency and amount. Write one as usd=12.34 or jpy=-1500.",
        "「{value}」は「通貨=金額」の形式ではありません。例：usd=12.34、jpy=-1500",
    ),
    "cli.change_twice": Text(
        "{currency} is given twice, with two different amounts. Keep the right one.",
        "{currency} が異なる金額で2回指定されています。正しいほうだけを残してください。",
    ),
    "cli.os_error": Text(
        "The system refuses: {reason}{path: (%)}.", "システムエラーです：{reason}{path:（%）}"
    ),
    "cli.interrupted_resume": Text(
        "Stopped after something had been sent. `batcher resume` goes on safely.",
        "送信を始めた後に中断されました。`batcher resume` で安全に再開できます。",
    ),
    "cli.stopping": Text(
        "Stopping as soon as the answers under way have come. Once more ends it at once;"
        " `batcher resume` then goes on safely.",
        "停止します。送信済みの要求への応答を待っています。もう一度操作するとただちに終了します"
        "（その場合も `batcher resume` で安全に再開できます）。",
    ),
    "cli.changed": Text("Changed in Stripe since the run:", "実行後に Stripe で変わったもの："),
    "cli.changed_nothing": Text(
        "Nothing has changed in Stripe since the run.", "実行後、Stripe での変更はありません。"
    ),
    "cli.chain": Text("Runs taken together: {runs}", "まとめた実行：{runs}"),
    "cli.no_runs": Text("The ledger holds no run yet.", "台帳にはまだ実行の記録がありません。"),
    "cli.backup": Text(
        "The ledger and its {runs} runs are copied to {path}. To go back to it, put the copy in"
        " the ledger's place while no run is active.",
        "台帳（実行 {runs} 件）を {path} にコピーしました。元に戻すときは、処理が動いていない"
        "ことを確認して、このファイルを台帳と置き換えてください。",
    ),
    "cli.backup_taken": Text(
        "{path} is there already: a backup is never written over. Name a new file.",
        "{path} は既に存在します。バックアップは上書きしません。新しいファイル名を"
        "指定してください。",
    ),
    "cli.serve": Text(
        "The page: {url}\nCtrl-C ends it; nothing is lost.",
        "画面のアドレス：{url}\nCtrl-C で終了します（内容は失われません）。",
    ),
    "cli.serve_ended": Text("The page has ended.", "画面のサーバーを終了しました。"),
    "cli.serve_not_alone": Text(
        "Other machines could reach this address, so everybody needs a name and a password: add "
        "people on the page first, on this machine. --single-user is for this machine only.",
        "ほかのコンピューターから接続できるアドレスです。先にこのコンピューターの画面で利用者を"
        "登録してください。--single-user はこのコンピューターでのみ使えます。",
    ),
    "cli.runs.run": Text("run", "実行"),
    "cli.runs.began": Text("began (UTC)", "開始（UTC）"),
    "cli.runs.status": Text("status", "状態"),
    "cli.runs.account": Text("account", "アカウント"),
    "cli.runs.mode": Text("mode", "モード"),
    "cli.runs.workbook": Text("workbook", "ワークブック"),
    "cli.show.sent": Text("sent (UTC)", "送信（UTC）"),
    "cli.show.request": Text("request", "リクエスト"),
    "cli.show.invoice": Text("invoice", "請求書"),
    "cli.show.kind": Text("operation", "操作"),
    "cli.show.lines": Text("lines", "行数"),
    "cli.show.outcome": Text("outcome", "結果"),
    "cli.show.stripe": Text("Stripe's request id", "Stripe のリクエストID"),
    "cli.settings": Text("A setting cannot be used: {reason}", "設定が正しくありません：{reason}"),
    "cli.crash": Text(
        "batcher stopped on a mistake of its own ({reason}).",
        "batcher の内部エラーで停止しました（{reason}）。",
    ),
    "cli.crash_resume": Text(
        "batcher stopped on a mistake of its own ({reason}) after it had sent something. "
        "`batcher resume` goes on safely.",
        "送信を始めた後に batcher の内部エラーで停止しました（{reason}）。"
        "`batcher resume` で安全に再開できます。",
    ),
    "cli.ok": Text(
        "Rows checked: {rows}. No problems found.", "{rows} 行を確認しました。問題はありません。"
    ),
    "cli.checked": Text(
        "Rows checked: {rows}. Things to mind: {problems}; none of them stops it.",
        "{rows} 行を確認しました。注意事項が {problems} 件ありますが、送信できます。",
    ),
    "cli.checked_bad": Text(
        "Rows checked: {rows}. Problems: {problems}. As it is, nothing of this workbook would be "
        "sent.",
        "{rows} 行を確認しました。{problems} 件の問題があります。このままでは何も送信されません。",
    ),
    "cli.sandbox": Text(
        "The embedded Stripe of account {account} listens on {url}\n"
        "STRIPE_API_KEY={key}\nBATCHER_API_BASE={url}\nCtrl-C ends it.",
        "組み込みの Stripe（アカウント {account}）が {url} で待ち受けています。\n"
        "STRIPE_API_KEY={key}\nBATCHER_API_BASE={url}\nCtrl-C で終了します。",
    ),
    "cli.sandbox_connected": Text(
        "Connected account: BATCHER_CONNECTED={account}",
        "連結アカウント：BATCHER_CONNECTED={account}",
    ),
    "cli.sandbox_reset": Text(
        "The embedded Stripe begins anew as account {account}.",
        "組み込みの Stripe を新しいアカウント {account} で始めます。",
    ),
    "cli.sandbox_in_use": Text(
        "Another batcher has this sandbox open: {reason}",
        "このサンドボックスは別の batcher が使用中です：{reason}",
    ),
    "cli.unheard": Text(
        "Standard output cannot be written ({reason}): the rest of it is lost. The exit code holds,"
        " and `batcher runs` and `batcher show RUN` tell the result.",
        "標準出力に書き込めないため（{reason}）、以降の表示は失われます。終了コードは有効です。"
        "結果は `batcher runs` と `batcher show RUN` で確認できます。",
    ),
    "cli.waiting": Text("waiting {seconds} s: {reason}", "{seconds} 秒待っています：{reason}"),
    "cli.stage.reading": Text("Reading", "読み込み中"),
    "cli.stage.planning": Text("Reading Stripe and planning", "Stripe を読み取り計画中"),
    "cli.stage.sending": Text("Sending", "送信中"),
    "cli.stage.verifying": Text("Reading again", "確認のため再読み取り中"),
    "cli.stage.reporting": Text("Writing the report", "レポート作成中"),
}
