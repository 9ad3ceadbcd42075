"""Source: where the bytes of a table come from, a file or memory, read in pieces and held to be one and the same."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ImportFileError
from engine.exchange.bounded import open_file
from engine.tables.limits import check_bytes

PIECE = 2**16  # bytes; a piece takes some milliseconds


@dataclass(frozen=True)
class Source:
    """A file, or bytes in memory such as a clipboard's.

    Attributes
    ----------
    path : where the file is; of bytes what they are called in a sentence
    data : the bytes, or None for those of the file
    """

    path: Path
    data: bytes | None = None

    def beginning(self, most: int) -> tuple[bytes, int]:
        """Return the first bytes, `most` of them or fewer, and how many there are in all; raise as `pieces` does."""
        if self.data is not None:
            return self.data[:most], len(self.data)
        with open_file(self.path) as file:
            return file.read(most), os.fstat(file.fileno()).st_size

    def pieces(self) -> Iterator[tuple[bytes, int, int]]:
        """Yield the bytes piece by piece, each with how many there were so far, and how many there are in all.

        Raises
        ------
        ImportFileError
            if it is no ordinary file, too large, or changed while it was read
        OSError
        """
        if self.data is not None:
            check_bytes(len(self.data))
            for start in range(0, len(self.data), PIECE):
                piece = self.data[start : start + PIECE]
                yield piece, start + len(piece), len(self.data)
            return
        with open_file(self.path) as file:
            before = os.fstat(file.fileno())
            check_bytes(before.st_size)
            done = 0
            while piece := file.read(PIECE):
                done += len(piece)
                if done > before.st_size:
                    break
                yield piece, done, before.st_size
            if done != before.st_size or _state(os.stat(self.path)) != _state(before):
                raise ImportFileError("it was changed while it was read; open it again when it is complete")


def source_of(origin: str | Path | bytes | Source) -> Source:
    """Return the source for a path or for bytes."""
    if isinstance(origin, Source):
        return origin
    return Source(Path("pasted text"), origin) if isinstance(origin, bytes) else Source(Path(origin))


def _state(found: os.stat_result) -> tuple[int, ...]:
    return found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev
