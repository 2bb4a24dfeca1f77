"""Problem codes of reading: cells that cannot be trusted, and records of a CSV."""

from __future__ import annotations

from batcher.locale.text import Text

_SAVE_EN = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)."
_SAVE_JA = "Excel または LibreOffice で開き、「Excel ブック (.xlsx)」として保存してください。"

CELLS: dict[str, Text] = {
    "formula_without_value": Text(
        "The cell holds a formula that was never calculated, so there is no value to read. Open "
        "the workbook in Excel and save it, or type the value.",
        "計算されていない数式のセルで、読み取れる値がありません。Excel でブックを開いて保存するか、"
        "値を直接入力してください。",
    ),
    "formula_external": Text(
        "The cell takes {value} from another file by formula; that may be out of date. Type the "
        "value or paste it as a value.",
        "別のファイルを参照する数式のセルです（値: {value}）。古い値のおそれがあるため、"
        "値を直接入力するか、「値の貼り付け」をしてください。",
    ),
    "formula_uncalculated": Text(
        "The cell holds a formula that Excel is to calculate on opening; the stored {value} may "
        "not be what you see. Open the workbook in Excel and save it, or type the value.",
        "開いたときに計算される数式のセルです。保存されている値（{value}）が表示と異なるおそれが"
        "あります。Excel でブックを開いて保存するか、値を直接入力してください。",
    ),
    "error_cell": Text(
        "The cell shows the error {value}. Mend the formula or type the value.",
        "セルがエラー（{value}）です。数式を直すか、値を直接入力してください。",
    ),
    "merged_cell": Text(
        "The cell is part of the merged cells {value}, so it is not clear which rows its value is "
        "for. Unmerge them and fill in every cell.",
        "結合されたセル（{value}）の一部で、どの行の値か判断できません。"
        "結合を解除し、各セルに値を入力してください。",
    ),
    "merged_overlapping": Text(
        "The merged cells of this sheet overlap one another, so it is not clear what stands where. "
        "Unmerge all cells of the sheet and save again.",
        "シート内の結合セルどうしが重なり、どのセルの値か判断できません。"
        "すべての結合を解除して保存し直してください。",
    ),
    "number_rounded": Text(
        "The cell shows {value} but holds {held}. Type the number that is meant, or set the cell's "
        "format so that it shows all of it.",
        "セルの表示は {value} ですが、実際の値は {held} です。正しい数値を入力し直すか、"
        "値がすべて表示される書式にしてください。",
    ),
    "number_sign": Text(
        "The cell shows {value} but holds {held}: its format shows the wrong sign, or none but a "
        "colour. Set the format to General, or to one that writes a minus sign only before "
        "negative numbers, and check the amount.",
        "セルの表示は {value} ですが、実際の値は {held} です。表示形式で正負の記号が誤っているか、"
        "色だけで負の数を表しています。表示形式を「標準」など、負の数にだけ記号が付くものに変え、"
        "金額を確認してください。",
    ),
    "number_words": Text(
        "The cell shows {value} but holds {held}: its format adds figures or words, such as "
        "thousands, that make another number of it. Set the format to General and type the number "
        "that is meant.",
        "セルの表示は {value} ですが、実際の値は {held} です。表示形式に数字や「千円」などの文字が"
        "含まれ、別の数に見えます。表示形式を「標準」に変え、正しい数値を入力し直してください。",
    ),
    "number_format_unclear": Text(
        "The cell holds {value}, but what its number format shows of it cannot be told: the format "
        "depends on conditions or mixes numbers with dates. Format the cell as General or as a "
        "plain number, and check the value.",
        "セルの値は {value} ですが、表示形式に条件や日付が含まれ、画面の表示を判断できません。"
        "表示形式を「標準」または通常の数値に変え、値を確認してください。",
    ),
    "format_conditional": Text(
        "A conditional format of this sheet may show {value} in another way: its number format is "
        "{format}. Take the number format out of that rule (Home, Conditional Formatting, Manage "
        "Rules) and check the value.",
        "このシートの条件付き書式により、{value} が別の値に見えることがあります（表示形式 {format}"
        "）。［ホーム］→［条件付き書式］→［ルールの管理］でそのルールから表示形式を外し、値を確認して"
        "ください。",
    ),
    "text_words": Text(
        "The cell shows {value} but holds the text {held}: its number format adds words to it. Set "
        "the format to Text and write the whole text that is meant.",
        "セルの表示は {value} ですが、実際の文字列は {held} です。表示形式により文字が付け加え"
        "られています。表示形式を「文字列」に変え、意図する内容をすべて入力し直してください。",
    ),
    "text_hidden": Text(
        "The cell looks empty but holds the text {value}: its number format hides it. Empty the "
        "cell, or set its format to Text.",
        "セルは空白に見えますが、文字列 {value} が入っています（表示形式により非表示）。セルを空に"
        "するか、表示形式を「文字列」に変えてください。",
    ),
    "date_hidden": Text(
        "The cell shows {value} but holds the date {held}: its format leaves out the year, the "
        "month or the day, has the last two the other way round, or adds figures. Format the cell "
        "as yyyy-mm-dd and check the date (as General where a number is meant).",
        "セルの表示は {value} ですが、実際の値は日付 {held} です。表示形式で年・月・日のいずれかが"
        "省略されているか、月と日の順が逆か、余分な数字が付いています。表示形式を yyyy-mm-dd に"
        "変えて日付を確認してください（数値のつもりであれば「標準」）。",
    ),
    "number_hidden": Text(
        "The cell looks empty but holds {value}: its format or the sheet's settings hide the "
        "number. Empty the cell, or set its format to General and show zero values.",
        "セルは空白に見えますが、値 {value} が入っています（書式またはシートの設定で非表示）。"
        "セルを空にするか、書式を「標準」にし、ゼロ値を表示する設定にしてください。",
    ),
    "number_percent_format": Text(
        "The cell shows {value} but holds {held}, because it is formatted as a percentage. Set the "
        "format to General and type the number that is meant (10 for ten percent).",
        "セルの表示は {value} ですが、パーセント書式のため実際の値は {held} です。"
        "書式を「標準」に変え、数値を入力し直してください（10 % なら 10）。",
    ),
    "time_hidden": Text(
        "The cell shows the day {value} but also holds a time of day ({held}). Type the date again "
        "without a time, or choose a format that shows the time.",
        "セルの表示は日付 {value} だけですが、時刻（{held}）も入っています。"
        "日付だけを入力し直すか、時刻も表示される書式にしてください。",
    ),
    "duplicate_cell": Text(
        "The file stores this cell twice with different contents (the last is {value}). "
        + _SAVE_EN,
        "ファイル内にこのセルが二重に保存されています（後の値: {value}）。" + _SAVE_JA,
    ),
    "duplicate_row": Text(
        "The file stores row {value} twice, so it is not clear which one you see. " + _SAVE_EN,
        "ファイル内に {value} 行目が二重に保存されており、どちらが正しいか判断できません。"
        + _SAVE_JA,
    ),
    "cell_damaged": Text(
        'The stored content of the cell, "{value}", is not what its type says. Type the value '
        "again and save.",
        "セルの内容「{value}」が保存形式と合っていません。値を入力し直して保存してください。",
    ),
    "date_out_of_range": Text(
        "The number {value} is formatted as a date, but Excel has no such date. Type the date "
        "again or set the cell's format to Number.",
        "数値 {value} に日付の書式が設定されていますが、該当する日付がありません。"
        "日付を入力し直すか、セルの書式を「数値」にしてください。",
    ),
}

RECORDS: dict[str, Text] = {
    "csv_encoding": Text(
        "The file's characters are neither UTF-8 nor Japanese Windows (CP932). Save it as "
        '"CSV UTF-8" or name its encoding with --encoding.',
        "文字コードが UTF-8 でも CP932（Shift_JIS）でもありません。「CSV UTF-8」で保存するか、"
        "--encoding で文字コードを指定してください。",
    ),
    "csv_not_in_encoding": Text(
        'The file\'s characters are not in {encoding}. Save it as "CSV UTF-8" or name the right '
        "encoding with --encoding.",
        "ファイルの文字コードが {encoding} ではありません。「CSV UTF-8」で保存するか、"
        "--encoding で正しい文字コードを指定してください。",
    ),
    "csv_encoding_name": Text(
        '"{encoding}" is no encoding that is known here. Allowed are names like utf-8, cp932, '
        "utf-16, cp1252.",
        "「{encoding}」という文字コードはありません。utf-8、cp932、utf-16、cp1252 "
        "などを指定してください。",
    ),
    "csv_character": Text(
        "Line {line} holds a character that has no place in a CSV ({found}): the file is cut, "
        "joined from several, or not a CSV. Export it again.",
        "{line} 行目に CSV では使えない文字（{found}）があります。途中で切れたファイル、"
        "つなぎ合わせたファイル、または CSV 以外のファイルと思われます。書き出し直してください。",
    ),
    "csv_quote": Text(
        'A quotation mark (") in the record that begins at line {line} is not closed or stands in '
        'the wrong place; nothing after it is read. Close it, or write " inside a field as "".',
        '{line} 行目から始まるレコードの引用符（"）が閉じていないか、位置が誤っています。'
        '以降は読み取れません。引用符を閉じるか、値の中の " は "" と書いてください。',
    ),
    "csv_text_too_long": Text(
        "A field in the record that begins at line {line} is too long for any cell, as if a "
        'quotation mark (") were not closed; nothing after it is read. Close it, or shorten the '
        "text.",
        "{line} 行目から始まるレコードに、セルに入りきらない長さの項目があります。"
        '引用符（"）が閉じていないおそれがあります。以降は読み取れません。'
        "引用符を閉じるか、文字数を減らしてください。",
    ),
    "csv_rows_in_quotes": Text(
        'A quotation mark (") opened in line {line} is closed only later, so line {other} is read '
        "as text of a cell, not as a row: {value}. Delete the quotation mark that is too many, or "
        'write it as "". A text over several lines must not hold a line that looks like a row.',
        '{line} 行目で開いた引用符（"）が後の行で閉じられているため、{other} 行目（{value}）が'
        "行ではなくセルの文字列として読まれてしまいます。余分な引用符を削除するか、"
        '値の中の引用符であれば "" と書いてください。'
        "複数行の文章の中に、行と見分けのつかない行は使えません。",
    ),
    "csv_lines_in_quotes": Text(
        'A text in quotation marks (") goes on from line {line} to line {other}, which has as many '
        "fields as a row: {value}. If it is a row, delete the quotation mark that is too many; if "
        "it belongs to the text, write the text on one line, or give plan and run --accept "
        "csv_lines_in_quotes.",
        '引用符（"）で囲まれた文章が {line} 行目から {other} 行目（{value}）へ続いていますが、'
        "項目数が行と同じです。行であれば余分な引用符を削除してください。文章の一部であれば"
        "改行せずに書くか、plan と run で --accept csv_lines_in_quotes を指定してください。",
    ),
    "no_final_newline": Text(
        "The last line of the file ({line}) has no line end, so the file may have been cut off. It "
        "ends in: {value}. Check that this row is whole and that none is missing after it.",
        "ファイルの最後の行（{line} 行目）の終わりに改行がないため、途中で切れたファイルのおそれが"
        "あります。末尾の内容：{value}。この行が最後まで揃っているか、"
        "続きの行が欠けていないかご確認ください。",
    ),
    "csv_space_quote": Text(
        "In line {line} a space stands before a quotation mark, so the field cannot be told from "
        "its neighbours. Delete the space.",
        "{line} 行目で引用符の前に空白があり、項目の区切りを判断できません。"
        "空白を削除してください。",
    ),
    "csv_field_count": Text(
        "Line {line} has {found} fields; the header has {expected}. Check for a missing or extra "
        'delimiter; put quotation marks around values that hold one ("1,000").',
        "{line} 行目の項目数は {found} 個ですが、見出しは {expected} 個です。"
        "区切り文字の過不足を確認し、"
        '区切り文字を含む値は引用符で囲んでください（例: "1,000"）。',
    ),
}
