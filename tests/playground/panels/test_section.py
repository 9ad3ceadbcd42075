"""Sections that fold: by clicks and keys, and remembered."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from engine.datasets import DATASETS
from playground.app import make_window
from playground.panels.section import Folds, Section
from playground.theme import Appearance
from tests.playground.conftest import Bench


@pytest.fixture
def appearance() -> Appearance:
    return Appearance("dark")


def shown(qtbot: QtBot, section: Section) -> Section:
    qtbot.addWidget(section)
    section.show()
    return section


def test_a_click_on_the_head_folds_and_unfolds(qtbot: QtBot, appearance: Appearance) -> None:
    inside = QLabel("inside")
    section = shown(qtbot, Section("Things", inside, Folds(), appearance))
    assert inside.isVisible()
    qtbot.mouseClick(section.head, Qt.MouseButton.LeftButton)
    assert section.is_folded
    assert not inside.isVisible()
    qtbot.mouseClick(section.head, Qt.MouseButton.LeftButton)
    assert inside.isVisible()


def test_space_on_the_head_folds_it(qtbot: QtBot, appearance: Appearance) -> None:
    section = shown(qtbot, Section("Things", QLabel(), Folds(), appearance))
    section.head.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(section.head, Qt.Key.Key_Space)
    assert section.is_folded


def test_what_was_remembered_waits_for_a_section_that_is_not_made_yet(qtbot: QtBot, appearance: Appearance) -> None:
    folds = Folds()
    shown(qtbot, Section("Early", QLabel(), folds, appearance)).head.click()
    later = Folds()
    later.restore(folds.state())
    assert shown(qtbot, Section("Early", QLabel(), later, appearance)).is_folded
    assert not shown(qtbot, Section("Other", QLabel(), later, appearance)).is_folded


@pytest.mark.parametrize("state", ["", "nonsense", "[1, 2]", "null", "3", '{"Things": '])
def test_a_state_that_is_none_changes_nothing(qtbot: QtBot, appearance: Appearance, state: str) -> None:
    folds = Folds()
    section = shown(qtbot, Section("Things", QLabel(), folds, appearance, folded=True))
    folds.restore(state)
    assert section.is_folded


def test_only_the_group_of_the_present_data_is_unfolded_at_first(bench: Bench) -> None:
    groups = bench.window.left.data_panel.gallery.groups_by_data
    assert {group.title: group.is_folded for group in groups.values()} == {
        "Two classes": False,
        "Several classes": True,
        "Values": True,
        "Logic gates": True,
        "Your own": True,
    }


@pytest.mark.parametrize("name", ["blobs", "sine", "nand"])
def test_the_group_of_data_that_are_chosen_elsewhere_unfolds(bench: Bench, name: str) -> None:
    bench.window.document.set_data(name=name)
    group = bench.window.left.data_panel.gallery.groups_by_data[name]
    assert not group.is_folded
    tile = bench.widget(f"data_{name}")
    assert isinstance(tile, QAbstractButton)
    assert tile.isChecked()
    assert tile.isVisible()


def test_folds_and_page_are_remembered(qtbot: QtBot, qapp: QApplication, bench: Bench) -> None:
    def window() -> object:
        made = make_window(bench.experiment, "dark")
        qtbot.addWidget(made)
        made.show()
        return made

    first = window()
    qtbot.mouseClick(first.findChild(QAbstractButton, "section_inputs"), Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    first.left.show_page("Learning")  # type: ignore[attr-defined]
    first.left.folds.fold("Optimizer", True)  # type: ignore[attr-defined]
    first.close()  # type: ignore[attr-defined]
    second = window()
    assert second.left.page == "Learning"  # type: ignore[attr-defined]
    assert not second.findChild(QAbstractButton, "section_inputs").isChecked()  # type: ignore[attr-defined]
    assert not second.findChild(QAbstractButton, "section_optimizer").isChecked()  # type: ignore[attr-defined]
    second.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_nothing_in_the_gallery_is_cut_off(open_bench: Callable[..., Bench], size: tuple[int, int]) -> None:
    bench = open_bench(size=size)
    for group in bench.window.left.data_panel.gallery.groups_by_data.values():
        group.unfold()
    QApplication.processEvents()
    page = bench.window.left.data_panel
    assert page.width() == page.parentWidget().width()
    for name in (*DATASETS, "formula", "drawn", "open"):
        tile = bench.widget(f"data_{name}")
        assert isinstance(tile, QAbstractButton)
        assert tile.fontMetrics().horizontalAdvance(tile.text()) <= tile.width() + 4, name
        assert tile.height() >= tile.heightForWidth(tile.width()), name
