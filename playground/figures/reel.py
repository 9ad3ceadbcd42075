"""The reel: the frames of a film in a file, written one by one and read one by one. It is an animated PNG.

Pillow writes those too, but holds all frames in memory until the last one is there.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
FAST = 1  # of zlib's levels: the next one takes twice as long for a tenth less
MILLISECONDS = 1000

Told = Callable[[int], object]


class Reel:
    """Frames of one size.

    Attributes
    ----------
    count : how many frames it has
    size : their width and height in pixels
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.size = (0, 0)

    @contextmanager
    def recording(self) -> Iterator[Callable[[QImage], None]]:
        """Yield what takes a frame; at the end the reel is whole."""
        with open(self.path, "w+b") as file:
            writer = _Writer(file)
            yield lambda image: writer.add(picture_of(image), MILLISECONDS)
            writer.close()
        self.count, self.size = writer.count, writer.size

    def frames(self, told: Told = lambda number: None) -> Iterator["Image.Image"]:
        """Yield the frames; `told` is called with the number of each that is about to come."""
        with self.opened(told) as film:
            for number in range(self.count):
                film.seek(number)
                yield film.convert("RGB")

    @contextmanager
    def opened(self, told: Told) -> Iterator["Image.Image"]:
        """Open it as one image of many frames, of which one at a time is in memory."""
        from PIL import Image

        with Image.open(self.path) as film:
            seek, last = film.seek, -1

            def tell_and_seek(frame: int) -> None:
                nonlocal last
                if frame > last:  # at its end Pillow goes back to the first one
                    last = frame
                    told(frame + 1)
                seek(frame)

            film.seek = tell_and_seek  # type: ignore[method-assign]
            yield film
            del film.seek

    def copy_to(self, file: IO[bytes], durations: Sequence[int], told: Told, *, loops: bool) -> None:
        """Write it as an animated PNG, with how long each frame stays in milliseconds."""
        writer = _Writer(file, loops=loops)
        for number, frame in enumerate(self.frames()):
            writer.add(frame, durations[number], level=6)
            told(number + 1)
        writer.close()


class _Writer:
    """Writes an animated PNG frame by frame; how many there are is put in at the end."""

    def __init__(self, file: IO[bytes], *, loops: bool = True) -> None:
        self._file = file
        self._loops = loops
        self._sequence = 0
        self._count_at = 0
        self._before: Image.Image | None = None
        self.count = 0
        self.size = (0, 0)

    def add(self, frame: "Image.Image", duration: int, level: int = FAST) -> None:
        """Write a frame, only where it differs from the one before."""
        from PIL import ImageChops

        box: tuple[int, int, int, int] = (0, 0, *frame.size)
        if self._before is None:
            self.size = frame.size
        elif frame.size != self.size:
            raise ValueError(f"frames must be {self.size} pixels large, got {frame.size}")
        else:
            box = ImageChops.difference(frame, self._before).getbbox() or (0, 0, 1, 1)
        chunks = list(_chunks(_as_png(frame.crop(box), level)))
        if self._before is None:
            self._file.write(SIGNATURE)
            self._chunk(b"IHDR", next(data for kind, data in chunks if kind == b"IHDR"))
            self._count_at = self._file.tell()
            self._chunk(b"acTL", self._counts(0))
        width, height = box[2] - box[0], box[3] - box[1]
        place = struct.pack(">IIIIHHBB", width, height, box[0], box[1], duration, MILLISECONDS, 0, 0)
        self._chunk(b"fcTL", self._next() + place)
        for data in (data for kind, data in chunks if kind == b"IDAT"):
            if self._before is None:
                self._chunk(b"IDAT", data)
            else:
                self._chunk(b"fdAT", self._next() + data)
        self._before = frame
        self.count += 1

    def close(self) -> None:
        """Write the end, and how many frames there are."""
        self._chunk(b"IEND", b"")
        end = self._file.tell()
        self._file.seek(self._count_at)
        self._chunk(b"acTL", self._counts(self.count))
        self._file.seek(end)

    def _counts(self, frames: int) -> bytes:
        return struct.pack(">II", frames, 0 if self._loops else 1)

    def _next(self) -> bytes:
        self._sequence += 1
        return struct.pack(">I", self._sequence - 1)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        self._file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))


def _as_png(frame: "Image.Image", level: int) -> bytes:
    buffer = io.BytesIO()
    frame.save(buffer, "PNG", compress_level=level)
    return buffer.getvalue()


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += 12 + length


def picture_of(image: QImage) -> "Image.Image":
    """Return a picture of Qt's as one of Pillow's."""
    from PIL import Image

    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (plain.width(), plain.height())
    return Image.frombytes("RGB", size, bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine())


def times(count: int, fps: float, hold: float, grain: int) -> list[int]:
    """Return how long each frame stays, in milliseconds that are multiples of `grain`; all together keep the beat.

    >>> times(4, 15, 1.5, 10)
    [70, 60, 70, 1500]
    """
    ends = [round(MILLISECONDS * number / fps / grain) * grain for number in range(count)]
    stays = [max(grain, later - earlier) for earlier, later in pairwise(ends)]
    return [*stays, max(grain, round(MILLISECONDS * max(hold, 1 / fps) / grain) * grain)]
