"""All of a timeline told by the engine's thread, and a run from elsewhere taken up by it."""

from dataclasses import replace
from queue import SimpleQueue

import pytest

from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.surgery import Surgery, between, same
from engine.timeline import Position, State, Timeline
from playground.training.errands import Going
from playground.training.messages import Operate, Play, RenameBranch, Seek, Shelve, StartRun, Step, TellState
from tests.playground.training.conftest import PATIENCE_SECONDS, Engine, assert_same_bits, run_to

SMALL = Experiment().with_data(samples=60)
OTHER = replace(SMALL, hidden=(Layer(3), Layer(2)), seed=5)


class Told:
    """Where the states that are told arrive."""

    def __init__(self, engine: Engine) -> None:
        self.states: SimpleQueue[tuple[int, State | None]] = SimpleQueue()
        engine.worker._state_told = lambda number, state: self.states.put((number, state))

    def next(self) -> tuple[int, State | None]:
        return self.states.get(timeout=PATIENCE_SECONDS)


@pytest.fixture
def told(engine: Engine) -> Told:
    return Told(engine)


def test_a_state_is_told_with_its_number_and_is_that_of_the_moment(engine: Engine, told: Told) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 3), TellState(7), Step("epoch", 2))
    number, state = told.next()
    assert number == 7
    assert state is not None
    run = Timeline.of(state).run
    assert run.epoch <= 3  # it does not wait for the step to be done
    run.advance(epochs=5 - run.epoch)
    assert_same_bits(engine.at_rest(), run)


def test_it_is_told_while_the_run_learns_on(engine: Engine, told: Told) -> None:
    engine.ask(StartRun(SMALL, 1), Play())
    engine.until(lambda frame: frame.snapshot.epoch > 2)
    engine.ask(TellState(1))
    _, state = told.next()
    assert state is not None
    assert state.here.epoch > 2
    before = state.here.weights.copy()
    engine.until(lambda frame: frame.snapshot.epoch > state.here.epoch + 5)
    assert (state.here.weights == before).all()  # nobody changes it


def test_it_is_told_on_a_journey_that_takes_forever_and_all_of_the_past_is_in_it(
    engine: Engine, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 30))
    engine.at_rest()
    monkeypatch.setattr(Going, "burst", lambda *_: False)
    engine.ask(Seek(Position(10)), RenameBranch(1, "waits"), TellState(4))
    number, state = told.next()
    assert number == 4
    assert state is not None
    timeline = Timeline.of(state)
    timeline.seek(timeline.end)
    assert timeline.run.network.sha256() == run_to(SMALL, 30).network.sha256()


def test_without_a_run_there_is_none_to_tell(engine: Engine, told: Told) -> None:
    engine.ask(TellState(3))
    assert told.next() == (3, None)


def test_a_run_from_elsewhere_goes_on_under_its_number(engine: Engine) -> None:
    elsewhere = Timeline(Run(OTHER))
    elsewhere.advance(epochs=4)
    engine.ask(StartRun(SMALL, 1), Step("epoch", 2))
    engine.at_rest()
    engine.ask(Shelve(5, elsewhere.state()), StartRun(OTHER, 2, 4, 5))
    assert_same_bits(engine.at_rest(), run_to(OTHER, 4))
    engine.ask(Step("epoch", 2))
    assert_same_bits(engine.at_rest(), run_to(OTHER, 6))
    engine.ask(StartRun(SMALL, 3, 5, 4))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 2))


def test_what_was_cut_in_a_run_comes_back_with_its_weight_after_another_run(engine: Engine) -> None:
    cut = replace(SMALL, pruned=((1, 1, 1),))
    engine.ask(StartRun(SMALL, 1), Step("epoch", 5))
    weight = engine.at_rest().snapshot.network.weight(1, 1, 1)
    engine.ask(Operate(Surgery(cut, between(SMALL, cut), "Cut")), StartRun(cut, 2, 1, 2), StartRun(cut, 3, 2, 1))
    assert engine.at_rest().snapshot.network.weight(1, 1, 1) == 0.0
    engine.ask(Operate(Surgery(SMALL, same(SMALL.sizes), "Connect")))
    assert engine.at_rest().snapshot.network.weight(1, 1, 1) == weight
