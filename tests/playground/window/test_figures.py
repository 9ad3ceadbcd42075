"""Figures, films and reports in the window: what is chosen is what is written, and the run stands where it stood."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from engine.timeline import Position
from playground.figures.figure import Wish, image
from playground.figures.whole import Whole
from playground.window.figure_dialog import FigureDialog
from playground.window.film_dialog import FilmDialog
from playground.window.filming import remaining
from tests.playground.conftest import Bench

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def answer_with(bench: Bench, path: Path) -> list[tuple[str, str]]:
    """Answer every question for a file with a path; return what was asked: the name proposed, and the kinds."""
    asked: list[tuple[str, str]] = []

    def choose(_parent: object, _title: str, name: str, kinds: str) -> str:
        asked.append((name, kinds))
        return str(path)

    bench.window.saving.choose_path = choose
    return asked


def opened(bench: Bench, key: Qt.Key) -> FigureDialog | FilmDialog:
    QTest.keyClick(bench.window, key, CONTROL_SHIFT)
    dialog = bench.window.figures.dialog
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def choose(dialog: QWidget, name: str, value: str) -> None:
    """Choose a value of a row, as a click on it does."""
    widget = dialog.findChild(QWidget, name)
    assert widget is not None, name
    if hasattr(widget, "findData"):
        widget.setCurrentIndex(widget.findData(value))
    elif hasattr(widget, "segments"):
        (segment,) = [segment for segment in widget.segments if segment.text().lower() == value]
        segment.click()
    else:
        widget.setChecked(value == "1")


def finish(dialog: QWidget) -> None:
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


# ---- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["svg", "pdf", "png", "tikz"])
def test_a_figure_is_saved_in_each_format(bench: Bench, tmp_path: Path, suffix: str) -> None:
    bench.step(2)
    dialog = opened(bench, Qt.Key.Key_P)
    assert isinstance(dialog, FigureDialog)
    choose(dialog, "figure_format", suffix)
    ending = "tex" if suffix == "tikz" else suffix
    asked = answer_with(bench, tmp_path / "mine")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert asked[0][0] == f"network-circle-2-4-1.{ending}"
    assert f"(*.{ending})" in asked[0][1]
    starts = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG", "tex": b"\\documentclass"}
    assert (tmp_path / f"mine.{ending}").read_bytes().startswith(starts[ending])
    assert "saved to mine" in bench.window.notice.sentence
    assert bench.window.figures.dialog is None


def test_the_preview_is_the_figure_itself(bench: Bench) -> None:
    bench.step(2)
    dialog = opened(bench, Qt.Key.Key_P)
    assert isinstance(dialog, FigureDialog)
    for what in ("network", "boundary", "cost", "window", "formula"):
        choose(dialog, "figure_what", what)
        choose(dialog, "figure_format", "png")
        assert dialog.preview.picture == image(dialog.subject(), Wish(dialog.wish.look, 2))
    choose(dialog, "figure_what", "network")
    light = QImage(dialog.preview.picture)
    choose(dialog, "figure_theme", "dark")
    assert dialog.preview.picture.pixelColor(3, 3).name() == "#11151c"
    assert dialog.preview.picture != light
    choose(dialog, "figure_transparent", "1")
    assert dialog.preview.picture.pixelColor(3, 3).alpha() == 0
    finish(dialog)


def test_only_what_means_something_can_be_chosen(bench: Bench) -> None:
    dialog = opened(bench, Qt.Key.Key_P)
    assert isinstance(dialog, FigureDialog)

    def offered() -> set[str]:
        names = ("scale", "theme", "size", "transparent", "numbers", "selection", "weights", "bias")
        return {name for name in names if dialog.findChild(QWidget, f"figure_{name}").isVisible()}

    assert offered() == {"theme", "size", "transparent", "numbers", "selection"}
    choose(dialog, "figure_format", "tikz")
    assert offered() == {"weights", "bias"}
    assert dialog.text.isVisible()
    assert dialog.text.toPlainText() == dialog.tikz_text
    choose(dialog, "figure_what", "cost")
    assert not dialog.save.isEnabled()
    assert "network alone" in dialog.told.text()
    choose(dialog, "figure_format", "png")
    assert dialog.save.isEnabled()
    assert offered() == {"scale", "theme", "size", "transparent"}
    choose(dialog, "figure_what", "window")
    assert offered() == {"scale", "theme"}
    finish(dialog)


def test_what_was_chosen_is_offered_again(bench: Bench) -> None:
    dialog = opened(bench, Qt.Key.Key_P)
    for name, value in (("what", "boundary"), ("format", "png"), ("scale", "4×"), ("theme", "dark")):
        choose(dialog, f"figure_{name}", value)
    finish(dialog)
    again = opened(bench, Qt.Key.Key_P)
    assert isinstance(again, FigureDialog)
    chosen = [again.form.text(name) for name in ("what", "format", "scale", "theme")]
    assert chosen == ["boundary", "png", "4×", "dark"]
    finish(again)


def test_a_figure_is_copied_as_png_and_svg(bench: Bench) -> None:
    dialog = opened(bench, Qt.Key.Key_P)
    assert isinstance(dialog, FigureDialog)
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    data = QGuiApplication.clipboard().mimeData()
    assert QImage(data.imageData()).size() == dialog.subject().size * 2
    assert ET.fromstring(bytes(data.data("image/svg+xml").data())).tag.endswith("svg")
    assert "Copied" in dialog.told.text()
    choose(dialog, "figure_format", "tikz")
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == dialog.tikz_text
    finish(dialog)


def test_a_figure_that_cannot_be_written_is_told_where_one_looks(bench: Bench, tmp_path: Path) -> None:
    dialog = opened(bench, Qt.Key.Key_P)
    assert isinstance(dialog, FigureDialog)
    answer_with(bench, tmp_path / "missing" / "x.svg")
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert "cannot write" in dialog.told.text()
    assert dialog.isVisible()
    finish(dialog)


def test_the_window_is_pictured_in_other_colours_and_keeps_its_own(bench: Bench) -> None:
    bench.step(1)
    window = bench.window
    before, name = window.grab().toImage(), window.appearance.theme.name
    other = "light" if name == "dark" else "dark"
    painted: list[str] = []

    class Painted(QWidget):
        def eventFilter(self, _watched: object, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not inside:
                painted.append(window.appearance.theme.name)
            return False

    inside: list[bool] = []
    watcher = Painted()
    window.canvas.installEventFilter(watcher)
    subject = window.figures._whole("window", other)
    inside.append(True)
    picture = image(subject, Wish(scale=1))
    inside.clear()
    window.canvas.removeEventFilter(watcher)
    assert window.appearance.theme.name == name
    assert painted == []  # but into the picture
    assert picture.pixelColor(700, 300) != before.pixelColor(700, 300)
    window.appearance.choose(other)
    wanted = image(Whole(window, lambda: window.appearance.theme.window, lambda _: None), Wish(scale=1))
    window.appearance.choose(name)
    assert picture == wanted
    QApplication.processEvents()
    assert window.grab().toImage() == before


def test_the_whole_window_is_lines_and_letters_in_an_svg(bench: Bench, tmp_path: Path) -> None:
    bench.step(2)
    dialog = opened(bench, Qt.Key.Key_P)
    choose(dialog, "figure_what", "window")
    answer_with(bench, tmp_path / "window.svg")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    svg = (tmp_path / "window.svg").read_bytes()
    labels = " ".join(element.get("aria-label", "") for element in ET.fromstring(svg).iter())
    for words in ("Layer 1 · input", "Decision boundary", "mean over samples", "Learning"):
        assert words in labels
    drawn = QImage(bench.window.size(), QImage.Format.Format_RGB32)
    with QPainter(drawn) as painter:
        QSvgRenderer(str(tmp_path / "window.svg")).render(painter)
    light = image(bench.window.figures._whole("window", "light"), Wish(scale=1))
    one, other = (
        np.frombuffer(picture.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8).astype(int)
        for picture in (drawn, light)
    )
    assert (np.abs(one - other) > 40).mean() < 0.02


# ---- films -----------------------------------------------------------------------------------------------------------


def film(bench: Bench, path: Path, *chosen: tuple[str, str], epochs: tuple[int, int] | None = None) -> None:
    dialog = opened(bench, Qt.Key.Key_M)
    assert isinstance(dialog, FilmDialog)
    for name, value in chosen:
        choose(dialog, f"film_{name}", value)
    if epochs:
        dialog.first.setValue(epochs[0])
        dialog.last.setValue(epochs[1])
    answer_with(bench, path)
    QTest.keyClick(dialog, Qt.Key.Key_Return)


@pytest.mark.parametrize("what", ["network", "boundary", "window"])
def test_a_film_shows_each_epoch_and_the_run_stands_where_it_stood(bench: Bench, tmp_path: Path, what: str) -> None:
    bench.step(6)
    bench.window.runner.seek(Position(5))
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 5)
    before = bench.snapshot.network.sha256()
    film(bench, tmp_path / "run.gif", ("what", what), epochs=(1, 4))
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 5)
    assert bench.snapshot.network.sha256() == before
    past = bench.snapshot.past
    assert past is not None
    assert past.present.end.position == Position(6)
    assert not past.others
    assert "Film saved to run.gif" in bench.window.notice.sentence
    with Image.open(tmp_path / "run.gif") as opened_film:
        assert opened_film.n_frames == 4
        frames = []
        for number in range(4):
            opened_film.seek(number)
            frames.append(np.asarray(opened_film.convert("RGB"), int))
    assert all(np.abs(one - frames[0]).max() > 60 for one in frames[1:])


def test_the_steps_of_the_mini_batch_are_filmed_and_no_step_is_shown_afterwards(bench: Bench, tmp_path: Path) -> None:
    bench.step(2)
    dialog = opened(bench, Qt.Key.Key_M)
    assert isinstance(dialog, FilmDialog)
    choose(dialog, "film_span", "layer")
    dialog.frames.setValue(5)
    assert dialog.told.text().startswith("5 frames")
    assert [position.epoch for position in dialog.plan.positions] == [2] * 5
    answer_with(bench, tmp_path / "steps.png")
    choose(dialog, "film_format", ".png")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.snapshot.told is None and bench.snapshot.act == 0)
    assert bench.snapshot.epoch == 2
    assert not bench.window.stepping.is_on
    with Image.open(tmp_path / "steps.png") as opened_film:
        assert opened_film.n_frames == 5


def test_a_film_over_a_change_of_the_network_shows_both(bench: Bench, tmp_path: Path) -> None:
    bench.step(3)
    bench.window.document.add_unit(2)
    bench.wait_until_shown()
    bench.step(3)
    film(bench, tmp_path / "run.png", ("format", ".png"), epochs=(2, 6))
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 6)
    assert bench.window.document.experiment.hidden[0].units == 5
    with Image.open(tmp_path / "run.png") as opened_film:
        assert opened_film.n_frames == 5


@pytest.mark.parametrize("when", ["Filming", "Writing"])
def test_a_film_that_is_cancelled_leaves_nothing(bench: Bench, tmp_path: Path, when: str) -> None:
    bench.step(8)
    before, filming = bench.snapshot.network.sha256(), bench.window.figures.filming
    seen: list[str] = []
    timer = QTimer(bench.window)

    def cancel() -> None:
        if filming.progress is not None and filming.progress.labelText().startswith(when):
            seen.append(filming.progress.labelText())
            assert filming.progress.windowModality() == Qt.WindowModality.WindowModal
            filming.progress.cancel()

    timer.timeout.connect(cancel)
    timer.start(0)
    film(bench, tmp_path / "run.gif")
    timer.stop()
    assert seen
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 8)
    assert bench.snapshot.network.sha256() == before
    assert not list(tmp_path.glob("*.gif*"))
    assert not list(tmp_path.glob(".*part"))
    assert bench.window.notice.sentence == "No film was written"
    assert filming.progress is None


def test_a_film_that_cannot_be_written_is_told(bench: Bench, tmp_path: Path) -> None:
    bench.step(2)
    film(bench, tmp_path / "missing" / "x.gif")
    assert "annot write" in bench.window.notice.sentence
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 2)


def test_the_run_pauses_for_a_film(bench: Bench) -> None:
    bench.window.runner.play()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 3)
    dialog = opened(bench, Qt.Key.Key_M)
    assert not bench.window.runner.playing
    finish(dialog)


def test_what_was_chosen_for_a_film_is_offered_again(bench: Bench) -> None:
    dialog = opened(bench, Qt.Key.Key_M)
    assert isinstance(dialog, FilmDialog)
    assert dialog.form.text("fps") == "10"
    for name, value in (("fps", "2"), ("format", ".webp"), ("theme", "dark"), ("loops", "0")):
        choose(dialog, f"film_{name}", value)
    finish(dialog)
    again = opened(bench, Qt.Key.Key_M)
    assert isinstance(again, FilmDialog)
    assert [again.form.text(name) for name in ("fps", "format", "theme", "loops")] == ["2", ".webp", "dark", "0"]
    assert not again.plan.wish.loops
    finish(again)


def test_the_rest_of_the_time_is_told_when_it_is_known() -> None:
    assert remaining(10, 40, 5.0) == " 15 s left"
    assert remaining(10, 400, 10.0) == " 6 min left"
    assert remaining(0, 40, 5.0) == remaining(3, 40, 0.2) == ""


# ---- reports ---------------------------------------------------------------------------------------------------------


def test_a_report_is_written_of_what_is_shown(bench: Bench, tmp_path: Path) -> None:
    bench.step(3)
    asked = answer_with(bench, tmp_path / "mine")
    QTest.keyClick(bench.window, Qt.Key.Key_R, CONTROL_SHIFT)
    assert asked == [("report-circle-2-4-1.html", "HTML page (*.html)")]
    written = (tmp_path / "mine.html").read_text("utf-8")
    assert bench.snapshot.network.sha256() in written
    assert "after 3 epochs of learning" in written


def test_who_thinks_better_of_it_gets_no_file(bench: Bench, tmp_path: Path) -> None:
    questions: list[Callable[[], None]] = [bench.window.figures.report]
    bench.window.saving.choose_path = lambda *_: ""
    for ask in questions:
        ask()
    dialog = opened(bench, Qt.Key.Key_M)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    finish(dialog)
    assert bench.window.notice.sentence == ""
