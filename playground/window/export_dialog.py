"""The question in which format a network leaves, and where to: each copy is tried before it is called done."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.arrays import Array
from engine.exchange.formats import Format
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from playground.settings import open_settings
from playground.theme import Theme, ui_font
from playground.window.export_work import Done, ExportWork

CHOSEN = "export/format"
SETTLES_MS = 150  # a choice that is passed over by the arrow keys is not tried
SHOWN_AFTER_MS = 200  # a trial that is over sooner needs no bar
SIZE = (860, 720)
MARGIN = 60  # pixels of the screen that stay free
NAME_ROLE = Qt.ItemDataRole.UserRole

OFFERED = {name: form for name, form in FORMATS.items() if name != "session"}  # File > Save keeps more than a network
Ask = Callable[[QWidget, str, str, str], str]


@dataclass(frozen=True)
class What:
    """What is exported.

    Attributes
    ----------
    model : the network with its inputs
    samples : the points of its data set
    title : what it is, such as "The network of epoch 300"
    path : where it is proposed to go; the suffix is the format's
    """

    model: Model
    samples: Array
    title: str
    path: Path


class ExportDialog(QDialog):
    """Lets a person choose a format and a place; the format that was chosen last is offered first.

    Parameters
    ----------
    ask : asks for a file to write

    Attributes
    ----------
    written : what was written, once it is
    """

    def __init__(self, what: What, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setObjectName("export_dialog")
        self.written: Done | None = None
        self._what = what
        self._theme = theme
        self._ask = ask
        self._tried: dict[str, Done] = {}  # {name of a format: what came of it}
        self._is_writing = False
        self._work = ExportWork(what.model, what.samples, self)
        self._work.done.connect(self._take)
        self._settling = _timer(self, SETTLES_MS, self._try)
        self._slow = _timer(self, SHOWN_AFTER_MS, self._show_bar)
        self.formats = QTreeWidget()
        self.path = QLineEdit()
        self.files = QLabel()
        self.verdict = QLabel()
        self.bar = QProgressBar()
        self.copy = QPushButton("&Copy to clipboard")
        self._make_list()
        self._lay_out()
        self.path.setText(str(what.path))
        self._recall()
        available = self.screen().availableGeometry()
        self.resize(min(SIZE[0], available.width() - MARGIN), min(SIZE[1], available.height() - MARGIN))

    @property
    def form(self) -> Format:
        """The format that is chosen."""
        return OFFERED[self.formats.currentItem().data(0, NAME_ROLE)]

    def choose(self, name: str) -> None:
        """Choose a format by its name."""
        for number in range(self.formats.topLevelItemCount()):
            item = self.formats.topLevelItem(number)
            if item is not None and item.data(0, NAME_ROLE) == name:
                self.formats.setCurrentItem(item)

    # ---- pieces ----------------------------------------------------------------------------------------------------

    def _make_list(self) -> None:
        self.formats.setObjectName("formats")
        self.formats.setAccessibleName("Format")
        self.formats.setColumnCount(3)
        self.formats.setHeaderHidden(True)
        self.formats.setRootIsDecorated(False)
        self.formats.setIndentation(0)
        self.formats.setAllColumnsShowFocus(True)
        self.formats.setUniformRowHeights(True)
        self.formats.setFont(ui_font(12))
        for group in dict.fromkeys(form.group for form in OFFERED.values()):
            heading = QTreeWidgetItem(self.formats, [group])
            heading.setFlags(Qt.ItemFlag.NoItemFlags)  # so that arrow keys go past it
            heading.setFont(0, ui_font(12, 600))
            heading.setForeground(0, QBrush(self._theme.color("text")))
            heading.setFirstColumnSpanned(True)
            for form in OFFERED.values():
                if form.group == group:
                    self._add_row(form)
        header = self.formats.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)

    def _add_row(self, form: Format) -> None:
        item = QTreeWidgetItem(self.formats, [form.title, form.suffix, form.holds])
        item.setData(0, NAME_ROLE, form.name)
        for column, tone in ((1, "text3"), (2, "text2")):
            item.setForeground(column, QBrush(self._theme.color(tone)))
            item.setFont(column, ui_font(11))
        item.setToolTip(2, form.holds)

    def _lay_out(self) -> None:
        title = QLabel(self._what.title)
        title.setFont(ui_font(13, 600))
        about = _note(
            "With its inputs and how they are standardised. Every copy is loaded back and compared before it is done."
        )
        choose = QPushButton("C&hoose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_path)
        self.path.setObjectName("export_path")
        self.path.setAccessibleName("File")
        label = QLabel("&File")
        label.setFont(ui_font(12))
        label.setProperty("tone", "second")
        label.setBuddy(self.path)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.path, 1)
        row.addWidget(choose)
        for words in (self.files, self.verdict):
            words.setWordWrap(True)
            words.setFont(ui_font(11))
            words.setTextFormat(Qt.TextFormat.PlainText)
        self.files.setProperty("tone", "second")
        self.verdict.setObjectName("export_verdict")
        self.verdict.setFont(ui_font(12, 500))
        self.verdict.setAccessibleName("Check")
        self.bar.setRange(0, 0)
        self.bar.setFixedHeight(4)
        self.bar.setTextVisible(False)
        keeps = self.bar.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(keeps)
        told = QGridLayout()
        told.setVerticalSpacing(6)
        told.addWidget(self.files, 0, 0)
        told.addWidget(self.verdict, 1, 0)
        told.addWidget(self.bar, 2, 0)
        told.setRowMinimumHeight(0, 34)  # so that nothing below moves while one goes through the list
        told.setRowMinimumHeight(1, 34)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = buttons.addButton("&Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setDefault(True)
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        buttons.accepted.connect(self._write)
        buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.addWidget(self.copy)  # alone on the left, so that Export stays where it is when this hides
        below.addStretch()
        below.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(about)
        column.addWidget(self.formats, 1)
        column.addLayout(row)
        column.addLayout(told)
        column.addLayout(below)

    def _recall(self) -> None:
        name = str(open_settings().value(CHOSEN, ""))
        self.formats.currentItemChanged.connect(self._change)
        self.choose(name if name in OFFERED else next(iter(OFFERED)))
        self.path.textChanged.connect(self._show)
        self.formats.setFocus()

    # ---- what is chosen --------------------------------------------------------------------------------------------

    def _change(self) -> None:
        """Another format: its suffix, and what is known of it."""
        path = Path(self.path.text())
        known = {form.suffix for form in OFFERED.values()}
        stem = path.name[: -len(path.suffix)] if path.suffix in known else path.name
        self.path.setText(str(path.with_name((stem or "network") + self.form.suffix)))
        self._work.cancel()
        self._slow.stop()
        self.bar.hide()
        if self.form.name not in self._tried:
            self._settling.start()
        self._show()

    def _choose_path(self) -> None:
        form = self.form
        chosen = self._ask(self, "Export", Path(self.path.text()).name, f"{form.title} (*{form.suffix})")
        if chosen:
            self.path.setText(chosen)

    def _try(self) -> None:
        if not self._is_writing and self.form.name not in self._tried:
            self._work.try_out(self.form, Path(self.path.text()).stem or "network")
            self._slow.start()

    def _write(self) -> None:
        """Write what is chosen, at once; the dialog stays until it is done."""
        if self._is_writing or not self._place():
            return
        self._settling.stop()
        self._is_writing = True
        self._work.write(self.form, self._place_of(self.path.text()))
        self._slow.start()
        self._show()

    def _copy(self) -> None:
        done = self._tried.get(self.form.name)
        if done is not None and done.files:
            (name, data), *others = done.files.items()
            QGuiApplication.clipboard().setText(data.decode("utf-8"))
            without = f", without {', '.join(other for other, _ in others)}" if others else ""
            self._say(f"On the clipboard: {name}{without}. {done.checked.sentence if done.checked else ''}", "fine")

    def _take(self, done: Done) -> None:
        self._slow.stop()
        self.bar.hide()
        was_writing, self._is_writing = self._is_writing, False
        if done.is_written:
            self.written = done
            open_settings().setValue(CHOSEN, done.form.name)
            self.accept()
            return
        if not was_writing:
            self._tried[done.form.name] = done
        self._show()
        if was_writing:
            self._say(done.sentence, "wrong")

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def _place_of(self, text: str) -> Path:
        path = Path(text).expanduser()
        return path if path.suffix.lower() == self.form.suffix else path.with_name(path.name + self.form.suffix)

    def _place(self) -> str:
        """Return the name of the file; nothing if none is typed."""
        return Path(self.path.text()).name.strip()

    def _show(self) -> None:
        done = self._tried.get(self.form.name)
        self.files.setText(self._words_of_files(done))
        self.copy.setVisible(self.form.is_text)
        self.copy.setEnabled(done is not None and bool(done.files))
        refused = done is not None and done.checked is None
        self.go_on.setEnabled(bool(self._place()) and not self._is_writing and not refused)
        self.formats.setEnabled(not self._is_writing)
        self.path.setEnabled(not self._is_writing)
        if self._is_writing:
            self._say("Writing, loading back and comparing with the network …", "")
        elif done is None:
            self._say("Loading a copy back and comparing it with the network …", "")
        elif done.checked is None:
            self._say(done.sentence, "wrong")
        else:
            self._say(done.checked.sentence, "fine" if done.checked.is_compared else "kink")

    def _words_of_files(self, done: Done | None) -> str:
        if not self._place():
            return "Type the name of a file."
        place = self._place_of(self.path.text())
        names = [place.name]
        if done is not None and done.files:
            first = next(iter(done.files)).removesuffix(self.form.suffix)
            names += [place.stem + name.removeprefix(first) for name in list(done.files)[1:]]
        there = [name for name in names if (place.parent / name).exists()]
        self.go_on.setText("&Replace" if there else "&Export")
        beside = f"Beside it: {', '.join(names[1:])}. " if len(names) > 1 else ""
        return beside + (f"Already there, to be replaced: {', '.join(there)}." if there else "")

    def _say(self, sentence: str, verdict: str) -> None:
        signs = {"fine": "✓  ", "wrong": "✗  ", "kink": "–  "}
        self.verdict.setText(signs.get(verdict, "") + sentence[:1].upper() + sentence[1:])
        self.verdict.setProperty("verdict", verdict)
        self.verdict.style().polish(self.verdict)

    def _show_bar(self) -> None:
        self.bar.show()

    # Qt's names

    def done(self, result: int) -> None:
        self._settling.stop()
        self._slow.stop()
        self._work.close()
        super().done(result)


def _timer(parent: QDialog, milliseconds: int, act: Callable[[], object]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(act)
    return timer


def _note(text: str) -> QLabel:
    note = QLabel(text)
    note.setFont(ui_font(11))
    note.setProperty("tone", "second")
    return note
