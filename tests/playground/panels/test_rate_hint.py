"""A learning rate that does not go with the optimizer is told, and one click sets one that does."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from engine.choices import Choice
from engine.experiment import Experiment
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from playground.panels.learning.panel import LearningPanel
from playground.panels.rate_hint import is_too_large, usual_rates
from tests.playground.conftest import Bench


def test_choosing_adam_at_a_rate_for_gradient_descent_is_told_in_both_places(bench: Bench) -> None:
    bar = bench.window.run_bar
    bench.window.left.show_page("Learning")
    panel = bench.window.findChild(LearningPanel)
    assert panel is not None
    bench.window.document.set_rate(0.3)
    assert not bar.use_rate.isVisible()
    assert not panel.rate_hint.isVisible()
    width = bar.rate.width()
    bench.window.document.set_optimizer(Choice("adam"))
    assert bar.use_rate.isVisible()
    assert bar.use_rate.text() == "use 0.01"
    assert panel.rate_hint.isVisible()
    assert panel.rate_hint.words.text() == "Rate 0.3: Adam usually wants 0.001 – 0.05"
    assert "Adam usually wants 0.001 – 0.05" in bar.rate.toolTip()
    assert bar.rate.width() == width
    bench.qtbot.mouseClick(bar.use_rate, Qt.MouseButton.LeftButton)
    assert bench.experiment.rate == 0.01
    assert not bar.use_rate.isVisible()
    assert not panel.rate_hint.isVisible()
    assert bench.window.document.undo_stack.undoText() == "Set the learning rate to 0.01"
    bench.window.document.undo_stack.undo()
    bench.qtbot.mouseClick(panel.rate_hint.use, Qt.MouseButton.LeftButton)
    assert bench.experiment.rate == 0.01
    bench.wait_until_shown()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rate_to_begin_with_is_one_of_the_usual_ones(name: str) -> None:
    least, first, greatest = OPTIMIZERS[name].rates
    assert 0 < least <= first <= greatest
    experiment = Experiment(optimizer=Choice(name), rate=first, batch=0)
    assert not is_too_large(experiment)
    assert is_too_large(replace(experiment, rate=100.0))
    assert f"{least:g} – {greatest:g}" in usual_rates(experiment)


@pytest.mark.parametrize("name", MODELS)
def test_no_model_of_the_lecture_begins_with_too_large_a_rate(name: str) -> None:
    assert not is_too_large(MODELS[name].experiment())
