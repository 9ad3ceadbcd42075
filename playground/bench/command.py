"""What `playground bench` does: measure what was named, print its tables or one JSON object."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from time import perf_counter
from typing import Any

from playground.bench.machine import headline, machine
from playground.bench.tables import Result

BENCHES = ("engine", "window", "start", "memory", "timeline", "scale")


def run(name: str, *, as_json: bool, short: bool) -> None:
    """Measure one bench of BENCHES, or all where the name is empty, and print what was found.

    Tables are printed one by one as they are ready, JSON at the end.
    """
    told, start = machine(), perf_counter()
    found: dict[str, Any] = {"form": "short" if short else "long", "machine": told}
    if not as_json:
        _say(headline(told, short=short))
    with told_to_end_is_interrupted():
        for bench in [name] if name else BENCHES:
            result = bench_of(bench)(short=short)
            found[bench] = result.to_dict()
            if not as_json:
                _say(f"\n{result.text()}")
    found["seconds"] = round(perf_counter() - start, 1)
    _say(json.dumps(found, ensure_ascii=False) if as_json else f"\nmeasured in {found['seconds']:.0f} s")


def bench_of(name: str) -> Callable[..., Result]:
    """Return what measures one bench; only now is imported what it needs."""
    measure: Callable[..., Result] = import_module(f"playground.bench.{name}").measure
    return measure


@contextmanager
def told_to_end_is_interrupted() -> Iterator[None]:
    """Take a signal to end as Ctrl-C, so that no process and no display of ours is left behind."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
