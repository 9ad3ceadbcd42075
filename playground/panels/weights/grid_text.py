"""Grids of weights as text: what goes to a spreadsheet, and what comes from one."""

from collections.abc import Iterable, Sequence

from playground.document.values import ValueRefusedError, parse_weight

Shape = tuple[int, int]


def grid_text(rows: Iterable[Sequence[float]]) -> str:
    """Return rows of weights with tabs between them; each has as many digits as bring its very bits back."""
    return "".join("\t".join(repr(float(weight)) for weight in row) + "\n" for row in rows)


def parse_grid(text: str, expected: dict[str, Shape]) -> tuple[str, list[list[float]]]:
    r"""Return the name of the expected shape that a text has, and its weights.

    Columns stand apart by tabs, semicolons, commas or spaces; a comma may also be the decimal comma. Which of these it
    is follows from the text where it can, else from the shape.

    Parameters
    ----------
    expected : the shapes that would do, (rows, columns), each under the name of what it would fill

    Raises
    ------
    ValueRefusedError
        naming row, column, value and what was expected

    >>> parse_grid("0,5\t2/3\n", {"the selection": (1, 2)})
    ('the selection', [[0.5, 0.6666666666666666]])
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    if not text.strip():
        raise ValueRefusedError(f"there are no numbers to paste, expected {_told(expected)}")
    readings = [_split(lines, separator) for separator in _separators(text)]
    fitting = [(name, cells) for cells in readings for name, shape in expected.items() if _has(cells, shape)]
    name, cells = fitting[0] if fitting else ("", readings[0])
    if not fitting:
        _refuse_ragged(cells)
        shape = len(cells), len(cells[0])
        raise ValueRefusedError(f"the pasted cells are {_times(shape)}, expected {_told(expected)}")
    return name, [
        [_weight(cell, row, column) for column, cell in enumerate(line, start=1)]
        for row, line in enumerate(cells, start=1)
    ]


def _separators(text: str) -> Sequence[str]:
    """Return what may stand between the columns of a text, the likeliest first; "" is nothing."""
    if "\t" in text:
        return ("\t",)
    if ";" in text:
        return (";",)
    if "," not in text:
        return (" ",)
    if "." in text or ", " in text:
        return (",",)
    return ("", ",", " ")  # every comma may be a decimal comma


def _split(lines: Sequence[str], separator: str) -> list[list[str]]:
    if separator == " ":
        return [line.replace(" /", "/").replace("/ ", "/").split() for line in lines]
    return [[cell.strip() for cell in line.split(separator)] if separator else [line.strip()] for line in lines]


def _has(cells: Sequence[Sequence[str]], shape: Shape) -> bool:
    return len(cells) == shape[0] and all(len(line) == shape[1] for line in cells)


def _refuse_ragged(cells: Sequence[Sequence[str]]) -> None:
    for row, line in enumerate(cells, start=1):
        if len(line) != len(cells[0]):
            raise ValueRefusedError(
                f"row {row} of the pasted cells has {_count(len(line), 'column')}, expected {len(cells[0])} as in row 1"
            )


def _weight(cell: str, row: int, column: int) -> float:
    try:
        return parse_weight(cell)
    except ValueRefusedError as error:
        raise ValueRefusedError(f"row {row}, column {column} of the pasted cells: {error}") from None


def _told(expected: dict[str, Shape]) -> str:
    return " or ".join(f"{_times(shape)} for {name}" for name, shape in expected.items())


def _times(shape: Shape) -> str:
    return f"{_count(shape[0], 'row')} × {_count(shape[1], 'column')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
