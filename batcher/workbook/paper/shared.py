"""What all sheets of a workbook share: their looks, and what is printed above and below them."""

from __future__ import annotations

from typing import Any

from batcher.workbook.looks import LOOKS


class Shared:
    """`head` and `foot` in Excel's own codes, on every page of `file`."""

    def __init__(self, file: Any, head: str, foot: str) -> None:
        self._file = file
        self._forms: dict[tuple[str, str], Any] = {}
        self.head = head
        self.foot = foot

    def form(self, look: str, number_format: str = "") -> Any:
        """XlsxWriter's format of a look, made once."""
        key = (look, number_format)
        found = self._forms.get(key)
        if found is None:
            properties = dict(LOOKS[look])
            if number_format:
                properties["num_format"] = number_format
            found = self._forms[key] = self._file.add_format(properties)
        return found
