"""What a change of the data would take with it is told before, and is what then happens."""

import pytest

from engine.data import FORMULA
from engine.datasets import DATASETS
from engine.experiment import Experiment
from playground.document.document import Document
from playground.panels.data.consequence import begins_anew, consequence

BEGINNINGS = [{}, {"name": "blobs"}, {"name": "sine"}, {"formula": "sin(x1)*x2"}, {"name": "and"}]


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("name", [*DATASETS, FORMULA])
def test_what_is_told_is_what_the_document_then_does(beginning: dict[str, str], name: str) -> None:
    document = Document(Experiment())
    document.set_data(**beginning)
    told = consequence(document.experiment, name=name)
    anew = begins_anew(document.experiment, name=name)
    said: list[str] = []
    runs: list[str] = []
    document.adapted.connect(lambda _text, also: said.append(also))
    document.run_begun.connect(lambda _text, also: (said.append(also), runs.append(also)))
    assert document.set_data(name=name)
    assert bool(runs) == anew == told.startswith("Begins learning again")
    also = "".join(said).removeprefix("this took ").removesuffix(" with it")
    for part in also.replace(" and ", ", ").split(", "):
        assert part in told
    assert bool(told) >= bool(also)


def test_frozen_weights_that_would_be_gone_are_no_reason_against_it() -> None:
    document = Document(Experiment())
    document.freeze(document.weights_into(2))
    assert consequence(document.experiment, name="sine").startswith("Begins learning again, with input x₁")
    assert document.set_data(name="sine")


def test_a_number_of_output_units_is_told_and_so_is_what_cannot_be() -> None:
    assert consequence(Experiment(), name="blobs") == "Begins learning again, with 3 output units"
    assert consequence(Experiment(), formula="r <").startswith("Cannot be: formula 'r <': something is missing")
