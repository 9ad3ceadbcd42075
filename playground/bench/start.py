"""`playground bench start`: from the start of the process to the window painted, against a bare pyqtgraph window."""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from time import perf_counter

from playground.bench.children import PATIENCE_SECONDS, child, environment
from playground.bench.displays import display
from playground.bench.tables import Result, Table, Target, figure
from playground.bench.timing import ratio
from playground.headless import progress_bar

OURS, NETWORK, BARE = "playground", "… network drawn", "bare pyqtgraph"
COMMANDS = {  # {what is told in turn: what tells it}
    (OURS, NETWORK): ("-m", "playground.bench.start_child"),
    (BARE,): ("-P", str(Path(__file__).with_name("bare_window.py"))),  # without -P this folder would be on its path
}
MOST_TIMES = 1.5
SLOWEST = 5
IMPORT_LINE = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*(\S+)")  # its own µs, all µs, the module


def measure(*, short: bool) -> Result:
    """Start both in turn; the first round only warms up the disk's cache, and is not counted."""
    rounds = 3 if short else 11
    seconds: dict[str, list[float]] = {name: [] for names in COMMANDS for name in names}
    with display() as drawn_on, progress_bar((rounds + 1) * len(COMMANDS), "start") as bar:
        for number in range(rounds + 1):
            for names, command in COMMANDS.items():
                for name, taken in zip(names, seconds_to_paint(command, len(names), drawn_on.changes), strict=True):
                    if number:
                        seconds[name].append(taken)
                bar.update()
        imports = import_milliseconds(drawn_on.changes)
        return result(seconds, imports, drawn_on.told)


def seconds_to_paint(command: tuple[str, ...], paintings: int, changes: dict[str, str]) -> list[float]:
    """Return how long it takes from before the process to each painting that it tells of."""
    start = perf_counter()
    with child(command, changes) as told:
        return [perf_counter() - start for _ in range(paintings) if next(told)]


def import_milliseconds(changes: dict[str, str]) -> dict[str, float]:
    """Return {package: ms} of what the program imports until its window is painted, the slowest first."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-X", "importtime", *COMMANDS[OURS, NETWORK]]
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
    slower = ratio(seconds[OURS], seconds[BARE])
    target = Target("start", slower, MOST_TIMES, "×")
    rows = [(name, figure(1000 * median(taken)), figure(1000 * min(taken))) for name, taken in seconds.items()]
    tables = [
        Table(
            f"From the start of the process to the window painted, {len(seconds[OURS])} rounds, on {drawn_on}",
            ("start", "median ms", "least ms"),
            rows,
            [f"ratio: {target.told}"],
        ),
        Table(
            "What the program imports until then, by -X importtime, which itself slows it down",
            ("package", "ms"),
            [(package, figure(taken)) for package, taken in list(imports.items())[:SLOWEST]],
        ),
    ]
    plain = {
        "display": drawn_on,
        "seconds": {name: {"median": median(taken), "rounds": taken} for name, taken in seconds.items()},
        "ratio": slower,
        "imports_ms": imports,
    }
    return Result(tables, plain, [target])
