"""A film: moments of a run, one after the other, as GIF, WebP, APNG, or MP4 where ffmpeg is installed.

Frames are drawn one by one and go to a reel in a temporary file, then from there, again one by one, to the encoder: a
long film takes no more memory than a short one. Whoever waits is told after each frame, and may think better of it.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from PySide6.QtGui import QImage

from engine.errors import ExportError
from engine.files import write_whole
from playground.figures.reel import Reel, times

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {".gif": "GIF film", ".webp": "WebP film", ".png": "APNG film", ".mp4": "MP4 film"}
FPS = (1, 2, 5, 10, 15, 20, 25, 30, 50)
HOLD_SECONDS = 1.5  # how long the last frame stays
COLORS = 255  # of a GIF, for all frames together: palettes of their own would flicker
PALETTE_FRAMES = 9  # from which those colours are taken
WEBP_QUALITY = 88
FFMPEG = "ffmpeg"
LAST_WORDS = 200  # letters of what ffmpeg says when it fails

Progress = Callable[[int, int], object]  # how many frames are done, drawn or written, of how many in all


@dataclass(frozen=True)
class FilmWish:
    """What a film is to be like.

    Attributes
    ----------
    fps : frames a second
    loops : whether it begins again at its end
    hold : seconds that the last frame stays
    kept : colours, as #RRGGBB, that a GIF keeps as they are, however small what has them
    """

    fps: float = 10
    loops: bool = True
    hold: float = HOLD_SECONDS
    kept: tuple[str, ...] = ()


def formats() -> dict[str, str]:
    """Return which films can be made here, {suffix: words}: MP4 only where ffmpeg is installed."""
    return {suffix: words for suffix, words in FORMATS.items() if suffix != ".mp4" or shutil.which(FFMPEG)}


def check(path: Path) -> None:
    """Raise ExportError if no film of this kind can be made, or none can be written there."""
    if path.suffix.lower() not in FORMATS:
        raise ExportError(f"a film is a file in {', '.join(FORMATS)}, got {path.name!r}")
    folder = path.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ExportError(
            f"cannot write {str(path)!r}: no such folder, or none to write to; "
            "expected a file in a folder that can be written to"
        )
    if path.suffix.lower() not in formats():
        raise ExportError("an MP4 film needs ffmpeg, which is not installed; expected a film in .gif, .webp or .png")


def save_film(
    path: Path, frames: Iterable[QImage], count: int, wish: FilmWish, progress: Progress = lambda done, of: None
) -> None:
    """Write a film of `count` frames; the suffix says which kind.

    Parameters
    ----------
    frames : of one size; each is asked for when the one before is put away
    progress : called after each frame that is drawn, then written; what it raises ends the film, and leaves no file

    Raises
    ------
    ExportError
        if no such film can be made, or the file cannot be written; whatever stood there is untouched
    """
    check(path)
    try:
        with TemporaryDirectory(prefix="playground-film-") as folder:
            reel = Reel(Path(folder) / "reel.png")
            with reel.recording() as record:
                for number, frame in enumerate(frames, start=1):
                    record(frame)
                    progress(number, 2 * count)
            write = _WRITERS[path.suffix.lower()]
            write_whole(path, lambda file: write(file, reel, wish, lambda done: progress(count + done, 2 * count)))
    except OSError as error:
        raise ExportError(
            f"cannot write {str(path)!r}: {(error.strerror or str(error)).lower()}; expected room for its frames"
        ) from error


Told = Callable[[int], object]


def _write_apng(file: IO[bytes], reel: Reel, wish: FilmWish, told: Told) -> None:
    reel.copy_to(file, times(reel.count, wish.fps, wish.hold, 1), told, loops=wish.loops)


def _write_webp(file: IO[bytes], reel: Reel, wish: FilmWish, told: Told) -> None:
    """Let Pillow walk through the reel: given a list of frames it would hold all of them."""
    with reel.opened(told) as film:
        durations = times(reel.count, wish.fps, wish.hold, 1)
        film.save(
            file,
            "WEBP",
            save_all=True,
            duration=durations,
            loop=0 if wish.loops else 1,
            quality=WEBP_QUALITY,
            method=2,
        )


def _write_gif(file: IO[bytes], reel: Reel, wish: FilmWish, told: Told) -> None:
    """Write frames of one palette, each only where it differs from the one before."""
    from PIL import GifImagePlugin, Image, ImageChops

    palette = _palette(reel, wish.kept)
    before: Image.Image | None = None
    durations = times(reel.count, wish.fps, wish.hold, 10)
    for number, frame in enumerate(reel.frames()):
        shown = frame.quantize(palette=palette, dither=Image.Dither.NONE)
        if before is None:
            info = {"loop": 0} if wish.loops else {}
            for part in GifImagePlugin.getheader(shown.copy(), info=info | {"duration": durations[0]})[0]:
                file.write(part)
        box = (0, 0, *shown.size) if before is None else ImageChops.difference(shown, before).getbbox() or (0, 0, 1, 1)
        for part in GifImagePlugin.getdata(shown.crop(box), box[:2], duration=durations[number]):
            file.write(part)
        before = shown
        told(number + 1)
    file.write(b";")


def _palette(reel: Reel, kept: Sequence[str]) -> "Image.Image":
    """Return an image with the palette of the film: colours that are kept, and those of some frames side by side."""
    from PIL import Image, ImageColor

    chosen = sorted({round(share * (reel.count - 1) / (PALETTE_FRAMES - 1)) for share in range(PALETTE_FRAMES)})
    width, height = reel.size
    together = Image.new("RGB", (width, height * len(chosen)))
    wanted = set(chosen)
    found = (frame for number, frame in enumerate(reel.frames()) if number in wanted)
    for place, frame in enumerate(found):
        together.paste(frame, (0, place * height))
    own = [channel for color in dict.fromkeys(kept) for channel in ImageColor.getrgb(color)[:3]]
    few = together.quantize(COLORS - len(own) // 3, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    found_colors = few.getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(own + found_colors[: 3 * (COLORS - len(own) // 3)])
    return palette


def _write_mp4(file: IO[bytes], reel: Reel, wish: FilmWish, told: Told) -> None:
    """Let ffmpeg write beside the reel, as it goes back in what it has written; then take it from there."""
    made = reel.path.with_name("film.mp4")
    with (
        subprocess.Popen(
            ffmpeg_command(reel.size, wish.fps, made),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=(log := open(reel.path.with_name("ffmpeg.log"), "w+b")),
        ) as ffmpeg,
        log,
    ):
        assert ffmpeg.stdin is not None
        try:
            for number, frame in enumerate(_held(reel.frames(), reel.count, wish)):
                ffmpeg.stdin.write(frame.tobytes())
                told(min(number + 1, reel.count))
            ffmpeg.stdin.close()
        except BrokenPipeError:  # it has ended before; why, it says itself
            pass
        except BaseException:
            ffmpeg.kill()
            raise
        if ffmpeg.wait():
            log.seek(0)
            said = log.read().decode(errors="replace").strip().splitlines()[-1:] or ["it says nothing"]
            raise ExportError(f"ffmpeg could not write the film: {said[0][:LAST_WORDS]}")
    with open(made, "rb") as film:
        shutil.copyfileobj(film, file)


def ffmpeg_command(size: tuple[int, int], fps: float, path: Path) -> list[str]:
    """Return what makes ffmpeg write a film that every player plays, of frames that come as plain pixels."""
    return [
        *(FFMPEG, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"),
        *("-s", f"{size[0]}x{size[1]}", "-r", f"{fps:g}", "-i", "-", "-an"),
        *("-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"),
        *("-movflags", "+faststart", "-f", "mp4", str(path)),
    ]


def _held(frames: Iterator["Image.Image"], count: int, wish: FilmWish) -> Iterator["Image.Image"]:
    """Yield frames, the last one as often as it is held."""
    for number, frame in enumerate(frames, start=1):
        yield frame
        if number == count:
            yield from (frame for _ in range(round(wish.fps * wish.hold) - 1))


_WRITERS = {".gif": _write_gif, ".webp": _write_webp, ".png": _write_apng, ".mp4": _write_mp4}
