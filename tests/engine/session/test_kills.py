"""A program that is killed while it saves leaves the old file or the new one, whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from engine import Experiment, Layer, Run, Timeline
from engine.session import Session, load, save

folder, count = Path(sys.argv[1]), int(sys.argv[2])
timeline = Timeline(Run(Experiment(hidden=(Layer(8), Layer(8)))))
timeline.advance(epochs=3)
paths = [folder / "run.nnplay", folder / "aside.nnplay"]  # as saved by hand, and written aside
for path in paths:
    save(path, Session(timeline.state()))
chance, readable, half = random.Random(1), 0, 0
for number in range(count):
    child = os.fork()  # this process has one thread
    if child == 0:
        while True:
            timeline.advance(batches=3)
            for path in paths:
                save(path, Session(timeline.state()))
    time.sleep(chance.uniform(0.0, 0.2))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for path in paths:
        timeline = Timeline.of(load(path).state)
    readable += 1
    left = list(folder.glob(".*.part"))
    half += bool(left)
    for part in left:
        part.unlink()
print(f'{{"readable": {readable}, "half": {half}, "updates": {timeline.run.updates}}}')
"""


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_hundred_kills_at_random_moments_leave_a_hundred_readable_sessions(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), "100"], capture_output=True, text=True, timeout=180
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["readable"] == 100
    assert told["half"] > 10  # the kills did come while a file was written
    assert told["updates"] > 175  # and the files were new ones, again and again
