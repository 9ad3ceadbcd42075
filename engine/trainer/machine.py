"""Machine code from WebAssembly text, by the library wasmtime."""

import atexit
import ctypes
import weakref
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.trainer.tracing import UntraceableError

PAGE = 65536  # bytes of WebAssembly's memory that come at once


class Machine:
    """A WebAssembly module and its memory, where its functions find what they are called with."""

    def __init__(self, text: str, at_arguments: int, functions: Iterable[str]) -> None:
        wasmtime, engine = library()
        store, module = wasmtime.Store(engine), wasmtime.Module(engine, text)
        exports = wasmtime.Instance(store, module, []).exports(store)
        self._store = store
        self._at_arguments = at_arguments
        self._functions = {name: _called(wasmtime, store, exports[name]) for name in functions}
        self._memory = exports["memory"]
        size = self._memory.data_len(store)
        self._bytes = np.ctypeslib.as_array(self._memory.data_ptr(store), (size,))
        # Closed while the library still works, which is not so any more when Python itself comes to its end.
        weakref.finalize(self, _close, store, module)

    def write(self, address: int, values: Any) -> None:
        """Write an array's bytes."""
        flat = np.ascontiguousarray(values).reshape(-1).view(np.uint8)
        self._bytes[address : address + flat.size] = flat

    def read(self, address: int, into: Array) -> None:
        """Fill an array with the bytes from an address on."""
        flat = into.reshape(-1).view(np.uint8)
        flat[:] = self._bytes[address : address + flat.size]

    def call(self, function: str, *arguments: int) -> None:
        """Call one of the module's functions."""
        self.write(self._at_arguments, np.array(arguments, np.int32))
        self._functions[function]()


def prepared(
    wasmtime: Any, store: Any, function: Any, arguments: Sequence[int]
) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """Return the call of a function with numbers of 32 bits: the library's own C function, and what that is given.

    `Func.__call__` finds out anew each time what it is given, which takes 22 µs, or 100 with two arguments; this 2.6.
    The last argument points to what went wrong, if anything does.

    Raises
    ------
    AttributeError, TypeError
        if the library has other names than those of its present release, which it does not promise
    """
    ffi = wasmtime._ffi
    values = (ffi.wasmtime_val_raw_t * max(1, len(arguments)))()
    for value, argument in zip(values, arguments, strict=False):
        value.i32 = argument
    trap = ctypes.byref(ctypes.POINTER(ffi.wasm_trap_t)())
    given = (store._context(), ctypes.byref(function._func), values, len(values), trap)
    return ffi.wasmtime_func_call_unchecked, given


def _called(wasmtime: Any, store: Any, function: Any) -> Callable[[], None]:
    """Return what calls a function without parameters, as quickly as this release of the library allows.

    With what `Machine.call` does around it an evaluation of 30 µs took 80 by the library's way, and takes 45 by this.
    """
    try:
        unchecked, given = prepared(wasmtime, store, function, ())
    except (AttributeError, TypeError):
        return lambda: function(store)
    trap = given[-1]._obj

    def call() -> None:
        if unchecked(*given) or trap:
            raise RuntimeError("a kernel failed")

    return call


def _close(*parts: Any) -> None:
    for part in parts:
        part.close()


@lru_cache(maxsize=1)
def library() -> tuple[Any, Any]:
    """Return the library and its compiler; it is imported only where it is wanted, as that takes 50 ms."""
    try:
        import wasmtime
    except Exception as error:
        raise UntraceableError(f"no WebAssembly: {error}") from error
    engine = wasmtime.Engine()
    atexit.register(engine.close)
    return wasmtime, engine
