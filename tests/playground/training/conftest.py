"""An engine thread that hands its frames to the test."""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread

import numpy as np
import pytest

from engine.experiment import Experiment
from engine.run import Run
from playground.training.messages import Frame, Quit, Request
from playground.training.worker import Worker

PATIENCE_SECONDS = 20  # how long a test waits for what must come; reached only by a test that fails


class Engine:
    """A worker in its thread. Each frame is painted at once, and kept for the test to read."""

    def __init__(self) -> None:
        self.frames: SimpleQueue[Frame] = SimpleQueue()
        self.failures: SimpleQueue[str] = SimpleQueue()
        self.asked = 0
        self.worker = Worker(self._paint, lambda run_number, sentence: self.failures.put(sentence))
        self.thread = Thread(target=self.worker.loop, name="engine under test", daemon=True)
        self.thread.start()

    def ask(self, *requests: Request) -> None:
        for request in requests:
            self.asked += 1
            self.worker.inbox.put(request)

    def next_frame(self) -> Frame:
        return self.frames.get(timeout=PATIENCE_SECONDS)

    def until(self, fits: Callable[[Frame], bool]) -> Frame:
        """Return the first frame that fits."""
        while not fits(frame := self.next_frame()):
            pass
        return frame

    def at_rest(self) -> Frame:
        """Return the frame that shows the run at rest, with all requests done."""
        return self.until(lambda frame: not frame.playing and frame.requests_done == self.asked)

    def quit(self) -> None:
        self.worker.inbox.put(Quit())
        self.worker.painted.set()
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive()

    def _paint(self) -> None:
        frame = self.worker.mailbox.take()
        assert frame is not None
        self.frames.put(frame)
        self.worker.painted.set()


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = Engine()
    yield made
    made.quit()


def assert_same_bits(frame: Frame, run: Run) -> None:
    """Compare a frame with a run that was advanced here, without any thread."""
    assert (frame.snapshot.epoch, frame.snapshot.batch) == (run.epoch, run.batch)
    assert frame.snapshot.network.sha256() == run.network.sha256()
    assert np.array_equal(frame.snapshot.costs.train, run.costs.so_far().train)


def run_to(experiment: Experiment, epoch: int, batch: int = 0) -> Run:
    run = Run(experiment)
    run.advance(epochs=epoch)
    run.advance(batches=batch)
    return run
