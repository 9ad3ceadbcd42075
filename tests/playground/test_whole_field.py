"""Whole numbers as they are typed: taken whole, or refused in a sentence that says what was typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.whole_field import WholeField, whole_number


@pytest.fixture
def field(qtbot: QtBot) -> WholeField:
    made = WholeField("the number of samples", 2, 1000)
    qtbot.addWidget(made)
    made.show_value(500)
    made.show()
    return made


def type_in(field: WholeField, text: str) -> tuple[list[str], list[int]]:
    """Type it over what is there; return the sentences and the values that are announced."""
    refused: list[str] = []
    chosen: list[int] = []
    field.refused.connect(refused.append)
    field.valueChanged.connect(chosen.append)
    field.selectAll()
    field.lineEdit().insert(text)  # QTest ends the process where a character is on no key, such as −
    QTest.keyClick(field, Qt.Key.Key_Return)
    return refused, chosen


@pytest.mark.parametrize("text", ["abc", "1e400", "nan", "3.5", "--5", "12x", "²", "9" * 400, "1/2"])
def test_what_is_no_whole_number_is_refused_with_what_was_typed(field: WholeField, text: str) -> None:
    sentences, values = type_in(field, text)
    told = text if len(text) <= 24 else "9" * 24 + "…"
    assert sentences == [f"the number of samples must be a whole number such as 500, got {told!r}"]
    assert values == []
    assert (field.value(), field.text()) == (500, "500")


@pytest.mark.parametrize(("text", "number"), [("-5", -5), ("1", 1), ("99999999", 99999999), ("−7", -7)])
def test_what_is_out_of_range_is_refused_with_the_range(field: WholeField, text: str, number: int) -> None:
    sentences, values = type_in(field, text)
    assert sentences == [f"the number of samples must be from 2 to 1000, got {number}"]
    assert values == []
    assert field.value() == 500


@pytest.mark.parametrize(("text", "number"), [("64", 64), (" 1 000", 1000), ("+7", 7), ("0012", 12)])
def test_what_is_one_is_taken_when_the_typing_is_done(field: WholeField, text: str, number: int) -> None:
    assert type_in(field, text) == ([], [number])
    assert field.text() == str(number)


def test_an_empty_field_shows_its_number_again(field: WholeField) -> None:
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    refused: list[str] = []
    field.refused.connect(refused.append)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert refused == ["the number of samples must be a whole number such as 500, got ''"]
    assert field.text() == "500"


def test_steps_stay_within_the_range(field: WholeField) -> None:
    field.show_value(999)
    field.stepBy(5)
    assert field.value() == 1000
    field.stepBy(-5000)
    assert field.value() == 2


def test_a_number_of_many_digits_is_none() -> None:
    assert whole_number("9" * 5000) is None
    assert whole_number("9" * 20) == 10**20 - 1
