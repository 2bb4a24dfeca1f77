"""How cells of the workbooks we write look: fonts, colours, borders, plain number formats."""

from __future__ import annotations

from collections.abc import Mapping

FONTS = {"en": "Calibri", "ja": "Yu Gothic"}
NOTE_WIDTH_POINTS = 300
_NOTE_LINE_CHARACTERS = 34

_HEADER: Mapping[str, object] = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#1F3A4D",
    "border": 1,
    "border_color": "#8A99A5",
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
}
_UPRIGHT: Mapping[str, object] = {"rotation": 90, "text_wrap": False, "valign": "top"}

# Colours are never the only sign: the word stands in the cell, and all stay legible in grey.
LOOKS: Mapping[str, Mapping[str, object]] = {
    "plain": {"valign": "top"},
    "wrap": {"valign": "top", "text_wrap": True},
    "day": {"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"},
    "instant": {"valign": "top", "num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    "clock": {"valign": "top", "num_format": "hh:mm:ss"},
    "span": {"valign": "top", "num_format": "[h]:mm:ss"},
    # Excel needs none; LibreOffice shows 1 and 0 where neighbours are dressed alike.
    "flag": {"valign": "top", "num_format": '"TRUE";"TRUE";"FALSE"'},
    # Numbers keep a little distance from the text of the next column.
    "number": {"valign": "top", "align": "right", "indent": 1},
    "whole": {"valign": "top", "num_format": "#,##0", "align": "right", "indent": 1},
    "link": {"valign": "top", "font_color": "#0B5394", "underline": 1},
    "header": _HEADER,
    "header_result": {**_HEADER, "bg_color": "#4F6B7A"},
    "header_upright": {**_HEADER, **_UPRIGHT},
    "header_result_upright": {**_HEADER, **_UPRIGHT, "bg_color": "#4F6B7A"},
    "title": {"bold": True, "font_size": 18, "font_color": "#1F3A4D"},
    "lead": {"font_size": 11, "font_color": "#333333"},
    "block": {"bold": True, "font_size": 12, "font_color": "#1F3A4D", "bottom": 2},
    "label": {"valign": "top", "font_color": "#555555", "bottom": 4, "bottom_color": "#BBBBBB"},
    "fact": {"valign": "top", "text_wrap": True, "bottom": 4, "bottom_color": "#BBBBBB"},
    "boxed": {"border": 1, "border_color": "#BBBBBB", "valign": "vcenter"},
    "boxed_whole": {
        "border": 1,
        "border_color": "#BBBBBB",
        "valign": "vcenter",
        "num_format": "#,##0",
        "align": "right",
        "indent": 1,
    },
    "boxed_number": {
        "border": 1,
        "border_color": "#BBBBBB",
        "valign": "vcenter",
        "align": "right",
        "indent": 1,
    },
    "boxed_words": {"border": 1, "border_color": "#BBBBBB", "text_wrap": True, "align": "center"},
    "boxed_check": {
        "border": 1,
        "border_color": "#BBBBBB",
        "align": "center",
        "bold": True,
        "font_color": "#1E6B34",
    },
    "total_label": {"bold": True, "top": 1, "bottom": 6, "bg_color": "#EEF2F5"},
    "total": {
        "bold": True,
        "top": 1,
        "bottom": 6,
        "bg_color": "#EEF2F5",
        "num_format": "#,##0",
        "align": "right",
        "indent": 1,
    },
    "check": {"align": "center", "valign": "top", "bold": True, "font_color": "#1E6B34"},
    "check_number": {"valign": "top", "bold": True, "align": "right", "indent": 1},
    "good": {"bold": True, "font_color": "#1E6B34", "bg_color": "#DFF2E3"},
    "bad": {
        "valign": "top",
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": "#B3261E",
        "text_wrap": True,
    },
    "line": {"bottom": 1},
    # Of sheets people fill in: what they may write in, and what they may only read.
    "open": {"valign": "top", "locked": False},
    "open_wrap": {"valign": "top", "text_wrap": True, "locked": False},
    "open_text": {"valign": "top", "num_format": "@", "locked": False},
    "open_number": {"valign": "top", "align": "right", "indent": 1, "locked": False},
    "shut": {"valign": "top", "font_color": "#777777"},
    "header_needed": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": "#1F3A4D",
        "border": 1,
        "border_color": "#B8C4CC",
        "text_wrap": True,
        "valign": "vcenter",
    },
    "header_open": {
        "bold": True,
        "font_color": "#1F3A4D",
        "bg_color": "#E4EBF0",
        "border": 1,
        "border_color": "#B8C4CC",
        "text_wrap": True,
        "valign": "vcenter",
    },
    "header_shut": {
        "bold": True,
        "font_color": "#666666",
        "bg_color": "#F3F3F3",
        "border": 1,
        "border_color": "#B8C4CC",
        "text_wrap": True,
        "valign": "vcenter",
    },
    "applied": {"valign": "top", "bold": True, "font_color": "#1E6B34", "bg_color": "#DFF2E3"},
    "unchanged": {"valign": "top", "font_color": "#555555", "bg_color": "#EDEDED"},
    "rejected": {"valign": "top", "bold": True, "font_color": "#8C1D18", "bg_color": "#F9DEDC"},
    "refused": {"valign": "top", "bold": True, "font_color": "#8A4B00", "bg_color": "#FCE3C5"},
    "not_sent": {"valign": "top", "bold": True, "font_color": "#6B5900", "bg_color": "#FFF4C2"},
    "in_doubt": {"valign": "top", "bold": True, "font_color": "#5B2A86", "bg_color": "#EADCF6"},
}


def note_points(text: str) -> int:
    """The height of a note of NOTE_WIDTH_POINTS that shows all of its text."""
    return 40 + 18 * (len(text) // _NOTE_LINE_CHARACTERS + 1)
