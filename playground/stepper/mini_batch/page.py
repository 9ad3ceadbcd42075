"""The page of the mini-batch: the table of its samples, then the arithmetic from their parts to the new weight."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from engine.acts import Place
from engine.experiment import Weight
from engine.formulas.wording import word
from engine.gradient_check import checker_of_step
from engine.network import by_layer
from engine.numbers import format_significant
from engine.samples import Samples
from engine.shares import Shares, shares_of_step
from engine.steps import LearningStep
from engine.symbols import activation, delta, derivative, weight
from engine.titles import title
from playground import notation
from playground.document.lens import MOST_WORK, Lens
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.document.stepping import Stepping
from playground.document.writing import Writing
from playground.notation import Box, FormulaLabel
from playground.stepper.grid.table import BAR, NumberTable
from playground.stepper.mini_batch.table import BatchCells, SumCells, columns_of, fitting
from playground.stepper.mini_batch.workings import Workings
from playground.stepper.pieces import TellingPage, tone_label
from playground.theme import Appearance
from playground.verdicts import CheckLine

FORMULA = 15
LEAST_ROWS = 3  # of the table that are seen at once
NAMES = 45  # width of the samples' numbers
WIDEST_COLUMN = 90

INVITATION = (
    "Which samples the next update is learnt from, what each of them adds to a derivative, and how the optimizer makes "
    "a new weight of it. Go through a learning step to see them."
)


class MiniBatchPage(TellingPage):
    """Shows the mini-batch that is gone through, and an invitation while none is.

    The table takes the height that all else leaves it, so that what samples add, their sum and the update are seen
    together; its rows are scrolled to, its headings and its sums stay.
    """

    def __init__(
        self,
        lens: Lens,
        moment: Moment,
        selection: Selection,
        stepping: Stepping,
        writing: Writing,
        appearance: Appearance,
    ) -> None:
        super().__init__("mini_batch", "Mini-batch", INVITATION, stepping, writing, appearance)
        self._lens = lens
        self._moment = moment
        self._selection = selection
        self._shares: Shares | None = None
        self._told: LearningStep | None = None
        self.table = NumberTable(appearance, WIDEST_COLUMN, is_even=False)
        self.sums = NumberTable(appearance, WIDEST_COLUMN, is_even=False)
        self.check = CheckLine(appearance)
        self.lines: list[FormulaLabel] = []
        self._make_sheet()
        self.table.chosen.connect(lambda row, _column: selection.select_sample(self._sample_in(row)))
        self.table.opened.connect(lambda row, _column: self._open(self._sample_in(row)))
        self.table.row_chosen.connect(lambda row: selection.select_sample(self._sample_in(row)))
        self.table.horizontalScrollBar().valueChanged.connect(self.sums.horizontalScrollBar().setValue)
        self.verticalScrollBar().rangeChanged.connect(self._follow_act)

    def _make_sheet(self) -> None:
        self.title, self._about = tone_label("", 12, 600, wraps=False), tone_label("third")
        self._contributions = tone_label("second")
        self._arithmetic = QVBoxLayout()
        self._arithmetic.setSpacing(3)
        self._update_title = _caption("The update")
        self.workings = Workings(self._appearance)
        self.sums.horizontalHeader().hide()
        tables = QVBoxLayout()
        tables.setSpacing(2)
        tables.addWidget(self.table)
        tables.addWidget(self.sums)
        self.column.setSpacing(4)
        heading = QHBoxLayout()
        heading.setSpacing(10)
        heading.addWidget(self.title)
        heading.addWidget(self._about, 1)
        self.column.addLayout(heading)
        self.column.addLayout(tables)
        self.column.addWidget(self._contributions)
        self.column.addLayout(self._arithmetic)
        self.column.addSpacing(2)
        for part in (self._update_title, self.workings, _caption("The same by a difference of J"), self.check):
            self.column.addWidget(part)
        self.column.addStretch()

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def show_told(self, told: LearningStep | None) -> None:
        snapshot = self._moment.snapshot
        if told is None or snapshot is None:
            self._told = self._shares = None
            self.verticalScrollBar().setValue(0)
            return
        if told is not self._told:
            self._told, self._shares = told, shares_of_step(told)
        about = self._lens.weight
        layer, target, source = about
        if layer >= told.network.L or target > told.network.sizes[layer] or source > told.network.sizes[layer - 1]:
            return  # the next snapshot brings what there is now
        self.title.setText(f"Mini-batch {snapshot.batch + 1} of {snapshot.batches_per_epoch}")
        count = len(told.samples)
        self._about.setText(f"{count} {'sample' if count == 1 else 'samples'} · epoch {snapshot.epoch + 1}")
        parts = "the only part" if count == 1 else f"{count} parts"
        self._contributions.setText(f"From {parts} to the derivative by {weight(*about)}:")
        self._show_arithmetic(list(self._arithmetic_of(told, about)))
        too_long = count * len(told.network.flat) > MOST_WORK
        self.check.show_difference(None if too_long else checker_of_step(told).of_weight(about))
        self._show_update(told, about)
        self._show_table(told, snapshot.samples, about)
        self._follow_act()

    def _show_table(self, told: LearningStep, samples: Samples, about: Weight) -> None:
        """Show the samples, in as many rows as the rest of the page leaves."""
        assert self._shares is not None
        digits, numbers = self._writing.digits, told.samples.tolist()
        points, labels = samples.points[told.samples], samples.labels[told.samples]
        room = self.room - BAR - NAMES
        columns = fitting(columns_of(self._shares, points, labels, about, digits), room)
        self.table.show_cells(BatchCells(numbers, columns, self._selection.sample, digits), "Samples of the mini-batch")
        self.sums.show_cells(SumCells(columns, digits), "Sums over the mini-batch")
        self._fit(LEAST_ROWS)
        self._fit(LEAST_ROWS + max(0, self.rows_to_spare()))
        self.settle()
        lit = self.table.cells.lit
        self.table.reveal(lit[0] if lit else None, None)

    def _fit(self, rows: int) -> None:
        self.table.fit(self.room, rows)
        self.sums.fit_below(self.table)

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
        said, count = f"Σᵢ {d} {a}", len(told.samples)
        if experiment.reduction == "mean" and count > 1:
            share = notation.fraction(notation.glyphs("1", 12), notation.glyphs(str(count), 12), 12)
            total, said = notation.row(share, total), f"1/{count} {said}"
        yield total, said, data
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
            text = format_significant(value, self._writing.digits)
            number = notation.glyphs(text, FORMULA, theme.signed(value, text=True) if value else None)
            label.set_box(notation.row(box, notation.operator("=", FORMULA), number), f"{said} = {text}")
            label.show()

    def _show_update(self, told: LearningStep, about: Weight) -> None:
        """Show how the new weight is made of the derivative."""
        experiment = told.objective.experiment
        self._update_title.setText(f"THE UPDATE · {title(experiment.optimizer.name)}")
        lines = word(told.update(*about), experiment).lines
        self.workings.show_formulas(lines, self._writing.digits, self.room)

    def _sample_in(self, row: int) -> int:
        """Return the number of the sample of a row."""
        return int(self.table.cells.rows[row].text)

    def _open(self, sample: int) -> None:
        """Go to the act of a sample: the one like the present one, or its first."""
        told = self._stepping.told
        if told is None:
            return
        column, here = told.samples.tolist().index(sample), told.order.place(self._stepping.index)
        place = Place("sample", column, 1, 1) if here.column is None else replace(here, column=column)
        self._stepping.go_to(told.order.index(place))


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


def _caption(text: str) -> QLabel:
    caption = tone_label("third", 10, 600)
    caption.setText(text.upper())
    return caption
