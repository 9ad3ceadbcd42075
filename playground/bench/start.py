"""`playground bench start`: from the start of the process to the window painted, against a bare pyqtgraph window."""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from playground.bench.children import PATIENCE_SECONDS, child, environment
from playground.bench.displays import display
from playground.bench.tables import Result, Table, Target, figure
from playground.bench.timing import ratio
from playground.headless import progress_bar

OURS, NETWORK, CHARTS, BARE = "window", "network", "charts", "bare"
NAMES = {OURS: "playground", NETWORK: "… network drawn", CHARTS: "… charts drawn", BARE: "bare pyqtgraph"}
COMMANDS = {  # {what is told, in any order: what tells it}
    (OURS, NETWORK, CHARTS): ("-m", "playground.bench.start_child"),
    (BARE,): ("-P", str(Path(__file__).with_name("bare_window.py"))),  # without -P this folder would be on its path
}
MOST_TIMES = 1.5
SLOWEST = 5
IMPORT_LINE = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*(\S+)")  # its own µs, all µs, the module


def measure(*, short: bool) -> Result:
    """Start both in turn; the first round only warms up the disk's cache and Python's, and is not counted."""
    rounds = 3 if short else 11
    seconds: dict[str, list[float]] = {part: [] for parts in COMMANDS for part in parts}
    with (
        display() as drawn_on,
        compiled_modules() as kept,
        progress_bar((rounds + 1) * len(COMMANDS), "start") as bar,
    ):
        changes = drawn_on.changes | kept
        for number in range(rounds + 1):
            for parts, command in COMMANDS.items():
                for part, taken in seconds_to_paint(command, len(parts), changes).items():
                    if number:
                        seconds[part].append(taken)
                bar.update()
        return result(seconds, import_milliseconds(changes), drawn_on.told)


@contextmanager
def compiled_modules() -> Iterator[dict[str, str]]:
    """Let Python keep what it has compiled, as it does from a person's first start on: else each start compiles all.

    Where the environment forbids that, it is kept in a folder of ours until the end.
    """
    if not sys.dont_write_bytecode:
        yield {}
        return
    with tempfile.TemporaryDirectory() as folder:
        yield {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}


def seconds_to_paint(command: tuple[str, ...], paintings: int, changes: dict[str, str]) -> dict[str, float]:
    """Return how long it takes from before the process to each painting that it tells of."""
    start = perf_counter()
    with child(command, changes) as told:
        return {line["painted"]: perf_counter() - start for line in islice(told, paintings)}


def import_milliseconds(changes: dict[str, str]) -> dict[str, float]:
    """Return {package: ms} of what the program imports until all is drawn, the slowest first."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-X", "importtime", *COMMANDS[OURS, NETWORK, CHARTS]]
        done = subprocess.run(
            command, env=environment(folder, changes), capture_output=True, text=True, timeout=PATIENCE_SECONDS
        )
    return by_package(done.stderr)


def by_package(import_times: str) -> dict[str, float]:
    r"""Sum up what `-X importtime` said: {package: ms of all its modules, without what they import from others}.

    >>> by_package("import time: 1000 | 3000 | numpy\nimport time:  2000 |  2000 |   numpy.linalg")
    {'numpy': 3.0}
    """
    sums: Counter[str] = Counter()
    for microseconds, module in IMPORT_LINE.findall(import_times):
        sums[module.split(".")[0]] += int(microseconds)
    return {package: total / 1000 for package, total in sums.most_common()}


def result(seconds: dict[str, list[float]], imports: dict[str, float], drawn_on: str) -> Result:
    """Return the tables."""
    slower = {part: ratio(taken, seconds[BARE]) for part, taken in seconds.items()}
    target = Target("start", slower[OURS], MOST_TIMES, "×")
    rows = [
        (NAMES[part], figure(1000 * median(taken)), figure(1000 * min(taken)), figure(slower[part]))
        for part, taken in seconds.items()
    ]
    tables = [
        Table(
            f"From the start of the process to what is painted, {len(seconds[OURS])} rounds, on {drawn_on}",
            ("start", "median ms", "least ms", "× bare"),
            rows,
            [f"the window's ratio: {target.told}"],
        ),
        Table(
            "What the program imports until all is drawn, by -X importtime, which itself slows it down",
            ("package", "ms"),
            [(package, figure(taken)) for package, taken in list(imports.items())[:SLOWEST]],
        ),
    ]
    plain = {
        "display": drawn_on,
        "seconds": {part: {"median": median(taken), "rounds": taken} for part, taken in seconds.items()},
        "ratios": slower,
        "imports_ms": imports,
    }
    return Result(tables, plain, [target])
