"""Tables as text and as JSON, and targets beside their readings."""

import json
import math

import pytest

from playground.bench.tables import Result, Table, Target, figure, finite, times, with_unit

TABLE = Table("Title", ("what", "how", "ms"), [("a", "bc", "1"), ("long", "d", "234")], ["A note."], words=2)


def test_words_stand_on_the_left_and_figures_on_the_right() -> None:
    assert TABLE.text().splitlines() == [
        "Title",
        "  what  how   ms",
        "  a     bc     1",
        "  long  d    234",
        "  A note.",
    ]


def test_a_row_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        Table("Title", ("a", "b"), [("1", "2", "3")]).text()


@pytest.mark.parametrize(
    ("target", "met", "told"),
    [
        (Target("p95", 20.0, 20.0, "ms"), True, "20 ms, at most 20 ms: met"),
        (Target("p95", 20.1, 20.0, "ms"), False, "20.1 ms, at most 20 ms: missed"),
        (Target("kept", 59.0, 60.0, "%", at_most=False), False, "59%, at least 60%: missed"),
        (Target("kept", 61.0, 60.0, "%", at_most=False), True, "61%, at least 60%: met"),
        (Target("growth", math.nan, 64.0, "MiB"), False, "not measured"),
    ],
)
def test_a_target_stands_beside_its_reading(target: Target, met: bool, told: str) -> None:
    assert (target.met, target.told) == (met, told)
    assert target.plain()["met"] is met


def test_a_result_tells_what_was_missed() -> None:
    result = Result([TABLE], {"ms": 1.0}, [Target("one", 1.0, 2.0), Target("two", 3.0, 2.0)])
    assert result.text().splitlines()[-1] == "  1 of 2 targets met; missed: two"
    assert Result([TABLE], {}).text() == TABLE.text()


def test_a_result_is_json_whatever_was_measured() -> None:
    result = Result([TABLE], {"rates": [1.0, math.inf], "inner": {"none": math.nan}}, [Target("x", math.nan, 1.0)])
    text = json.dumps(result.to_dict(), allow_nan=False)
    read = json.loads(text)
    assert read["rates"] == [1.0, None]
    assert read["inner"] == {"none": None}
    assert read["targets"] == [{"name": "x", "reading": None, "at_most": 1.0, "unit": "", "met": False}]


def test_finite_leaves_everything_else() -> None:
    plain = {"a": [1, "b", None, True], "c": {"d": 0.5}}
    assert finite(plain) == plain


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, "0"), (0.00004, "0.0000"), (9.999, "10.0"), (99.96, "100"), (1e6, "1 000 000"), (math.inf, "–")],
)
def test_figures_have_three_digits_that_mean_something(value: float, told: str) -> None:
    assert figure(value) == told


def test_ratios_and_units() -> None:
    assert times(12.0, 12.0) == "12.0× ≥ 12 met"
    assert times(math.nan) == "–"
    assert with_unit(1536.2, "MiB") == "1536 MiB"
    assert with_unit(1.849, "×") == "1.85×"
