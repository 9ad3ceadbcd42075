"""The form of a hidden layer: opened by its heading, it stands beside the layer until one clicks elsewhere."""

from PySide6.QtCore import QPointF, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.activations import HIDDEN
from engine.titles import title
from playground.combo_box import ComboBox
from playground.document.document import Document
from playground.notation import format_number
from playground.slider import ValueSlider
from playground.theme import Appearance, ui_font
from playground.whole_field import WholeField

WIDTH = 236
TYPED_UNITS = 2**31 - 1  # that can be typed: what a layer cannot have, the document says best
DROPOUTS = [round(0.05 * step, 2) for step in range(19)]  # to 0.9


class LayerForm(QFrame):
    """Shows a layer's activation, units and dropout, and what else can be done with it."""

    def __init__(self, parent: QWidget, document: Document, appearance: Appearance) -> None:
        super().__init__(parent)
        self.setObjectName("layer_form")
        self.layer = 0  # 0 while it is closed
        self._document = document
        self._title = QLabel()
        self._title.setFont(ui_font(13, 600))
        self.activation = ComboBox(appearance)
        self.activation.setObjectName("layer_activation")
        self.activation.offer_titles({name: title(name) for name in HIDDEN})
        self.units = WholeField("the number of units", 0, TYPED_UNITS)
        self.units.setObjectName("layer_units")
        self.dropout = ValueSlider(
            "Dropout", DROPOUTS, lambda share: format_number(share) if share else "none", "Units left out at random"
        )
        self.sentence = QLabel()
        self.sentence.setObjectName("sentence")
        self.sentence.setProperty("kind", "problem")
        self.sentence.setFont(ui_font(11, 500))
        self.sentence.setWordWrap(True)
        self.sentence.hide()
        self._has_refused = False
        self._freeze = self._button("Freeze", "layer_freeze")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 14, 12)
        column.setSpacing(9)
        column.addWidget(self._title)
        column.addLayout(_row("Activation", self.activation))
        column.addLayout(_row("Units", self.units))
        column.addWidget(self.sentence)
        column.addWidget(self.dropout)
        duplicate, remove = self._button("Duplicate", "layer_duplicate"), self._button("Remove", "layer_remove")
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (duplicate, self._freeze, remove):
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.activation.activated.connect(
            lambda _row: document.set_activation(self.activation.currentData(), self.layer)
        )
        self.units.valueChanged.connect(self._set_units)
        self.units.refused.connect(self._object)
        self.units.lineEdit().textEdited.connect(lambda _text: self._object(""))
        self.dropout.chosen.connect(lambda share, gesture: document.set_dropout(self.layer, share, gesture))
        duplicate.clicked.connect(lambda: document.duplicate_layer(self.layer))
        remove.clicked.connect(self._remove)
        self._freeze.clicked.connect(self._toggle_freeze)
        document.experiment_changed.connect(self._show)
        self.setFixedWidth(WIDTH)
        self.hide()

    def open(self, layer: int, place: QPointF) -> None:
        """Show a hidden layer, with the form's upper left corner at a place of its parent."""
        self.layer = layer
        self._object("")
        self._show()
        self.place(place)
        self.show()
        self.raise_()
        self.activation.setFocus()

    def place(self, place: QPointF) -> None:
        """Stand with the upper left corner at a place, within the parent."""
        room, height = self.parentWidget().size(), self.sizeHint().height()
        x, y = min(round(place.x()), room.width() - WIDTH - 4), min(round(place.y()), room.height() - height - 4)
        self.setGeometry(max(x, 4), max(y, 4), WIDTH, height)

    def close_form(self) -> None:
        """Close it, and give the keys back to the canvas."""
        if self.layer:
            self.layer = 0
            if self.isAncestorOf(self.focusWidget() or self):
                self.parentWidget().setFocus()
            self.hide()

    def _show(self) -> None:
        experiment = self._document.experiment
        if not self.layer:
            return
        if not 1 < self.layer < len(experiment.sizes):
            self.close_form()
            return
        layer = experiment.hidden[self.layer - 2]
        self._title.setText(f"Layer {self.layer} · hidden")
        self.activation.setCurrentIndex(self.activation.findData(layer.activation))
        with QSignalBlocker(self.units):
            self.units.setValue(layer.units)
        self.dropout.set_value(layer.dropout)
        self._freeze.setText("Unfreeze" if self._is_frozen else "Freeze")

    @property
    def _is_frozen(self) -> bool:
        return set(self._document.weights_into(self.layer)) <= set(self._document.experiment.frozen)

    def _toggle_freeze(self) -> None:
        weights = self._document.weights_into(self.layer)
        (self._document.unfreeze if self._is_frozen else self._document.freeze)(weights)

    def _set_units(self, units: int) -> None:
        sentence = self._document.objection_to_units(self.layer, units)
        self._object(sentence)
        if sentence:
            with QSignalBlocker(self.units):
                self.units.setValue(self._document.experiment.hidden[self.layer - 2].units)
            self.units.selectAll()
        else:
            self._document.set_units(self.layer, units)

    def _object(self, sentence: str) -> None:
        """Tell below the field why a number of units is not taken; "" is nothing to tell."""
        self._has_refused = bool(sentence)
        self.sentence.setText(sentence[:1].upper() + sentence[1:])
        self.sentence.setVisible(bool(sentence))
        width = self.width() - 28
        self.sentence.setFixedHeight(self.sentence.heightForWidth(width) if sentence else 0)
        self.resize(self.width(), self.sizeHint().height())

    def _remove(self) -> None:
        layer = self.layer
        self.close_form()
        self._document.remove_layer(layer)

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setFont(ui_font(12, 500))
        return button

    # Qt's names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._has_refused and event.key() != Qt.Key.Key_Escape:
            self._has_refused = False  # the Return that was refused: the sentence is to be read
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close_form()
        else:
            super().keyPressEvent(event)


def _row(name: str, field: QWidget) -> QHBoxLayout:
    label = QLabel(name)
    label.setFont(ui_font(12))
    label.setProperty("tone", "second")
    label.setBuddy(field)
    field.setAccessibleName(name)
    row = QHBoxLayout()
    row.addWidget(label)
    row.addStretch()
    field.setFixedWidth(104)
    row.addWidget(field)
    return row
