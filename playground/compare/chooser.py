"""The row on top: which two are compared."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from engine.timeline.overview import Overview
from playground import icons
from playground.combo_box import ComboBox
from playground.compare.sides import HERE
from playground.keyboard import let_space_press
from playground.theme import Appearance, ui_font

DOT = 10  # pixels of a branch's colour
Entry = tuple[int, str, int]  # the choice, what it is called, and the number of its colour


class Chooser(QWidget):
    """Two choices and a button that swaps them; who is chosen on one side of the other makes them swap.

    Attributes
    ----------
    chosen : the choices of A and B
    """

    changed = Signal(int, int)  # the choices of A and B, as a person wants them

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._entries: Sequence[Entry] = ()
        self.chosen = (HERE, HERE)
        self.boxes = ComboBox(appearance), ComboBox(appearance)
        self.swap = QToolButton()
        self.swap.setText("⇄")
        self.swap.setFont(ui_font(14))
        self.swap.setToolTip("Swap A and B")
        self.swap.setAccessibleName("Swap A and B")
        self.swap.setProperty("worded", True)
        let_space_press(self.swap)
        self.swap.clicked.connect(lambda: self.changed.emit(*reversed(self.chosen)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for number, (name, box) in enumerate(zip("AB", self.boxes, strict=True)):
            label = QLabel(name)
            label.setFont(ui_font(13, 600))
            label.setBuddy(box)
            box.setAccessibleName(f"What is compared as {name}")
            box.setToolTip("The present moment, or a branch at its end")
            box.setIconSize(QSize(DOT, DOT))
            box.setMinimumWidth(210)
            box.setMaximumWidth(320)
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(lambda index, number=number: self._choose(number, index))
            if number:
                row.addWidget(self.swap)
            row.addWidget(label)
            row.addWidget(box, 1)
        row.addStretch(1)
        appearance.changed.connect(self._fill)

    def show_choices(self, past: Overview, chosen: tuple[int, int]) -> None:
        """Show what can be chosen, and what is."""
        here = past.present
        entries = [(HERE, f"{here.name}, here at epoch {past.here.epochs:g}", here.color)]
        entries += [
            (way.number, f"{way.name}, to epoch {way.end.epochs:g}", way.color)
            for way in sorted(past.others, key=lambda way: way.number)
        ]
        if (entries, chosen) == (self._entries, self.chosen):
            return
        same = [entry[::2] for entry in entries] == [entry[::2] for entry in self._entries]
        self._entries, self.chosen = entries, chosen
        if same:  # while the run goes on only words change: a list that is open stays so
            for box in self.boxes:
                for index, (_, name, _) in enumerate(entries):
                    box.setItemText(index, name)
            self._show_chosen()
        else:
            self._fill()

    def _fill(self) -> None:
        theme, ratio = self._appearance.theme, self.devicePixelRatioF()
        for box in self.boxes:
            box.clear()
            for choice, name, color in self._entries:
                box.addItem(icons.dot(theme.of_branch(color), DOT, ratio), name, choice)
        self._show_chosen()

    def _show_chosen(self) -> None:
        for box, choice in zip(self.boxes, self.chosen, strict=True):
            box.setCurrentIndex(box.findData(choice))

    def _choose(self, number: int, index: int) -> None:
        choices, wanted = list(self.chosen), self._entries[index][0]
        if wanted == choices[1 - number]:
            choices.reverse()
        else:
            choices[number] = wanted
        self.changed.emit(*choices)
