"""Drawing samples on the boundary chart: joins hands and tools with the rows of the document's table.

While a stroke goes on, the chart shows its draft at once; the document, and with it the run, follows a few times a
second while the run learns, and at its end. All of a stroke has one gesture: one undo, one mark on the timeline.
"""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from engine.arrays import Array, Indices
from engine.data import OWN
from engine.draft import Draft
from engine.errors import ImportFileError
from engine.experiment import Experiment
from engine.rows import as_table, most_edited, with_class, without_last_class
from engine.samples import Samples, samples_of
from engine.seeds import generator
from engine.strokes import Spray, clusters, nearest
from engine.surface import Slice
from engine.table import Range, Table
from playground.charts import figures
from playground.charts.boundary import MOST_DRAWN, BoundaryChart
from playground.charts.drawing.overlay import Overlay
from playground.charts.drawing.pad import Pad
from playground.charts.drawing.pane import HEIGHT, Pane
from playground.charts.drawing.tool_row import ToolRow
from playground.charts.drawing.tools import ADD, BRUSH, CHOOSE, CLUSTER, ERASE, MOVE
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.joins.drawing_gestures import AddOne, Board, Erase, Gesture, Move, Paint

LIVE_MS = 125  # a run is given other samples at most so often while a stroke goes on: it compiles what learns from them
LIVE_MS_A_ROW = 0.025  # 20 000 rows take 50 to 90 ms of the engine's thread: more rarely then
REACH = 0.45  # units: how near the pointer must be to a sample
FULL = "there are {} samples, more cannot be changed by hand"


class DrawingView(QObject):
    """Lets a person draw the samples where the boundary is shown.

    Parameters
    ----------
    is_learning : whether the run learns at the moment

    Attributes
    ----------
    tools : the row of tools; it belongs below the plane
    is_on : whether one draws
    shown : tells which two coordinates the chart shows
    """

    refused = Signal(str)  # one sentence for the person
    ended = Signal()  # the person has left it

    def __init__(
        self,
        chart: BoundaryChart,
        document: Document,
        moment: Moment,
        selection: Selection,
        is_learning: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chart = chart
        self._document = document
        self._moment = moment
        self._selection = selection
        self._is_learning = is_learning
        self.is_on = False
        self.shown: Callable[[], Slice] = Slice
        self._pad = Pad(chart.plot, self)
        self.tools = ToolRow(chart.appearance, self._pad)
        self._overlay = Overlay(chart.plot)
        self._gesture: Gesture | None = None
        self._mark: object = None  # what the edits of a stroke have in common
        self._steps = 0  # of the undo list, before the stroke
        self._ranges: tuple[Range, ...] = ()  # of the table, before the stroke
        self._selected = 0  # the sample, before the stroke
        self._moved: tuple[Table, int] | None = None  # which sample is to be selected once that table is shown
        self._draft: Draft | None = None  # what the chart shows; None until it is asked for
        self._commits = False
        self._old_rows = 0  # rows that were there when drawing began
        self._pointed: Indices = np.empty(0, np.intp)
        self._seen: tuple[Draft, Board] | None = None  # the board of a draft
        self._clusters: tuple[Board, float, Indices] | None = None
        self._offered: tuple[object, ...] = ()
        self._live = QTimer(self, singleShot=True)
        self._live.timeout.connect(self._follow)
        self._pad.pressed.connect(self._press)
        self._pad.moved.connect(self._move)
        self._pad.released.connect(self._release)
        self._pad.cancelled.connect(self._cancel)
        self._pad.hovered.connect(self._hover)
        self._pad.hair_moved.connect(self._show_hair)
        self.tools.changed.connect(self._show_tool)
        self.tools.empty_asked.connect(self.empty)
        self.tools.class_asked.connect(self._change_classes)
        document.experiment_changed.connect(self._follow_document)
        moment.arrived.connect(self._keep_selection)
        moment.changed.connect(self._show_kind)

    # ---- on and off ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Let hands draw from now on."""
        if self.is_on:
            return
        self.is_on = True
        self._old_rows = self._document.experiment.data.samples
        self._chart.hide_hint()
        self._chart.overlay = self._overlay.draw
        self._chart.show_tools(self.tools)
        self._show_kind()
        self._pad.switch(True)
        self._show_tool()

    def end(self) -> None:
        """Let hands choose samples again."""
        if not self.is_on:
            return
        self._give_up()
        self.is_on = False
        self._draft = None
        self._pad.switch(False)
        self._chart.overlay = None
        self._chart.fresh = 0
        self._chart.show_tools(None)
        self._chart.drop_draft()
        self._chart.hide_hint()
        self._chart.plot.setAccessibleName("")
        self._chart.plot.setAccessibleDescription("")
        self._chart.plot.redraw()

    # ---- hands -----------------------------------------------------------------------------------------------------

    def _press(self, position: QPointF, other_way: bool) -> None:
        if self.tools.kit.tool == CHOOSE:
            self._chart.choose_at(position)
            return
        draft = self._present()
        if draft is None:
            return
        board = self._board(draft)
        at = self._units(position)
        gesture = self._gesture_of(draft, board, at, other_way)
        if gesture is None:
            return
        self._gesture, self._mark = gesture, object()
        self._steps = self._document.undo_stack.index()
        self._ranges, self._selected = draft.table.ranges, min(self._selection.sample, draft.table.rows - 1)
        self._pointed = gesture.rows if isinstance(gesture, Move) else self._pointed
        self._chart.holds_axes = True
        self._go_to(at)
        self._show_ring(position)

    def _gesture_of(self, draft: Draft, board: Board, at: Array, other_way: bool) -> Gesture | None:
        """Return what a press begins."""
        kit = self.tools.kit
        label = kit.value if board.is_values else float(kit.label)
        if kit.tool == ERASE or (other_way and kit.tool in (BRUSH, ADD)):
            return Erase(draft, board, kit.size)
        if kit.tool == BRUSH:
            rng = generator(self._document.experiment.seed, "stroke", draft.table.rows)
            return Paint(draft, board, label, Spray(rng, kit.size, kit.density))
        if kit.tool == ADD:
            return AddOne(draft, board, label)
        rows = self._rows_at(draft, board, at, whole=kit.tool == CLUSTER or other_way)
        return Move(draft, board, rows) if len(rows) else None

    def _move(self, position: QPointF) -> None:
        if self._gesture is not None:
            self._go_to(self._units(position))
            self._show_ring(position)

    def _go_to(self, at: Array) -> None:
        gesture = self._gesture
        assert gesture is not None
        before, was_full = gesture.draft, gesture.full
        gesture.move(at)
        if gesture.full and not was_full:
            self.refused.emit(FULL.format(most_edited(self._document.experiment.data.dimensions)))
        if isinstance(gesture, Move):
            self._overlay.lit = self._lit(gesture.draft, self._pointed)
        if gesture.draft is not before:
            self._show_draft(gesture.draft)
            if self._is_learning() and not self._live.isActive():
                self._live.start(max(LIVE_MS, round(gesture.draft.table.rows * LIVE_MS_A_ROW)))

    def _release(self) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        self._live.stop()
        self._gesture = None
        if isinstance(gesture, Erase):
            self._old_rows -= int(gesture.gone[: self._old_rows].sum())
        self._finish(gesture.draft, gesture)
        self._chart.release_axes()
        self._pointed = np.empty(0, np.intp)
        self._show_tool()

    def _cancel(self) -> None:
        """Give up what goes on; where nothing does, leave."""
        if self._gesture is not None:
            self._give_up()
        else:
            self.ended.emit()

    def _give_up(self) -> None:
        """Take a stroke back that goes on."""
        if self._gesture is None:
            return
        start = self._gesture.start
        self._drop_gesture()
        if self._document.undo_stack.index() == self._steps + 1:
            self._document.undo_stack.undo()
        self._draft = start
        self._show_draft(start)

    def _drop_gesture(self) -> None:
        self._live.stop()
        self._gesture = None
        self._pad.let_go()
        self._chart.release_axes()
        self._pointed = np.empty(0, np.intp)
        self._overlay.lit = np.empty((0, 2))

    # ---- what the document is told ----------------------------------------------------------------------------------

    def empty(self) -> None:
        """Rub out all samples; the document goes on with them until there are others to learn from."""
        draft = self._present()
        if draft is None or not draft.count:
            return
        self._old_rows = 0
        self._finish(draft.without_rows(np.ones(draft.table.rows, dtype=bool)))
        self._show_tool()

    def _change_classes(self, more: int) -> None:
        draft = self._present()
        if draft is None:
            return
        if draft.gone is not None:
            self.refused.emit(_sentence(draft))
            return
        try:
            table = with_class(draft.table) if more > 0 else without_last_class(draft.table)
        except ImportFileError as error:
            self.refused.emit(f"the last class stays: {error}")
            return
        number = len(table.classes) - (more > 0)
        text = f"Add the class {table.classes[-1]}" if more > 0 else f"Remove the class {draft.table.classes[number]}"
        self._mark = None
        if self._set_table(text, table):
            self._draft = Draft(table)
            self._show_draft(self._draft)
            self.tools.chips.choose_when_there(len(table.classes) - 1 if more > 0 else self.tools.chips.current)

    def _follow(self) -> None:
        """Let document and run follow a stroke that goes on."""
        gesture = self._gesture
        if gesture is None or gesture.draft.gone is not None or not gesture.words:
            return
        moves_axes = self._document.experiment.data.name == OWN and gesture.draft.table.ranges != self._ranges
        if not moves_axes:  # the picture stays as it is under the hand
            self._hand_over(gesture)

    def _finish(self, draft: Draft, gesture: Gesture | None = None) -> None:
        """Hand a finished draft to the document; where there is too little to learn from, it waits for more."""
        self._draft = draft
        if draft.gone is not None:
            self._show_draft(draft)
            self.refused.emit(_sentence(draft))
        elif gesture is not None and gesture.words and not self._hand_over(gesture):
            self._draft = None
            self._chart.drop_draft()

    def _hand_over(self, gesture: Gesture) -> bool:
        """Let the document follow what is drawn so far; the selected sample stays the same one."""
        table, sample = gesture.draft.table, self._selected_after(gesture)
        if not self._set_table(gesture.words, table):
            return False
        self._moved = (table, sample) if sample is not None else None
        return True

    def _set_table(self, words: str, table: Table) -> bool:
        self._commits = True
        try:
            return self._document.set_table(words, table, gesture=self._mark)
        finally:
            self._commits = False

    def _follow_document(self, experiment: Experiment) -> None:
        """Forget what is drawn where the data have become others meanwhile, by an undo or by another hand."""
        if self._commits or not self.is_on:
            return
        if self._draft is not None and experiment.data.table == self._draft.table and self._gesture is None:
            return
        self._drop_gesture()
        self._draft = None
        self._old_rows = min(self._old_rows, experiment.data.samples)
        self._chart.drop_draft()

    def _selected_after(self, gesture: Gesture) -> int | None:
        """Return the number that the selected sample has once rows before it are gone; None if that stays."""
        if not isinstance(gesture, Erase) or gesture.gone[self._selected] or not gesture.gone[: self._selected].any():
            return None
        return self._selected - int(gesture.gone[: self._selected].sum())

    def _keep_selection(self) -> None:
        """Let the selected sample stay the same one as soon as the views show the rows without others before it."""
        snapshot = self._moment.snapshot
        if self._moved and snapshot is not None and snapshot.experiment.data.table is self._moved[0]:
            self._selection.select_sample(self._moved[1])
            self._moved = None

    # ---- what there is ----------------------------------------------------------------------------------------------

    def _present(self) -> Draft | None:
        """Return the rows as they are drawn; None where they cannot be changed by hand, and why is said."""
        if self._draft is None:
            data = self._document.experiment.data
            try:
                table = data.table if data.table is not None and data.has_own_split else as_table(data, self._samples())
                self._draft = Draft(table)
            except ImportFileError as error:
                self.refused.emit(str(error))
        return self._draft

    def _samples(self) -> Samples:
        """Return the samples of the document's experiment, which the run may have yet to follow."""
        snapshot, experiment = self._moment.snapshot, self._document.experiment
        if snapshot is not None and snapshot.experiment == experiment:
            return snapshot.samples
        return samples_of(experiment)

    def _board(self, draft: Draft) -> Board:
        """Return how the rows of a draft lie in the picture; while one draws that stays."""
        if self._gesture is not None:
            return self._gesture.board
        pane, shown, kind = Pane.of(self._chart.plot), self.shown(), self._chart.kind
        if self._seen is not None and self._seen[0] is draft:
            board = self._seen[1]
            if (board.pane, board.shown, board.over_line) == (pane, shown, kind.over_line):
                return board
        table, learnt = draft.table, draft.there
        if table.is_test is not None:
            learnt &= ~table.is_test
        middle = table.inputs[learnt if learnt.any() else slice(None)].mean(axis=0)
        for coordinate, value in shown.held:
            middle[coordinate] = value
        board = Board(pane, shown, middle, kind.over_line, table.is_regression)
        self._seen = draft, board
        return board

    def _units(self, position: QPointF) -> Array:
        x, y = self._chart.plot.from_pixels(position)
        return Pane.of(self._chart.plot).to_units(np.array([[x, y]]))[0]

    def _rows_at(self, draft: Draft, board: Board, at: Array, *, whole: bool) -> Indices:
        """Return the row at a place, or all of its cluster; none where there is none."""
        there = np.flatnonzero(draft.there)
        places = board.places(draft.table)[there]
        found = nearest(places, at, REACH)
        if found is None:
            return np.empty(0, np.intp)
        if not whole:
            return there[[found]]
        reach = self.tools.kit.size
        if self._clusters is None or self._clusters[0] is not board or self._clusters[1] != reach:
            labels = np.zeros(len(there)) if board.is_values else draft.table.target[there]
            self._clusters = board, reach, clusters(places, labels, reach)
        numbers = self._clusters[2]
        return there[numbers == numbers[found]]

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def _show_draft(self, draft: Draft) -> None:
        board, there = self._board(draft), draft.there
        is_test = draft.table.is_test
        tests = np.zeros(draft.table.rows, dtype=bool) if is_test is None else is_test
        self._chart.fresh = max(0, draft.count - self._old_rows)
        self._chart.show_draft(board.pictured(draft.table)[there], draft.table.target[there], tests[there])

    def _hover(self, position: QPointF | None, shift: bool) -> None:
        kit, self._pointed = self.tools.kit, np.empty(0, np.intp)
        draft = self._present_quietly() if position is not None and kit.tool in (MOVE, CLUSTER) else None
        if draft is not None and position is not None:
            board = self._board(draft)
            whole = kit.tool == CLUSTER or shift
            self._pointed = self._rows_at(draft, board, self._units(position), whole=whole)
            self._overlay.lit = self._lit(draft, self._pointed)
        else:
            self._overlay.lit = np.empty((0, 2))
        self._show_ring(position)

    def _present_quietly(self) -> Draft | None:
        data = self._document.experiment.data
        return None if data.samples > most_edited(data.dimensions) else self._present()

    def _lit(self, draft: Draft, rows: Indices) -> Array:
        """Return where some rows stand in pixels; of very many, some."""
        drawn = rows[:: max(1, len(rows) // MOST_DRAWN)]
        return self._chart.plot.to_pixels(self._board(draft).pictured(draft.table)[drawn])

    def _show_ring(self, position: QPointF | None) -> None:
        kit = self.tools.kit
        erases = kit.tool == ERASE or isinstance(self._gesture, Erase)
        if position is None or not (erases or kit.tool == BRUSH):
            self._overlay.ring = None
        else:
            self._overlay.ring = position, kit.size * self._chart.plot.area().height() / HEIGHT
            self._overlay.ring_color = None if erases else self._color()
        self._chart.plot.redraw()

    def _color(self) -> object:
        kind, kit, theme = self._chart.kind, self.tools.kit, self._chart.appearance.theme
        label = kit.value if kind.is_values else kit.label
        look = int(kind.looks(np.array([label], dtype=np.float64))[0])
        return theme.color("text") if kind.is_values and kind.over_line else kind.edge(look, theme)

    def _show_hair(self) -> None:
        hair, plot = self._pad.hair, self._chart.plot
        self._overlay.hair = hair
        if hair is not None:
            x1, x2 = plot.from_pixels(hair)
            up = "y" if self._chart.kind.over_line else "x₂"
            words = f"x₁ = {figures.coordinate(x1)}, {up} = {figures.coordinate(x2)}"
            plot.setAccessibleDescription(words)
            self._overlay.words = words
        plot.redraw()

    def _show_tool(self) -> None:
        """Show what the tool in the hand would do where the pointer is."""
        if not self.is_on:
            return
        tool = self.tools.kit.tool
        self._pad.carries = tool in (MOVE, CLUSTER)
        plot = self._chart.plot
        plot.setAccessibleName(f"Drawing plane: {self.tools.tools[tool].accessibleName()}")
        self._overlay.lit = np.empty((0, 2))
        if self._gesture is None:
            self._hover(self._pad.place, False)

    def _show_kind(self) -> None:
        if not self.is_on or self._moment.snapshot is None:
            return
        samples, data = self._moment.snapshot.samples, self._moment.snapshot.experiment.data
        names = samples.class_names or tuple(str(k + samples.first_class) for k in range(data.class_count))
        if self._offered != (names, self._chart.kind):
            self._offered = names, self._chart.kind
            self.tools.show_kind(names, self._chart.kind)
            self._show_tool()


def _sentence(draft: Draft) -> str:
    missing = draft.missing.removeprefix("it has ")
    return f"there is {missing}; until then the network learns on from the samples before"
