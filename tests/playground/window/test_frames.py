"""What a frame costs: nobody draws what nobody sees, nor what looks the same; at rest every view shows one moment."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from engine.experiment import Experiment
from engine.snapshot import Snapshot
from engine.steps import Telling, sample_steps
from engine.surface import Surface, grid_of
from playground.charts.boundary import BoundaryChart
from playground.charts.cost import CostChart
from playground.document.selection import Unit
from playground.heat import centred, levels
from playground.joins.boundary_view import IN_HURRY, MAP_RESOLUTION
from playground.notation import format_number
from playground.stepper.layout import ATTEMPTS
from playground.stepper.subject import Subject, subject_of
from tests.playground.conftest import Bench

SMALL = ATTEMPTS[2]


class Calls:
    """Counts the calls of methods, and the paintings of widgets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.made: dict[str, int] = {}

    def count(self, owner: type, name: str) -> None:
        key, method = f"{owner.__name__}.{name}", getattr(owner, name)
        self.made[key] = 0

        def counted(*arguments: object, **named: object) -> object:
            self.made[key] += 1
            return method(*arguments, **named)

        self._monkeypatch.setattr(owner, name, counted)


class Paintings(QObject):
    """Counts the paint events of widgets."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.seen: list[QWidget] = []
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent) and isinstance(watched, QWidget):
            self.seen.append(watched)
        return False


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    made = Calls(monkeypatch)
    for owner, name in ((BoundaryChart, "show_map"), (CostChart, "show_history")):
        made.count(owner, name)
    return made


@pytest.fixture
def playing(bench: Bench) -> Iterator[Bench]:
    """A window whose run is at full speed, and has been shown going on."""
    bench.window.runner.set_speed(None)
    bench.window.runner.play()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 20)
    yield bench
    bench.window.runner.pause()


def views(bench: Bench) -> tuple[QWidget, ...]:
    window = bench.window
    return window.canvas, window.strip, window.boundary.plot, window.costs.plot


def at_rest(bench: Bench) -> Snapshot:
    """Pause, and return the moment at which the run came to rest."""
    runner = bench.window.runner
    runner.pause()
    runner.set_speed(None)
    worker = runner._worker
    bench.qtbot.waitUntil(lambda: worker.inbox.empty() and worker._shown and worker.mailbox._letter is None)
    epoch, batch = worker._run.epoch, worker._run.batch  # type: ignore[union-attr]  # at rest, so nobody changes it
    bench.qtbot.waitUntil(lambda: (bench.snapshot.epoch, bench.snapshot.batch) == (epoch, batch))
    return bench.snapshot


def frames(bench: Bench, count: int) -> None:
    """Wait until so many more moments of the run have come."""
    seen: list[Snapshot] = []
    bench.window.runner.snapshot_ready.connect(seen.append)
    bench.qtbot.waitUntil(lambda: len(seen) >= count)
    bench.window.runner.snapshot_ready.disconnect(seen.append)


# ---- nobody draws what nobody sees ---------------------------------------------------------------------------------


def test_hidden_views_do_no_work(playing: Bench, calls: Calls) -> None:
    hidden = (playing.window.boundary, playing.window.costs, playing.window.strip, playing.window.canvas)
    for widget in hidden:
        widget.hide()
    paintings = Paintings(*views(playing))
    layers, subject = playing.window.canvas._layers, playing.window.strip.subject
    made = dict(calls.made)
    frames(playing, 30)
    assert calls.made == made
    assert paintings.seen == []
    assert playing.window.canvas._layers is layers
    assert playing.window.strip.subject is subject


def test_a_view_that_is_shown_again_shows_the_present_moment(playing: Bench) -> None:
    window = playing.window
    for widget in (playing.window.costs, playing.window.strip):
        widget.hide()
    frames(playing, 10)
    final = at_rest(playing)
    for widget in (playing.window.costs, playing.window.strip):
        widget.show()
    assert playing.window.costs.legend.shown[0] == final.costs_till_now.train[-1]
    assert playing.window.strip.subject == subject_of(window.stepping, window.moment, window.selection)


@pytest.mark.parametrize("way", ["minimise", "hide"])
def test_a_window_that_nobody_sees_trains_and_takes_no_snapshots(playing: Bench, way: str) -> None:
    window, worker = playing.window, playing.window.runner._worker
    window.showMinimized() if way == "minimise" else window.hide()
    playing.qtbot.waitUntil(lambda: not worker._watching)
    playing.qtbot.waitUntil(lambda: worker.mailbox._letter is None)
    QApplication.processEvents()
    seen: list[Snapshot] = []
    window.runner.snapshot_ready.connect(seen.append)
    paintings = Paintings(*views(playing))
    epoch = worker._run.epoch  # type: ignore[union-attr]
    playing.qtbot.waitUntil(lambda: worker._run.epoch > epoch + 100)  # type: ignore[union-attr]
    assert seen == []
    assert paintings.seen == []
    assert window.runner.playing
    window.showNormal() if way == "minimise" else window.show()
    playing.qtbot.waitUntil(lambda: len(seen) > 0)
    assert seen[0].epoch > epoch + 100


def test_a_run_that_comes_to_rest_unseen_is_shown(playing: Bench) -> None:
    playing.window.hide()
    playing.window.runner.pause()
    final = at_rest(playing)
    playing.window.show()
    assert playing.window.costs.legend.shown[0] == final.costs_till_now.train[-1]


# ---- nobody draws what looks the same ------------------------------------------------------------------------------


def test_an_equal_moment_draws_nothing(bench: Bench, calls: Calls) -> None:
    bench.step(30)
    for _ in range(5):  # axes may be laid out anew an event later
        QApplication.processEvents()
    paintings = Paintings(*views(bench), bench.window.run_bar._epoch, bench.window.boundary.heading)
    for _ in range(3):
        bench.window.show_snapshot(bench.snapshot)
        QApplication.processEvents()
    assert calls.made["CostChart.show_history"] >= 3  # they were told
    assert paintings.seen == []


def test_a_frame_draws_only_a_part_of_the_canvas(playing: Bench) -> None:
    canvas = playing.window.canvas
    sizes: list[float] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                area = sum(rect.width() * rect.height() for rect in event.region())
                sizes.append(area / (canvas.width() * canvas.height()))
            return False

    watch = Watch()
    canvas.installEventFilter(watch)
    frames(playing, 30)
    canvas.removeEventFilter(watch)
    assert sizes
    assert np.median(sizes) < 0.7


def test_axes_and_samples_are_not_drawn_again_with_every_map(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.charts.markers import Markers
    from playground.charts.plot import Plot

    bench.step(5)
    QApplication.processEvents()
    plot = bench.window.boundary.plot
    drawn: list[object] = []
    for owner, name in ((Plot, "_draw_axes"), (Markers, "_draw_picture")):
        method = getattr(owner, name)

        def noted(self: object, *arguments: object, method: Callable[..., object] = method) -> object:
            if self in (plot, bench.window.boundary._markers):
                drawn.append(self)
            return method(self, *arguments)

        monkeypatch.setattr(owner, name, noted)
    paintings = Paintings(plot)
    for _ in range(5):
        before = len(paintings.seen)
        bench.step(5)
        bench.qtbot.waitUntil(lambda before=before: len(paintings.seen) > before)
    assert drawn == []


def test_in_a_hurry_the_map_has_fewer_points_and_at_rest_all_of_them(playing: Bench) -> None:
    boundary = playing.window.boundary
    playing.qtbot.waitUntil(lambda: boundary._output.shape == (IN_HURRY, IN_HURRY))
    at_rest(playing)
    assert boundary._output.shape == (MAP_RESOLUTION, MAP_RESOLUTION)


def test_formulas_keep_their_size_while_numbers_run_and_have_the_largest_at_rest(playing: Bench) -> None:
    strip = playing.window.strip
    strip._attempt = SMALL  # as if a long number had just asked for it
    before = strip.subject
    playing.qtbot.waitUntil(lambda: strip.subject != before)
    assert strip.view.layout_.attempt == SMALL
    at_rest(playing)
    assert strip.view.layout_.attempt == ATTEMPTS[0]


# ---- at rest every view shows one moment ---------------------------------------------------------------------------


def assert_everything_shows(bench: Bench, snapshot: Snapshot) -> None:
    window, network = bench.window, snapshot.network
    layers = window.canvas._layers
    assert layers is not None
    assert np.array_equal(layers.edges._shown, layers.edge_painter.looks(network.flat, window.selection.unit))
    maps = layers.columns.view.surface.unit_maps(network)
    for layer, column in layers.columns._columns.items():
        activation = network.activations[layer - 2] if layer > 1 else None
        assert np.array_equal(column._levels, levels(centred(maps[layer], activation)))
        for unit, (words, _, _) in column._texts.items():
            assert unit.unit == 0 or words.text == format_number(window.moment.telling.activation_of(layer, unit.unit))
    for edge, pill in layers.pills._pills.items():
        assert pill.text == format_number(network.weight(edge.layer, edge.target, edge.source))
    assert window.strip.subject == subject_of(window.stepping, window.moment, window.selection)
    costs = snapshot.costs_till_now
    assert window.costs.legend.shown[:2] == (costs.train[-1], costs.test[-1])
    output = Surface(grid_of(snapshot.samples, MAP_RESOLUTION)).unit_maps(network)[network.L][0]
    assert np.array_equal(window.boundary._output, output, equal_nan=True)
    epoch = window.run_bar._epoch
    assert (epoch._epoch, epoch._batch) == (snapshot.epoch, snapshot.batch)


def test_a_pause_shows_its_moment_in_every_view(playing: Bench) -> None:
    for _ in range(3):
        assert_everything_shows(playing, at_rest(playing))
        playing.window.runner.play()
        frames(playing, 7)


# ---- while it plays, the numbers of a view are of one moment --------------------------------------------------------


def telling_of(snapshot: Snapshot, sample: int) -> Telling:
    return sample_steps(snapshot.network, snapshot.samples.inputs[sample], snapshot.samples.targets[:, sample], sample)


def test_all_numbers_on_the_canvas_are_of_one_moment_while_it_plays(playing: Bench) -> None:
    canvas, sample = playing.window.canvas, playing.window.selection.sample
    moments: list[Snapshot] = [playing.snapshot]
    playing.window.runner.snapshot_ready.connect(moments.append)
    seen: dict[tuple[str, ...], int] = {}

    def numbers() -> tuple[str, ...]:
        layers = canvas._layers
        assert layers is not None
        texts = [
            words.text
            for column in layers.columns._columns.values()
            for unit, (words, _, _) in sorted(column._texts.items(), key=lambda item: item[0].unit)
            if unit.unit
        ]
        pills = [layers.pills._pills[edge].text for edge in sorted(layers.pills._pills, key=lambda edge: edge.source)]
        return *texts, *pills

    first = numbers()
    canvas.drawn.connect(lambda: seen.setdefault(numbers(), len(moments)))
    playing.qtbot.waitUntil(lambda: len(seen) >= 8)
    unit = playing.window.selection.unit

    def expected(snapshot: Snapshot) -> tuple[str, ...]:
        told, network = telling_of(snapshot, sample), snapshot.network
        sizes = network.sizes
        texts = [told.activation_of(layer, j) for layer, size in enumerate(sizes, 1) for j in range(1, size + 1)]
        pills = [network.weight(unit.layer - 1, unit.unit, k) for k in range(sizes[unit.layer - 2] + 1)]
        return tuple(format_number(value) for value in (*texts, *pills))

    possible = {expected(moment) for moment in moments}
    assert set(seen) - {first} <= possible


def test_all_lines_of_the_strip_are_of_the_epoch_that_it_names_while_it_plays(playing: Bench) -> None:
    strip, sample, unit = playing.window.strip, playing.window.selection.sample, playing.window.selection.unit
    moments: dict[str, list[Snapshot]] = {}
    playing.window.runner.snapshot_ready.connect(
        lambda snapshot: moments.setdefault(f"epoch {snapshot.epoch}", []).append(snapshot)
    )
    seen: list[Subject] = []

    def note() -> bool:
        subject = strip.subject
        if moments and subject is not None and (not seen or subject != seen[-1]):
            seen.append(subject)
        return len(seen) >= 5

    playing.qtbot.waitUntil(note)
    for subject in seen[1:]:
        values = tuple(shown.formula.value for shown in subject.formulas)
        possible = set()
        for moment in moments[subject.heading[-1]]:
            told = telling_of(moment, sample)
            possible.add((told.net_input(unit.layer, unit.unit).value, told.activation(unit.layer, unit.unit).value))
        assert values in possible


def test_a_step_shows_its_moment_in_every_view(bench: Bench) -> None:
    for epochs in (1, 40, 3):
        bench.step(epochs)
        assert_everything_shows(bench, bench.snapshot)


def test_a_failure_shows_what_is_kept_in_every_view(open_bench: Callable[..., Bench]) -> None:
    from dataclasses import replace

    from engine.experiment import Experiment, Layer

    bench = open_bench(replace(Experiment(), hidden=(Layer(4, "relu"),), rate=1e6))
    told: list[str] = []
    bench.window.runner.failed.connect(told.append)
    bench.window.runner.play()
    bench.qtbot.waitUntil(lambda: bool(told))
    assert_everything_shows(bench, at_rest(bench))


def test_a_click_is_seen_with_the_next_painting_whatever_the_trainer_does(playing: Bench) -> None:
    canvas, unit = playing.window.canvas, Unit(2, 3)
    paintings = Paintings(*views(playing))
    playing.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.unit_center(unit))
    layers = canvas._layers
    assert layers is not None
    assert {edge.target for edge in layers.pills._pills} == {3}
    assert layers.columns._columns[2]._texts[unit][2]  # its label stands out
    seen: list[Snapshot] = []
    playing.window.runner.snapshot_ready.connect(seen.append)
    playing.qtbot.waitUntil(lambda: canvas in paintings.seen and playing.window.strip in paintings.seen)
    assert len(seen) <= 2


def test_a_choice_is_seen_within_three_frames(playing: Bench) -> None:
    seen: list[Snapshot] = []
    playing.window.runner.snapshot_ready.connect(seen.append)
    for rate in (0.2, 0.1, 0.05):
        seen.clear()
        playing.window.document.set_rate(rate)
        playing.qtbot.waitUntil(lambda rate=rate: playing.snapshot.experiment.rate == rate)  # type: ignore[misc]
        assert len(seen) <= 3


def test_where_costs_are_older_than_the_boundary_it_is_said_of_which_epoch_they_are(
    open_bench: Callable[..., Bench],
) -> None:
    bench = open_bench(Experiment().with_data(samples=400_000))  # too many to be evaluated at every rest
    bench.step()
    costs, heading = bench.window.costs, bench.window.boundary.heading
    assert costs.legend.shown[2] is None
    assert not heading.score().startswith("epoch")
    bench.window.runner.step("batch", 3)
    bench.qtbot.waitUntil(lambda: bench.snapshot.batch == 3)
    assert bench.snapshot.evaluated_at == 1
    bench.qtbot.waitUntil(lambda: costs.legend.shown[2] == 1)
    assert heading.score().startswith("epoch 1: ")
    bench.step()
    bench.qtbot.waitUntil(lambda: costs.legend.shown[2] is None)
    assert not heading.score().startswith("epoch")


def test_the_mini_batch_beside_the_epoch_is_never_cut_off(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench()
    counter = bench.window.run_bar._epoch
    written: list[str] = []
    for batches in (25, 49_999, 10**9):
        counter.show_position(3, batches - 1, batches)
        written.append(counter.batch_words())
    assert written == ["+ batch 24/25", "+ 49998", "+ 999999999"]
