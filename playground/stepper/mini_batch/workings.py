"""The arithmetic of an update, one formula below the other."""

from collections.abc import Sequence
from math import ceil, inf

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.formulas.nodes import Formula
from engine.formulas.unicode import one_line
from playground.document.writing import LEAST_DIGITS
from playground.stepper.formula_view import BADGE_GAP, paint_rounded
from playground.stepper.layout import Attempt, Page, Shown, pieces_of
from playground.stepper.typeset import width
from playground.theme import Appearance

SETTING = Attempt(14, 14, in_lines=False, packed=True)


class Workings(QWidget):
    """Sets formulas in lines that are broken where they are too long, and is as high as they need."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._formulas: tuple[Formula, ...] = ()
        self._digits = LEAST_DIGITS
        self._room = 120
        self._lay_out()

    @property
    def spoken(self) -> list[str]:
        """What the formulas say."""
        return [one_line(formula, self._digits) for formula in self._formulas]

    def show_formulas(self, formulas: Sequence[Formula], digits: int, room: int) -> None:
        """Show other formulas, with so many digits, within a width."""
        self._formulas, self._digits, self._room = tuple(formulas), digits, room
        self._lay_out()

    def _lay_out(self) -> None:
        page = Page(self._appearance.theme, self._room, inf, self._digits)
        shown = [Shown(formula, is_main=False) for formula in self._formulas]
        self._layout = page.lay_out(shown, first=SETTING)
        self.setFixedHeight(ceil(self._layout.height) + 2)
        self.setAccessibleName("\n".join(self.spoken))
        self.update()

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for placed, x, piece in pieces_of(self._layout):
                piece.box.paint(painter, x, placed.baseline, theme.color("text"))
            for placed in self._layout.lines:
                if placed.rounded:
                    end = placed.x + width(placed.line) + BADGE_GAP
                    paint_rounded(painter, QPointF(end, placed.baseline), theme)
