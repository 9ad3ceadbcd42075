"""The gallery: all data sets of the engine in groups, each with a thumbnail of what it draws now."""

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from engine.datasets import DATASETS, Dataset
from engine.experiment import Experiment
from playground.document.document import Document
from playground.panels.section import Folds, Section
from playground.panels.tiles import DataTile
from playground.theme import Appearance

COLUMNS = 4
GROUPS = ("Two classes", "Several classes", "Values", "Logic gates")


def group_of(dataset: Dataset) -> str:
    """Return the group in which a data set stands."""
    if dataset.fixed_samples:
        return "Logic gates"
    if dataset.is_regression:
        return "Values"
    return "Several classes" if dataset.most_classes > 2 else "Two classes"


class Gallery(QWidget):
    """Shows which data are chosen, and chooses others. Only the group of the present ones is unfolded at first."""

    def __init__(self, document: Document, appearance: Appearance, folds: Folds) -> None:
        super().__init__()
        self._document = document
        self._name = ""
        self._drawn: tuple[float, int] | None = None
        self.tiles = {dataset.name: DataTile(dataset, appearance) for dataset in DATASETS.values()}
        self.groups_by_data: dict[str, Section] = {}
        buttons = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for title in GROUPS:
            names = [dataset.name for dataset in DATASETS.values() if group_of(dataset) == title]
            grid = QGridLayout()
            grid.setSpacing(9)
            for place in range(COLUMNS):
                grid.setColumnStretch(place, 1)
            for place, name in enumerate(names):
                tile = self.tiles[name]
                tile.clicked.connect(lambda _checked, name=name: self._choose(name))
                buttons.addButton(tile)
                grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
            group = Section(title, grid, folds, appearance, folded=title != GROUPS[0], large=False)
            group.say(str(len(names)))
            self.groups_by_data |= dict.fromkeys(names, group)
            column.addWidget(group)

    def show_experiment(self, experiment: Experiment) -> None:
        """Mark the data of the experiment, in a group that is unfolded, and let thumbnails show their noise."""
        data = experiment.data
        if data.name not in self.tiles:
            return
        self.tiles[data.name].setChecked(True)
        if data.name != self._name:
            self._name = data.name
            self.groups_by_data[data.name].unfold()
        if self._drawn != (data.noise, data.classes):
            self._drawn = data.noise, data.classes
            for tile in self.tiles.values():
                tile.draw_samples(*self._drawn)

    def _choose(self, name: str) -> None:
        self._document.set_data(name=name)
        self.show_experiment(self._document.experiment)  # a refused click must not leave the tile switched
