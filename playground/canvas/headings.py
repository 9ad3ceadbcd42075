"""What stands above the layers: their names, and the buttons that grow and shrink the network."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from engine.experiment import Experiment
from engine.rules import MAX_HIDDEN_LAYERS, MAX_UNITS
from engine.titles import title
from playground.canvas.layout import NARROW_COLUMN, CanvasLayout
from playground.document.document import Document
from playground.keyboard import let_space_press
from playground.notation import format_number
from playground.theme import Theme, ui_font

TITLE_Y, CAPTION_Y, BUTTONS_Y = 43, 57, 68
BUTTON = 22
WIDEST_TEXT = f"{MAX_HIDDEN_LAYERS} hidden layers"
NUMBER_ONLY_COLUMN = 54.0  # columns nearer than this are headed by their number alone


def paint_headings(painter: QPainter, layout: CanvasLayout, experiment: Experiment, theme: Theme) -> None:
    """Draw each layer's number, role, size and activation above its column."""
    for layer in layout.layers:
        x = round(layout.x(layer))
        title, caption = _heading(layout, experiment, layer)
        size = 13 if layout.column_distance >= NARROW_COLUMN else 11
        _centred(painter, x, TITLE_Y, title, size, 600, theme.color("text"))
        _centred(painter, x, CAPTION_Y, caption, 11, 400, theme.color("text3"))


def _heading(layout: CanvasLayout, experiment: Experiment, layer: int) -> tuple[str, str]:
    units = experiment.sizes[layer - 1]
    last = len(experiment.sizes)
    role = "input" if layer == 1 else "output" if layer == last else "hidden"
    activation = title(experiment.activations[layer - 2]) if layer > 1 else ""
    if layout.column_distance < NUMBER_ONLY_COLUMN:
        return str(layer), str(units)
    if not layout.has_wide_columns:
        if role == "hidden" and experiment.hidden[layer - 2].dropout:
            activation += " ⊘"
        return f"Layer {layer}", f"{units} {activation}".strip()
    size = f"{units} unit{'s' if units > 1 else ''}"
    dropout = experiment.hidden[layer - 2].dropout if role == "hidden" else 0.0
    parts = [size, activation, f"dropout {format_number(dropout)}" if dropout else ""]
    return f"Layer {layer} · {role}", " · ".join(part for part in parts if part)


def _centred(painter: QPainter, x: int, baseline: int, text: str, size: int, weight: int, color: object) -> None:
    painter.setFont(ui_font(size, weight))
    painter.setPen(color)
    painter.drawText(x - 90, baseline - 20, 180, 26, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, text)


class GrowShrink(QWidget):
    """A round − and a round +, optionally with a text between them.

    Attributes
    ----------
    has_pointer : whether the pointer is over it
    """

    left = Signal()  # by the pointer

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.has_pointer = False
        self.minus = self._button("−", f"{name}_minus")
        self.plus = self._button("+", f"{name}_plus")
        self.text = QLabel(self)
        self.text.setFont(ui_font(12, 500))
        self.text.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for part in (self.minus, self.text, self.plus):
            row.addWidget(part)

    def set_text(self, text: str, widest: str) -> None:
        """Write a text; the buttons stand where they stand beside the widest one."""
        self.text.setText(text)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setFixedWidth(self.text.fontMetrics().horizontalAdvance(widest) + 12)
        self.text.show()

    def _button(self, sign: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(sign)
        button.setProperty("round", True)
        button.setFixedSize(BUTTON, BUTTON)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        let_space_press(button)
        return button

    # Qt's names

    def enterEvent(self, event: QEnterEvent) -> None:
        self.has_pointer = True

    def leaveEvent(self, event: QEvent) -> None:
        self.has_pointer = False
        self.left.emit()


class StructureButtons:
    """The buttons on a canvas: one pair for the number of hidden layers, one pair for the units of each.

    A pair that the pointer is over stays where it is until the pointer leaves it, so that a second click hits too.
    """

    def __init__(self, canvas: QWidget, document: Document) -> None:
        self._canvas = canvas
        self._document = document
        self._layout: CanvasLayout | None = None
        self._layers = GrowShrink(canvas, "hidden_layers")
        self._layers.plus.setToolTip("Add a hidden layer before the output layer")
        self._layers.minus.setToolTip("Remove the last hidden layer")
        self._layers.plus.clicked.connect(document.add_layer)
        self._layers.minus.clicked.connect(document.remove_layer)
        self._units: dict[int, GrowShrink] = {}

    def arrange(self, layout: CanvasLayout) -> None:
        """Put the buttons above their columns, enabled where they can do something."""
        self._layout = layout
        experiment = self._document.experiment
        hidden = len(experiment.hidden)
        self._layers.set_text(f"{hidden} hidden layer{'' if hidden == 1 else 's'}", WIDEST_TEXT)
        self._layers.minus.setEnabled(hidden > 0)
        self._layers.plus.setEnabled(hidden < MAX_HIDDEN_LAYERS)
        self._place(self._layers, layout.width / 2, 3)
        for layer in list(self._units):
            if layer > hidden + 1:
                gone = self._units.pop(layer)
                gone.hide()
                gone.deleteLater()
        for layer in range(2, hidden + 2):
            units = experiment.sizes[layer - 1]
            pair = self._units.get(layer) or self._make_pair(layer)
            pair.minus.setEnabled(units > 1)
            pair.plus.setEnabled(units < MAX_UNITS)
            self._place(pair, layout.x(layer), BUTTONS_Y)
            pair.setVisible(layout.column_distance >= pair.sizeHint().width() or layout.is_fit)

    def _make_pair(self, layer: int) -> GrowShrink:
        pair = GrowShrink(self._canvas, f"layer_{layer}")
        pair.plus.setToolTip(f"Add a unit to layer {layer}")
        pair.minus.setToolTip(f"Remove a unit from layer {layer}")
        pair.plus.clicked.connect(lambda: self._document.add_unit(layer))
        pair.minus.clicked.connect(lambda: self._document.remove_unit(layer))
        pair.left.connect(self._arrange_again)
        self._units[layer] = pair
        pair.show()
        return pair

    def _arrange_again(self) -> None:
        if self._layout is not None:
            self.arrange(self._layout)

    def _place(self, pair: GrowShrink, x: float, y: int) -> None:
        if pair.has_pointer and pair.isVisible():
            return
        size = pair.sizeHint()
        pair.setGeometry(round(x - size.width() / 2), y, size.width(), max(size.height(), BUTTON))
