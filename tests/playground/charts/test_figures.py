"""Numbers as a learner reads them: plain, with a true minus."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF

from playground.charts import figures
from playground.theme import ui_font


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.1, "0.1"),
        (0.01, "0.01"),
        (0.00001, "0.00001"),
        (0.5, "0.5"),
        (10.0, "10"),
        (20_000.0, "20000"),
        (1e-7, "10⁻⁷"),
        (3e-7, "3·10⁻⁷"),
        (1e12, "10¹²"),
        (-0.2, "−0.2"),
    ],
)
def test_a_tick_that_stands_for_itself(value: float, text: str) -> None:
    assert figures.tick(value) == text


def test_ticks_of_one_axis_have_the_decimals_of_their_step() -> None:
    assert [figures.tick(value, 0.05) for value in (-0.05, 0.0, 0.1, 0.15000000000000002)] == [
        "−0.05",
        "0",
        "0.10",
        "0.15",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0183, "0.0183"),
        (0.00044, "0.00044"),
        (1.25, "1.2500"),
        (1234.5, "1234.5"),
        (2e-6, "2·10⁻⁶"),
        (1e6, "10⁶"),
        (0.0, "0.0000"),
        (-0.5, "−0.5000"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_a_cost_beside_its_curve(value: float, text: str) -> None:
    assert figures.cost(value) == text


@given(st.floats())
def test_no_number_is_written_with_a_hyphen_or_an_e(value: float) -> None:
    texts = [figures.cost(value)] + ([figures.tick(value)] if math.isfinite(value) else [])
    assert not any(set(text) & set("-e") for text in texts)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.984, 1.0])
def test_a_percentage_does_not_jump(share: float) -> None:
    metrics = QFontMetricsF(ui_font(11))
    width = metrics.horizontalAdvance(figures.percent(0.984))
    assert metrics.horizontalAdvance(figures.percent(share)) == pytest.approx(width, abs=0.6)


def test_thousands_stand_apart() -> None:
    assert figures.count(12400) == "12\u2009400"
