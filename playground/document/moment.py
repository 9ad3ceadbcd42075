"""Moment: the latest snapshot seen through the selected sample; what every view draws its numbers from."""

from PySide6.QtCore import QObject, Signal

from engine.snapshot import Snapshot
from engine.steps import Telling, sample_steps
from playground.document.selection import Selection


class Moment(QObject):
    """Joins snapshot and sample once, so that all views show the same numbers at the same time."""

    changed = Signal()

    def __init__(self, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self.snapshot: Snapshot | None = None
        self.telling: Telling | None = None
        selection.sample_changed.connect(self._update)

    def show(self, snapshot: Snapshot) -> None:
        """Make this snapshot the present one."""
        self.snapshot = snapshot
        self._update()

    def _update(self) -> None:
        if self.snapshot is None:
            return
        samples = self.snapshot.samples
        index = min(self._selection.sample, samples.count - 1)
        self.telling = sample_steps(self.snapshot.network, samples.inputs[index], samples.targets[:, index], index)
        self.changed.emit()
