"""The document: each verb there and back, what it refuses, and what one drag is."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QUndoCommand

from engine.experiment import Experiment, Layer
from engine.rules import MAX_HIDDEN_LAYERS, MAX_SEED
from playground.document.document import NEW_LAYER_UNITS, Document, EditExperiment
from playground.shown import MAX_UNITS
from tests.playground.document.conftest import Heard

Verb = Callable[[Document], bool]

START = Experiment()
CHANGES: dict[str, tuple[Verb, Experiment, str]] = {
    "name": (lambda d: d.set_data(name="spiral"), START.with_data(name="spiral"), "spiral"),
    "noise": (lambda d: d.set_data(noise=0.25), START.with_data(noise=0.25), "noise"),
    "samples": (lambda d: d.set_data(samples=40), START.with_data(samples=40), "samples"),
    "share": (lambda d: d.set_data(train_share=0.8), START.with_data(train_share=0.8), "train share"),
    "two fields": (
        lambda d: d.set_data(noise=0.1, train_share=0.7),
        START.with_data(noise=0.1, train_share=0.7),
        "noise and train share",
    ),
    "rate": (lambda d: d.set_rate(0.03), replace(START, rate=0.03), "learning rate to 0.03"),
    "batch": (lambda d: d.set_batch(3), replace(START, batch=3), "batch size"),
    "seed": (lambda d: d.set_seed(7), replace(START, seed=7), "seed to 7"),
    "greatest seed": (lambda d: d.set_seed(MAX_SEED), replace(START, seed=MAX_SEED), "seed"),
    "feature on": (
        lambda d: d.toggle_feature("x1x2"),
        replace(START, features=("x1", "x2", "x1x2")),
        "Add the input x1x2",
    ),
    "feature off": (lambda d: d.toggle_feature("x1"), replace(START, features=("x2",)), "Remove the input x1"),
    "layer on": (
        lambda d: d.add_layer(),
        replace(START, hidden=(Layer(4, "tanh"), Layer(NEW_LAYER_UNITS, "tanh"))),
        "Insert layer 3",
    ),
    "layer off": (lambda d: d.remove_layer(), replace(START, hidden=()), "Remove layer 2"),
    "unit on": (lambda d: d.add_unit(2), replace(START, hidden=(Layer(5),)), "Add a unit to layer 2"),
    "unit off": (lambda d: d.remove_unit(2), replace(START, hidden=(Layer(3),)), "Remove unit 4 of layer 2"),
    "activation": (lambda d: d.set_activation("relu"), replace(START, hidden=(Layer(4, "relu"),)), "relu"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_verb_is_done_undone_and_redone_exactly(document: Document, heard: Heard, name: str) -> None:
    verb, expected, words = CHANGES[name]
    assert verb(document) is True
    assert document.experiment == expected
    assert words in document.undo_stack.undoText()
    document.undo_stack.undo()
    assert document.experiment == START
    assert words in document.undo_stack.redoText()
    document.undo_stack.redo()
    assert document.experiment == expected
    assert heard.experiments == [expected, START, expected]
    assert heard.indices == [1, 0, 1]
    assert heard.refusals == []


def full() -> Experiment:
    return replace(START, hidden=(Layer(MAX_UNITS), *[Layer(1)] * (MAX_HIDDEN_LAYERS - 1)))


def bare() -> Experiment:
    return replace(START, features=("x2",), hidden=())


REFUSED: dict[str, tuple[Experiment, Verb, str]] = {
    "last feature off": (bare(), lambda d: d.toggle_feature("x2"), "at least one feature"),
    "unknown feature": (START, lambda d: d.toggle_feature("x3"), "'x3'"),
    "no layer to remove": (bare(), lambda d: d.remove_layer(), "no hidden layer to remove"),
    "9th layer": (full(), lambda d: d.add_layer(), "at most 8 hidden layers, got 9"),
    "17th unit": (full(), lambda d: d.add_unit(2), f"layer 2 must have at most {MAX_UNITS} units, got {MAX_UNITS + 1}"),
    "last unit off": (
        full(),
        lambda d: d.remove_unit(3),
        "layer 3 must keep at least one unit; remove the layer instead",
    ),
    "rate nan": (START, lambda d: d.set_rate(math.nan), "rate must be a number above 0, got nan"),
    "rate 0": (START, lambda d: d.set_rate(0.0), "got 0.0"),
    "rate negative": (START, lambda d: d.set_rate(-0.3), "got -0.3"),
    "rate inf": (START, lambda d: d.set_rate(math.inf), "got inf"),
    "batch −1": (START, lambda d: d.set_batch(-1), "batch must be a whole number from 0, got -1"),
    "batch of halves": (START, lambda d: d.set_batch(2.5), "got 2.5"),  # type: ignore[arg-type]
    "seed negative": (START, lambda d: d.set_seed(-1), "seed must be a whole number from 0"),
    "seed too great": (START, lambda d: d.set_seed(MAX_SEED + 1), str(MAX_SEED + 1)),
    "unknown data": (START, lambda d: d.set_data(name="comets"), "'comets'"),
    "noise 2": (START, lambda d: d.set_data(noise=2.0), "noise must be a number from 0 to 1, got 2.0"),
    "one sample": (START, lambda d: d.set_data(samples=1), "samples"),
    "nothing to learn from": (START, lambda d: d.set_data(train_share=0.0), "train_share"),
    "unknown activation": (START, lambda d: d.set_activation("softmax"), "'softmax'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_verb_that_makes_no_sense_changes_nothing_and_says_why(document: Document, heard: Heard, name: str) -> None:
    experiment, verb, words = REFUSED[name]
    document.follow(experiment, experiment)
    heard.experiments.clear()
    assert verb(document) is False
    assert document.experiment is experiment
    assert document.undo_stack.count() == 0
    assert heard.experiments == []
    (sentence,) = heard.refusals
    assert words in sentence
    assert "\n" not in sentence


def test_a_refusal_leaves_what_can_be_redone(document: Document) -> None:
    document.set_rate(0.1)
    document.undo_stack.undo()
    document.set_rate(math.nan)
    document.undo_stack.redo()
    assert document.experiment.rate == 0.1


NO_LAYER_THERE: dict[str, Verb] = {
    "the input layer": lambda d: d.add_unit(1),
    "the output layer": lambda d: d.add_unit(3),
    "no layer at all": lambda d: d.remove_unit(0),
    "beyond the output layer": lambda d: d.remove_unit(9),
}


@pytest.mark.parametrize("name", NO_LAYER_THERE)
def test_units_are_changed_in_hidden_layers_only(document: Document, heard: Heard, name: str) -> None:
    assert NO_LAYER_THERE[name](document) is False
    assert document.experiment == START
    assert len(heard.refusals) == 1


SAME: dict[str, Verb] = {
    "data": lambda d: d.set_data(name="circle"),
    "noise": lambda d: d.set_data(noise=0.0),
    "rate": lambda d: d.set_rate(0.3),
    "batch": lambda d: d.set_batch(10),
    "batch in a drag": lambda d: d.set_batch(10, object()),
    "seed": lambda d: d.set_seed(1),
    "activation": lambda d: d.set_activation("tanh"),
}


@pytest.mark.parametrize("name", SAME)
def test_a_verb_that_changes_nothing_pushes_nothing(document: Document, heard: Heard, name: str) -> None:
    assert SAME[name](document) is True
    assert document.undo_stack.count() == 0
    assert (heard.experiments, heard.refusals, heard.indices) == ([], [], [])


def test_the_activation_reaches_every_hidden_layer_and_those_to_come(document: Document) -> None:
    document.add_layer()
    document.set_activation("sigmoid")
    document.add_layer()
    assert [layer.activation for layer in document.experiment.hidden] == ["sigmoid"] * 3


def test_the_first_hidden_layer_has_the_default_activation(document: Document) -> None:
    document.set_activation("relu")
    document.remove_layer()
    document.add_layer()
    assert document.experiment.hidden == (Layer(NEW_LAYER_UNITS),)


def test_units_are_added_to_the_layer_that_was_named(document: Document) -> None:
    document.add_layer()
    document.add_unit(3)
    document.remove_unit(2)
    assert [layer.units for layer in document.experiment.hidden] == [3, 3]


# ---- gestures ------------------------------------------------------------------------------------------------------


def test_one_drag_is_one_step_and_shows_all_the_way(document: Document, heard: Heard) -> None:
    drag = object()
    for noise in (0.1, 0.2, 0.3):
        document.set_data(drag, noise=noise)
    assert document.undo_stack.count() == 1
    assert [experiment.data.noise for experiment in heard.experiments] == [0.1, 0.2, 0.3]
    document.undo_stack.undo()
    assert document.experiment == START
    document.undo_stack.redo()
    assert document.experiment == START.with_data(noise=0.3)


def test_two_drags_are_two_steps(document: Document) -> None:
    for drag, batches in ((object(), (11, 12)), (object(), (13, 14))):
        for batch in batches:
            document.set_batch(batch, drag)
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.experiment.batch == 12
    document.undo_stack.undo()
    assert document.experiment.batch == 10


def test_edits_without_a_drag_stay_apart(document: Document) -> None:
    document.set_batch(11)
    document.set_batch(12)
    assert document.undo_stack.count() == 2


def test_a_drag_does_not_swallow_the_edit_before_or_after_it(document: Document) -> None:
    drag = object()
    document.set_rate(0.1)
    document.set_batch(11, drag)
    document.set_batch(12, drag)
    document.set_rate(0.2)
    assert document.undo_stack.count() == 3
    document.undo_stack.undo()
    assert (document.experiment.rate, document.experiment.batch) == (0.1, 12)
    document.undo_stack.undo()
    assert (document.experiment.rate, document.experiment.batch) == (0.1, 10)


def test_a_drag_back_to_where_it_began_leaves_no_step(document: Document, heard: Heard) -> None:
    document.set_rate(0.1)
    drag = object()
    for batch in (11, 12, 10):
        document.set_batch(batch, drag)
    assert document.undo_stack.count() == 1
    assert document.experiment == replace(START, rate=0.1)
    assert heard.experiments[-1] == document.experiment
    document.undo_stack.undo()
    assert document.experiment == START
    assert not document.undo_stack.canUndo()


def test_a_drag_that_goes_on_after_its_start_is_one_step_again(document: Document) -> None:
    drag = object()
    for batch in (11, 10, 12, 13):
        document.set_batch(batch, drag)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.experiment == START


def test_a_refused_moment_of_a_drag_does_not_break_it(document: Document, heard: Heard) -> None:
    drag = object()
    for batch in (11, -1, 12):
        document.set_batch(batch, drag)
    assert len(heard.refusals) == 1
    assert document.undo_stack.count() == 1
    assert document.experiment.batch == 12


def test_a_command_of_another_kind_is_never_merged(document: Document) -> None:
    command = EditExperiment(document, "edit", START, object())
    assert command.mergeWith(QUndoCommand("other")) is False


def test_a_change_after_undo_cuts_off_what_could_be_redone(document: Document) -> None:
    document.set_rate(0.1)
    document.undo_stack.undo()
    document.set_rate(0.2)
    assert not document.undo_stack.canRedo()
    assert document.undo_stack.count() == 1


def test_the_stack_is_clean_again_after_undo(document: Document) -> None:
    assert document.undo_stack.isClean()
    document.add_layer()
    assert not document.undo_stack.isClean()
    document.undo_stack.undo()
    assert document.undo_stack.isClean()
