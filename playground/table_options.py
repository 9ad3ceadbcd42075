"""What can be said of a table of one's own on the command line, apart from what reads it: see `own_data`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.data import NAMES
from engine.errors import ExperimentError
from engine.table_files import SUFFIXES

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "spaces": " "}
DECIMALS = {"point": ".", "comma": ","}
OF_FILES = (
    *("inputs", "target", "as-classes", "as-values", "split", "missing"),
    *("encoding", "delimiter", "decimal", "no-header", "skip"),
)
OF_TEXT = OF_FILES[-5:]  # which an archive does not have


def is_file(said: str) -> bool:
    """Tell whether the name of data is rather that of a file."""
    if said in NAMES:
        return False
    return os.sep in said or Path(said).suffix.lower() in SUFFIXES or os.path.exists(said)


def refuse_without_file(said: Mapping[str, Any]) -> None:
    """Raise ExperimentError if something is said of a file, and there is none."""
    if of_file := [name for name in OF_FILES if name in said]:
        raise ExperimentError([f"--{of_file[0]} needs --data with the file of a table, such as --data my.csv"])
