"""The data panel: which samples there are, how many are learnt from, and what of them the network is given."""

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from engine.datasets import DATASETS, EXTENT
from engine.experiment import Experiment
from engine.features import FEATURES
from engine.rules import MAX_SEED
from playground.document.document import Document
from playground.keyboard import leave_after_typing
from playground.notation import format_number
from playground.panels.tiles import DataTile, FeatureTile
from playground.slider import ValueSlider
from playground.theme import Appearance, ui_font

NOISES = [step / 20 for step in range(11)]
TRAIN_SHARES = [step / 10 for step in range(1, 10)]
BATCHES = [*range(1, 31), 0]  # 0, the full training part, comes last
PICTURE_CELLS = 24
FEATURE_COLUMNS = 3


class DataPanel(QWidget):
    """Shows and edits the experiment's data, batch size, seed and input features."""

    def __init__(self, document: Document, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("data_panel")
        self._document = document
        self._appearance = appearance
        self._count = QLabel()
        self._features_count = QLabel()
        self._data_tiles: dict[str, DataTile] = {}
        self._feature_tiles: dict[str, FeatureTile] = {}
        self._noise = ValueSlider("Noise", NOISES, format_number, "How much chance there is in the samples")
        self._train_share = ValueSlider(
            "Train share",
            TRAIN_SHARES,
            lambda share: f"{100 * share:.0f} %",
            "The share of samples that is learnt from; the others only test",
        )
        self._batch = ValueSlider(
            "Batch size",
            BATCHES,
            lambda batch: f"{batch:.0f}" if batch else "full",
            "Samples in a mini-batch: the weights change after each",
        )
        self._seed = QSpinBox()
        self._lay_out()
        self._noise.chosen.connect(lambda value, gesture: document.set_data(gesture, noise=value))
        self._train_share.chosen.connect(lambda value, gesture: document.set_data(gesture, train_share=value))
        self._batch.chosen.connect(lambda value, gesture: document.set_batch(int(value), gesture))
        self._seed.valueChanged.connect(document.set_seed)
        document.experiment_changed.connect(self._show)
        self._show(document.experiment)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(11)
        column.addLayout(_heading("Data", self._count))
        column.addLayout(self._make_data_tiles())
        for slider in (self._noise, self._train_share, self._batch):
            column.addWidget(slider)
        column.addLayout(self._make_seed_row())
        column.addWidget(_line())
        column.addLayout(_heading("Inputs", self._features_count))
        column.addLayout(self._make_feature_tiles())
        column.addStretch()

    def _make_data_tiles(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(9)
        group = QButtonGroup(self)
        for place, dataset in enumerate(DATASETS.values()):
            tile = DataTile(dataset, self._appearance)
            tile.draw_samples(0.0, 0)
            tile.clicked.connect(lambda _checked, name=dataset.name: self._document.set_data(name=name))
            group.addButton(tile)
            grid.addWidget(tile, place // 4, place % 4)
            self._data_tiles[dataset.name] = tile
        return grid

    def _make_seed_row(self) -> QHBoxLayout:
        name = QLabel("Seed")
        name.setFont(ui_font(12))
        name.setProperty("tone", "second")
        name.setBuddy(self._seed)
        self._seed.setObjectName("seed")
        self._seed.setRange(0, MAX_SEED)
        self._seed.setKeyboardTracking(False)
        leave_after_typing(self._seed, lambda: self._show(self._document.experiment))
        self._seed.setToolTip("Data, first weights and order all derive from it: the same seed gives the same run")
        self._seed.setAccessibleName("Seed")
        self._seed.setFixedWidth(96)
        self._seed.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.addWidget(name)
        row.addStretch()
        row.addWidget(self._seed)
        return row

    def _make_feature_tiles(self) -> QGridLayout:
        axis = np.linspace(-EXTENT, EXTENT, PICTURE_CELLS)
        x1, x2 = np.meshgrid(axis, axis)
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, feature in enumerate(FEATURES.values()):
            tile = FeatureTile(feature.name, feature.value(x1, x2), self._appearance)
            tile.setObjectName(f"feature_{feature.name}")
            tile.setToolTip(f"Give the network {feature.summary}")
            tile.setAccessibleName(feature.name)
            tile.clicked.connect(lambda _checked, name=feature.name: self._toggle(name))
            grid.addWidget(tile, place // FEATURE_COLUMNS, place % FEATURE_COLUMNS)
            self._feature_tiles[feature.name] = tile
        return grid

    def _toggle(self, name: str) -> None:
        self._document.toggle_feature(name)
        self._show(self._document.experiment)  # a refused click must not leave the tile switched

    def _show(self, experiment: Experiment) -> None:
        data = experiment.data
        self._count.setText(f"{data.samples} samples")
        self._features_count.setText(f"{len(experiment.features)} of {len(FEATURES)} in use")
        if data.name in self._data_tiles:
            self._data_tiles[data.name].setChecked(True)
        for name, tile in self._feature_tiles.items():
            tile.setChecked(name in experiment.features)
        self._noise.set_value(data.noise)
        self._train_share.set_value(data.train_share)
        self._batch.set_value(experiment.batch)
        with QSignalBlocker(self._seed):
            self._seed.setValue(experiment.seed)


def _heading(title: str, note: QLabel) -> QHBoxLayout:
    heading = QLabel(title)
    heading.setFont(ui_font(14, 600))
    note.setFont(ui_font(11))
    note.setProperty("tone", "third")
    row = QHBoxLayout()
    row.addWidget(heading)
    row.addStretch()
    row.addWidget(note)
    return row


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setProperty("rule", True)
    return line
