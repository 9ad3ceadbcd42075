"""Session: a timeline and how it was looked at, to and from a file."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import ImportFileError
from engine.files import without_waiting, write_whole
from engine.session import text
from engine.session.keyframes import keyframe_read, keyframe_written
from engine.session.part import Part
from engine.session.pools import Known, Pools
from engine.session.versions import FORMAT, VERSION, up_to_date
from engine.session.ways import (
    branches_read,
    branches_written,
    future_read,
    future_written,
    lost_read,
    lost_written,
)
from engine.timeline import Timeline
from engine.timeline.position import Moment
from engine.timeline.state import State

SUFFIX = ".nnplay"
MOST_BYTES = 2**30
MOST_VIEW = 100  # values
MOST_UNKEPT = (
    10**6
)  # mini-batches from a way's last keyframe to its end: a branch of a wide network keeps its first one
Plain = str | int | float | bool


@dataclass(frozen=True, eq=False)
class Session:
    """A run with all of its past, and how it was looked at.

    Attributes
    ----------
    state : the timeline
    view : whatever the window wants to find again, by name
    """

    state: State
    view: Mapping[str, Plain] = field(default_factory=dict)


def save(path: Path, session: Session, written_by: str = "") -> None:
    """Write a session; the file that was there is replaced when the new one is whole, and not before.

    Raises
    ------
    ExportError
        if it cannot be written; an older file of that name is then untouched
    """
    write_whole(path, lambda file: file.writelines(each.encode() for each in pieces(session, written_by)))


def pieces(session: Session, written_by: str = "") -> Iterator[str]:
    """Yield the text of a session; each piece is made in a moment, so that other threads come in between."""
    yield from text.pieces(plain_of(session, written_by))
    yield "\n"


def load(path: Path) -> Session:
    """Return the session that `save` wrote, after it was tried whether it can be gone on with.

    Raises
    ------
    ImportFileError
        if it cannot be read, or is no session that this program can open
    """
    try:
        with open(path, "rb", opener=without_waiting) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise ImportFileError(f"cannot read {str(path)!r}: it is no file")
            if about.st_size > MOST_BYTES:
                raise ImportFileError(
                    f"cannot read {str(path)!r}: it has {about.st_size} bytes, expected at most {MOST_BYTES}"
                )
            data = file.read(MOST_BYTES)
    except OSError as error:
        raise ImportFileError(f"cannot read {str(path)!r}: {(error.strerror or str(error)).lower()}") from error
    try:
        return session_of(data)
    except ImportFileError as error:
        raise ImportFileError(f"{str(path)!r} cannot be opened: {error}") from error


def plain_of(session: Session, written_by: str = "") -> dict[str, Any]:
    """Return a session as plain values."""
    state, pools = session.state, Pools()
    pools.experiments.number(state.experiment)
    here = keyframe_written(state.here, pools)
    past = future_written(state.past, pools)
    branches = branches_written(state.branches, pools)
    experiments = [experiment.to_dict(pools.tables.number) for experiment in pools.experiments.values]
    return {
        "format": FORMAT,
        "version": VERSION,
        "written_by": written_by,
        "view": dict(session.view),
        "experiments": experiments,
        "tables": [table.to_plain() for table in pools.tables.values],
        "here": here,
        "made": state.made,
        "work": state.work,
        "past": past,
        "branches": branches,
        "next_branch": state.next_branch,
        "lost": [[number, lost_written(lost)] for number, lost in state.lost.items()],
        "marks": [
            [mark.epoch, mark.batch, mark.name, mark.batches, mark.cost_before, mark.cost_after]
            for mark in pools.marks.values
        ],
    }


def session_of(data: bytes) -> Session:
    """Return the session of a text; raise ImportFileError if it is none, or none that can be gone on with."""
    file = Part(up_to_date(text.read(data)))
    known = Known(file)
    past = future_read(file.part("past"), known, is_first=True)
    here = keyframe_read(file.part("here"), known)
    if not past.fork.updates <= here.updates <= past.end.updates:
        raise file.fault("here", here.updates, f"between the beginning and the end, {past.end.updates}")
    branches = branches_read(file, known)
    state = State(
        here=here,
        made=file.whole("made", 0, len(past.changes)),
        work=file.number("work"),
        experiment=past.changes[0].before if past.changes else past.frames[0][0].experiment,
        lost={number: lost for number, lost in _lost_read(file)},
        past=past,
        branches=branches,
        next_branch=file.whole("next_branch", 1 + max(branch.number for branch in branches)),
    )
    _try(state)
    return Session(state, _view_read(file.part("view")))


def _lost_read(file: Part) -> Iterator[tuple[int, Any]]:
    for number, row in enumerate(file.items("lost")):
        if not (isinstance(row, list) and len(row) == 2):
            raise file.fault(f"lost[{number}]", row, "a number and what was taken away")
        part = Part({"number": row[0], "lost": row[1]}, f"lost[{number}]")
        yield part.whole("number"), lost_read(part.part("lost"))


def _view_read(part: Part) -> dict[str, Plain]:
    view = part.values()
    if len(view) > MOST_VIEW or not all(type(value) in (str, int, float, bool) for value in view.values()):
        raise part.fault("", view, f"at most {MOST_VIEW} texts, numbers and truths")
    return view


def _try(state: State) -> None:
    """Raise ImportFileError if a timeline cannot be had again, or a branch of it cannot be taken."""
    try:
        timeline = Timeline.of(state)
        _try_way(timeline)
        for branch in state.branches:
            timeline.take_branch(branch.number)
            _try_way(timeline)
    except (MemoryError, ImportFileError):
        raise
    except Exception as error:  # parts that fit each other in no way can break it anywhere
        raise ImportFileError(f"its parts do not fit each other ({type(error).__name__}: {error})") from error


def _try_way(timeline: Timeline) -> None:
    """Raise ImportFileError if the present way does not lead where its keyframes stand."""
    timeline.overview()
    history = timeline.history
    frames = history.keyframes.all()
    for frame in (*(frame for frame, _ in frames), timeline.run.keyframe()):
        position = history.position(Moment(frame.updates))
        if (position.epoch, position.batch) != (frame.epoch, frame.batch):
            raise ImportFileError(
                f"its stretches lead to epoch {position.epoch}, mini-batch {position.batch}, after {frame.updates} "
                f"mini-batches, expected the keyframe's epoch {frame.epoch}, mini-batch {frame.batch}"
            )
    if history.end.updates - frames[-1][0].updates > MOST_UNKEPT:
        raise ImportFileError(
            f"a way ends after {history.end.updates} mini-batches, expected at most {MOST_UNKEPT} after its last "
            f"keyframe, at {frames[-1][0].updates}"
        )
