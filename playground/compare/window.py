"""The comparison: a window beside the main one with two branches of the run side by side."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from engine.comparison import compare_weights, different_settings, sentences_without_counterpart
from engine.timeline.overview import Overview
from playground.charts.cost_comparison import BranchCosts, CostComparison
from playground.compare.chooser import Chooser
from playground.compare.maps import Maps
from playground.compare.sides import HERE, Side, Sides, fitting, words_of_settings
from playground.compare.weights import WeightsView
from playground.document.moment import Moment
from playground.document.past import Past
from playground.document.slicing import Slicing
from playground.document.words import kind_of_cost
from playground.keyboard import let_escape_close, let_space_press
from playground.theme import Appearance, ui_font

SIZE, LEAST_SIZE = (1000, 680), (760, 540)
MESSAGE_WIDTH = 440
LEAST_BELOW = 190  # pixels of costs and weights
PER_SECOND = 5  # in a hurry, see document/turns.py
NO_BRANCHES = (
    "There is one branch only, so there is nothing to compare yet.\n\nA branch comes about when you go back on the "
    "timeline and change something there, such as the learning rate, or learn on from there: what came after stays as "
    "a branch, and the run goes another way."
)
NOT_KEPT = "It is not kept what {name} came to. Go to this branch once to see it."


class CompareWindow(QWidget):
    """Shows the present moment and a branch, or two branches: curves, boundaries, weights.

    A tool window: it stays before the main window, whose keys hold in it too.
    """

    def __init__(self, past: Past, moment: Moment, slicing: Slicing, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self._beside = parent
        self.setObjectName("compare_window")
        self.setWindowTitle("Compare branches")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._past = past
        self._moment = moment
        self._sides = Sides()
        self._wanted: tuple[int, int] | None = None  # None until a person chooses
        self.chooser = Chooser(appearance)
        self.settings, self.sentence, self.rest = _words("second"), _words("second"), _words("third")
        self.maps = Maps(appearance, slicing)
        self.costs = CostComparison(appearance)
        self.weights = WeightsView(appearance)
        self.message = QLabel()
        self.go = QToolButton()
        self.pages = QStackedWidget()
        self._lay_out()
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*SIZE)
        self.chooser.changed.connect(self._choose)
        self.go.clicked.connect(self._go_to_branch)
        let_escape_close(self)
        moment.follow(self, self._show, per_second=PER_SECOND)
        slicing.changed.connect(lambda: moment.show_again(self))

    def _lay_out(self) -> None:
        weights = QVBoxLayout()
        weights.setSpacing(6)
        heading = QLabel("Weights")
        heading.setFont(ui_font(14, 600))
        heading.setFixedHeight(28)
        for piece in (heading, self.weights):
            weights.addWidget(piece)
        below = QWidget()
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # shares decide, not hints
        below.setMinimumHeight(LEAST_BELOW)
        lower = QHBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(22)
        lower.addWidget(self.costs, 3)
        lower.addLayout(weights, 2)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.settings)
        column.addWidget(self.maps, 8)
        column.addWidget(self.sentence)
        column.addWidget(below, 5)
        column.addWidget(self.rest)
        self.pages.addWidget(both)
        self.pages.addWidget(self._message_page())
        window = QVBoxLayout(self)
        window.setContentsMargins(16, 12, 16, 14)
        window.setSpacing(8)
        window.addWidget(self.chooser)
        window.addWidget(self.pages, 1)

    def _message_page(self) -> QWidget:
        self.message.setWordWrap(True)
        self.message.setFont(ui_font(13))
        self.message.setProperty("tone", "second")
        self.go.setText("Go to this branch")
        self.go.setProperty("worded", True)
        let_space_press(self.go)
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(2)
        column.addWidget(self.message, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    def set_digits(self, digits: int) -> None:
        """Write weights with so many decimals."""
        self.weights.weights.set_digits(digits)

    # ---- what is shown ---------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[int, int]:
        """The choices of A and B: a branch's number, or `HERE`."""
        return self.chooser.chosen

    def _choose(self, a: int, b: int) -> None:
        self._wanted = a, b
        self._show()

    def _show(self) -> None:
        past, snapshot = self._past.seen, self._moment.snapshot
        if past is None or snapshot is None:
            return
        self.chooser.setVisible(bool(past.others))
        if not past.others:
            self._wanted = None
            self._say(NO_BRANCHES)
            return
        chosen = fitting(self._wanted or (HERE, self._past.left or 0), past, self._past.left)
        if self._wanted:  # else B stays what was left last
            self._wanted = chosen
        self.chooser.show_choices(past, chosen)
        a, b = (self._sides.side(snapshot, past, choice) for choice in chosen)
        if a is None or b is None:
            self._say(NOT_KEPT.format(name=self._name(past, chosen[0 if a is None else 1])), can_go=True)
            return
        self._show_sides(a, b)
        self.pages.setCurrentIndex(0)

    def _show_sides(self, a: Side, b: Side) -> None:
        costs = [
            BranchCosts(f"{letter}  {side.name}", side.color, side.costs[0], side.costs[1], side.costs[2])
            for letter, side in zip("AB", (a, b), strict=True)
        ]
        self.costs.show_costs(costs, kind_of_cost(a.experiment, b.experiment))
        self.maps.show_sides(a, b)
        _tell(self.sentence, self.maps.sentence)
        _tell(self.settings, words_of_settings(different_settings(a.experiment, b.experiment)))
        self.weights.weights.show_compared(compare_weights(a.network, b.network), keep_order=self._moment.in_hurry)
        _tell(self.rest, sentences_without_counterpart(a.network.sizes, b.network.sizes))

    def _say(self, message: str, *, can_go: bool = False) -> None:
        self.message.setText(message)
        self.message.setFixedSize(MESSAGE_WIDTH, self.message.heightForWidth(MESSAGE_WIDTH))  # it stands in a middle
        self.go.setVisible(can_go)
        self.pages.setCurrentIndex(1)

    def _name(self, past: Overview, choice: int) -> str:
        way = past.way(choice)
        return way.name if way else ""

    def _go_to_branch(self) -> None:
        past, snapshot = self._past.seen, self._moment.snapshot
        if past is None or snapshot is None:
            return
        for choice in self.chosen:
            if self._sides.side(snapshot, past, choice) is None:
                self._past.go_to_branch(choice)
                return

    # Qt's names

    def showEvent(self, event: QShowEvent) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Moved):  # shown first, and not remembered
            around = self._beside.frameGeometry()
            self.move(around.center() - self.rect().center())
        super().showEvent(event)
        self._show()
        self.weights.setFocus()


def _words(tone: str) -> QLabel:
    """Return a line of words that takes no room while there are none."""
    label = QLabel()
    label.hide()
    label.setWordWrap(True)
    label.setFont(ui_font(12))
    label.setProperty("tone", tone)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _tell(label: QLabel, words: str) -> None:
    if words != label.text():
        label.setText(words)
        label.setVisible(bool(words))
