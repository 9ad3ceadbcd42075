"""The formula under real keys: marks, words, and what is taken when."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from engine.data import FIRST_FORMULA, FORMULA
from engine.errors import FormulaError
from engine.plane_formula import parse, trouble_with
from engine.plane_formula.words import FUNCTIONS
from playground.panels.data.formula_help import FormulaHelp, rows
from playground.panels.data.formula_row import EXAMPLES, FormulaRow
from tests.playground.conftest import Bench


@pytest.fixture
def row(bench: Bench) -> FormulaRow:
    bench.window.document.set_data(name=FORMULA)
    bench.wait_until_shown()
    return bench.window.left.data_panel.formula


def typed(bench: Bench, row: FormulaRow, text: str) -> None:
    """Write over the formula, key by key."""
    row.edit.setFocus()
    row.edit.selectAll()
    bench.qtbot.keyClicks(row.edit, text)


def press(bench: Bench, row: FormulaRow, key: Qt.Key) -> None:
    bench.qtbot.keyClick(row.edit, key)


def leave(row: FormulaRow) -> None:
    QApplication.sendEvent(row.edit, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))


def test_the_row_is_there_for_a_formula_only(bench: Bench) -> None:
    row = bench.window.left.data_panel.formula
    assert not row.isVisible()
    bench.window.document.set_data(name=FORMULA)
    assert row.isVisible()
    assert row.edit.text() == FIRST_FORMULA
    assert row.said.text() == "Region: 2 classes"
    bench.window.document.undo_stack.undo()
    assert not row.isVisible()


@pytest.mark.parametrize(
    ("text", "start", "end", "begins"),
    [
        ("x1*x1 + sine(x2) > 1", 8, 12, "Unknown name 'sine'"),
        ("2 < r <", 7, 8, "Something is missing at the end"),
        ("", 0, 1, "There is no formula"),
        ("r < 100", 0, 7, "The formula is true everywhere"),
        ("log(x1 - 7)", 0, 11, "The formula has a value on 0"),
    ],
)
def test_an_error_is_marked_under_its_characters_while_one_types(
    bench: Bench, row: FormulaRow, text: str, start: int, end: int, begins: str
) -> None:
    before = bench.experiment
    typed(bench, row, text or " ")
    if not text:
        press(bench, row, Qt.Key.Key_Backspace)
    assert row.edit.marked == (start, end)
    assert row.said.text().startswith(begins)
    assert row.edit.accessibleDescription() == row.said.text()
    wave, metrics = row.edit.wave(), row.edit.fontMetrics()
    assert wave is not None
    assert wave.left() == pytest.approx(row.edit.text_origin + metrics.horizontalAdvance(text[:start]), abs=1)
    press(bench, row, Qt.Key.Key_Return)
    leave(row)
    assert bench.experiment == before
    assert row.edit.text() == text


def test_the_wave_stays_in_the_field_however_long_the_text_is(bench: Bench, row: FormulaRow) -> None:
    typed(bench, row, "x1 + " * 30 + "foo")
    for place in (0, 40, 150):
        row.edit.setCursorPosition(place)
        row.edit.grab()
        wave = row.edit.wave()
        assert wave is not None
        assert row.edit.rect().contains(wave.toAlignedRect())


def test_return_takes_what_is_typed(bench: Bench, row: FormulaRow) -> None:
    typed(bench, row, "2 < r < 4")
    assert bench.experiment.data.formula == FIRST_FORMULA
    press(bench, row, Qt.Key.Key_Return)
    assert bench.experiment.data.formula == "2 < r < 4"
    assert not row.edit.hasFocus()
    bench.wait_until_shown()
    assert bench.window.document.undo_stack.undoText() == "Use the formula 2 < r < 4"


def test_leaving_takes_it_and_escape_takes_it_back(bench: Bench, row: FormulaRow) -> None:
    typed(bench, row, "r < 3")
    leave(row)
    assert bench.experiment.data.formula == "r < 3"
    typed(bench, row, "r <")
    press(bench, row, Qt.Key.Key_Escape)
    assert row.edit.text() == "r < 3"
    assert row.edit.marked is None
    assert bench.experiment.data.formula == "r < 3"


def test_a_pause_takes_it_and_all_of_the_typing_is_one_undo(bench: Bench, row: FormulaRow) -> None:
    count = bench.window.document.undo_stack.count()
    typed(bench, row, "r < 3")
    bench.qtbot.waitUntil(lambda: bench.experiment.data.formula == "r < 3")
    bench.qtbot.keyClicks(row.edit, " and x1 > 0")
    bench.qtbot.waitUntil(lambda: bench.experiment.data.formula == "r < 3 and x1 > 0")
    press(bench, row, Qt.Key.Key_Return)
    assert bench.window.document.undo_stack.count() == count + 1
    bench.window.document.undo_stack.undo()
    assert bench.experiment.data.formula == FIRST_FORMULA
    assert row.edit.text() == FIRST_FORMULA


def test_what_begins_another_run_is_said_and_waits_for_return(bench: Bench, row: FormulaRow) -> None:
    typed(bench, row, "sin(x1)*x2")
    with bench.qtbot.waitSignal(row.edit.paused):
        pass
    assert bench.experiment.data.formula == FIRST_FORMULA
    assert row.said.text() == (
        "Values over the plane. Return begins learning again, with a linear output and the squared cost"
    )
    press(bench, row, Qt.Key.Key_Return)
    assert bench.experiment.data.formula == "sin(x1)*x2"
    assert bench.experiment.output == "linear"
    assert row.said.text() == "Values over the plane"


@pytest.mark.parametrize("text", ["x1*x1 + sine(x2) > 1", "log(x1 - 7)", "1e9*x1", "sin(x1)*x2", "r < 200"])
def test_nothing_moves_while_one_types(bench: Bench, row: FormulaRow, text: str) -> None:
    seed = bench.widget("seed")
    before = seed.mapTo(bench.window, seed.rect().topLeft())  # type: ignore[attr-defined]
    row.edit.setFocus()
    row.edit.selectAll()
    for letter in text:
        bench.qtbot.keyClicks(row.edit, letter)
        QApplication.processEvents()
        assert seed.mapTo(bench.window, seed.rect().topLeft()) == before  # type: ignore[attr-defined]
        assert row.said.heightForWidth(row.said.width()) <= row.said.height(), row.said.text()


def test_the_tile_gives_the_last_formula_again(bench: Bench, row: FormulaRow) -> None:
    gallery = bench.window.left.data_panel.gallery
    typed(bench, row, "r < 3")
    press(bench, row, Qt.Key.Key_Return)
    bench.window.document.set_data(name="xor")
    gallery.tiles[FORMULA].click()
    assert bench.experiment.data.formula == "r < 3"


def test_the_last_formula_is_remembered(bench: Bench, open_bench: Callable[..., Bench]) -> None:
    bench.window.document.set_data(formula="r < 2 or x1 > 4")
    bench.window.close()
    assert open_bench().window.left.data_panel.gallery.formula == "r < 2 or x1 > 4"


def test_a_text_that_was_remembered_and_is_no_formula_is_not_offered(bench: Bench) -> None:
    gallery = bench.window.left.data_panel.gallery
    for text in ("", "r <", "r < 100", "__import__('os')"):
        gallery.offer_formula(text)
        assert gallery.formula == FIRST_FORMULA


def test_every_example_can_be_learnt_from(bench: Bench, row: FormulaRow) -> None:
    for formulas in EXAMPLES.values():
        for formula in formulas:
            assert trouble_with(parse(formula)) is None
    action = next(action for action in row.examples.menu().actions() if action.text() == "|x1| + |x2| < 4")
    action.trigger()
    assert bench.experiment.data.formula == "|x1| + |x2| < 4" == row.edit.text()


def test_when_other_data_come_the_keys_mean_the_window_again(bench: Bench, row: FormulaRow) -> None:
    typed(bench, row, "r <")
    bench.window.document.set_data(name="xor")
    assert not row.edit.hasFocus()
    assert QApplication.focusWidget() is None or QApplication.focusWidget().objectName() not in ("seed", "samples")
    bench.window.document.set_data(name=FORMULA)
    assert row.edit.text() == FIRST_FORMULA


def test_the_help_names_every_function_and_nothing_that_cannot_be_read(bench: Bench, row: FormulaRow) -> None:
    said = dict(rows())
    for name in FUNCTIONS:
        assert name in said["Functions"].replace("=", " ").replace(",", " ").split()
    for name in said["Functions"].replace("=", " ").replace(",", " ").split():
        with pytest.raises(FormulaError, match="argument"):
            parse(f"{name}()")
    row.help.click()
    popup = row.findChild(FormulaHelp)
    assert popup.isVisible()
    bench.qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
