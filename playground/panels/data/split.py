"""The split: which samples are learnt from, and which only test."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.experiment import Experiment
from engine.numbers import format_percent
from playground.document.document import Document
from playground.panels.check import Switch
from playground.panels.link import Link
from playground.slider import ValueSlider
from playground.theme import Appearance, ui_font

TRAIN_SHARES = [step / 10 for step in range(1, 11)]


class Split(QWidget):
    """Shows and edits the share for training; a table may say itself which rows only test, until that is changed."""

    def __init__(self, document: Document, appearance: Appearance) -> None:
        super().__init__()
        self._train_share = ValueSlider(
            "Train share",
            TRAIN_SHARES,
            format_percent,
            "The share of samples that is learnt from; the others only test",
        )
        self.stratified = Switch(
            "Stratified split",
            "Training and test part have the same share of each class; else chance decides",
            appearance,
        )
        self.stratified.setObjectName("stratified")
        self.said = QLabel()
        self.said.setFont(ui_font(11))
        self.said.setProperty("tone", "second")
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        tip = "Choose at random which rows only test, by a share; so does moving the slider"
        self.anew = Link("split anew", "split_anew", tip)
        self._own = QWidget()
        line = QHBoxLayout(self._own)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.said, 1)
        line.addWidget(self.anew)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._train_share, self._own, self.stratified):
            column.addWidget(part)
        self._train_share.chosen.connect(lambda value, gesture: document.set_data(gesture, train_share=value))
        self.stratified.clicked.connect(lambda: document.set_data(stratified=self.stratified.isChecked()))
        self.anew.clicked.connect(lambda: document.set_data(train_share=document.experiment.data.train_share))

    def show_experiment(self, experiment: Experiment) -> None:
        """Show how the samples are split now."""
        data = experiment.data
        is_test = data.table.is_test if data.table else None
        self._own.setVisible(is_test is not None)
        if is_test is None:
            self._train_share.set_value(data.train_share)
        else:
            tests = int(is_test.sum())
            self._train_share.set_value(1 - tests / len(is_test))
            self.said.setText(f"{len(is_test) - tests} learnt from, {tests} test")
            self.said.setToolTip(f"The data say themselves that {tests} of their {len(is_test)} rows only test")
        self.stratified.show_share(data.stratified, data.stratified)
        self.stratified.setVisible(not data.is_regression and is_test is None)
