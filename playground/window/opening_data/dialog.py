"""The question before a table is learnt from: how it is written, which columns count, and what will be."""

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.experiment import Experiment
from engine.tables import Preview, Roles
from engine.tables.sheet import unlike_names
from playground.settings import open_settings
from playground.theme import Appearance, ui_font
from playground.window.opening_data.cells import CellsModel
from playground.window.opening_data.columns import ColumnsModel, ColumnsView
from playground.window.opening_data.dialect_form import DialectForm
from playground.window.opening_data.facts import Fact, Role, first_roles, left_out
from playground.window.opening_data.learning_form import LearningForm
from playground.window.opening_data.plan import Plan, Wish
from playground.window.opening_data.work import Looked, TableWork, Whole

GEOMETRY = "window/open_data"
SIZE = (1080, 700)
MARGIN = 40  # pixels of the screen that stay free
SETTLES_MS = 120  # what is passed over by the arrow keys is not read
BAR_AFTER_MS = 200  # what is over sooner needs no bar
MOST_NOTES = 3
TOLD_HEIGHT = 84  # pixels: two lines of what will be, and three notes
ROLE_TIPS = {
    Role.INPUT: "The network is given the selected columns (I)",
    Role.TARGET: "The network is asked for the selected column (T)",
    Role.SPLIT: "The selected column says train or test (S)",
    Role.OUT: "The selected columns are left out (L)",
}


class OpenDataDialog(QDialog):
    """Shows a table and lets a person choose how it is learnt from.

    Parameters
    ----------
    looked : what is known of the table already
    experiment : what is on the table of the program, for which it says what will be

    Attributes
    ----------
    plan : what will be; None as long as it is not known
    """

    def __init__(
        self, looked: Looked, experiment: Experiment, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Open data")
        self.setObjectName("open_data")
        self.plan: Plan | None = None
        self._looked = looked
        self._experiment = experiment
        self._whole: Whole | None = None
        self.work = TableWork(self)
        self.form = DialectForm(looked.preview.dialect, appearance)
        self.cells = CellsModel()
        self.columns = ColumnsModel(appearance.theme)
        self.rows_view = QTableView()
        self.columns_view = ColumnsView(self.columns, appearance.theme)
        self.learning = LearningForm(experiment.data, appearance)
        self.filter = QLineEdit()
        self.sentence = QLabel()
        self.notes = QLabel()
        self.bar = QProgressBar()
        self.bar_words = QLabel()
        self._lay_out()
        self._settling = _timer(self, SETTLES_MS)
        self._settling.timeout.connect(self._begin)
        self._slow = _timer(self, BAR_AFTER_MS)
        self._slow.timeout.connect(lambda: self._show_bar(True))
        self._connect()
        self._recall()
        self._forget_plan()
        self.columns_view.setFocus()  # where letters choose roles; Return learns
        self._show_preview(looked.preview)
        if looked.whole:
            self._show_whole(looked.whole)
        else:
            self._read_all()

    @property
    def wish(self) -> Wish:
        """What is chosen."""
        chosen, learning = self.columns.of, self.learning
        target, split = chosen(Role.TARGET), chosen(Role.SPLIT)
        roles = Roles(
            chosen(Role.INPUT),
            target[0] if target else "",
            learning.as_classes,
            split[0] if split else None,
            learning.way,
        )
        return Wish(roles, learning.share, learning.stratified.isChecked(), learning.standardise.isChecked())

    @property
    def is_at_work(self) -> bool:
        """Whether more will be said without anything else being chosen."""
        return self._settling.isActive() or self.work.is_busy

    # ---- pieces ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        title = QLabel(self._looked.source.path.name)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(ui_font(13, 600))
        column.addWidget(title)
        column.addWidget(self.form)
        self.form.setVisible(self._looked.whole is None)
        column.addWidget(self._laid_out_rows(), 5)
        middle = QHBoxLayout()
        middle.setSpacing(22)
        middle.addLayout(self._laid_out_columns(), 1)
        self.learning.setFixedWidth(300)
        middle.addWidget(self.learning)
        column.addLayout(middle, 6)
        told = QVBoxLayout()
        told.setSpacing(6)
        for label, font in ((self.sentence, ui_font(13, 600)), (self.notes, ui_font(11))):
            label.setFont(font)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            told.addWidget(label)
        told.addStretch()
        below = QWidget()
        below.setLayout(told)
        told.setContentsMargins(0, 0, 0, 0)
        below.setFixedHeight(TOLD_HEIGHT)  # so that nothing moves while one chooses
        column.addWidget(below)
        self.sentence.setObjectName("data_sentence")
        self.sentence.setAccessibleName("What will be")
        self.notes.setObjectName("data_notes")
        self.notes.setProperty("tone", "second")
        column.addLayout(self._laid_out_buttons())

    def _laid_out_rows(self) -> QTableView:
        view = self.rows_view
        view.setObjectName("data_rows")
        view.setAccessibleName("First rows")
        view.setModel(self.cells)
        view.setFont(ui_font(12))
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        view.verticalHeader().setDefaultSectionSize(22)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setFont(ui_font(10))
        view.horizontalHeader().setDefaultSectionSize(122)
        view.horizontalHeader().setHighlightSections(False)
        view.setMinimumHeight(120)
        return view

    def _laid_out_columns(self) -> QVBoxLayout:
        self.filter.setObjectName("data_filter")
        self.filter.setProperty("form", True)
        self.filter.setPlaceholderText("Find columns")
        self.filter.setAccessibleName("Find columns")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(170)
        above = QHBoxLayout()
        above.setSpacing(6)
        above.addWidget(self.filter)
        self.all_button = _button("All in", "All columns that are shown become inputs (but text, target and split)")
        self.none_button = _button("None", "All columns that are shown are left out (but target and split)")
        above.addWidget(self.all_button)
        above.addWidget(self.none_button)
        above.addStretch()
        self.role_buttons = {role: _button(role.title, tip) for role, tip in ROLE_TIPS.items()}
        for button in self.role_buttons.values():
            above.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(above)
        self.columns_view.setMinimumHeight(130)
        column.addWidget(self.columns_view, 1)
        return column

    def _laid_out_buttons(self) -> QHBoxLayout:
        self.bar.setRange(0, 1000)
        self.bar.setFixedSize(180, 4)
        self.bar.setTextVisible(False)
        self.bar_words.setFont(ui_font(11))
        self.bar_words.setProperty("tone", "second")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = buttons.addButton("&Learn from these data", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self.bar)
        below.addWidget(self.bar_words)
        below.addStretch()
        below.addWidget(buttons)
        return below

    def _connect(self) -> None:
        self.work.looked.connect(self._show_looked)
        self.work.read.connect(self._show_whole)
        self.work.planned.connect(self._show_plan)
        self.work.progressed.connect(self._show_progress)
        self.work.failed.connect(self._show_failure)
        self.form.changed.connect(self._change_dialect)
        self.learning.changed.connect(self._change_wish)
        self.columns.chosen.connect(self._change_roles)
        self.filter.textChanged.connect(self.columns.filter)
        self.all_button.clicked.connect(self._take_all)
        self.none_button.clicked.connect(self._take_none)
        for role, button in self.role_buttons.items():
            button.clicked.connect(lambda _checked=False, role=role: self.columns_view.choose(role))

    def _recall(self) -> None:
        screen = self.screen().availableGeometry()
        self.resize(min(SIZE[0], screen.width() - MARGIN), min(SIZE[1], screen.height() - MARGIN))
        geometry = open_settings().value(GEOMETRY)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    # ---- what is chosen --------------------------------------------------------------------------------------------

    def _take_all(self) -> None:
        rows = [row for row in self._free() if self.columns.usual(row) is Role.INPUT]
        self.columns.choose(rows, Role.INPUT)

    def _take_none(self) -> None:
        self.columns.choose(self._free(), Role.OUT)

    def _free(self) -> list[int]:
        """Return the columns that are shown and neither target nor split."""
        roles = self.columns.roles
        return [row for row in self.columns.shown if roles[row] not in (Role.TARGET, Role.SPLIT)]

    def _change_dialect(self) -> None:
        """Another dialect: nothing is known of the table any more."""
        self.work.cancel()
        self._whole = None
        self._forget_plan()
        self._settling.start()

    def _change_roles(self) -> None:
        self.cells.show_roles(self.columns.names, self.columns.roles)
        target = self.columns.of(Role.TARGET)
        if target != getattr(self, "_target", None):
            self._target = target
            self.learning.begin_target()
        chosen = (Role.INPUT, Role.TARGET)
        columns = zip(self.columns.facts, self.columns.roles, strict=True)
        missing = (fact.missing for fact, role in columns if role in chosen)
        self.learning.show_missing(sum(missing))
        self._change_wish()

    def _change_wish(self) -> None:
        if self._whole is not None:
            self.work.cancel()
            self._forget_plan()
            self._settling.start()

    def _begin(self) -> None:
        """Do what is due: look at the table, or find out what will be."""
        if self._whole is None:
            self.work.look(self._looked.source, self.form.dialect)
            return
        if fault := self._missing_choice():
            self._say(fault, "wrong")
            return
        self._slow.start()
        self.work.plan(self._whole.sheet, self.wish, self._experiment)

    def _missing_choice(self) -> str:
        if not self.columns.of(Role.TARGET):
            return "No column is the target: choose what the network is asked for."
        if not self.columns.of(Role.INPUT):
            return "No column is an input: choose what the network is given."
        return ""

    def _read_all(self) -> None:
        self._slow.start()
        self._say("Reading …", "")
        self.work.read_all(self._looked.source, self.form.dialect)

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def _show_looked(self, looked: Looked) -> None:
        self._show_preview(looked.preview)
        self._read_all()

    def _show_preview(self, preview: Preview) -> None:
        self.cells.show_preview(preview)
        if not self._looked.whole:
            names, _ = unlike_names(preview.header) if preview.header else ((), [])
            self.columns.show_columns(names, (Fact(),) * len(names), [Role.OUT] * len(names))
            self.cells.show_roles(names, [])

    def _show_whole(self, whole: Whole) -> None:
        self._leave_bar()
        self._whole = whole
        self.cells.show_rows(whole.rows)
        self.columns.show_columns(whole.sheet.names, whole.facts, first_roles(whole.sheet, whole.facts))
        if self.columns.names:
            self.columns_view.setCurrentIndex(self.columns.index(0, 0))
        self._settling.stop()
        self._begin()

    def _show_plan(self, plan: Plan) -> None:
        self._leave_bar()
        if plan.wish != self.wish:
            return  # another one is due
        self.plan = plan
        if plan.table is not None:
            self.learning.show_table(plan.table)
        self._say(plan.sentence, "" if plan.table else "wrong")
        self._show_notes(plan)
        self.go_on.setEnabled(plan.table is not None)

    def _show_notes(self, plan: Plan) -> None:
        assert self._whole is not None
        left = left_out(self.columns.names, self.columns.facts, self.columns.roles)
        notes = [*plan.notes, *self._looked.notes, *self._whole.sheet.notes, *left]
        shown = [f"•  {note[:1].upper()}{note[1:]}" for note in notes]
        if len(shown) > MOST_NOTES:
            shown[MOST_NOTES - 1 :] = [f"{shown[MOST_NOTES - 1]}, and {len(shown) - MOST_NOTES} more, told here"]
        self.notes.setText("\n".join(shown))
        self.notes.setToolTip("\n".join(notes) if len(notes) > MOST_NOTES else "")

    def _show_failure(self, sentence: str) -> None:
        self._leave_bar()
        self._say(sentence, "wrong")

    def _show_progress(self, share: float) -> None:
        self.bar.setValue(round(1000 * share))
        self.bar_words.setText(f"Reading, {share:.0%}")

    def _show_bar(self, shown: bool) -> None:
        if not shown:
            self.bar.setValue(0)
            self.bar_words.clear()
        for part in (self.bar, self.bar_words):
            part.setVisible(shown)

    def _leave_bar(self) -> None:
        self._slow.stop()
        self._show_bar(False)

    def _forget_plan(self) -> None:
        self._leave_bar()
        self.plan = None
        self.go_on.setEnabled(False)

    def _say(self, sentence: str, verdict: str) -> None:
        if verdict:
            self.go_on.setEnabled(False)
            self.notes.clear()
        self.sentence.setText(("✗  " if verdict else "") + sentence[:1].upper() + sentence[1:])
        self.sentence.setProperty("verdict", verdict)
        self.sentence.style().polish(self.sentence)

    # Qt's names

    def accept(self) -> None:
        if self.plan is not None and self.plan.table is not None:
            super().accept()

    def done(self, result: int) -> None:
        self._settling.stop()
        self._slow.stop()
        self.work.cancel()
        open_settings().setValue(GEOMETRY, self.saveGeometry())
        super().done(result)


def _timer(parent: QWidget, milliseconds: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    return timer


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setProperty("worded", True)
    return button
