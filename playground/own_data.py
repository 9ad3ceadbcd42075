"""Data of one's own on the command line: which file, which columns of it, and how it is written."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ExperimentError, ImportFileError
from engine.exchange.bounded import reading
from engine.table import Table
from engine.tables import (
    Chosen,
    Dialect,
    Roles,
    find_out,
    is_archive,
    read_archive,
    read_sheet,
    sheet_of,
    table_of,
)
from playground.headless import progress_bar
from playground.table_options import DECIMALS, DELIMITERS, OF_TEXT

LARGE_INPUT, UNLIKE = 50.0, 100.0  # from there on tanh and sigmoid units begin saturated, or hear one input alone
LARGE = 10 * 2**20  # bytes, from which on a bar shows how much is read


def own_table(said: Mapping[str, Any], notes: list[str]) -> Table:
    """Return the table of the file that options name; what was dropped, filled or left out is added to the notes.

    Raises
    ------
    ExperimentError
        in one sentence
    """
    try:
        chosen = _chosen(Path(said["data"]), said)
    except ImportFileError as error:
        raise ExperimentError([str(error)]) from None
    notes += chosen.notes
    if not said.get("standardise"):
        notes += _scale(chosen.table)
    return chosen.table


def _scale(table: Table) -> list[str]:
    """Return what a person should know of inputs that are as large, or as unlike, as units hardly learn from."""
    farthest, widths = float(np.abs(table.inputs).max()), np.ptp(table.inputs, axis=0)
    widths = widths[widths > 0]
    if farthest <= LARGE_INPUT and (not len(widths) or widths.max() <= UNLIKE * widths.min()):
        return []
    what = f"as large as {farthest:.4g}" if farthest > LARGE_INPUT else "on scales that are not alike"
    return [f"inputs are {what} and not standardised; with --standardise they are easier to learn from"]


def _chosen(path: Path, said: Mapping[str, Any]) -> Chosen:
    if said.get("as-classes") and said.get("as-values"):
        raise ImportFileError("--as-classes and --as-values are both said, expected one of them")
    as_classes = True if said.get("as-classes") else False if said.get("as-values") else None
    roles = Roles(
        inputs=said.get("inputs", ()),
        target=said.get("target", ""),
        as_classes=as_classes,
        split=said.get("split", ""),
        missing=said.get("missing", "refuse"),
    )
    if is_archive(path):
        if of_text := [name for name in OF_TEXT if name in said]:
            raise ImportFileError(f"--{of_text[0]} is for text files, and {str(path)!r} is an archive")
        found = read_archive(path, as_classes)
        if roles == Roles(as_classes=as_classes):
            return found
        with reading(path, "a table"):
            chosen = table_of(sheet_of(found.table), roles)
        return Chosen(chosen.table, (*found.notes, *chosen.notes))
    dialect = _dialect(find_out(path), said)
    size = os.path.getsize(path)
    with progress_bar(size, "B", is_silent=size < LARGE) as bar:
        sheet = read_sheet(path, dialect, lambda done, _size: bar.update(done - bar.n))
    assert sheet is not None
    with reading(path, "a table"):
        chosen = table_of(sheet, roles)
    return Chosen(chosen.table, (*sheet.notes, *chosen.notes))


def _dialect(found: Dialect, said: Mapping[str, Any]) -> Dialect:
    """Return how the file is written: as it was found out, but for what is said."""
    changes: dict[str, Any] = {name: said[name] for name in ("encoding", "skip") if name in said}
    for name, words in (("delimiter", DELIMITERS), ("decimal", DECIMALS)):
        if name in said:
            changes[name] = words.get(said[name], said[name])
    if said.get("no-header"):
        changes["has_header"] = False
    return replace(found, **changes)
