"""Files that tests read, and random tables."""

import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from engine import ImportFileError
from engine.table import class_order
from engine.tables import Chosen, Dialect, Roles, Table, read_archive, read_table
from engine.tables.dialect import MISSING
from engine.tables.finding import WITH_POINT

MOST_LETTERS = 300
MOST_SECONDS = 2.0

names = (
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and not WITH_POINT.fullmatch(text) and text.lower() not in MISSING)
    .filter(lambda text: _is_no_number(text) and text != "split")
)
odd_names = st.sampled_from(["'a'", '"', "a,b", "a;b", "1;2", "1,5", "-", "a|b|c", "sep=;", "train", "x y", "O'Brien"])
finite = st.floats(-1e150, 1e150, allow_nan=False)


def _is_no_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return True
    return False


@st.composite
def tables(draw: st.DrawFn) -> Table:
    rows, width = draw(st.integers(2, 12)), draw(st.integers(1, 4))
    *inputs, target_name = draw(
        st.lists(
            names | odd_names, min_size=width + 1, max_size=width + 1, unique_by=lambda name: " ".join(name.split())
        )
    )
    values = draw(st.lists(st.lists(finite, min_size=width, max_size=width), min_size=rows, max_size=rows))
    kind = draw(st.sampled_from(["values", "texts", "numbers", "mixed"]))
    classes: tuple[str, ...] = ()
    if kind == "values":
        target = draw(st.lists(finite | st.sampled_from([0.0, 1.0]), min_size=rows, max_size=rows))
    else:
        whole = st.integers(-(2**53), 2**53).map(str)
        of = {"texts": names | odd_names, "numbers": whole, "mixed": whole | names}[kind]
        count = draw(st.integers(2, min(rows, 5)))
        classes = tuple(sorted(draw(st.lists(of, min_size=count, max_size=count, unique=True)), key=class_order))
        more = draw(st.lists(st.integers(0, count - 1), min_size=rows - count, max_size=rows - count))
        target = draw(st.permutations([*range(count), *more]))
    is_test = None
    if draw(st.booleans()):
        is_test = np.array(
            draw(st.lists(st.booleans(), min_size=rows, max_size=rows).filter(lambda all_: not all(all_)))
        )
    return Table(tuple(inputs), np.array(values), target_name, np.array(target), classes, is_test)


def csv_of(table: Table) -> bytes:
    return b"".join(table.to_csv())


def chosen(data: bytes | Path, dialect: Dialect | None = None, **roles: Any) -> Chosen:
    found = read_table(data, dialect, Roles(**roles))
    assert found is not None
    return found


def refused(origin: bytes | Path, dialect: Dialect | None = None, **roles: Any) -> str:
    """Read something as a table, hold that it is refused in one short sentence and in time, and return that."""
    begun = time.process_time()
    is_archive = isinstance(origin, Path) and origin.suffix == ".npz"
    with pytest.raises(ImportFileError) as caught:
        _ = read_archive(origin) if is_archive else chosen(origin, dialect, **roles)
    assert time.process_time() - begun < MOST_SECONDS
    said = str(caught.value)
    assert said.startswith("cannot read '")
    where = os.fspath(origin) if isinstance(origin, Path) else "pasted text"
    assert where in said
    assert len(said) - len(where) < MOST_LETTERS
    assert "\n" not in said
    return said.split("': ", 1)[-1]
