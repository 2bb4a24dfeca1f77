"""The words of the template's own pages: how to fill it in, what each sheet and cell is for."""

from __future__ import annotations

from batcher.locale.text import Text

GUIDE_SHEET = Text("_readme", "_説明")
TITLE = Text("Correct draft Stripe invoices", "Stripe 請求書（下書き）の一括訂正")
TITLE_EXAMPLE = Text("Example: a month-end correction", "記入例：月末の請求書訂正")
LEAD = Text(
    "One sheet per kind of correction, one row per correction. Fill in only what you need; "
    "empty sheets and blank cells change nothing.",
    "訂正の種類ごとに1シート、訂正1件につき1行です。必要なところだけご記入ください。"
    "空のシートと空白のセルは何も変更しません。",
)

STEPS_TITLE = Text("How to use it", "使い方")
STEPS: tuple[tuple[Text, Text], ...] = (
    (
        Text("1. Fill in", "1. 記入する"),
        Text(
            "Dark headers with a * must be filled in every row. Point at a header to read what it "
            "takes. Some cells offer a list.",
            "濃い色で「*」の付いた列は、どの行でも必須です。見出しにカーソルを合わせると"
            "説明が表示されます。リストから選べるセルもあります。",
        ),
    ),
    (
        Text("2. batcher check FILE", "2. batcher check ファイル"),
        Text(
            "Finds mistakes without going online and names the cell of each.",
            "オフラインで誤りを調べ、該当するセルを示します。",
        ),
    ),
    (
        Text("3. batcher plan FILE", "3. batcher plan ファイル"),
        Text(
            "Reads the invoices and shows what would be sent and what it comes to. "
            "Changes nothing.",
            "請求書を読み取り、送信される内容と増減額を表示します。何も変更しません。",
        ),
    ),
    (
        Text("4. batcher run FILE", "4. batcher run ファイル"),
        Text(
            "Applies the corrections once you confirm, reads every invoice again and writes a "
            "report.",
            "ご確認の後に訂正を適用し、すべての請求書を読み直して報告書を作成します。",
        ),
    ),
)
STEP_EXAMPLE: tuple[Text, Text] = (
    Text("Try this example", "この記入例を試す"),
    Text(
        "batcher run FILE --sandbox brings it into a practice Stripe on your own machine, with "
        "invoices that fit. No key, no account, nothing real.",
        "batcher run ファイル --sandbox で、この記入例に合う請求書を備えた練習用の Stripe "
        "（お使いのパソコン内）に適用できます。キーもアカウントも不要です。",
    ),
)

SHEETS_TITLE = Text("The sheets", "シート")
SHEETS: dict[str, Text] = {
    "create_invoices": Text(
        "One row = one new draft invoice. Other sheets name it by its ref: @ref.",
        "1行＝新しい下書き請求書1件。他のシートでは「@参照」で指します。",
    ),
    "add_lines": Text(
        "One row = one new line, or one pending invoice item put on the invoice.",
        "1行＝新しい明細1件、または未割り当ての請求書アイテム1件の割り当て。",
    ),
    "update_lines": Text(
        "One row = one line changed. Only the cells you fill in change.",
        "1行＝明細1件の訂正。記入したセルだけが変わります。",
    ),
    "remove_lines": Text(
        "One row = one line deleted for good, or unassigned so that it can be billed later.",
        "1行＝明細1件の削除、または割り当て解除（後日、別の請求書に移せます）。",
    ),
    "invoice_metadata": Text(
        "One row = the metadata of one invoice.", "1行＝請求書1件のメタデータ。"
    ),
    "control": Text(
        "Optional. What you expect: rows per sheet, and the change per currency. Nothing is sent "
        "when it differs.",
        "任意。シートごとの行数と通貨ごとの増減額の予定値。一致しない場合は何も送信しません。",
    ),
}

RULES_TITLE = Text("Good to know", "ご記入にあたって")
RULES: tuple[tuple[Text, Text], ...] = (
    (
        Text("Amounts", "金額"),
        Text(
            "In the currency's main unit: 75.00 for USD, 7500 for JPY, 5.120 for KWD. Negative is "
            "a credit. Nothing is rounded: too many places is a mistake that check names.",
            "通貨の主単位で記入します。USD は 75.00、JPY は 7500、KWD は 5.120。"
            "負の値は値引きです。四捨五入はしません。小数の桁が多すぎる場合は誤りとしてお知らせします。",
        ),
    ),
    (
        Text("One price per row", "価格の決め方は1行に1つ"),
        Text(
            "amount (the line's total), or price with quantity, or unit_amount with quantity, or "
            "an invoice_item.",
            "金額（明細の合計）、価格IDと数量、単価と数量、請求書アイテムIDのいずれか1つ。",
        ),
    ),
    (
        Text("Blank and (clear)", "空白と（消去）"),
        Text(
            "Blank leaves the value as it is. (clear) empties tax_rates, discounts or a metadata "
            "key.",
            "空白は変更しません。（消去）と記入すると、税率ID・割引・メタデータの値を空にします。",
        ),
    ),
    (
        Text("Ids", "ID"),
        Text(
            "Copy them from Stripe. il_… is a line of the invoice, ii_… the invoice item behind "
            "it. Only draft invoices can be corrected.",
            "Stripe からコピーしてください。il_… は請求書の明細、"
            "ii_… はその元の請求書アイテムです。訂正できるのは下書きの請求書だけです。",
        ),
    ),
    (
        Text("Periods", "期間"),
        Text(
            "Both days are included. On a new line fill in both or neither.",
            "開始日も終了日も含みます。新しい明細では両方を記入するか、両方を空白にします。",
        ),
    ),
    (
        Text("Subscription lines", "サブスクリプションの明細"),
        Text(
            "Only tax_rates, discounts and metadata can change, and they cannot be removed.",
            "変更できるのは税率ID・割引・メタデータだけで、削除はできません。",
        ),
    ),
    (
        Text("Metadata", "メタデータ"),
        Text(
            "One column per key, named metadata.KEY. Rename or add such columns as you need.",
            "キーごとに1列、見出しは「メタデータ.キー」です。必要に応じて変更・追加してください。",
        ),
    ),
    (
        Text("Your own notes", "備考"),
        Text(
            "A column named note or starting with #, and a sheet starting with _ or #, are yours: "
            "kept for the report, never sent.",
            "「備考」の列、「#」で始まる列、「_」や「#」で始まるシートはご自由にお使いください。"
            "送信はされず、備考は報告書に残ります。",
        ),
    ),
    (
        Text("Keep it plain", "表の形"),
        Text(
            "No merged cells, hidden rows, or totals below the rows. Columns and sheets you do not "
            "use may be deleted.",
            "セルの結合、非表示の行、行の下の合計は避けてください。使わない列やシートは"
            "削除してかまいません。",
        ),
    ),
)

COLUMNS_TITLE = Text("The columns", "列の説明")
COLUMN_ALSO = Text(
    "Also on add_lines and update_lines: amount_minor and unit_amount_minor (the API's minor "
    "units), and tax_2_… to tax_20_….",
    "このほか明細追加と明細訂正では、amount_minor と unit_amount_minor（最小単位の金額）、"
    "tax_2_… から tax_20_… も使えます。",
)
NOTE = Text("Your own remark; never sent.", "ご自身用の備考。送信されません。")
REQUIRED = Text("Required in every row.", "すべての行で必須です。")
CHOICES = Text("One of: {words}", "次のいずれか：{words}")
CHOICE_TITLE = Text("Not on the list", "リストにない値")
CHOICE_ERROR = Text(
    "{header} takes one of: {words}.",
    "「{header}」は次のいずれかです：{words}。",
)
PAGE = Text("Page &P of &N", "&P / &N ページ")
