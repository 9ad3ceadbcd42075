"""The costs of two branches: where their curves stand, and what the legend reads."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.charts.cost_comparison import BranchCosts, CostComparison
from playground.theme import Appearance

EPOCHS = np.arange(101.0)


def branch(name: str, color: int, last: int, factor: float) -> BranchCosts:
    train = factor * np.exp(-EPOCHS[: last + 1] / 30)
    return BranchCosts(name, color, EPOCHS[: last + 1], train, 2 * train)


@pytest.fixture
def chart(qtbot: QtBot) -> CostComparison:
    made = CostComparison(Appearance("dark"))
    qtbot.addWidget(made)
    made.resize(420, 260)
    made.show()
    made.show_costs([branch("A", 2, 100, 1.0), branch("B", 5, 60, 0.5)], "mean over samples")
    return made


def test_training_is_a_line_and_test_is_dashed_in_the_colour_of_the_branch(chart: CostComparison) -> None:
    looks = [(color, bool(curve._dashes)) for color, curve in chart.curves]
    assert looks == [(2, False), (2, True), (5, False), (5, True)]
    train = chart.curves[0][1]
    np.testing.assert_allclose(10**train.y, np.exp(-train.x / 30))


def test_costs_are_read_at_an_epoch_and_beyond_the_end_of_a_branch_there_are_none() -> None:
    short = branch("B", 5, 60, 0.5)
    assert short.at(None) == (short.train[-1], short.test[-1])
    assert short.at(12.0) == (short.train[12], short.test[12])
    assert np.isnan(short.at(61.0)).all()
    assert np.isnan(BranchCosts("none", 0, *np.empty((3, 0))).at(None)).all()


def test_ticks_hold_all_of_both_curves(chart: CostComparison) -> None:
    low, high = chart.plot.y_range
    for _, curve in chart.curves:
        assert low <= curve.y.min()
        assert curve.y.max() <= high
    assert chart.plot.x_range[1] >= 100
    assert len(chart.plot.left_ticks) >= 2


def test_what_it_shows_is_told_to_screen_readers(chart: CostComparison) -> None:
    assert chart.accessibleDescription() == "training costs at the end: A: 0.0357, B: 0.0677"
