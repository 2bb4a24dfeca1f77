"""Problem codes of sheets, headers and rows: what a sheet is, and what its columns mean."""

from __future__ import annotations

from batcher.locale.text import Text

_SHEETS: dict[str, Text] = {
    "unknown_sheet_near": Text(
        "“{value}” is not the name of a sheet known here. Did you mean {nearest}? Allowed names:"
        " {allowed}. A sheet of your own begins with # or _ and is not read.",
        "シート名「{value}」は使えません。「{nearest}」の誤りではありませんか。使えるシート名は"
        " {allowed} です。読み取る必要のないシートは、名前の先頭に # または _ を付けてください。",
    ),
    "unknown_sheet": Text(
        "“{value}” is not the name of a sheet known here. Allowed names: {allowed}; a single sheet"
        " or CSV can be named with --sheet instead, or its rows by a column operation. A sheet of"
        " your own begins with # or _ and is not"
        " read.",
        "シート名「{value}」は使えません。使えるシート名は {allowed} です。シートまたは CSV が"
        "一つだけの場合は、--sheet で指定するか、operation 列で行ごとに指定することもできます。"
        "読み取る必要のないシートは、名前の先頭に # または _ を"
        "付けてください。",
    ),
    "sheet_twice": Text(
        "The sheets “{other}” and “{value}” both mean {kind}. Move the rows into one of them, or"
        " begin the name of the other with _ so that it is not read.",
        "シート「{other}」と「{value}」は、どちらも {kind} を表します。行を一方にまとめるか、"
        "読み取らないシートの名前の先頭に _ を付けてください。",
    ),
    "sheet_option_many": Text(
        "--sheet {value} names one sheet, but the workbook has several with content: {sheets}."
        " Leave --sheet out and name the sheets themselves, or begin the names of the others with"
        " _ and keep one.",
        "--sheet {value} はシートが一つのときに使いますが、内容のあるシートが複数あります"
        "（{sheets}）。--sheet を外してシート名を付けるか、シートを一つにしてください。",
    ),
    "row_above_header": Text(
        "Row {row} of “{sheet}” looks like a row to be sent ({value}), but it stands above the"
        " header in row {other} and would not be read. Move it below the header.",
        "シート「{sheet}」の {row} 行目（{value}）は送信する行のようですが、{other} 行目の見出し"
        "より上にあるため読み取られません。見出しの下に移してください。",
    ),
    "second_header": Text(
        "Row {row} of “{sheet}” is a header too, but the table that is read begins at row {other}:"
        " the rows between would not be read. Put the two tables on sheets of their own, or under"
        " one header.",
        "シート「{sheet}」の {row} 行目も見出しですが、読み取る表は {other} 行目から始まるため、"
        "その間の行は読み取られません。二つの表を別々のシートに分けるか、一つの見出しの下に"
        "まとめてください。",
    ),
    "no_header": Text(
        "No header row was found in the first 30 rows of “{value}”. One row has to hold at least"
        " two known column names; this sheet needs {required}. In a CSV, commas, semicolons or tabs"
        " stand between them. `batcher template` writes an empty workbook with all of them.",
        "シート「{value}」の先頭30行に見出し行が見つかりません。列名を二つ以上含む行が必要です。"
        "このシートの必須の列は {required} です"
        "（CSV の区切りはカンマ、セミコロン、タブのいずれか）。"
        "`batcher template` で見出し入りのひな形を"
        "作成できます。",
    ),
    "hidden_rows": Text(
        "{count} rows are hidden or filtered out: {rows}. Show or delete them in the workbook, or"
        " say whether they count: --hidden-rows include takes them along, --hidden-rows skip leaves"
        " them out.",
        "非表示またはフィルターで隠れている行が {count} 行あります（{rows}）。ブックで再表示するか"
        "削除してください。または、対象に含める場合は --hidden-rows include、除く場合は"
        " --hidden-rows skip を指定してください。",
    ),
}

_COLUMNS: dict[str, Text] = {
    "missing_column": Text(
        "The column {column} is missing; every row needs it. Columns found: {found}. Add it, or"
        " correct the header that is meant.",
        "必須の列 {column} がありません。見つかった列は {found} です。列を追加するか、"
        "該当する見出しを直してください。",
    ),
    "duplicate_header": Text(
        "“{value}” means the column {column}, which stands already at {other}. Delete one of the"
        " two columns, or begin its header with # so that it is not read.",
        "見出し「{value}」は列 {column} を表しますが、同じ列が {other} にもあります。"
        "一方を削除するか、読み取らない列の見出しの先頭に # を付けてください。",
    ),
    "operation_not_used": Text(
        "The sheet's name already says what all its rows do ({kind}), so the column “{value}” is"
        " not read. Delete the column if it says the same; else rename the sheet, so that the"
        " column counts. To leave such columns out, plan and run take --accept operation_not_used.",
        "シート名によって全行の操作（{kind}）が決まるため、列「{value}」は読み取られません。"
        "同じ内容であれば列を削除し、行ごとに操作を指定する場合はシート名を変えてください。"
        "このような列を読み取らずに進める場合は、"
        "plan と run で --accept operation_not_used を指定してください。",
    ),
    "unknown_column_near": Text(
        "“{value}” is not a column known here; did you mean {nearest}? Correct the header, or"
        " begin it with # to keep the column for yourself. To leave such columns"
        " out, plan and run take --accept unknown_column_near.",
        "列名「{value}」は使えません。「{nearest}」の誤りではありませんか。見出しを直すか、"
        "控えの列であれば見出しの先頭に # を付けてください。"
        "このような列を読み取らずに進める場合は、"
        "plan と run で --accept unknown_column_near を指定してください。",
    ),
    "unknown_column": Text(
        "“{value}” is not a column known here, so what stands in it would not reach Stripe. Rename"
        " it to a known column, or begin the header with # to keep it for yourself. To leave such"
        " columns out, plan and run take --accept unknown_column.",
        "列名「{value}」は使えないため、この列の内容は Stripe に反映されません。"
        "正しい列名に直すか、控えの列であれば見出しの先頭に # を付けてください。"
        "このような列を読み取らずに進める場合は、"
        "plan と run で --accept unknown_column を指定してください。",
    ),
    "column_not_used": Text(
        "{column} has no use here; it belongs to: {sheets}. Move the value to such a row, or empty"
        " it. To leave such values out, plan and run take --accept column_not_used.",
        "列 {column} はここでは使われません。使えるシートは {sheets} です。値を該当するシートへ"
        "移すか、空にしてください。このような値を無視して進める場合は、"
        "plan と run で --accept column_not_used を指定してください。",
    ),
    "column_without_header": Text(
        "This column holds values but has no header, so nobody knows what they mean. Write the"
        " column's name into the header row, or delete the values. To leave such columns out, plan"
        " and run take --accept column_without_header.",
        "値が入力されていますが見出しがないため、何の列か判断できません。"
        "見出し行に列名を入力するか、"
        "値を削除してください。このような列を無視して進める場合は、"
        "plan と run で --accept column_without_header を指定してください。",
    ),
    "metadata_key_brackets": Text(
        "The key in “{value}” holds a square bracket, which Stripe does not take in a metadata"
        " key. Write the header without [ and ].",
        "「{value}」のキーに角かっこが含まれています。Stripe のメタデータのキーには [ と ] を"
        "使えません。見出しから取り除いてください。",
    ),
    "metadata_key_long": Text(
        "The key in “{value}” is longer than the 40 characters Stripe takes. Shorten the header"
        " after “metadata.”.",
        "「{value}」のキーが、Stripe の上限である40文字を超えています。見出しの「metadata.」より"
        "後を短くしてください。",
    ),
    "metadata_key_reserved": Text(
        "The metadata key in “{value}” is the mark by which this program finds its own lines"
        " again. Choose another key after “metadata.”.",
        "「{value}」のキーは、本プログラムが追加した明細を見分けるために使用しています。"
        "「metadata.」の後を別のキーに変更してください。",
    ),
}

_ROWS: dict[str, Text] = {
    "missing_value": Text(
        "{column} is blank, and this row needs it. Fill in the cell, or delete the whole row if it"
        " asks for nothing.",
        "必須の {column} が空白です。値を入力するか、不要な行であれば行全体を削除してください。",
    ),
    "unknown_operation": Text(
        "“{value}” does not say what this row asks for. Write one of: {allowed}.",
        "「{value}」では処理の内容を判断できません。{allowed} のいずれかを入力してください。",
    ),
}

PROBLEMS: dict[str, Text] = {**_SHEETS, **_COLUMNS, **_ROWS}
