"""The shelf: runs that were left, for as long as there is room."""

from dataclasses import replace

from engine.experiment import Experiment
from engine.run import Run
from engine.timeline import Shelf, Timeline
from engine.timeline.shelf import MOST_RUNS

SMALL = Experiment().with_data(samples=60)


def test_what_is_taken_is_there_no_more() -> None:
    shelf, timeline = Shelf(), Timeline(Run(SMALL))
    shelf.put(7, timeline)
    assert shelf.take(6) is None
    assert shelf.take(7) is timeline
    assert shelf.take(7) is None


def test_a_timeline_says_what_it_and_its_branches_take() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=20)
    before = timeline.bytes
    assert before == timeline.history.bytes > 0
    timeline.seek(timeline.start)
    timeline.adopt(replace(SMALL, rate=0.1))
    assert timeline.bytes == timeline.history.bytes + timeline.branches.bytes
    assert timeline.branches.bytes > 0


def test_where_they_take_too_much_the_one_put_there_first_goes() -> None:
    timelines = [Timeline(Run(SMALL)) for _ in range(4)]
    shelf = Shelf(3 * timelines[0].bytes)
    for number, timeline in enumerate(timelines):
        shelf.put(number, timeline)
    assert shelf.bytes == 3 * timelines[0].bytes
    assert shelf.take(0) is None
    assert shelf.take(1) is timelines[1]


def test_the_last_one_stays_however_much_it_takes() -> None:
    shelf, timeline = Shelf(most_bytes=0), Timeline(Run(SMALL))
    shelf.put(1, Timeline(Run(SMALL)))
    shelf.put(2, timeline)
    assert shelf.take(1) is None
    assert shelf.take(2) is timeline


def test_it_keeps_a_limited_number_of_runs_and_one_put_there_again_is_the_newest() -> None:
    shelf, timeline = Shelf(), Timeline(Run(SMALL))
    for number in range(MOST_RUNS):
        shelf.put(number, timeline)
    shelf.put(0, timeline)
    shelf.put(MOST_RUNS, timeline)
    assert shelf.take(1) is None
    assert shelf.take(0) is timeline
