"""What will be when a table is learnt from: said before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.data import OWN
from engine.errors import EngineError, shown
from engine.experiment import Effect, Experiment, effect
from engine.fitting import Fitted, with_data
from engine.rules import MAX_INPUTS
from engine.table import Table
from engine.table_files import REFUSE
from engine.tables import Chosen, Roles, Sheet, table_of

MOST_NAMED = 2  # columns that miss values
MOST_LINES = 12


@dataclass(frozen=True)
class Wish:
    """What a person has chosen for a table.

    Attributes
    ----------
    roles : which columns, and what becomes of missing values
    share : the share of the rows that is learnt from, where the table does not say it itself
    stratified, standardise : as in `engine.data.Data`
    """

    roles: Roles
    share: float = 0.5
    stratified: bool = False
    standardise: bool = False

    def changes(self, table: Table) -> dict[str, Any]:
        """Return the fields of the data that change beside the table and the name."""
        changes: dict[str, Any] = {"standardise": self.standardise}
        if table.is_test is None:
            changes |= {"train_share": self.share, "stratified": self.stratified and bool(table.classes)}
        return changes


@dataclass(frozen=True)
class Plan:
    """What comes of a wish.

    Attributes
    ----------
    wish : what was wished
    sentence : what will be, or why it cannot be
    table : what would be learnt from; None where it cannot be
    notes : what a person should know, a sentence each
    """

    wish: Wish
    sentence: str
    table: Table | None = None
    notes: tuple[str, ...] = ()


def plan_of(sheet: Sheet, wish: Wish, experiment: Experiment) -> Plan:
    """Return what will be when the experiment learns from a sheet; nothing is changed.

    All that takes long is done here, beside the window: the digest too, by which experiments are compared.
    """
    try:
        chosen = table_of(sheet, wish.roles)
        table = chosen.table
        _ = table.digest, table.ranges  # kept by the table
        changes = {**wish.changes(table), "table": table, "name": OWN}
        bare = replace(experiment, frozen=(), pruned=())  # which go with their units, and may be there no more
        fitted = with_data(bare, **changes)
    except EngineError as error:
        return Plan(wish, str(error), notes=_lacking(sheet, wish.roles))
    return Plan(wish, f"{_counted(table)}: {_what_becomes(bare, fitted)}", table, _notes(chosen))


def _lacking(sheet: Sheet, roles: Roles) -> tuple[str, ...]:
    """Return where values are missing, if that is refused."""
    if roles.missing != REFUSE:
        return ()
    columns = [sheet.column(name) for name in (*roles.inputs, roles.target)]
    lines = [(column, column.missing_lines) for column in columns if bool(column.is_missing.any())]
    notes = [
        f"column {shown(repr(column.name))} has no value in {_lines(found)}" for column, found in lines[:MOST_NAMED]
    ]
    return tuple([*notes, *([f"so have {len(lines) - MOST_NAMED} more columns"] if len(lines) > MOST_NAMED else [])])


def _lines(numbers: Sequence[int]) -> str:
    few = ", ".join(map(str, numbers[:MOST_LINES]))
    if len(numbers) > MOST_LINES:
        return f"{len(numbers)} lines: {few} …"
    return f"line{'s' * (len(numbers) > 1)} {few}"


def _counted(table: Table) -> str:
    """Return how many rows, inputs and classes there are."""
    given = len(table.names)
    inputs = f"{given} input{'s' * (given != 1)}"
    if given > MAX_INPUTS:
        inputs = f"the first {MAX_INPUTS} of {given} inputs"
    return f"{table.rows} rows, {inputs}, {f'{len(table.classes)} classes' if table.classes else 'values'}"


def _what_becomes(old: Experiment, fitted: Fitted) -> str:
    """Return what becomes of the network."""
    new = fitted.experiment
    if new == old:
        return "these are the present data, nothing changes"
    before, after = ("-".join(map(str, each.sizes)) for each in (old, new))
    begins = effect(old, new) is Effect.NEW_RUN
    if before == after:
        said = f"the network {before} {'begins anew' if begins else 'stays and keeps its weights'}"
    else:
        kept = "begins anew" if begins else "keeps what is left of its weights"
        said = f"the network {before} becomes {after} and {kept}"
    brought = [words for words in fitted.also if not words.startswith("input")]
    return f"{said}, with {' and '.join(brought)}" if brought else said


def _notes(chosen: Chosen) -> tuple[str, ...]:
    table = chosen.table
    if table.is_test is None:
        return chosen.notes
    return (*chosen.notes, f"the table says itself which rows are learnt from: {int((~table.is_test).sum())}")
