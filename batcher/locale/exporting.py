"""What people read about an export: its command, its sheets, and its cells that were changed."""

from __future__ import annotations

from batcher.locale.text import Text

PROBLEMS: dict[str, Text] = {
    "was_lost": Text(
        "This sheet is an export, and the hidden column was.{column} is gone, so nobody can tell"
        " which cells of {column} you changed. Export again and copy your changes there; or, if"
        " you have no need of {column}, empty or delete that column too.",
        "このシートはエクスポートされたものですが、非表示の列「変更前.{column}」（was.{column}）が"
        "失われており、{column} のどのセルを変更したのか判別できません。もう一度エクスポートして"
        "変更を写すか、{column} を使わない場合はその列も削除してください。",
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

LABELS: dict[str, Text] = {}
