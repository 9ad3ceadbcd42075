"""The gallery: all data there are, in groups, each with a thumbnail of what it draws now; the last is of one's own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from engine.data import DRAWN, FIRST_FORMULA, FORMULA, OWN, TITLES, Data
from engine.datasets import DATASETS, Dataset
from engine.errors import FormulaError, ImportFileError
from engine.experiment import Experiment
from engine.plane_formula import parse, trouble_with
from engine.rows import as_table
from engine.samples import Samples, samples_of
from engine.table import Table
from playground.document.document import Document
from playground.document.moment import Moment
from playground.panels.data.consequence import consequence
from playground.panels.data.thumbnail import as_in
from playground.panels.section import Folds, Section
from playground.panels.tiles import DataTile
from playground.theme import Appearance

COLUMNS = 4
YOUR_OWN = "Your own"
GROUPS = ("Two classes", "Several classes", "Values", "Logic gates", YOUR_OWN)
OPEN = "open"  # the tile that opens a file; no name of data
IN_YOUR_OWN = (FORMULA, DRAWN, OPEN, OWN)
OWN_TITLES = {**TITLES, OPEN: "Open…", OWN: "Table"}
OWN_ICONS = {DRAWN: "pencil", OPEN: "folder"}
OWN_SUMMARIES = {
    DRAWN: "your drawing",
    OWN: "the table that you opened",
}


def group_of(dataset: Dataset) -> str:
    """Return the group in which a data set stands."""
    if dataset.fixed_samples:
        return "Logic gates"
    if dataset.is_regression:
        return "Values"
    return "Several classes" if dataset.most_classes > 2 else "Two classes"


class Gallery(QWidget):
    """Shows which data are chosen, and chooses others. Only the group of the present ones is unfolded at first.

    The last formula, drawing and opened table stay in their tiles while other data are learnt from.

    Signals
    -------
    open_wanted() : a file is to be opened
    drawing_wanted() : the present samples are a drawing now, and to be drawn on
    refused(sentence) : what was clicked cannot be
    """

    open_wanted = Signal()
    drawing_wanted = Signal()
    refused = Signal(str)

    def __init__(self, document: Document, moment: Moment, appearance: Appearance, folds: Folds) -> None:
        super().__init__()
        self._document = document
        self._moment = moment
        self._name = ""
        self._formula = FIRST_FORMULA
        self._tables: dict[str, Table] = {}  # the last drawing and the last table that was opened
        self.tiles = {name: DataTile(name, kind.title, appearance) for name, kind in DATASETS.items()}
        self.tiles |= {
            name: DataTile(name, OWN_TITLES[name], appearance, OWN_ICONS.get(name, "")) for name in IN_YOUR_OWN
        }
        self.groups_by_data: dict[str, Section] = {}
        self._buttons = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for title in GROUPS:
            names = [name for name, dataset in DATASETS.items() if group_of(dataset) == title] or list(IN_YOUR_OWN)
            group = Section(title, self._grid(names), folds, appearance, folded=title != GROUPS[0], large=False)
            group.say("formula, drawing, file" if title == YOUR_OWN else str(len(names)))
            self.groups_by_data |= dict.fromkeys(names, group)
            column.addWidget(group)
        for name, tile in self.tiles.items():
            tile.setToolTip(self._summary(name))
            tile.tell(lambda name=name: self._told(name))
        self.tiles[OPEN].setCheckable(False)
        self.tiles[OPEN].setAccessibleName("Open a table")
        self._buttons.removeButton(self.tiles[OPEN])
        self.tiles[OWN].hide()

    def _grid(self, names: list[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(9)
        for place in range(COLUMNS):
            grid.setColumnStretch(place, 1)
        for place, name in enumerate(names):
            tile = self.tiles[name]
            tile.clicked.connect(lambda _checked, name=name: self._choose(name))
            self._buttons.addButton(tile)
            grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
        return grid

    @property
    def formula(self) -> str:
        """The formula that the tile gives."""
        return self._formula

    def offer_formula(self, text: str) -> None:
        """Let the tile give a formula that was remembered; a text that is none changes nothing."""
        if text in ("", self._formula):  # as at most starts, which then need not load the grammar
            return
        try:
            if trouble_with(parse(text)):
                return
        except FormulaError:
            return
        self._formula = text
        self.show_experiment(self._document.experiment)

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def show_experiment(self, experiment: Experiment) -> None:
        """Mark the data of the experiment, in a group that is unfolded, and let thumbnails show what it would draw."""
        data = experiment.data
        self._remember(data)
        self.tiles[data.name].setChecked(True)
        if data.name != self._name:
            self._name = data.name
            self.groups_by_data[data.name].unfold()
        for name in DATASETS:
            self.tiles[name].show_samples(as_in(data, name), experiment.seed)
        self.tiles[FORMULA].show_samples(as_in(data, FORMULA, self._formula), experiment.seed)
        for name, table in self._tables.items():
            self.tiles[name].show_samples(Data(name, samples=table.rows, table=table), experiment.seed)
        self.tiles[OWN].setVisible(OWN in self._tables)

    def _remember(self, data: Data) -> None:
        if data.formula:
            self._formula = data.formula
        if data.table:
            self._tables[data.name] = data.table

    # ---- what is chosen --------------------------------------------------------------------------------------------

    def _choose(self, name: str) -> None:
        if name == OPEN:
            self.open_wanted.emit()
        elif name == DRAWN:
            self._draw()
        elif name in self._tables and name != self._document.experiment.data.name:
            self._document.set_table("Go back to the table", self._tables[name], name=name)
        elif name not in self._tables:
            self._document.set_data(**self._changes(name))
        self.show_experiment(self._document.experiment)  # a refused click must not leave the tile switched

    def _draw(self) -> None:
        """Go back to the last drawing, or make the present samples one, and draw on."""
        data = self._document.experiment.data
        if data.name != DRAWN:
            table = self._tables.get(DRAWN)
            text = "Go back to the drawing" if table else "Draw data"
            try:
                table = table or as_table(data, self._samples())
            except ImportFileError as error:
                self.refused.emit(str(error))
                return
            if not self._document.set_table(text, table, name=DRAWN):
                return
        self.drawing_wanted.emit()

    def _samples(self) -> Samples:
        experiment, shown = self._document.experiment, self._moment.snapshot
        return shown.samples if shown and shown.experiment == experiment else samples_of(experiment)

    # ---- what is told ----------------------------------------------------------------------------------------------

    def _told(self, name: str) -> str:
        """Return what a tile is, and what it would take with it if it were chosen now."""
        experiment = self._document.experiment
        if name == OPEN or name == experiment.data.name or (name == DRAWN and name not in self._tables):
            return self._summary(name)
        takes = consequence(experiment, **self._changes(name))
        return f"{self._summary(name)}\n{takes}" if takes else self._summary(name)

    def _changes(self, name: str) -> dict[str, object]:
        if name == FORMULA:
            return {"formula": self._formula}
        return {"name": name, "table": self._tables[name]} if name in self._tables else {"name": name}

    def _summary(self, name: str) -> str:
        if name == OPEN:
            return "Open a table: CSV, TSV or NPZ (Ctrl+Shift+D); it may be dropped on the window too"
        if name == FORMULA:
            return f"Formula: {self._formula}"
        if name == DRAWN and name not in self._tables:
            return "Draw: the present samples become a drawing, to be painted on and moved"
        if name in self._tables:
            return f"{OWN_TITLES[name]}: {OWN_SUMMARIES[name]}, {self._tables[name].rows} samples"
        return f"{DATASETS[name].title}: {DATASETS[name].summary}" if name in DATASETS else OWN_TITLES[name]
