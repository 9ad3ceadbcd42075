"""The plot that charts stand on: its place is known before it is drawn, and its axes are drawn when they change."""

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.charts.axes import AxisPainter
from playground.charts.axis import Axis
from playground.charts.loading import Loading
from playground.charts.plot import Plot
from playground.theme import Appearance


def plot_of(qtbot: QtBot, appearance: Appearance, *, whole: bool) -> Plot:
    plot = Plot(appearance, Axis(has_grid=True), Axis("epoch"), left_width=40, top=8, whole=whole)
    plot.draw = lambda painter: painter.fillRect(plot.area(), appearance.theme.color("accent"))
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.set_range((0, 10), (0, 1))
    plot.set_ticks([(0.5, "half")], [(5, "five")])
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


def test_a_plot_that_waits_is_a_plain_panel_in_its_place(qtbot: QtBot, appearance: Appearance) -> None:
    waiting, whole = (plot_of(qtbot, appearance, whole=whole) for whole in (False, True))
    assert waiting.area() == whole.area()
    image, panel = waiting.grab().toImage(), appearance.theme.color("panel")
    assert all(image.pixelColor(x, y) == panel for x in range(image.width()) for y in range(image.height()))


def test_a_plot_that_has_waited_looks_as_one_that_has_not(qtbot: QtBot, appearance: Appearance) -> None:
    waiting, whole = (plot_of(qtbot, appearance, whole=whole) for whole in (False, True))
    assert (waiting.is_whole, whole.is_whole) == (False, True)
    waiting.make_axes()
    assert waiting.is_whole
    assert waiting.grab().toImage() == whole.grab().toImage()


def test_an_axis_is_prepared_again_only_when_it_changes(
    qtbot: QtBot, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = plot_of(qtbot, appearance, whole=True)
    plot.grab()
    prepared: list[str] = []
    original = AxisPainter.drawPicture

    def noted(axis: AxisPainter, p: QPainter, *specs: object) -> None:
        prepared.append(axis.orientation)
        original(axis, p, *specs)

    monkeypatch.setattr(AxisPainter, "drawPicture", noted)
    plot.redraw_axes()
    plot.grab()
    assert prepared == []
    plot.set_range((0, 20), (0, 1))
    plot.grab()
    assert prepared == ["bottom"]
    plot.set_left(Axis("y"), 40)
    plot.grab()
    assert prepared == ["bottom", "left"]
    appearance.choose("light")
    plot.grab()
    assert sorted(prepared) == ["bottom", "bottom", "left", "left"]


def test_what_charts_need_is_imported_beside_the_window(qtbot: QtBot) -> None:
    loading = Loading()
    with qtbot.waitSignal(loading.done):
        loading.start()
    loading.wait()
    assert not loading._thread.is_alive()


def test_one_may_wait_for_what_was_never_started(qapp: QApplication) -> None:
    Loading().wait()
