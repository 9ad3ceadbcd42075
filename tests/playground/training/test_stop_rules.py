"""A stop rule of the experiment ends the playing, says why, and a person may go on all the same."""

from pytestqt.qtbot import QtBot

from engine.data import Data
from engine.experiment import Experiment, Stop
from engine.snapshot import Snapshot
from playground.training.runner import Runner

EXPERIMENT = Experiment(data=Data(samples=40), stop=Stop(epochs=3))


def test_a_stop_rule_pauses_says_why_and_play_goes_on(qtbot: QtBot) -> None:
    runner = Runner(EXPERIMENT)
    seen: list[Snapshot] = []
    sentences: list[str] = []
    runner.snapshot_ready.connect(seen.append)
    runner.stopped.connect(sentences.append)
    runner.play()
    qtbot.waitUntil(lambda: bool(sentences) and not runner.playing)
    assert sentences == ["stopped after 3 epochs"]
    qtbot.waitUntil(lambda: seen[-1].epoch == 3)
    runner.step()
    qtbot.waitUntil(lambda: seen[-1].epoch == 4)
    runner.stop()
