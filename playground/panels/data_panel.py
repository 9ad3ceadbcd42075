"""The data panel: which samples there are, how many are learnt from, and what of them the network is given."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.data import FORMULA
from engine.experiment import Experiment
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.writing import Writing
from playground.panels.data.about_table import AboutTable
from playground.panels.data.drawing_lots import DrawingLots
from playground.panels.data.inputs import Inputs
from playground.panels.data.scaling import Scaling
from playground.panels.data.split import Split
from playground.panels.gallery import Gallery
from playground.panels.rows import heading, rule
from playground.panels.section import Folds
from playground.theme import Appearance

if TYPE_CHECKING:
    from playground.panels.data.formula_row import FormulaRow


class DataPanel(QWidget):
    """Places the pieces that show and edit the experiment's data, seed and inputs; each knows how.

    Signals
    -------
    open_wanted() : a person wants to open a file of data
    drawing_wanted() : the data are a drawing, and a person wants to draw on it
    refused(sentence) : what was clicked cannot be
    """

    open_wanted = Signal()
    drawing_wanted = Signal()
    refused = Signal(str)

    def __init__(
        self, document: Document, moment: Moment, writing: Writing, appearance: Appearance, folds: Folds
    ) -> None:
        super().__init__()
        self.setObjectName("data_panel")
        self._count = QLabel()
        self.gallery = Gallery(document, moment, appearance, folds)
        self._document, self._appearance = document, appearance
        self.table = AboutTable()
        self.lots = DrawingLots(document)
        self.split = Split(document, appearance)
        self.scaling = Scaling(document, moment, writing, appearance)
        self.inputs = Inputs(document, appearance, folds)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 12, 20, 16)
        self._column.setSpacing(11)
        self._column.addLayout(heading("Data", self._count))
        for part in (self.gallery, self.table, self.lots, self.split, self.scaling, rule(), self.inputs):
            self._column.addWidget(part)
        self._column.addStretch()
        self.gallery.open_wanted.connect(self.open_wanted)
        self.gallery.drawing_wanted.connect(self.drawing_wanted)
        self.gallery.refused.connect(self.refused)
        document.experiment_changed.connect(self._show)
        self._show(document.experiment)

    def _show(self, experiment: Experiment) -> None:
        self._count.setText(f"{experiment.data.samples} samples")
        self.table.show_data(experiment.data)
        if experiment.data.name == FORMULA or "formula" in vars(self):
            self.formula.show_experiment(experiment)
        for part in (self.gallery, self.lots, self.split, self.scaling, self.inputs):
            part.show_experiment(experiment)

    @cached_property
    def formula(self) -> "FormulaRow":
        """The row of the formula, made when data are first given by one: it takes 10 ms."""
        from playground.panels.data.formula_row import FormulaRow

        made = FormulaRow(self._document, self._appearance)
        self._column.insertWidget(self._column.indexOf(self.gallery) + 1, made)
        return made
