"""How large a table may be, and the sentence that refuses a larger one."""

from engine.errors import ImportFileError
from engine.table import MOST_COLUMNS, MOST_ROWS

MOST_BYTES = 2**30  # of a file
MOST_CELLS = 50_000_000  # 400 MB as float64; MNIST has 47 million
MOST_ROW_LETTERS = 2**22  # 10 000 columns of 400 letters


def check_bytes(size: int) -> None:
    """Raise ImportFileError if a file is too large to be read; its beginning can be shown all the same."""
    if size > MOST_BYTES:
        raise ImportFileError(f"it has {size} bytes, expected at most {MOST_BYTES} (1 GiB)")


def check_rows(rows: int, line: int) -> None:
    """Raise ImportFileError if a row is one too many."""
    if rows > MOST_ROWS:
        raise ImportFileError(f"line {line} is row {rows}, expected at most {MOST_ROWS} rows")


def check_columns(columns: int, line: int) -> None:
    """Raise ImportFileError if a row has too many cells."""
    if columns > MOST_COLUMNS:
        raise ImportFileError(f"line {line} has {columns} cells, expected at most {MOST_COLUMNS} columns")


def check_cells(rows: int, columns: int, line: int) -> None:
    """Raise ImportFileError if all rows together have too many cells for the memory."""
    if rows * columns > MOST_CELLS:
        raise ImportFileError(
            f"up to line {line} it has {rows} rows of {columns} columns, expected at most {MOST_CELLS} cells in all"
        )
