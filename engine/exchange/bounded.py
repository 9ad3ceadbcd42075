"""Reading what a stranger wrote: size, shape and number are looked at before anything is made of them.

Nothing here or in the readers that use it executes or unpickles what it reads. Whatever is wrong with a file becomes
one ImportFileError about it.
"""

import json
import os
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from engine.errors import ImportFileError, shown
from engine.files import without_waiting
from engine.rules import MAX_HIDDEN_LAYERS, MAX_UNITS
from engine.session.text import first_repeated

MOST_BYTES = 64 * 2**20  # of a file: the widest network takes 19 MiB as numbers, 50 as text
MOST_MATRICES = MAX_HIDDEN_LAYERS + 1
MOST_WEIGHTS = MOST_MATRICES * MAX_UNITS * (MAX_UNITS + 1)
# Of JSON: what Python makes of a list or an object takes 20 times its text, so these are counted first.
MOST_IN_JSON = {b"[": 20_000, b"{": 2_000, b'"': 200_000, b",": 3_000_000}
BEGINNING = "cannot read"


@contextmanager
def open_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to be read.

    Raises
    ------
    ImportFileError
        if it is no ordinary file
    """
    _check_kind(os.stat(path))  # first, as to open a device may already do something
    with open(path, "rb", opener=without_waiting) as file:
        _check_kind(os.fstat(file.fileno()))  # it may have been replaced meanwhile
        yield file


def _check_kind(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise ImportFileError("it is a folder, expected a file")
    if not stat.S_ISREG(found.st_mode):
        raise ImportFileError("it is a device or a pipe, expected a file")


def read_bytes(path: Path, most: int = MOST_BYTES, needed_by: str = "network") -> bytes:
    """Return what a file holds.

    Raises
    ------
    ImportFileError
        if it is no ordinary file or larger than `most`
    """
    with open_file(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ImportFileError(f"it is larger than {most >> 20} MiB, which no {needed_by} here needs")
    return data


@contextmanager
def reading(path: Path, kind: str) -> Iterator[None]:
    """Make one sentence about the file of whatever goes wrong inside.

    Parameters
    ----------
    kind : what the file should be, such as "a NumPy archive"
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parsers, which a damaged file can make wonder; the result is checked
            yield
    except ImportFileError as error:
        if str(error).startswith(BEGINNING):  # of a file that was read for this one
            raise
        raise ImportFileError(f"{BEGINNING} {str(path)!r}: {error}") from error
    except OSError as error:
        raise ImportFileError(f"{BEGINNING} {str(path)!r}: {(error.strerror or str(error)).lower()}") from error
    except Exception as error:  # a damaged file raises nearly anything, from zlib.error to RecursionError
        said = shown(str(error).partition("\n")[0] or type(error).__name__, 200)
        raise ImportFileError(f"{BEGINNING} {str(path)!r} as {kind}: {said}") from error


def parse_json(data: bytes | str, what: str = "it") -> Any:
    """Return what JSON says; a name that stands twice in an object is refused, and so is a number that is none.

    Raises
    ------
    ImportFileError
        if there is more in it than a model has, before anything is made of it
    ValueError, RecursionError
        if it is no JSON
    """
    raw = data.encode() if isinstance(data, str) else data
    for sign, most in MOST_IN_JSON.items():
        if raw.count(sign) > most:
            raise ImportFileError(f"{what} has more than {most} times {sign.decode()!r}, which no network here needs")
    return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse_constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = first_repeated(name for name, _ in pairs)
        raise ImportFileError(f"{shown(repr(twice))} stands there twice, expected each name once")
    return made


def _refuse_constant(name: str) -> Any:
    raise ImportFileError(f"{name} stands there, expected a finite number")
