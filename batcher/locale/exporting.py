"""What people read about an export: its command, its sheets, and its cells that were changed."""

from __future__ import annotations

from batcher.locale.text import Text

PROBLEMS: dict[str, Text] = {
    "was_lost": Text(
        "This sheet is an export, and hidden was. columns of it are gone ({columns}): nobody can"
        " tell which of these cells you changed. Export again and copy your changes there; or"
        " delete the columns you have no need of.",
        "このシートはエクスポートされたものですが、非表示の「変更前」（was.）の列が失われています"
        "（{columns}）。どのセルを変更したのか判別できません。もう一度エクスポートして変更を写すか、"
        "不要な列を削除してください。",
    ),
    "sorted_apart": Text(
        "This sheet is an export and looks sorted apart: {columns} now stand in other rows than"
        " their hidden was. columns, so nobody can tell which cells you changed. Undo the sort, or"
        " export again, and sort with the arrows of the headers, which take every column along.",
        "エクスポートされたこのシートは、一部の列だけが並べ替えられたようです。"
        "{columns} が、非表示の「変更前」（was.）の列と別の行にあるため、"
        "どのセルを変更したのか判別できません。"
        "並べ替えを元に戻すかもう一度エクスポートし、見出しの矢印で（すべての列を一緒に）並べ替えてください。",
    ),
    "emptied": Text(
        "The cell was {was} in the export and is blank now. Blank means leave alone: {column}"
        " stays as it is. To change it, write the new value.",
        "エクスポート時は {was} でしたが、空白になっています。空白は「変更しない」の意味のため、"
        "{column} はそのまま残ります。変更する場合は新しい値を入力してください。",
    ),
    "emptied_clearable": Text(
        "The cell was {was} in the export and is blank now. Blank means leave alone: {column}"
        " stays as it is. To empty it, write (clear).",
        "エクスポート時は {was} でしたが、空白になっています。空白は「変更しない」の意味のため、"
        "{column} はそのまま残ります。空にする場合は（消去）と入力してください。",
    ),
}

LABELS: dict[str, Text] = {
    "export.item": Text("item", "請求書アイテム"),
    "export.subscription": Text("subscription", "サブスクリプション"),
    "export.title": Text(
        "Invoices of account {account} ({mode}), read {at}",
        "アカウント {account}（{mode}）の請求書　{at} 時点",
    ),
    "export.mode_live": Text("live", "本番"),
    "export.mode_test": Text("test", "テスト"),
    "export.counted": Text(
        "Invoices: {invoices}. Lines: {lines}. Pending invoice items: {pending}.",
        "請求書 {invoices} 件、明細 {lines} 行、未割り当ての請求書アイテム {pending} 件。",
    ),
    "export.nothing": Text(
        "No invoice matches: the workbook holds headers only.",
        "該当する請求書はありません。見出しだけのワークブックを保存しました。",
    ),
    "export.how_change": Text(
        "Change the cells you want to correct in update_lines and invoice_metadata, then: batcher"
        " run FILE. Only the cells you changed are sent; all others are left alone.",
        "「明細訂正」と「請求書メタデータ」のセルを直してから"
        " batcher run ファイル を実行してください。"
        "送信されるのは変更したセルだけで、ほかは何も変わりません。",
    ),
    "export.how_blank": Text(
        "A cell you empty is left alone too. To empty a list or a metadata key in Stripe, write"
        " (clear).",
        "空白にしたセルも変更されません。Stripe 側の一覧やメタデータを空にするには（消去）と"
        "入力してください。",
    ),
    "export.how_price": Text(
        "amount is the line's total. Change quantity or unit_amount and the total follows; change"
        " amount and the line becomes 1 x amount. On a line of a subscription only tax_rates,"
        " discounts and metadata can be changed.",
        "金額は明細の合計です。数量か単価を変えると合計も変わります。金額を変えると明細は"
        "「1 x 金額」になります。サブスクリプションの明細で変更できるのは、税率ID、割引、"
        "メタデータだけです。",
    ),
    "export.how_was": Text(
        "Hidden columns at the right hold what Stripe showed; they tell which cells you changed and"
        " whether somebody else changed the line meanwhile. They are locked, without a password:"
        " to sort rows or to add a column, take the protection off (Review > Unprotect Sheet).",
        "右側の非表示の列には、読み取り時の値が入っています。どのセルを変更したか、その間に他の人が"
        "変更していないかを判別するためのものです。パスワードなしで保護しています。並べ替えや列の"
        "追加をするときは、シートの保護を解除してください（校閲 > シート保護の解除）。",
    ),
    "export.how_other": Text(
        "To delete a line, put its ids into remove_lines; to bill a pending item, copy its id from"
        " _pending into add_lines. Columns whose name begins with # only help you find a line.",
        "明細を削除するには、その ID を「明細削除」に入力します。未割り当てのアイテムを請求"
        "するには、_pending の ID を「明細追加」に写します。「#」で始まる列は、明細を探すための"
        "参考情報です。",
    ),
    "export.how_sort": Text(
        "The sheets are protected without a password. Filtering works as it is; Excel sorts only"
        " after Review > Unprotect Sheet. Always sort whole rows: the hidden was. columns belong to"
        " the cells beside them.",
        "シートはパスワードなしで保護されています。フィルターはそのまま使えますが、Excel で"
        "並べ替えるには「校閲」>「シート保護の解除」が必要です。非表示の「変更前.」の列は同じ行の内容と対に"
        "なっているため、必ず行全体を並べ替えてください。",
    ),
    "export.not_draft": Text(
        "These invoices are {status}, no drafts: batcher run would refuse every change of a line.",
        "これらの請求書は下書きではありません（{status}）。明細の変更は batcher run で"
        "拒否されます。",
    ),
    "export.skipped": Text("Left out: {invoice}: {reason}", "対象外：{invoice}：{reason}"),
    "export.gone": Text("it is not there any more.", "すでに存在しません。"),
    "export.not_there": Text(
        "Stripe does not have it{reason:: %}", "Stripe にありません{reason:：%}"
    ),
    "export.other_status": Text("it is {status}.", "状態が {status} です。"),
    "export.other_customer": Text("it is of another customer.", "別の顧客の請求書です。"),
    "export.other_day": Text("it was made on another day.", "作成日が指定の期間に含まれません。"),
    "export.no_pending": Text(
        "Pending invoice items are not shown: {reason}",
        "未割り当ての請求書アイテムは表示できません：{reason}",
    ),
    "export.pending": Text("Pending invoice items", "未割り当ての請求書アイテム"),
    "export.pending_lead": Text(
        "To put one on an invoice: copy its id into the column invoice_item of add_lines, beside"
        " the invoice.",
        "請求書に割り当てるには、請求書アイテムID を「明細追加」の同じ名前の列に写し、"
        "請求書IDを入力してください。",
    ),
    "export.pending.invoice_item": Text("invoice_item", "請求書アイテムID"),
    "export.pending.customer": Text("customer", "顧客ID"),
    "export.pending.customer_name": Text("customer_name", "顧客名"),
    "export.pending.currency": Text("currency", "通貨"),
    "export.pending.amount": Text("amount", "金額"),
    "export.pending.quantity": Text("quantity", "数量"),
    "export.pending.unit_amount": Text("unit_amount", "単価"),
    "export.pending.description": Text("description", "説明"),
    "export.pending.period_start": Text("period_start", "期間開始"),
    "export.pending.period_end": Text("period_end", "期間終了"),
    "cli.stage.exporting": Text("Reading Stripe", "Stripe を読み取り中"),
    "cli.next.export": Text(
        "Next: change cells in it, then batcher run {path}. Unchanged, it sends nothing.",
        "次の操作：セルを直してから batcher run {path} を実行してください。変更がなければ何も"
        "送信されません。",
    ),
    "cli.bad_export": Text(
        "“{value}” is no name of an Excel workbook. Write one that ends in .xlsx.",
        "「{value}」は Excel ワークブックの名前ではありません。.xlsx で終わる名前にしてください。",
    ),
    "cli.bad_created": Text(
        "“{value}” is no day and no span of days. Write 2026-10-31, 2026-10-01..2026-10-31,"
        " 2026-10-01.. or ..2026-10-31.",
        "「{value}」は日付または期間ではありません。例：2026-10-31、2026-10-01..2026-10-31、"
        "2026-10-01..、..2026-10-31",
    ),
    "cli.bad_id": Text(
        "“{value}” is no id of that kind: it begins with {prefix}.",
        "「{value}」は該当する ID ではありません。{prefix} で始まる ID を指定してください。",
    ),
}
