"""Whether a file holds a table to learn from, or a network: both may be called .csv or .npz."""

import csv
import zipfile
from pathlib import Path

from engine.errors import ImportFileError
from engine.exchange.bounded import open_file, reading
from engine.exchange.csv_tables import CORNER, LAYERS, LONG
from engine.table_files import ARCHIVE, SUFFIXES
from engine.tables.archive import INPUTS, TRAIN_INPUTS

BEGINNING = 200  # bytes, in which the heading of a network's table stands


def is_archive(path: Path) -> bool:
    """Tell whether a file is named as a NumPy archive."""
    return path.suffix.lower() == ARCHIVE


def is_table(path: Path) -> bool:
    """Tell whether a file is taken for a table to learn from; one that cannot be read goes by its name.

    A CSV file whose heading is that of a network's tables, and an archive without X or x_train, hold a network.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        return False
    try:
        with reading(path, "a table"), open_file(path) as file:
            if suffix == ARCHIVE:
                with zipfile.ZipFile(file) as archive:
                    names = {name.removesuffix(".npy").lower() for name in archive.namelist()}
                return bool(names & {*INPUTS, *TRAIN_INPUTS})
            beginning = file.read(BEGINNING)
    except ImportFileError:
        return suffix != ARCHIVE
    return not (suffix == ".csv" and _is_of_a_network(beginning))


def _is_of_a_network(beginning: bytes) -> bool:
    first = beginning.split(b"\n")[0].split(b"\r")[0].decode("utf-8-sig", "replace")
    heading = next(csv.reader([first.strip()]), [])
    return heading in (LONG, LAYERS) or heading[:1] == [CORNER]
