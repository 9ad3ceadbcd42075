"""What stands in each column of a table, told in a few words; and what it is for at first."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from engine.errors import shown
from engine.table import MOST_CLASSES, PARTS, SPLIT
from engine.tables import Column, Sheet
from engine.tables.sheet import counts_rows

MOST_COUNTED = 100_000  # rows in which different numbers of any size are counted
ASKS_EVERY = 100  # columns


class Role(IntEnum):
    """What a column is for."""

    INPUT = 0
    TARGET = 1
    SPLIT = 2
    OUT = 3

    @property
    def title(self) -> str:
        """What it is called."""
        return ("Input", "Target", "Split", "Left out")[self]


@dataclass(frozen=True)
class Fact:
    """What is known of a column.

    Attributes
    ----------
    holds : what stands in it, such as "numbers" or "text, 3 classes"
    missing : how many values are missing
    fault : why it cannot be an input, in a sentence, or ""
    is_empty : whether nothing stands in it
    """

    holds: str = ""
    missing: int = 0
    fault: str = ""
    is_empty: bool = False


def facts_of(sheet: Sheet, ask: Callable[[], None] = lambda: None) -> tuple[Fact, ...]:
    """Return what is known of each column; `ask` is called now and then, and may raise to stop it."""
    facts = []
    for number, column in enumerate(sheet.columns):
        if number % ASKS_EVERY == 0 or sheet.rows > MOST_COUNTED:
            ask()
        facts.append(_fact(column))
    return tuple(facts)


def _fact(column: Column) -> Fact:
    missing = int(column.is_missing.sum())
    if missing == len(column.values):
        return Fact("nothing", missing, is_empty=True)
    if not column.fault:
        return Fact(_of_numbers(column), missing)
    if not column.texts:
        return Fact("text, many different", missing, column.fault)
    numbers = np.unique(column.values[~np.isnan(column.values)])
    count = len(column.texts) + len(numbers)
    mixed = "numbers and text" if len(numbers) else "text"
    return Fact(f"{mixed}, {count} different" if count <= MOST_CLASSES else mixed, missing, column.fault)


def _of_numbers(column: Column) -> str:
    if not column.is_whole:
        return "numbers"
    given = column.values[~np.isnan(column.values)]
    low, high = given.min(), given.max()
    if high - low <= MOST_CLASSES:
        return f"whole numbers, {np.count_nonzero(np.bincount((given - low).astype(np.intp)))} different"
    if len(given) > MOST_COUNTED:
        return "whole numbers"
    return f"whole numbers, {len(np.unique(given))} different"


def first_roles(sheet: Sheet, facts: tuple[Fact, ...]) -> list[Role]:
    """Return what columns are for when nobody has said: as for the engine, but text and an index are left out."""
    last = sheet.columns[-1]
    is_split = last.name == SPLIT and bool(last.classes) and set(last.classes) <= set(PARTS)
    roles = [Role.OUT if fact.fault or fact.is_empty else Role.INPUT for fact in facts]
    if counts_rows(sheet.columns):
        roles[0] = Role.OUT
    if is_split:
        roles[-1] = Role.SPLIT
    free = [number for number, fact in enumerate(facts) if not fact.is_empty and roles[number] is not Role.SPLIT]
    if free:
        roles[free[-1]] = Role.TARGET
    return roles


def left_out(names: tuple[str, ...], facts: tuple[Fact, ...], roles: list[Role]) -> tuple[str, ...]:
    """Return a note on columns that are left out because text stands in them, as nobody may have noticed."""
    texts = [number for number, role in enumerate(roles) if role is Role.OUT and facts[number].fault]
    if not texts:
        return ()
    more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
    where = f"column {shown(repr(names[texts[0]]))}{more}"
    return (f"{where} left out: {facts[texts[0]].fault}",)
