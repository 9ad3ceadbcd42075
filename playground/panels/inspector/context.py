"""What every page of the inspector observes and edits."""

from dataclasses import dataclass

from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.theme import Appearance


@dataclass(frozen=True)
class Context:
    """The window's document, selection and moment, and its colours."""

    document: Document
    selection: Selection
    moment: Moment
    appearance: Appearance
