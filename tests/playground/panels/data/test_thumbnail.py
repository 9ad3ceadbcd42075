"""Thumbnails: few samples that stand for data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import DRAWN, FORMULA, OWN, Data
from engine.datasets import DATASETS
from engine.rules import faults_of_data
from engine.table import Table
from playground.panels.data.thumbnail import BEYOND, MOST_OF_A_TABLE, SAMPLES, as_in, dots_of
from tests.playground.panels.data.tables import flowers, prices

PRESENT = st.builds(
    Data,
    noise=st.floats(0, 1),
    classes=st.sampled_from([0, *range(2, 9)]),
    balance=st.floats(0.02, 1),
    draw=st.integers(0, 5),
)


@given(present=PRESENT, name=st.sampled_from([*DATASETS, FORMULA]), seed=st.integers(0, 9))
def test_whatever_the_present_data_are_every_tile_has_samples_of_data_that_can_be(
    present: Data, name: str, seed: int
) -> None:
    data = as_in(present, name, "sin(x1)" if seed % 2 else "r < 3")
    assert not faults_of_data(data)
    dots = dots_of(data, seed)
    assert sum(map(len, dots.values())) == (4 if data.fixed_samples else SAMPLES)
    assert all(np.abs(places).max() <= BEYOND for places in dots.values())


def test_noise_classes_balance_draw_and_seed_are_seen_in_a_thumbnail() -> None:
    def seen(seed: int = 1, **changes: object) -> list[list[float]]:
        dots = dots_of(as_in(Data(**changes), "blobs"), seed)  # type: ignore[arg-type]
        return [places.round(6).ravel().tolist() for places in dots.values()]

    usual = seen()
    assert len(seen(classes=7)) == 7
    for changed in (seen(noise=0.4), seen(classes=5), seen(balance=0.2), seen(draw=1), seen(seed=2)):
        assert changed != usual
    assert [len(places) // 2 for places in seen(balance=0.1)] == sorted(
        (len(places) // 2 for places in seen(balance=0.1)), reverse=True
    )
    assert seen() == usual


def test_a_table_is_seen_by_its_very_points() -> None:
    table = flowers()
    dots = dots_of(Data(OWN, samples=60, table=table), 1)
    (low, high), (bottom, top) = table.ranges
    for label, places in dots.items():
        expected = table.inputs[table.target == label] * 2 - [low + high, bottom + top]
        assert np.allclose(places, expected / [high - low, top - bottom])


@pytest.mark.parametrize("rows", [161, 1000, 5001])
def test_of_a_large_table_evenly_many_are_seen(rows: int) -> None:
    dots = dots_of(Data(OWN, samples=rows, table=flowers(rows, 5)), 1)
    count = sum(map(len, dots.values()))
    assert MOST_OF_A_TABLE / 2 <= count <= MOST_OF_A_TABLE
    assert sorted(dots) == [0, 1, 2]


def test_values_of_a_table_are_shades_up_to_1() -> None:
    dots = dots_of(Data(OWN, samples=40, table=prices()), 1)
    assert max(dots) == 1
    assert min(dots) > 0


def test_a_drawing_is_seen_in_the_plane_it_was_drawn_on() -> None:
    table = flowers()
    dots = dots_of(Data(DRAWN, samples=60, table=table), 1)
    assert np.allclose(dots[2.0], table.inputs[table.target == 2] / 6)


def test_a_table_that_begins_with_a_constant_column_is_no_line_of_points() -> None:
    rng = np.random.default_rng(3)
    inputs = np.column_stack([np.full(40, 7.0), rng.normal(size=40), np.full(40, -1.0), rng.normal(size=40)])
    table = Table(("a", "b", "c", "d"), inputs, "kind", np.arange(40.0) % 2, ("x", "y"))
    for places in dots_of(Data(OWN, samples=40, table=table), 1).values():
        assert (np.ptp(places, axis=0) > 0.5).all()
