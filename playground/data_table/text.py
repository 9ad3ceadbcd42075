"""Cells as text: what goes to a spreadsheet, every number to the bit, and how what comes from one is written."""

import re
from collections.abc import Sequence
from dataclasses import replace

from engine.arrays import Indices
from engine.errors import ImportFileError
from engine.table import TEST, TRAIN
from engine.tables import Dialect, Sheet, find_out, preview, read_sheet
from playground.data_table.content import Content, Kind
from playground.data_table.opinions import Opinions

LOOKED_AT = 2**16  # letters of a text by which one sees how it is written
ONLY_NUMBERS = re.compile(r"[\d\s.,eE+−-]+")
ONE_NUMBER = re.compile(r"[ \t]*[+-]?\d+,\d+([eE][+-]?\d+)?[ \t]*")  # by a decimal comma


# ---- out -----------------------------------------------------------------------------------------------------------


def text_of(
    content: Content, samples: Indices, columns: Sequence[int], opinions: Opinions | None, *, header: bool = False
) -> str:
    """Return cells with tabs between them, a line for each sample.

    Parameters
    ----------
    opinions : on these samples; needed for the columns that the network fills
    header : whether the names of the columns stand above
    """
    written = [_column(content, samples, column, opinions) for column in columns]
    lines = ["\t".join(row) for row in zip(*written, strict=True)]
    if header:
        lines.insert(0, "\t".join(_cell(heading(content, column)) for column in columns))
    return "\n".join(lines) + "\n"


def heading(content: Content, column: int) -> str:
    """Return what a column is called in a spreadsheet."""
    match content.kind(column):
        case Kind.INPUT:
            return content.names[column]
        case Kind.TARGET:
            return content.target_name
    return content.name(column)


def _column(content: Content, samples: Indices, column: int, opinions: Opinions | None) -> list[str]:
    kind = content.kind(column)
    if kind is Kind.PART:
        return [TEST if is_test else TRAIN for is_test in content.is_test[samples].tolist()]
    if kind is Kind.INPUT:
        return list(map(repr, content.inputs[samples, column].tolist()))
    if kind is Kind.COST:
        return [""] * len(samples) if opinions is None else list(map(repr, opinions.costs.tolist()))
    if kind is Kind.SAYS and opinions is None:
        return [""] * len(samples)
    values = (opinions.said if kind is Kind.SAYS and opinions else content.target[samples]).tolist()
    if not content.classes:
        return list(map(repr, values))
    cells = [_cell(name) for name in content.classes]
    return [cells[int(value)] for value in values]


def _cell(text: str) -> str:
    if '"' not in text:
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


# ---- in ------------------------------------------------------------------------------------------------------------


def dialect_of(text: str, width: int = 1) -> Dialect:
    """Return how pasted cells are written: as `find_out` says, but for what a clipboard tells better than a file.

    Where there are tabs, they part the columns. One number with a comma in each line is a column with a decimal comma,
    unless several columns are selected; and where no number has a point, a comma is a decimal one.

    Parameters
    ----------
    width : how many columns are selected

    Raises
    ------
    ImportFileError
        if there is nothing in it
    """
    found = find_out(text.encode(errors="replace"))
    beginning = text[:LOOKED_AT]
    delimiter, lines = found.delimiter, beginning.splitlines()
    if "\t" in beginning:
        delimiter = "\t"
    elif delimiter == " " and not ONLY_NUMBERS.fullmatch(beginning):
        delimiter = "\t"  # which there is none of: names with blanks in them
    elif delimiter == "," and width == 1 and all(ONE_NUMBER.fullmatch(line) for line in lines if line.strip()):
        delimiter = "\t"
    decimal = found.decimal
    if delimiter != ",":
        decimal = "," if "," in beginning and "." not in beginning else found.decimal
    return replace(found, delimiter=delimiter, decimal=decimal, has_header=False, missing=())


def read_text(text: str, headings: Sequence[str], width: int = 1, *, any_header: bool = False) -> Sheet:
    """Return pasted cells as columns, without a first row that is the columns' names.

    Parameters
    ----------
    headings : what the columns are called, from that on where the cells land
    width : how many columns are selected
    any_header : whether other names may stand there too

    Raises
    ------
    ImportFileError
        in one sentence that names the row, if rows differ in length or one is empty
    """
    dialect = dialect_of(text, width)
    data = text.replace("−", "-").encode(errors="replace")
    first = preview(data, dialect, most=1).rows
    cells = [cell.strip() for cell in first[0][1]] if first else []
    is_header = bool(cells) and cells == list(headings[: len(cells)])
    if any_header and not is_header:
        is_header = find_out(data).has_header
    try:
        sheet = read_sheet(data, replace(dialect, has_header=is_header))
    except ImportFileError as error:
        said = str(error)
        fault = said[said.find(": ") + 2 :].replace("line", "row")  # without the name of a file, which there is none of
        raise ImportFileError(f"the pasted cells cannot be read: {fault}") from None
    assert sheet is not None
    _refuse_gaps(text, sheet, is_header)
    return sheet


def _refuse_gaps(text: str, sheet: Sheet, has_header: bool) -> None:
    """Refuse an empty line between others: rows after it would come too high."""
    lines = sheet.columns[0].lines
    first = 1 + has_header + sheet.dialect.skip
    for place in (0, len(lines) - 1):
        if int(lines[place]) != first + place and '"' not in text:  # a quoted cell may have several lines
            gap = next(row for row, line in enumerate(lines.tolist()) if line != first + row)
            raise ImportFileError(f"row {gap + 1} of the pasted cells is empty, expected a value in every row")
