"""Options: everything an experiment can be, and what is chosen to fit where nothing is said."""

import argparse
import shlex
from dataclasses import fields, replace

import pytest
from hypothesis import given

from engine.choices import choose
from engine.data import OWN, Data
from engine.errors import ExperimentError
from engine.experiment import Experiment, Layer, Stop
from engine.models import MODELS
from playground.cli import Parser
from playground.options import add_experiment_options, arguments_of, experiment_of
from tests.engine.strategies import experiments, relaxed


def experiment(words: str) -> Experiment:
    parser = Parser()
    add_experiment_options(parser)
    return experiment_of(parser.parse_args(words.split()))


def test_nothing_said_is_the_lectures_experiment() -> None:
    assert experiment("") == Experiment()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--data xor --noise 0.1 --samples 80 --train-share 0.7", Experiment(data=Data("xor", 80, 0.1, 0.7))),
        ("--hidden 8,4", Experiment(hidden=(Layer(8), Layer(4)))),
        ("--hidden 8,4 --activation relu", Experiment(hidden=(Layer(8, "relu"), Layer(4, "relu")))),
        ("--hidden 8,4 --activation relu,sin", Experiment(hidden=(Layer(8, "relu"), Layer(4, "sin")))),
        ("--dropout 0.2", Experiment(hidden=(Layer(4, "tanh", 0.2),))),
        ("--reduction sum", Experiment(reduction="sum")),
        ("--penalty l2 --penalty-rate 0.01", Experiment(l2=0.01)),
        ("--penalty l1,l2 --penalty-rate 0.01,0.02", Experiment(l1=0.01, l2=0.02)),
        ("--penalty l1,l2 --penalty-rate 0.01", Experiment(l1=0.01, l2=0.01)),
        ("--max-norm 3", Experiment(max_norm=3.0)),
        ("--optimizer adam --rate 0.01", Experiment(optimizer=choose("adam"), rate=0.01)),
        ("--optimizer adam:beta1=0.8,beta2=0.9", Experiment(optimizer=choose("adam", beta1=0.8, beta2=0.9))),
        ("--optimizer rprop --batch full", Experiment(optimizer=choose("rprop"), batch=0)),
        ("--schedule cosine:epochs=50", Experiment(schedule=choose("cosine", epochs=50.0))),
        ("--init uniform:limit=1", Experiment(initializer=choose("uniform", limit=1.0))),
        ("--clip 1", Experiment(clip=1.0)),
        ("--no-shuffle", Experiment(shuffle=False)),
        ("--standardise", Experiment(data=Data(standardise=True))),
        ("--stop epochs=5,cost=0.1,accuracy=0.9,patience=3", Experiment(stop=Stop(5, 0.1, 0.9, 3))),
        ("--seed 7 --batch 3", Experiment(seed=7, batch=3)),
        ("--output softmax", Experiment(output="softmax", cost="cross_entropy")),
        ("--output tanh", Experiment(output="tanh", cost="squared")),
        ("--output step", Experiment(output="step", cost="perceptron")),
        ("--cost hinge", Experiment(output="linear", cost="hinge")),
        ("--output tanh --cost hinge", Experiment(output="tanh", cost="hinge")),
        ("--data blobs --classes 5", Experiment(data=Data("blobs", classes=5))),
        ("--data sine", Experiment(data=Data("sine"), features=("x1",), output="linear", cost="squared")),
        ("--data reg-plane --cost huber", Experiment(data=Data("reg-plane"), output="linear", cost="huber")),
        ("--data and", Experiment(data=Data("and", samples=4, train_share=1.0))),
    ],
)
def test_what_is_said_is_what_is_run(words: str, expected: Experiment) -> None:
    assert experiment(words) == expected


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_the_start_and_can_be_changed(name: str) -> None:
    assert experiment(f"--model {name}") == MODELS[name].experiment()
    assert experiment(f"--model {name} --rate 0.00123 --seed 5").rate == 0.00123


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("--model transformer", "'transformer'"),
        ("--optimizer adam:beta3=1", "'beta3'"),
        ("--optimizer lion", "'lion'"),
        ("--schedule cosine:epochs=0", "epochs"),
        ("--penalty l3 --penalty-rate 1", "'l3'"),
        ("--penalty l2", "--penalty-rate"),
        ("--penalty-rate 0.1", "--penalty"),
        ("--penalty l1,l2 --penalty-rate 1,2,3", "one for each of 2"),
        ("--stop loss=1", "'loss'"),
        ("--stop epochs=1.5", "1.5"),
        ("--cost logistic --output tanh", "sigmoid for the logistic cost"),
        ("--data circle --classes 4", "number of classes"),
        ("--data sine --features x2", "x₂"),
        ("--data and --samples 5", "must be 4"),
        ("--optimizer rprop", "full batch"),
        ("--dropout 1", "dropout"),
    ],
)
def test_what_does_not_go_together_is_named(words: str, named: str) -> None:
    with pytest.raises(ExperimentError) as refusal:
        experiment(words)
    assert named in str(refusal.value)


def test_every_field_of_an_experiment_can_be_set() -> None:
    said = experiment(
        "--data moons --features x1 --hidden 3 --output tanh --cost hinge --reduction sum --penalty l1,l2 "
        "--penalty-rate 0.1 --max-norm 2 --init he --optimizer adam --schedule step --rate 0.1 --batch 7 --no-shuffle "
        "--clip 2 --stop epochs=3 --seed 2 --frozen 1,1,0;1,2,1 --pruned 2,1,1"
    )
    for field in fields(Experiment):
        assert getattr(said, field.name) != getattr(Experiment(), field.name), field.name


def test_what_is_not_said_is_not_in_the_result() -> None:
    parser = argparse.ArgumentParser()
    add_experiment_options(parser)
    assert vars(parser.parse_args([])) == {}


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ExperimentError) as refusal:
        experiment(
            "--rate nan --batch x --hidden 4,4 --activation relu,sin,tanh --stop loss=1 --output softmax --cost hinge"
        )
    told = str(refusal.value)
    for named in ("got nan", "'x'", "one for each of 2", "'loss'", "hinge"):
        assert named in told
    assert len(refusal.value.faults) == 5


# ---- and back ------------------------------------------------------------------------------------------------------


def again(wanted: Experiment) -> Experiment:
    """Return what the words that describe an experiment make, through a shell's own reading of them."""
    line = shlex.join(arguments_of(wanted))
    parser = Parser()
    add_experiment_options(parser)
    return experiment_of(parser.parse_args(shlex.split(line)))


@given(experiments.filter(lambda experiment: experiment.data.table is None))
@relaxed
def test_the_words_of_an_experiment_make_the_same_experiment(wanted: Experiment) -> None:
    if not wanted.data.table:
        assert again(wanted) == wanted
        return
    with pytest.raises(ExperimentError, match="save it by File > Save data as CSV… first"):
        arguments_of(wanted)


@given(experiments.filter(lambda wanted: wanted.data.table is not None))
@relaxed
def test_the_words_of_an_experiment_with_a_table_name_its_file_and_make_the_same_run(wanted: Experiment) -> None:
    table = wanted.data.table
    assert table is not None
    words = arguments_of(wanted, ["--data", "my.csv"])
    assert words[words.index("--data") + 1] == "my.csv"
    parser = Parser()
    add_experiment_options(parser)
    made = experiment_of(parser.parse_args(words), lambda _said: table)
    data = replace(wanted.data, name=OWN)
    if data.has_own_split:  # by which a share does not go
        data = replace(data, train_share=made.data.train_share, stratified=made.data.stratified)
    assert made == replace(wanted, data=data)


@pytest.mark.parametrize("name", MODELS)
def test_the_words_of_a_model_make_it(name: str) -> None:
    assert again(MODELS[name].experiment()) == MODELS[name].experiment()


@pytest.mark.parametrize(
    "wanted",
    [
        Experiment(hidden=()),
        Experiment(hidden=(Layer(4, "tanh", 0.1), Layer(4, "relu", 0.25))),
        Experiment(frozen=((1, 1, 0), (2, 1, 4)), pruned=((1, 4, 2),)),
        Experiment(l1=0.1, l2=1e-7, clip=0.1 + 0.2),
        Experiment(stop=Stop(7, 1e-5, 0.99, 12), shuffle=False),
        Experiment(data=Data("sine"), features=("x1", "sin_x1"), output="tanh", cost="huber"),
        Experiment(data=Data("xor", 250, 0.1, 0.7, standardise=True), output="linear", cost="hinge"),
        Experiment(initializer=choose("normal", deviation=0.5), optimizer=choose("rprop"), batch=0),
    ],
)
def test_what_is_seldom_said_is_said_too(wanted: Experiment) -> None:
    assert again(wanted) == wanted


def test_what_is_as_usual_is_not_said() -> None:
    assert arguments_of(Experiment()) == []
    assert arguments_of(Experiment(data=Data("sine"), features=("x1",), output="linear", cost="squared")) == [
        "--data",
        "sine",
    ]
