"""`playground bench scale`: what an epoch costs as samples and units grow, and with inputs as wide as a text's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from engine import batches
from engine.arrays import read_only
from engine.datasets import EXTENT
from engine.experiment import Experiment, Layer
from engine.initializers import INITIALIZERS
from engine.network import Network, first_network, weight_count
from engine.optimizers import OPTIMIZERS
from engine.samples import Samples, samples_of
from engine.trainer import loop_of
from playground.bench.tables import Result, Table, figure, times
from playground.bench.timing import Effort, Work, interleaved, ratio
from playground.headless import progress_bar

SAMPLES = (250, 2_500, 25_000, 250_000)
UNITS = (4, 16, 64, 128, 512)
SHORT_SAMPLES, SHORT_UNITS = SAMPLES[:3], UNITS[:4]
WORDS, TEXTS, TEXT_BATCH, WORDS_IN_TEXT = 10_000, 5_000, 512, 200  # a text is told by which words stand in it


@dataclass(frozen=True)
class Case:
    """A network and the samples that all are learnt from.

    Attributes
    ----------
    group : what grows
    experiment : all but the sizes
    """

    group: str
    name: str
    experiment: Experiment
    network: Network
    samples: Samples

    @property
    def weights_and_samples(self) -> int:
        """How many pairs of a weight and a sample an epoch goes through."""
        return len(self.network.flat) * self.samples.count


def measure(*, short: bool) -> Result:
    """Measure one group after the other, the cases of each in turn."""
    effort = Effort(short, rounds=3, seconds=0.1) if short else Effort(short, rounds=5, seconds=0.5)
    made = groups(short=short)
    readings: list[dict[str, Any]] = []
    with progress_bar(len(made), "group") as bar:
        for cases in made:
            readings += group_readings(cases(), effort)
            bar.update()
    return result(readings, short=short)


def groups(*, short: bool) -> list[Callable[[], list[Case]]]:
    """Return what makes the cases of each group, so that only one group is in memory at a time."""
    default = Experiment().with_data(train_share=1.0)
    samples = [default.with_data(samples=count) for count in (SHORT_SAMPLES if short else SAMPLES)]
    units = [replace(default, hidden=(Layer(count),)) for count in (SHORT_UNITS if short else UNITS)]
    grown: list[Callable[[], list[Case]]] = [partial(_cases, "samples", samples), partial(_cases, "units", units)]
    return grown if short else [*grown, lambda: [text_case()]]


def text_case(words: int = WORDS, texts: int = TEXTS) -> Case:
    """Return texts as ones and zeros, one input a word, with a network of 16 and 16 units.

    No data set of the engine is as wide, so the samples are made by hand: 400 MB at full size.
    """
    experiment = replace(Experiment(batch=TEXT_BATCH), hidden=(Layer(16, "relu"), Layer(16, "relu")))
    rng = np.random.default_rng(1)
    inputs = np.zeros((texts, words))
    inputs[np.arange(texts)[:, np.newaxis], rng.integers(words, size=(texts, min(WORDS_IN_TEXT, words)))] = 1.0
    labels = rng.integers(2, size=texts).astype(np.float64)
    sizes = (words, 16, 16, 1)
    network = Network(sizes, experiment.activations, np.zeros(weight_count(sizes)))
    for matrix in network.W.values():
        matrix[:, 1:] = INITIALIZERS["glorot"].draw(rng, matrix.shape[1] - 1, matrix.shape[0], {})
    samples = Samples(
        features=("x1", "x2"),
        points=read_only(np.zeros((texts, 2))),
        labels=read_only(labels),
        inputs=read_only(inputs),
        targets=read_only(labels[np.newaxis]),
        train=read_only(np.arange(texts)),
        test=read_only(np.arange(0)),
        scaling=None,
        ranges=((-EXTENT, EXTENT),) * 2,
    )
    return Case("text", f"{words}-16-16-1, {texts} samples, batch {TEXT_BATCH}", experiment, network, samples)


def group_readings(cases: list[Case], effort: Effort) -> list[dict[str, Any]]:
    """Return what an epoch of each case costs, the cases measured in turn."""
    works = {case.name: _work_of(case) for case in cases}
    rates = interleaved({name: work for name, (_, work) in works.items()}, effort)
    first = rates[cases[0].name]
    return [
        {
            "group": case.group,
            "what": case.name,
            "loop": works[case.name][0],
            "weights": len(case.network.flat),
            "samples": case.samples.count,
            "epoch_ms": 1e3 / median(rates[case.name]),
            "rounds_ms": [1e3 / rate for rate in rates[case.name]],
            "times_the_first": ratio(first, rates[case.name]),
            "ns_per_weight_and_sample": 1e9 / median(rates[case.name]) / case.weights_and_samples,
        }
        for case in cases
    ]


def _work_of(case: Case) -> tuple[str, Work]:
    """Return which loop learns a case, and what learns so many epochs of it."""
    experiment, network, samples = case.experiment, case.network, case.samples
    loop = loop_of(experiment, network, OPTIMIZERS[experiment.optimizer.name].init(len(network.flat)), samples)
    updates = batches.count(samples.count, experiment.batch)
    rng = np.random.default_rng(1)
    done = 0

    def work(epochs: int) -> None:
        nonlocal done
        for _ in range(epochs):
            loop.epoch(rng.permutation(samples.count), experiment.rate, done)
            done += updates

    return loop.name, work


def result(readings: list[dict[str, Any]], *, short: bool) -> Result:
    """Return the table."""
    rows = [
        (
            found["what"],
            found["loop"],
            str(found["weights"]),
            figure(found["epoch_ms"]),
            times(found["times_the_first"]),
            figure(found["ns_per_weight_and_sample"]),
        )
        for found in readings
    ]
    notes = ["no target is set; in the last column, less is better, and level means in proportion to the work"]
    if short:
        notes.append("this is the short form, without 250 000 samples, 512 units and the network of 10 000 inputs")
    columns = ("network", "loop", "weights", "ms an epoch", "the first's", "ns a weight and sample")
    return Result([Table("Cost of an epoch as the work grows", columns, rows, notes, words=2)], {"cases": readings})


def _cases(group: str, experiments: list[Experiment]) -> list[Case]:
    return [
        Case(
            group,
            f"{'-'.join(map(str, experiment.sizes))}, {experiment.data.samples} samples",
            experiment,
            first_network(experiment),
            samples_of(experiment),
        )
        for experiment in experiments
    ]
