"""What stands above and below the plane: the title with the score, and the legend of colours and markers."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QWidget

from engine.symbols import target
from engine.titles import shortened
from playground.charts import figures
from playground.charts.axis import Ticks
from playground.charts.decision_map import color_table
from playground.charts.kinds import TWO_CLASSES, Kind
from playground.charts.markers import marker, sample_ring
from playground.charts.row import (
    Row,
    caption_font,
    heading_font,
    label_font,
    math_font,
    text_width,
    write,
    write_before,
)
from playground.plain_tip import plain_tip
from playground.theme import Appearance, Theme

LEFT_WIDTH = 24  # pixels of the axis beside the plane
_BESIDE = 8  # pixels between an axis and what is written beside it, and to the edge
_NAME_LETTERS, _NAME_GAP = 16, 12  # of a class in the legend, and pixels to the next one
_MARKER_ROOM = 13  # pixels for a marker before a name
_BASELINES = 16.0, 33.0  # of the legend's two lines
_MOST_TOLD = 24  # classes in a tool tip
_SURE = 1  # the look of class 1, and of values above 0: what stands for all samples in the legend


def title_of(kind: Kind) -> str:
    """Return what a chart of samples of a kind is called."""
    if kind.over_line:
        return "Predicted curve"
    return "Predicted values" if kind.is_values else "Decision boundary"


def left_width_for(name: str, ticks: Ticks, least: int) -> int:
    """Return how wide an axis on the left has to be for its name and what is written at its ticks."""
    texts = (text_width(name, math_font(13)), *(text_width(text, caption_font()) for _, text in ticks))
    return max(least, math.ceil(max(texts)) + _BESIDE)


class Place(Row):
    """Where the map stands in the coordinates that it does not show; hidden where it shows all of them."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, 20)
        self._words = ""
        self.hide()

    def show_words(self, words: str) -> None:
        self._words = words
        self.setToolTip(plain_tip(words))
        self.setVisible(bool(words))
        self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        words = QFontMetricsF(label_font()).elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        write(painter, QPointF(0, 13), words, label_font(), theme.color("text2"))


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
            self.setToolTip(plain_tip(_classes_in_words(kind)))
            self.update()

    def show_range(self, low: float, high: float) -> None:
        if (low, high) != self._range:
            self._range = (low, high)
            self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        if self._kind.classes > 2:
            left = self._draw_samples(painter, theme, 33, both_signs=False)
            if self._kind.names:
                self._draw_names(painter, theme, left)
            else:
                self._draw_classes(painter, theme)
            return
        both_signs = self.width() >= 330
        left = self._draw_samples(painter, theme, 18, both_signs=both_signs)
        start = LEFT_WIDTH + 14.0 if both_signs else 14.0
        if self._kind.over_line:
            self._draw_curve(painter, theme, start - 14)
        else:
            bar = QRectF(start, 10, min(126.0, left - 26 - start), 8)
            self._draw_scale(painter, theme, bar)
            if self._kind.names:
                self._draw_both_names(painter, theme, bar.right() + 16)

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

    def _draw_names(self, painter: QPainter, theme: Theme, left: float) -> None:
        """Draw classes before their names, on all of the first line and on the second up to where samples are told."""
        places, x = self.places_of_names(left), 0.0
        for number, (start, baseline) in enumerate(places):
            marker(theme, number, False, self._kind).draw(painter, QPointF(start + 4, baseline - 4))
            at = QPointF(start + _MARKER_ROOM, baseline)
            name = shortened(self._kind.names[number], _NAME_LETTERS)
            end = at.x() + write(painter, at, name, label_font(), theme.color("text2"))
            x = end + _NAME_GAP if baseline == _BASELINES[1] else 0.0
        if rest := self._kind.classes - len(places):
            write(painter, QPointF(x, _BASELINES[1]), _more(rest), label_font(), theme.color("text3"))

    def places_of_names(self, left: float) -> list[tuple[float, float]]:
        """Return where classes are drawn, x and the baseline: all, or as many as leave room for "+ n more".

        left : where what else stands on the second line begins
        """
        short = [shortened(name, _NAME_LETTERS) for name in self._kind.names]
        widths = [_MARKER_ROOM + text_width(name, label_font()) for name in short]
        rooms = float(self.width()), left - _NAME_GAP
        places = _flow(widths, rooms)
        if len(places) < len(widths):
            more = text_width(_more(len(widths)), label_font()) + _NAME_GAP
            places = _flow(widths, (rooms[0], rooms[1] - more))
        return places

    def _draw_both_names(self, painter: QPainter, theme: Theme, left: float) -> None:
        """Draw two classes before their names from the right end of the second line, as far as there is room."""
        x = float(self.width())
        room = (x - left) / 2 - _MARKER_ROOM - 4
        for number in (1, 0):
            name = QFontMetricsF(label_font()).elidedText(
                self._kind.names[number], Qt.TextElideMode.ElideRight, max(room, 0.0)
            )
            x -= write_before(painter, QPointF(x, 33), name, label_font(), theme.color("text2")) + _MARKER_ROOM
            marker(theme, number, False, self._kind).draw(painter, QPointF(x + 5, 29))
            x -= 10

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
        named = [f"{kind.names[number]} ({number})" if kind.names else str(number) for number in (0, 1)]
        return f"One output unit tells the classes {named[0]} and {named[1]} apart"
    told = [f"{kind.class_words(label)} → {target(label + kind.first_class)}" for label in range(kind.classes)]
    rest = f"\nand {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
    between = "\n" if kind.names else ", "
    return f"Each class has an output unit:\n{between.join(told[:_MOST_TOLD])}{rest}"


def _flow(widths: Sequence[float], rooms: tuple[float, float]) -> list[tuple[float, float]]:
    """Return where pieces stand on two lines, x and the baseline; those that find no room on them are left out."""
    places: list[tuple[float, float]] = []
    line, x = 0, 0.0
    for width in widths:
        if x + width > rooms[line] and line == 0:
            line, x = 1, 0.0
        if x + width > rooms[line]:
            break
        places.append((x, _BASELINES[line]))
        x += width + _NAME_GAP
    return places


def _more(count: int) -> str:
    return f"+ {count} more"


def _plain(theme: Theme, is_test: bool, painter: QPainter, at: QPointF) -> None:
    """Draw a marker of no class: solid for training, hollow for test samples."""
    painter.setPen(QPen(theme.color("text2"), 1.6))
    painter.setBrush(theme.color("panel" if is_test else "text2"))
    painter.drawEllipse(at, 3.8, 3.8)


def _range_label(value: float, *, signed: bool) -> str:
    text = figures.with_true_minus(f"{value:.3g}")
    return f"+{text}" if signed and value > 0 else text
