"""What breaks while it is used: a line with a tripwire, a disk that is full when we want it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from typing import TYPE_CHECKING, Self

from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BLOCK = 65_536


class Line:
    """A TCP line to a PostgreSQL server that listens on a Unix socket, with a tripwire.

    Once so many bytes have passed, both ways together, the tripwire's action is taken, exactly there; what comes after
    passes too, unless the action was to cut the line. passed counts all bytes. Valid between enter and exit.
    """

    def __init__(self, url: str) -> None:
        self._to = conninfo_to_dict(url)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.RLock()
        self._open: list[socket.socket] = []
        self._left: int | None = None
        self._word = b""
        self.passed = 0
        self._action: Callable[[], None] = self.cut

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.cut()

    @property
    def url(self) -> str:
        """The URL of the same database, over this line."""
        port = self._listening.getsockname()[1]
        return f"postgresql://{self._to['user']}@127.0.0.1:{port}/{self._to['dbname']}?sslmode=disable"

    def trip(self, after: int, action: Callable[[], None], word: bytes = b"") -> None:
        """Take the action after so many bytes more, once; they are counted from where the word begins, if there is one.

        The word must be one that is sent in one piece.
        """
        with self._lock:
            self._left, self._action, self._word = after, action, word

    def untrip(self) -> bool:
        """Take the tripwire away; True when it was not met."""
        with self._lock:
            was, self._left = self._left, None
        return was is not None

    def cut(self) -> None:
        """End every connection, in both directions at once."""
        with self._lock:
            while self._open:
                _end(self._open.pop())

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            server.connect(f"{self._to['host']}/.s.PGSQL.{self._to.get('port', 5432)}")
        except OSError:
            client.close()
            server.close()
            return
        with self._lock:
            self._open += [client, server]
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while block := source.recv(_BLOCK):
                for part, action in self._parts(block):
                    sink.sendall(part)
                    action()
        _end(source)
        _end(sink)

    def _parts(self, block: bytes) -> list[tuple[bytes, Callable[[], None]]]:
        """The block, or its two halves where the tripwire is in it."""
        with self._lock:
            self.passed += len(block)
            if self._left is not None and self._word:
                found = block.find(self._word)
                if found < 0:
                    return [(block, _nothing)]
                self._left, self._word = self._left + found, b""
            if self._left is None or len(block) < self._left:
                self._left = None if self._left is None else self._left - len(block)
                return [(block, _nothing)]
            at, self._left = self._left, None
            return [(block[:at], self._action), (block[at:], _nothing)]


class SmallDisk:
    """A disk of its own (tmpfs), of so many megabytes; making it takes the right to mount.

    fill() leaves a few bytes of it, until empty() is called. Raises OSError where it cannot be mounted.
    """

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._size = f"size={megabytes}m,mode=0755"
        self._ballast = folder / "ballast"

    def __enter__(self) -> Self:
        self.folder.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", self._size, "avexra", str(self.folder)], check=False, capture_output=True
        )
        if mounted.returncode:
            raise OSError(mounted.stderr.decode())
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def own(self, name: str, like: Path) -> Path:
        """Make a folder on it that belongs to whoever the other one belongs to."""
        made, owner = self.folder / name, like.stat()
        made.mkdir(mode=0o700)
        os.chown(made, owner.st_uid, owner.st_gid)
        return made

    def fill(self, leave: int) -> None:
        """Take all of the disk but so many bytes."""
        with self._ballast.open("wb") as file:
            taken = shutil.disk_usage(self.folder).free - leave
            while taken > 0:
                try:
                    os.posix_fallocate(file.fileno(), 0, taken)
                except OSError:
                    taken -= _BLOCK
                else:
                    return

    def empty(self) -> None:
        """Give the disk back."""
        self._ballast.unlink(missing_ok=True)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


def _nothing() -> None:
    """What is done where there is no tripwire."""
