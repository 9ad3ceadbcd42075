"""Standardising: a switch, and below it the means and deviations that were found in the training part."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from engine.data import Data
from engine.experiment import Experiment
from engine.samples import Samples
from engine.titles import title_of_input
from playground import notation
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.writing import Writing
from playground.panels.check import Switch
from playground.panels.data.names import name_of_input
from playground.panels.figures import figure
from playground.plain_tip import plain_tip
from playground.theme import Appearance, ui_font

MOST = 6  # inputs that are listed; the tips of columns have them all
ROW = 20
LEFT = 23  # where the inputs begin
SIGN = 18  # pixels for ±
PER_SECOND = 5


class Scaling(QWidget):
    """The switch, and while it is on the numbers of each input."""

    def __init__(self, document: Document, moment: Moment, writing: Writing, appearance: Appearance) -> None:
        super().__init__()
        self.switch = Switch(
            "Standardise the inputs",
            "Shift and scale each input to mean 0 and deviation 1 over the training part: x := (x − mean) / deviation",
            appearance,
        )
        self.switch.setObjectName("standardise")
        self.numbers = Fitted(moment, writing, appearance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.switch)
        column.addWidget(self.numbers)
        self.switch.clicked.connect(lambda: document.set_data(standardise=self.switch.isChecked()))

    def show_experiment(self, experiment: Experiment) -> None:
        """Show whether inputs are standardised; room is made at once for the numbers, which come with the run."""
        on = experiment.data.standardise
        self.switch.show_share(on, on)
        self.numbers.make_room(len(experiment.features) if on else 0)


class Fitted(QWidget):
    """A line for each input: its mean and its deviation."""

    def __init__(self, moment: Moment, writing: Writing, appearance: Appearance) -> None:
        super().__init__()
        self._moment = moment
        self._writing = writing
        self._appearance = appearance
        self._samples: Samples | None = None
        self._data = Data()
        self._rows = 0
        self.setObjectName("fitted")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Means and deviations")
        moment.follow(self, self._show, per_second=PER_SECOND)
        writing.changed.connect(self.update)
        appearance.changed.connect(self.update)

    def make_room(self, inputs: int) -> None:
        """Be as high as so many inputs need; 0 hides it."""
        self._rows = min(inputs, MOST + 1)
        self.setVisible(inputs > 0)
        self.updateGeometry()

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Of each input that is listed its name in the engine, its mean and its deviation as they are written."""
        scaling = self._samples.scaling if self._samples else None
        if self._samples is None or scaling is None:
            return []
        digits = self._writing.digits
        found = zip(self._samples.features, scaling.mean.tolist(), scaling.deviation.tolist(), strict=True)
        return [(name, figure(mean, digits), figure(deviation, digits)) for name, mean, deviation in found]

    def _show(self) -> None:
        shown = self._moment.snapshot
        if shown is None or shown.samples is self._samples:
            return
        self._samples, self._data = shown.samples, shown.experiment.data
        told = [f"{title_of_input(name)}: {mean} ± {deviation}" for name, mean, deviation in self.lines[:MOST]]
        self.setAccessibleDescription("; ".join(told))
        self.update()

    # Qt's names

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row, lines = int(event.pos().y() // ROW), self.lines
            if row < min(len(lines), MOST):
                name, mean, deviation = lines[row]
                words = f"{name_of_input(self._data, name)}\nmean {mean}, deviation {deviation} in the training part"
                QToolTip.showText(event.globalPos(), plain_tip(words), self)
                return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(120, self._rows * ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, lines = self._appearance.theme, self.lines
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            metrics = QFontMetricsF(ui_font(11))
            wide = max((metrics.horizontalAdvance(deviation) for *_, deviation in lines[:MOST]), default=0.0)
            middle = self.width() - wide - SIGN / 2
            for row, (name, mean, deviation) in enumerate(lines[:MOST]):
                top = row * ROW
                box = notation.feature(name, 14)
                box.paint(painter, LEFT, top + 14, theme.color("text2"))
                painter.setFont(ui_font(11))
                painter.setPen(theme.color("text"))
                painter.drawText(QRectF(0, top, self.width(), ROW), _RIGHT, deviation)
                room = QRectF(LEFT + box.width + 4, top, middle - SIGN / 2 - LEFT - box.width - 4, ROW)
                mean = metrics.elidedText(mean, Qt.TextElideMode.ElideRight, room.width() + 1)
                painter.drawText(room, _RIGHT, mean)
                painter.setPen(theme.color("text3"))
                painter.drawText(QRectF(middle - SIGN / 2, top, SIGN, ROW), Qt.AlignmentFlag.AlignCenter, "±")
            if len(lines) > MOST:
                painter.setFont(ui_font(11))
                painter.setPen(theme.color("text3"))
                rest = QRectF(LEFT, MOST * ROW, self.width() - LEFT, ROW)
                painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, f"and {len(lines) - MOST} more")


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
