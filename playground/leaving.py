"""What leaves the command line as a picture: `playground figure`, `film` and `report`. Qt is loaded when it is needed.

It works without a display: nothing is shown on the way.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.files import write_whole
from engine.snapshot import Snapshot, take
from engine.timeline import Position, Timeline
from playground import preflight
from playground.commands import DEFAULT_EPOCHS, OK, RefusedError, check_can_write, epochs_of, say
from playground.headless import progress_bar, train_timeline
from playground.options import experiment_of, said_of

if TYPE_CHECKING:
    from playground.figures.studio import Subject

WHAT = ("network", "boundary", "cost", "window")
COLORS = ("paper", "light", "dark")
DEFAULT_FRAMES = 120


def run_of(chosen: argparse.Namespace) -> Timeline:
    """Return the run that a figure, a film or a report is made of: the session in a file, else trained as is said."""
    if chosen.file is None:
        experiment = experiment_of(chosen)
        return train_timeline(experiment, epochs_of(chosen, experiment, DEFAULT_EPOCHS))
    if said := said_of(chosen):
        raise RefusedError(f"a session has an experiment of its own, got {str(chosen.file)!r} and also --{said[0]}")
    from engine import session

    timeline = Timeline.of(session.load(chosen.file).state)
    if chosen.epochs is not None:
        timeline.seek(Position(chosen.epochs))
    return timeline


def run_figure(chosen: argparse.Namespace) -> int:
    """Train, and save the network, its boundary, its cost or the window as SVG, PDF, PNG or TikZ."""
    path: Path = chosen.to
    _check_suffix(path, (".svg", ".pdf", ".png", ".tex"), "a figure")
    if path.suffix.lower() == ".tex" and chosen.what != "network":
        raise RefusedError(f"a figure in .tex must be of the network, got --what {chosen.what}")
    timeline = run_of(chosen)
    if path.suffix.lower() == ".tex":
        from engine.exchange import tikz

        run = timeline.run
        options = tikz.Options(has_weights=chosen.weights, has_bias=not chosen.no_bias)
        text = tikz.as_tikz(run.network, run.experiment.features, options, run.experiment.pruned)
        write_whole(path, lambda file: file.write(text.encode("ascii")))
    else:
        with _subject(chosen, snapshot_of(timeline), usual="paper") as subject:
            from playground.anew import Look
            from playground.figures.figure import Wish, save

            look = Look(not chosen.transparent, not chosen.no_numbers, not chosen.no_selection)
            save(path, subject, Wish(look, chosen.scale, _title(timeline)))
    say(f"{chosen.what}  {path}")
    return OK


def run_film(chosen: argparse.Namespace) -> int:
    """Train, and save the run as a film: GIF, WebP, APNG, or MP4 where ffmpeg is installed."""
    path: Path = chosen.to
    _check_suffix(path, (".gif", ".webp", ".png", ".mp4"), "a film")
    _load_qt()
    from playground.figures import film, filming
    from playground.figures.colors import COLORS as THEMES
    from playground.figures.figure import Wish

    film.check(path)
    timeline = run_of(chosen)
    least, most = timeline.start.epoch, timeline.end.epoch
    usual = most if chosen.epochs is None else timeline.position.epoch
    first, last = (least if chosen.first is None else chosen.first), (usual if chosen.upto is None else chosen.upto)
    if not least <= first <= last <= most:
        raise RefusedError(
            f"--from and --upto must be epochs from {least} to {most}, the first one first, got {first}, {last}"
        )
    if chosen.steps:
        timeline.seek(Position(last))
        positions = filming.acts(timeline.position, timeline.told().order, chosen.steps, chosen.frames)
    else:
        positions = filming.epochs(first, last, chosen.frames)
    theme = THEMES[getattr(chosen, "theme", "") or "light"]
    captioned = theme if chosen.what in ("network", "boundary") else None

    def source(position: Position) -> Snapshot:
        timeline.seek(position)
        return snapshot_of(timeline, tells=bool(chosen.steps))

    with (
        _subject(chosen, source(positions[0]), usual="light") as subject,
        progress_bar(2 * len(positions), "frame") as bar,
    ):
        pictures = filming.frames(subject, positions, source, Wish(scale=chosen.scale), captioned)
        wish = film.FilmWish(chosen.fps, not chosen.once, chosen.hold, filming.kept_colors(theme))
        film.save_film(path, pictures, len(positions), wish, lambda done, of: bar.update(done - bar.n))
    say(f"{len(positions)} frames  {path}")
    return OK


def run_report(chosen: argparse.Namespace) -> int:
    """Train, and save a report of the run as one HTML file."""
    path: Path = chosen.to
    _check_suffix(path, (".html", ".htm"), "a report")
    timeline = run_of(chosen)
    _load_qt()
    from playground.figures.report import save_report

    save_report(path, snapshot_of(timeline))
    say(f"report  {path}")
    return OK


def snapshot_of(timeline: Timeline, *, tells: bool = False) -> Snapshot:
    """Return what a run looks like where it stands, with its pending learning step if that is to be told."""
    told = timeline.told() if tells else None
    return take(timeline.run, 1, told, timeline.overview(), resting=True)


# ---- how -------------------------------------------------------------------------------------------------------------


def _check_suffix(path: Path, suffixes: tuple[str, ...], what: str) -> None:
    if path.suffix.lower() not in suffixes:
        raise RefusedError(f"{what} is a file in {', '.join(suffixes)}, got --to {str(path)!r}")
    check_can_write(path)


def _title(timeline: Timeline) -> str:
    experiment = timeline.run.experiment
    return f"{experiment.data.name} {'-'.join(map(str, experiment.sizes))}, epoch {timeline.position.epoch}"


def _load_qt() -> None:
    """Load Qt without a display, and the fonts."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if problem := preflight.library_problem(windowed=False):
        raise RefusedError(problem)
    from playground.app import make_quiet_application

    make_quiet_application()


@contextmanager
def _subject(chosen: argparse.Namespace, snapshot: Snapshot, usual: str) -> "Iterator[Subject]":
    """Yield what a picture is made of, at a moment; it is let go of at the end."""
    _load_qt()
    from PySide6.QtCore import QSize

    size = QSize(*chosen.size) if chosen.size else None
    theme = getattr(chosen, "theme", "") or usual
    if chosen.what == "window":
        from playground.app import window_at

        with window_at(snapshot, "dark" if theme == "dark" else "light", size) as whole:
            yield whole
        return
    from playground.document.selection import Unit
    from playground.figures.colors import COLORS as THEMES
    from playground.figures.studio import Studio

    if chosen.sample is not None and chosen.sample >= snapshot.samples.count:
        raise EngineError(
            f"--sample must be a whole number from 0 to {snapshot.samples.count - 1}, got {chosen.sample}"
        )
    items = (Unit(*chosen.unit),) if chosen.unit else ()
    if chosen.unit and not _is_unit(chosen.unit, snapshot.network.sizes):
        raise EngineError(f"--unit must be a layer and a unit of it, such as 2,1, got {chosen.unit}")
    studio = Studio(chosen.what, snapshot, THEMES[theme], size, sample=chosen.sample, items=items)
    try:
        yield studio
    finally:
        studio.close()


def _is_unit(unit: tuple[int, int], sizes: tuple[int, ...]) -> bool:
    layer, number = unit
    return 1 <= layer <= len(sizes) and (layer == len(sizes)) <= number <= sizes[layer - 1]
