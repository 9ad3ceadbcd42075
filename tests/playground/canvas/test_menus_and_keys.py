"""Context menus, the Network menu, walking by keys, and what is told to those who cannot see the canvas."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from playground.canvas.verbs import VERBS
from playground.document.selection import Edge, Item, Unit, WholeLayer
from playground.window.actions import ACTIONS
from playground.window.help_texts import KEYS
from tests.playground.canvas.hands import ALT, CONTROL, SHIFT, click, net, on, press_key, undo_texts
from tests.playground.conftest import Bench

UP, DOWN, LEFT, RIGHT = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right


def menu_at(bench: Bench, place: QPoint | None) -> QMenu:
    """Return the context menu at a place, or for None that of what is in focus."""
    canvas = bench.window.canvas
    by = QContextMenuEvent.Reason.Keyboard if place is None else QContextMenuEvent.Reason.Mouse
    at = place or QPoint(0, 0)
    QApplication.sendEvent(canvas, QContextMenuEvent(by, at, canvas.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def texts(menu: QMenu) -> list[str]:
    return [action.text().split("\t")[0] for action in menu.actions() if action.isEnabled() and action.text()]


def choose(menu: QMenu, name: str) -> None:
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    menu.close()


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Edge(2, 1, 4), "Cut the connection"),
        (Unit(2, 2), "Remove the unit"),
        (WholeLayer(2), "Duplicate the layer"),
        (None, "Show the whole network"),
    ],
)
def test_everything_has_its_context_menu(bench: Bench, item: Item | None, said: str) -> None:
    canvas = bench.window.canvas
    if isinstance(item, Edge):
        place = on(bench, item)
    elif isinstance(item, Unit):
        place = canvas.unit_center(item)
    else:
        place = canvas.heading_point(2) if item else QPoint(20, 300)
    menu = menu_at(bench, place)
    assert said in texts(menu)
    assert all("\t" in action.text() for action in menu.actions() if action.text())
    assert item is None or bench.window.selection.focus == item
    menu.close()


def test_a_menu_does_what_it_says(bench: Bench) -> None:
    choose(menu_at(bench, on(bench, Edge(2, 1, 4))), "delete")
    assert bench.experiment.pruned == ((2, 1, 4),)
    menu = menu_at(bench, None)
    assert "Cut the connection" not in texts(menu)
    choose(menu, "connect")
    assert bench.experiment.pruned == ()
    choose(menu_at(bench, bench.window.canvas.heading_point(2)), "freeze")
    assert len(bench.experiment.frozen) == 12
    menu = menu_at(bench, None)
    assert "Unfreeze" in texts(menu)
    menu.close()


def test_a_menu_on_several_selected_things_keeps_them_selected(bench: Bench) -> None:
    bench.window.selection.select_all([Unit(2, 1), Unit(2, 2)])
    menu = menu_at(bench, bench.window.canvas.unit_center(Unit(2, 2)))
    assert "Remove 2 units" in texts(menu)
    choose(menu, "delete")
    assert undo_texts(bench) == ["Remove 2 units of layer 2"]


def test_the_network_menu_holds_every_verb(bench: Bench) -> None:
    menus = [action.menu() for action in bench.window.menuBar().actions()]
    network = next(menu for menu in menus if isinstance(menu, QMenu) and menu.title() == "&Network")
    bench.window.selection.select(WholeLayer(2))
    network.aboutToShow.emit()
    assert {action.objectName() for action in network.actions() if action.text()} == {verb.name for verb in VERBS}
    assert "Remove the layer" in texts(network)


def test_no_key_of_the_canvas_is_a_key_of_the_window() -> None:
    window = {key for row in ACTIONS for key in row.keys}
    canvas = [key for verb in VERBS for key in verb.keys]
    assert len(set(canvas)) == len(canvas)
    assert not window & set(canvas)


def test_the_help_lists_the_keys_of_the_canvas() -> None:
    named = {key for keys, _ in KEYS["Network"] for key in keys.split(", ")}
    for verb in VERBS:
        assert verb.keys[0].replace("Return", "Enter").replace("-", "−") in named, verb.name


# ---- walking -------------------------------------------------------------------------------------------------------


def test_alt_and_an_arrow_walk_to_edges_and_arrows_along_them(bench: Bench) -> None:
    for key, held, reached in (
        (LEFT, ALT, Edge(1, 1, 0)),
        (DOWN, None, Edge(1, 1, 1)),
        (DOWN, None, Edge(1, 1, 2)),
        (DOWN, None, Edge(1, 1, 2)),
        (LEFT, None, Unit(1, 2)),
        (RIGHT, ALT, Edge(1, 1, 2)),
        (RIGHT, None, Unit(2, 1)),
        (UP, CONTROL, WholeLayer(2)),
        (RIGHT, None, WholeLayer(3)),
        (DOWN, None, Unit(3, 1)),
    ):
        press_key(bench, key, held or Qt.KeyboardModifier.NoModifier)
        assert bench.window.selection.focus == reached


def test_shift_and_an_arrow_select_more(bench: Bench) -> None:
    press_key(bench, DOWN, SHIFT)
    press_key(bench, DOWN, SHIFT)
    assert bench.window.selection.items == (Unit(2, 1), Unit(2, 2), Unit(2, 3))
    press_key(bench, Qt.Key.Key_Escape)
    assert bench.window.selection.items == (Unit(2, 3),)


# ---- telling -------------------------------------------------------------------------------------------------------


def test_a_screen_reader_is_told_what_is_in_focus(bench: Bench) -> None:
    canvas = bench.window.canvas
    click(bench, on(bench, Edge(2, 1, 4)))
    assert canvas.accessibleDescription().startswith("w⁽²⁾₁,₄ = ")
    assert "from unit 4 of layer 2 to unit 1 of layer 3" in canvas.accessibleDescription()
    bench.window.selection.select(WholeLayer(2))
    assert canvas.accessibleDescription() == "layer 2, hidden: 4 units, tanh is selected"


def test_tips_tell_what_is_cut_and_what_is_frozen(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net(4))
    bench.window.document.prune([(2, 1, 4)])
    bench.window.document.freeze([(2, 1, 1)])
    bench.wait_until_shown()
    bench.window.canvas.grab()
    describe = bench.window.canvas._pointing.words
    assert "is cut" in describe(on(bench, Edge(2, 1, 4)).toPointF())
    assert "frozen" in describe(on(bench, Edge(2, 1, 1)).toPointF())
