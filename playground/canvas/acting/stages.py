"""Stages: the small pictures in which a unit shows what it does: it sums up, φ bends, an error is measured."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.activations import ACTIVATIONS
from engine.steps import Step
from playground import notation
from playground.canvas.acting.choreography import Pose
from playground.canvas.acting.words import Part, StageWords
from playground.theme import Theme, mix, ui_font

PADDING = 0.13  # of a stage's side, around what it shows
WIDEST_BAR = 18.0
REACH = 4.0  # the net inputs −4 … 4 are shown of a curve, more where z lies beyond
POINTS = 61  # of a curve
WORDED = 56.0  # a stage at least so wide has room for words
WORDS = 15.0  # what they take of its height
PX = 13
LETTERED = 44.0  # a picture of an error from here on has room for letters


class StagePainter:
    """Draws stages in one theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._axis = QPen(theme.color("text3"), 1.0)

    def paint_frame(self, painter: QPainter, rect: QRectF, words: StageWords, *, backward: bool) -> QRectF:
        """Draw the empty stage with words at its foot, if there is room; return where the picture goes."""
        panel = self._theme.color("panel")
        painter.setPen(QPen(mix(self._theme.color("backward" if backward else "forward"), panel, 0.35), 1.4))
        painter.setBrush(panel)
        painter.drawRoundedRect(rect, 9, 9)
        pad = PADDING * min(rect.width(), rect.height())
        if rect.width() < WORDED:
            return rect.adjusted(pad, pad, -pad, -pad)
        for form in words.forms:
            box = notation.row(*map(self._part, form))
            if box.width <= rect.width() - 8:
                left = rect.center().x() - box.width / 2
                box.paint(painter, left, round(rect.bottom() - 7), self._theme.color("text"))
                break
        return rect.adjusted(pad + 2, pad, -pad - 2, -pad - WORDS)

    def _part(self, part: Part) -> notation.Box:
        text, value = part
        return notation.glyphs(text, PX, None if value is None else self._theme.signed(value, text=True))

    # ---- a sum -----------------------------------------------------------------------------------------------------

    def paint_sum(self, painter: QPainter, inner: QRectF, pose: Pose) -> None:
        """Draw the terms as steps from one partial sum to the next, each as far as it has come.

        Of a hidden δ the last bar is the sum times φ′.
        """
        values = [term.value for term in pose.act.terms]
        scaled = pose.act.kind == "hidden_delta"
        sums = [0.0, *np.cumsum(values).tolist()]
        scale = Scale(inner, [*sums, pose.act.value])
        width = min(WIDEST_BAR, inner.width() / (len(values) + 2 * scaled))
        left = inner.center().x() - width * (len(values) + 2 * scaled) / 2
        self._paint_axis(painter, inner, scale.y(0.0))
        reached = 0.0
        for index, (value, share) in enumerate(zip(values, pose.shares, strict=True)):
            if share:
                bar = scale.bar(left + index * width, width, sums[index], sums[index] + share * value)
                painter.fillRect(bar, self._theme.signed(value))
            reached += share * value
        painter.setPen(QPen(self._theme.color("text"), 1.4))
        level = scale.y(reached)
        painter.drawLine(QLineF(left, level, left + (len(values) + scaled) * width, level))
        if scaled and pose.bent:
            result = reached + pose.bent * (pose.act.value - reached)
            bar = scale.bar(left + (len(values) + 1) * width, width, 0.0, result)
            painter.fillRect(bar, self._theme.color("backward"))

    # ---- an activation function ------------------------------------------------------------------------------------

    def paint_curve(self, painter: QPainter, inner: QRectF, pose: Pose) -> None:
        """Draw φ with the net input rising to it, and the activation that comes of it beside the axis."""
        step = pose.act
        z = step.argument
        assert z is not None
        if not np.isfinite([z, step.value]).all():
            return
        reach = max(REACH, 1.15 * abs(z))
        inputs = np.linspace(-reach, reach, POINTS)
        curve = step.factor * ACTIVATIONS[step.function].value(inputs)
        across, up = Scale(inner, [-reach, reach]), Scale(inner, [0.0, *curve.tolist()])
        axis, foot = up.y(0.0), across.x(z)
        self._paint_axis(painter, inner, axis)
        painter.drawLine(QLineF(across.x(0.0), inner.top(), across.x(0.0), inner.bottom()))
        painter.setPen(QPen(self._theme.color("text2"), 1.6))
        painter.drawPolyline(QPolygonF([QPointF(across.x(x), up.y(y)) for x, y in zip(inputs, curve, strict=True)]))
        color = self._theme.signed(step.value)
        top, end = axis + pose.raised * (up.y(step.value) - axis), foot + pose.bent * (across.x(0.0) - foot)
        painter.setPen(QPen(mix(color, self._theme.color("panel"), 0.35), 1.4, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(foot, axis, foot, top))
        if pose.bent:
            painter.drawLine(QLineF(foot, top, end, top))
        if pose.bent >= 1.0:
            painter.fillRect(up.bar(across.x(0.0) - 2.0, 4.0, 0.0, step.value), color)
        self._paint_dot(painter, QPointF(foot if pose.bent < 1.0 else across.x(0.0), top), color)

    def paint_shares(self, painter: QPainter, inner: QRectF, pose: Pose, activations: Sequence[float]) -> None:
        """Draw softmax: the activations of all output units, which sum up to 1; the act's own stands out."""
        scale = Scale(inner, [0.0, 1.0])
        width = min(WIDEST_BAR, inner.width() / len(activations))
        left = inner.center().x() - width * len(activations) / 2
        for index, value in enumerate(activations):
            own = index + 1 == pose.act.unit
            color = self._theme.signed(value) if own else self._theme.color("line2")
            bar = scale.bar(left + index * width, width, 0.0, pose.raised * value if own else value)
            painter.fillRect(bar, color)
        self._paint_axis(painter, inner, scale.y(0.0))

    # ---- an error --------------------------------------------------------------------------------------------------

    def paint_error(self, painter: QPainter, inner: QRectF, a: float, y: float, pose: Pose, *, backward: bool) -> None:
        """Draw a and the target y on one scale, and the error between them."""
        if not np.isfinite([a, y]).all():
            return
        scale = Scale(inner, [0.0, 1.0, a, y])
        left, middle, right = inner.left(), inner.center().x(), inner.right()
        self._paint_axis(painter, inner, scale.y(0.0))
        growth = min(1.0, 1.6 * pose.progress)
        color = self._theme.color("backward") if backward else self._theme.signed(a - y)
        bar = scale.bar(middle - 3.5, 7.0, y, y + growth * (a - y))
        painter.fillRect(bar, color)
        painter.setPen(QPen(self._theme.color("text"), 1.6))
        painter.drawLine(QLineF(middle, scale.y(y), right - 9, scale.y(y)))
        painter.setPen(QPen(self._theme.signed(a), 1.6))
        painter.drawLine(QLineF(left + 9, scale.y(a), middle, scale.y(a)))
        if inner.width() < LETTERED:
            return
        painter.setFont(ui_font(11, 600))
        for x, value, letter in ((left - 2, a, "a"), (right - 7, y, "y")):
            painter.setPen(self._theme.color("text"))
            painter.drawText(QPointF(x, scale.y(value) + 4), letter)

    def paint_costs(self, painter: QPainter, inner: QRectF, step: Step) -> None:
        """Draw what each sample of a mini-batch costs, and their mean or sum as a line."""
        values = [term.value for term in step.terms]
        scale = Scale(inner, [0.0, *values, step.value])
        width = min(WIDEST_BAR, inner.width() / len(values))
        left = inner.center().x() - width * len(values) / 2
        for index, value in enumerate(values):
            painter.fillRect(scale.bar(left + index * width, width, 0.0, value), self._theme.color("text3"))
        self._paint_axis(painter, inner, scale.y(0.0))
        painter.setPen(QPen(self._theme.color("text"), 1.6))
        painter.drawLine(QLineF(inner.left(), scale.y(step.value), inner.right(), scale.y(step.value)))

    # ---- how -------------------------------------------------------------------------------------------------------

    def _paint_axis(self, painter: QPainter, inner: QRectF, height: float) -> None:
        painter.setPen(self._axis)
        painter.drawLine(QLineF(inner.left(), height, inner.right(), height))

    def _paint_dot(self, painter: QPainter, place: QPointF, color: QColor) -> None:
        painter.setPen(QPen(self._theme.color("panel"), 1.5))
        painter.setBrush(color)
        painter.drawEllipse(place, 4.0, 4.0)


class Scale:
    """Numbers as places in a rectangle: upwards for y, to the right for x; all of the numbers fit."""

    def __init__(self, rect: QRectF, numbers: Sequence[float]) -> None:
        finite = [number for number in numbers if np.isfinite(number)] or [0.0]
        self._rect = rect
        self._low = min(finite)
        self._span = max(max(finite) - self._low, 1e-12)

    def x(self, number: float) -> float:
        return self._rect.left() + self._rect.width() * self._share(number)

    def y(self, number: float) -> float:
        return self._rect.bottom() - self._rect.height() * self._share(number)

    def bar(self, left: float, width: float, begin: float, end: float) -> QRectF:
        """Return a bar from one number to another, never too flat to be seen."""
        top, bottom = sorted((self.y(begin), self.y(end)))
        return QRectF(left + 0.5, top, max(1.0, width - 1.0), max(1.0, bottom - top))

    def _share(self, number: float) -> float:
        return min(max((number - self._low) / self._span, 0.0), 1.0) if np.isfinite(number) else 0.0
