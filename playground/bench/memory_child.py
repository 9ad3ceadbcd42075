"""In a process of its own: trains without a window, and tells its resident size after certain numbers of epochs.

Its words are the numbers: `python -m playground.bench.memory_child 1 10000 1000000`.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from engine.experiment import Experiment
from engine.run import Run
from playground.bench.telling import tell

BURST_SECONDS = 0.5
STATUS = Path("/proc/self/status")


def main(words: Sequence[str]) -> int:
    """Train the default experiment to each number of epochs in turn; tell how far it is, and the size at each."""
    run = Run(Experiment())
    for goal in map(int, words):
        while run.epoch < goal:
            run.advance(epochs=goal - run.epoch, seconds=BURST_SECONDS)
            tell({"epoch": run.epoch})
        tell({"epoch": run.epoch, "bytes": resident_bytes()})
    return 0


def resident_bytes() -> int | None:
    """Return the resident size of this process; where that is not told, its peak; None where neither is."""
    if STATUS.exists():
        lines = STATUS.read_text(encoding="utf-8").splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
