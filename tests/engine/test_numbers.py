"""How numbers are written."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.notation import format_number

PLAIN = re.compile(r"−?\d+(\.\d+)?")
POWER = re.compile(r"(?P<mantissa>−?\d(\.\d+)?)×10(?P<exponent>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0.65, 2, "0.65"),
        (-1.7, 2, "−1.70"),
        (0.0003, 2, "0.00"),
        (-0.0003, 2, "0.00"),
        (-0.0, 2, "0.00"),
        (-0.4, 0, "0"),
        (-0.006, 2, "−0.01"),
        (0.9996, 3, "1.000"),
        (999_999.0, 2, "999999.00"),
        (999_999.999, 2, "1.00×10⁶"),
        (12_345_678.0, 2, "1.23×10⁷"),
        (-12_345_678.0, 2, "−1.23×10⁷"),
        (9.999e15, 2, "1.00×10¹⁶"),
        (4e300, 0, "4×10³⁰⁰"),
        (float("inf"), 2, "∞"),
        (float("-inf"), 2, "−∞"),
        (float("nan"), 2, "NaN"),
        (np.float32(-0.5), 2, "−0.50"),
        (3, 1, "3.0"),
    ],
)
def test_number_is_written(value: float, digits: int, written: str) -> None:
    assert format_number(value, digits) == written


@given(st.floats(-1e300, 1e300), st.integers(0, 6))
def test_a_written_number_reads_back_as_close_as_its_digits_allow(value: float, digits: int) -> None:
    written = format_number(value, digits)
    power = POWER.fullmatch(written)
    if power is None:
        assert PLAIN.fullmatch(written)
        assert len(written.partition(".")[2]) == digits
        read, step = float(written.replace("−", "-")), 10.0**-digits
        assert not (written.startswith("−") and read == 0)
    else:
        exponent = int("".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(digit)) for digit in power["exponent"]))
        read, step = float(f"{power['mantissa'].replace('−', '-')}e{exponent}"), float(f"1e{exponent - digits}")
        assert exponent >= 6
    assert abs(read - value) <= 0.5000001 * step + 1e-9
