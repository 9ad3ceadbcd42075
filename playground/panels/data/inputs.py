"""The inputs of the network: tiles over the plane or a line, a list of columns where a table has more."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from engine.data import Data
from engine.datasets import EXTENT
from engine.experiment import Experiment
from engine.features import FEATURES, column_of, needed_by
from playground.document.document import Document
from playground.panels.data.names import name_of_input
from playground.panels.section import Folds, Section
from playground.panels.tiles import FeatureTile
from playground.plain_tip import plain_tip
from playground.theme import Appearance

if TYPE_CHECKING:
    from playground.panels.data.column_list import ColumnList

PICTURE_CELLS = 24
FEATURE_COLUMNS = 3
PLANE = 2  # up to so many numbers of a point there are tiles


class Inputs(Section):
    """Shows and edits which inputs the network has."""

    def __init__(self, document: Document, appearance: Appearance, folds: Folds) -> None:
        self._document = document
        self._appearance = appearance
        self._tiles: dict[str, FeatureTile] = {}
        self._list: ColumnList | None = None  # made for the first table that needs it
        self._plane = QWidget()
        self._plane.setLayout(self._make_tiles())
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        self._column.addWidget(self._plane)
        super().__init__("Inputs", self._column, folds, appearance)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what there is to choose from, and what is chosen."""
        data, chosen = experiment.data, experiment.features
        over_plane = data.dimensions <= PLANE
        made = [name for name in chosen if column_of(name) < 0]  # of the first two columns; they can only be taken out
        self._plane.setVisible(over_plane or bool(made))
        self.say(f"{len(chosen)} of {len(FEATURES) if over_plane else data.dimensions + len(made)} in use")
        self._show_tiles(data, chosen, [*FEATURES] if over_plane else made)
        if not over_plane and self._list is None:
            from playground.panels.data.column_list import ColumnList  # at a start there is none

            self._list = ColumnList(self._document, self._appearance)
            self._column.addWidget(self._list)
        if self._list:
            self._list.setVisible(not over_plane)
            self._list.show_experiment(experiment)

    def _make_tiles(self) -> QGridLayout:
        axis = np.linspace(-EXTENT, EXTENT, PICTURE_CELLS)
        x1, x2 = np.meshgrid(axis, axis)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, feature in enumerate(FEATURES.values()):
            tile = FeatureTile(feature.name, feature.value(x1, x2), self._appearance)
            tile.setObjectName(f"feature_{feature.name}")
            tile.setAccessibleName(feature.name)
            tile.clicked.connect(lambda _checked, name=feature.name: self._toggle(name))
            grid.addWidget(tile, place // FEATURE_COLUMNS, place % FEATURE_COLUMNS)
            self._tiles[feature.name] = tile
        return grid

    def _toggle(self, name: str) -> None:
        self._document.toggle_feature(name)
        self.show_experiment(self._document.experiment)  # a refused click must not leave the tile switched

    def _show_tiles(self, data: Data, chosen: Sequence[str], seen: Sequence[str]) -> None:
        for name, tile in self._tiles.items():
            tile.setVisible(name in seen)
            fits = needed_by(name) <= data.dimensions
            tile.setEnabled(fits)
            tile.setChecked(name in chosen)
            called = name_of_input(data, name)
            tip = f"Give the network {called}" if fits else f"{FEATURES[name].summary}: these data have no x2"
            tile.setToolTip(plain_tip(tip))
