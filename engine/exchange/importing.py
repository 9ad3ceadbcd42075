"""Importing: the network of a file, as it stands there or as an experiment of this program, see `adopting`.

Nothing that is read is executed or unpickled, see `bounded`.
"""

from dataclasses import replace
from pathlib import Path

from engine.errors import ImportFileError
from engine.exchange.adopting import Opened, experiment_for
from engine.exchange.formats import Read
from engine.exchange.table import FormatError, reader_of
from engine.experiment import Experiment


def read(path: Path, activations: tuple[str, ...] = (), present: Experiment | None = None) -> Opened:
    """Return the network of a file and an experiment for it.

    Parameters
    ----------
    activations : what to take where a file gives weights alone: one for each layer from 2 on, or one of the hidden
        layers and one of the last; without them tanh, and sigmoid for one output unit, softmax for several
    present : what is open now: where the file has no experiment and its network needs more than two numbers of a point,
        it goes on with these data, if they fit

    Raises
    ------
    ImportFileError
        in one sentence, if it holds none, or one that cannot be represented here
    """
    found = read_model(path, activations)
    try:
        opened = experiment_for(found.model, present)
    except ImportFileError as error:
        raise ImportFileError(f"cannot open {str(path)!r} here: {error}") from error
    return replace(opened, notes=(*found.notes, *opened.notes))


def read_model(path: Path, activations: tuple[str, ...] = ()) -> Read:
    """Return the network of a file as it stands there; it may be more than an experiment here can have.

    Raises
    ------
    ImportFileError
        in one sentence, if there is none in it
    """
    try:
        reader = reader_of(path.name)
    except FormatError as error:
        raise ImportFileError(f"cannot read {str(path)!r}: {error}") from error
    found = reader(path, activations)
    if digest := found.model.table_digest:
        told = f"its experiment was left out, as the table is too large to go with it; the SHA-256 of that is {digest}"
        return replace(found, notes=(*found.notes, told))
    return found
