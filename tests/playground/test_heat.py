"""Heat maps: the right way up, orange below and blue above, and in memory of their own."""

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage

from engine.activations import ACTIVATIONS
from playground.heat import STRONGEST, HeatColors, centred
from playground.theme import DARK, LIGHT, Theme, mix

both = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])


def one(theme: Theme, values: object) -> QImage:
    """Return the picture of one map."""
    (image,) = HeatColors(theme).images(np.asarray(values, np.float32)[np.newaxis])
    return image


def distance(first: QColor, second: QColor) -> int:
    return max(abs(a - b) for a, b in zip(first.getRgb(), second.getRgb(), strict=True))


@both
def test_the_ends_and_the_middle_of_the_scale(theme: Theme) -> None:
    image = one(theme, [[-1.0, 0.0, 1.0]])
    low, middle, high = (image.pixelColor(x, 0) for x in range(3))
    assert low == mix(theme.color("zero"), theme.color("negative"), STRONGEST)
    assert high == mix(theme.color("zero"), theme.color("positive"), STRONGEST)
    assert distance(middle, theme.color("zero")) <= 2


@both
def test_the_scale_grows_on_both_sides(theme: Theme) -> None:
    zero = theme.color("zero")
    for sign, token in ((1, "positive"), (-1, "negative")):
        image = one(theme, [[sign * size for size in (0.0, 0.1, 0.3, 0.6, 1.0)]])
        strengths = [distance(image.pixelColor(x, 0), zero) for x in range(5)]
        assert strengths == sorted(strengths)
        assert len(set(strengths)) == 5
        towards = [distance(image.pixelColor(x, 0), theme.color(token)) for x in range(5)]
        assert towards == sorted(towards, reverse=True)


def test_beyond_the_scale_is_its_end_and_no_number_is_the_middle() -> None:
    image = one(DARK, [[-9.0, -np.inf, -1.0], [9.0, np.inf, 1.0], [np.nan, 0.0, 0.0]])
    rows = [[image.pixelColor(x, y) for x in range(3)] for y in range(3)]
    assert all(len({color.name() for color in row}) == 1 for row in rows)
    assert len({row[0].name() for row in rows}) == 3


def test_row_0_is_at_the_bottom_and_column_0_at_the_left() -> None:
    values = np.zeros((2, 3), np.float32)
    values[0, 0], values[1, 2] = 1.0, -1.0
    image = one(DARK, values)
    assert (image.width(), image.height()) == (3, 2)
    blue, orange = one(DARK, [[1.0]]).pixelColor(0, 0), one(DARK, [[-1.0]]).pixelColor(0, 0)
    assert image.pixelColor(0, 1) == blue
    assert image.pixelColor(2, 0) == orange
    assert image.pixelColor(0, 0) == image.pixelColor(1, 1) == one(DARK, [[0.0]]).pixelColor(0, 0)


def test_there_is_a_picture_for_each_map() -> None:
    values = np.stack([np.full((4, 4), value, np.float32) for value in (-1.0, 0.2, 1.0)])
    images = HeatColors(DARK).images(values)
    assert [image.pixelColor(2, 2) for image in images] == [
        one(DARK, np.full((4, 4), value)).pixelColor(2, 2) for value in (-1.0, 0.2, 1.0)
    ]
    assert HeatColors(DARK).images(np.empty((0, 4, 4), np.float32)) == []


def test_pictures_keep_their_memory() -> None:
    values = np.linspace(-1, 1, 64 * 64, dtype=np.float32).reshape(1, 64, 64)
    colors = HeatColors(DARK)
    images = colors.images(values)
    before = [image.copy() for image in images]
    values[:] = 0.0
    del colors
    gc.collect()
    clutter = [HeatColors(LIGHT).images(np.full((8, 64, 64), -1.0, np.float32)) for _ in range(20)]
    assert clutter
    assert images == before


def test_the_maps_themselves_are_left_as_they_were() -> None:
    values = np.linspace(-2, 2, 9, dtype=np.float32).reshape(1, 3, 3)
    values.flags.writeable = False
    HeatColors(DARK).images(centred(values, "relu"))
    assert values[0, 0, 0] == -2


# ---- centred -------------------------------------------------------------------------------------------------------


sizes = st.floats(-1e6, 1e6, width=32)
BOUNDED = [name for name, activation in ACTIVATIONS.items() if activation.bounds]
UNBOUNDED: list[str | None] = [None, *(name for name, activation in ACTIVATIONS.items() if not activation.bounds)]


@pytest.mark.parametrize("name", BOUNDED)
def test_bounds_become_the_ends_of_the_scale(name: str) -> None:
    low, high = ACTIVATIONS[name].bounds or (0, 0)
    maps = np.array([[[low, (low + high) / 2, high]]], np.float32)
    assert centred(maps, name).tolist() == [[[-1.0, 0.0, 1.0]]]


@pytest.mark.parametrize("name", BOUNDED)
@given(z=sizes)
def test_a_bounded_activation_stays_on_the_scale(name: str, z: float) -> None:
    a = ACTIVATIONS[name].value(np.full((1, 1, 1), z, np.float32))
    assert -1 <= centred(a, name).item() <= 1


@pytest.mark.parametrize("name", UNBOUNDED)
@given(values=st.lists(sizes, min_size=4, max_size=4))
def test_without_bounds_each_map_is_scaled_to_its_own_greatest_size(name: str | None, values: list[float]) -> None:
    maps = np.array([values, [0.0, 0.0, 0.0, 1.0]], np.float32).reshape(2, 2, 2)
    scaled = centred(maps, name)
    assert scaled.dtype == np.float32
    assert np.array_equal(scaled == 0, maps == 0) or np.abs(maps[0]).max() < 1e-12 or 0 in scaled[maps != 0]
    assert (np.sign(scaled) * np.sign(maps) >= 0).all()
    assert np.abs(scaled).max() <= 1
    if np.abs(maps[0]).max() > 1e-12:
        assert np.abs(scaled[0]).max() == pytest.approx(1)
    assert scaled[1, 1, 1] == 1


@pytest.mark.parametrize("name", UNBOUNDED)
def test_a_map_of_zeros_stays_one(name: str | None) -> None:
    assert not centred(np.zeros((2, 3, 3), np.float32), name).any()


def test_relus_zero_stays_zero() -> None:
    scaled = centred(np.array([[[0.0, 3.0, 6.0]]], np.float32), "relu")
    assert scaled.tolist() == [[[0.0, 0.5, 1.0]]]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", [None, *ACTIVATIONS])
def test_a_map_beyond_all_numbers_is_drawn_without_a_warning(name: str | None, bad: float) -> None:
    maps = np.array([[[1.0, bad], [0.5, -1.0]]], np.float32)
    colors = HeatColors(DARK)
    (image,) = colors.images(centred(maps, name))
    (reference,) = colors.images(np.array([[[1.0, np.nan_to_num(np.sign(bad))]]], np.float32))
    assert image.pixelColor(1, 1) == reference.pixelColor(1, 0)


@pytest.mark.parametrize("size", [1e39, 1e150])
def test_beside_inputs_beyond_float32_a_map_is_weak_and_nothing_warns(size: float) -> None:
    assert abs(centred(np.array([[[1.0, -1.0]]], np.float32), None, np.array([size]))).max() < 1e-9
    assert centred(np.array([[[size, -size]]]), None, np.array([size])).tolist() == [[[1.0, -1.0]]]
