"""Data: what goes with what when they are changed from one kind to another, and what each kind says of itself."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from engine.data import DRAWN, FIRST_FORMULA, FORMULA, NAMES, OWN, Data
from engine.datasets import DATASETS
from engine.rules import faults_of_data
from engine.table import Table
from tests.engine.strategies import random_table

WIDE = random_table(1, rows=20, inputs=4, classes=3, test_share=0.25)
FLAT = random_table(2, rows=12, inputs=2, classes=2)
VALUES = random_table(3, rows=12, inputs=1, classes=0)
START: dict[str, Data] = {
    **{name: Data().changed(name=name) for name in DATASETS},
    FORMULA: Data().changed(formula="sin(x1)", noise=0.1),
    DRAWN: Data().changed(name=DRAWN, table=FLAT),
    OWN: Data().changed(table=WIDE),
}


def to(name: str) -> dict[str, object]:
    """The changes by which a person goes to data of a name."""
    return {"name": name} | ({"table": FLAT} if name == DRAWN else {"table": WIDE} if name == OWN else {})


def test_there_is_a_start_of_every_kind() -> None:
    assert set(START) == set(NAMES)


@pytest.mark.parametrize(("before", "after"), list(product(START, NAMES)))
def test_from_any_data_one_comes_to_any_other_with_all_that_goes_with_them(before: str, after: str) -> None:
    data = replace(START[before], stratified=True)
    if not (data.is_regression or data.fixed_samples):
        data = replace(data, balance=0.5)
    changed = data.changed(**to(after))
    assert changed.name == after
    assert faults_of_data(changed) == []
    assert changed.stratified
    assert (changed.table is not None) == (after in (DRAWN, OWN))
    assert bool(changed.formula) == (after == FORMULA)
    if before == after and after not in (DRAWN, OWN):
        assert changed == data


@pytest.mark.parametrize("name", NAMES)
def test_away_and_back_again_are_the_usual_data_of_that_name(name: str) -> None:
    for other in ("circle", "and", FORMULA, DRAWN, OWN):
        back = START[name].changed(**to(other)).changed(**to(name))
        assert (back.samples, back.class_count) == (Data().changed(**to(name)).samples, back.class_count)
        assert faults_of_data(back) == []


def test_a_table_brings_its_rows_and_takes_away_what_only_generated_data_have() -> None:
    made = Data("blobs", samples=90, noise=0.3, classes=4, balance=0.5, draw=2, standardise=True, train_share=0.7)
    assert made.changed(table=WIDE) == Data(OWN, samples=20, standardise=True, train_share=0.7, table=WIDE)
    assert Data().changed(formula="r < 2").changed(table=WIDE).formula == ""


def test_another_table_is_of_the_kind_that_the_one_before_was() -> None:
    assert START[DRAWN].changed(table=VALUES).name == DRAWN
    assert START[OWN].changed(table=VALUES).name == OWN
    assert Data("spiral").changed(table=VALUES).name == OWN
    assert START[OWN].changed(table=VALUES).samples == VALUES.rows


def test_from_a_table_to_a_set_there_are_as_many_samples_as_usual() -> None:
    assert START[OWN].changed(name="xor") == Data("xor")
    assert START[OWN].changed(name="xor", samples=30).samples == 30
    assert START[DRAWN].changed(formula="r < 3") == Data(FORMULA, formula="r < 3")
    assert START[OWN].changed(name="nand") == Data("nand", samples=4, train_share=1.0)


def test_from_four_samples_to_others_there_are_as_many_as_usual_and_a_test_part() -> None:
    assert START["and"].changed(formula="r < 3") == Data(FORMULA, formula="r < 3")
    assert Data("and", samples=4, train_share=0.5, noise=0.2).changed(name="spiral") == Data("spiral", noise=0.2)


def test_a_formula_is_enough_to_go_to_it_and_there_is_a_first_one() -> None:
    assert Data(noise=0.2).changed(formula="x1 > x2") == Data(FORMULA, noise=0.2, formula="x1 > x2")
    assert Data("blobs", classes=5).changed(name=FORMULA) == Data(FORMULA, formula=FIRST_FORMULA)
    assert Data().changed(formula="x1 > 0").changed(formula="x1 > 1").formula == "x1 > 1"
    assert Data().changed(formula="x1 > 0").changed(name="circle") == Data()
    assert faults_of_data(Data().changed(name=FORMULA)) == []


def test_a_balance_is_left_where_there_are_classes_and_taken_away_where_there_are_none() -> None:
    uneven = Data("moons", balance=0.2)
    assert uneven.changed(name="blobs").balance == 0.2
    assert uneven.changed(formula="r < 2").balance == 0.2
    assert uneven.changed(formula="r < 2").changed(formula="r").balance == 1
    assert uneven.changed(name="sine").balance == uneven.changed(table=WIDE).balance == 1
    assert uneven.changed(formula="r <").balance == 0.2  # that it is none is told, and what was meant stays
    assert faults_of_data(uneven.changed(name="sine", balance=0.3)) == [
        "balance of classes must be 1 for Sine, got 0.3"
    ]


@pytest.mark.parametrize("change", [{"train_share": 0.8}, {"stratified": True}, {"train_share": 0.8, "seed": 3}])
def test_another_share_or_a_stratified_one_takes_away_the_split_of_a_table(change: dict[str, object]) -> None:
    assert START[OWN].has_own_split
    changed = START[OWN].changed(**{name: value for name, value in change.items() if name != "seed"})
    assert not changed.has_own_split
    assert changed.table == WIDE.with_split(None)
    assert START[OWN].changed(standardise=True).has_own_split


def test_what_each_kind_says_of_itself() -> None:
    told = {
        name: (data.title, data.class_count, data.is_regression, data.dimensions, data.fixed_samples)
        for name, data in START.items()
    }
    assert told["circle"] == ("Circle", 2, False, 2, 0)
    assert told["blobs"] == ("Blobs", 3, False, 2, 0)
    assert told["sine"] == ("Sine", 0, True, 1, 0)
    assert told["and"] == ("AND", 2, False, 2, 4)
    assert told[FORMULA] == ("Formula", 0, True, 1, 0)
    assert told[DRAWN] == ("Drawn", 2, False, 2, 12)
    assert told[OWN] == ("Own data", 3, False, 4, 20)
    assert Data().changed(formula="x1 > 0").dimensions == 2  # a region lies in the plane
    assert Data().changed(formula="x1 + x2").class_count == 0
    assert (START[OWN].most_classes, Data("blobs").most_classes, START[FORMULA].most_classes) == (3, 8, 0)


def test_names_come_from_the_table_and_ranges_from_its_rows() -> None:
    own, drawn = START[OWN], START[DRAWN]
    assert own.class_names == ("class 0", "class 1", "class 2")
    assert own.input_names == ("column 0", "column 1", "column 2", "column 3")
    assert own.ranges == WIDE.ranges
    assert drawn.class_names == ("class 0", "class 1")
    assert drawn.input_names == ()
    assert drawn.ranges == Data().ranges == ((-6.0, 6.0), (-6.0, 6.0))
    assert Data().class_names == Data().input_names == ()
    assert len(Data("sine").ranges) == 1


def test_equal_data_with_equal_tables_are_one() -> None:
    again = Table(**{name: getattr(WIDE, name) for name in Table.__dataclass_fields__})
    assert START[OWN].changed(table=again) == START[OWN]
    assert hash(START[OWN].changed(table=again)) == hash(START[OWN])
    other = replace(WIDE, inputs=np.where(WIDE.inputs == WIDE.inputs[0, 0], 0.5, WIDE.inputs))
    assert START[OWN].changed(table=other) != START[OWN]
