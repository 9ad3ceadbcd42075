"""The functions that WebAssembly lacks: NumPy's to the last bits, at every size of number and at both ends."""

import numpy as np
import pytest

from engine.arrays import Array
from engine.trainer.machine import Machine
from engine.trainer.wat import MATHEMATICS, number

OWN = ("exp", "expm1", "log1p", "tanh")
MOST_ULPS = {"exp": 2, "expm1": 3, "log1p": 2, "tanh": 4}
TINY, GREATEST = np.finfo(float).tiny, np.finfo(float).max


def computed(function: str, values: Array) -> Array:
    """Return a function of an even number of values, as a kernel computes it."""
    body = f"""(local $p i32) (loop $each
        (v128.store (local.get $p) (call ${function} (v128.load (local.get $p))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br_if $each (i32.lt_u (local.get $p) (i32.load (i32.const {values.nbytes})))))"""
    pages = -(-(values.nbytes + 4) // 65536)
    machine = Machine(
        f'(module (memory (export "memory") {pages}) {MATHEMATICS}(func (export "compute") {body}))',
        values.nbytes,
        ("compute",),
    )
    machine.write(0, values)
    machine.call("compute", values.nbytes)
    results = np.empty_like(values)
    machine.read(0, results)
    return results


def values() -> Array:
    rng = np.random.default_rng(1)
    sizes = 10.0 ** rng.uniform(-320, 3, 20_000)
    plain = rng.uniform(-5, 5, 20_000)
    wide = rng.uniform(-760, 720, 20_000)
    halves = np.arange(-1080, 1030) * np.log(2) / 2  # where one power of two goes over into the next
    edges = np.concatenate([np.nextafter(halves, -np.inf), halves, np.nextafter(halves, np.inf)])
    both = np.concatenate([sizes, plain, wide, edges])
    return np.concatenate([both, -both])


@pytest.mark.parametrize("function", OWN)
def test_it_is_numpys_to_a_few_units_in_the_last_place(function: str) -> None:
    x = values()
    if function == "expm1":
        x = x[x < 709]  # activations and tanh ask for it below 0 alone; it overflows a little early
        x = x[: len(x) // 2 * 2]
    with np.errstate(all="ignore"):
        expected = getattr(np, function)(x)
    results = computed(function, x)
    finite = np.isfinite(expected)
    assert finite.sum() > 90_000
    np.testing.assert_array_equal(results[~finite], expected[~finite])
    error = np.abs(results[finite] - expected[finite]) / np.spacing(np.abs(expected[finite]))
    assert error.max() <= MOST_ULPS[function]


@pytest.mark.parametrize("function", OWN)
def test_at_the_ends_of_the_line_and_at_0_it_is_numpys_exactly(function: str) -> None:
    x = np.array([0.0, np.inf, -np.inf, np.nan, 1e300, -1e300, GREATEST, -GREATEST, 5e-324, -5e-324, TINY, -TINY])
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(computed(function, x), getattr(np, function)(x))


def test_tanh_keeps_the_sign_of_zero() -> None:
    assert np.signbit(computed("tanh", np.array([0.0, -0.0]))).tolist() == [False, True]


@pytest.mark.parametrize("function", OWN)
def test_the_two_numbers_of_a_pair_do_not_touch_each_other(function: str) -> None:
    x = np.array([0.3, -700.0])
    alone = computed(function, np.repeat(x, 2))
    together = computed(function, np.array([x[0], x[1], x[1], x[0]]))
    np.testing.assert_array_equal(together, [alone[0], alone[2], alone[2], alone[0]])
    assert np.isnan(computed(function, np.array([np.nan, 0.5]))).tolist() == [True, False]


def test_exp_goes_down_to_the_smallest_number_and_up_to_the_greatest() -> None:
    x = np.array([-745.13, -745.14, -708.4, -740.0, 709.78, 709.79])
    with np.errstate(all="ignore"):
        expected = np.exp(x)
    results = computed("exp", x)
    assert expected[0] == 5e-324
    assert expected[1] == 0
    np.testing.assert_allclose(results, expected, rtol=1e-15)
    np.testing.assert_allclose(results[:4], expected[:4], rtol=0, atol=5e-324)


def test_logaddexp_is_numpys_and_equal_infinities_are_no_nan() -> None:
    x = np.concatenate([values(), [np.inf, -np.inf, np.nan, 0.0]])
    with np.errstate(invalid="ignore"):
        expected = np.logaddexp(0.25, x)
    np.testing.assert_allclose(computed(f"logaddexp {number(0.25)}", x), expected, rtol=1e-15)
    for infinite in (np.inf, -np.inf):
        with_itself = computed(f"logaddexp {number(infinite)}", np.array([infinite, infinite]))
        assert with_itself.tolist() == [infinite, infinite]
