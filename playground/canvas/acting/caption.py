"""The caption: what happens, in words, at the lower right of the canvas, with a dot in the colour of the pass."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from engine.symbols import Symbol
from playground import notation
from playground.canvas.acting.words import Caption
from playground.canvas.layout import CanvasLayout
from playground.theme import Theme, ui_font

HEIGHT, MARGIN, BELOW, PADDING, DOT = 28.0, 14.0, 8.0, 12.0, 3.5
LEGEND = 240.0  # what the legend at the left takes
GAP = 12.0

SYMBOL, BEFORE_SYMBOL = 14, 5.0

_TEXT, _NOTE = (12, 600), (11, 500)  # size in pixels and weight


class CaptionPainter:
    """Draws captions on one layout in one theme."""

    def __init__(self, layout: CanvasLayout, theme: Theme) -> None:
        self._layout = layout
        self._theme = theme

    def rect(self, caption: Caption) -> QRectF:
        """Return what a caption fills."""
        width = self._width(*self._form(caption), caption.symbol)
        left, top = self._layout.width - MARGIN - width, self._layout.height - BELOW - HEIGHT
        return QRectF(round(left), round(top), round(width), HEIGHT)

    def paint(self, painter: QPainter, caption: Caption, token: str) -> None:
        """Draw a caption; token: the colour of its dot."""
        rect, theme = self.rect(caption), self._theme
        text, note = self._form(caption)
        painter.setPen(QPen(theme.color("line2"), 1.0))
        painter.setBrush(theme.color("panel"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        x, middle = rect.left() + PADDING, rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(token))
        painter.drawEllipse(QPointF(x + DOT, middle), DOT, DOT)
        x += 2 * DOT + GAP / 2
        painter.setFont(ui_font(*_TEXT))
        painter.setPen(theme.color("text"))
        painter.drawText(QPointF(x, middle + 4), text)
        painter.setPen(theme.color("text2"))
        x += _advance(text, *_TEXT)
        if caption.symbol:
            box = notation.symbol(caption.symbol, SYMBOL)
            box.paint(painter, x + BEFORE_SYMBOL, round(middle + 4), theme.color("text"))
            x += _symbol_width(caption.symbol)
        x += GAP
        painter.setFont(ui_font(*_NOTE))
        painter.drawText(QPointF(x, middle + 4), note)

    def _form(self, caption: Caption) -> tuple[str, str]:
        """Return the fullest text and note for which there is room beside the legend."""
        room = self._layout.width - LEGEND - MARGIN
        return next((form for form in caption.forms if self._width(*form, caption.symbol) <= room), caption.forms[-1])

    def _width(self, text: str, note: str, symbol: Symbol | None) -> float:
        beside = GAP + _advance(note, *_NOTE) if note else 0.0
        return 2 * PADDING + 2 * DOT + GAP / 2 + _advance(text, *_TEXT) + _symbol_width(symbol) + beside


def _symbol_width(symbol: Symbol | None) -> float:
    return BEFORE_SYMBOL + notation.symbol(symbol, SYMBOL).width if symbol else 0.0


@lru_cache(maxsize=256)
def _advance(text: str, size: int, weight: int) -> float:
    return QFontMetricsF(ui_font(size, weight)).horizontalAdvance(text)
