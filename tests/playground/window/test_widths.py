"""Nothing is clipped, however wide the window: every label, list and button has the room that its words take."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from engine.choices import Choice
from playground.stepper.track import PhaseButton
from playground.window.main_window import MainWindow
from tests.playground.conftest import Bench

STEP, WIDEST, HEIGHT = 24, 1920, 800


def clipped(window: MainWindow) -> Iterator[str]:
    """Yield each visible widget whose words need more room than it has."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QLabel | QComboBox | QAbstractButton) or not widget.isVisible():
            continue
        if isinstance(widget, QLabel) and (widget.wordWrap() or not widget.text()):
            continue
        least, room, words = measured(widget)
        if room < least:
            yield f"{type(widget).__name__} {widget.objectName()} {words!r}: {room} of {least} px"


def measured(widget: QLabel | QComboBox | QAbstractButton) -> tuple[int, int, str]:
    """Return how many pixels the words take, how many there are for them, and the words; of a list the widest ones."""
    advance = widget.fontMetrics().horizontalAdvance
    if isinstance(widget, QLabel):
        return widget.minimumSizeHint().width(), widget.width(), widget.text()
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        style, field = widget.style(), QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, widget).width()
        words = max((widget.itemText(row) for row in range(widget.count())), key=advance)
        return advance(words), room, words
    if isinstance(widget, PhaseButton):
        return int(not widget.room_for(widget.font_px)), 0, widget.text()
    if isinstance(widget, QToolButton) and not widget.icon().isNull():
        return 0, widget.width(), widget.text()  # its words are in its tip
    return advance(widget.text().replace("&", "")), widget.width(), widget.text()


@pytest.mark.parametrize("steps", [False, True], ids=["learning", "stepping"])
@pytest.mark.parametrize("page", ["Data", "Learning"])
def test_nothing_is_clipped_at_any_width_of_the_window(bench: Bench, page: str, steps: bool) -> None:
    window = bench.window
    window.left.show_page(page)
    window.document.set_rate(0.3)
    window.document.set_optimizer(Choice("adam"))  # with the hint that its rate is too large
    window.document.freeze([(1, 1, 1)])
    window.document.set_activation("leaky_relu")
    bench.wait_until_shown()
    if steps:
        window.stepping.enter()
        bench.qtbot.waitUntil(lambda: window.stepping.told is not None)
    found: dict[str, list[int]] = {}
    for width in [*range(window.minimumSizeHint().width(), WIDEST, STEP), 1215, 1280, WIDEST]:
        window.resize(width, HEIGHT)
        QApplication.processEvents()
        for which in clipped(window):
            found.setdefault(which, []).append(width)
    assert not found, "\n".join(f"{which} at {widths[0]} … {widths[-1]}" for which, widths in found.items())
