"""Fields for what is chosen out of a list of the engine's: with its formula, and its parameters if it has any."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.choices import Choice, choose
from engine.experiment import EFFECTS
from engine.rules import rule_of
from engine.titles import title, title_of_parameter
from playground.combo_box import ComboBox
from playground.panels.rows import NumberRow, formula_label, row
from playground.theme import Appearance

COMBO_WIDTH = 136


class Kind(Protocol):
    """What the engine's tables hold of each choice."""

    @property
    def name(self) -> str: ...

    @property
    def formula(self) -> str: ...

    @property
    def defaults(self) -> Mapping[str, float]: ...


def effect_words(field: str) -> str:
    """Return what becomes of the run when a field of the experiment changes, as a sentence."""
    words = EFFECTS[field].value
    return words[:1].upper() + words[1:]


class NameField(ComboBox):
    """A list of names of the engine's, as they are read, each with its formula as a tip.

    Parameters
    ----------
    choose : is given the engine's name of what a person chose
    """

    def __init__(
        self, name: str, choose: Callable[[str], object], appearance: Appearance, width: int = COMBO_WIDTH
    ) -> None:
        super().__init__(appearance)
        self.setObjectName(name)
        self.setFixedWidth(width)
        self.setMaxVisibleItems(14)
        self._names: tuple[str, ...] = ()
        self._choose = choose
        self.activated.connect(self._chosen)

    def offer(self, names: Iterable[str], tips: Mapping[str, str]) -> None:
        """Offer these names from now on."""
        if (names := tuple(names)) == self._names:
            return
        self._names = names
        with QSignalBlocker(self):
            self.clear()
            for index, name in enumerate(names):
                self.addItem(title(name))
                self.setItemData(index, tips.get(name, ""), Qt.ItemDataRole.ToolTipRole)

    def show_name(self, name: str) -> None:
        """Show what is chosen without announcing it; nothing for a name that is not offered."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self._names.index(name) if name in self._names else -1)

    @property
    def names(self) -> tuple[str, ...]:
        """The engine's names of what is offered."""
        return self._names

    def _chosen(self, index: int) -> None:
        self.clearFocus()
        self._choose(self._names[index])


class ChoiceField(QWidget):
    """A Choice: its name out of a table, its formula, and a field for each of its parameters.

    Parameters
    ----------
    field : of the experiment
    kinds : the engine's table
    choose : is given another Choice
    object_to : is given another Choice, and returns why it cannot be, or ""
    """

    def __init__(
        self,
        heading: str,
        field: str,
        kinds: Mapping[str, Kind],
        choose: Callable[[Choice], object],
        object_to: Callable[[Choice], str],
        appearance: Appearance,
    ) -> None:
        super().__init__()
        self._field = field
        self._kinds = kinds
        self._choose = choose
        self._object_to = object_to
        self._choice = Choice("")
        self.names = NameField(field, lambda name: choose(Choice(name)), appearance)
        self.names.offer(kinds, {name: kind.formula for name, kind in kinds.items()})
        self.formula = formula_label()
        self.parameters: dict[str, NumberRow] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(row(heading, self.names, effect_words(field)))
        column.addWidget(self.formula)
        column.addLayout(self._rows)

    def show_choice(self, choice: Choice) -> None:
        """Show a choice and its parameters, without announcing it."""
        if choice.name != self._choice.name:
            self.names.show_name(choice.name)
            self.formula.setText(self._kinds[choice.name].formula)
            self._make_rows(choice.name)
        self._choice = choice
        values = choice.with_defaults(self._kinds[choice.name].defaults)
        for name, number in self.parameters.items():
            number.show_value(values[name])

    def _make_rows(self, chosen: str) -> None:
        for number in self.parameters.values():
            self._rows.removeWidget(number)
            number.hide()
            number.deleteLater()
        self.parameters = {}
        for name, usual in self._kinds[chosen].defaults.items():
            read = title_of_parameter(chosen, name)
            tip = f"{read}: {rule_of(chosen, name).expected}, mostly {usual:g}"
            number = NumberRow(read, f"{self._field}_{name}", tip, lambda value, name=name: self._set(name, value))
            self._rows.addWidget(number)
            self.parameters[name] = number

    def _set(self, name: str, value: float) -> str:
        """Take another parameter; return why it cannot be, or ""."""
        usual = self._kinds[self._choice.name].defaults
        values = {**self._choice.with_defaults(usual), name: value}
        new = choose(self._choice.name, **{key: number for key, number in values.items() if number != usual[key]})
        sentence = self._object_to(new)
        if not sentence:
            self._choose(new)
        return sentence
