"""Run → Check gradients in a real window: the list, the verdicts on the canvas, and the ways out."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from engine.experiment import Experiment, Layer
from engine.run import Run
from playground.panels.gradients import MOST_ROWS, Gradients
from playground.theme import DARK, Theme
from playground.verdicts import LOOKS, significant, written_error
from tests.playground.conftest import Bench

EXPERIMENT = Experiment(hidden=(Layer(3),), batch=5)


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench(EXPERIMENT)


def check(bench: Bench) -> Gradients:
    bench.window.activateWindow()
    bench.qtbot.waitUntil(bench.window.isActiveWindow)
    QTest.keyClick(bench.window, Qt.Key.Key_G)
    bench.qtbot.waitUntil(lambda: bench.window.checking.found is not None)
    return bench.window._gradients.gradients


def colours(bench: Bench) -> set[str]:
    image = bench.window.canvas.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 3)}


def near(theme: Theme, token: str, found: set[str]) -> bool:
    wanted = theme.color(token)
    parts = [(QColor(name), wanted) for name in found]
    return any(abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue()) < 75 for a, b in parts)


def test_g_checks_every_weight_and_lists_them(bench: Bench) -> None:
    bench.step(2)
    gradients = check(bench)
    found, rows = bench.window.checking.found, gradients.list.weights
    assert bench.window._gradients.isVisible()
    assert gradients.title.text() == "✓ All derivatives are fine"
    assert "13 weights over the 250 samples of the training part" in gradients.about.text()
    assert rows.rowCount() == 13
    for row, number in enumerate(found.worst):
        texts = [rows.index(row, column).data() for column in range(5)]
        assert texts[2:] == [
            significant(float(found.check.analytic[number]), 4),
            significant(float(found.check.numeric[number]), 4),
            written_error(float(found.check.errors[number])),
        ]


def test_the_canvas_wears_the_verdicts_until_escape(bench: Bench) -> None:
    before = bench.window.canvas.grab().toImage()
    check(bench)
    assert near(DARK, "fine", colours(bench))
    bench.window.canvas.setFocus()
    QTest.keyClick(bench.window.canvas, Qt.Key.Key_Escape)
    assert bench.window.checking.found is None
    assert not bench.window._gradients.isVisible()
    assert bench.window.canvas.grab().toImage() == before


def test_the_verdicts_leave_the_canvas_as_soon_as_something_is_learnt(bench: Bench) -> None:
    gradients = check(bench)
    bench.step()
    assert not bench.window.checking.is_current
    assert not near(DARK, "fine", colours(bench))
    assert "before it went on" in gradients.about.text()


def test_closing_the_list_leaves_the_check(bench: Bench) -> None:
    check(bench)
    bench.window._gradients.close()
    assert bench.window.checking.found is None
    check(bench)
    assert bench.window._gradients.isVisible()


def test_escape_in_the_list_leaves_the_check(bench: Bench) -> None:
    check(bench)
    QTest.keyClick(bench.window._gradients, Qt.Key.Key_Escape)
    assert bench.window.checking.found is None


def test_a_click_on_a_row_selects_the_connection(bench: Bench) -> None:
    rows = check(bench).list
    index = rows.weights.index(5, 1)
    rows.scrollTo(index)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(index).center())
    assert bench.window.selection.focus == rows.weights.edge_at(5)


def test_while_it_plays_a_check_neither_stops_it_nor_changes_its_bits(bench: Bench) -> None:
    QTest.keyClick(bench.window, Qt.Key.Key_Space)
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 1)
    check(bench)
    assert bench.window.runner.playing
    begun = bench.snapshot.epoch
    bench.window.runner.pause()
    bench.window.runner.step()  # to the end of the epoch
    bench.qtbot.waitUntil(
        lambda: bench.snapshot.epoch > begun and bench.snapshot.batch == 0 and not bench.window.runner.playing
    )
    expected = Run(EXPERIMENT)
    expected.advance(epochs=bench.snapshot.epoch)
    assert bench.snapshot.network.sha256() == expected.network.sha256()


def test_a_large_network_is_checked_while_the_window_goes_on(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(16), Layer(16), Layer(16), Layer(16)), batch=0))
    QTest.keyClick(bench.window, Qt.Key.Key_G)
    gradients = bench.window._gradients.gradients
    assert gradients.cancel.isVisible()
    before = bench.window.selection.sample
    QTest.keyClick(bench.window, Qt.Key.Key_PageDown)
    assert bench.window.selection.sample == (before + 1) % bench.snapshot.samples.count  # answered meanwhile
    assert bench.window.checking.is_running
    QTest.mouseClick(gradients.cancel, Qt.MouseButton.LeftButton)
    assert not bench.window.checking.is_running
    assert not bench.window._gradients.isVisible()


def test_of_very_many_weights_the_worst_are_listed(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(14), Layer(14)), batch=5))
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    gradients = check(bench)
    assert len(bench.window.checking.found.check.errors) > MOST_ROWS
    assert gradients.list.weights.rowCount() == MOST_ROWS
    assert f"the {MOST_ROWS} worst are listed" in gradients.about.text()


def test_every_verdict_has_a_mark_and_a_line_of_its_own() -> None:
    looks = list(LOOKS.values())
    assert len({look.mark for look in looks}) == len({look.line for look in looks}) == len(looks)
    assert not {look.token for look in looks} & {"positive", "negative", "negative_text", "accent", "backward"}
