"""Films: real frames of real moments in every format, as long and as fast as was asked, or no file at all."""

import errno
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from engine import Data, Experiment
from engine.acts import Acts
from engine.errors import ExportError
from engine.snapshot import Snapshot
from engine.timeline import Position, Timeline
from playground.figures import film, filming
from playground.figures.colors import COLORS
from playground.figures.figure import Wish, image
from playground.figures.film import FilmWish, ffmpeg_command, formats, save_film
from playground.figures.reel import picture_of, times
from playground.figures.studio import SIZES
from tests.playground.figures.conftest import MakeStudio, at, learnt

PILLOWS = (".gif", ".webp", ".png")
LOSS = {".gif": 8.0, ".webp": 6.0, ".png": 0.0}  # mean difference of a channel, of 255


def colored(*names: str, size: tuple[int, int] = (50, 31)) -> Iterator[QImage]:
    for name in names:
        picture = QImage(*size, QImage.Format.Format_RGB32)
        picture.fill(QColor(name))
        yield picture


def read(path: Path) -> tuple[list[np.ndarray], list[int], object]:
    """Return the frames of a film, how long each stays, and how often it runs."""
    with Image.open(path) as opened:
        frames, stays = [], []
        for number in range(opened.n_frames):
            opened.seek(number)
            frames.append(np.asarray(opened.convert("RGB"), int))
            stays.append(round(opened.info["duration"]))
        return frames, stays, opened.info.get("loop")


def source_of(timeline: Timeline, *, tells: bool = False) -> Callable[[Position], Snapshot]:
    return lambda position: at(timeline, position, tells=tells)


# ---- what is in them -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", PILLOWS)
def test_a_film_has_a_frame_of_each_moment_and_ends_with_the_last(
    suffix: str, tmp_path: Path, studio: MakeStudio
) -> None:
    timeline = learnt(epochs=12)
    subject = studio("boundary", at(timeline), "dark")
    positions = filming.epochs(0, 12, 5)
    assert [position.epoch for position in positions] == [0, 3, 6, 9, 12]
    pictures = filming.frames(subject, positions, source_of(timeline), Wish(scale=1))
    save_film(tmp_path / f"film{suffix}", pictures, 5, FilmWish(fps=5, hold=1.5))
    frames, stays, loop = read(tmp_path / f"film{suffix}")
    assert stays == [200, 200, 200, 200, 1500]
    assert loop == 0
    assert {frame.shape for frame in frames} == {(SIZES["boundary"].height(), SIZES["boundary"].width(), 3)}
    for one, other in pairwise(frames):
        assert np.abs(one - other).max() > 60  # they differ
    for position, frame in zip(positions, frames, strict=True):
        subject.show(at(timeline, position))
        wanted = np.asarray(picture_of(image(subject, Wish(scale=1))), int)
        assert np.abs(frame - wanted).mean() <= LOSS[suffix]


def test_the_steps_of_a_mini_batch_are_filmed_act_by_act(tmp_path: Path, studio: MakeStudio) -> None:
    timeline = learnt(epochs=2)
    order = timeline.told().order
    positions = filming.acts(Position(2), order, "layer")
    assert positions[0] == Position(2, 0, 0)
    assert [position.act for position in positions] == sorted({position.act for position in positions})
    subject = studio("network", at(timeline, tells=True), size=QSize(600, 400))
    pictures = filming.frames(subject, positions[:6], source_of(timeline, tells=True), Wish(scale=1))
    save_film(tmp_path / "steps.png", pictures, 6, FilmWish())
    frames, _, _ = read(tmp_path / "steps.png")
    assert len(frames) == 6
    assert all(np.abs(one - other).max() > 60 for one, other in pairwise(frames))
    timeline.seek(Position(2))


def test_each_frame_says_which_epoch_it_shows(studio: MakeStudio) -> None:
    timeline = learnt(epochs=3)
    subject = studio("network", at(timeline))
    (plain,) = filming.frames(subject, [Position(3)], source_of(timeline), Wish(scale=1))
    (captioned,) = filming.frames(subject, [Position(3)], source_of(timeline), Wish(scale=1), COLORS["light"])
    changed = np.argwhere((np.asarray(picture_of(plain), int) != np.asarray(picture_of(captioned), int)).any(axis=2))
    assert len(changed) > 50
    assert changed[:, 0].min() > plain.height() - 30
    assert changed[:, 1].min() > plain.width() - 100
    assert filming.caption(at(timeline, Position(2, 5))) == "epoch 2 · mini-batch 5"


def test_a_gif_has_one_palette_so_that_it_does_not_flicker(tmp_path: Path) -> None:
    save_film(tmp_path / "x.gif", colored("red", "green", "blue"), 3, FilmWish())
    written = (tmp_path / "x.gif").read_bytes()
    with Image.open(tmp_path / "x.gif") as opened:
        palettes = set()
        for number in range(3):
            opened.seek(number)
            palettes.add(bytes(opened.global_palette.palette))
        assert len(palettes) == 1
    assert written.count(b"NETSCAPE2.0") == 1
    frames, _, _ = read(tmp_path / "x.gif")
    assert [tuple(frame[5, 5]) for frame in frames] == [(255, 0, 0), (0, 128, 0), (0, 0, 255)]


def test_a_gif_keeps_small_things_in_the_colours_that_mean_something(tmp_path: Path, studio: MakeStudio) -> None:
    """Violet is the selection, and nowhere else: the ring around a sample came out grey."""
    timeline = learnt(Experiment(data=Data("blobs", classes=5), output="softmax", cost="cross_entropy"))
    subject = studio("boundary", at(timeline))
    wish = FilmWish(kept=filming.kept_colors(COLORS["light"]))
    positions = filming.epochs(0, 8, 3)
    save_film(tmp_path / "x.gif", filming.frames(subject, positions, source_of(timeline), Wish(scale=1)), 3, wish)
    frames, _, _ = read(tmp_path / "x.gif")
    accent = QColor(COLORS["light"].accent)
    for frame in frames:
        assert (frame == (accent.red(), accent.green(), accent.blue())).all(axis=2).sum() > 20


@pytest.mark.parametrize("suffix", PILLOWS)
def test_a_frame_that_looks_the_same_is_a_frame_all_the_same(suffix: str, tmp_path: Path) -> None:
    save_film(tmp_path / f"x{suffix}", colored("red", "red", "blue", "blue"), 4, FilmWish(fps=10, hold=1))
    frames, stays, _ = read(tmp_path / f"x{suffix}")
    assert sum(stays) == 1300  # WebP joins what looks the same
    assert np.abs(frames[0] - (255, 0, 0)).max() < 6
    assert np.abs(frames[-1] - (0, 0, 255)).max() < 6


@pytest.mark.parametrize("suffix", PILLOWS)
def test_a_film_of_one_frame_is_a_picture_of_it(suffix: str, tmp_path: Path) -> None:
    save_film(tmp_path / f"x{suffix}", colored("green"), 1, FilmWish())
    with Image.open(tmp_path / f"x{suffix}") as opened:
        assert np.abs(np.asarray(opened.convert("RGB"), int) - (0, 128, 0)).max() < 6


def test_a_film_that_is_to_run_once_runs_once(tmp_path: Path) -> None:
    for suffix, expected in ((".gif", None), (".webp", 1), (".png", 1)):
        save_film(tmp_path / f"x{suffix}", colored("red", "blue"), 2, FilmWish(loops=False))
        assert read(tmp_path / f"x{suffix}")[2] == expected


def test_frames_keep_the_beat_where_a_frame_is_no_whole_number_of_milliseconds() -> None:
    for fps in film.FPS:
        for grain in (1, 10):
            stays = times(301, fps, 0, grain)
            assert sum(stays[:-1]) == pytest.approx(300_000 / fps, abs=grain)


def test_too_many_moments_are_thinned_evenly_and_both_ends_stay() -> None:
    positions = [position.epoch for position in filming.epochs(10, 100_010, 101)]
    assert positions == list(range(10, 100_011, 1000))
    assert [position.epoch for position in filming.epochs(3, 5)] == [3, 4, 5]
    assert [position.epoch for position in filming.epochs(3, 9, 1)] == [9]
    assert len(filming.acts(Position(0), Acts((2, 4, 1), 10), "act", 7)) == 7


# ---- what may go wrong -----------------------------------------------------------------------------------------------


class ThoughtBetterError(Exception):
    pass


@pytest.mark.parametrize("suffix", PILLOWS)
@pytest.mark.parametrize("when", [1, 4, 6])
def test_a_film_that_is_cancelled_leaves_the_old_file_and_nothing_else(
    suffix: str, when: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, temporary = tmp_path / f"x{suffix}", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    path.write_bytes(b"old")
    told = []

    def progress(done: int, of: int) -> None:
        told.append((done, of))
        if done == when:
            raise ThoughtBetterError

    with pytest.raises(ThoughtBetterError):
        save_film(path, colored("red", "green", "blue"), 3, FilmWish(), progress)
    assert told == [(number, 6) for number in range(1, when + 1)]
    assert path.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == sorted([path, temporary])
    assert not list(temporary.iterdir())


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.gif"
    path.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="no space left on device; expected a disk with room"):
        save_film(path, colored("red", "blue"), 2, FilmWish())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_reel_that_does_not_fit_is_told_in_a_sentence(tmp_path: Path) -> None:
    def frames() -> Iterator[QImage]:
        yield from colored("red")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ExportError, match="no space left on device; expected room for its frames"):
        save_film(tmp_path / "x.gif", frames(), 2, FilmWish())
    assert not list(tmp_path.iterdir())


def test_frames_of_another_size_are_refused(tmp_path: Path) -> None:
    def frames() -> Iterator[QImage]:
        yield from colored("red")
        yield from colored("red", size=(10, 10))

    with pytest.raises(ValueError, match=r"frames must be \(50, 31\) pixels large, got \(10, 10\)"):
        save_film(tmp_path / "x.gif", frames(), 2, FilmWish())


def test_memory_does_not_grow_with_the_number_of_frames(tmp_path: Path) -> None:
    """One frame is asked for at a time, and none is held: each is freed before the second after it is drawn."""
    alive: list[int] = []
    most = 0

    class Watched(QImage):
        def __del__(self) -> None:
            alive.pop()

    def frames() -> Iterator[QImage]:
        nonlocal most
        for number in range(20):
            picture = Watched(40, 40, QImage.Format.Format_RGB32)
            picture.fill(QColor.fromHsv(number * 17, 200, 200))
            alive.append(number)
            most = max(most, len(alive))
            yield picture

    save_film(tmp_path / "x.gif", frames(), 20, FilmWish())
    assert most <= 3


# ---- MP4, where ffmpeg is; here a stand-in is, which checks what it is given ----------------------------------------


STAND_IN = """#!{python}
import hashlib, json, sys
frames = sys.stdin.buffer.read()
told = {{"arguments": sys.argv[1:], "bytes": len(frames), "sha256": hashlib.sha256(frames).hexdigest()}}
if {fails}:
    sys.stderr.write("first line\\nUnknown encoder 'libx264'\\n")
    sys.exit(1)
open(sys.argv[-1], "w").write(json.dumps(told))
"""


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
    folder.mkdir()
    script = folder / "ffmpeg"
    script.write_text(STAND_IN.format(python=sys.executable, fails=fails))
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_ffmpeg_is_given_every_frame_and_the_last_one_as_often_as_it_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "bin", monkeypatch)
    assert ".mp4" in formats()
    path = tmp_path / "x.mp4"
    save_film(path, colored("red", "blue"), 2, FilmWish(fps=4, hold=1))
    told = json.loads(path.read_text())
    red, blue = (bytes(color) * 50 * 31 for color in ((255, 0, 0), (0, 0, 255)))
    assert told["bytes"] == 5 * 50 * 31 * 3
    assert told["sha256"] == hashlib.sha256(red + 4 * blue).hexdigest()
    assert ["ffmpeg", *told["arguments"]][:-1] == ffmpeg_command((50, 31), 4, path)[:-1]
    arguments = " ".join(told["arguments"])
    assert "-s 50x31 -r 4 -i -" in arguments
    assert "-c:v libx264" in arguments
    assert "yuv420p" in arguments
    assert [file.name for file in tmp_path.iterdir() if file.is_file() and ".ini" not in file.name] == ["x.mp4"]


def test_what_ffmpeg_says_when_it_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "bin", monkeypatch, fails=True)
    with pytest.raises(ExportError, match="ffmpeg could not write the film: Unknown encoder 'libx264'"):
        save_film(tmp_path / "x.mp4", colored("red", "blue"), 2, FilmWish())
    assert not (tmp_path / "x.mp4").exists()


def test_what_cannot_be_made_or_written_is_refused_before_anything_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list(formats()) == [".gif", ".webp", ".png"]

    def frames() -> Iterator[QImage]:
        raise AssertionError
        yield QImage()

    with pytest.raises(ExportError, match="needs ffmpeg, which is not installed"):
        save_film(tmp_path / "x.mp4", frames(), 2, FilmWish())
    with pytest.raises(ExportError, match="folder that can be written to"):
        save_film(tmp_path / "missing" / "x.gif", frames(), 2, FilmWish())
    with pytest.raises(ExportError, match=r"a film is a file in \.gif"):
        save_film(tmp_path / "x.avi", frames(), 2, FilmWish())
