"""The document: each verb there and back, what it refuses, and what one drag is."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment, Layer
from engine.rules import MAX_HIDDEN_LAYERS, MAX_SEED, MAX_UNITS
from engine.surgery import Surgery, same
from playground.document.document import NEW_LAYER_UNITS, Document
from playground.document.edits import EditExperiment, EditNetwork
from tests.playground.document.conftest import Heard

Verb = Callable[[Document], bool]

START = Experiment()
CHANGES: dict[str, tuple[Verb, Experiment, str]] = {
    "name": (lambda d: d.set_data(name="spiral"), START.with_data(name="spiral"), "Choose the Spiral data"),
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
        "Add the input x₁x₂",
    ),
    "feature off": (lambda d: d.toggle_feature("x1"), replace(START, features=("x2",)), "Remove the input x₁"),
    "layer on": (
        lambda d: d.add_layer(),
        replace(START, hidden=(Layer(4, "tanh"), Layer(NEW_LAYER_UNITS, "tanh"))),
        "Insert layer 3",
    ),
    "layer off": (lambda d: d.remove_layer(), replace(START, hidden=()), "Remove layer 2"),
    "unit on": (lambda d: d.add_unit(2), replace(START, hidden=(Layer(5),)), "Add a unit to layer 2"),
    "unit off": (lambda d: d.remove_unit(2), replace(START, hidden=(Layer(3),)), "Remove unit 4 of layer 2"),
    "activation": (lambda d: d.set_activation("relu"), replace(START, hidden=(Layer(4, "relu"),)), "relu"),
    "activation of a layer": (
        lambda d: d.set_activation("relu", 2),
        replace(START, hidden=(Layer(4, "relu"),)),
        "Use relu in layer 2",
    ),
    "dropout": (
        lambda d: d.set_dropout(2, 0.25),
        replace(START, hidden=(Layer(4, dropout=0.25),)),
        "Set the dropout of layer 2 to 0.25",
    ),
    "layer in front": (
        lambda d: d.insert_layer(2),
        replace(START, hidden=(Layer(NEW_LAYER_UNITS), Layer(4))),
        "Insert layer 2",
    ),
    "layer twice": (lambda d: d.duplicate_layer(2), replace(START, hidden=(Layer(4), Layer(4))), "Duplicate layer 2"),
    "one unit": (lambda d: d.remove_unit(2, 3), replace(START, hidden=(Layer(3),)), "Remove unit 3 of layer 2"),
    "two units": (lambda d: d.remove_units(2, [1, 3]), replace(START, hidden=(Layer(2),)), "Remove 2 units of layer 2"),
    "units by number": (lambda d: d.set_units(2, 7), replace(START, hidden=(Layer(7),)), "Add 3 units to layer 2"),
    "unit moved": (lambda d: d.move_unit(2, 1, 3), START, "Move unit 1 of layer 2 to place 3"),
    "weight": (lambda d: d.set_weights({(1, 2, 0): 2 / 3}), START, "Set w⁽¹⁾₂,₀ to 0.667"),
    "two weights": (
        lambda d: d.set_weights({(1, 2, 0): -1, (2, 1, 4): 1e-9}),
        START,
        "Set w⁽¹⁾₂,₀, w⁽²⁾₁,₄",
    ),
    "weights of a unit": (
        lambda d: d.set_weights(dict.fromkeys(d.weights_into(2, 3), 0.0)),
        START,
        "Set the weights into unit 3 of layer 2",
    ),
    "cut": (lambda d: d.prune([(1, 2, 1), (1, 2, 1)]), replace(START, pruned=((1, 2, 1),)), "Cut w⁽¹⁾₂,₁"),
    "cut four": (
        lambda d: d.prune([(1, j, 1) for j in (1, 2, 3, 4)]),
        replace(START, pruned=tuple((1, j, 1) for j in (1, 2, 3, 4))),
        "Cut 4 connections",
    ),
    "freeze a layer": (
        lambda d: d.freeze(d.weights_into(3)),
        replace(START, frozen=tuple((2, 1, k) for k in range(5))),
        "Freeze layer 3",
    ),
    "freeze a unit": (
        lambda d: d.freeze(d.weights_into(2, 4)),
        replace(START, frozen=((1, 4, 0), (1, 4, 1), (1, 4, 2))),
        "Freeze unit 4 of layer 2",
    ),
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
    "unknown feature": (START, lambda d: d.toggle_feature("x3"), "must do with x₁ to x₂, got x3"),
    "no layer to remove": (bare(), lambda d: d.remove_layer(), "no hidden layer to remove"),
    "9th layer": (full(), lambda d: d.add_layer(), "at most 8 hidden layers, got 9"),
    "513th unit": (full(), lambda d: d.add_unit(2), f"must have at most {MAX_UNITS} units, got {MAX_UNITS + 1}"),
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
    "nothing to learn from": (START, lambda d: d.set_data(train_share=0.0), "share for training"),
    "place of a layer": (START, lambda d: d.insert_layer(1), "between input and output, got place 1"),
    "input twice": (START, lambda d: d.duplicate_layer(1), "layer 1 is no hidden layer"),
    "output off": (START, lambda d: d.remove_layer(3), "layer 3 is no hidden layer; input and output stay"),
    "unit 0 of a list": (START, lambda d: d.remove_units(2, [0, 2]), "layer 2 has the units 1 to 4, got 0"),
    "unit 9": (START, lambda d: d.remove_unit(2, 9), "layer 2 has the units 1 to 4, got 9"),
    "all units": (START, lambda d: d.remove_units(2, [1, 2, 3, 4]), "layer 2 must keep at least one unit"),
    "0 units": (START, lambda d: d.set_units(2, 0), "layer 2 must have at least one unit, got 0"),
    "half a unit": (START, lambda d: d.set_units(2, 2.5), "must be a whole number, got 2.5"),  # type: ignore[arg-type]
    "place 5": (START, lambda d: d.move_unit(2, 1, 5), "layer 2 has the places 1 to 4, got 5"),
    "no place": (START, lambda d: d.move_unit(2, 0, 1), "layer 2 has the places 1 to 4, got 0"),
    "dropout of all": (START, lambda d: d.set_dropout(2, 1.0), "from 0 to below 1, got 1.0"),
    "dropout of inputs": (START, lambda d: d.set_dropout(1, 0.5), "layer 1 is no hidden layer"),
    "activation of the output": (START, lambda d: d.set_activation("relu", 3), "layer 3 is no hidden layer"),
    "weight nan": (START, lambda d: d.set_weights({(1, 2, 0): math.nan}), "w⁽¹⁾₂,₀ must be a finite number, got nan"),
    "weight inf": (START, lambda d: d.set_weights({(1, 2, 0): math.inf}), "must be a finite number, got inf"),
    "no such weight": (START, lambda d: d.set_weights({(1, 9, 0): 1.0}), "the network 2-4-1 has no weight (l, j, k)"),
    "weight that is cut": (
        replace(START, pruned=((1, 2, 0),)),
        lambda d: d.set_weights({(1, 2, 0): 1.0}),
        "w⁽¹⁾₂,₀ is cut and has no value; connect it first",
    ),
    "cut what is not there": (START, lambda d: d.prune([(1, 9, 0)]), "pruned must name weights (l, j, k)"),
    "freeze what is not there": (START, lambda d: d.freeze([(2, 1, 5)]), "frozen must name weights (l, j, k)"),
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
    "units": lambda d: d.set_units(2, 4),
    "no units": lambda d: d.remove_units(2, []),
    "unit to its own place": lambda d: d.move_unit(2, 3, 3),
    "no weights": lambda d: d.set_weights({}),
    "nothing cut": lambda d: d.prune([]),
    "connect what is connected": lambda d: d.connect_again([(1, 1, 1)]),
    "unfreeze what learns": lambda d: d.unfreeze([(1, 1, 1)]),
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
    gesture = object()
    edit = EditExperiment(document, "edit", START, gesture)
    change = EditNetwork(document, Surgery(START, same(START.sizes)), gesture)
    for command in (edit, change):
        assert command.mergeWith(QUndoCommand("other")) is False
    assert edit.mergeWith(change) is False
    assert change.mergeWith(edit) is False


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


# ---- cut and frozen weights ----------------------------------------------------------------------------------------


def test_cut_and_frozen_weights_go_with_their_units(document: Document) -> None:
    document.prune([(1, 2, 1), (2, 1, 3)])
    document.freeze([(1, 3, 0), (1, 4, 2)])
    document.move_unit(2, 4, 1)
    assert document.experiment.pruned == ((1, 3, 1), (2, 1, 4))
    assert document.experiment.frozen == ((1, 4, 0), (1, 1, 2))
    document.remove_unit(2, 4)
    assert (document.experiment.pruned, document.experiment.frozen) == (((1, 3, 1),), ((1, 1, 2),))
    document.toggle_feature("x1")
    assert (document.experiment.pruned, document.experiment.frozen) == ((), ((1, 1, 1),))
    document.undo_stack.setIndex(2)
    assert document.experiment.pruned == ((1, 2, 1), (2, 1, 3))


def test_other_data_leave_out_cut_weights_of_units_that_there_are_no_more(qapp: QApplication) -> None:
    three = replace(START, output="softmax", cost="cross_entropy").with_data(name="blobs", classes=3)
    document = Document(replace(three, pruned=((2, 3, 1), (2, 1, 1)), frozen=((2, 3, 0),)))
    assert document.set_data(classes=2)
    assert (document.experiment.pruned, document.experiment.frozen) == (((2, 1, 1),), ())


def test_a_drag_of_a_weight_is_one_step_named_by_its_last_value(document: Document) -> None:
    drag = object()
    for value in (0.1, 0.2, 0.3):
        document.set_weights({(1, 2, 1): value}, gesture=drag)
    assert document.undo_stack.count() == 1
    assert document.undo_stack.undoText() == "Set w⁽¹⁾₂,₁ to 0.3"


def test_a_drag_of_a_slider_is_named_by_its_last_value(document: Document) -> None:
    drag = object()
    for noise in (0.1, 0.2):
        document.set_data(drag, noise=noise)
    assert document.undo_stack.undoText() == "Set the noise to 0.2"


def test_a_drag_over_what_was_saved_is_two_steps_that_each_bring_back_what_they_took(document: Document) -> None:
    drag, edits = object(), []
    document.edited.connect(edits.append)
    document.set_weights({(1, 2, 1): 0.1}, gesture=drag)
    document.undo_stack.setClean()
    document.set_weights({(1, 2, 1): 0.2}, gesture=drag)
    assert document.undo_stack.count() == 2
    assert edits[0].keeps != edits[1].keeps
    assert not edits[1].goes_on


def test_every_change_is_handed_on_with_its_name(document: Document) -> None:
    edits: list[Surgery] = []
    document.edited.connect(edits.append)
    document.remove_unit(2, 3)
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert [edit.name for edit in edits] == [
        "Remove unit 3 of layer 2",
        "Undo: Remove unit 3 of layer 2",
        "Redo: Remove unit 3 of layer 2",
    ]
    assert edits[1].restores == edits[0].keeps
    assert edits[2].restores == edits[1].keeps


# ---- following a run to other moments ------------------------------------------------------------------------------


def test_a_document_follows_the_run_to_another_moment_without_asking_it_to_follow(document: Document) -> None:
    asked: list[object] = []
    shown: list[Experiment] = []
    begin = document.experiment
    document.set_rate(0.1)
    document.add_unit(2)
    end = document.experiment
    document.edited.connect(asked.append)
    document.experiment_changed.connect(shown.append)
    document.travel(begin)
    assert document.experiment == begin == shown[-1]
    assert document.undo_stack.index() == 0
    document.travel(end)
    assert document.experiment == end
    assert document.undo_stack.index() == 2
    assert asked == []


def test_of_several_times_with_one_experiment_the_nearest_is_taken(document: Document) -> None:
    begin = document.experiment
    document.set_rate(0.1)
    document.set_rate(begin.rate)
    document.set_rate(0.2)
    document.travel(begin)
    assert document.undo_stack.index() == 2


def test_a_moment_that_the_document_does_not_know_is_a_change_that_can_be_undone(document: Document) -> None:
    begin = document.experiment
    unknown = replace(begin, rate=0.77)
    document.travel(unknown)
    assert document.experiment == unknown
    asked: list[object] = []
    document.edited.connect(asked.append)
    document.undo_stack.undo()
    assert document.experiment == begin
    assert asked == [begin]
