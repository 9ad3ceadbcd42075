"""The formula strip: the selected unit's net input and activation with its numbers for the selected sample."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.steps import Step
from engine.symbols import activation
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection
from playground.stepper.formulas import SIZES, Formulas, Part, broken
from playground.theme import Appearance, ui_font

HEIGHT = 150
MARGIN = 24
HEADING_Y, LAST_Y = 27, 124
NET_INPUT_Y = {1: (70,), 2: (60, 88), 3: (53, 75, 97)}  # the baselines of a net input of so many lines
MOST_LINES = 3
FIGURES_PER_SECOND = 10  # as fast as one can read (measured: 1.4 -> 0.3 ms a frame)


class FormulaStrip(QWidget):
    """Shows two lines of formula; pointing at a term lights its weight everywhere."""

    def __init__(
        self, selection: Selection, moment: Moment, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._moment = moment
        self._appearance = appearance
        self._terms: list[tuple[QRectF, Edge]] = []
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName("Formula of the selected unit")
        self._laid_out: list[tuple[int, list[Part]]] | None = None
        appearance.changed.connect(self._lay_out_anew)
        moment.follow(self, self._show, per_second=FIGURES_PER_SECOND)
        selection.unit_changed.connect(self._lay_out_anew)
        selection.pointed_changed.connect(self.update)

    def term_center(self, edge: Edge) -> QPointF:
        """Return where the term of a weight stands, as painted last."""
        return next(rect.center() for rect, shown in self._terms if shown == edge)

    def _show(self) -> None:
        """Show the moment's numbers, if they read otherwise than those that are shown."""
        lines = self._lines()
        if lines != self._laid_out:
            self._laid_out = lines
            self.update()

    def _lay_out_anew(self) -> None:
        self._laid_out = None
        self.update()

    def _lines(self) -> list[tuple[int, list[Part]]]:
        """Return the formulas of the selected unit with their baselines: the larger, the fewer lines they need."""
        steps, unit = self._moment.telling, self._selection.unit
        if steps is None or unit.layer > steps.network.L or unit.unit > steps.network.sizes[unit.layer - 1]:
            return []
        large = Formulas(self._appearance.theme, SIZES[0])
        if unit.unit == 0:
            return [(NET_INPUT_Y[1][0], large.bias_unit(activation(unit.layer, 0)))]
        if unit.layer == 1:
            name = self._moment.snapshot.experiment.features[unit.unit - 1]
            value = steps.activation_of(1, unit.unit)
            return [(NET_INPUT_Y[1][0], large.input(activation(1, unit.unit), name, value))]
        lines = self._net_input_lines(steps.net_input(unit.layer, unit.unit))
        formulas = large if len(lines) == 1 else Formulas(self._appearance.theme, SIZES[1])
        last = formulas.activation(steps.activation(unit.layer, unit.unit))
        return [*zip(NET_INPUT_Y[len(lines)], lines, strict=True), (LAST_Y, last)]

    def _net_input_lines(self, step: Step) -> list[list[Part]]:
        """Set a net input in the largest size in which it needs no folding; fold it if it needs it even so."""
        room = self.width() - 2 * MARGIN
        for size, most in zip(SIZES, (1, 2, MOST_LINES), strict=True):
            lines = broken(Formulas(self._appearance.theme, size).net_input(step), room)
            if len(lines) <= most:
                return lines
        smallest = Formulas(self._appearance.theme, SIZES[-1])
        folds = (broken(smallest.net_input(step, MOST_LINES * room - slack), room) for slack in range(0, 4000, 40))
        return next(lines for lines in folds if len(lines) <= MOST_LINES)

    def _paint(self, painter: QPainter) -> None:
        theme = self._appearance.theme
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("line"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._terms = []
        if self._laid_out is None:
            self._laid_out = self._lines()
        if not self._laid_out:
            return
        self._paint_heading(painter)
        for baseline, parts in self._laid_out:
            self._paint_line(painter, parts, baseline)

    def _paint_heading(self, painter: QPainter) -> None:
        theme = self._appearance.theme
        unit = self._selection.unit
        what = f"unit {unit.unit}" if unit.unit else "bias unit"
        pieces = (
            ("Selected", 600, "text3"),
            (f"layer {unit.layer}, {what}", 500, "text2"),
            (f"for sample {self._selection.sample}", 500, "text2"),
            ("computed with all digits, shown with 2 decimals", 400, "text3"),
        )
        x = MARGIN
        for text, weight, token in pieces:
            painter.setFont(ui_font(11, weight))
            painter.setPen(theme.color(token))
            painter.drawText(QPointF(x, HEADING_Y), text)
            x += painter.fontMetrics().horizontalAdvance(text) + 14

    def _paint_line(self, painter: QPainter, parts: list[Part], baseline: int) -> None:
        theme = self._appearance.theme
        x = float(MARGIN)
        for part in parts:
            if part.edge:
                rect = QRectF(x - 2, baseline - part.box.ascent - 5, part.box.width + 4, part.box.height + 10)
                self._terms.append((rect, part.edge))
                if part.edge == self._selection.pointed:
                    painter.setPen(QPen(theme.color("accent"), 1.4))
                    painter.setBrush(theme.color("accent_soft"))
                    painter.drawRoundedRect(rect, 6, 6)
            part.box.paint(painter, x, baseline, theme.color("text"))
            x += part.box.width

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out_anew()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = next((edge for rect, edge in self._terms if rect.contains(event.position())), None)
        self._selection.point_at(here)
        self.setCursor(Qt.CursorShape.PointingHandCursor if here else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self._selection.point_at(None)
