"""tanh of whole arrays by machine code, for the program's calls. The function is the kernels' own (`wat`).

With AVX2 NumPy looks factors up in a table, which not every processor does quickly: on an AMD EPYC of the first
generation 2048 numbers take 67 µs, by libm 51, by way of NumPy's `expm1` 45, and here 12: 2.6 for the call, 5 ns a
number. An epoch of workload G takes half the time by it, with its costs a third. With AVX-512, for which NumPy's
was written, it is left to NumPy.
"""

import atexit
import ctypes
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.trainer.calls import Call
from engine.trainer.machine import PAGE, library, prepared
from engine.trainer.tracing import Expression, UntraceableError, parts
from engine.trainer.wat import MATHEMATICS

LEAST = 128  # numbers in an array; with fewer there is little to be saved, and nothing has to be loaded

TEXT = f"""(module (import "" "memory" (memory 0))
{MATHEMATICS}
(func (export "tanh") (param $p i32) (param $end i32) (local $next i32)
    ;; the numbers from p to before end, in pairs; of an odd number of them the last alone
    (loop $each
        (local.set $next (i32.add (local.get $p) (i32.const 16)))
        (if (i32.le_u (local.get $next) (local.get $end)) (then
            (v128.store (local.get $p) (call $tanh (v128.load (local.get $p))))
            (local.set $p (local.get $next))
            (br $each))))
    (if (i32.lt_u (local.get $p) (local.get $end)) (then
        (v128.store64_lane 0 (local.get $p) (call $tanh (v128.load64_zero (local.get $p))))))))"""


class Tanh:
    """An array that machine code reaches, and the calls that compute tanh there.

    Attributes
    ----------
    array : float64, shape (numbers,), all 0: a place for what goes through tanh, where nothing has to be copied

    Raises
    ------
    UntraceableError
        if there is no WebAssembly
    """

    def __init__(self, numbers: int) -> None:
        wasmtime, engine, module = _compiled()
        self._wasmtime = wasmtime
        self._store = wasmtime.Store(engine)
        pages = -(-16 * numbers // PAGE)  # half of it for copies of other arrays; what is never used takes no memory
        memory = wasmtime.Memory(self._store, wasmtime.MemoryType(wasmtime.Limits(pages, pages)))
        self._function = wasmtime.Instance(self._store, module, [memory]).exports(self._store)["tanh"]
        self._address = ctypes.addressof(memory.data_ptr(self._store).contents)
        # Arrays and calls hold `_owner`, whose end closes the memory; see also `Machine`.
        self._owner = (ctypes.c_double * (2 * numbers)).from_address(self._address)
        weakref.finalize(self._owner, self._store.close)
        self.array: Array
        self.array, self._copies = np.ctypeslib.as_array(self._owner).reshape(2, numbers)

    def calls(self, argument: Any, out: Any) -> Iterator[Call]:
        """Yield the calls that write tanh of an array into another one, or in place; both wherever they lie."""
        if out.size < LEAST or out.shape != argument.shape:
            yield np.tanh, (argument, out)
            return
        here = out if self._reaches(out) else self._copies[: out.size].reshape(out.shape)
        if argument is not here:
            yield np.copyto, (here, argument)
        start = here.ctypes.data - self._address
        yield self._call(start, start + here.nbytes)
        if here is not out:
            yield np.copyto, (out, here)

    def _reaches(self, array: Any) -> bool:
        offset = array.ctypes.data - self._address
        return bool(array.flags.c_contiguous and 0 <= offset <= self.array.nbytes - array.nbytes)

    def _call(self, start: int, end: int) -> Call:
        """Return the call for the numbers between two addresses; it holds `_owner` too."""
        function, given = prepared(self._wasmtime, self._store, self._function, (start, end))
        given[2].owner = self._owner
        return function, given


def tanh_for(formulas: Iterable[Expression], sizes: Sequence[int], samples: int, least: int = 0) -> Tanh | None:
    """Return what computes the tanh of these formulas, with an array for `Rows` of so many samples.

    None where NumPy does it: no tanh is wanted, no layer has LEAST numbers, and `least`, or NumPy is better at it here.
    """
    wanted = any(part.operation == "tanh" for part in parts(list(formulas)))
    if wanted and max(sizes[1:]) * samples >= max(least, LEAST) and is_better():
        return Tanh((sum(sizes[1:]) + len(sizes) - 2) * samples)
    return None


@lru_cache(maxsize=1)
def is_better() -> bool:
    """Tell whether NumPy's tanh is a slow one here, and ours works, which depends on this machine alone.

    That is tried, as the library does not promise the names that it is called by.
    """
    if _is_numpys_for_avx_512():
        return False
    numbers = np.linspace(-1, 1, LEAST)
    with suppress(UntraceableError, AttributeError, TypeError):
        trial = Tanh(LEAST)
        for function, arguments in trial.calls(numbers, trial.array):
            function(*arguments)
        return np.allclose(trial.array, np.tanh(numbers), rtol=1e-14, atol=0)
    return False


def _is_numpys_for_avx_512() -> bool:
    """Tell whether the tanh that NumPy chose here is compiled for AVX-512; an older NumPy than 2.1 does not say so."""
    try:
        from numpy.lib.introspect import opt_func_info
    except ImportError:
        return False
    found = opt_func_info(func_name="^tanh$", signature="float64")
    return any("X86_V4" in kind["current"] or "AVX512" in kind["current"] for kind in found["tanh"].values())


@lru_cache(maxsize=1)
def _compiled() -> tuple[Any, Any, Any]:
    """Return the library, its compiler and the module."""
    wasmtime, engine = library()
    module = wasmtime.Module(engine, TEXT)
    atexit.register(module.close)
    return wasmtime, engine, module
