"""Machine code from WebAssembly text, by the library wasmtime."""

import atexit
import weakref
from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.trainer.tracing import UntraceableError

PAGE = 65536  # bytes of WebAssembly's memory that come at once


class Machine:
    """A WebAssembly module and its memory, where its functions find what they are called with."""

    def __init__(self, text: str, at_arguments: int) -> None:
        wasmtime, engine = library()
        store, module = wasmtime.Store(engine), wasmtime.Module(engine, text)
        exports = wasmtime.Instance(store, module, []).exports(store)
        self._store = store
        self._at_arguments = at_arguments
        self._functions = {name: exports[name] for name in ("learn", "epochs")}
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
        self._functions[function](self._store)


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
