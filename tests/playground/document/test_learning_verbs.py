"""Verbs that change how the network learns: one step each, whatever they bring along, and a sentence about that."""

from dataclasses import replace

import pytest

from engine.choices import Choice, choose
from engine.data import Data
from engine.experiment import Experiment, Layer, Stop
from engine.models import MODELS
from engine.titles import title
from playground.document import words
from playground.document.document import Document
from tests.playground.document.conftest import Heard
from tests.playground.document.test_document import START, Verb

CHANGES: dict[str, tuple[Verb, Experiment, str]] = {
    "cost": (lambda d: d.set_learning(cost="squared"), replace(START, cost="squared"), "Use the squared cost"),
    "sum": (lambda d: d.set_learning(reduction="sum"), replace(START, reduction="sum"), "Take the sum of the cost"),
    "l1": (lambda d: d.set_learning(l1=0.01), replace(START, l1=0.01), "Set the L1 penalty to 0.01"),
    "l2": (lambda d: d.set_learning(l2=0.25), replace(START, l2=0.25), "Set the L2 penalty to 0.25"),
    "max norm": (lambda d: d.set_learning(max_norm=3.0), replace(START, max_norm=3.0), "Set the max-norm to 3"),
    "clip": (lambda d: d.set_learning(clip=5.0), replace(START, clip=5.0), "Clip the gradient at 5"),
    "in order": (lambda d: d.set_learning(shuffle=False), replace(START, shuffle=False), "in one order"),
    "schedule": (
        lambda d: d.set_learning(schedule=choose("cosine", epochs=50)),
        replace(START, schedule=choose("cosine", epochs=50)),
        "Use the schedule cosine",
    ),
    "initializer": (
        lambda d: d.set_learning(initializer=Choice("he")),
        replace(START, initializer=Choice("he")),
        "Use the first weights He",
    ),
    "optimizer": (
        lambda d: d.set_optimizer(Choice("adam")),
        replace(START, optimizer=Choice("adam")),
        "optimizer Adam",
    ),
    "full batch": (
        lambda d: d.set_optimizer(Choice("rprop")),
        replace(START, optimizer=Choice("rprop"), batch=0),
        "Use the optimizer Rprop",
    ),
    "output": (
        lambda d: d.set_output("softmax"),
        replace(START, output="softmax", cost="cross_entropy"),
        "Use a softmax output",
    ),
    "epochs": (lambda d: d.set_stop(epochs=50), replace(START, stop=Stop(epochs=50)), "Stop after 50 epochs"),
    "patience": (lambda d: d.set_stop(patience=9), replace(START, stop=Stop(patience=9)), "9 epochs without progress"),
    "two rules": (
        lambda d: d.set_stop(cost_below=0.1, accuracy_above=0.9),
        replace(START, stop=Stop(cost_below=0.1, accuracy_above=0.9)),
        "Change the stop rules",
    ),
    "classes": (
        lambda d: d.set_data(name="blobs", classes=5),
        replace(START, data=Data("blobs", classes=5)),
        "Choose the Blobs data",
    ),
    "standardise": (
        lambda d: d.set_data(standardise=True),
        START.with_data(standardise=True),
        "Standardise the inputs",
    ),
    "values": (
        lambda d: d.set_data(name="sine"),
        replace(START, data=Data("sine"), features=("x1",), output="linear", cost="squared"),
        "Choose the Sine data",
    ),
    "gate": (
        lambda d: d.set_data(name="and"),
        replace(START, data=Data("and", samples=4, train_share=1.0)),
        "Choose the AND data",
    ),
    **{
        f"model {name}": (
            lambda d, name=name: d.set_model(name),
            replace(model.experiment(), seed=START.seed),
            f"Start from the model {title(name)}",
        )
        for name, model in MODELS.items()
        if model.experiment() != START
    },
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_verb_is_one_step_there_and_back(document: Document, heard: Heard, name: str) -> None:
    verb, expected, text = CHANGES[name]
    assert verb(document) is True
    assert document.experiment == expected
    assert text in document.undo_stack.undoText()
    document.undo_stack.undo()
    assert document.experiment == START
    document.undo_stack.redo()
    assert document.experiment == expected
    assert heard.experiments == [expected, START, expected]
    assert heard.refusals == []


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        (lambda d: d.set_data(name="sine"), "input x₁, a linear output and the squared cost"),
        (lambda d: d.set_output("step"), "the perceptron cost"),
        (lambda d: d.set_optimizer(Choice("rprop")), "the full batch"),
        (lambda d: d.set_data(name="spiral"), ""),
        (lambda d: d.set_model("perceptron"), ""),
    ],
)
def test_what_else_was_changed_is_told(document: Document, verb: Verb, sentence: str) -> None:
    told: list[str] = []
    for brought in (document.adapted, document.run_begun):
        brought.connect(lambda text, also: told.append(f"{text}: {also}") if also else None)
    verb(document)
    assert told == ([f"{document.undo_stack.undoText()}: this took {sentence} with it"] if sentence else [])
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert len(told) == bool(sentence)


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        (lambda d: d.set_model("resnet"), "model must be one of perceptron"),
        (lambda d: d.set_output("relu"), "output must be one of"),
        (lambda d: d.set_learning(l2=-1.0), "L2 rate λ must be a number from 0, got -1.0"),
        (lambda d: d.set_learning(cost="cross_entropy"), "output must be softmax for the cross-entropy cost"),
        (lambda d: d.set_optimizer(Choice("sgd")), "optimizer must be one of"),
        (lambda d: d.set_optimizer(choose("adam", beta1=2.0)), "β₁ must be a number from 0 to below 1"),
        (lambda d: d.set_stop(epochs=-1), "epochs to stop after must be a whole number from 0"),
        (lambda d: d.set_data(name="moon"), "data set must be one of"),
        (lambda d: d.set_data(classes=3), "number of classes must be 0"),
    ],
)
def test_what_cannot_be_changes_nothing_and_says_why(
    document: Document, heard: Heard, verb: Verb, sentence: str
) -> None:
    assert verb(document) is False
    assert document.experiment == START
    assert document.undo_stack.count() == 0
    assert len(heard.refusals) == 1
    assert sentence in heard.refusals[0]


def test_an_objection_is_what_would_be_refused(document: Document, heard: Heard) -> None:
    assert document.objection(l2=0.1) == ""
    assert document.objection(l2=-0.1) == "L2 rate λ must be a number from 0, got -0.1"
    assert document.experiment == START
    assert heard.experiments == heard.refusals == []


def test_cut_and_frozen_weights_go_with_their_inputs_and_outputs(document: Document) -> None:
    document.prune([(1, 2, 1), (1, 3, 2)])
    document.freeze([(2, 1, 0)])
    before = document.experiment
    document.set_data(name="sine")  # x2 goes, and what led from it
    assert document.experiment.pruned == ((1, 2, 1),)
    assert document.experiment.frozen == ((2, 1, 0),)
    document.undo_stack.undo()
    assert document.experiment == before


def test_the_seed_stays_when_a_model_is_started_from(document: Document) -> None:
    document.set_seed(77)
    document.set_model("softmax")
    assert document.experiment.seed == 77
    assert document.experiment.hidden == (Layer(12), Layer(12))


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (Choice("adam"), choose("adam", beta1=0.8), "Set β₁ of Adam to 0.8"),
        (choose("adam", beta1=0.8), Choice("adam"), "Set β₁ of Adam back as usual"),
        (choose("adam", beta1=0.8), choose("adam", beta2=0.8), "Use the optimizer Adam"),
        (Choice("gd"), choose("adam", beta1=0.8), "Use the optimizer Adam"),
    ],
)
def test_choices_and_their_parameters_are_named(old: Choice, new: Choice, text: str) -> None:
    assert words.choosing("optimizer", old, new) == text
