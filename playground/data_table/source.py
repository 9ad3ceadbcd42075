"""The source of what the grid shows: the document's table at once, generated samples when the run has drawn them."""

from PySide6.QtCore import QObject, Signal

from engine.errors import ImportFileError
from engine.rows import as_table
from engine.snapshot import Snapshot
from engine.table import Table
from playground.data_table.content import Content, content_of, content_of_own_split
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.values import ValueRefusedError


class Source(QObject):
    """Keeps the content in step with document and run.

    Signals
    -------
    changed : there are other samples

    Attributes
    ----------
    content : what there is; None before the first snapshot
    told : the moment whose network speaks about exactly these samples; None while the run is still taking them up
    """

    changed = Signal()

    def __init__(self, document: Document, moment: Moment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._moment = moment
        self.content: Content | None = None
        self.told: Snapshot | None = None

    def refresh(self) -> bool:
        """Take over what is new; return whether the samples are other ones.

        A table that tells its own split is shown before the run has it: whoever types on sees what was typed.
        """
        experiment, snapshot, shown = self._document.experiment, self._moment.snapshot, self.content
        data, seed = experiment.data, experiment.seed
        is_taken_up = snapshot is not None and (snapshot.experiment.data, snapshot.experiment.seed) == (data, seed)
        self.told = snapshot if is_taken_up else None
        if shown is not None and shown.data == data and (shown.seed == seed or data.has_own_split):
            return False
        if data.has_own_split:
            self.content = content_of_own_split(data, seed)
        elif snapshot is not None and is_taken_up:
            self.content = content_of(data, snapshot.samples, seed)
        else:
            return False
        self.changed.emit()
        return True

    def table(self) -> Table:
        """Return the samples as a table to be changed.

        Raises
        ------
        ValueRefusedError
            if there are too many, or the run is still drawing them
        """
        self.refresh()
        data, content = self._document.experiment.data, self.content
        if content is not None and not content.can_be_changed:
            raise ValueRefusedError(content.note)
        if data.table is not None and data.has_own_split:
            return data.table
        if self.told is None:
            raise ValueRefusedError("the samples are still being drawn; try again in a moment")
        try:
            return as_table(data, self.told.samples)
        except ImportFileError as error:
            raise ValueRefusedError(str(error)) from None
