"""The formula: a line to type it in, what it makes or what is wrong with it, examples, and what can be written."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.data import FORMULA
from engine.errors import FormulaError
from engine.experiment import Experiment
from engine.plane_formula import parse, trouble_with
from playground.document.document import Document
from playground.panels.data.consequence import begins_anew, consequence
from playground.panels.data.formula_edit import FormulaEdit, typed_font
from playground.panels.link import Link
from playground.plain_tip import plain_tip
from playground.theme import Appearance, ui_font

EXAMPLES = {
    "Regions": (
        "x1*x1 + sin(x2) > 1",
        "|x1| + |x2| < 4",
        "2 < r < 4",
        "x1 > 0 xor x2 > 0",
        "x2 > 3 sin(x1)",
        "sin(2 r + theta) > 0",
        "hypot(x1 + 2, x2) < 2 or hypot(x1 - 2, x2) < 2",
        "floor(x1/2) mod 2 == floor(x2/2) mod 2",
    ),
    "Values over the plane": ("sin(x1)*x2", "x1*x2 / 6", "exp(-r^2 / 8)", "cos(r)", "max(x1, x2)"),
    "Values over a line": ("sin(x1)", "|x1|", "x1^3 / 50 - x1", "step(x1)", "exp(-x1^2)"),
}
FITS = 22  # characters that the line surely shows at once
LINES = 3  # of what is said: a sentence that comes while one types moves nothing


@dataclass(frozen=True)
class Finding:
    """What is to be said of a text; `mark` are the characters that are wrong, None if nothing is."""

    sentence: str
    mark: tuple[int, int] | None = None


def finding(text: str) -> Finding:
    """Return what a text is as a formula.

    >>> finding("2 < r < 4")
    Finding(sentence='region: 2 classes', mark=None)
    >>> finding("sin(x1)").sentence
    'values over a line'
    >>> finding("2 sine(x1)")
    Finding(sentence="unknown name 'sine': did you mean sin?", mark=(2, 6))
    """
    try:
        formula = parse(text)
    except FormulaError as error:
        return Finding(error.sentence, (error.start, error.end))
    if trouble := trouble_with(formula):
        return Finding(trouble, (0, len(text)))
    if formula.is_region:
        return Finding("region: 2 classes")
    return Finding("values over the plane" if formula.dimensions == 2 else "values over a line")


class FormulaRow(QWidget):
    """Shows and edits the formula of the data.

    What is typed is taken by Return, when the line is left, or after a pause. A pause does not take what would begin
    another run: that is said, and waits for Return.
    """

    def __init__(self, document: Document, appearance: Appearance) -> None:
        super().__init__()
        self._document = document
        self._gesture = object()  # what is typed until it is taken by Return or left is one change
        self.edit = FormulaEdit(appearance)
        self.edit.setAccessibleName("Formula")
        self.said = QLabel()
        self.said.setObjectName("formula_said")
        self.said.setFont(typed_font(11, 500))
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.said.setMinimumHeight(LINES * self.said.fontMetrics().lineSpacing())
        self.examples = Link("Examples", "formula_examples", "Formulas to begin with")
        self.examples.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.examples.setMenu(self._make_examples())
        self.help = Link("What can I write?", "formula_help_link", "Coordinates, operators and functions")
        self.help.clicked.connect(self._show_help)
        links = QHBoxLayout()
        links.setSpacing(12)
        links.addWidget(self.examples)
        links.addWidget(self.help)
        links.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.edit)
        column.addLayout(links)
        column.addWidget(self.said)
        self.edit.textEdited.connect(self._check)
        self.edit.paused.connect(self._take_after_pause)
        self.edit.entered.connect(self._enter)
        self.edit.left.connect(self._take_and_end)
        self.edit.taken_back.connect(self._check)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the formula that is learnt from, unless somebody is typing another one; hidden for other data."""
        is_formula = experiment.data.name == FORMULA
        if is_formula:
            self.edit.show_text(experiment.data.formula)
            self._check()
        else:
            self.edit.settle()
            self.edit.clearFocus()  # else the next field would get the focus, and the keys with it
        self.setVisible(is_formula)

    # ---- what is typed ---------------------------------------------------------------------------------------------

    def _check(self) -> None:
        """Say what the text is or what is wrong with it, and what would begin again with it."""
        text = self.edit.text()
        found = finding(text)
        experiment = self._document.experiment
        sentence = found.sentence[:1].upper() + found.sentence[1:]
        if found.mark:
            self.edit.mark(*found.mark)
        else:
            self.edit.unmark()
            if begins_anew(experiment, formula=text):
                takes = consequence(experiment, formula=text)
                sentence += f". Return {takes[:1].lower()}{takes[1:]}"
        self.said.setText(sentence)
        self.edit.setAccessibleDescription(sentence)
        self.edit.setToolTip(plain_tip(text) if len(text) > FITS else "")
        _set(self.said, "tone", "" if found.mark else "second")
        _set(self.said, "problem", bool(found.mark))
        _set(self.edit, "wrong", bool(found.mark))

    def _take_after_pause(self) -> None:
        text = self.edit.text()
        if not self.edit.marked and not begins_anew(self._document.experiment, formula=text):
            self._take()

    def _enter(self) -> None:
        self._take_and_end()
        if not self.edit.marked:
            self.edit.clearFocus()

    def _take_and_end(self) -> None:
        if not self.edit.marked:
            self._take()
            self._gesture = object()

    def _take(self) -> None:
        if self._document.set_data(self._gesture, formula=self.edit.text()):
            self.edit.settle()
            self._check()

    # ---- examples and help -----------------------------------------------------------------------------------------

    def _make_examples(self) -> QMenu:
        menu = QMenu(self)
        for title, formulas in EXAMPLES.items():
            heading = menu.addAction(title)
            heading.setEnabled(False)
            heading.setFont(ui_font(11, 600))
            for formula in formulas:
                action = menu.addAction(formula)
                action.setFont(typed_font(13))
                action.triggered.connect(lambda _checked=False, formula=formula: self._choose(formula))
        return menu

    def _choose(self, formula: str) -> None:
        self.edit.settle()
        self._document.set_data(formula=formula)
        self.show_experiment(self._document.experiment)

    def _show_help(self) -> None:
        from playground.panels.data.formula_help import FormulaHelp

        popup = FormulaHelp(self)
        popup.adjustSize()
        popup.open_at(self.edit.mapToGlobal(QPoint(self.edit.width() + 12, 0)))


def _set(widget: QWidget, name: str, value: object) -> None:
    """Let the style sheet know something of a widget."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().polish(widget)
