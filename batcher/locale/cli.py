"""What the command line says."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "cli.error": Text("Error", "エラー"),
    "cli.question": Text("Question", "確認"),
    "cli.warning": Text("Warning", "注意"),
    "cli.more": Text("and {count} more: {cells}", "ほか {count} 件：{cells}"),
    "cli.half": Text(
        "Invoice {invoice} is left half corrected (finalizes by itself: {at}).",
        "請求書 {invoice} は訂正の途中で止まっています（自動確定：{at}）。",
    ),
    "cli.rows": Text("Rows", "行"),
    "cli.requests": Text(
        "Requests: planned {planned}, sent {sent}, sent again {retried}",
        "リクエスト：予定 {planned}、送信 {sent}、再送 {retried}",
    ),
    "cli.before": Text("before", "訂正前"),
    "cli.expected_change": Text("expected change", "予定の増減"),
    "cli.actual_change": Text("actual change", "実際の増減"),
    "cli.other_change": Text("by others", "他者による増減"),
    "cli.difference": Text("difference", "差額"),
    "cli.report": Text("Report", "レポート"),
    "cli.leftovers": Text("Rows not applied", "未反映の行"),
    "cli.workbook": Text("Workbook", "ワークブック"),
    "cli.plan_file": Text("Plan", "計画"),
    "cli.plan": Text(
        "{rows} rows to send in {requests} requests; {unchanged} rows left alone.",
        "{requests} 件のリクエストで {rows} 行を送信します。{unchanged} 行は変更しません。",
    ),
    "cli.confirm": Text("Send this to Stripe?", "Stripe に送信しますか？"),
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
        "There is no run {run} of this account and mode. `batcher runs` lists them.",
        "このアカウントとモードに実行 {run} はありません。`batcher runs` で一覧を確認できます。",
    ),
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
        "No problems found in {rows} rows.", "{rows} 行を確認しました。問題はありません。"
    ),
    "cli.nothing": Text("There is nothing to do.", "処理する行はありません。"),
    "cli.sandbox": Text(
        "The embedded Stripe of account {account} listens on {url}\n"
        "STRIPE_API_KEY={key}\nBATCHER_API_BASE={url}\nCtrl-C ends it.",
        "組み込みの Stripe（アカウント {account}）が {url} で待ち受けています。\n"
        "STRIPE_API_KEY={key}\nBATCHER_API_BASE={url}\nCtrl-C で終了します。",
    ),
    "cli.sandbox_reset": Text(
        "The embedded Stripe begins anew as account {account}.",
        "組み込みの Stripe を新しいアカウント {account} で始めます。",
    ),
    "cli.sandbox_in_use": Text(
        "Another batcher has this sandbox open: {reason}",
        "このサンドボックスは別の batcher が使用中です：{reason}",
    ),
    "cli.waiting": Text("waiting {seconds} s: {reason}", "{seconds} 秒待っています：{reason}"),
    "cli.stage.reading": Text("Reading", "読み込み中"),
    "cli.stage.planning": Text("Reading Stripe and planning", "Stripe を読み取り計画中"),
    "cli.stage.sending": Text("Sending", "送信中"),
    "cli.stage.verifying": Text("Reading again", "確認のため再読み取り中"),
    "cli.stage.reporting": Text("Writing the report", "レポート作成中"),
}
