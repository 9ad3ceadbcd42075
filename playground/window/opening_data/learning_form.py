"""How a table is learnt from: as classes or values, what becomes of missing values, and which rows are tested on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from engine.data import Data
from engine.datasets import DATASETS
from engine.table import Table
from engine.tables import WAYS
from playground.combo_box import ComboBox
from playground.panels.check import Switch
from playground.segments import LARGE, Segments
from playground.theme import Appearance, ui_font

WAY_WORDS = {
    "refuse": "Refuse, and name them",
    "drop": "Drop their rows",
    "mean": "Fill with the mean",
    "median": "Fill with the median",
    "most frequent": "Fill with the most frequent",
}
CLASSES, VALUES = 0, 1
FIRST_SHARE = 0.5


class LearningForm(QWidget):
    """The choices beside the columns; `changed` comes with each."""

    changed = Signal()

    def __init__(self, present: Data, appearance: Appearance) -> None:
        super().__init__()
        self.as_classes: bool | None = None  # until somebody says
        kinds = (
            ("Classes", "The target tells a class"),
            ("Values", "The target is a number to be met"),
        )
        self.kind = Segments(appearance, kinds, size=LARGE)
        self.kind.setObjectName("data_kind")
        self.missing = ComboBox(appearance)
        self.missing.setObjectName("data_missing")
        self.missing.offer_titles({way: WAY_WORDS[way] for way in WAYS})
        self.missing.setToolTip("What becomes of missing values in the columns that are chosen")
        self.train = QSpinBox()
        self.train.setObjectName("data_share")
        self.train.setRange(1, 100)
        self.train.setSuffix(" %")
        is_fixed = present.name in DATASETS and DATASETS[present.name].fixed_samples
        self._share = FIRST_SHARE if is_fixed else present.train_share  # not rounded until somebody types another one
        self.train.setValue(round(100 * self._share))
        self.train.setKeyboardTracking(False)
        self.train.setFixedWidth(76)
        self.train.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.train.setToolTip("The share of the rows that is learnt from; the rest is only tested on")
        self.stratified = Switch(
            "Same share of each class", "Stratified: in the training and the test part", appearance
        )
        self.stratified.setObjectName("data_stratified")
        self.stratified.setChecked(present.stratified)
        self.standardise = Switch(
            "Standardise the inputs",
            "Shift and scale each to mean 0 and deviation 1 over the training part",
            appearance,
        )
        self.standardise.setObjectName("data_standardise")
        self.standardise.setChecked(present.standardise or present.table is None)  # columns have units of their own
        self._lay_out()
        self.kind.chosen.connect(self._choose_kind)
        self.missing.currentIndexChanged.connect(self._tell)
        self.train.valueChanged.connect(self._choose_share)
        for switch in (self.stratified, self.standardise):
            switch.toggled.connect(self._tell)

    @property
    def way(self) -> str:
        """What becomes of missing values."""
        return str(self.missing.currentData())

    @property
    def share(self) -> float:
        """The share that is learnt from."""
        return self._share

    def begin_target(self) -> None:
        """Let another target say itself whether it is a class."""
        self.as_classes = None

    def show_table(self, table: Table) -> None:
        """Show what a table has come to be."""
        on = VALUES if table.is_regression else CLASSES
        if self.kind.current() != on:
            self.kind.blockSignals(True)
            self.kind.choose(on)
            self.kind.blockSignals(False)
        self.train.setEnabled(table.is_test is None)
        self.stratified.setEnabled(table.is_test is None and bool(table.classes))

    def show_missing(self, count: int) -> None:
        """Show how many values are missing in the columns that are chosen."""
        self.missing.setEnabled(count > 0)
        self.counted.setText(f"{count} {'is' if count == 1 else 'are'} missing" if count else "None is missing")

    def _lay_out(self) -> None:
        self.counted = _small("")
        self.counted.setFont(ui_font(11))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for row, (title, field) in enumerate(
            (
                ("Target &as", self.kind),
                ("Missin&g values", self.missing),
                ("", self.counted),
                ("T&rain on", self.train),
            )
        ):
            label = _small(title)
            label.setBuddy(field)
            field.setAccessibleName(field.accessibleName() or title.replace("&", ""))
            grid.addWidget(label, row, 0)
            fills = field in (self.missing, self.counted)
            grid.addWidget(field, row, 1, Qt.AlignmentFlag(0) if fills else Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.stratified, 4, 0, 1, 2)
        grid.addWidget(self.standardise, 5, 0, 1, 2)
        grid.setRowStretch(6, 1)
        grid.setColumnStretch(1, 1)

    def _choose_kind(self, kind: int) -> None:
        self.as_classes = kind == CLASSES
        self._tell()

    def _choose_share(self, percent: int) -> None:
        self._share = percent / 100
        self._tell()

    def _tell(self, *_: object) -> None:
        self.changed.emit()


def _small(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(ui_font(12))
    label.setProperty("tone", "second")
    return label
