"""A worked example as a file: PDF, or LaTeX or Markdown with the network's drawing beside it."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from engine.errors import ExportError
from engine.exchange.worked_example import TITLE, Columns, as_latex, as_markdown, sections, summary, with_reasons
from engine.files import write_whole
from engine.steps import LearningStep
from playground.handout.drawing import paint_network
from playground.handout.pages import Flow, Pages, page_size, single_page
from playground.picture import save_picture
from playground.stepper.layout import Layout, Page, Placed, Shown
from playground.theme import LIGHT, ui_font

KINDS = {".pdf": "PDF document", ".tex": "LaTeX document", ".md": "Markdown document"}
DRAWING = (704.0, 330.0)  # width and height in pixels of paper: as wide as a page of A4 within its margins
PICTURE_SCALE = 2.5  # of the picture in Markdown
AFTER_ACT = 9.0
FORMULA_INDENT = 6.0

Progress = Callable[[], object]


def write_sheet(
    path: Path, told: LearningStep, digits: int = 4, progress: Progress | None = None, columns: Columns = None
) -> None:
    """Write a learning step as a worked example; the suffix says which kind. `progress` is called after each act.

    Parameters
    ----------
    columns : the samples whose own acts are told, by their places in the mini-batch; None for all

    Raises
    ------
    ExportError
        if the suffix is none of KINDS, or the file cannot be written
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise ExportError(f"a worked example is a file in {', '.join(KINDS)}, got {path.name!r}")
    write(path, told, digits, progress, columns)


def _write_pdf(path: Path, told: LearningStep, digits: int, progress: Progress | None, columns: Columns) -> None:
    whole = pdf(told, digits, progress, columns)
    write_whole(path, lambda file: file.write(whole))


def _write_latex(path: Path, told: LearningStep, digits: int, progress: Progress | None, columns: Columns) -> None:
    beside = _drawing_path(path, ".pdf")
    text = as_latex(told, digits, beside.name, progress, columns)
    drawing = single_page(*DRAWING, "The network", lambda painter: _paint_drawing(painter, told, columns))
    write_whole(beside, lambda file: file.write(drawing))
    write_whole(path, lambda file: file.write(text.encode("ascii")))


def _write_markdown(path: Path, told: LearningStep, digits: int, progress: Progress | None, columns: Columns) -> None:
    beside = _drawing_path(path, ".png")
    text = as_markdown(told, digits, beside.name, progress, columns)
    save_picture(_picture(told, columns), beside)
    write_whole(path, lambda file: file.write(text.encode("utf-8")))


_WRITERS = {".pdf": _write_pdf, ".tex": _write_latex, ".md": _write_markdown}


def _drawing_path(path: Path, suffix: str) -> Path:
    """Return where the drawing lies: beside the sheet, by a name that neither TeX nor Markdown stumbles over."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-")
    return path.with_name(f"{plain or 'sheet'}-network{suffix}")


def _first(columns: Columns) -> int:
    """Return which sample's activations the drawing shows."""
    return columns[0] if columns else 0


def _paint_drawing(painter: QPainter, told: LearningStep, columns: Columns) -> None:
    room = QRectF(0.0, 0.0, *DRAWING)
    painter.fillRect(room, Qt.GlobalColor.white)
    paint_network(painter, room, told, LIGHT, _first(columns))


def _picture(told: LearningStep, columns: Columns) -> QPixmap:
    width, height = (round(PICTURE_SCALE * length) for length in DRAWING)
    picture = QPixmap(width, height)
    with QPainter(picture) as painter:
        painter.scale(PICTURE_SCALE, PICTURE_SCALE)
        _paint_drawing(painter, told, columns)
    return picture


# ---- PDF -------------------------------------------------------------------------------------------------------------


def pdf(told: LearningStep, digits: int = 4, progress: Progress | None = None, columns: Columns = None) -> bytes:
    """Return a sheet as PDF: title, drawing, every act with its formulas under the four phases, pages numbered."""
    with Pages(TITLE, LIGHT) as pages:
        for _ in _put_all(pages, told, digits, progress, columns):
            pass
        return pages.close()


def count_pages(told: LearningStep, digits: int = 4, columns: Columns = None) -> Iterator[int]:
    """Yield, after each act, how many pages of a PDF there are so far; the last number is that of all.

    Every act is laid out as it will be on paper, which takes about a millisecond.
    """
    flow = Flow(page_size()[1])
    for _ in _put_all(flow, told, digits, None, columns):
        yield flow.number


def _put_all(
    pages: Flow, told: LearningStep, digits: int, progress: Progress | None, columns: Columns
) -> Iterator[None]:
    """Put a whole sheet on pages, act by act."""
    width = page_size()[0]
    _put_words(pages, TITLE, 22, 600)
    _put_words(pages, summary(told, columns), 12, 400, token="text2", before=4)
    drawing = QRectF(0.0, 0.0, width, DRAWING[1])
    first = _first(columns)
    pages.put(DRAWING[1], lambda painter: paint_network(painter, drawing, told, LIGHT, first), before=8)
    page = Page(LIGHT, width - FORMULA_INDENT, 0.0, digits)
    for section in sections(told, progress, columns):
        _put_words(pages, section.heading, 15, 600, before=16, keep=40)
        for _, wording, says_why in with_reasons(section):
            shown = [Shown(formula) for formula in wording.lines]
            _put_formulas(pages, page.set_on_paper(shown, wording.why if says_why else None))
            yield


def _put_words(
    pages: Flow, text: str, size: int, weight: int, *, token: str = "text", before: float = 0.0, keep: float = 0.0
) -> None:
    width = page_size()[0]
    font, room = ui_font(size, weight), QRectF(0.0, 0.0, width, 400.0)
    height = 1.45 * size * (1 + len(text) * size * 0.5 // width)

    def paint(painter: QPainter) -> None:
        painter.setFont(font)
        painter.setPen(LIGHT.color(token))
        painter.drawText(room, Qt.TextFlag.TextWordWrap, text)

    pages.put(height, paint, before=before, keep=keep)


def _put_formulas(pages: Flow, layout: Layout) -> None:
    """Put the lines of an act: all on one page, or cut between lines if they are longer than a page."""
    fits = layout.height <= pages.height
    if fits:
        pages.put(layout.height, lambda painter: _paint_lines(painter, layout.lines, 0.0), before=AFTER_ACT)
        return
    top = 0.0
    for placed in layout.lines:
        bottom = placed.baseline + max(6.0, *(piece.box.descent for piece in placed.line))
        pages.put(bottom - top, partial(_paint_lines, lines=(placed,), top=top))
        top = bottom


def _paint_lines(painter: QPainter, lines: tuple[Placed, ...], top: float) -> None:
    for placed in lines:
        x, baseline = FORMULA_INDENT + placed.x, placed.baseline - top
        ink = LIGHT.color("text2" if placed.formula is None else "text")
        for piece in placed.line:
            piece.box.paint(painter, x, baseline, ink)
            x += piece.box.width
        if placed.rounded:
            painter.setFont(ui_font(10))
            painter.setPen(LIGHT.color("text3"))
            painter.drawText(round(x + 10), round(baseline), "rounded")
