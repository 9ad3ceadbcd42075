"""The sample lens: which sample is looked at, what it costs, and keys and buttons to look at others."""

from math import isfinite

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.numbers import format_percent
from engine.symbols import Symbol, derivative
from engine.symbols import weight as weight_symbol
from engine.titles import shortened
from playground import notation
from playground.document.lens import MINI_BATCH, TEST, TRAINING, Lens
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.document.stepping import Stepping
from playground.keyboard import let_space_press
from playground.notation import Box, FormulaLabel
from playground.panels.figures import figure
from playground.plain_tip import plain_tip
from playground.theme import Appearance, ui_font

FIGURES_PER_SECOND = 8
FACT, SMALL = 13, 11
SYMBOLS, LINE = 96, 19  # pixels that are always kept for the symbols, and for a line: nothing jumps
HEAD_DISTANCE = 6  # from the buttons to the first line
WHOLES = {MINI_BATCH: "this mini-batch's", TRAINING: "the training set's", TEST: "the test set's"}
COST_DIGITS = 4
LARGE_SHARE = 9.995  # beyond, a percentage says only that the parts all but cancel


class _Fitting(QLabel):
    """Says as much as there is room for; its tooltip says all."""

    def __init__(self) -> None:
        super().__init__()
        self._versions: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def offer(self, *versions: str) -> None:
        """Say the first of these that fits."""
        self._versions = versions
        self.setToolTip(plain_tip(versions[0]))
        self._fit()

    def _fit(self) -> None:
        width = self.fontMetrics().horizontalAdvance
        self.setText(next((words for words in self._versions if width(words) <= self.width()), ""))

    # Qt's names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class SampleLens(QWidget):
    """Three lines about the selected sample, below every page of the right-hand side.

    Parameters
    ----------
    actions : the window's commands "previous_sample", "next_sample" and "worst_sample"
    """

    def __init__(
        self,
        lens: Lens,
        moment: Moment,
        selection: Selection,
        stepping: Stepping,
        appearance: Appearance,
        actions: dict[str, QAction],
    ) -> None:
        super().__init__()
        self.setObjectName("lens")
        self.setAccessibleName("Selected sample")
        self._lens = lens
        self._moment = moment
        self._selection = selection
        self._appearance = appearance
        self.title, self.about = QLabel(), _Fitting()
        self.cost, self.derivative = FormulaLabel(Box(0.0)), FormulaLabel(Box(0.0))
        self.cost_share, self.derivative_share = QLabel(), QLabel()
        self._lay_out(actions)
        moment.follow(self, self._show, per_second=FIGURES_PER_SECOND)
        selection.items_changed.connect(self._show)
        stepping.switched.connect(self._show)
        appearance.changed.connect(self._show)

    def _lay_out(self, actions: dict[str, QAction]) -> None:
        for label, weight, tone in (
            (self.title, 600, ""),
            (self.about, 400, "second"),
            (self.cost_share, 400, "second"),
            (self.derivative_share, 400, "second"),
        ):
            label.setFont(ui_font(12 if weight == 600 else SMALL, weight))
            label.setProperty("tone", tone)
        head = QHBoxLayout()
        head.setSpacing(6)
        for name, text in (("previous_sample", "‹"), ("next_sample", "›")):
            head.addWidget(_button(actions[name], text))
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        head.addWidget(_button(actions["worst_sample"], "worst"))
        facts = QGridLayout()
        facts.setHorizontalSpacing(6)
        facts.setVerticalSpacing(3)
        facts.setColumnMinimumWidth(0, SYMBOLS)
        facts.setColumnStretch(1, 1)
        middle = Qt.AlignmentFlag.AlignVCenter
        for line, pair in enumerate(((self.cost, self.cost_share), (self.derivative, self.derivative_share))):
            facts.setRowMinimumHeight(line, LINE)
            for column, part in enumerate(pair):
                facts.addWidget(part, line, column, middle)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 5, 16, 6)
        column.setSpacing(HEAD_DISTANCE)
        column.addLayout(head)
        column.addLayout(facts)

    def _show(self) -> None:
        snapshot = self._moment.snapshot
        if snapshot is None or self._moment.is_arriving or not self.isVisible():
            return
        telling, (layer, target, source) = self._moment.telling, self._lens.weight
        sizes = snapshot.network.sizes
        if telling is None or layer >= len(sizes) or target > sizes[layer] or source > sizes[layer - 1]:
            return  # the next snapshot brings what there is now
        sample, part, shares = telling.sample, self._lens.part, self._lens.shares
        self.title.setText(f"Sample {sample}")
        kind = "train" if part == TRAINING else "test"
        kind = "mini-batch" if part == MINI_BATCH else kind
        if len(telling.target) == 1:
            wanted = f"y = {float(telling.target[0]):.4g}".replace("-", "−")
        else:
            wanted = snapshot.samples.class_words(int(snapshot.samples.labels[sample]))
        names = wanted, *(shortened(wanted.rpartition(" · ")[0] or wanted, most) for most in (60, 24, 12))
        self.about.offer(*(f"{kind} · {name}" for name in names), kind)
        column = None if shares is None else shares.column_of(sample)
        if shares is None or column is None:
            self._show_alone(sample)
            return
        self._show_cost(sample, float(shares.costs[column]), shares.share(column), part)
        if (layer, target, source) in snapshot.experiment.pruned:
            self._show_cut()
            return
        if part == TEST:
            self._show_not_learnt()
            return
        each = shares.contributions((layer, target, source))
        self._show_derivative(float(each[column]), float(each.sum()), part)

    def _show_alone(self, sample: int) -> None:
        """Show that there are too many samples to keep up with."""
        self.cost.set_box(Box(0.0), "")
        self.cost_share.setText("too many samples to tell its share")
        self.cost_share.setToolTip("")
        self.derivative.set_box(Box(0.0), "")
        self.derivative_share.setText("")

    def _show_cost(self, sample: int, cost: float, share: float, part: str) -> None:
        name = Symbol("J", None, (sample,))
        number = notation.glyphs(figure(cost, COST_DIGITS), FACT)
        box = notation.row(notation.symbol(name, FACT), notation.operator("=", FACT), number)
        self.cost.set_box(box, f"{name} = {figure(cost, COST_DIGITS)}")
        self.cost_share.setText(f"{percent(share)} of {WHOLES[part]} cost")
        tip = f"What this sample adds to J of {part}, penalties left out: {percent(share)}"
        self.cost.setToolTip(tip)
        self.cost_share.setToolTip(tip)

    def _show_cut(self) -> None:
        """Show that the weight is cut, so that no sample adds anything to a derivative of it."""
        tip = "A connection that is cut carries nothing: its weight stays 0 until it is connected again"
        self._tell(weight_symbol(*self._lens.weight), "is cut: it does not learn", tip)

    def _show_not_learnt(self) -> None:
        """Show that a test sample has no part in any derivative."""
        tip = "Derivatives are made of the training samples alone; test samples only measure the cost"
        self._tell(derivative(*self._lens.weight), "test samples are not learnt from", tip)

    def _tell(self, name: Symbol, words: str, tip: str) -> None:
        """Tell in the lower line something of a symbol."""
        self.derivative.set_box(notation.symbol(name, FACT), str(name))
        self.derivative_share.setText(words)
        for part in (self.derivative, self.derivative_share):
            part.setToolTip(tip)

    def _show_derivative(self, part_of_it: float, whole: float, part: str) -> None:
        name = derivative(*self._lens.weight)
        share = part_of_it / whole if whole else float("nan")
        self.derivative.set_box(notation.symbol(name, FACT), str(name))
        self.derivative_share.setText(f"{percent(share)} of {WHOLES[part]} derivative")
        tip = (
            f"This sample adds {figure(part_of_it, 6)} to {name} of {part}, "
            f"which is {figure(whole, 6)} without penalties"
        )
        if share < 0:
            tip += ": it pulls the other way"
        self.derivative.setToolTip(tip)
        self.derivative_share.setToolTip(tip)


def percent(share: float) -> str:
    """Write a share; "—" where the whole is 0 or all but cancels.

    >>> [percent(share) for share in (0.0412, -0.5, 12.0, float("nan"))]
    ['4.1\u202f%', '−50\u202f%', '—', '—']
    """
    if not isfinite(share) or abs(share) > LARGE_SHARE:
        return "—"
    return format_percent(share, 1 if abs(share) < 0.1 else 0)


def _button(action: QAction, text: str) -> QToolButton:
    """Return a button for a command, with a word of its own."""
    button = QToolButton()
    button.setObjectName(action.objectName())
    button.setProperty("worded", True)
    button.setText(text)
    button.setToolTip(action.toolTip())
    button.setAccessibleName(action.toolTip())
    button.clicked.connect(action.trigger)
    let_space_press(button)
    return button
