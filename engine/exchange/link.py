"""An experiment as a short text that survives a chat or a mail: what differs from the first experiment, compressed.

`nnplay1:` and the rest in the 64 letters of URLs: the JSON of the differences, deflated. It holds no weights; a table
of one's own goes with it as far as there is room. Equal experiments give equal runs.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

from engine.errors import ExportError, ImportFileError
from engine.experiment import Experiment
from engine.session import text as json_text
from engine.table import Table

PREFIX = "nnplay1:"
MOST_LETTERS = 100_000
MOST_BYTES = 1_000_000  # of the JSON: the largest experiment without a table has a fifth
MOST_NUMBERS = 50_000  # of a table that is tried: 20 ms
PARTS = ("data", "stop")  # members of an experiment that have members themselves
EXPECTED = f"a text that begins with {PREFIX!r}, as the program copies it"


def link_of(experiment: Experiment) -> str:
    """Return the text of an experiment.

    Raises
    ------
    ExportError
        if its table is too large for a text

    >>> link_of(Experiment())
    'nnplay1:eNqrrgUAAXUA-Q'
    """
    table = experiment.data.table
    if table and table.inputs.size > MOST_NUMBERS:
        raise _too_large(table)
    plain = json.dumps(_differences(experiment.to_dict(), Experiment().to_dict()), separators=(",", ":"))
    text = PREFIX + base64.urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode().rstrip("=")
    if len(plain) > MOST_BYTES or len(text) > MOST_LETTERS:
        assert table  # nothing else is as large
        raise _too_large(table)
    return text


def _too_large(table: Table) -> ExportError:
    return ExportError(
        f"the data have {table.rows} rows and {len(table.names)} inputs, which make no text of at most {MOST_LETTERS} "
        "letters; save a session, or the data as CSV"
    )


def is_link(text: str) -> bool:
    """Tell whether a text means to be one."""
    return text.lstrip().startswith(PREFIX)


def experiment_of(text: str) -> Experiment:
    """Return the experiment of a text; white space that came into it on its way does not matter.

    Raises
    ------
    ImportFileError
        in a sentence, if it is none
    """
    packed = "".join(text.split())
    if not packed.startswith(PREFIX):
        raise ImportFileError(f"the text is no experiment: expected {EXPECTED}, got {text[:30]!r}")
    if len(packed) > MOST_LETTERS:
        raise ImportFileError(f"the text has {len(packed)} letters, expected at most {MOST_LETTERS}")
    letters = packed.removeprefix(PREFIX)
    try:
        data = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        inflating = zlib.decompressobj()
        plain = inflating.decompress(data, MOST_BYTES)
    except (binascii.Error, zlib.error, ValueError):
        raise ImportFileError(f"the text is damaged: expected {EXPECTED}") from None
    if inflating.unconsumed_tail:
        raise ImportFileError(f"the text holds more than an experiment: expected at most {MOST_BYTES} bytes")
    if not inflating.eof:
        raise ImportFileError(f"the text is not whole: expected {EXPECTED}")
    differences = json_text.read(plain)
    if not isinstance(differences, Mapping):
        raise ImportFileError(f"the text is no experiment: expected {EXPECTED}")
    return Experiment.from_dict(_filled(differences, Experiment().to_dict()))


def _differences(plain: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are not as usual; of those that are objects, theirs."""
    found: dict[str, Any] = {}
    for name, value in plain.items():
        if name in PARTS:
            if part := _differences(value, usual[name]):
                found[name] = part
        elif value != usual[name] or type(value) is not type(usual[name]):
            found[name] = value
    return found


def _filled(differences: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    filled = {**usual, **differences}
    for name in PARTS:
        if isinstance(differences.get(name), Mapping):
            filled[name] = {**usual[name], **differences[name]}
    return filled
