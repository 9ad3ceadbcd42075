"""Verdicts on derivatives: how each looks and reads wherever a check is shown; a mark tells it as well as a colour."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.gradient_check import Difference
from playground import notation
from playground.notation import Box, FormulaLabel
from playground.theme import Appearance, Theme, ui_font


@dataclass(frozen=True)
class Look:
    """How a verdict is told.

    Attributes
    ----------
    mark, word : in a line of text
    token : the colour, a name in Theme
    line : the style of an edge
    meaning : one sentence
    """

    mark: str
    word: str
    token: str
    line: Qt.PenStyle
    meaning: str


LOOKS = {
    "fine": Look("✓", "fine", "fine", Qt.PenStyle.SolidLine, "Backpropagation and the difference agree"),
    "doubtful": Look(
        "?", "doubtful", "text", Qt.PenStyle.DashLine, "They agree in some digits only: rounding, or a mistake"
    ),
    "wrong": Look("✗", "wrong", "wrong", Qt.PenStyle.DashDotLine, "They do not agree: one of the two is wrong"),
    "kink": Look(
        "∧", "at a kink", "text3", Qt.PenStyle.DotLine, "The difference steps over a kink, where it means nothing"
    ),
}

FORMULA, SMALL = 16, 11
FRACTION_DISTANCE = 7  # from the fraction to the verdict below
INNER = 0.875  # of the size: what stands in the fraction
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written_error(error: float) -> str:
    """Write a relative error with one digit and a power of ten.

    >>> [written_error(error) for error in (3.12e-10, 0.0, float("nan"))]
    ['3×10⁻¹⁰', '0', 'NaN']
    """
    if error == 0 or error != error:
        return "0" if error == 0 else "NaN"
    mantissa, exponent = f"{error:.0e}".split("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}"


def significant(value: float, digits: int = 6) -> str:
    """Write a number with so many significant digits: agreement shows in the last ones."""
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}"
    return text.replace("-", "−")


def difference_box(found: Difference, size: int, theme: Theme) -> Box:
    """Set [J(w + ε) − J(w − ε)] / 2ε = number."""
    small = round(INNER * size)
    cost, w, epsilon = (notation.letter(text, small) for text in ("J", "w", "ε"))

    def cost_at(sign: str) -> Box:
        moved = notation.row(w, notation.operator(sign, small), epsilon)
        return notation.row(cost, notation.fenced(moved, small))

    above = notation.row(cost_at("+"), notation.operator("−", small), cost_at("−"))
    below = notation.row(notation.glyphs("2", small), epsilon)
    color = theme.signed(found.numeric, text=True) if found.numeric else None
    number = notation.glyphs(significant(found.numeric), size, color)
    return notation.row(notation.fraction(above, below, small), notation.operator("=", size), number)


class CheckLine(QWidget):
    """A derivative's central difference, the relative error and the verdict."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._formula = FormulaLabel(Box(0.0))
        self.verdict = QLabel()
        self.verdict.setFont(ui_font(SMALL, 600))
        self.error = QLabel()
        self.error.setFont(ui_font(SMALL))
        self.error.setProperty("tone", "second")
        words = QHBoxLayout()
        words.setSpacing(6)
        words.addWidget(self.verdict)
        words.addWidget(self.error)
        words.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(FRACTION_DISTANCE)
        column.addWidget(self._formula)
        column.addLayout(words)

    def show_difference(self, found: Difference | None) -> None:
        """Show what a check found; None: it would take too long here."""
        self._formula.setVisible(found is not None)
        self.verdict.setVisible(found is not None)
        if found is None:
            self.error.setText("Too many samples to check while one waits: Run → Check gradients")
            return
        theme, look = self._appearance.theme, LOOKS[found.verdict]
        said = f"[J(w + ε) − J(w − ε)] / 2ε = {significant(found.numeric)}"
        self._formula.set_box(difference_box(found, FORMULA, theme), said)
        self.verdict.setText(f"{look.mark} {look.word}")
        if self.verdict.property("verdict") != found.verdict:
            self.verdict.setProperty("verdict", found.verdict)
            self.verdict.style().polish(self.verdict)
        self.error.setText(f"relative error {written_error(found.error)}")
        tip = (
            f"{look.meaning}.\nby backpropagation {significant(found.analytic, 12)}\n"
            f"by the difference {significant(found.numeric, 12)}\n"
            f"J(w + ε) = {significant(found.above, 12)}, J(w − ε) = {significant(found.below, 12)}, "
            f"ε = {significant(found.epsilon)}"
        )
        for part in (self, self._formula, self.verdict, self.error):
            part.setToolTip(tip)
