"""The map's colours and its boundary, before they reach a screen."""

import warnings

import numpy as np
import pytest
from PySide6.QtGui import QColor

from playground.charts.decision_map import boundary_line, color_steps, color_table
from playground.theme import DARK, LIGHT, Theme, mix


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_table_runs_from_negative_over_zero_to_positive(theme: Theme) -> None:
    table = color_table(theme)
    panel = theme.color("panel")
    assert table.shape == (256,)
    for place, token in ((0, "negative"), (255, "positive")):
        assert QColor.fromRgb(int(table[place])) == mix(panel, theme.color(token), theme.boundary_strength)
    middle, zero = QColor.fromRgb(int(table[128])), mix(panel, theme.color("zero"), theme.boundary_strength)
    assert max(abs(middle.red() - zero.red()), abs(middle.green() - zero.green()), abs(middle.blue() - zero.blue())) < 6


def test_outputs_beyond_the_scale_get_its_ends_and_no_number_gets_its_middle() -> None:
    output = np.array([[0.0, 1.0, 0.5], [-9.0, 9.0, np.nan], [-np.inf, np.inf, 1e300]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert color_steps(output, 0.0, 1.0).tolist() == [[0, 255, 128], [0, 255, 128], [0, 255, 255]]


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0)])
def test_the_boundary_of_a_slope_is_a_straight_line_where_the_level_is(low: float, high: float) -> None:
    x1 = np.linspace(-6, 6, 41)
    slope = (low + high) / 2 + 0.1 * (np.tile(x1, (41, 1)) - 1.5)  # the level is at x1 = 1.5, for every x2
    line_x1, line_x2 = boundary_line(slope, low, high)
    assert line_x1 == pytest.approx(np.full(len(line_x1), 1.5))
    assert (line_x2.min(), line_x2.max()) == pytest.approx((-6, 6))


def test_the_boundary_knows_x2_from_x1() -> None:
    x1, x2 = np.meshgrid(np.linspace(-6, 6, 81), np.linspace(-6, 6, 81))
    circle = ((x1 - 3) ** 2 + (x2 + 2) ** 2) / 4.5  # level 0.5 is a circle of radius 1.5 round (3, -2)
    line_x1, line_x2 = boundary_line(circle, 0.0, 1.0)
    assert np.hypot(line_x1 - 3, line_x2 + 2) == pytest.approx(np.full(len(line_x1), 1.5), abs=0.02)


def test_pieces_are_parted_by_a_gap() -> None:
    stripes = np.tile(np.cos(np.linspace(-6, 6, 60)), (60, 1))
    assert np.isnan(boundary_line(stripes, -1.0, 1.0)[0]).sum() == 3  # four lines where the cosine is zero


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0, np.nan, np.inf])
def test_an_even_map_has_no_boundary(value: float) -> None:
    assert len(boundary_line(np.full((5, 5), value), 0.0, 1.0)[0]) == 0
