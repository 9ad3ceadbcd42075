"""Format: one way in which a model leaves, and perhaps comes back; each copy is tried before it is called done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.arrays import Array
from engine.exchange.model import Model

Files = Mapping[str, bytes]  # {name of a file: what it holds}; the first is the one that was asked for

DATA, MODEL, CODE = "Data files", "Models for other programs", "Code"  # the groups in which formats are offered
TEXT_SUFFIXES = (".json", ".csv", ".py", ".h", ".c", ".js", ".mjs")


class NotHereError(Exception):
    """A copy of a model cannot be tried on this machine; the message says what is missing, such as "PyTorch"."""


@dataclass(frozen=True)
class Read:
    """What a file holds.

    Attributes
    ----------
    model : ready to compute
    notes : a sentence for all that the file leaves open and was assumed, or that it says and was dropped
    """

    model: Model
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """A way in which a model leaves.

    Attributes
    ----------
    name : by which the command line knows it, where the suffix says too little, such as "torch"
    title : what a person calls it, such as "PyTorch module"
    suffix : of the file, such as ".onnx"; several formats may share one, and the first in the table is the usual one
    write : (model, stem) to files: `stem` is the name of the first without its suffix. Raises ExportError, in a
        sentence, for what the format cannot say
    try_out : (folder, name of the first file, points (n, dimensions)) to outputs (n, t): loads what was written as
        a stranger would, and computes; raises NotHereError where that needs what is not here
    tried_by : what `try_out` computes with, such as "the ONNX reference evaluator"; a function where that depends on
        what is installed
    tolerance : the greatest difference from the engine's own output, as `exporting.differences` has it, that is called
        equal; more for 32 bits
    group : under which it is offered: DATA, MODEL or CODE
    holds : what is in it, in one line
    read : (path, activations to assume where the file names none) to what it holds, see `importing`; None for what is
        only written
    """

    name: str
    title: str
    suffix: str
    write: Callable[[Model, str], Files]
    try_out: Callable[[Path, str, Array], Array]
    tried_by: str | Callable[[], str]
    tolerance: float = 1e-12
    group: str = CODE
    holds: str = ""
    read: Callable[[Path, tuple[str, ...]], Read] | None = None

    @property
    def checker(self) -> str:
        """What its copies are tried with on this machine."""
        return self.tried_by if isinstance(self.tried_by, str) else self.tried_by()

    @property
    def is_text(self) -> bool:
        """Whether its first file can go to the clipboard."""
        return self.suffix in TEXT_SUFFIXES


def read_back(read: Callable[[Path, tuple[str, ...]], Read]) -> Callable[[Path, str, Array], Array]:
    """Return how data are tried: by reading the file as anybody's would be, and computing with the model in it."""

    def try_out(folder: Path, name: str, points: Array) -> Array:
        return np.asarray(read(folder / name, ()).model.output(points), dtype=np.float64)

    return try_out


READ_BACK = "reading it back"
