"""Problem codes of reading: what a file is, what it hides, and cells that cannot be trusted."""

from __future__ import annotations

from batcher.locale.text import Text

_SAVE_EN = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)."
_SAVE_JA = "Excel または LibreOffice で開き、「Excel ブック (.xlsx)」として保存してください。"

_FILES: dict[str, Text] = {
    "file_missing": Text(
        "There is no file or folder at {path}. Check the path and the spelling.",
        "{path} にファイルまたはフォルダーが見つかりません。場所と名前をご確認ください。",
    ),
    "file_unopened": Text(
        "{path} could not be opened ({reason}). Close it in other programs and check that you may "
        "read it.",
        "{path} を開けませんでした（{reason}）。"
        "ほかのプログラムで閉じ、読み取り権限をご確認ください。",
    ),
    "file_empty": Text(
        "{name} is empty. A workbook (.xlsx, .xlsm) or a CSV with a header line is needed; save or "
        "export it again.",
        "{name} は空です。ブック（.xlsx、.xlsm）または見出し行のある CSV が必要です。"
        "もう一度保存または書き出してください。",
    ),
    "file_lock": Text(
        "{name} is the mark that Excel or LibreOffice leaves beside an open workbook, not the "
        "workbook. Choose the file without that beginning of its name.",
        "{name} は、開いているブックの横に作られる一時ファイルで、ブックではありません。"
        "名前の先頭に記号のない元のファイルを指定してください。",
    ),
    "file_too_large": Text(
        "{name} has {found} bytes; at most {allowed} are read. Delete what is not needed or divide "
        "the rows over several workbooks.",
        "{name} は {found} バイトあります。読み取れるのは {allowed} バイトまでです。"
        "不要な内容を削除するか、行を複数のブックに分けてください。",
    ),
    "file_encrypted": Text(
        "The file is protected by a password and cannot be read. In Excel: File > Info > Protect "
        "Workbook > Encrypt with Password, empty the field, save as .xlsx.",
        "ファイルがパスワードで保護されているため読み取れません。Excel の「ファイル」→「情報」→"
        "「ブックの保護」→「パスワードを使用して暗号化」でパスワードを空にし、"
        ".xlsx として保存してください。",
    ),
    "file_xls": Text(
        "The file is in the old Excel format (.xls), which is not read. " + _SAVE_EN,
        "旧形式の Excel ファイル（.xls）のため読み取れません。" + _SAVE_JA,
    ),
    "file_xlsb": Text(
        "The file is a binary Excel workbook (.xlsb), which is not read. " + _SAVE_EN,
        "バイナリ形式の Excel ブック（.xlsb）のため読み取れません。" + _SAVE_JA,
    ),
    "file_ods": Text(
        "The file is an OpenDocument spreadsheet (.ods), which is not read. " + _SAVE_EN,
        "OpenDocument 形式の表計算ファイル（.ods）のため読み取れません。" + _SAVE_JA,
    ),
    "file_numbers": Text(
        "The file is an Apple Numbers document, which is not read. In Numbers: File > Export To > "
        "Excel, format .xlsx.",
        "Apple Numbers の書類のため読み取れません。Numbers の「ファイル」→「書き出す」→「Excel」で "
        ".xlsx 形式に書き出してください。",
    ),
    "file_strict": Text(
        "The file is a Strict Open XML workbook, which is not read. In Excel: Save As, type "
        '"Excel Workbook (.xlsx)", not "Strict Open XML Spreadsheet".',
        "「Strict Open XML スプレッドシート」形式のため読み取れません。Excel の"
        "「名前を付けて保存」で「Excel ブック (.xlsx)」を選んで保存してください。",
    ),
    "file_markup": Text(
        "The file is a web page or XML (some systems export it under the name .xls), not a "
        "workbook. " + _SAVE_EN,
        "ファイルの中身が Web ページまたは XML です"
        "（.xls という名前で出力するシステムがあります）。" + _SAVE_JA,
    ),
    "file_unknown": Text(
        "The file is not a workbook (its content is {found}). An Excel workbook (.xlsx, .xlsm), a "
        "CSV, a TSV or a folder of CSV files can be read.",
        "ブックではないファイルです（内容: {found}）。読み取れるのは Excel ブック（.xlsx、.xlsm）、"
        "CSV、TSV、または CSV ファイルのフォルダーです。",
    ),
    "file_not_workbook": Text(
        "{name} has the name of a workbook but its content is not one. If it is a CSV, name it "
        ".csv; otherwise save it again as an Excel workbook (.xlsx).",
        "{name} は名前はブックですが、中身はブックではありません。"
        "CSV であれば拡張子を .csv に変え、"
        "そうでなければ「Excel ブック (.xlsx)」として保存し直してください。",
    ),
    "file_damaged": Text(
        "The file is damaged or cut off ({reason}). Copy or download it again, or open it in Excel "
        "and save it as .xlsx.",
        "ファイルが壊れているか、途中で切れています（{reason}）。コピーまたはダウンロードをやり直すか、"
        "Excel で開いて .xlsx として保存し直してください。",
    ),
    "file_doctype": Text(
        "A part of the file declares a document type ({found}), which no spreadsheet program "
        "writes; for safety it is not read. " + _SAVE_EN,
        "ファイル内に文書型宣言（{found}）があります。表計算ソフトが書くものではないため、"
        "安全のため読み取りません。" + _SAVE_JA,
    ),
    "zip_duplicate": Text(
        "The file holds the part {part} twice, so what Excel shows may differ from what is read. "
        + _SAVE_EN,
        "ファイル内に同じ部分（{part}）が二つあり、Excel の表示と読み取り結果が"
        "異なるおそれがあります。" + _SAVE_JA,
    ),
    "zip_ratio": Text(
        "The part {part} unpacks to {found} times its size; at most {allowed} times is read. "
        "Delete formatting of empty rows and save again.",
        "ファイル内の {part} は展開すると {found} 倍になります（上限は {allowed} 倍）。"
        "空の行の書式を削除して保存し直してください。",
    ),
    "zip_entries": Text(
        "The file has {found} parts; at most {allowed} are read. Delete pictures and sheets that "
        "are not needed and save again.",
        "ファイルが {found} 個の部分からできています（上限は {allowed} 個）。"
        "不要な画像やシートを削除して保存し直してください。",
    ),
    "sheet_too_large": Text(
        "The used area of this sheet is {found} cells; at most {allowed} are read. Delete stray "
        "cells far from the table.",
        "このシートの使用範囲は {found} セルです（上限は {allowed} セル）。"
        "表から離れた不要なセルを削除してください。",
    ),
    "folder_empty": Text(
        "The folder {name} holds no .csv or .tsv file. Put one CSV per sheet into it, named like "
        "the sheet (add_lines.csv).",
        "フォルダー {name} に .csv または .tsv ファイルがありません。シートごとに一つの CSV を、"
        "シート名（例: add_lines.csv）で入れてください。",
    ),
    "folder_other_file": Text(
        "{name} stands in the folder but is not a CSV, so its rows would be lost. Save it as a "
        ".csv or move it out of the folder.",
        "フォルダー内の {name} は CSV ではないため、その行は読み取れません。"
        ".csv として保存するか、フォルダーの外に移してください。",
    ),
}

_CELLS: dict[str, Text] = {
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

_CSV: dict[str, Text] = {
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

PROBLEMS: dict[str, Text] = {**_FILES, **_CELLS, **_CSV}
