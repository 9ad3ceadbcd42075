"""`playground bench memory`: the resident size of a run without a window as the epochs go by."""

import math
from collections.abc import Sequence

from playground.bench.children import child
from playground.bench.tables import NOTHING, Result, Table, Target, figure
from playground.headless import progress_bar

SHORT, LONG = (1, 1_000, 10_000), (1, 10_000, 1_000_000)
MIB = 2**20
MOST_GROWTH_MIB = 64.0
PATIENCE_SECONDS = 3600.0


def measure(*, short: bool) -> Result:
    """Train the default experiment in a process of its own."""
    epochs = SHORT if short else LONG
    return result(sizes_after(epochs), short=short)


def sizes_after(epochs: Sequence[int]) -> dict[int, int | None]:
    """Return {epochs: resident bytes after them}, None where that is not told."""
    sizes: dict[int, int | None] = {}
    words = ["-m", "playground.bench.memory_child", *map(str, epochs)]
    with progress_bar(epochs[-1], "epoch") as bar, child(words, patience=PATIENCE_SECONDS) as told:
        while len(sizes) < len(epochs):
            state = next(told)
            bar.update(state["epoch"] - bar.n)
            if "bytes" in state:
                sizes[state["epoch"]] = state["bytes"]
    return sizes


def result(sizes: dict[int, int | None], *, short: bool) -> Result:
    """Return the table."""
    first, *_ = sizes.values()
    grown = {epochs: _mib(size) - _mib(first) for epochs, size in sizes.items()}
    most = list(sizes)[-1]
    target = Target("growth", grown[most], MOST_GROWTH_MIB, "MiB")
    rows = [
        (figure(epochs) if epochs > 1 else "1", figure(_mib(size)), figure(grown[epochs]) if epochs > 1 else NOTHING)
        for epochs, size in sizes.items()
    ]
    notes = [f"growth: {target.told}"]
    if short:
        notes.append(f"this is the short form: the target is meant for {figure(LONG[-1])} epochs")
    table = Table("Resident size of a run without a window", ("epochs", "MiB", "more than after 1"), rows, notes)
    plain = {"bytes": {str(epochs): size for epochs, size in sizes.items()}, "short_form": short}
    return Result([table], plain, [target])


def _mib(size: int | None) -> float:
    return math.nan if size is None else size / MIB
