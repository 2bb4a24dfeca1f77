"""Problem codes of reading: what a file is, and what is wrong with it or a sheet as a whole."""

from __future__ import annotations

from batcher.locale import reading_cells
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
    "zip_unpacked": Text(
        "The file unpacks to {found} bytes; at most {allowed} are read. Delete sheets and pictures "
        "that are not needed, or divide the rows over several workbooks.",
        "ファイルは展開すると {found} バイトになります（上限は {allowed} バイト）。"
        "不要なシートや画像を削除するか、行を複数のブックに分けてください。",
    ),
    "book_sheets": Text(
        "The workbook has {found} sheets; at most {allowed} are read. Delete the sheets that are "
        "not needed.",
        "ブックに {found} 枚のシートがあります（上限は {allowed} 枚）。"
        "不要なシートを削除してください。",
    ),
    "read_memory": Text(
        "The file could not be read within {allowed} MB of memory. Delete what is not needed, "
        "divide the rows over several workbooks, or copy the rows into a new workbook.",
        "ファイルの読み取りに必要なメモリーが上限（{allowed} MB）を超えました。"
        "不要な内容を削除するか、行を複数のブックに分けるか、新しいブックに行をコピーしてください。",
    ),
    "read_time": Text(
        "The file could not be read within {allowed} seconds. Delete what is not needed, divide "
        "the rows over several workbooks, or copy the rows into a new workbook.",
        "{allowed} 秒以内にファイルを読み取れませんでした。"
        "不要な内容を削除するか、行を複数のブックに分けるか、新しいブックに行をコピーしてください。",
    ),
    "read_died": Text(
        "The file could not be read: the reading ended unexpectedly ({reason}). Open it in Excel "
        "or LibreOffice, copy the rows into a new workbook and save that as .xlsx.",
        "ファイルを読み取れませんでした。読み取り処理が途中で終了しました（{reason}）。"
        "Excel または LibreOffice で開き、行を新しいブックにコピーして .xlsx として"
        "保存してください。",
    ),
    "sheet_too_long": Text(
        "This sheet has {found} rows or more; at most {allowed} are read. Delete blank rows at the "
        "end, or divide the rows over several workbooks.",
        "このシートには {found} 行以上あります（上限は {allowed} 行）。末尾の空白行を削除するか、"
        "行を複数のブックに分けてください。",
    ),
    "sheet_too_wide": Text(
        "This sheet has {found} filled columns; at most {allowed} are read. Delete the columns and "
        "stray cells that are not part of the table.",
        "このシートには入力済みの列が {found} 列あります（上限は {allowed} 列）。"
        "表に含まれない列やセルを削除してください。",
    ),
    "far_row": Text(
        "Row {row} comes after {blank} blank rows, so it may be a leftover nobody meant to send. "
        "Delete it, or move it up to the other rows; if it is meant as it is, plan and run take "
        "--accept far_row.",
        "{row} 行目は {blank} 行の空白行の後にあり、消し忘れのおそれがあります。"
        "不要なら削除し、必要ならほかの行のすぐ下へ移してください。"
        "このままでよければ、plan と run で --accept far_row を指定してください。",
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

PROBLEMS: dict[str, Text] = {**_FILES, **reading_cells.CELLS, **reading_cells.RECORDS}
