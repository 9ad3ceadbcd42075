"""A slider over a list of values, with its name on the left and its value on the right."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStyle, QStyleOptionSlider, QVBoxLayout, QWidget

from playground.theme import ui_font


class Slider(QSlider):
    """A slider whose handle comes to where its groove is clicked, instead of moving by a page.

    A style could say so too (SH_Slider_AbsoluteSetButtons), but one written in Python is asked thousands of times.
    """

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self._handle()
        if event.button() == Qt.MouseButton.LeftButton and not handle.contains(event.position().toPoint()):
            place, room = round(event.position().x()) - handle.width() // 2, self.width() - handle.width()
            self.setSliderPosition(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room))
            event = _moved_to(event, self._handle().center())  # so that a drag may follow
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # a panel around it scrolls

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        return self.style().subControlRect(control, option, part, self)


def _moved_to(event: QMouseEvent, place: QPoint) -> QMouseEvent:
    """Return the same press at another place in its widget."""
    at = QPointF(place)
    return QMouseEvent(event.type(), at, event.globalPosition(), event.button(), event.buttons(), event.modifiers())


class ValueSlider(QWidget):
    """Lets a person choose one of several values in order; a value between two is shown as it is.

    Signals
    -------
    chosen(value, gesture) : while dragging, all values of one drag come with the same gesture object
    """

    chosen = Signal(object, object)

    def __init__(self, name: str, values: Sequence[float], show: Callable[[float], str], tip: str) -> None:
        super().__init__()
        self._values = list(values)
        self._show = show
        self._gesture = object()
        self._name = QLabel(name)
        self._name.setFont(ui_font(12))
        self._name.setProperty("tone", "second")
        self._shown = QLabel()
        self._shown.setFont(ui_font(12, 500))
        self._slider = Slider(Qt.Orientation.Horizontal)
        self._slider.setObjectName(f"slider_{name.lower().replace(' ', '_')}")
        self._slider.setRange(0, len(self._values) - 1)
        self._slider.setPageStep(max(1, len(self._values) // 8))
        self._slider.setAccessibleName(name)
        self._name.setBuddy(self._slider)
        self.setToolTip(tip)
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch()
        head.addWidget(self._shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self._slider)
        self._slider.valueChanged.connect(self._moved)
        self._slider.sliderPressed.connect(self._begin_gesture)
        self._slider.sliderReleased.connect(self._begin_gesture)

    @property
    def slider(self) -> QSlider:
        return self._slider

    def set_value(self, value: float) -> None:
        """Show a value without announcing it."""
        nearest = min(range(len(self._values)), key=lambda index: abs(self._values[index] - value))
        with QSignalBlocker(self._slider):
            self._slider.setValue(nearest)
        self._shown.setText(self._show(value))

    def _moved(self, index: int) -> None:
        if not self._slider.isSliderDown():
            self._begin_gesture()
        value = self._values[index]
        self._shown.setText(self._show(value))
        self.chosen.emit(value, self._gesture)

    def _begin_gesture(self) -> None:
        self._gesture = object()
