"""What stands above and below the plane: the title with the score, and the legend of colours and markers."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.symbols import target
from playground.charts import figures
from playground.charts.decision_map import color_table
from playground.charts.kinds import TWO_CLASSES, Kind
from playground.charts.markers import marker, sample_ring
from playground.charts.row import Row, caption_font, heading_font, label_font, text_width, write, write_before
from playground.theme import Appearance, Theme

LEFT_WIDTH = 24  # pixels of the axis beside the plane
_SURE = 1  # the look of class 1, and of values above 0: what stands for all samples in the legend


def title_of(kind: Kind) -> str:
    """Return what a chart of samples of a kind is called."""
    if kind.over_line:
        return "Predicted curve"
    return "Predicted values" if kind.is_values else "Decision boundary"


class Heading(Row):
    """The title, and the accuracy or R² in as many words as fit beside it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, 34)
        self.title = title_of(TWO_CLASSES)
        self._versions: list[str] = []
        self._button: QWidget | None = None

    def put(self, button: QWidget) -> None:
        """Have a button after the title."""
        self._button = button
        button.setParent(self)
        button.show()
        self._place_button()

    def _place_button(self) -> None:
        if self._button is not None:
            self._button.move(round(text_width(self.title, heading_font())) + 7, 3)

    def show_title(self, title: str) -> None:
        if title != self.title:
            self.title = title
            self._place_button()
            self.update()

    def show_score(self, name: str, train: str, test: str, epoch: int | None = None) -> None:
        """Show a score by its name, "" where there is none; `epoch` is when it was so, if that is not now."""
        shown = {"train": train, "test": test}
        parts = [f"{part} {score}" for part, score in shown.items() if score]
        both = "  ".join(parts)
        versions = [f"{name}  {both}", both, parts[-1]] if parts else []
        if epoch is not None:
            versions = [f"epoch {figures.count(epoch)}: {version}" for version in versions]
        if versions == self._versions:
            return
        self._versions = versions
        self.setToolTip(self._versions[0] if parts else "")
        self.update()

    def score(self) -> str:
        """Return the longest version that fits."""
        room = self.width() - text_width(self.title, heading_font()) - 12
        room -= self._button.width() if self._button else 0
        return next((version for version in self._versions if text_width(version, label_font()) <= room), "")

    def draw(self, painter: QPainter, theme: Theme) -> None:
        write(painter, QPointF(0, 20), self.title, heading_font(), theme.color("text"))
        write_before(painter, QPointF(self.width(), 20), self.score(), label_font(), theme.color("text2"))


class Legend(Row):
    """The colour scale with the boundary's place marked on it, or the classes; and what the markers mean."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, 38)
        self._range = (0.0, 1.0)
        self._kind = TWO_CLASSES

    def show_kind(self, kind: Kind) -> None:
        if kind != self._kind:
            self._kind = kind
            self.setToolTip(_classes_in_words(kind))
            self.update()

    def show_range(self, low: float, high: float) -> None:
        if (low, high) != self._range:
            self._range = (low, high)
            self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        if self._kind.classes > 2:
            self._draw_classes(painter, theme)
            self._draw_samples(painter, theme, 33, both_signs=False)
            return
        both_signs = self.width() >= 330
        left = self._draw_samples(painter, theme, 18, both_signs=both_signs)
        start = LEFT_WIDTH + 14.0 if both_signs else 14.0
        if self._kind.over_line:
            self._draw_curve(painter, theme, start - 14)
        else:
            self._draw_scale(painter, theme, QRectF(start, 10, min(126.0, left - 26 - start), 8))

    def _draw_classes(self, painter: QPainter, theme: Theme) -> None:
        """Draw each class before its number, as far apart as there is room."""
        word = text_width("class", label_font()) + 14
        step = min(40.0, (self.width() - word) / self._kind.classes)
        write(painter, QPointF(0, 16), "class", label_font(), theme.color("text2"))
        for number in range(self._kind.classes):
            x = word + number * step
            marker(theme, number, False, self._kind).draw(painter, QPointF(x + 4, 12))
            write(
                painter, QPointF(x + 13, 16), str(number + self._kind.first_class), label_font(), theme.color("text2")
            )

    def _draw_curve(self, painter: QPainter, theme: Theme, x: float) -> None:
        painter.setPen(QPen(theme.color("text"), 2.0))
        painter.drawLine(QPointF(x, 14), QPointF(x + 20, 14))
        write(painter, QPointF(x + 27, 18), "network", label_font(), theme.color("text2"))

    def _draw_samples(self, painter: QPainter, theme: Theme, baseline: float, *, both_signs: bool) -> float:
        """Draw the meanings from right to left, of one class or sign or of both; return where they begin."""
        x, middle = float(self.width()), baseline - 4
        for name, is_test in (("sample", None), ("test", True), ("train", False)):
            x -= write_before(painter, QPointF(x, baseline), name, label_font(), theme.color("text2")) + 10
            if is_test is None:
                sample_ring(theme).draw(painter, QPointF(x - 1, middle), 0.7)
            elif self._kind.classes > 2:
                _plain(theme, is_test, painter, QPointF(x, middle))
            else:
                marker(theme, _SURE, is_test).draw(painter, QPointF(x, middle))
                if both_signs:
                    x -= 12
                    marker(theme, 0, is_test).draw(painter, QPointF(x, middle))
            x -= 17
        return x

    def _draw_scale(self, painter: QPainter, theme: Theme, bar: QRectF) -> None:
        low, high = self._range
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for stop in range(17):
            gradient.setColorAt(stop / 16, QColor.fromRgb(int(color_table(theme)[round(255 * stop / 16)])))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 4, 4)
        painter.fillRect(QRectF(bar.center().x() - 0.8, bar.top() - 2, 1.6, bar.height() + 4), theme.color("text"))
        marker(theme, 0, False).draw(painter, QPointF(bar.left() - 9, bar.center().y()))
        marker(theme, 1, False).draw(painter, QPointF(bar.right() + 9, bar.center().y()))
        for share in (0.0, 0.5, 1.0):
            text = _range_label(low + share * (high - low), signed=low < 0)
            x = bar.left() + share * (bar.width() - text_width(text, caption_font()))
            write(painter, QPointF(x, 33), text, caption_font(), theme.color("text3"))


def _classes_in_words(kind: Kind) -> str:
    """Return which target tells each class; "" for values."""
    if kind.is_values:
        return ""
    if not kind.first_class:
        return "One output unit tells the classes 0 and 1 apart"
    numbers = range(kind.first_class, kind.classes + kind.first_class)
    told = ", ".join(f"class {number} → {target(number)}" for number in numbers)
    return f"Each class has an output unit:\n{told}"


def _plain(theme: Theme, is_test: bool, painter: QPainter, at: QPointF) -> None:
    """Draw a marker of no class: solid for training, hollow for test samples."""
    painter.setPen(QPen(theme.color("text2"), 1.6))
    painter.setBrush(theme.color("panel" if is_test else "text2"))
    painter.drawEllipse(at, 3.8, 3.8)


def _range_label(value: float, *, signed: bool) -> str:
    text = figures.with_true_minus(f"{value:.3g}")
    return f"+{text}" if signed and value > 0 else text
