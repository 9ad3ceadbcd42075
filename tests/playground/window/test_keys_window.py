"""The window of keys and gestures: all of it can be reached, searched and closed."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.window.actions import ACTIONS
from playground.window.help_texts import KEYS
from tests.playground.conftest import Bench


@pytest.fixture
def keys(bench: Bench) -> object:
    bench.window.actions_by_name["keys"].trigger()
    return bench.window.keys


def test_it_fits_on_the_screen_and_scrolls_to_its_last_line(bench: Bench, keys: object) -> None:
    window = bench.window.keys
    assert window.isVisible()
    assert window.height() < window.screen().availableGeometry().height()
    bar = window.page.verticalScrollBar()
    assert bar.maximum() > 0
    assert window.page.horizontalScrollBar().maximum() == 0
    bar.setValue(bar.maximum())
    last = list(KEYS.values())[-1][-1][1]
    assert last in window.page.toPlainText()


def test_a_word_leaves_the_lines_that_have_it(bench: Bench, keys: object) -> None:
    window = bench.window.keys
    QTest.keyClicks(window.search, "BOOKMARK this")
    assert "bookmark this moment" in window.page.toPlainText()
    assert "learn one epoch" not in window.page.toPlainText()
    QTest.keyClicks(window.search, " <xyz>")
    assert "No key and no gesture" in window.page.toPlainText()
    assert "<xyz>" in window.page.toPlainText()


def test_it_is_closed_by_escape_and_opened_again_ready_to_search(bench: Bench, keys: object) -> None:
    window = bench.window.keys
    QTest.keyClicks(window.search, "zoom")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    bench.window.actions_by_name["keys"].trigger()
    assert window.isVisible()
    assert window.search.selectedText() == "zoom"


def test_it_follows_the_colours_of_the_window(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench()
    bench.window.actions_by_name["keys"].trigger()
    before = bench.window.keys.page.toHtml()
    bench.window.appearance.toggle()
    assert bench.window.keys.page.toHtml() != before


def test_every_key_of_the_menus_is_named() -> None:
    named = {key for rows in KEYS.values() for keys, _ in rows for key in re.split(r", | or | and | ", keys)}
    assert {key for row in ACTIONS for key in row.keys} <= named
