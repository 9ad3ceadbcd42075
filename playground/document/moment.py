"""Moment: the latest snapshot seen through the selected sample; what every view draws its numbers from."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine.snapshot import Snapshot
from engine.steps import Telling, sample_steps
from playground.document.selection import Selection
from playground.document.turns import Turns, View


class Moment(QObject):
    """Joins snapshot and sample once, so that all views show the same numbers at the same time.

    While moments come in a hurry, views that `follow` take turns and may be a few frames behind; else they never are.
    """

    changed = Signal()

    def __init__(self, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._turns = Turns(self)
        self._telling: Telling | None = None
        self.snapshot: Snapshot | None = None
        selection.sample_changed.connect(self._sample_changed)

    @property
    def telling(self) -> Telling | None:
        """The acts of the selected sample at this moment; computed when first asked for."""
        if self._telling is None and self.snapshot is not None:
            samples = self.snapshot.samples
            index = min(self._selection.sample, samples.count - 1)
            inputs, target = samples.inputs[index], samples.targets[:, index]
            self._telling = sample_steps(self.snapshot.network, inputs, target, index)
        return self._telling

    def follow(
        self, view: View, whole: Callable[[], None], part: Callable[[], None] | None = None, per_second: float = 60.0
    ) -> None:
        """Let a view show every moment; see `Follower` for how. While it is hidden it is not asked to."""
        self._turns.add(view, whole, part, per_second)

    def show(self, snapshot: Snapshot, *, hurried: bool = False) -> None:
        """Make this snapshot the present one; if the next one follows at once, views take turns to show it."""
        another_run = self.snapshot is None or self.snapshot.run_number != snapshot.run_number
        self.snapshot = snapshot
        self._telling = None
        if hurried and not another_run:
            self._turns.frame()
        else:
            self._turns.everyone()
        self.changed.emit()

    def set_watched(self, watched: bool) -> None:
        """Say whether anybody sees the window: while nobody does, no view is asked to show anything."""
        self._turns.set_watched(watched)

    def _sample_changed(self) -> None:
        self._telling = None
        if self.snapshot is not None:
            self._turns.everyone()
            self.changed.emit()
