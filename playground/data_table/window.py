"""The data table's window: what the samples are, which are shown, the grid, and what can be done with it."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.arrays import Indices
from playground.background import Background
from playground.data_table.content import Content
from playground.data_table.editing import Editing
from playground.data_table.filters import Filters
from playground.data_table.model import DataModel
from playground.data_table.opinions import are_affordable, opinions_of
from playground.data_table.order import Chosen, order_of
from playground.data_table.source import Source
from playground.data_table.view import DataView
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.document.values import ValueRefusedError
from playground.document.writing import Writing
from playground.keyboard import let_escape_close, let_space_press
from playground.panels.sentence import Sentence
from playground.theme import Appearance, ui_font

SIZE = (880, 580)
HINT = "Enter: type  ·  Space: train or test  ·  a heading: sort  ·  Ctrl+C, Ctrl+V: to and from a spreadsheet"
PER_SECOND = 4  # what the network says is read no faster, see document/turns.py
SORTED_AT_ONCE = 50_000  # rows: 10 ms; more are sorted beside the window's thread
ASKED_AT_ONCE = 2_000_000  # samples × weights: 10 ms


class DataWindow(QWidget):
    """Shows all samples, to be read and edited.

    A tool window: it stays before the main window, whose keys hold in it too.
    """

    def __init__(
        self,
        document: Document,
        selection: Selection,
        moment: Moment,
        writing: Writing,
        appearance: Appearance,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("data_window")
        self.setWindowTitle("Data")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._moment = moment
        self._background = Background(self)
        self.source = Source(document, moment, self)
        self.editing = Editing(document, self.source, self)
        self.model = DataModel(self.source, writing, self)
        self.view = DataView(self.source, self.model, self.editing, selection, appearance)
        self.filters = Filters(appearance)
        self.note = QLabel()
        self.count = QLabel()
        self.sentence = Sentence()
        self.hint = QLabel(HINT)
        self._shape: tuple[object, ...] | None = None  # of the content that the filters fit
        self._chosen = Chosen()
        self._lay_out()
        self.setMinimumSize(620, 320)
        self.resize(*SIZE)
        let_escape_close(self)
        self.source.changed.connect(self._show_content)
        self.view.sorting.connect(self.sort_by)
        self.filters.changed.connect(self._filter)
        self.filters.sought.connect(self._go_to)
        for part in (self.view, self.filters):
            part.refused.connect(self.warn)
            part.accepted.connect(self.say_nothing)
        self.view.said.connect(self.say)
        document.experiment_changed.connect(self._follow_document)
        writing.changed.connect(self.view.viewport().update)
        moment.follow(self, self._show, per_second=PER_SECOND)

    def _lay_out(self) -> None:
        self.note.setFont(ui_font(12, 500))
        self.note.setProperty("tone", "second")
        self.note.setAccessibleName("What the data are")
        self.count.setFont(ui_font(11))
        self.count.setProperty("tone", "third")
        head = QHBoxLayout()
        head.addWidget(self.note)
        head.addStretch()
        head.addWidget(self.count)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        for action in self.view.verbs.values():
            button = QToolButton()
            button.setDefaultAction(action)
            button.setProperty("worded", True)
            let_space_press(button)
            foot.addWidget(button)
        foot.addStretch(1)
        self.hint.setFont(ui_font(11))
        self.hint.setProperty("tone", "third")
        said = QGridLayout()  # both in one place, of which the taller one has the height: the grid never moves
        for label in (self.hint, self.sentence):
            policy = label.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            label.setSizePolicy(policy)
            label.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            said.addWidget(label, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.filters)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        column.addLayout(said)

    # ---- what is said ----------------------------------------------------------------------------------------------

    def say(self, sentence: str) -> None:
        """Tell what was done, in place of the hint."""
        self.hint.hide()
        self.sentence.say(sentence)

    def warn(self, sentence: str) -> None:
        """Tell what was refused, in place of the hint."""
        self.hint.hide()
        self.sentence.warn(sentence)

    def say_nothing(self) -> None:
        """Show the hint again."""
        self.sentence.clear()
        self.hint.show()

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Follow the run: other samples if there are any, and what the network says of those that are seen."""
        self.source.refresh()
        self.model.ask_again()
        self.view.catch_up()
        is_behind = self._chosen.asks_network(self.source.content) if self.source.content else False
        if is_behind and not self._moment.in_hurry and not self.view.is_typing:  # else what is typed would be lost
            self._order_anew()
        self.view.show_opinions()

    def _follow_document(self) -> None:
        if self.isVisible():
            self.source.refresh()

    def _show_content(self) -> None:
        content = self.source.content
        assert content is not None
        shape = content.names, content.target_name, content.classes
        anew = shape != self._shape
        self._shape = shape
        self.filters.fit(content, anew=anew)
        self.model.ask_again()
        self.note.setText(content.note)
        if anew:
            self._chosen = Chosen()
        if self.editing.is_at_work and not anew and content.rows == self._shown_rows:
            self.model.show_cells()  # rows stay where they are while one types
            self._tell_count(content)
        else:
            if content.rows != self._shown_rows and self._chosen.conditions:
                self._chosen = self.filters.chosen(self._chosen)
            self._order_anew()
        self._shown_rows = content.rows

    _shown_rows = -1

    def _tell_count(self, content: Content) -> None:
        shown = len(self.model.order)
        tests = int(content.is_test.sum())
        parts = f"{content.rows - tests} train · {tests} test"
        self.count.setText(f"{shown} of {content.rows} shown  ·  {parts}" if shown < content.rows else parts)

    # ---- order -----------------------------------------------------------------------------------------------------

    def sort_by(self, column: int) -> None:
        """Sort by a column: upwards, downwards, and then as in the data again."""
        chosen = self._chosen
        if chosen.column != column:
            wanted = replace(chosen, column=column, descending=False)
        elif not chosen.descending:
            wanted = replace(chosen, descending=True)
        else:
            wanted = replace(chosen, column=None, descending=False)
        self._choose(wanted)

    def _filter(self) -> None:
        try:
            self._choose(self.filters.chosen(self._chosen))
        except ValueRefusedError as error:
            self.warn(str(error))

    def _choose(self, chosen: Chosen) -> None:
        content, told = self.source.content, self.source.told
        if content is None:
            return
        if chosen.asks_network(content) and told is not None and not are_affordable(told):
            self.warn(
                f"{content.rows} samples and {len(told.network.flat)} weights are too many to be sorted or filtered by "
                "what the network says"
            )
            return
        self.say_nothing()
        self._chosen = chosen
        self._order_anew()

    def _order_anew(self) -> None:
        content, told, chosen = self.source.content, self.source.told, self._chosen
        assert content is not None

        def order() -> Indices:
            asked = told if chosen.asks_network(content) else None
            opinions = opinions_of(asked, order_of(content, Chosen(), None)) if asked else None
            return order_of(content, chosen, opinions)

        work = content.rows * len(told.network.flat) if told and chosen.asks_network(content) else 0
        is_quick = content.rows <= SORTED_AT_ONCE and work <= ASKED_AT_ONCE
        if is_quick or chosen == Chosen():
            self._take_order(content, chosen, order())
        else:
            if self.model.has_strangers:
                self._take_order(content, Chosen(), order_of(content, Chosen(), None))
            self.say("The samples are being sorted …")
            self._background.do(order, lambda found: self._take_late_order(content, chosen, found), self.warn)

    def _take_late_order(self, content: Content, chosen: Chosen, order: Indices) -> None:
        if content is self.source.content and chosen == self._chosen:
            self.say_nothing()
            self._take_order(content, chosen, order)

    def _take_order(self, content: Content, chosen: Chosen, order: Indices) -> None:
        self.model.show(order, chosen)
        self._tell_count(content)

    def _go_to(self, sample: int) -> None:
        if self.view.go_to(sample):
            self.view.setFocus()
        else:
            self.warn(f"sample {sample} is there, but the filter does not show it")

    @property
    def is_busy(self) -> bool:
        """Whether something is sorted, copied or read beside the window's thread."""
        return self._background.is_busy or self.view.is_busy

    def end(self) -> None:
        """Wait for what is done beside the window's thread."""
        self._background.wait()
        self.view.end()

    # Qt's names

    def showEvent(self, event: QShowEvent) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Moved):  # shown first, and not remembered
            around = self.parentWidget()
            assert around is not None
            self.move(around.frameGeometry().center() - self.rect().center())
        super().showEvent(event)
        self._show()
        self.view.show_selected()
        self.view.setFocus()
