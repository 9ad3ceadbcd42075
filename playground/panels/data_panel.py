"""The data panel: which samples there are, how many are learnt from, and what of them the network is given."""

import numpy as np
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from engine.datasets import EXTENT
from engine.experiment import Experiment
from engine.features import FEATURES, needed_by
from engine.numbers import format_percent
from engine.rules import MAX_SAMPLES, MAX_SEED
from playground.document.document import Document
from playground.notation import format_number
from playground.panels.check import Switch
from playground.panels.gallery import Gallery
from playground.panels.rows import WholeRow, heading, rule
from playground.panels.section import Folds, Section
from playground.panels.tiles import FeatureTile
from playground.slider import ValueSlider
from playground.theme import Appearance

NOISES = [step / 20 for step in range(11)]
TRAIN_SHARES = [step / 10 for step in range(1, 11)]
CLASS_COUNTS = list(range(2, 9))
PICTURE_CELLS = 24
FEATURE_COLUMNS = 3


class DataPanel(QWidget):
    """Shows and edits the experiment's data, seed and input features."""

    def __init__(self, document: Document, appearance: Appearance, folds: Folds) -> None:
        super().__init__()
        self.setObjectName("data_panel")
        self._document = document
        self._appearance = appearance
        self._count = QLabel()
        self.gallery = Gallery(document, appearance, folds)
        self._feature_tiles: dict[str, FeatureTile] = {}
        self._samples = WholeRow(
            "Samples",
            "samples",
            "How many samples there are, training and test together",
            2,
            MAX_SAMPLES,
            self._show_present,
            "the number of samples",
        )
        self._classes = ValueSlider(
            "Classes",
            CLASS_COUNTS,
            lambda count: f"{count:.0f}",
            "How many classes are drawn, each with a unit of its own",
        )
        self._noise = ValueSlider("Noise", NOISES, format_number, "How much chance there is in the samples")
        self._train_share = ValueSlider(
            "Train share",
            TRAIN_SHARES,
            format_percent,
            "The share of samples that is learnt from; the others only test",
        )
        self._standardise = Switch(
            "Standardise the inputs",
            "Shift and scale each input to mean 0 and deviation 1 over the training part: x := (x − mean) / deviation",
            appearance,
        )
        self._standardise.setObjectName("standardise")
        tip = "Data, first weights and order all derive from it: the same seed gives the same run"
        self._seed = WholeRow("Seed", "seed", tip, 0, MAX_SEED, self._show_present, "the seed")
        self._inputs = Section("Inputs", self._make_feature_tiles(), folds, appearance)
        self._lay_out()
        self._samples.field.valueChanged.connect(lambda count: document.set_data(samples=count))
        self._classes.chosen.connect(lambda value, gesture: document.set_data(gesture, classes=int(value)))
        self._noise.chosen.connect(lambda value, gesture: document.set_data(gesture, noise=value))
        self._train_share.chosen.connect(lambda value, gesture: document.set_data(gesture, train_share=value))
        self._standardise.clicked.connect(lambda: document.set_data(standardise=self._standardise.isChecked()))
        self._seed.field.valueChanged.connect(document.set_seed)
        document.experiment_changed.connect(self._show)
        self._show(document.experiment)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(11)
        column.addLayout(heading("Data", self._count))
        column.addWidget(self.gallery)
        for part in (self._samples, self._classes, self._noise, self._train_share, self._standardise, self._seed):
            column.addWidget(part)
        column.addWidget(rule())
        column.addWidget(self._inputs)
        column.addStretch()

    def _make_feature_tiles(self) -> QGridLayout:
        axis = np.linspace(-EXTENT, EXTENT, PICTURE_CELLS)
        x1, x2 = np.meshgrid(axis, axis)
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, feature in enumerate(FEATURES.values()):
            tile = FeatureTile(feature.name, feature.value(x1, x2), self._appearance)
            tile.setObjectName(f"feature_{feature.name}")
            tile.setAccessibleName(feature.name)
            tile.clicked.connect(lambda _checked, name=feature.name: self._toggle(name))
            grid.addWidget(tile, place // FEATURE_COLUMNS, place % FEATURE_COLUMNS)
            self._feature_tiles[feature.name] = tile
        return grid

    def _toggle(self, name: str) -> None:
        self._document.toggle_feature(name)
        self._show_present()  # a refused click must not leave the tile switched

    def _show_present(self) -> None:
        self._show(self._document.experiment)

    def _show(self, experiment: Experiment) -> None:
        data = experiment.data
        self._count.setText(f"{data.samples} samples")
        self.gallery.show_experiment(experiment)
        self._samples.field.show_value(data.samples)
        self._classes.set_value(data.class_count)
        self._noise.set_value(data.noise)
        self._train_share.set_value(data.train_share)
        self._standardise.show_share(data.standardise, data.standardise)
        self._seed.field.show_value(experiment.seed)
        self._classes.setVisible(data.most_classes > 2 and data.table is None)
        for part in (self._samples, self._noise):
            part.setVisible(not data.fixed_samples)
        self._show_inputs(experiment, data.dimensions)

    def _show_inputs(self, experiment: Experiment, dimensions: int) -> None:
        self._inputs.say(f"{len(experiment.features)} of {len(FEATURES)} in use")
        for name, tile in self._feature_tiles.items():
            fits = needed_by(name) <= dimensions
            tile.setEnabled(fits)
            tile.setChecked(name in experiment.features)
            tile.setToolTip(
                f"Give the network {FEATURES[name].summary}"
                if fits
                else f"{FEATURES[name].summary}: these data have no x2"
            )
