"""What can go wrong in the engine. Every message is one sentence that a person can act on."""

from collections.abc import Sequence


class EngineError(Exception):
    """Anything the engine refuses; catch this to show its sentence to a person."""


class ExperimentError(EngineError):
    """An experiment that makes no sense; `faults` lists all that is wrong with it, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class DivergedError(EngineError):
    """Training left the finite numbers; the run keeps the weights of its last finite epoch."""


class ExportError(EngineError):
    """A file could not be written; whatever stood there before is untouched."""


class ImportFileError(EngineError):
    """A file could not be read as what it should be."""
