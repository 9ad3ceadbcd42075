"""Data: which samples there are: of one of the engine's sets, of a formula, or of a table of one's own."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.batches import split_sizes
from engine.datasets import DATASETS, EXTENT
from engine.errors import FormulaError
from engine.plane_formula import parse
from engine.table import Range, Table

FORMULA, DRAWN, OWN = "formula", "drawn", "own"
TITLES = {FORMULA: "Formula", DRAWN: "Drawn", OWN: "Own data"}  # of the data that are in no set
WITH_TABLE = (DRAWN, OWN)
NAMES = (*DATASETS, *TITLES)
FIRST_FORMULA = "x1*x1 + sin(x2) > 1"  # what one begins with


@dataclass(frozen=True)
class Data:
    """Which samples there are.

    Attributes
    ----------
    name : one of NAMES
    samples : how many, training and test together
    noise : 0 to 1
    train_share : the share of samples that is learnt from, above 0; the rest is only tested on; 1 leaves no test; a
        table with a split of its own goes by that
    classes : how many classes to draw; 0 is as many as the data usually have
    standardise : whether inputs are shifted and scaled to mean 0 and deviation 1 over the training part
    balance : how many samples of the last class there are for each of the first, above 0 and at most 1; those of the
        classes between lie between
    stratified : whether both parts have the same share of each class
    draw : which sample of the same world it is, a number from 0
    formula : what the label of a point is, see `plane_formula`; "" for other data
    table : the samples themselves, of DRAWN on the plane, of OWN as they came from elsewhere; None for other data
    """

    name: str = "circle"
    samples: int = 500
    noise: float = 0.0
    train_share: float = 0.5
    classes: int = 0
    standardise: bool = False
    balance: float = 1.0
    stratified: bool = False
    draw: int = 0
    formula: str = ""
    table: Table | None = None

    # ---- of what kind ----------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What the data are called where a person reads it."""
        return TITLES[self.name] if self.name in TITLES else DATASETS[self.name].title

    @property
    def class_count(self) -> int:
        """How many classes there are; 0 for values (regression)."""
        if self.table:
            return len(self.table.classes)
        if self.name == FORMULA:
            return 2 if parse(self.formula).is_region else 0
        return self.classes or DATASETS[self.name].classes

    @property
    def is_regression(self) -> bool:
        """Whether the label of a sample is a value rather than a class."""
        return not self.class_count

    @property
    def most_classes(self) -> int:
        """Up to how many classes may be asked for; as many as there are where that cannot be chosen."""
        return DATASETS[self.name].most_classes if self.name in DATASETS else self.class_count

    @property
    def dimensions(self) -> int:
        """How many numbers a point has: 1 over a line, 2 over a plane, or as many as a table has inputs."""
        if self.table:
            return len(self.table.names)
        return parse(self.formula).dimensions if self.name == FORMULA else DATASETS[self.name].dimensions

    @property
    def fixed_samples(self) -> int:
        """The number of samples if it cannot be chosen, else 0."""
        if self.table:
            return self.table.rows
        return DATASETS[self.name].fixed_samples if self.name in DATASETS else 0

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes of a table are called; () where they have numbers alone."""
        return self.table.classes if self.table else ()

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the inputs x1, x2 … of a table are called; () where they have no other name."""
        return self.table.names if self.table and self.name == OWN else ()

    @property
    def ranges(self) -> tuple[Range, ...]:
        """From where to where each of x1, x2 … is pictured."""
        if self.table and self.name == OWN:
            return self.table.ranges
        return ((-EXTENT, EXTENT),) * self.dimensions

    @property
    def has_own_split(self) -> bool:
        """Whether the table says itself which rows are only tested on."""
        return self.table is not None and self.table.is_test is not None

    @property
    def trained(self) -> int:
        """How many samples are learnt from; the others are only tested on."""
        if self.table is not None and self.table.is_test is not None:
            return self.samples - int(np.count_nonzero(self.table.is_test))
        return split_sizes(self.samples, self.train_share)[0]

    # ---- changed ---------------------------------------------------------------------------------------------------

    def changed(self, **changes: Any) -> "Data":
        """Return these data with fields changed, and with those that go with them.

        Going to data of a fixed number of samples takes that number, all of it to learn from; going from them takes
        the usual number again. A table brings its rows, and takes away what only generated data have. Another share
        for training takes away a split of the table's own. Values, and a fixed number of samples, have no balance.
        """
        made = self._as_asked(changes)
        return made if "balance" in changes or made._may_have_balance else replace(made, balance=1.0)

    @property
    def _may_have_balance(self) -> bool:
        if self.balance == 1 or self.name not in NAMES:
            return True
        try:
            return not self.fixed_samples and self.class_count > 0
        except (FormulaError, TypeError):
            return True  # that it is no formula is told by who checks it

    def _as_asked(self, changes: dict[str, Any]) -> "Data":
        if "formula" in changes:
            changes = {"name": FORMULA, **changes}
        if isinstance(table := changes.get("table"), Table):
            kept = self.name if self.name in WITH_TABLE else OWN
            changes = {"name": kept, **_OF_A_TABLE, **changes, "samples": table.rows}
        elif self.table and {"train_share", "stratified"} & set(changes) and "name" not in changes:
            changes = {"table": self.table.with_split(None), **changes}
        name = changes.get("name", self.name)
        if isinstance(name, str) and name != self.name:
            changes = {**self._with_another_name(name), **changes}
        return replace(self, **changes)

    def _with_another_name(self, name: str) -> dict[str, Any]:
        """Return what goes with another name, unless it is told."""
        changes: dict[str, Any] = {}
        if name == FORMULA:
            changes |= {"formula": FIRST_FORMULA, "classes": 0}
        elif self.name == FORMULA:
            changes |= {"formula": ""}
        if self.table and name not in WITH_TABLE:
            changes |= {"table": None, "samples": Data.samples}
        if name in DATASETS and DATASETS[name].fixed_samples:
            changes |= {"samples": DATASETS[name].fixed_samples, "train_share": 1.0, "draw": 0}
        elif self.name in DATASETS and DATASETS[self.name].fixed_samples:
            changes |= {"samples": Data.samples, "train_share": Data.train_share}
        return changes


_OF_A_TABLE: dict[str, Any] = {"noise": 0.0, "classes": 0, "balance": 1.0, "draw": 0, "formula": ""}
