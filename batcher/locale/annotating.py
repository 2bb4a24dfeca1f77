"""What the marked copy of a workbook says beside the problems themselves."""

from __future__ import annotations

from batcher.locale.text import Text

LABELS: dict[str, Text] = {
    "annotate.sheet": Text("_problems", "_問題一覧"),
    "annotate.title": Text("What batcher found", "確認結果"),
    "annotate.none": Text(
        "No problems were found. This file can be run as it is.",
        "問題は見つかりませんでした。このファイルはそのまま実行できます。",
    ),
    "annotate.how": Text(
        "Correct the marked cells, save, and run this same file. Click an address to go to the"
        " cell.",
        "色の付いたセルを修正して保存し、このファイルをそのまま実行してください。"
        "セル番地をクリックすると該当箇所へ移動します。",
    ),
    "annotate.ignored": Text(
        "This sheet, the colours and the comments are not read; you may delete them.",
        "このシート、色、コメントは読み取られません。削除してもかまいません。",
    ),
    "annotate.sheet_option": Text(
        "Run it with --sheet {kind}: the name of the file said so before.",
        "元のファイル名でシートの種類を判断していたため、--sheet {kind} を付けて実行してください。",
    ),
    "annotate.error": Text(
        "{count}: nothing can be sent until corrected.",
        "{count} 件：修正するまで何も送信されません。",
    ),
    "annotate.question": Text(
        "{count}: your decision is needed. Change the cell, or answer as the message says.",
        "{count} 件：ご判断が必要です。セルを修正するか、説明に従って回答してください。",
    ),
    "annotate.warning": Text(
        "{count}: please look; this does not stop anything.",
        "{count} 件：ご確認ください。処理は止まりません。",
    ),
    "annotate.more": Text(
        "{count} more problems are not listed here. Correct these and check again.",
        "このほか {count} 件は記載していません。修正後にもう一度確認してください。",
    ),
    "annotate.more_comments": Text(
        "Only the first {count} cells have comments; the others are coloured and listed here.",
        "コメントを付けたのは最初の {count} セルです。ほかは色とこの一覧でご確認ください。",
    ),
}
