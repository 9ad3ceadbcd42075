"""What can be written in a formula, in a small window beside it: all of it from the engine's tables."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from engine.plane_formula.words import CONSTANTS, COORDINATES, FUNCTIONS, KEYWORDS, OPERATORS
from playground.panels.data.formula_edit import typed_font
from playground.theme import ui_font

WIDTH = 300
COORDINATE_WORDS = {
    "x1": "across",
    "x2": "up",
    "r": "the distance from the middle",
    "theta": "the angle about it",
}


def rows() -> list[tuple[str, str]]:
    """Return what can be written, by kinds."""
    of_same: dict[int, list[str]] = {}
    for name, function in FUNCTIONS.items():
        of_same.setdefault(id(function), []).append(name)
    functions = [" = ".join(sorted(names, key=len, reverse=True)) for names in of_same.values()]
    signs = [sign for sign, operator in OPERATORS.items() if not operator.is_logic and sign != "mod"]
    return [
        ("Where", ", ".join(f"{name} ({COORDINATE_WORDS.get(name, '')})" for name in COORDINATES)),
        ("Numbers", ", ".join(("2", "0.5", "1e-3", *CONSTANTS))),
        ("Signs", "  ".join((*signs, "mod", "|x1|", "( )"))),
        ("Truths", ", ".join(KEYWORDS)),
        ("Functions", ", ".join(functions)),
        ("Also", "2 x1 is 2*x1; x1² is x1^2; 1 < r < 2 compares twice"),
        ("Makes", "a comparison: two classes; a number: values, over a line where there is no x2"),
    ]


class FormulaHelp(QFrame):
    """A popup: a click elsewhere or Escape closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("formula_help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("What can be written in a formula")
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, (kind, what) in enumerate(rows()):
            name, words = QLabel(kind), QLabel(what)
            name.setFont(ui_font(11, 600))
            name.setProperty("tone", "second")
            words.setFont(typed_font(12))
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setMinimumWidth(WIDTH)
            grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addLayout(grid)

    def open_at(self, place: QPoint) -> None:
        """Show it with its corner there, or as near as the screen lets it."""
        screen = self.screen().availableGeometry()
        self.move(min(place.x(), screen.right() - self.width()), min(place.y(), screen.bottom() - self.height()))
        self.show()
