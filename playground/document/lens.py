"""The lens: the selected sample, which part of J and of a derivative it makes up, and the way to other samples."""

from PySide6.QtCore import QObject

from engine.arrays import Indices
from engine.experiment import Weight
from engine.learning import objective_of
from engine.shares import Shares, shares_of, shares_of_step
from engine.snapshot import Snapshot
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit
from playground.document.stepping import Stepping

MOST_WORK = 1_000_000  # samples times weights that a pass forward and one backward may cost while one waits: 20 ms

MINI_BATCH, TRAINING, TEST = "the mini-batch", "the training part", "the test part"


class Lens(QObject):
    """Sees the selected sample as one of the mini-batch that is gone through, else of its part of the data."""

    def __init__(self, moment: Moment, selection: Selection, stepping: Stepping, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._moment = moment
        self._selection = selection
        self._stepping = stepping
        self._shares: dict[str, Shares] = {}
        self._of: Snapshot | None = None
        self._rank, self._ranked = -1, -1  # the place in the ranking that was shown last, and the sample that has it

    # ---- what it sees ----------------------------------------------------------------------------------------------

    @property
    def part(self) -> str:
        """What the selected sample is one of: MINI_BATCH, TRAINING or TEST."""
        told, sample, snapshot = self._stepping.told, self._selection.sample, self._moment.snapshot
        if told is not None and sample in told.samples:
            return MINI_BATCH
        assert snapshot is not None
        return TEST if snapshot.samples.is_test[min(sample, snapshot.samples.count - 1)] else TRAINING

    @property
    def shares(self) -> Shares | None:
        """The shares of the part that the selected sample is of; None if there are too many samples to tell."""
        return self._shares_of(self.part) if self._moment.snapshot else None

    @property
    def weight(self) -> Weight:
        """(l, j, k) of the weight that is talked about: the one in focus, else the first one into the unit in focus."""
        focus = self._selection.focus
        if isinstance(focus, Edge):
            return focus.weight
        if isinstance(focus, Unit) and focus.unit == 0:
            return focus.layer, 1, 0
        unit = self._selection.unit
        return (unit.layer - 1, unit.unit, 1) if unit.layer > 1 else (1, 1, unit.unit)

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def next(self) -> None:
        """Select the next sample: of the mini-batch while it is gone through, else by its number."""
        self._move(1)

    def previous(self) -> None:
        """Select the sample before."""
        self._move(-1)

    def worst(self) -> None:
        """Select the sample that costs most of the mini-batch or the training part; asked again, the next one to it."""
        part = MINI_BATCH if self._stepping.told is not None else TRAINING
        if self._moment.snapshot is None or not len(samples := self._samples_of(part)):
            return
        shares = self._shares_of(part) or self._take(samples[: self._affordable])
        ranking = shares.ranking
        goes_on = self._selection.sample == self._ranked and self._rank + 1 < len(ranking)
        self._rank = self._rank + 1 if goes_on else 0
        self._ranked = int(ranking[self._rank])
        self._selection.select_sample(self._ranked)

    # ---- how -------------------------------------------------------------------------------------------------------

    def _move(self, count: int) -> None:
        snapshot, told, sample = self._moment.snapshot, self._stepping.told, self._selection.sample
        if snapshot is None:
            return
        if told is not None and sample in told.samples:
            numbers = told.samples.tolist()
            self._selection.select_sample(numbers[(numbers.index(sample) + count) % len(numbers)])
        else:
            self._selection.select_sample((sample + count) % snapshot.samples.count)

    @property
    def _affordable(self) -> int:
        """How many samples may be passed through the network while one waits."""
        assert self._moment.snapshot is not None
        return max(1, MOST_WORK // len(self._moment.snapshot.network.flat))

    def _samples_of(self, part: str) -> Indices:
        snapshot, told = self._moment.snapshot, self._stepping.told
        assert snapshot is not None
        if part == MINI_BATCH:
            assert told is not None
            return told.samples
        return snapshot.samples.train if part == TRAINING else snapshot.samples.test

    def _shares_of(self, part: str) -> Shares | None:
        snapshot, told = self._moment.snapshot, self._stepping.told
        if self._of is not snapshot:
            self._of, self._shares = snapshot, {}
        if part not in self._shares:
            if part == MINI_BATCH and told is not None:
                self._shares[part] = shares_of_step(told)
            elif len(samples := self._samples_of(part)) <= self._affordable:
                self._shares[part] = self._take(samples)
        return self._shares.get(part)

    def _take(self, samples: Indices) -> Shares:
        snapshot = self._moment.snapshot
        assert snapshot is not None
        network, data = snapshot.network, snapshot.samples
        objective = objective_of(snapshot.experiment, network.sizes)
        return shares_of(objective, network, data.inputs[samples], data.targets[:, samples], samples)
