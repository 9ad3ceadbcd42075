"""The list of a table's columns, of which some are inputs: checked, filtered, all or none."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from engine.experiment import Experiment
from engine.features import column_of
from engine.rules import MAX_INPUTS
from playground.document.document import Document
from playground.panels.data.columns import MOST_SHOWN, Columns, ColumnView
from playground.panels.link import Link
from playground.panels.sentence import Sentence
from playground.theme import Appearance


class ColumnList(QWidget):
    """The columns of a table to check, a filter where there are many, and words that check all or none."""

    def __init__(self, document: Document, appearance: Appearance) -> None:
        super().__init__()
        self._document = document
        self.columns = Columns()
        self.view = ColumnView(self.columns, appearance)
        self.filter = QLineEdit()
        self.filter.setObjectName("column_filter")
        self.filter.setProperty("form", True)
        self.filter.setPlaceholderText("find a column")
        self.filter.setAccessibleName("Find a column")
        self.filter.setClearButtonEnabled(True)
        self.all = Link("all", "all_columns", "Give the network all columns that are listed")
        self.none = Link("none", "no_columns", "Take out those that are listed; one input always stays")
        self.most = Sentence()
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.filter, 1)
        line.addStretch()
        line.addWidget(self.all)
        line.addWidget(self.none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.view)
        column.addWidget(self.most)
        self.filter.textChanged.connect(self.columns.set_filter)
        self.columns.toggled.connect(document.toggle_feature)
        self.all.clicked.connect(self._choose_all)
        self.none.clicked.connect(self._choose_none)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the columns of the table, and which of them are inputs."""
        table = experiment.data.table
        if table is None or len(table.names) <= 2:
            return
        self.columns.show_table(table)
        self.columns.show_chosen(experiment.features)
        self.view.fit(len(table.names))
        self.filter.setVisible(len(table.names) > MOST_SHOWN)
        if len(table.names) > MAX_INPUTS:
            self.most.say(f"{len(table.names)} columns; at most {MAX_INPUTS} can be inputs at once")
        else:
            self.most.clear()

    def _choose_all(self) -> None:
        chosen = self._document.experiment.features
        new = [name for name in self.columns.shown if name not in chosen]
        self._document.set_features(_in_order([*chosen, *new][: max(MAX_INPUTS, len(chosen))]))

    def _choose_none(self) -> None:
        shown = self.columns.shown
        rest = [name for name in self._document.experiment.features if name not in set(shown)]
        if rest or shown:
            self._document.set_features(rest or shown[:1])

    # Qt's names

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()


def _in_order(names: list[str]) -> list[str]:
    """Return columns in the order of the table, and what is made of them after these."""
    return sorted(names, key=lambda name: (column_of(name) < 0, column_of(name)))
