"""Labels of the report and leftovers workbooks; the words of `labels` whose keys begin `report.`"""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    # sheets
    "report.sheet.summary": Text("Summary", "概要"),
    "report.sheet.reconciliation": Text("Reconciliation", "照合表"),
    "report.sheet.problems": Text("Problems", "問題一覧"),
    "report.sheet.requests": Text("Requests", "リクエスト一覧"),
    # summary
    "report.title": Text("Invoice correction report", "請求書訂正レポート"),
    "report.leftovers_title": Text("Rows not applied", "未反映の行"),
    "report.page": Text("Page &P of &N", "&P / &N ページ"),
    "report.status.applied": Text(
        "Every row of the workbook now stands in Stripe.",
        "ワークブックのすべての行がStripeに反映されています。",
    ),
    "report.status.partly_applied": Text(
        "Finished. Some rows were not applied or the money does not tie out; see below.",
        "処理は終了しましたが、反映されていない行、または金額の不一致があります。下記をご確認ください。",
    ),
    "report.status.rejected": Text(
        "Nothing was sent: the workbook has problems that must be settled first.",
        "ワークブックに解決が必要な問題があるため、何も送信していません。",
    ),
    "report.status.unchanged": Text(
        "Nothing was sent: everything already stands as asked.",
        "すべて依頼どおりの状態のため、何も送信していません。",
    ),
    "report.status.stopped": Text(
        "Stopped before the end, or the fate of some rows is not known yet: run “batcher resume”.",
        "途中で停止したか、結果が未確定の行があります。「batcher resume」を実行してください。",
    ),
    "report.status.failed": Text(
        "The run failed before anything was sent.", "何も送信しないうちに処理が失敗しました。"
    ),
    "report.half": Text(
        "Left half corrected: some rows of these invoices were applied and some were not",
        "訂正が途中の請求書（一部の行のみ反映されています）",
    ),
    "report.half_none": Text(
        "No invoice was left half corrected.", "訂正が途中のままの請求書はありません。"
    ),
    "report.rows": Text("Rows by sheet and status", "シート別・状態別の行数"),
    "report.all_sheets": Text("All sheets", "全シート合計"),
    "report.left_out": Text("Left out of the total", "合計に含めない行"),
    "report.left_out.blank": Text("blank rows", "空白行"),
    "report.left_out.hidden": Text("hidden rows skipped", "読み飛ばした非表示行"),
    "report.left_out.control": Text("rows of the control sheet", "合計照合シートの行"),
    "report.money": Text("Money by currency", "通貨別の金額"),
    "report.sums": Text(
        "Money by currency, added up from the sheet “{sheet}”",
        "通貨別の金額：シート「{sheet}」からの集計",
    ),
    "report.planned": Text(
        "Planned, and what became of it: applied, not applied, in doubt",
        "予定した増減の内訳：反映済み・未反映・結果未確定",
    ),
    "report.unplanned": Text(
        "Without the amounts of {count} rejected or unsent rows that were never planned.",
        "計画に至らなかった行（{count}行）の金額は含みません。",
    ),
    "report.words": Text("What the words mean", "状態の説明"),
    "report.facts": Text("About this run", "実行の記録"),
    "report.sign": Text("Sign-off", "確認欄"),
    "report.prepared_by": Text("Prepared by", "作成者"),
    "report.checked_by": Text("Checked by", "確認者"),
    "report.date": Text("Date", "日付"),
    "report.ok": Text("OK", "OK"),
    "report.check": Text("CHECK", "要確認"),
    "report.unread": Text("not read again", "再読み取り未了"),
    "report.unread_note": Text(
        "“not read again”: an invoice was written on and could not be read afterwards, so its"
        " actual amount is not known. Run “batcher resume”, then look at the new report.",
        "「再読み取り未了」：送信後に請求書を読み取れず、実際の金額が確定していません。"
        "「batcher resume」を実行し、新しいレポートをご確認ください。",
    ),
    "report.yes": Text("yes", "はい"),
    # the six words of a row
    "report.word.applied": Text(
        "Sent, accepted by Stripe and found again when the invoice was re-read.",
        "送信してStripeに受け付けられ、請求書の再読み込みで確認できました。",
    ),
    "report.word.unchanged": Text(
        "Already stood as asked, so nothing was sent.",
        "すでに依頼どおりの状態のため、送信していません。",
    ),
    "report.word.rejected": Text(
        "Has a problem of its own; nothing of it was sent.",
        "行に問題があるため、送信していません。",
    ),
    "report.word.refused": Text(
        "Sent, and Stripe said no; the message gives its reason.",
        "送信しましたが、Stripeに拒否されました。理由はmessage列をご覧ください。",
    ),
    "report.word.not_sent": Text(
        "Good in itself, but not sent because of something else; the message says what.",
        "行に問題はありませんが、他の理由で送信していません。理由はmessage列をご覧ください。",
    ),
    "report.word.in_doubt": Text(
        "Sent, and nobody knows yet whether it took effect: run “batcher resume”.",
        "送信しましたが、結果がまだ確定していません。「batcher resume」を実行してください。",
    ),
    # headers
    "report.control": Text(
        "Control sheet: expected, and what stands in Stripe", "合計照合：予定とStripeの現状"
    ),
    "report.column.control": Text("Sheet or currency", "シート・通貨"),
    "report.column.expected": Text("Expected", "予定"),
    "report.column.found": Text("In Stripe", "反映済み"),
    "report.column.sheet": Text("Sheet", "シート"),
    "report.column.total": Text("Total", "合計"),
    "report.column.check_rows": Text("Check: total = sum of statuses", "検算：合計＝状態別の計"),
    "report.column.check_money": Text("Check: difference = 0", "検算：差額＝0"),
    "report.column.check_planned": Text(
        "Check: 0, and as on the invoices", "検算：0・請求書別と一致"
    ),
    "report.column.check_sums": Text("Check: same as the run", "検算：上記の金額と一致"),
    "report.column.currency": Text("Currency", "通貨"),
    "report.column.before": Text("Before", "訂正前"),
    "report.column.expected_change": Text("Expected change", "予定の増減"),
    "report.column.actual_change": Text("Actual change", "実際の増減"),
    "report.column.amount_added": Text("Added", "追加額"),
    "report.column.amount_updated": Text("Updated", "更新による増減"),
    "report.column.amount_removed": Text("Removed", "削除・割り当て解除額"),
    "report.column.other_lines": Text(
        "Lines changed by others: old -> new", "他者が変更した明細：変更前 -> 変更後"
    ),
    "report.column.other_change": Text("Changed by others", "他者による増減"),
    "report.column.after": Text("After", "訂正後"),
    "report.column.difference": Text("Difference", "差額"),
    "report.column.invoice": Text("Invoice", "請求書"),
    "report.column.customer": Text("Customer", "顧客"),
    "report.column.invoice_status": Text("Invoice status", "請求書の状態"),
    "report.column.lines_before": Text("Lines before", "訂正前の明細数"),
    "report.column.lines_added": Text("Lines added", "追加"),
    "report.column.lines_removed": Text("Lines removed", "削除"),
    "report.column.lines_unassigned": Text("Lines unassigned", "割り当て解除"),
    "report.column.lines_other": Text("Lines changed by others", "他者による明細増減"),
    "report.column.lines_after": Text("Lines after", "訂正後の明細数"),
    "report.column.lines_check": Text("Lines check", "明細数の検算"),
    "report.column.amount_before": Text("Amount before", "訂正前の金額"),
    "report.column.expected_after": Text("Expected after", "予定の訂正後金額"),
    "report.column.actual_after": Text("Actual after", "実際の訂正後金額"),
    "report.column.discount_before": Text("Discounts before", "訂正前の割引"),
    "report.column.planned_change": Text("Planned", "予定した増減"),
    "report.column.applied_change": Text("Applied", "反映済み"),
    "report.column.not_applied_change": Text("Not applied", "未反映"),
    "report.column.in_doubt_change": Text("In doubt", "結果未確定"),
    "report.column.planned_check": Text(
        "Planned less applied, not applied, in doubt", "予定−反映−未反映−未確定"
    ),
    "report.column.discount_after": Text("Discounts after", "訂正後の割引"),
    "report.column.discount_change": Text("Discounts: change", "割引の増減"),
    "report.column.tax_before": Text("Tax before", "訂正前の税額"),
    "report.column.tax_after": Text("Tax after", "訂正後の税額"),
    "report.column.tax_change": Text("Tax: change", "税額の増減"),
    "report.column.total_before": Text("Total before", "訂正前の合計"),
    "report.column.total_after": Text("Total after", "訂正後の合計"),
    "report.column.total_change": Text("Total: change", "合計の増減"),
    "report.column.tax_moved": Text("Lines whose tax moved unasked", "依頼なく税額が動いた明細"),
    "report.column.half_corrected": Text("Half corrected", "訂正途中"),
    "report.column.finalizes_at": Text("Finalizes at", "自動確定の日時"),
    "report.column.rows_not_applied": Text("Rows not applied", "未反映の行数"),
    "report.column.severity": Text("Severity", "重要度"),
    "report.column.row": Text("Row", "行"),
    "report.column.cell": Text("Cell", "セル"),
    "report.column.column": Text("Column", "列"),
    "report.column.value": Text("Value", "値"),
    "report.column.code": Text("Code", "コード"),
    "report.column.message": Text("Message", "説明"),
    "report.column.request": Text("Request", "リクエスト"),
    "report.column.attempt": Text("Attempt", "試行"),
    "report.column.operation": Text("Operation", "処理"),
    "report.column.lines": Text("Lines", "明細数"),
    "report.column.outcome": Text("Outcome", "結果"),
    "report.column.http_status": Text("HTTP status", "HTTPステータス"),
    "report.column.request_id": Text("Stripe request id", "StripeリクエストID"),
    "report.column.key": Text("Idempotency key", "冪等キー"),
    "report.column.replayed": Text("Replayed answer", "再生された応答"),
    "report.column.sent_at": Text("Sent at{zone: (%)}", "送信日時{zone:（%）}"),
    "report.column.answered_at": Text("Answered at{zone: (%)}", "応答日時{zone:（%）}"),
    # facts
    "report.run": Text("Run", "実行ID"),
    "report.continued_by": Text("Continued by", "継続した実行"),
    "report.parent": Text("Continues run", "継続元の実行ID"),
    "report.status": Text("Status", "状態"),
    "report.who": Text("Run by", "実行者"),
    "report.approved_by": Text("Approved by", "承認者"),
    "report.machine": Text("Machine", "実行したコンピューター"),
    "report.workbook": Text("Workbook", "ワークブック"),
    "report.workbook_sha256": Text("Workbook SHA-256", "ワークブックのSHA-256"),
    "report.account": Text("Stripe account", "Stripeアカウント"),
    "report.mode": Text("Mode", "モード"),
    "report.api_base": Text("API address", "APIのアドレス"),
    "report.versions": Text("Versions", "バージョン"),
    "report.time_zone": Text("Time zone", "タイムゾーン"),
    "report.settings": Text("Settings", "設定"),
    "report.plan_digest": Text("Plan digest", "計画のダイジェスト"),
    "report.answers": Text("Questions answered", "回答済みの確認事項"),
    "report.started_at": Text("Started at", "開始日時"),
    "report.finished_at": Text("Finished at", "終了日時"),
    "report.requests_planned": Text("Requests planned", "予定したリクエスト数"),
    "report.requests_sent": Text("Requests sent", "送信したリクエスト数"),
    "report.requests_retried": Text("Requests retried", "再送したリクエスト数"),
    "report.error": Text("Error", "エラー"),
    # settings
    "report.canary": Text("Sent first (canary)", "先行して送信"),
    "canary.agreed": Text(
        "{count} first: {invoices}. {at}: the rest followed, on the word of {who}.",
        "先行 {count} 件：{invoices}。{at} に {who} の承認により残りを送信しました。",
    ),
    "canary.canary_declined": Text(
        "{count} first: {invoices}. {at}: the rest was declined and not sent.",
        "先行 {count} 件：{invoices}。{at} に残りの送信は承認されず、送信していません。",
    ),
    "canary.canary_differs": Text(
        "{count} first: {invoices}. {at}: they did not tie out, and the rest was not sent.",
        "先行 {count} 件：{invoices}。{at} の時点で金額が一致せず、残りは送信していません。",
    ),
    "setting.on_problem.stop": Text(
        "A problem that only the plan finds stops the whole workbook (--on-problem stop)",
        "計画時に見つかった問題がある場合は、ワークブック全体を送信しない（--on-problem stop）",
    ),
    "setting.on_problem.skip-invoice": Text(
        "A problem that only the plan finds leaves out its invoice, and the others go on"
        " (--on-problem skip-invoice)",
        "計画時に見つかった問題がある請求書のみを対象外とし、ほかは送信する"
        "（--on-problem skip-invoice）",
    ),
    "setting.on_problem.skip-row": Text(
        "A problem that only the plan finds leaves out its row, and the others go on"
        " (--on-problem skip-row)",
        "計画時に見つかった問題がある行のみを対象外とし、ほかは送信する（--on-problem skip-row）",
    ),
    "setting.on_refusal.stop-invoice": Text(
        "After a refusal by Stripe the rest of that invoice is not sent, and the others go on"
        " (--on-refusal stop-invoice)",
        "Stripeに拒否された請求書の残りは送信せず、ほかの請求書は続ける"
        "（--on-refusal stop-invoice）",
    ),
    "setting.on_refusal.stop-run": Text(
        "The first refusal by Stripe stops the run (--on-refusal stop-run)",
        "Stripeに最初に拒否された時点で実行を停止する（--on-refusal stop-run）",
    ),
    "setting.lines_per_request": Text(
        "At most {lines} lines in one request", "1回のリクエストは最大{lines}明細"
    ),
}
