"""The pad: hands and keys on the plane while samples are drawn there, told as presses, ways and wishes.

A cross-hair is the pointer of the keyboard: arrows move it, Enter presses there; Space does too, but only while the
cross-hair is there, as it plays otherwise.
"""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from playground.charts.drawing.pane import HEIGHT
from playground.charts.drawing.tools import TOOLS
from playground.charts.plot import Plot

STEP, FAR = 0.25, 1.0  # units that an arrow moves the cross-hair; with Shift
MOST_KEYS = 9  # classes that have a key

_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SIZES = {"[": -1, "]": 1}
_DENSITIES = {"{": -1, "}": 1}
_TOOL_KEYS = {tool.key: tool.name for tool in TOOLS}
_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)


class Pad(QObject):
    """Watches a plot while it is on. Positions are pixels of the plot.

    Attributes
    ----------
    is_on : whether it takes hands and keys
    chooses : whether the mouse chooses samples as it does without a pad
    hair : where the cross-hair is, or None
    carries : whether Enter takes something up, and the next one puts it down
    """

    pressed = Signal(QPointF, bool)  # where, and whether Shift or the right button asks for the tool's other way
    moved = Signal(QPointF)  # with the button held
    released = Signal()
    cancelled = Signal()  # Escape: what goes on is given up, or else drawing ends
    hovered = Signal(object, bool)  # where, or None outside; and whether Shift is held
    tool_asked = Signal(str)
    class_asked = Signal(int)  # from 0
    size_asked = Signal(int)  # steps up, or down
    density_asked = Signal(int)
    hair_moved = Signal()

    def __init__(self, plot: Plot, parent: QObject) -> None:
        super().__init__(parent)
        self.is_on = False
        self.chooses = False
        self.hair: QPointF | None = None
        self._plot = plot
        self._held: Qt.MouseButton | None = None
        self._pointer: QPointF | None = None
        self.carries = False
        self._carrying = False

    @property
    def place(self) -> QPointF | None:
        """Where cross-hair or pointer are; None where neither is over the plane."""
        return self.hair or self._pointer

    def switch(self, on: bool) -> None:
        """Take hands and keys from now on, or leave them to the plot."""
        if on == self.is_on:
            return
        self.is_on = on
        self.hair = self._held = self._pointer = None
        self._carrying = False
        if on:
            self._plot.installEventFilter(self)
            self._plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._plot.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._plot.removeEventFilter(self)
            self._plot.clearFocus()
            self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def let_go(self) -> None:
        """Forget what is held: it was given up."""
        self._held, self._carrying = None, False

    # ---- keys ------------------------------------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        """Tell whether a key means something here, so that it is no shortcut of the window."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held & ~_SHIFT:
            return False
        key, text = Qt.Key(event.key()), event.text()
        if key == Qt.Key.Key_Space:
            return self.hair is not None and self._plot.hasFocus()
        if key in _ARROWS or key in _ENTER:
            return self._plot.hasFocus()
        if text in _SIZES or text in _DENSITIES or key == Qt.Key.Key_Escape:
            return True
        return not held and (text.upper() in _TOOL_KEYS or (len(text) == 1 and text in "123456789"))

    def press_key(self, event: QKeyEvent) -> bool:
        """Do what a key means; tell whether it means anything here."""
        if not self.is_on or not self.wants(event):
            return False
        key, text = Qt.Key(event.key()), event.text()
        shift = bool(event.modifiers() & _SHIFT)
        if key in _ARROWS:
            self._move_hair(*_ARROWS[key], FAR if shift else STEP)
        elif key == Qt.Key.Key_Space or key in _ENTER:
            self._press_at_hair(other_way=shift)
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif text in _SIZES:
            self.size_asked.emit(_SIZES[text])
        elif text in _DENSITIES:
            self.density_asked.emit(_DENSITIES[text])
        elif text.upper() in _TOOL_KEYS:
            self.tool_asked.emit(_TOOL_KEYS[text.upper()])
        else:
            self.class_asked.emit(int(text) - 1)
        return True

    def _move_hair(self, right: int, down: int, units: float) -> None:
        area = self._plot.area()
        at = self.hair or self._pointer or area.center()
        pixels = units * area.height() / HEIGHT
        x = min(max(at.x() + right * pixels, area.left()), area.right())
        y = min(max(at.y() + down * pixels, area.top()), area.bottom())
        self.hair = QPointF(x, y)
        if self._carrying:
            self.moved.emit(self.hair)
        else:
            self.hovered.emit(self.hair, False)
        self.hair_moved.emit()

    def _press_at_hair(self, *, other_way: bool) -> None:
        if self.hair is None:
            self._move_hair(0, 0, 0.0)
        if self._carrying:
            self._carrying = False
            self.released.emit()
            return
        self._carrying = self.carries
        self.pressed.emit(self.hair, other_way)
        if not self._carrying:
            self.released.emit()

    # ---- hands -----------------------------------------------------------------------------------------------------

    def _press(self, event: QMouseEvent) -> bool:
        if event.button() not in _BUTTONS:
            return False
        self._plot.setFocus(Qt.FocusReason.MouseFocusReason)
        self._forget_hair()
        if self.chooses:
            return False
        if self._held is not None or not self._plot.area().contains(event.position()):
            return True
        self._held = event.button()
        other_way = event.button() == Qt.MouseButton.RightButton or bool(event.modifiers() & _SHIFT)
        self.pressed.emit(event.position(), other_way)
        return True

    def _move(self, event: QMouseEvent) -> bool:
        self._forget_hair()
        self._pointer = event.position()
        if self._held is not None:
            self.moved.emit(event.position())
            return True
        if not self._plot.area().contains(event.position()):
            self._pointer = None
        self.hovered.emit(self._pointer, bool(event.modifiers() & _SHIFT))
        return not self.chooses

    def _release(self, event: QMouseEvent) -> bool:
        if event.button() == self._held:
            self._held = None
            self.released.emit()
        return not self.chooses

    def _forget_hair(self) -> None:
        if self.hair is not None:
            if self._carrying:
                self._carrying = False
                self.released.emit()
            self.hair = None
            self.hair_moved.emit()

    # Qt's name

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            match event.type():
                case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                    return self._press(event)
                case QEvent.Type.MouseMove:
                    return self._move(event)
                case QEvent.Type.MouseButtonRelease:
                    return self._release(event)
        elif isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self.wants(event):
                event.accept()
                return True
            return event.type() == QEvent.Type.KeyPress and self.press_key(event)
        elif isinstance(event, QWheelEvent) and event.modifiers() & _CONTROL:
            turned = event.angleDelta().y()
            self.size_asked.emit((turned > 0) - (turned < 0))
            return True
        elif event.type() == QEvent.Type.Leave and self._held is None:
            self._pointer = None
            if self.hair is None:
                self.hovered.emit(None, False)
            return not self.chooses
        elif event.type() == QEvent.Type.ContextMenu:
            return not self.chooses
        return False
