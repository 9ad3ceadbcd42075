"""Filming: which moments of a run a film shows, and a frame of each."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from engine.acts import Acts
from engine.snapshot import Snapshot
from engine.timeline import Position
from playground.figures.figure import Wish, image
from playground.figures.studio import Subject
from playground.theme import Theme, ui_font

MOST_FRAMES = 2000
CAPTION = (150.0, 28.0)  # pixels of the room for the epoch, in the lower right corner

KEPT = ("accent", "positive", "negative", "negative_text", "backward", "forward", "text", "text2", "panel", "canvas")

Source = Callable[[Position], Snapshot]


def epochs(first: int, last: int, most: int = MOST_FRAMES) -> list[Position]:
    """Return the beginnings of epochs, from the first to the last, evenly chosen where they are too many.

    >>> [position.epoch for position in epochs(0, 100, 5)]
    [0, 25, 50, 75, 100]
    """
    count = max(1, min(most, MOST_FRAMES, last - first + 1))
    return [Position(round(epoch)) for epoch in np.linspace(last if count == 1 else first, last, count).tolist()]


def acts(position: Position, order: Acts, grain: str, most: int = MOST_FRAMES) -> list[Position]:
    """Return the acts of a mini-batch that steps of a grain lead to, the first ones where they are too many."""
    found, act = [], 0
    while act < order.count and len(found) < min(most, MOST_FRAMES):
        found.append(Position(position.epoch, position.batch, act))
        act = order.next_stop(act, grain)
    return found


def frames(
    subject: Subject, positions: Sequence[Position], source: Source, wish: Wish, theme: Theme | None = None
) -> Iterator[QImage]:
    """Yield a frame of each moment.

    Parameters
    ----------
    source : goes to a moment, and returns what the run looks like there
    theme : in whose colours each frame says which epoch it shows; None where that is seen anyway
    """
    for position in positions:
        snapshot = source(position)
        subject.show(snapshot)
        frame = image(subject, wish)
        if theme and snapshot.told is None:  # an act says itself where it stands
            _paint_caption(frame, snapshot, theme)
        yield frame


def kept_colors(theme: Theme) -> tuple[str, ...]:
    """Return the colours that mean something, which a film keeps as they are."""
    tokens = theme.tokens()
    classes = sorted(name for name in tokens if name.startswith("class"))
    return tuple(tokens[name] for name in (*KEPT, *classes))


def caption(snapshot: Snapshot) -> str:
    """Return which moment a frame shows."""
    return f"epoch {snapshot.epoch}" + (f" · mini-batch {snapshot.batch}" if snapshot.batch else "")


def _paint_caption(frame: QImage, snapshot: Snapshot, theme: Theme) -> None:
    ratio = frame.devicePixelRatio()
    width, height = frame.width() / ratio, frame.height() / ratio
    place = QRectF(width - CAPTION[0] - 14, height - CAPTION[1], *CAPTION)
    with QPainter(frame) as painter:
        painter.setFont(ui_font(12, 500))
        painter.setPen(theme.color("text2"))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, caption(snapshot))
