"""A wire between a worker and its database that can be cut while everything else goes on."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

PIECE_BYTES = 65_536


class Wire:
    """Forwards connections to a port of this machine; `cut` ends all and takes no more."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._open: list[socket.socket] = []
        self._is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self._listening.accept()
            except OSError:
                return
            if self._is_cut:
                here.close()
                continue
            there = socket.create_connection(("127.0.0.1", self._target))
            self._open += [here, there]
            for pair in ((here, there), (there, here)):
                threading.Thread(target=self._copy, args=pair, daemon=True).start()

    def _copy(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE_BYTES):
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.close()

    def cut(self) -> None:
        """Nothing goes through any more."""
        self._is_cut = True
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def mend(self) -> None:
        """New connections go through again."""
        self._is_cut = False

    def close(self) -> None:
        """The end."""
        self.cut()
        self._listening.close()
