"""The timeline by mouse and keys, and what can be seen of it."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from engine.timeline import Position
from playground.theme import DARK
from playground.timeline.view import BASE
from tests.playground.timeline.conftest import Stage

LEFT = Qt.MouseButton.LeftButton


def point(stage: Stage, epochs: float, branch: int | None = None) -> QPoint:
    y = stage.view.lane_y(branch) if branch else BASE
    return QPointF(stage.view.axis.x(epochs), y).toPoint()


def color_at(stage: Stage, epochs: float, branch: int | None = None) -> QColor:
    image = stage.view.grab().toImage()
    place = point(stage, epochs, branch) * image.devicePixelRatio()
    return image.pixelColor(place)


def test_a_click_goes_there_and_a_drag_goes_along(stage: Stage) -> None:
    stage.learn(40)
    QTest.mouseClick(stage.view, LEFT, pos=point(stage, 22))
    assert stage.here == Position(22)
    QTest.mousePress(stage.view, LEFT, pos=point(stage, 22))
    for epochs in (20, 15, 30):
        QTest.mouseMove(stage.view, point(stage, epochs))
        assert stage.here == Position(epochs)
    QTest.mouseRelease(stage.view, LEFT, pos=point(stage, 30))
    QTest.mouseMove(stage.view, point(stage, 5))
    assert stage.here == Position(30)


def test_a_click_on_another_branch_takes_it_at_that_place(stage: Stage) -> None:
    stage.fork()
    QTest.mouseClick(stage.view, LEFT, pos=point(stage, 25, branch=1))
    assert (stage.here, stage.timeline.branches.present) == (Position(25), 1)


def test_what_was_reached_what_is_known_and_other_branches_have_colours_of_their_own(stage: Stage) -> None:
    stage.fork()
    stage.past.go(20)
    assert color_at(stage, 15) == DARK.color("accent")
    assert color_at(stage, 45) == DARK.color("line")
    assert color_at(stage, 25) not in (DARK.color("accent"), DARK.color("line"))
    assert color_at(stage, 30, branch=1) == DARK.of_branch(0)


def test_closer_up_a_place_is_a_mini_batch(stage: Stage) -> None:
    stage.learn(40)
    middle = QPointF(point(stage, 20))
    for _ in range(14):
        wheel(stage, middle, 120)
    assert stage.view.axis.epochs < 10
    QTest.mouseClick(stage.view, LEFT, pos=point(stage, 20 + 2 / 3))
    assert stage.here == Position(20, 2)
    QTest.mouseDClick(stage.view, LEFT, pos=point(stage, 20))
    assert stage.view.axis.epochs >= 40


def wheel(stage: Stage, place: QPointF, delta: int) -> None:
    none, no = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(place, place, QPoint(), QPoint(0, delta), none, no, phase, False)
    QApplication.sendEvent(stage.view, event)


def test_keys_go_by_epochs_mini_batches_and_to_both_ends(stage: Stage) -> None:
    stage.learn(40)
    stage.view.setFocus()
    control, none = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
    for key, held, position in (
        (Qt.Key.Key_Left, none, Position(39)),
        (Qt.Key.Key_Left, control, Position(38, 2)),
        (Qt.Key.Key_Right, control, Position(39)),
        (Qt.Key.Key_PageDown, none, Position(29)),
        (Qt.Key.Key_Right, none, Position(30)),
        (Qt.Key.Key_Home, none, Position(0)),
        (Qt.Key.Key_PageUp, none, Position(10)),
        (Qt.Key.Key_End, none, Position(40)),
        (Qt.Key.Key_Right, none, Position(40)),
    ):
        QTest.keyClick(stage.view, key, held)
        assert stage.here == position


def test_a_place_tells_its_epoch_its_branch_and_what_stands_there(stage: Stage) -> None:
    stage.fork()
    words = stage.view.words(stage.view.spot(QPointF(point(stage, 10))))
    assert words.splitlines() == ["Epoch 10 · Branch 2", "10: Learning rate 0.3 → 0.01"]
    assert stage.view.words(stage.view.spot(QPointF(point(stage, 35, branch=1)))) == "Epoch 35 · Branch 1"
    assert stage.view.accessibleDescription() == "epoch 30 of 30, Branch 2"


def test_the_axis_grows_in_round_steps_and_not_with_every_epoch(stage: Stage) -> None:
    seen = set()
    for _ in range(30):
        stage.learn(3)
        seen.add(stage.view.axis.epochs)
    assert seen == {10, 20, 50, 100}


def test_the_button_names_the_branch_and_its_menu_goes_to_the_others(stage: Stage) -> None:
    stage.fork()
    stage.past.rename(1, "a & b")
    assert stage.bar.branch.text().strip() == "Branch 2"
    menu = stage.bar.branch.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts[:3] == ["a && b   to epoch 40", "Branch 2   to epoch 30", "Rename Branch 2…"]
    assert "Delete a && b" in texts
    assert not menu.actions()[1].isEnabled()
    menu.actions()[0].trigger()
    assert stage.timeline.branches.present == 1
    assert stage.bar.branch.text().strip() == "a & b"
    menu.aboutToShow.emit()
    delete = next(action for action in menu.actions() if action.text() == "Delete Branch 2")
    for button in ("Cancel", "Delete"):
        assert len(stage.timeline.branches) == 2
        delete.trigger()
        box = stage.bar.findChild(QMessageBox)
        assert box.text() == "Delete Branch 2?"
        assert box.informativeText() == "What it learnt after epoch 10, up to epoch 30, is lost."
        assert box.defaultButton().text() == "Cancel"
        next(each for each in box.buttons() if each.text() == button).click()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [branch.number for branch in stage.timeline.branches] == [1]
