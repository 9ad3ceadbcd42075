"""The page of the mini-batch: the table of its samples, then the arithmetic from their parts to the new weight."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from engine.acts import Place
from engine.experiment import Weight
from engine.formulas.wording import word
from engine.gradient_check import checker_of_step
from engine.network import by_layer
from engine.shares import Shares, shares_of_step
from engine.steps import LearningStep
from engine.symbols import activation, delta, derivative, weight
from engine.titles import title
from playground import notation
from playground.document.lens import MOST_WORK, Lens
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.document.stepping import Stepping
from playground.notation import Box, FormulaLabel
from playground.stepper.mini_batch.table import BatchTable, columns_of
from playground.stepper.mini_batch.workings import Workings
from playground.theme import Appearance, ui_font
from playground.verdicts import CheckLine, significant

MARGIN = 14
FORMULA, SMALL = 15, 11
WIDE = 430  # from this width on δ and a stand beside their product
LEAST_ROWS = 5
OTHER_HEIGHT = 350  # of all but the rows of the table
DIGITS = 6


class MiniBatchPage(QScrollArea):
    """Shows the mini-batch that is gone through, and an invitation while none is."""

    def __init__(
        self, lens: Lens, moment: Moment, selection: Selection, stepping: Stepping, appearance: Appearance
    ) -> None:
        super().__init__()
        self.setObjectName("mini_batch")
        self.setAccessibleName("Mini-batch")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lens = lens
        self._moment = moment
        self._stepping = stepping
        self._appearance = appearance
        self._shares: Shares | None = None
        self._told: LearningStep | None = None
        self.table = BatchTable(selection, appearance)
        self.check = CheckLine(appearance)
        self.lines: list[FormulaLabel] = []
        self._stack = QStackedWidget()
        self._stack.addWidget(self._invitation())
        self._stack.addWidget(self._make_sheet())
        self.setWidget(self._stack)
        self.table.opened.connect(self._open)
        self.verticalScrollBar().rangeChanged.connect(self._follow_act)
        stepping.changed.connect(self._show)
        selection.items_changed.connect(self._show)
        appearance.changed.connect(self._show)

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _invitation(self) -> QWidget:
        words = _label("second", 12)
        words.setText(
            "Which samples the next update is learnt from, what each of them adds to a derivative, and how the "
            "optimizer makes a new weight of it. Go through a learning step to see them."
        )
        self.begin = QToolButton()
        self.begin.setObjectName("mini_batch_begin")
        self.begin.setText("Step through the mini-batch")
        self.begin.setToolTip("Go through the pending learning step act by act (1)")
        self.begin.setProperty("worded", True)
        self.begin.clicked.connect(self._stepping.enter)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        return page

    def _make_sheet(self) -> QWidget:
        self.title = _label("", 13, 600)
        self._about = _label("third", SMALL)
        self._contributions = _label("second", SMALL)
        self._arithmetic = QVBoxLayout()
        self._arithmetic.setSpacing(5)
        self._update_title = _caption("The update")
        self.workings = Workings(self._appearance)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, 10, MARGIN, 12)
        column.setSpacing(5)
        for part in (self.title, self._about, self.table, self._contributions):
            column.addWidget(part)
        column.addLayout(self._arithmetic)
        column.addSpacing(4)
        for part in (_caption("The same by a difference of J"), self.check, self._update_title, self.workings):
            column.addWidget(part)
        column.addStretch()
        return page

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show the mini-batch and the weight that is talked about, if anybody can see it."""
        if not self.isVisible():
            return
        told, snapshot = self._stepping.told, self._moment.snapshot
        self._stack.setCurrentIndex(int(told is not None))
        if told is None or snapshot is None:
            self._told = self._shares = None
            self.verticalScrollBar().setValue(0)
            return
        if told is not self._told:
            self._told, self._shares = told, shares_of_step(told)
        assert self._shares is not None
        about = self._lens.weight
        layer, target, source = about
        if layer >= told.network.L or target > told.network.sizes[layer] or source > told.network.sizes[layer - 1]:
            return  # the next snapshot brings what there is now
        self.title.setText(f"Mini-batch {snapshot.batch + 1} of {snapshot.batches_per_epoch}")
        count = len(told.samples)
        self._about.setText(f"{count} {'sample' if count == 1 else 'samples'} of epoch {snapshot.epoch + 1}")
        samples = snapshot.samples
        columns = columns_of(self._shares, samples.points[told.samples], samples.labels[told.samples], about)
        room = self.viewport().height() - OTHER_HEIGHT
        most = max(LEAST_ROWS, room // 22)
        wide = self.viewport().width() >= WIDE
        self.table.show_columns(told.samples.tolist(), columns, most_rows=most, wide=wide)
        parts = "the only part" if count == 1 else f"{count} parts"
        self._contributions.setText(f"From {parts} to the derivative by {weight(*about)}:")
        self._show_arithmetic(list(self._arithmetic_of(told, about)))
        too_long = count * len(told.network.flat) > MOST_WORK
        self.check.show_difference(None if too_long else checker_of_step(told).of_weight(about))
        self._show_update(told, about)
        self._follow_act()

    def _follow_act(self) -> None:
        """Scroll to where the present act is told: to the update, or to the samples."""
        act, bar = self._stepping.act, self.verticalScrollBar()
        bar.setValue(bar.maximum() if act and act.kind == "update" else 0)

    def _arithmetic_of(self, told: LearningStep, about: Weight) -> Iterator[tuple[Box, str, float]]:
        """Yield the left side of each line, as it is set and said, and its number."""
        layer, target, source = about
        sizes, row, experiment = told.network.sizes, target - 1, told.objective.experiment
        d, a = delta(layer + 1, target), activation(layer, source)
        data = float(by_layer(sizes, told.back.gradient)[layer][row, source])
        total = notation.row(_sigma(), notation.symbol(d, FORMULA), notation.symbol(a, FORMULA))
        assert self._shares is not None
        scale = self._shares.scale
        said = f"Σᵢ {d} {a}"
        yield total, said, data / scale
        if experiment.reduction == "mean":
            share = notation.fraction(notation.glyphs("1", 12), notation.glyphs(str(len(told.samples)), 12), 12)
            yield notation.row(share, total), f"1/{len(told.samples)} {said}", data
        penalty = float(by_layer(sizes, told.penalty_gradient)[layer][row, source])
        w = weight(*about)
        for rate, words, said in ((experiment.l2, "λ₂", f"λ₂ {w}"), (experiment.l1, "λ₁ sign", f"λ₁ sign {w}")):
            if rate and source:
                name = notation.row(notation.letter(words, FORMULA), notation.space(3), notation.symbol(w, FORMULA))
                part = penalty if not (experiment.l1 and experiment.l2) else _part_of(told, about, words)
                yield notation.row(notation.operator("+", FORMULA), name), f"+ {said}", part
        name = derivative(*about)
        yield notation.symbol(name, FORMULA), str(name), float(by_layer(sizes, told.gradient)[layer][row, source])

    def _show_arithmetic(self, lines: list[tuple[Box, str, float]]) -> None:
        theme = self._appearance.theme
        while len(self.lines) < len(lines):
            self.lines.append(FormulaLabel(Box(0.0)))
            self._arithmetic.addWidget(self.lines[-1])
        for label in self.lines[len(lines) :]:
            label.hide()
        for label, (box, said, value) in zip(self.lines, lines, strict=False):
            number = notation.glyphs(significant(value, DIGITS), FORMULA, theme.signed(value, text=True))
            label.set_box(
                notation.row(box, notation.operator("=", FORMULA), number), f"{said} = {significant(value, DIGITS)}"
            )
            label.show()

    def _show_update(self, told: LearningStep, about: Weight) -> None:
        """Show how the new weight is made of the derivative."""
        name = title(told.objective.experiment.optimizer.name)
        self._update_title.setText(f"THE UPDATE · {name}")
        self.workings.show_formulas(word(told.update(*about), told.objective.experiment).lines)

    def _open(self, sample: int) -> None:
        """Go to the act of a sample: the one like the present one, or its first."""
        told = self._stepping.told
        if told is None:
            return
        column, here = told.samples.tolist().index(sample), told.order.place(self._stepping.index)
        place = Place("sample", column, 1, 1) if here.column is None else replace(here, column=column)
        self._stepping.go_to(told.order.index(place))

    # Qt's names

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()


def _part_of(told: LearningStep, about: Weight, words: str) -> float:
    """Return what one of two penalties adds to the derivative by a weight."""
    experiment = told.objective.experiment
    other = replace(experiment, l1=0.0) if words == "λ₂" else replace(experiment, l2=0.0)
    layer, target, source = about
    gradient = replace(told.objective, experiment=other).penalty_gradient(told.network.flat)
    return float(by_layer(told.network.sizes, gradient)[layer][target - 1, source])


def _sigma() -> Box:
    small = notation.script_size(FORMULA)
    return notation.row(
        notation.scripts(notation.glyphs("∑", FORMULA), FORMULA, lowered=notation.letter("i", small)),
        notation.space(3),
    )


def _label(tone: str, size: int, weight: int = 400) -> QLabel:
    label = QLabel()
    label.setFont(ui_font(size, weight))
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    return label


def _caption(text: str) -> QLabel:
    label = _label("third", 10, 600)
    label.setText(text.upper())
    return label
