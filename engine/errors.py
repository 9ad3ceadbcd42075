"""What can go wrong in the engine. Every message is one sentence that a person can act on."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Made = TypeVar("Made")
MOST_SHOWN = 60  # letters of a value in a sentence


class EngineError(Exception):
    """Anything the engine refuses; catch this to show its sentence to a person."""


class ExperimentError(EngineError):
    """An experiment that makes no sense; `faults` lists all that is wrong with it, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class Faults:
    """Collects the faults of several attempts, so that all of them are told at once."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def attempt(self, make: Callable[[], Made], otherwise: Made) -> Made:
        """Return what `make` makes, or `otherwise` where it raises ExperimentError, whose faults are kept."""
        try:
            return make()
        except ExperimentError as error:
            self.sentences += error.faults
            return otherwise

    def raise_any(self) -> None:
        """Raise ExperimentError with all the faults, if there is one."""
        if self.sentences:
            raise ExperimentError(self.sentences)


class FormulaError(EngineError, ValueError):
    """A text that is no formula over the plane: what is wrong, and which of its characters are meant.

    Attributes
    ----------
    sentence : what is wrong and what was expected
    start, end : text[start:end] is meant, start < end; end is len(text) + 1 where something is missing at the end
    """

    def __init__(self, sentence: str, start: int, end: int) -> None:
        super().__init__(sentence, start, end)
        self.sentence = sentence
        self.start = start
        self.end = end

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


class DivergedError(EngineError):
    """Training left the finite numbers; the run keeps the weights of its last finite epoch."""


class ExportError(EngineError):
    """A file could not be written; whatever stood there before is untouched."""


class DiffersError(ExportError):
    """A copy differs from its network by more than its format allows; nothing was written."""


class ImportFileError(EngineError):
    """A file could not be read as what it should be."""


# ---- how a sentence holds a value -----------------------------------------------------------------------------------


def shown(value: object, most: int = MOST_SHOWN) -> str:
    """Return a value as a sentence can hold it: cut where it is long, and on one line."""
    text = value if isinstance(value, str) else repr(value) if not isinstance(value, int) else _whole(value)
    text = "".join(letter if letter.isprintable() else "�" for letter in text[: most + 1])
    return text if len(text) <= most else text[: most - 1] + "…"


def _whole(value: int) -> str:
    return repr(value) if value.bit_length() < 1000 else "a number of more than 300 digits"
