"""The row of tools below the plane while samples are drawn: tools, what is painted, how large and how densely."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground import icons
from playground.charts import figures
from playground.charts.drawing.chips import HEIGHT, ClassChips
from playground.charts.drawing.pad import Pad
from playground.charts.drawing.tools import CHOOSE, DENSITIES, SIZES, TOOLS, Kit, stepped
from playground.charts.kinds import Kind
from playground.charts.row import label_font
from playground.keyboard import leave_after_typing, let_space_press
from playground.slider import Slider
from playground.theme import Appearance

ICON = 18
BUTTON = QSize(30, 28)
MOST_VALUE = 1e6  # as of formulas
VALUE_STEPS = 40  # of the slider of values, from −limit to limit


class ToolRow(QWidget):
    """Shows the kit, and lets a person change it; what needs the data is only asked for.

    Attributes
    ----------
    kit : what is in the hand
    """

    changed = Signal()  # the kit
    empty_asked = Signal()
    class_asked = Signal(int)  # one more, or one fewer: 1 or −1
    left = Signal()

    def __init__(self, appearance: Appearance, pad: Pad) -> None:
        super().__init__()
        self._appearance = appearance
        self._pad = pad
        self.kit = Kit()
        self._limit = 1.0
        self.setObjectName("drawing_tools")
        self.setAccessibleName("Drawing tools")
        self._icons: list[tuple[QToolButton, str]] = []
        self.tools = {tool.name: self._tool(tool.text, tool.key, tool.tip, tool.icon) for tool in TOOLS}
        self._group = QButtonGroup(self)
        for name, button in self.tools.items():
            button.setCheckable(True)
            self._group.addButton(button)
            button.clicked.connect(lambda _checked=False, name=name: self.choose(name))
        self.empty = self._tool(
            "Begin empty", "", "Rub all samples out; the network learns on from them until others are there", "empty"
        )
        self.fewer = self._round("−", "Remove the last class and its samples")
        self.more = self._round("+", "Add a class")
        self.chips = ClassChips(appearance)
        self.size = _Setting(
            "Size", SIZES, "Radius of brush and eraser, and how far apart neighbours in a cluster are: [ and ]"
        )
        self.density = _Setting("Density", DENSITIES, "Samples that the brush leaves to a unit of area: { and }")
        self.value = _ValueField()
        self._lay_out()
        self._connect()
        self._paint_icons()
        self.show_kit()

    def _tool(self, text: str, key: str, tip: str, icon: str) -> QToolButton:
        button = QToolButton()
        button.setFixedSize(BUTTON)
        button.setIconSize(QSize(ICON, ICON))
        button.setProperty("tool", "true")
        button.setToolTip(f"{text} ({key}): {tip}" if key else f"{text}: {tip}")
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        let_space_press(button)
        self._icons.append((button, icon))
        return button

    def _round(self, sign: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setFixedSize(22, 22)
        button.setProperty("round", "true")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        let_space_press(button)
        return button

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(2)
        for button in self.tools.values():
            tools.addWidget(button)
        tools.addStretch()
        tools.addWidget(self.empty)
        painted = QHBoxLayout()
        painted.setSpacing(6)
        painted.addWidget(self.chips, 1)
        painted.addWidget(self.value, 1)
        painted.addWidget(self.fewer)
        painted.addWidget(self.more)
        settings = QHBoxLayout()
        settings.setSpacing(14)
        settings.addWidget(self.size, 1)
        settings.addWidget(self.density, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(5)
        for row in (tools, painted, settings):
            column.addLayout(row)

    def _connect(self) -> None:
        pad = self._pad
        pad.tool_asked.connect(self.choose)
        pad.class_asked.connect(self.chips.choose)
        pad.size_asked.connect(lambda steps: self.size.step(steps))
        pad.density_asked.connect(lambda steps: self.density.step(steps))
        self.chips.chosen.connect(lambda number: self._set(label=number))
        self.size.chosen.connect(lambda value: self._set(size=value))
        self.density.chosen.connect(lambda value: self._set(density=value))
        self.value.chosen.connect(lambda value: self._set(value=value))
        self.empty.clicked.connect(self.empty_asked)
        self.more.clicked.connect(lambda: self.class_asked.emit(1))
        self.fewer.clicked.connect(lambda: self.class_asked.emit(-1))
        self._appearance.changed.connect(self._paint_icons)

    def choose(self, tool: str) -> None:
        """Take a tool in the hand."""
        self._set(tool=tool)

    def show_kit(self) -> None:
        """Show what is in the hand."""
        kit = self.kit
        self.tools[kit.tool].setChecked(True)
        self.size.show_value(kit.size)
        self.density.show_value(kit.density)
        self.value.show_value(kit.value)
        self._pad.chooses = kit.tool == CHOOSE

    def show_kind(self, names: Sequence[str], kind: Kind) -> None:
        """Offer the classes by their names, or values of a kind; over a line a value is told by the height alone."""
        self.chips.setVisible(not kind.is_values)
        self.fewer.setVisible(not kind.is_values)
        self.more.setVisible(not kind.is_values)
        self.value.setVisible(kind.is_values)
        self.value.show_limit(kind.limit, by_height=kind.over_line)
        if not kind.is_values:
            self.chips.show_classes(names, kind)
            self.fewer.setEnabled(len(names) > 2)
        self.kit.label = self.chips.current

    def _set(self, **changes: object) -> None:
        for name, new in changes.items():
            setattr(self.kit, name, new)
        self.show_kit()
        self.changed.emit()

    def _paint_icons(self) -> None:
        for button, name in self._icons:
            button.setIcon(icons.icon(name, self._appearance.theme.color("text")))

    # Qt's names

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._pad.wants(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pad.press_key(event):
            super().keyPressEvent(event)


class _Setting(QWidget):
    """A name, a slider over values and the value, in one line."""

    chosen = Signal(float)

    def __init__(self, name: str, values: Sequence[float], tip: str) -> None:
        super().__init__()
        self._values = values
        self._value = values[0]
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(values) - 1)
        self.slider.setAccessibleName(name)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a drag leaves the keys to the plane
        self._shown = _label("")
        self._shown.setMinimumWidth(24)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setToolTip(tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(_label(name, "second"))
        row.addWidget(self.slider, 1)
        row.addWidget(self._shown)
        self.slider.valueChanged.connect(lambda place: self.chosen.emit(self._values[place]))

    def show_value(self, value: float) -> None:
        self._value = value
        with QSignalBlocker(self.slider):
            self.slider.setValue(min(range(len(self._values)), key=lambda place: abs(self._values[place] - value)))
        self._shown.setText(f"{value:g}")

    def step(self, steps: int) -> None:
        """Choose the next value, or the one before."""
        if steps:
            self.chosen.emit(stepped(self._values, self._value, steps))


class _ValueField(QWidget):
    """The value that is painted: a field and a slider; or words, where it is the height that tells it."""

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._limit = 1.0
        self._value = 1.0
        self.field = QLineEdit()
        self.field.setProperty("form", "true")
        self.field.setFixedWidth(72)
        self.field.setAccessibleName("Value to paint")
        self.field.setToolTip("The value of the samples that are painted")
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(-VALUE_STEPS // 2, VALUE_STEPS // 2)
        self.slider.setAccessibleName("Value to paint")
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._words = _label("The height of a sample is its value", "third")
        self._name = _label("Value", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._words, 1)
        row.addWidget(self._name)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.setFixedHeight(HEIGHT + 2)
        self.slider.valueChanged.connect(lambda step: self.chosen.emit(round(step * 2 * self._limit / VALUE_STEPS, 6)))
        self.field.editingFinished.connect(self._typed)
        leave_after_typing(self.field, lambda: self.show_value(self._value))

    def show_limit(self, limit: float, *, by_height: bool) -> None:
        """Let the slider reach from −limit to limit."""
        self._limit = limit
        self._words.setVisible(by_height)
        for part in (self._name, self.slider, self.field):
            part.setVisible(not by_height)
        self.show_value(self._value)

    def show_value(self, value: float) -> None:
        self._value = value
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(min(max(value / self._limit, -1.0), 1.0) * VALUE_STEPS / 2))
        self.field.setText(figures.with_true_minus(f"{value:g}"))

    def _typed(self) -> None:
        try:
            value = float(self.field.text().replace("−", "-").replace(",", "."))
        except ValueError:
            value = math.nan
        if abs(value) <= MOST_VALUE and value != self._value:
            self.chosen.emit(value)
        else:
            self.show_value(self._value)


def _label(text: str, tone: str = "") -> QLabel:
    made = QLabel(text)
    made.setFont(label_font())
    made.setProperty("tone", tone)
    return made
