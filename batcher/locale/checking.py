"""Problem codes of checking: what cells of a row, or several rows, say against each other."""

from __future__ import annotations

from batcher.locale import sheets
from batcher.locale.text import Text

_PRICING: dict[str, Text] = {
    "pricing_twice": Text(
        "{column} and {other} are both filled; they say the same thing in two ways. Keep one and"
        " empty the other.",
        "{column} と {other} の両方に値があります。同じ内容を表す列のため、一方だけを残して"
        "ください。",
    ),
    "pricing_ways": Text(
        "{column} and {other} are both filled, and a line can be priced in one way only. Keep one"
        " of amount, price and unit_amount; empty the others.",
        "{column} と {other} の両方に値があります。明細の価格の決め方は一つだけです。"
        "金額（amount）、価格ID（price）、単価（unit_amount）のうち一つを残してください。",
    ),
    "pricing_with_item": Text(
        "{column} is filled beside {other}. A pending invoice item brings its own amount and"
        " quantity. Empty {column}, or empty {other} to add a new line.",
        "{other} とともに {column} に値があります。未割り当ての請求書アイテムには、すでに金額と"
        "数量があります。{column} を空にするか、新しい明細であれば {other} を空にしてください。",
    ),
    "amount_with_quantity": Text(
        "{other} is the total of the line, so it cannot go with the quantity {value}. Empty the"
        " quantity; or empty {other} and write the price of one unit into unit_amount.",
        "{other} は明細の合計金額のため、数量 {value} とともには使えません。数量を空にするか、"
        "{other} を空にして1個あたりの価格を単価（unit_amount）に入力してください。",
    ),
    "amount_differs": Text(
        "The amount is {value}, but quantity and unit price come to {product}. Correct the one"
        " that is wrong, or empty the amount.",
        "金額は {value} ですが、数量と単価から計算すると {product} になります。"
        "誤っている方を直すか、金額を空にしてください。",
    ),
    "nothing_to_add": Text(
        "The new line has no price. Fill in one of: amount, price, unit_amount (with quantity), or"
        " invoice_item.",
        "新しい明細の価格がありません。金額（amount）、価格ID（price）、単価（unit_amount、"
        "数量とともに）、請求書アイテムID（invoice_item）のいずれかを入力してください。",
    ),
    "product_missing": Text(
        "A unit price needs to say what it is for. Fill in product (prod_…), product_name or"
        " description.",
        "単価の対象となる商品がわかりません。商品ID（product）、商品名（product_name）、"
        "説明（description）のいずれかを入力してください。",
    ),
    "product_twice": Text(
        "{column} and {other} are both filled. Keep the ID of a product that exists in Stripe, or"
        " the name of a new one; empty the other.",
        "{column} と {other} の両方に値があります。Stripe にある商品の ID か、新しい商品の名前の"
        "どちらか一方だけを残してください。",
    ),
    "needs_unit_amount": Text(
        "{column} is used only together with unit_amount, which is blank. Fill in unit_amount, or"
        " empty {column}.",
        "{column} は単価（unit_amount）とともに使う列ですが、単価が空白です。単価を入力するか、"
        "{column} を空にしてください。",
    ),
    "three_decimals": Text(
        "{value} {currency} does not end in 0. In this currency Stripe usually takes amounts whose"
        " last digit is 0 and may refuse this one; check it.",
        "「{value}」{currency} の末尾の桁が 0 ではありません。この通貨では末尾が 0 でない金額が"
        " Stripe で拒否される場合があります。金額をご確認ください。",
    ),
    "two_currencies": Text(
        "This row says {value}, but another row of invoice {invoice} says {expected} ({other})."
        " An invoice has one currency: correct the wrong row.",
        "この行の通貨は {value} ですが、請求書 {invoice} の別の行（{other}）では {expected} です。"
        "一つの請求書の通貨は一つです。誤っている行を直してください。",
    ),
}

_PERIODS_AND_TAXES: dict[str, Text] = {
    "period_half": Text(
        "{column} is blank, but the other end of the period is filled. A new line needs both"
        " period_start and period_end, or neither.",
        "期間の一方だけが入力され、{column} が空白です。新しい明細では period_start（期間開始）と"
        " period_end（期間終了）の両方を入力するか、両方を空にしてください。",
    ),
    "period_backwards": Text(
        "The period ends ({value}) before it starts. Correct period_start or period_end.",
        "期間の終了日（{value}）が開始日より前です。period_start（期間開始）または"
        " period_end（期間終了）を直してください。",
    ),
    "tax_clear_alone": Text(
        "(clear) empties all tax amounts of the line, so it stands alone in tax_1_amount. Empty"
        " the other tax_… cells of this row, or write amounts instead of (clear).",
        "（消去）は明細の税額をすべて削除する指定のため、tax_1_amount だけに入力します。"
        "この行のほかの tax_… を空にするか、（消去）の代わりに金額を入力してください。",
    ),
    "tax_amount_half": Text(
        "{column} is blank, but other cells of tax {number} are filled. Fill in all five (amount,"
        " taxable_amount, name, percentage, inclusive) or empty them all.",
        "税額{number} のほかの項目は入力されていますが、{column} が空白です。5項目（amount、"
        "taxable_amount、name、percentage、inclusive）をすべて入力するか、すべて空にしてください。",
    ),
    "tax_ways": Text(
        "{column} and tax_rates are both filled. A line has either tax rates or tax amounts of its"
        " own: empty one of the two.",
        "{column} と tax_rates（税率ID）の両方に値があります。税率と個別の税額は、明細ごとに"
        "どちらか一方だけです。一方を空にしてください。",
    ),
}

_ACROSS: dict[str, Text] = {
    "line_twice": Text(
        "The line {value} stands already in {other}. Put everything about one line into one row.",
        "明細 {value} は {other} にもあります。一つの明細への指定は1行にまとめてください。",
    ),
    "line_updated_and_removed": Text(
        "The line {value} is updated in one row and removed in another ({other}). Keep one of the"
        " two rows.",
        "明細 {value} は、訂正と削除（{other}）の両方に指定されています。どちらか一方の行だけを"
        "残してください。",
    ),
    "line_id_as_invoice_item": Text(
        "{value} is the ID of a line (il_…); this column takes the ID of a pending invoice item"
        " (ii_…). Stripe's guide warns of this mix-up. Copy the ii_… ID. A line of another invoice"
        " can be moved only if this workbook also unassigns it there.",
        "「{value}」はラインアイテムID（il_…）です。この列には、未割り当ての請求書アイテムID"
        "（ii_…）を入力してください。Stripe のガイドでも注意されている取り違えです。ほかの請求書の"
        "明細を移す場合は、同じワークブックでその明細の割り当てを解除してください。",
    ),
    "item_twice": Text(
        "The invoice item {value} is put on an invoice already in {other}. It can be used once:"
        " delete one of the two rows.",
        "請求書アイテム {value} は {other} でも使われています。割り当ては一度だけです。"
        "どちらか一方の行を削除してください。",
    ),
    "ref_twice": Text(
        "The ref {value} is used already in {other}. Give every new invoice a ref of its own.",
        "参照「{value}」は {other} でも使われています。"
        "新しい請求書ごとに別の参照を付けてください。",
    ),
    "ref_unknown": Text(
        "No row of create_invoices has the ref that {value} names. Refs known here: {known}."
        " Correct it, or write the ID of an existing invoice (in_…).",
        "「{value}」に対応する参照が請求書作成シートにありません。使える参照は {known} です。"
        "参照を直すか、既存の請求書ID（in_…）を入力してください。",
    ),
    "ref_has_no_lines": Text(
        "{value} is a new invoice, which has no lines yet to update or remove. Write the ID of an"
        " existing invoice (in_…), or put the row on add_lines.",
        "「{value}」は新しい請求書のため、訂正または削除できる明細がまだありません。既存の請求書ID"
        "（in_…）を入力するか、明細追加シートに移してください。",
    ),
    "due_missing": Text(
        "An invoice that is sent (send_invoice) needs to say when it is due. Fill in"
        " days_until_due or due_date.",
        "送付する請求書（send_invoice）には支払期限が必要です。支払期限日数（days_until_due）または"
        "支払期日（due_date）を入力してください。",
    ),
    "due_twice": Text(
        "{column} and {other} are both filled. Keep one of the two.",
        "{column} と {other} の両方に値があります。どちらか一方だけを残してください。",
    ),
    "due_not_sent": Text(
        "{column} is only for invoices that are sent. Empty it, or write send_invoice as the"
        " collection_method.",
        "{column} は送付する請求書だけで使います。空にするか、回収方法（collection_method）を"
        " send_invoice にしてください。",
    ),
    "metadata_twice": Text(
        "{column} is {value} here, and {other} asks for another value of the same invoice. Make"
        " the two agree, or empty one.",
        "{column} はこの行では「{value}」ですが、同じ請求書の {other} では別の値です。"
        "値をそろえるか、一方を空にしてください。",
    ),
    "metadata_keys": Text(
        "The row has more metadata keys than fit; at most {allowed} here. Empty some of the"
        " metadata cells.",
        "メタデータのキーが多すぎます。この行で使えるのは {allowed} 個までです。"
        "不要なメタデータを空にしてください。",
    ),
    "ids_differ_by_case": Text(
        "{value} and {other} differ only in capital and small letters. To Stripe they are two IDs."
        " Check that both are meant.",
        "「{value}」と「{other}」は大文字と小文字だけが異なります。Stripe では別の ID として"
        "扱われます。誤りがないかご確認ください。",
    ),
}

_CONTROL: dict[str, Text] = {
    "control_sheet_unknown": Text(
        "“{value}” is not a sheet whose rows can be counted.{nearest: Did you mean %?} Write"
        " create_invoices, add_lines, update_lines, remove_lines or invoice_metadata, or the name"
        " of another sheet of this workbook that has rows.",
        "「{value}」は行数を照合できるシート名ではありません"
        "{nearest:（「%」の誤りではありませんか）}。create_invoices、add_lines、update_lines、"
        "remove_lines、invoice_metadata のいずれか、またはこのワークブックで行のあるシートの名前を"
        "入力してください。",
    ),
    "control_twice": Text(
        "{value} stands already in {other} of this sheet. Keep one of the two rows.",
        "「{value}」はこのシートの {other} にもあります。どちらか一方の行だけを残してください。",
    ),
    "control_rows": Text(
        "You expect {expected} rows on {sheet}; there are {found}. Look for missing or surplus"
        " rows, or correct the number here. Nothing was sent.",
        "{sheet} の行数は {expected} 行の予定ですが、実際は {found} 行です。"
        "行の過不足を確認するか、この行数を直してください。何も送信していません。",
    ),
    "expect_rows": Text(
        "--expect-rows says {expected}; the workbook has {found} rows. Look for missing or surplus"
        " rows, or correct the number. Nothing was sent.",
        "--expect-rows の指定は {expected} 行ですが、ワークブックは {found} 行です。"
        "行の過不足を確認するか、指定を直してください。何も送信していません。",
    ),
}

PROBLEMS: dict[str, Text] = {
    "sign_differs": Text(
        "{value} carries the sign of another currency than {currency}, which this line is in. "
        "Correct the sign, or leave it away.",
        "「{value}」の通貨記号は、この明細の通貨（{currency}）と異なります。記号を直すか、"
        "記号を付けずに入力してください。",
    ),
    "format_sign_differs": Text(
        "The cell's number format shows {value} as an amount in {sign}, but this line is in "
        "{currency}. Correct the amount or the currency; if only the format is wrong, set it to "
        "General.",
        "セルの表示形式では {value} が「{sign}」の金額として表示されますが、この明細の通貨は"
        "{currency} です。金額または通貨を直してください。表示形式だけの誤りであれば「標準」に"
        "変更してください。",
    ),
    "format_sign_minor": Text(
        "The cell's number format shows {value} as an amount in {sign}, but this column counts the "
        "smallest unit of {currency} (75.00 is 7500). Set the format to General, or use the column "
        "without _minor.",
        "セルの表示形式では {value} が「{sign}」の金額として表示されますが、この列は {currency} の"
        "最小単位で入力する列です（75.00 は 7500）。表示形式を「標準」に変更するか、末尾に _minor "
        "の付かない列に入力してください。",
    ),
    **sheets.PROBLEMS,
    **_PRICING,
    **_PERIODS_AND_TAXES,
    **_ACROSS,
    **_CONTROL,
}
