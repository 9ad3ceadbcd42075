"""A document and the run that follows it, in one thread, for tests that edit and train at random."""

from contextlib import suppress
from dataclasses import replace

import numpy as np

from engine.errors import DivergedError
from engine.experiment import Experiment
from engine.run import Run
from engine.surgery import place_of
from playground.document.document import Document
from playground.training.runner import Runner

START = replace(Experiment(), rate=0.1).with_data(samples=30)


class Table:
    """A document and the run that follows it, by way of the window's own runner and worker, without their thread."""

    def __init__(self) -> None:
        self.document = Document(START)
        self.runner = Runner(START, starts=False)
        self.document.edited.connect(self.runner.follow)
        self.document.edited.connect(self.carry_out)
        self.carry_out()

    def carry_out(self, _edit: object = None) -> None:
        worker = self.runner._worker
        while not worker.inbox.empty():
            worker._carry_out(worker.inbox.get())

    @property
    def run(self) -> Run:
        run = self.runner._worker._run
        assert run is not None
        return run

    def train(self, batches: int) -> None:
        """Learn so many mini-batches; what is frozen stays to the bit."""
        frozen = place_of(self.run.network.sizes, self.run.experiment.frozen)
        before = self.run.network.flat[frozen].tobytes()
        with suppress(DivergedError):
            self.run.advance(batches=batches)
        assert self.run.network.flat[frozen].tobytes() == before

    def check(self) -> None:
        """Document and run agree, and so do the run's own parts."""
        run, experiment = self.run, self.document.experiment
        assert run.experiment == experiment == self.runner.experiment
        assert run.network.sizes == experiment.sizes
        assert run.network.activations == experiment.activations
        assert run.samples.inputs.shape[1] == experiment.sizes[0]
        assert run.memory.shape[1] == len(run.network.flat)
        assert np.isfinite(run.network.flat).all()
        assert not run.network.flat[place_of(experiment.sizes, experiment.pruned)].any()
        assert set(run.surgeon.cut) == set(experiment.pruned)
        assert run.batch < run.batches_per_epoch
        assert run.costs.so_far().epoch[-1] == run.epoch

    def bits(self) -> tuple[bytes, bytes, dict[tuple[int, int, int], float]]:
        return self.run.network.flat.tobytes(), self.run.memory.tobytes(), dict(self.run.surgeon.cut)
