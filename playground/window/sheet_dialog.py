"""The question before a worked example: which samples it tells one by one, with the pages that come out."""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.steps import LearningStep
from playground.handout.sheet import count_pages
from playground.settings import open_settings
from playground.theme import ui_font

ONE, FIRST, ALL = "one", "first", "all"
EXTENT, COUNT = "worked_example/extent", "worked_example/first"
DEFAULT_COUNT = 3
SLICE_SECONDS = 0.008  # of counting, between which the window answers


class SheetDialog(QDialog):
    """Lets a person choose which samples of a mini-batch are told; what was chosen last is offered first.

    Parameters
    ----------
    sample : the one that is looked at; where it is not in the mini-batch, the first one of that stands for it
    digits : with how many numbers will be written
    """

    def __init__(self, told: LearningStep, sample: int, digits: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Worked example")
        self._told = told
        self._digits = digits
        self._samples: list[int] = told.samples.tolist()
        self._column = self._samples.index(sample) if sample in self._samples else 0
        self._counts: dict[tuple[int, ...], int] = {}  # {columns: pages}
        self._counting: tuple[tuple[int, ...], Iterator[int]] | None = None
        self._so_far = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self.pages = QLabel()
        self.choices: dict[str, QRadioButton] = {}
        self.count = QSpinBox()
        self._lay_out(sample)
        self._recall()
        self._show()

    @property
    def extent(self) -> str:
        """What is chosen: ONE, FIRST or ALL."""
        return next(name for name, button in self.choices.items() if button.isChecked())

    @property
    def columns(self) -> tuple[int, ...]:
        """The places in the mini-batch of the samples that are told one by one."""
        counts = {ONE: 1, FIRST: self.count.value(), ALL: len(self._samples)}
        return (self._column,) if self.extent == ONE else tuple(range(counts[self.extent]))

    def remember(self) -> None:
        """Note what is chosen for the next time."""
        settings = open_settings()
        settings.setValue(EXTENT, self.extent)
        settings.setValue(COUNT, self.count.value())

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _lay_out(self, sample: int) -> None:
        size, number = len(self._samples), self._samples[self._column]
        title = QLabel("Which samples of the mini-batch are told one by one?")
        title.setFont(ui_font(13, 600))
        one = f"This sample, {number}" if number == sample else f"The first sample, {number}"
        self.choices = {
            ONE: QRadioButton(one),
            FIRST: QRadioButton("The first"),
            ALL: QRadioButton(f"All {size} samples"),
        }
        self.count.setRange(1, size)
        self.count.setAccessibleName("How many of the first samples")
        self.count.setFixedWidth(64)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.count.valueChanged.connect(self._choose_first)
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(9)
        column.addWidget(title)
        for name, button in self.choices.items():
            group.addButton(button)
            button.setObjectName(f"sheet_{name}")
            button.toggled.connect(self._show)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(button)
            if name == FIRST:
                row.addWidget(self.count)
                row.addWidget(_words("samples"))
            row.addStretch()
            column.addLayout(row)
        if number != sample:
            column.addWidget(_note(f"The selected sample, {sample}, is not in this mini-batch."))
        column.addWidget(_note("What the mini-batch makes of all its samples comes after that: J, ∂J/∂w, the update."))
        self.pages.setObjectName("pages")
        self.pages.setFont(ui_font(13, 600))
        column.addSpacing(4)
        column.addWidget(self.pages)
        column.addSpacing(4)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = buttons.addButton("Choose a file…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        if size == 1:  # then all choices are the same one
            for name in (FIRST, ALL):
                self.choices[name].setEnabled(False)
            self.count.setEnabled(False)

    def _recall(self) -> None:
        settings = open_settings()
        count, extent = str(settings.value(COUNT, "")), str(settings.value(EXTENT, ""))
        self.count.setValue(min(int(count) if count.isdecimal() else DEFAULT_COUNT, len(self._samples)))
        fits = extent in self.choices and self.choices[extent].isEnabled()
        self.choices[extent if fits else ONE].setChecked(True)

    def _choose_first(self) -> None:
        self.choices[FIRST].setChecked(True)
        self._show()

    # ---- counting pages ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show how many pages there are, counting them if that is not known yet."""
        if not any(button.isChecked() for button in self.choices.values()):
            return
        columns = self.columns
        if columns in self._counts:
            self._counting = None
            self._timer.stop()
            self._say(self._counts[columns])
        elif self._counting is None or self._counting[0] != columns:
            self._counting = columns, count_pages(self._told, self._digits, columns)
            self._so_far = 0
            self._timer.start(0)
            self._say(0)

    def _go_on(self) -> None:
        """Count for a moment."""
        if self._counting is None:
            return
        columns, counting = self._counting
        until = perf_counter() + SLICE_SECONDS
        for self._so_far in counting:
            if perf_counter() > until:
                self._say(self._so_far, so_far=True)
                return
        self._counts[columns] = self._so_far
        self._show()

    def _say(self, pages: int, *, so_far: bool = False) -> None:
        if so_far or not pages:
            self.pages.setText(f"More than {pages} pages as PDF, counting …" if pages > 1 else "Counting pages …")
        else:
            self.pages.setText(f"{pages} page{'s' if pages > 1 else ''} as PDF")

    # Qt's names

    def done(self, result: int) -> None:
        self._timer.stop()
        super().done(result)


def _words(text: str) -> QLabel:
    words = QLabel(text)
    words.setFont(ui_font(12))
    return words


def _note(text: str) -> QLabel:
    note = QLabel(text)
    note.setFont(ui_font(11))
    note.setProperty("tone", "second")
    return note
