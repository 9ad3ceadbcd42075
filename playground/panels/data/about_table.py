"""About a table: its rows, its inputs, its target, its classes with their counts, and what one should know of it."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.data import OWN, Data
from engine.table import WITH_POINT, Table
from playground.notation import format_number
from playground.plain_tip import plain_tip
from playground.theme import ui_font

MOST_CLASSES = 6  # that are listed; the tip has them all
MOST_IN_TIP = 100


class AboutTable(QWidget):
    """A few lines below the gallery; hidden where the data are no table."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("about_table")
        self.size_words, self.target_words, self.notes = _label("second"), _label("second"), _label("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for label in (self.size_words, self.target_words, self.notes):
            column.addWidget(label)
        self._table: Table | None = None

    def show_data(self, data: Data) -> None:
        """Tell of the table, if there is one."""
        table = data.table
        self.setVisible(table is not None)
        if table is None or table is self._table:  # to compare two of a million rows takes long
            return
        self._table = table
        inputs = f"{len(table.names)} input{'' if len(table.names) == 1 else 's'}"
        self.size_words.setText(f"{table.rows} rows, {inputs} → {table.target_name}")
        self.size_words.setToolTip(plain_tip(f"Inputs: {', '.join(table.names[:MOST_IN_TIP])}"))
        counts = counts_of(table)
        self.target_words.setText(_row(counts[:MOST_CLASSES], len(counts)) if counts else _values(table))
        self.target_words.setToolTip(plain_tip(_row(counts[:MOST_IN_TIP], len(counts))) if counts else "")
        self.notes.setText("\n".join(f"! {note[:1].upper()}{note[1:]}" for note in table.notes))
        self.notes.setVisible(bool(table.notes))
        self.size_words.setVisible(data.name == OWN)


def counts_of(table: Table) -> list[tuple[str, int]]:
    """Return how many rows each class has; [] for values."""
    counts = np.bincount(table.target.astype(np.intp), minlength=len(table.classes)) if table.classes else np.empty(0)
    return list(zip(table.classes, map(int, counts), strict=True))


def _row(counts: list[tuple[str, int]], all_of_them: int) -> str:
    more = f" and {all_of_them - len(counts)} more classes" if all_of_them > len(counts) else ""
    return "\u00a0· ".join(f"{_called(name)}:\u00a0{count}" for name, count in counts) + more


def _called(name: str) -> str:
    return f"class\u00a0{name}" if WITH_POINT.fullmatch(name) else name


def _values(table: Table) -> str:
    low, high = float(table.target.min()), float(table.target.max())
    return f"values from {format_number(low)} to {format_number(high)}"


def _label(tone: str) -> QLabel:
    label = QLabel()
    label.setFont(ui_font(11))
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
