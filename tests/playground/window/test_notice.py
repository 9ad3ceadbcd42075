"""The notice: it covers nothing, can be read, closed, acted on and heard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QMenuBar, QWidget

from playground.window.notice import LEAST_SECONDS, Notice, Remedy, make_row
from tests.playground.conftest import Bench

LONG = "cannot write '/home/somebody/a/folder/with/a/name.pdf': permission denied; expected a file in a folder"


def area(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("sentence", ["done", LONG, 3 * LONG])
def test_a_notice_covers_neither_a_view_nor_a_menu(
    open_bench: Callable[..., Bench], size: tuple[int, int], sentence: str
) -> None:
    window = open_bench(size=size).window
    before = [area(part) for part in (window.run_bar, window.canvas, window.track, window.strip, window.side)]
    window.notice.say(sentence, Remedy("&Undo", "Undo it", lambda: None))
    QApplication.processEvents()
    parts = [area(part) for part in (window.run_bar, window.canvas, window.track, window.strip, window.side)]
    assert parts == before  # nothing jumps
    menus = window.menuBar()
    titles = [
        QRect(menus.mapToGlobal(menus.actionGeometry(action).topLeft()), menus.actionGeometry(action).size())
        for action in menus.actions()
    ]
    covered = area(window.notice)
    assert area(window).contains(covered)
    assert not any(covered.intersects(other) for other in (*parts, *titles))


def test_a_sentence_that_finds_no_room_in_one_line_takes_two_and_tells_all_when_pointed_at(bench: Bench) -> None:
    notice = bench.window.notice
    notice.say("done")
    assert len(notice._lines[1]) == 1
    notice.warn(LONG + ", which is what is said here, and once more, so that it is so long that it needs a second line")
    assert len(notice._lines[1]) == 2
    assert " ".join(notice._lines[1]) == notice.sentence
    assert notice.toolTip() == ""
    notice.warn(4 * LONG)
    assert notice.toolTip() == notice.sentence


def test_a_newer_notice_takes_the_place_of_the_one_before(bench: Bench) -> None:
    notice = bench.window.notice
    notice.warn("first", Remedy("&Undo", "Undo it", lambda: None))
    notice.say("second")
    assert notice.sentence == "Second"
    assert notice.remedy.isHidden()
    assert bench.window.findChildren(Notice) == [notice]


def test_the_close_button_closes_it_and_a_click_on_the_words_does_not(bench: Bench) -> None:
    notice = bench.window.notice
    notice.say("done")
    bench.qtbot.mouseClick(notice, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert notice.sentence == "Done"
    bench.qtbot.mouseClick(notice.close_button, Qt.MouseButton.LeftButton)
    assert notice.sentence == ""


def test_it_stays_longer_the_more_there_is_to_read_and_to_do(bench: Bench) -> None:
    notice = bench.window.notice
    notice.say("done")
    short = notice.seconds
    assert short > LEAST_SECONDS
    assert notice._timer.interval() == pytest.approx(1000 * short, abs=1)
    notice.say("one two three four five six seven eight nine ten")
    read = notice.seconds
    assert read >= short + 3
    notice.say(notice.sentence, Remedy("&Undo", "Undo it", lambda: None))
    assert notice.seconds == 2 * read
    notice._timer.timeout.emit()
    assert notice.sentence == ""


def test_it_waits_while_it_is_pointed_at_or_in_focus(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.window.activateWindow()
    notice = bench.window.notice
    notice.say("done")
    assert notice._timer.isActive()
    where = QPointF(5, 5)
    QApplication.sendEvent(notice, QEnterEvent(where, where, where))
    assert not notice._timer.isActive()
    QApplication.sendEvent(notice, QEvent(QEvent.Type.Leave))
    assert notice._timer.isActive()
    notice.close_button.setFocus()
    bench.qtbot.waitUntil(lambda: not notice._timer.isActive())
    bench.window.canvas.setFocus()
    bench.qtbot.waitUntil(notice._timer.isActive)


def test_a_question_stays_until_it_is_answered(bench: Bench) -> None:
    notice, done = bench.window.notice, []
    notice.ask("can be recovered", Remedy("Re&cover", "Recover it", lambda: done.append("recovered")))
    assert not notice._timer.isActive()
    QApplication.sendEvent(notice, QEvent(QEvent.Type.Leave))
    assert not notice._timer.isActive()
    notice.remedy.click()
    assert (done, notice.sentence) == (["recovered"], "")
    notice.say("done")
    assert notice._timer.isActive()


def test_tab_goes_from_the_network_to_the_notice_and_space_does_what_it_offers(bench: Bench) -> None:
    bench.window.activateWindow()
    window, notice, done = bench.window, bench.window.notice, []
    notice.say("done", Remedy("&Undo", "Undo it", lambda: done.append(1)))
    bench.qtbot.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert window.focusWidget() is notice.remedy
    bench.qtbot.keyClick(notice.remedy, Qt.Key.Key_Tab)
    assert window.focusWidget() is notice.close_button
    bench.qtbot.keyClick(notice.close_button, Qt.Key.Key_Backtab)
    bench.qtbot.keyClick(notice.remedy, Qt.Key.Key_Space)
    assert done == [1]
    assert notice.sentence == ""
    assert not window.runner.playing
    assert window.focusWidget() is window.canvas


def test_escape_closes_the_notice_in_focus_alone(bench: Bench) -> None:
    bench.window.activateWindow()
    window, notice = bench.window, bench.window.notice
    window.stepping.enter()
    notice.say("done")
    notice.close_button.setFocus()
    bench.qtbot.keyClick(notice.close_button, Qt.Key.Key_Escape)
    assert notice.sentence == ""
    assert window.stepping.is_on
    assert window.focusWidget() is window.canvas


def test_what_a_change_brought_along_is_undone_from_the_notice(bench: Bench) -> None:
    before = bench.experiment
    bench.window.document.set_data(name="sine")
    notice = bench.window.notice
    assert "the squared cost" in notice.sentence
    assert notice.remedy.text() == "&Undo"
    assert "Alt+U" in notice.remedy.toolTip()
    bench.qtbot.mouseClick(notice.remedy, Qt.MouseButton.LeftButton)
    assert bench.experiment == before
    assert notice.sentence == ""


@pytest.mark.parametrize(("is_problem", "politeness"), [(False, "Polite"), (True, "Assertive")])
def test_a_screen_reader_says_it_and_what_can_be_done(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, is_problem: bool, politeness: str
) -> None:
    said: list[tuple[str, object]] = []

    def note(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append((event.message(), event.politeness()))

    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    remedy = Remedy("&Undo", "Undo: Insert layer 3", lambda: None)
    (bench.window.notice.warn if is_problem else bench.window.notice.say)("it is done", remedy)
    wanted = getattr(QAccessible.AnnouncementPoliteness, politeness)
    assert said == [("It is done. Undo: Insert layer 3 (Alt+U)", wanted)]
    assert bench.window.notice.accessibleName() == "It is done"


def test_where_the_desktop_shows_the_menus_the_notice_has_a_row_of_its_own(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    menus = bench.window.menuBar()
    assert make_row(menus) is menus
    monkeypatch.setattr(QMenuBar, "isNativeMenuBar", lambda bar: True)
    row = make_row(menus)
    row.setParent(bench.window.centralWidget())
    row.resize(900, row.height())
    row.show()
    notice = Notice(row, bench.window.canvas, bench.window.appearance)
    notice.say(LONG)
    assert row.rect().contains(notice.geometry())
    assert notice.geometry().height() > 20
