"""Format: one way in which a model leaves; each is loaded back and compared before it is called done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.arrays import Array
from engine.exchange.model import Model

Files = Mapping[str, bytes]  # {name of a file: what it holds}; the first is the one that was asked for


class NotHereError(Exception):
    """A copy of a model cannot be tried on this machine; the message says what is missing, such as "PyTorch"."""


@dataclass(frozen=True)
class Format:
    """A way in which a model leaves.

    Attributes
    ----------
    name : by which the command line knows it, where the suffix says too little, such as "torch"
    title : what a person calls it, such as "PyTorch module"
    suffix : of the file, such as ".onnx"; several formats may share one
    write : (model, stem) to files: `stem` is the name of the first without its suffix. Raises ExportError, in a
        sentence, for what the format cannot say
    try_out : (folder, name of the first file, points (n, dimensions)) to outputs (n, t): loads what was written as
        a stranger would, and computes; raises NotHereError where that needs what is not here
    tried_by : what `try_out` computes with, such as "the ONNX reference evaluator"
    tolerance : the greatest |difference| from the engine's own output that is called equal; more for 32 bits
    """

    name: str
    title: str
    suffix: str
    write: Callable[[Model, str], Files]
    try_out: Callable[[Path, str, Array], Array]
    tried_by: str
    tolerance: float = 1e-12
