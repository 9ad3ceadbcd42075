"""The formulas themselves: painted, pointed at, walked through by keys; a term and its connection light together."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from engine.formulas.nodes import Formula, Name, Number, Style, Summand, evaluate
from engine.symbols import Symbol
from playground.document.selection import Edge, Selection
from playground.stepper.layout import ATTEMPTS, Layout, Placed, pieces_of
from playground.stepper.typeset import Line, Typesetter, boxed, width
from playground.theme import Appearance, Theme, ui_font

MARGIN = 24
TOP, BOTTOM = 4, 14
BADGE_GAP = 12


class FormulaView(QWidget):
    """Paints a layout. Pointing at a term points at its connection, and the other way round.

    Attributes
    ----------
    layout_ : what it shows
    digits : how its numbers are written
    """

    unfold_asked = Signal()
    copy_asked = Signal(str)  # "text" or "latex"

    def __init__(self, selection: Selection, appearance: Appearance) -> None:
        super().__init__()
        self.layout_ = Layout((), 0.0, ATTEMPTS[0])
        self.digits = 2
        self._formulas: tuple[Formula, ...] = ()
        self._selection = selection
        self._appearance = appearance
        self._pointed: Summand | None = None  # here
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Formula")
        selection.pointed_changed.connect(self.update)
        appearance.changed.connect(self.update)

    def show_layout(self, layout: Layout, formulas: tuple[Formula, ...], digits: int) -> None:
        """Show formulas that have been laid out."""
        self.layout_, self._formulas, self.digits = layout, formulas, digits
        self.setMinimumHeight(round(layout.height + TOP + BOTTOM))
        self.update()

    @property
    def terms(self) -> list[Summand]:
        """The terms that are shown, in their order."""
        return [piece.summand for _, _, piece in pieces_of(self.layout_) if piece.summand]

    def term_center(self, edge: Edge) -> QPointF:
        """Return where the term of a weight stands."""
        return next(rect.center() for rect, summand in self._places() if summand.weight == edge.weight)

    def point_at(self, summand: Summand | None) -> None:
        """Light a term, and the connection that it runs along."""
        if summand is not self._pointed:
            self._pointed = summand
            self._selection.point_at(Edge(*summand.weight) if summand and summand.weight else None)
            self.update()

    def walk(self, step: int) -> None:
        """Point at the next term, or at the one before."""
        terms = self.terms
        if terms:
            at = next((place for place, term in enumerate(terms) if term is self._pointed), -1 if step > 0 else 0)
            self.point_at(terms[(at + step) % len(terms)])

    def _terms_of(self, formula: int | None) -> list[Summand]:
        return [
            piece.summand for placed, _, piece in pieces_of(self.layout_) if placed.formula == formula and piece.summand
        ]

    def _is_lit(self, summand: Summand) -> bool:
        if self._pointed is not None:
            return summand is self._pointed
        edge = self._selection.pointed
        return edge is not None and summand.weight == edge.weight and summand.sample is None

    def _places(self) -> Iterator[tuple[QRectF, Summand]]:
        for placed, x, piece in pieces_of(self.layout_):
            if piece.summand:
                yield self._around(placed, x, piece.box.width, piece.box.ascent, piece.box.height), piece.summand

    def _around(self, placed: Placed, x: float, wide: float, ascent: float, height: float) -> QRectF:
        return QRectF(MARGIN + x - 2, TOP + placed.baseline - ascent - 3, wide + 4, height + 6)

    def _dots_at(self, position: QPointF) -> bool:
        return any(
            piece.left_out and self._around(placed, x, piece.box.width, 12, 18).contains(position)
            for placed, x, piece in pieces_of(self.layout_)
        )

    # ---- painting --------------------------------------------------------------------------------------------------

    def _paint(self, painter: QPainter) -> None:
        theme = self._appearance.theme
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit: Summand | None = None
        for rect, summand in self._places():
            if self._is_lit(summand):
                lit = summand
                painter.setPen(QPen(theme.color("accent"), 1.4))
                painter.setBrush(theme.color("accent_soft"))
                painter.drawRoundedRect(rect, 6, 6)
        ink, quiet = theme.color("text"), theme.color("text2")
        for placed, x, piece in pieces_of(self.layout_):
            piece.box.paint(painter, MARGIN + x, TOP + placed.baseline, quiet if placed.formula is None else ink)
        for placed in self.layout_.lines:
            if placed.is_value:
                holds_it = lit is not None and lit in self._terms_of(placed.formula)
                self._paint_after_value(painter, placed, lit if holds_it else None)

    def _paint_after_value(self, painter: QPainter, placed: Placed, lit: Summand | None) -> None:
        """Say after the value whether it was rounded, and what the term comes to that is lit."""
        theme, x = self._appearance.theme, MARGIN + placed.x + width(placed.line) + BADGE_GAP
        if placed.rounded:
            x += paint_rounded(painter, QPointF(x, TOP + placed.baseline), theme) + BADGE_GAP
        if lit:
            said = boxed(self._said(lit))
            if x + said.width <= self.width() - MARGIN:
                said.paint(painter, x + BADGE_GAP, TOP + placed.baseline, theme.color("text2"))

    def _said(self, summand: Summand) -> Line:
        """Return a term as symbols = numbers = value, with its sample where samples differ."""
        setter = Typesetter(self._appearance.theme, max(14, self.layout_.attempt.size - 3), self.digits)
        value = Number(evaluate(summand.inner), Style.SIGNIFICANT)
        line = (*setter.symbols(summand.inner), *setter.sign("="), *setter.numbers(value))
        if summand.sample is None:
            return line
        name = Name(Symbol("i"))
        said = (*setter.symbols(name), *setter.sign("="), *setter.numbers(Number(float(summand.sample))))
        return (*said, *setter.words(": "), *line)

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self._appearance.theme.color("accent"), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(6.5, 0.5, -6.5, -1.5), 6, 6)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = next((summand for rect, summand in self._places() if rect.contains(event.position())), None)
        self.point_at(here)
        hand = here or self._dots_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            if self._dots_at(event.position()):
                self.unfold_asked.emit()
            elif self._pointed:
                self._choose(self._pointed)

    def _choose(self, summand: Summand) -> None:
        """Select what a term stands for: its sample where samples differ, else its connection."""
        if summand.sample is not None:
            self._selection.select_sample(summand.sample)
        elif summand.weight:
            self._selection.select(Edge(*summand.weight))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in steps:
            self.walk(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.copy_asked.emit("latex" if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else "text")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed:
            self._choose(self._pointed)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)


def paint_rounded(painter: QPainter, at: QPointF, theme: Theme) -> float:
    """Say that the numbers of a line, as they are written, come to another value; return how wide that is."""
    painter.setFont(ui_font(11, 500))
    painter.setPen(theme.color("text3"))
    painter.drawText(at, "rounded")
    return float(painter.fontMetrics().horizontalAdvance("rounded"))
