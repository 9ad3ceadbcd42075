"""Editing: verbs of the grid, each one change of the document that an undo takes back whole."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.arrays import Indices
from engine.errors import ImportFileError
from engine.rows import most_edited, without_rows
from engine.table import Table
from engine.tables import Sheet
from playground.data_table import edits
from playground.data_table.content import Kind
from playground.data_table.source import Source
from playground.document.document import Document
from playground.document.names import number
from playground.document.values import ValueRefusedError

PARTS_TITLES = {True: "test", False: "training"}


class Editing(QObject):
    """Changes samples through the document.

    Every verb raises ValueRefusedError with one sentence where it cannot be done; then nothing has changed.

    Attributes
    ----------
    is_at_work : whether a change comes from here, so that rows stay where they are
    """

    def __init__(self, document: Document, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._source = source
        self._offered: tuple[int, str] | None = None  # the class that was offered to be added, and for which sample
        self.is_at_work = False

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def set_typed(self, sample: int, column: int, text: str) -> None:
        """Give a cell the value that was typed. A class that is new is offered first, and taken when asked again."""
        table, content = self._source.table(), self._source.content
        assert content is not None
        called = content.called(column)
        if content.kind(column) is Kind.TARGET and table.classes:
            changed = self._with_class(table, sample, text)
            value = changed.classes[int(changed.target[sample])]
        else:
            changed = edits.with_typed_number(table, sample, column, text, f"the value of {called}")
            value = number(
                float(changed.inputs[sample, column] if column < len(table.names) else changed.target[sample])
            )
        self._commit(f"Set {called} of sample {sample} to {value}", changed)

    def _with_class(self, table: Table, sample: int, text: str) -> Table:
        offered, self._offered = self._offered, None
        try:
            return edits.with_typed_class(table, sample, text)
        except edits.NewClassError as error:
            if offered == (sample, error.name):
                return edits.with_typed_class(table, sample, text, may_be_new=True)
            self._offered = (sample, error.name)
            raise

    def move_to_part(self, samples: Indices, is_test: bool) -> None:
        """Let samples be only tested on, or learnt from."""
        changed = edits.with_parts(self._source.table(), samples.tolist(), is_test)
        self._commit(f"Move {_named(samples)} to the {PARTS_TITLES[is_test]} part", changed)

    def remove(self, samples: Indices) -> None:
        """Delete samples."""
        self._commit(f"Delete {_named(samples)}", self._kept(samples))

    def _kept(self, samples: Indices) -> Table:
        table = self._source.table()
        if table.rows - len(samples) < 2:
            raise ValueRefusedError(f"{table.rows - len(samples)} samples would be left, expected at least 2")
        return self._made(lambda: without_rows(table, samples))

    def duplicate(self, samples: Indices) -> None:
        """Add copies of samples at the end."""
        changed = self._made(lambda: edits.with_duplicates(self._source.table(), samples))
        self._commit(f"Duplicate {_named(samples)}", changed)

    def add(self, like: int | None) -> None:
        """Add a sample at the end, of the class of another one."""
        ranges = self._document.experiment.data.ranges
        changed = self._made(lambda: edits.with_new_row(self._source.table(), ranges, like))
        self._commit("Add a sample", changed)

    def paste(self, sheet: Sheet, samples: Indices, column: int, rows: int = 1, width: int = 1) -> str:
        """Write pasted cells over samples, from a column on; what goes beyond the last of them is added at the end.

        One cell fills as many rows and columns as are selected. Return what was done.
        """
        table = self._source.table()
        block = edits.filled(edits.read_block(sheet, table, column), rows, width, table)
        what = "1 cell" if (block.rows, block.width) == (1, 1) else f"{block.rows} × {block.width} cells"
        changed = self._made(lambda: edits.with_block(table, block, samples[: block.rows]))
        more = changed.rows - table.rows
        self._commit(f"Paste {what}", changed)
        added = f"; {more} new sample{'s' * (more > 1)} at the end" if more else ""
        return f"{what} pasted{_read(sheet)}{added}"

    def replace_all(self, sheet: Sheet) -> str:
        """Put pasted rows in the place of all samples, and names that stand above them; return what was done."""
        table = self._source.table()
        block = edits.read_block(sheet, table, 0, as_whole=True)
        names = sheet.names if sheet.dialect.has_header else ()
        changed = self._made(lambda: edits.with_all_rows(table, block, names))
        self._commit(f"Replace all samples by {block.rows} rows", changed)
        return f"All samples replaced by {block.rows} pasted rows{_read(sheet)}"

    # ---- how -------------------------------------------------------------------------------------------------------

    def _made(self, make: Callable[[], Table]) -> Table:
        """Return a table that is made; what the engine refuses is refused here."""
        try:
            return make()
        except ImportFileError as error:
            raise ValueRefusedError(str(error)) from None

    def _commit(self, text: str, table: Table) -> None:
        most = most_edited(len(table.names))
        if table.rows > most:
            raise ValueRefusedError(
                f"there would be {table.rows} samples, expected at most {most} to be changed by hand"
            )
        refusals: list[str] = []
        connection = self._document.refused.connect(refusals.append)
        self.is_at_work = True
        try:
            self._document.set_table(text, table)
        finally:
            self.is_at_work = False
            self._document.refused.disconnect(connection)
        if refusals:
            raise ValueRefusedError(refusals[0])


def _named(samples: Indices) -> str:
    return f"sample {int(samples[0])}" if len(samples) == 1 else f"{len(samples)} samples"


def _read(sheet: Sheet) -> str:
    """Return what tells how the numbers were read where that is not plain to see."""
    return ", read with decimal commas" if sheet.dialect.decimal == "," else ""
