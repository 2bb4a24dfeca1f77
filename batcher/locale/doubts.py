"""Problem codes of slips: what is possible, and seldom meant; part of those of planning."""

from __future__ import annotations

from batcher.locale.text import Text

PROBLEMS: dict[str, Text] = {
    "amount_scaled": Text(
        "This takes the line from {old} to {new}: exactly {scale}, as when an amount is typed in"
        " the wrong unit. Amounts are in the currency's major unit: 75.00 USD, 7500 JPY. Correct"
        " it, or if it is meant: --accept amount_scaled.",
        "金額が {old} から {new} に変わります（ちょうど {scale}）。単位の取り違えではありませんか。"
        "金額は通貨の主単位で入力します（75.00 USD、7500 JPY）。修正するか、このままでよければ"
        " --accept amount_scaled を指定してください。",
    ),
    "sheet_scaled": Text(
        "The {currency} amounts of this sheet look typed in the wrong unit: {count} of them are"
        " exactly {scale} of a line in Stripe (the first at {other}: {old} there, {new} here)."
        " Amounts are in the currency's major unit: 75.00 USD, 7500 JPY. Correct the sheet, or if"
        " it is meant: --accept sheet_scaled.",
        "このシートの {currency} の金額は、単位を取り違えている可能性があります。{count} 件が"
        " Stripe の明細のちょうど {scale} です（最初は {other}：Stripe は {old}、シートは {new}）。"
        "金額は通貨の主単位で入力します（75.00 USD、7500 JPY）。シートを修正するか、このままで"
        "よければ --accept sheet_scaled を指定してください。",
    ),
    "amount_negated": Text(
        "This only flips the sign of the line: {old} now, {new} asked. Correct the amount, or if"
        " it is meant: --accept amount_negated.",
        "明細の符号だけが反転します（現在 {old}、指定 {new}）。金額を直すか、このままでよければ"
        " --accept amount_negated を指定してください。",
    ),
    "invoice_negative": Text(
        "With this workbook the lines of invoice {invoice} come to {new}; now they come to {old}."
        " This row takes most off it. Correct the amounts, or if a negative invoice is meant:"
        " --accept invoice_negative.",
        "このワークブックを反映すると、請求書 {invoice} の明細の合計は {old} から {new} になり、"
        "マイナスに転じます（減額が最も大きいのはこの行です）。金額を直すか、このままでよければ"
        " --accept invoice_negative を指定してください。",
    ),
    "amount_far": Text(
        "With {new} the line is more than twenty times the largest line of this customer"
        " ({largest}). Check that it is meant.",
        "明細の金額 {new} は、この顧客の最大の明細（{largest}）の 20 倍を超えます。"
        "問題がないかご確認ください。",
    ),
    "same_line_twice": Text(
        "The row {other} adds a line of the same text and amount ({new}) to this invoice. Check"
        " that both are meant.",
        "{other} の行も、この請求書に同じ内容・同じ金額（{new}）の明細を追加します。"
        "両方とも必要かご確認ください。",
    ),
    "corrected_before": Text(
        "The same correction was made before{run: by %}: it concerns {other}. Check that it is"
        " meant once more.",
        "同じ訂正が{run:実行「%」で}すでに行われています（対象：{other}）。"
        "もう一度必要かご確認ください。",
    ),
}
