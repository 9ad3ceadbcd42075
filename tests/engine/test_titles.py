"""Titles: what a person reads is no name for files."""

import pytest

from engine.activations import ACTIVATIONS
from engine.costs import COSTS
from engine.datasets import DATASETS
from engine.features import FEATURES
from engine.initializers import INITIALIZERS
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from engine.rules import RULES, WORDS
from engine.schedules import SCHEDULES
from engine.titles import INPUTS, PARAMETERS, TITLES, title, title_of_data, title_of_input, title_of_parameter

NAMED = (ACTIVATIONS, COSTS, INITIALIZERS, MODELS, OPTIMIZERS, SCHEDULES)


def reads_well(words: str) -> bool:
    return not set(words) & set("_^.") and words != "gd"


def test_no_title_is_a_name_for_files() -> None:
    for table in NAMED:
        assert all(reads_well(title(name)) for name in table)
        assert all(
            reads_well(title_of_parameter(name, parameter))
            for name, kind in table.items()
            for parameter in getattr(kind, "defaults", {})
        )
    assert all(reads_well(title_of_data(name)) for name in DATASETS)
    assert not any(set(title_of_input(name)) & set("_^12") for name in FEATURES)
    assert all(reads_well(WORDS[field]) for field in RULES if field.startswith(("data.", "stop.")) or "_" in field)


def test_every_title_is_of_something_that_there_is() -> None:
    assert set(TITLES) <= {name for table in NAMED for name in table}
    assert set(INPUTS) <= set(FEATURES)
    parameters = {name for table in NAMED for kind in table.values() for name in getattr(kind, "defaults", {})}
    assert {name.rpartition(".")[2] for name in PARAMETERS} <= parameters


@pytest.mark.parametrize("name", ["reg-plane", "xor-gate"])
def test_data_are_called_by_the_title_of_their_row(name: str) -> None:
    assert title_of_data(name) == DATASETS[name].title != name
