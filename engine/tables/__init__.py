r"""Tables of one's own: a text file becomes a Sheet, and columns of it the Table that a run learns from.

>>> sheet = read_sheet(b"width;height;kind\n1,5;2;cat\n3;4,5;dog\n5,5;6;cat\n")
>>> sheet.dialect.summary
'UTF-8, semicolon, decimal comma, header'
>>> table = table_of(sheet).table
>>> table.names, table.inputs.shape, table.target_name, table.classes
(('width', 'height'), (3, 2), 'kind', ('cat', 'dog'))
>>> read_table(b"".join(table.to_csv())).table == table
True
"""

from engine.table import Table
from engine.table_files import ENCODINGS, SUFFIXES, WAYS
from engine.tables.archive import read_archive
from engine.tables.choosing import Chosen, Roles, read_table, table_of
from engine.tables.column import Column
from engine.tables.dialect import DECIMALS, DELIMITERS, QUOTES, Dialect
from engine.tables.finding import Preview, find_out, preview
from engine.tables.sheet import Sheet, read_sheet, sheet_of
from engine.tables.source import Source
from engine.tables.telling import is_archive, is_table

__all__ = [
    "DECIMALS",
    "DELIMITERS",
    "ENCODINGS",
    "QUOTES",
    "SUFFIXES",
    "WAYS",
    "Chosen",
    "Column",
    "Dialect",
    "Preview",
    "Roles",
    "Sheet",
    "Source",
    "Table",
    "find_out",
    "is_archive",
    "is_table",
    "preview",
    "read_archive",
    "read_sheet",
    "read_table",
    "sheet_of",
    "table_of",
]
