"""The widget that shows a formula."""

import pytest
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from playground.notation import Box, FormulaLabel, fenced, glyphs, number
from tests.playground.notation.formulas import derivative

RED = QColor("#ff0000")
WHITE = QColor("#ffffff")


class WatchedLabel(FormulaLabel):
    """Counts how often it asked to be painted and asked its layout for room."""

    updates = 0
    layouts = 0

    def update(self) -> None:
        self.updates += 1
        super().update()

    def updateGeometry(self) -> None:
        self.layouts += 1
        super().updateGeometry()


@pytest.fixture
def label(qtbot: QtBot) -> WatchedLabel:
    made = WatchedLabel(glyphs("−−−", 40), "three minus signs")
    qtbot.addWidget(made)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, WHITE)
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#0000ff"))
    made.setPalette(palette)
    return made


def colors(label: FormulaLabel) -> set[str]:
    picture = label.grab().toImage()
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


def holds(label: FormulaLabel, box: Box) -> bool:
    hint = label.sizeHint()
    return hint.width() >= box.width and label.baseline >= box.ascent and hint.height() - label.baseline >= box.descent


def test_size_hint_holds_the_box_and_hardly_more(label: WatchedLabel) -> None:
    box = derivative(19)
    label.set_box(box)
    assert holds(label, box)
    assert label.sizeHint().width() - box.width < 1
    assert label.sizeHint().height() - box.height < 2
    assert label.minimumSizeHint() == label.sizeHint()


def test_text_colour_is_the_palettes_until_one_is_set(label: WatchedLabel) -> None:
    assert "#0000ff" in colors(label)
    label.set_color(RED)
    assert "#ff0000" in colors(label)
    assert "#0000ff" not in colors(label)


def test_baseline_stays_when_a_parenthesis_comes_and_goes(label: WatchedLabel) -> None:
    plain, negative = number(0.97, 19), fenced(number(-0.97, 19), 19)
    label.set_box(negative)
    baseline, height = label.baseline, label.sizeHint().height()
    label.set_box(plain)
    assert (label.baseline, label.sizeHint().height()) == (baseline, height)
    assert holds(label, plain)
    assert label.sizeHint().width() < negative.width


def test_name_is_said_and_kept_until_changed(label: WatchedLabel) -> None:
    assert label.accessibleName() == "three minus signs"
    label.set_box(glyphs("1", 15))
    assert label.accessibleName() == "three minus signs"
    label.set_box(glyphs("1", 15), "one")
    assert label.accessibleName() == "one"


def test_asks_to_be_painted_only_when_something_changed(label: WatchedLabel) -> None:
    label.set_color(RED)
    before = label.updates
    label.set_box(glyphs("−−−", 40))
    label.set_color(QColor(RED))
    assert label.updates == before
    label.set_box(glyphs("−−", 40))
    label.set_color(WHITE)
    assert label.updates == before + 2


def test_asks_for_room_only_when_its_size_changed(label: WatchedLabel) -> None:
    before = label.layouts
    label.set_box(number(0.11, 40))
    label.set_box(number(0.22, 40))
    assert label.layouts == before + 1
