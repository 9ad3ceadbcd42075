"""The slice: chosen and held by verbs, announced once, and the usual one again where other data come."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from engine import fitting
from engine.experiment import Experiment
from engine.samples import samples_of
from engine.surface import FIRST_TWO, Slice
from engine.table import Table
from playground.document.slicing import Slicing


def learning_from(names: tuple[str, ...]) -> Experiment:
    """Return an experiment that learns from a table of these inputs, of which the first two say most."""
    inputs = np.random.default_rng(1).normal(size=(12, len(names)))
    inputs[:, :2] += 9 * (np.arange(12) % 2)[:, np.newaxis]
    table = Table(names, inputs, "kind", np.arange(12.0) % 2, ("cat", "dog"))
    return fitting.with_data(Experiment(), table=table, name="own").experiment


FOUR = learning_from(("a", "b", "c", "d"))


@pytest.fixture
def slicing(qapp: QApplication) -> Slicing:
    return Slicing(FOUR)


@pytest.fixture
def seen(slicing: Slicing) -> list[Slice]:
    seen: list[Slice] = []
    slicing.changed.connect(lambda: seen.append(slicing.shown))
    return seen


def test_axes_are_chosen_and_announced_once(slicing: Slicing, seen: list[Slice]) -> None:
    for _ in range(2):
        slicing.choose(across=2)
        slicing.choose(up=3)
    assert seen == [Slice(2, 1), Slice(2, 3)]


def test_asking_for_the_input_of_the_other_axis_exchanges_both(slicing: Slicing) -> None:
    slicing.choose(across=3)
    slicing.choose(across=1)
    assert slicing.shown == Slice(1, 3)
    slicing.choose(up=1)
    assert slicing.shown == Slice(3, 1)


def test_an_input_is_held_at_a_value_until_it_goes_back_to_its_mean(slicing: Slicing) -> None:
    slicing.hold(3, 0.5)
    slicing.hold(2, -1)
    slicing.hold(3, 0.75)
    assert slicing.shown.held == ((2, -1.0), (3, 0.75))
    slicing.release(3)
    assert slicing.shown.held == ((2, -1.0),)
    slicing.release()
    assert slicing.shown == FIRST_TWO


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_place_changes_nothing(slicing: Slicing, seen: list[Slice], value: float) -> None:
    slicing.hold(2, value)
    slicing.hold(4, 1.0)
    slicing.choose(across=4)
    assert not seen


def test_other_inputs_have_the_usual_slice_and_other_rows_of_the_same_keep_it(slicing: Slicing) -> None:
    chosen = Slice(3, 0, ((1, 0.5),))
    slicing.show(chosen)
    slicing.fit(replace(FOUR, rate=0.2))
    assert slicing.shown == chosen
    table = FOUR.data.table
    assert table is not None
    fewer = replace(table, inputs=table.inputs[:8], target=table.target[:8])
    slicing.fit(fitting.with_data(FOUR, table=fewer).experiment)
    assert slicing.shown == chosen
    slicing.fit(learning_from(("a", "b", "c", "e")))
    assert slicing.shown == FIRST_TWO
    slicing.show(chosen)
    slicing.fit(Experiment())
    assert slicing.shown == FIRST_TWO


def test_what_says_most_of_the_target_is_the_usual_slice(qapp: QApplication) -> None:
    table = FOUR.data.table
    assert table is not None
    turned = replace(table, inputs=table.inputs[:, ::-1])
    slicing = Slicing(fitting.with_data(Experiment(), table=turned, name="own").experiment)
    assert slicing.shown == Slice(2, 3)
    assert slicing.state() == ""
    slicing.show(FIRST_TWO)
    assert slicing.state() != ""


def test_samples_of_other_data_that_are_still_seen_have_the_usual_slice(slicing: Slicing) -> None:
    slicing.choose(up=3)
    assert slicing.of(samples_of(FOUR)) == Slice(0, 3)
    assert slicing.of(samples_of(Experiment())) == FIRST_TWO


@pytest.mark.parametrize("shown", [FIRST_TWO, Slice(3, 1), Slice(0, 2, ((1, -0.1), (3, 1e-17)))])
def test_a_slice_is_remembered_to_the_bit(slicing: Slicing, shown: Slice) -> None:
    slicing.show(shown)
    other = Slicing(FOUR)
    other.show(Slice(1, 2))
    other.restore(slicing.state())
    assert other.shown == shown


@pytest.mark.parametrize(
    "state",
    [
        *("", "[", "{}", "[0]", "[0, 0, {}]", "[0, 4, {}]", "[-1, 0, {}]", "[true, 0, {}]", '[0, 1, {"4": 1}]'),
        *('[0, 1, {"2": NaN}]', '[0, 1, {"2": "much"}]', '[0, 1, {"2": null}]', '[0, 1, {"x": 1}]', "[0, 1, [2]]"),
        *('[0, 1, {"2": 1' + 400 * "0" + "}]", "[" * 5000),
    ],
)
def test_what_tells_no_slice_is_the_usual_one(slicing: Slicing, state: str) -> None:
    slicing.show(Slice(1, 2))
    slicing.restore(state)
    assert slicing.shown == FIRST_TWO


@given(st.text(max_size=60))
def test_any_text_can_be_restored(qapp: QApplication, state: str) -> None:
    slicing = Slicing(FOUR)
    slicing.restore(state)
    assert slicing.shown.fits(4)


@given(across=st.integers(0, 3), up=st.integers(0, 3), at=st.integers(0, 3), value=st.floats(-9, 9))
def test_whatever_is_asked_for_two_axes_differ(qapp: QApplication, across: int, up: int, at: int, value: float) -> None:
    slicing = Slicing(FOUR)
    slicing.choose(across, up)
    slicing.hold(at, value)
    slicing.choose(up=across)
    assert slicing.shown.across != slicing.shown.up
    assert slicing.shown.fits(4)
