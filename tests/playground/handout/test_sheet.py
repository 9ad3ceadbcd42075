"""The handout: every number of the learning step is on paper, in each kind of file, or there is no file at all."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel

from engine import Data, Experiment, Layer, LearningStep, Run, choose, steps
from engine.errors import ExportError
from engine.formulas.wording import word
from playground.handout import pages as paper
from playground.handout import sheet
from playground.handout.drawing import MOST_UNITS, circles, paint_network
from playground.handout.pages import Pages
from playground.handout.sheet import KINDS, pdf, write_sheet
from playground.resources import register_fonts
from playground.stepper.layout import Layout, Page, Placed, Shown
from playground.theme import LIGHT
from playground.window.sheet_dialog import SheetDialog
from tests.playground.conftest import Bench

SMALL = Experiment(hidden=(Layer(2),), batch=2)


def told_of(experiment: Experiment) -> LearningStep:
    return steps(Run(experiment))


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> None:
    """Fonts need one."""
    register_fonts()


def page_count(document: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", document))


@pytest.mark.parametrize("suffix", KINDS)
def test_each_kind_of_file_is_written_whole_with_the_drawing(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"my sheet #1{suffix}"
    write_sheet(path, told_of(SMALL))
    written = path.read_bytes()
    beside = {".tex": "my-sheet-1-network.pdf", ".md": "my-sheet-1-network.png"}.get(suffix)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted({path.name, beside} - {None})
    if beside:
        assert beside.encode() in written
        assert (tmp_path / beside).read_bytes().startswith(b"%PDF" if beside.endswith("pdf") else b"\x89PNG")
    else:
        assert written.startswith(b"%PDF")
        assert b"STIXTwoMath" in written  # the font goes with it


def test_every_formula_of_every_act_is_painted_on_some_page(monkeypatch: pytest.MonkeyPatch) -> None:
    put, paint = sheet._put_formulas, sheet._paint_lines
    laid_out: list[int] = []
    painted: list[int] = []

    def put_and_count(pages: Pages, layout: Layout) -> None:
        laid_out.append(len(layout.lines))
        put(pages, layout)

    def paint_and_count(painter: QPainter, lines: tuple[Placed, ...], top: float) -> None:
        painted.append(len(lines))
        paint(painter, lines, top)

    monkeypatch.setattr(sheet, "_put_formulas", put_and_count)
    monkeypatch.setattr(sheet, "_paint_lines", paint_and_count)
    told = told_of(SMALL)
    document = pdf(told)
    assert len(laid_out) == told.order.count
    assert sum(painted) == sum(laid_out)
    assert page_count(document) > 2


def test_pages_are_turned_before_they_are_full_and_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers: list[int] = []
    monkeypatch.setattr(Pages, "_paint_footer", lambda self: numbers.append(self.number))
    with Pages("A title", LIGHT) as pages:
        for _ in range(7):
            pages.put(pages.height / 3 - 1, lambda painter: None)
            assert pages.y <= pages.height
        assert page_count(pages.close()) == 3
    assert numbers == [1, 2, 3]


def test_a_heading_does_not_stay_alone_at_the_foot_of_a_page() -> None:
    with Pages("A title", LIGHT) as pages:
        pages.put(pages.height - 30, lambda painter: None)
        pages.put(20, lambda painter: None, keep=40)
        assert (pages.number, pages.y) == (2, 20)


def test_a_sum_longer_than_a_page_goes_on_on_the_next() -> None:
    told = told_of(Experiment(data=Data(samples=1400), hidden=(), batch=0))
    formula = word(told.batch_cost(), told.objective.experiment).formula
    with Pages("A title", LIGHT) as pages:
        layout = Page(LIGHT, pages.width, 0.0, 4).set_on_paper([Shown(formula)])
        assert layout.height > pages.height
        sheet._put_formulas(pages, layout)
        assert pages.number > 1
        assert pages.y <= pages.height


@pytest.mark.parametrize("name", ["sheet.docx", "sheet"])
def test_another_kind_of_file_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=r"a worked example is a file in .pdf, .tex, .md, got 'sheet"):
        write_sheet(tmp_path / name, told_of(SMALL))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot write"):
        write_sheet(tmp_path / "no folder" / "sheet.pdf", told_of(SMALL))


@pytest.mark.parametrize("suffix", KINDS)
def test_who_stops_it_leaves_nothing_behind(tmp_path: Path, suffix: str) -> None:
    done: list[int] = []

    def stop() -> None:
        done.append(1)
        if len(done) == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_sheet(tmp_path / f"sheet{suffix}", told_of(SMALL), progress=stop)
    assert list(tmp_path.iterdir()) == []


# ---- the drawing -----------------------------------------------------------------------------------------------------


def drawn(told: LearningStep) -> QImage:
    image = QImage(704, 330, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        paint_network(painter, QRectF(0, 0, 704, 330), told, LIGHT)
    return image


def test_every_unit_stands_inside_the_drawing_and_no_two_at_one_place() -> None:
    for sizes in ((2, 4, 1), (7, 8, 8, 8, 3), (2, 40, 1)):
        found = list(circles(sizes, QRectF(0, 0, 704, 300)))
        assert len(found) == sum(min(size, MOST_UNITS) for size in sizes) + len(sizes) - 1
        assert len({(circle.centre.x(), circle.centre.y()) for circle in found}) == len(found)
        assert all(QRectF(0, 0, 704, 300).contains(circle.centre) for circle in found)


def test_a_weight_has_the_colour_of_its_sign_and_a_negative_one_is_dashed() -> None:
    run = Run(Experiment(features=("x1",), hidden=()))
    for weight, token in ((2.0, "positive"), (-2.0, "negative")):
        run.network.flat[:] = [0.0, weight]
        told = steps(run)
        begin, _, end = (circle.centre for circle in sorted(circles((1, 1), QRectF(0, 0, 704, 304)), key=_place))
        image = drawn(told)
        wanted, inked = LIGHT.color(token), 0
        for share in np.linspace(0.2, 0.8, 100):
            at = begin + (end - begin) * float(share)
            near = [QColor(image.pixel(round(at.x()), round(at.y()) + dy)) for dy in (-1, 0, 1)]
            inked += any(_distance(colour, wanted) < 60 for colour in near)
        assert inked > 95 if weight > 0 else 40 < inked < 85


def _place(circle: object) -> tuple[float, float]:
    centre: QPointF = circle.centre  # type: ignore[attr-defined]
    return centre.x(), -centre.y()


def _distance(one: QColor, other: QColor) -> int:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())


# ---- in the window ---------------------------------------------------------------------------------------------------


def ask(bench: Bench, answer: Path | None) -> SheetDialog:
    """Ask for a worked example, to be written there; return the question which samples."""
    handing_out = bench.window.handing_out
    handing_out._ask = lambda *_: str(answer or "")
    bench.window.actions_by_name["worked_example"].trigger()
    bench.qtbot.waitUntil(lambda: handing_out.dialog is not None)
    assert handing_out.dialog is not None
    return handing_out.dialog


def test_the_window_writes_the_present_learning_step_and_says_where(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    bench = open_bench(Experiment(hidden=(Layer(2),), batch=2, optimizer=choose("adam")))
    window, path = bench.window, tmp_path / "sheet.tex"
    asked: list[tuple[str, str]] = []
    weights, sample = bench.snapshot.network.sha256(), window.selection.sample
    dialog = ask(bench, path)
    window.handing_out._ask = lambda parent, title, name, kinds: (asked.append((name, kinds)), str(path))[1]
    dialog.accept()
    bench.qtbot.waitUntil(path.exists)
    kinds = "PDF document (*.pdf);;LaTeX document (*.tex);;Markdown document (*.md)"
    assert asked == [("worked-example-circle-2-2-1.pdf", kinds)]
    assert window.stepping.grain == "epoch"  # as before
    assert window.selection.sample == sample
    assert r"\hat{m}" in path.read_text()
    assert window.notice.sentence == "Worked example saved to sheet.tex"
    assert window.notice.remedy.text() == "&Open folder"
    assert bench.snapshot.network.sha256() == weights  # it was told, not taken


def test_the_window_says_in_a_sentence_what_it_cannot_write(bench: Bench, tmp_path: Path) -> None:
    dialog = ask(bench, tmp_path / "no folder" / "sheet.pdf")
    dialog.accept()
    assert "Cannot write" in bench.window.notice.sentence
    assert "no folder" in bench.window.notice.sentence


def test_thinking_better_of_it_changes_nothing(bench: Bench, tmp_path: Path) -> None:
    ask(bench, tmp_path / "sheet.pdf").reject()
    ask(bench, None).accept()
    assert not list(tmp_path.glob("*.pdf"))
    assert bench.window.notice.sentence == ""
    assert not bench.window.stepping.is_on
    bench.qtbot.waitUntil(lambda: bench.snapshot.told is None)


def test_the_sample_that_is_looked_at_is_told_and_then_what_the_mini_batch_makes_of_all(
    bench: Bench, tmp_path: Path
) -> None:
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.snapshot.told is not None)
    told = bench.snapshot.told
    assert told is not None
    third = int(told.samples[2])
    bench.window.selection.select_sample(third)
    path = tmp_path / "sheet.md"
    dialog = ask(bench, path)
    assert dialog.extent == "one"
    assert dialog.choices["one"].text() == f"This sample, {third}"
    dialog.accept()
    written = path.read_text()
    headings = re.findall(r"^## (.*)$", written, re.MULTILINE)
    assert headings == [
        f"1. Forward propagate (sample {third})",
        f"2. Calculate the error (sample {third})",
        f"3. Find the derivatives (sample {third})",
        "2. Calculate the error",
        "3. Find the derivatives",
        "4. Update the weights",
    ]
    assert f"Of these, sample {third} is told by itself" in written
    assert written.count("$$") == 2 * sum(len(word(step, told.objective.experiment).lines) for step in told.acts([2]))


def test_a_sample_outside_the_mini_batch_gives_way_to_its_first_and_the_question_says_so(bench: Bench) -> None:
    bench.window.selection.select_sample(0)
    dialog = ask(bench, None)
    told = dialog._told
    assert 0 not in told.samples
    assert dialog.columns == (0,)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert dialog.choices["one"].text() == f"The first sample, {told.samples[0]}"
    assert "The selected sample, 0, is not in this mini-batch." in texts
    dialog.reject()


def test_the_question_tells_the_pages_that_come_out_for_each_choice(bench: Bench, tmp_path: Path) -> None:
    pages: dict[str, int] = {}
    for extent in ("one", "first", "all"):
        path = tmp_path / f"{extent}.pdf"
        dialog = ask(bench, path)
        dialog.count.setValue(4)
        dialog.choices[extent].setChecked(True)
        bench.qtbot.waitUntil(lambda dialog=dialog: re.fullmatch(r"\d+ pages as PDF", dialog.pages.text()) is not None)
        pages[extent] = int(dialog.pages.text().split()[0])
        dialog.accept()
        assert page_count(path.read_bytes()) == pages[extent]
    assert pages["one"] < pages["first"] < pages["all"]


def test_what_was_chosen_is_offered_the_next_time_and_typing_how_many_chooses_them(bench: Bench) -> None:
    dialog = ask(bench, None)
    assert (dialog.extent, dialog.count.value()) == ("one", 3)
    dialog.count.setValue(5)
    assert dialog.extent == "first"
    assert dialog.columns == (0, 1, 2, 3, 4)
    dialog.accept()
    dialog = ask(bench, None)
    assert (dialog.extent, dialog.count.value()) == ("first", 5)
    dialog.choices["all"].setChecked(True)
    assert dialog.columns == tuple(range(10))
    dialog.reject()  # and what was not meant is not noted
    dialog = ask(bench, None)
    assert dialog.extent == "first"
    dialog.reject()


def test_of_a_mini_batch_of_one_sample_there_is_nothing_to_choose(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(batch=1))
    dialog = ask(bench, None)
    assert [button.isEnabled() for button in dialog.choices.values()] == [True, False, False]
    assert dialog.columns == (0,)
    dialog.reject()


def test_the_drawing_shows_the_activations_of_the_sample_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []
    paint = sheet.paint_network
    monkeypatch.setattr(sheet, "paint_network", lambda *about: (shown.append(about[4]), paint(*about))[1])
    told = told_of(SMALL)
    pdf(told, columns=[1])
    pdf(told)
    assert shown == [1, 0]


def test_a_page_is_a4_within_its_margins() -> None:
    with Pages("A title", LIGHT) as pages:
        width_mm = pages.width * paper.PIXEL_POINTS * 25.4 / 72
    assert width_mm == pytest.approx(210 - 2 * paper.MARGIN_MM, abs=0.5)
