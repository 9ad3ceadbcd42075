"""Versions: a session that an older version of the program wrote is brought up to date, step by step."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import ImportFileError
from engine.session.part import Part

FORMAT = "Backprop Playground session"
VERSION = 2

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


def _with_tables(plain: dict[str, Any]) -> dict[str, Any]:
    """Return a session of version 1, in which all data were generated, as one of version 2."""
    return {**plain, "version": 2, "tables": []}


UPGRADES: Mapping[int, Upgrade] = {1: _with_tables}  # {version: what makes the next one of its plain values}


def up_to_date(plain: Any) -> dict[str, Any]:
    """Return the plain values of a session as the present version writes them.

    Raises
    ------
    ImportFileError
        if they are no session, or one of a newer version
    """
    made: dict[str, Any] = plain
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise ImportFileError(f"it is no session: expected an object with the format {FORMAT!r}")
    version = Part(plain).whole("version", 1)
    if version > VERSION:
        raise ImportFileError(
            f"a newer version of the program has written it ({str(plain.get('written_by'))[:20]}): the version of the "
            f"file is {version}, expected at most {VERSION}"
        )
    while version < VERSION:
        made = UPGRADES[version](made)
        version += 1
    return made
