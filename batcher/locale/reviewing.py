"""The words of a plan under review: its workbook, and what `plan` prints."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "review.title": Text("Plan for review", "計画の確認書"),
    "review.sheet.review": Text("Review", "確認書"),
    "review.sheet.invoices": Text("Invoices", "請求書"),
    "review.sheet.rows": Text("Rows", "行"),
    "review.nothing_sent": Text(
        "Nothing has been sent. This is what would change.",
        "まだ何も送信していません。以下は変更の予定です。",
    ),
    "review.blocked": Text(
        "Nothing would be sent as it is: see the sheet of problems. The amounts are those of the "
        "rows without errors.",
        "このままでは何も送信されません（問題のシートを参照）。金額はエラーのない行のものです。",
    ),
    "review.block.money": Text("Money by currency", "通貨別の金額"),
    "review.block.counts": Text("How many", "件数"),
    "review.block.plan": Text("The plan", "計画"),
    "review.count.rows_to_send": Text("Rows to send", "送信予定の行"),
    "review.count.requests_planned": Text("Requests", "リクエスト"),
    "review.count.invoices": Text("Invoices", "請求書"),
    "review.count.rows_left_alone": Text("Rows left alone", "変更しない行"),
    "review.workbook": Text("Workbook", "ワークブック"),
    "review.workbook_sha256": Text("Its sha256", "同 sha256"),
    "review.account": Text("Account", "アカウント"),
    "review.mode": Text("Mode", "モード"),
    "review.api_base": Text("API address", "API のアドレス"),
    "review.versions": Text("Versions", "バージョン"),
    "review.time_zone": Text("Time zone of dates", "日付のタイムゾーン"),
    "review.settings": Text("Settings", "設定"),
    "review.plan_digest": Text("Digest of the plan", "計画のダイジェスト"),
    "review.answers": Text("Questions answered", "回答済みの確認事項"),
    "review.read_at": Text("Stripe read at (UTC)", "Stripe の読み取り（UTC）"),
    "review.column.invoice": Text("Invoice", "請求書"),
    "review.column.invoices": Text("Invoices", "請求書数"),
    "review.column.customer": Text("Customer", "顧客"),
    "review.column.currency": Text("Currency", "通貨"),
    "review.column.rows": Text("Rows", "行数"),
    "review.column.lines_before": Text("Lines before", "訂正前の明細数"),
    "review.column.lines_after": Text("Lines after", "訂正後の明細数"),
    "review.column.amount_before": Text("Before", "訂正前"),
    "review.column.change": Text("Change", "増減"),
    "review.column.amount_after": Text("After", "訂正後"),
    "review.column.finalizes_at": Text("Finalizes by itself (UTC)", "自動確定（UTC）"),
    "review.column.sheet": Text("Sheet", "シート"),
    "review.column.row": Text("Row", "行"),
    "review.column.operation": Text("Operation", "操作"),
    "review.column.line": Text("Line", "明細"),
    "review.column.description": Text("Text of the line", "明細の説明"),
    "review.column.column": Text("What changes", "変更項目"),
    "review.column.old": Text("Old", "変更前"),
    "review.column.new": Text("New", "変更後"),
    "review.column.message": Text("If left alone, why", "変更しない場合の理由"),
}
