"""The main window: makes the pieces, gives each its place, and connects actions to verbs."""

from collections.abc import Callable
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from engine.numbers import MOST_DIGITS
from engine.rules import MAX_SEED
from engine.snapshot import Snapshot
from playground import theme
from playground.canvas.canvas import Canvas
from playground.canvas.menu import network_menu
from playground.charts.boundary import BoundaryChart
from playground.charts.cost import CostChart
from playground.charts.loading import Loading
from playground.document.checking import Checking
from playground.document.document import Document
from playground.document.lens import Lens
from playground.document.moment import Moment
from playground.document.past import Past
from playground.document.selection import Selection
from playground.document.slicing import Slicing
from playground.document.stepping import Stepping
from playground.document.words import of_another_run
from playground.document.writing import LEAST_DIGITS, Writing
from playground.joins.boundary_view import BoundaryView
from playground.joins.cost_view import CostView
from playground.panels.left_panel import WIDTH as LEFT_WIDTH
from playground.panels.left_panel import LeftPanel
from playground.panels.lens import SampleLens
from playground.panels.run_bar import RunBar
from playground.panels.slice_chooser import SliceChooser
from playground.panels.tabs import Tabs
from playground.plain_tip import plain_tip
from playground.stepper.strip import FormulaStrip
from playground.stepper.track import Track
from playground.timeline.bar import TimelineBar
from playground.training.runner import Runner
from playground.window import drawing, help_texts, memory, steps, timeline
from playground.window.actions import make_actions, paint_icons
from playground.window.charts_page import ChartsPage
from playground.window.notice import Notice, Remedy, make_row
from playground.window.paths import ask_for_file, ask_for_path
from playground.window.recent import RecentMenu
from playground.window.recovery import Recovery
from playground.window.saving import ChoosePath, Saving
from playground.window.sessions import Sessions, dropped_file
from playground.window.surgery_view import SurgeryView

if TYPE_CHECKING:
    from playground.compare.window import CompareWindow
    from playground.data_table.window import DataWindow
    from playground.joins.drawing_view import DrawingView
    from playground.panels.inspector.inspector import Inspector
    from playground.panels.weights.window import WeightsWindow
    from playground.stepper.matrix.page import MatrixPage
    from playground.stepper.mini_batch.page import MiniBatchPage
    from playground.window.changes import Changes
    from playground.window.exporting import Exporting
    from playground.window.figures import Figures
    from playground.window.gradients import GradientsWindow
    from playground.window.handing_out import HandingOut
    from playground.window.keys_window import KeysWindow
    from playground.window.opening_data.data_files import DataFiles

SIZE = (1440, 860)

EPOCH_PER_SECOND = 15  # in a hurry, see document/turns.py


class MainWindow(QMainWindow):
    """Shows one document and its run.

    Parameters
    ----------
    choose_path : asks the person for a file to write; tests put their own answer here
    remembers : whether it looks as it was left, and is remembered as it is left
    starts : whether it is whole at once, or waits for `start`
    recovers : whether what is not saved is written aside, and offered again after a crash
    """

    def __init__(
        self,
        document: Document,
        runner: Runner,
        appearance: theme.Appearance,
        choose_path: ChoosePath = ask_for_path,
        *,
        remembers: bool = True,
        starts: bool = True,
        recovers: bool = False,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Backprop Playground")
        self.document = document
        self.runner = runner
        self.appearance = appearance
        self.saving = Saving(self, choose_path)
        self.selection = Selection(document.experiment, self)
        self.moment = Moment(self.selection, self)
        self.actions_by_name = make_actions(self)
        self.stepping = Stepping(self.moment, self.selection, self)
        self.past = Past(self.moment, self)
        self.writing = Writing(self)
        self.slicing = Slicing(document.experiment, self)
        self.checking = Checking(self.moment, self.stepping, self)
        self.lens = Lens(self.moment, self.selection, self.stepping, self)
        self.run_bar = RunBar(document, self.stepping, appearance, self.actions_by_name)
        self.timeline = TimelineBar(self.past, self.moment, appearance, self.actions_by_name)
        self.left = LeftPanel(document, self.moment, self.writing, appearance)
        self.canvas = Canvas(document, self.selection, self.moment, self.stepping, self.slicing, appearance)
        self.track = Track(self.stepping, appearance)
        self.strip = FormulaStrip(self.selection, self.moment, self.stepping, self.writing, appearance)
        self.boundary = BoundaryChart(appearance, whole=starts)
        self.slice_chooser = SliceChooser(self.slicing, self.moment, appearance)
        self.boundary.put_above(self.slice_chooser)
        self.slice_chooser.height_changed.connect(self.boundary.keep_shape)
        self.costs = CostChart(appearance, whole=starts)
        self._loading = Loading(self)
        self._changes: Changes | None = None
        self._gradients: GradientsWindow | None = None
        self._notice_row = make_row(self.menuBar())
        self._place_pieces()
        self.notice = Notice(self._notice_row, self.canvas, appearance)
        self._connect_pieces()
        self.sessions = Sessions(self, ask_for_file)
        self.recovery = Recovery(self) if recovers else None
        self._connect_actions()
        steps.connect_steps(self)
        timeline.connect_timeline(self)
        drawing.put_button(self)
        self._dress_application()  # once all is in its place: each placing dresses all below anew, 100 ms of the start
        self._show_theme()
        self.canvas.setFocus()  # else the first button has it, and Space would press that
        self._remembers = remembers
        if remembers:
            memory.recall(self)
        runner.set_speed(self.run_bar.per_second)
        self.setAcceptDrops(True)

    def start(self) -> None:
        """Begin what the first paint does without: the engine, and what charts are drawn with."""
        self._loading.done.connect(self.boundary.plot.make_axes)
        self._loading.done.connect(self.costs.plot.make_axes)
        self._loading.start()
        self.runner.start()
        if self.recovery:
            self.recovery.begin()

    # Made when they are asked for: the window opens an eighth sooner

    @cached_property
    def exporting(self) -> "Exporting":
        """Writes the network in a format that a person chooses."""
        from playground.window.exporting import Exporting

        return Exporting(self, self.saving.choose_path)

    @cached_property
    def data_files(self) -> "DataFiles":
        """Opens and saves data of one's own."""
        from playground.window.opening_data.data_files import DataFiles

        return DataFiles(self)

    @cached_property
    def handing_out(self) -> "HandingOut":
        """Writes worked examples."""
        from playground.window.handing_out import HandingOut

        return HandingOut(self, self.saving.choose_path)

    @cached_property
    def figures(self) -> "Figures":
        """Makes figures, films and reports."""
        from playground.window.figures import Figures

        return Figures(self)

    @cached_property
    def drawing(self) -> "DrawingView":
        """Lets a person draw samples on the boundary."""
        from playground.joins.drawing_view import DrawingView

        made = DrawingView(self.boundary, self.document, self.moment, self.selection, lambda: self.runner.playing, self)
        made.shown = lambda: self.slicing.shown
        made.refused.connect(self.notice.warn)
        made.ended.connect(lambda: self.actions_by_name["draw"].setChecked(False))
        return made

    @cached_property
    def inspector(self) -> "Inspector":
        """All about what is selected; a page beside the charts."""
        from playground.panels.inspector.inspector import Inspector

        return Inspector(self.document, self.selection, self.moment, self.appearance)

    @cached_property
    def matrices(self) -> "MatrixPage":
        """The present act in matrix form; a page beside the charts."""
        from playground.stepper.matrix.page import MatrixPage

        return MatrixPage(self.stepping, self.selection, self.writing, self.appearance)

    @cached_property
    def mini_batch(self) -> "MiniBatchPage":
        """The mini-batch that is gone through; a page beside the charts."""
        from playground.stepper.mini_batch.page import MiniBatchPage

        return MiniBatchPage(self.lens, self.moment, self.selection, self.stepping, self.writing, self.appearance)

    @cached_property
    def weights(self) -> "WeightsWindow":
        """The weights as tables, in a window of their own."""
        from playground.panels.weights.window import WeightsWindow

        made = WeightsWindow(self.document, self.selection, self.moment, self.appearance, self)
        return memory.placed(made, "weights" if self._remembers else "")

    @cached_property
    def data_table(self) -> "DataWindow":
        """The samples as a table, in a window of its own."""
        from playground.data_table.window import DataWindow

        made = DataWindow(self.document, self.selection, self.moment, self.writing, self.appearance, self)
        return memory.placed(made, "data" if self._remembers else "")

    @cached_property
    def comparison(self) -> "CompareWindow":
        """Two branches side by side, in a window of their own."""
        from playground.compare.window import CompareWindow

        made = CompareWindow(self.past, self.moment, self.slicing, self.appearance, self)
        made.costs.scale.choose(0 if self.costs.is_log else 1)
        made.set_digits(self.writing.digits)
        self.writing.changed.connect(lambda: made.set_digits(self.writing.digits))
        return memory.placed(made, "compare" if self._remembers else "")

    @cached_property
    def keys(self) -> "KeysWindow":
        """All keys and gestures, in a window of their own."""
        from playground.window.keys_window import KeysWindow

        return KeysWindow(self.appearance, self)

    # ---- pieces ----------------------------------------------------------------------------------------------------

    def _place_pieces(self) -> None:
        middle = _column(self.canvas, self.track, self.strip)
        charts = ChartsPage(self.boundary, self.costs)
        self.side = Tabs(
            {
                "Charts": charts,
                "Inspector": lambda: self.inspector,
                "Matrices": lambda: self.matrices,
                "Batch": lambda: self.mini_batch,
            }
        )
        sample = SampleLens(
            self.lens, self.moment, self.selection, self.stepping, self.appearance, self.actions_by_name
        )
        right = _column(self.side, sample)
        right.setObjectName("right")
        right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        right.setMinimumWidth(300)
        right.setMaximumWidth(560)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part in (self.left, middle, right):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        above = [] if self._notice_row is self.menuBar() else [self._notice_row]
        self.setCentralWidget(_column(*above, self.run_bar, self.timeline, self.splitter))
        self.resize(*SIZE)
        self._set_default_widths(SIZE[0])

    def _set_default_widths(self, width: int) -> None:
        right = min(max(round(0.26 * width), 320), 460)
        self.splitter.setSizes([LEFT_WIDTH, width - LEFT_WIDTH - right, right])

    def _connect_pieces(self) -> None:
        document, runner = self.document, self.runner
        document.shelved.connect(runner.shelve)
        document.edited.connect(runner.follow)
        document.experiment_changed.connect(self.selection.fit)
        document.experiment_changed.connect(self.slicing.fit)
        document.experiment_changed.connect(self.notice.hide)
        document.refused.connect(self.notice.warn)
        document.adapted.connect(lambda text, also: self._tell_undoable(f"{text}: {also}"))
        document.run_begun.connect(self._tell_of_another_run)
        self.canvas.refused.connect(self.notice.warn)
        self.left.data_panel.refused.connect(self.notice.warn)
        self.left.data_panel.open_wanted.connect(lambda: self.data_files.open())
        self.left.data_panel.drawing_wanted.connect(lambda: self.actions_by_name["draw"].setChecked(True))
        self.canvas.told.connect(self._tell_undoable)
        SurgeryView(document, self.moment, self._tell_of_surgery, self)
        self.canvas.show_check(self.checking)
        self.checking.failed.connect(self.notice.warn)
        runner.snapshot_ready.connect(self.show_snapshot)
        self.strip.written_otherwise.connect(self._show_writing)
        BoundaryView(self.boundary, self.moment, self.selection, self.slicing, self)
        CostView(self.costs, self.moment, self)
        self.moment.follow(self.run_bar, self._show_epoch, per_second=EPOCH_PER_SECOND)
        runner.playing_changed.connect(self._show_playing)
        runner.playing_changed.connect(self.run_bar.show_playing)
        runner.failed.connect(self.notice.warn)
        runner.stopped.connect(self.notice.say)
        self.run_bar.refused.connect(self.notice.warn)
        self.appearance.changed.connect(self._apply_theme)

    def _connect_actions(self) -> None:
        stack = self.document.undo_stack
        verbs: dict[str, Callable[[], object]] = {
            "new": self.sessions.new,
            "open": self.sessions.open,
            "reopen": lambda: self.recovery and self.recovery.reopen_last(),
            "save": self.sessions.save,
            "save_as": self.sessions.save_as,
            "copy_command": lambda: sharing().copy_command(self),
            "copy_link": lambda: sharing().copy_link(self),
            "paste": lambda: sharing().paste(self),
            "open_data": lambda: self.data_files.open(),
            "save_data": lambda: self.data_files.save(),
            "export": lambda: self.exporting.begin(),
            "worked_example": lambda: self.handing_out.begin(),
            "figure": lambda: self.figures.figure(),
            "film": lambda: self.figures.film(),
            "report": lambda: self.figures.report(),
            "quit": self.close,
            "undo": stack.undo,
            "redo": stack.redo,
            "history": self.show_changes,
            "play": self.toggle_playing,
            "step": self.runner.step,
            "reset": self._restart,
            "new_seed": self._new_seed,
            "new_sample": self.document.new_sample,
            "theme": self.appearance.toggle,
            "previous_sample": self.lens.previous,
            "next_sample": self.lens.next,
            "worst_sample": self.lens.worst,
            "inspector": lambda: self.side.toggle("Inspector"),
            "matrices": lambda: self.side.toggle("Matrices"),
            "check_gradients": self.check_gradients,
            "mini_batch": lambda: self.side.toggle("Batch"),
            "weights": lambda: self.weights.setVisible(not self.weights.isVisible()),
            "data_table": lambda: self.data_table.setVisible(not self.data_table.isVisible()),
            "why": lambda: self.strip.set_why(not self.strip.says_why),
            "all_terms": self.strip.toggle_folding,
            "more_digits": lambda: self.writing.set_digits(self.writing.digits + 1),
            "fewer_digits": lambda: self.writing.set_digits(self.writing.digits - 1),
            "log_cost": lambda: self.costs.set_log(not self.costs.is_log),
            "reduced_motion": lambda: self.set_reduced_motion(self.actions_by_name["reduced_motion"].isChecked()),
            "keys": lambda: self.keys.open(),
            "about": lambda: help_texts.tell_about(self),
        }
        verbs |= {f"theme_{choice}": lambda choice=choice: self.appearance.choose(choice) for choice in _THEME_CHOICES}
        for name, verb in verbs.items():
            self.actions_by_name[name].triggered.connect(lambda _checked=False, verb=verb: verb())
        stack.indexChanged.connect(self._show_undo)
        self._show_undo()
        menus = [action for action in self.menuBar().actions() if action.menu()]
        network = QMenu("&Network", self)
        self.menuBar().insertMenu(next(menu for menu in menus if menu.text() == "&Run"), network)
        network_menu(network, self.canvas.verbs)
        RecentMenu(self, self.actions_by_name["reopen"], self.sessions.open_path)

    # ---- what changes ----------------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Hand a moment of the run to every view."""
        self.moment.show(snapshot, hurried=self.runner.playing and self.runner.hurried)

    def _show_epoch(self) -> None:
        assert self.moment.snapshot is not None
        self.run_bar.show_snapshot(self.moment.snapshot)

    def _show_playing(self, playing: bool) -> None:
        self.actions_by_name["play"].setText("&Pause" if playing else "&Play")
        self.actions_by_name["play"].setToolTip("Pause (Space)" if playing else "Learn (Space)")
        self._paint_icons()

    def _show_writing(self) -> None:
        """Show in the menu how formulas are written."""
        self.actions_by_name["why"].setChecked(self.strip.says_why)
        self.actions_by_name["all_terms"].setChecked(self.strip.unfolded)
        self.actions_by_name["more_digits"].setEnabled(self.writing.digits < MOST_DIGITS)
        self.actions_by_name["fewer_digits"].setEnabled(self.writing.digits > LEAST_DIGITS)

    def _show_undo(self) -> None:
        stack = self.document.undo_stack
        for name, possible, word, text in (
            ("undo", stack.canUndo(), "Undo", stack.undoText()),
            ("redo", stack.canRedo(), "Redo", stack.redoText()),
        ):
            action = self.actions_by_name[name]
            action.setEnabled(possible)
            action.setText(f"&{word}" + (f": {text}" if text else ""))
            action.setToolTip(plain_tip(f"{word}: {text}") if text else f"Nothing to {word.lower()}")
        self._paint_icons()

    def _apply_theme(self) -> None:
        self._dress_application()
        self._show_theme()

    def _dress_application(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(theme.palette(self.appearance.theme))
        application.setStyleSheet(theme.style_sheet(self.appearance.theme))

    def _show_theme(self) -> None:
        self.actions_by_name[f"theme_{self.appearance.choice}"].setChecked(True)
        self._paint_icons()

    def _paint_icons(self) -> None:
        paint_icons(self.actions_by_name, self.appearance, playing=self.runner.playing)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Say whether things stand in their new places at once, instead of gliding there."""
        self.actions_by_name["reduced_motion"].setChecked(reduced)
        self.canvas.set_reduced_motion(reduced)

    def toggle_playing(self) -> None:
        """Play if paused, pause if playing: steps of the chosen grain, at the speed chosen for it."""
        if self.runner.playing:
            self.runner.pause()
        elif self.stepping.is_on:
            self.runner.play_steps(self.stepping.grain, self.run_bar.per_second)
        else:
            self.runner.play()

    # ---- commands --------------------------------------------------------------------------------------------------

    def check_gradients(self) -> None:
        """Check every derivative, and list what is found beside the window's other pieces."""
        if self._gradients is None:
            from playground.window.gradients import GradientsWindow

            self._gradients = GradientsWindow(self.checking, self.selection, self.appearance, self)
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._gradients)
            self._gradients.setFloating(True)
            corner = self.side.mapToGlobal(QPoint(self.side.width() - self._gradients.width() - 12, 48))
            self._gradients.move(corner)  # over the charts, so that the network is seen
            self.checking.changed.connect(self._show_check)
        self.checking.start()

    def _show_check(self) -> None:
        assert self._gradients is not None
        self._gradients.setVisible(self.checking.is_running or self.checking.found is not None)

    def show_changes(self) -> None:
        """Open the list of changes beside the window's other pieces, where it stays while one works on."""
        if self._changes is None:
            from playground.window.changes import Changes

            self._changes = Changes(self.document.undo_stack, self)
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._changes)
            self._changes.setFloating(True)
        self._changes.open()

    def _tell_undoable(self, sentence: str) -> None:
        """Tell what a change has brought along or taken away; it is one step, so one undo takes it all back."""
        undo = self.actions_by_name["undo"]
        self.notice.say(sentence, Remedy("&Undo", undo.toolTip(), undo.trigger))

    def _tell_of_surgery(self, sentence: str) -> None:
        """Tell what became of the cost, unless one draws: that is seen, stroke by stroke."""
        if not drawing.is_drawing(self):
            self._tell_undoable(sentence)

    def _tell_of_another_run(self, text: str, also: str) -> None:
        """Tell what has brought another run, if there is anything in the one before to go back to."""
        frozen = len(self.document.experiment.frozen)
        begins = of_another_run(frozen) if frozen or not self.past.is_untouched else ""
        if parts := [part for part in (also, begins) if part]:
            self._tell_undoable(f"{text}: {'; '.join(parts)}")

    def _restart(self) -> None:
        """Begin another run; what was learnt comes back with an undo, so where nothing was there is nothing to do."""
        was_playing = self.runner.playing
        self.runner.pause()
        if was_playing or not self.past.is_untouched:
            self.document.restart()

    def _new_seed(self) -> None:
        self.document.set_seed((self.document.experiment.seed + 1) % MAX_SEED)

    # Qt's names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (drawing.leave(self) or self.checking.leave()):
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self.actions_by_name["paste"].trigger()
        elif not steps.press(event, self):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._tell_whether_watched()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_whether_watched()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_whether_watched()

    def _tell_whether_watched(self) -> None:
        watched = self.isVisible() and not self.isMinimized()
        self.moment.set_watched(watched)
        self.runner.watch(watched)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := dropped_file(event.mimeData()):
            event.acceptProposedAction()
            self.sessions.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.sessions.may_close():
            event.ignore()
            return
        if self._remembers:
            memory.remember(self)
        self.hide()  # at once; the engine may be drawing a million samples, which takes 0.6 s
        self.checking.close()
        for piece in ("exporting", "data_files"):
            if piece in self.__dict__:  # if it was ever asked for
                getattr(self, piece).close()
        if "data_table" in self.__dict__:
            self.data_table.end()
        self.runner.stop()
        self.sessions.background.wait()
        if self.recovery:
            self.recovery.end()
        self._loading.wait()
        super().closeEvent(event)


_THEME_CHOICES = ("auto", "light", "dark")


def sharing() -> ModuleType:
    """Return what shares experiments; a start does without it."""
    from playground.window import sharing

    return sharing


def _column(*parts: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> QWidget:
    """Return a widget with parts one above the other; the last one that can takes the free room."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for part in parts:
        layout.addWidget(part)
    return column
