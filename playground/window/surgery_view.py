"""What a change of the structure amid training does to the cost, told in a notice: it would else jump unexplained."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine import insertion
from engine.experiment import Experiment, Weight
from engine.surgery import Mark, Surgery
from playground.charts import figures
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.names import weights_into
from playground.document.words import BACK, done
from playground.joins.cost_view import cost_words

LEAST_CHANGE = 0.05  # of the cost: a smaller jump is not seen


class SurgeryView(QObject):
    """Waits for the first moment after a change, and tells what it did."""

    def __init__(self, document: Document, moment: Moment, tell: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._moment = moment
        self._tell = tell
        self._waiting: Surgery | None = None
        self._before = document.experiment
        document.edited.connect(self._expect)
        moment.changed.connect(self._look)

    def _expect(self, edit: object) -> None:
        snapshot = self._moment.snapshot
        is_new = isinstance(edit, Surgery) and edit.keeps is not None and edit.restores is None
        self._waiting = edit if isinstance(edit, Surgery) and is_new else None
        if snapshot is not None:
            self._before = snapshot.experiment

    def _look(self) -> None:
        snapshot, surgery = self._moment.snapshot, self._waiting
        if snapshot is None or surgery is None or not snapshot.marks or snapshot.experiment != surgery.experiment:
            return
        self._waiting = None
        mark = snapshot.marks[-1]
        if mark.name == surgery.name and (jumps(mark) or passes_on(mark, surgery, self._before.sizes)):
            self._tell(told(mark, surgery, self._before))


def jumps(mark: Mark) -> bool:
    """Tell whether the cost is another one after a change, so that it is seen."""
    before, after = mark.cost_before, mark.cost_after
    if before is None or after is None:
        return False
    return abs(after - before) > LEAST_CHANGE * max(abs(before), abs(after))


def told(mark: Mark, surgery: Surgery, before: Experiment) -> str:
    """Return what a change kept, what is new, and what became of the cost."""
    if layer := passes_on(mark, surgery, before.sizes):
        stays = mark.cost_before is not None and not jumps(mark)
        cost = f"the cost stays near {figures.cost(mark.cost_before)}" if stays else cost_words(mark)
        return f"{done(mark.name)}: {passing_words(surgery.graft.sizes, layer)}; {cost}. {BACK}"
    sizes = surgery.experiment.sizes
    old = _weights(before.sizes)
    kept = len(surgery.graft.moved(old))
    new, gone = len(_weights(sizes)) - kept, len(old) - kept
    changed = _counted(new, "fresh weight") or (gone and f"{_counted(gone, 'weight')} gone")
    whole = "" if before.data == surgery.experiment.data else "all its weights kept"
    weights = f"{changed}, {kept} kept" if changed else whole
    return f"{done(mark.name)}: {'; '.join(part for part in (weights, cost_words(mark)) if part)}. {BACK}"


def _counted(count: int, what: str) -> str:
    """Return so many things in words, "" for none.

    >>> _counted(1, "fresh weight"), _counted(3, "fresh weight"), _counted(0, "fresh weight")
    ('1 fresh weight', '3 fresh weights', '')
    """
    return f"{count} {what}{'' if count == 1 else 's'}" if count else ""


def passes_on(mark: Mark, surgery: Surgery, old_sizes: tuple[int, ...]) -> int:
    """Return the layer that was inserted so that it passes on what it is given; 0 if there is none."""
    layer = surgery.graft.inserted_layer(old_sizes)
    has_learnt = bool(mark.epoch or mark.batch)
    return layer if layer and has_learnt and insertion.passes_on(surgery.experiment.activations[layer - 2]) else 0


def passing_words(sizes: tuple[int, ...], layer: int) -> str:
    """Return what an inserted layer passes on: of much that goes into few units, no more than these can carry."""
    units = sizes[layer - 1]
    if units >= min(sizes[layer - 2], sizes[layer]):
        return "it passes on what it is given"
    return f"it passes on what its {units} unit{'' if units == 1 else 's'} can carry"


def _weights(sizes: tuple[int, ...]) -> list[Weight]:
    return [weight for layer in range(2, len(sizes) + 1) for weight in weights_into(sizes, layer)]
