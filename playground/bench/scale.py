"""`playground bench scale`: what an epoch costs as samples and units grow, and with inputs as wide as a text's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from engine import batches
from engine.arrays import Array, read_only
from engine.experiment import Experiment, Layer
from engine.initializers import INITIALIZERS
from engine.network import Network, first_network, weight_count
from engine.optimizers import OPTIMIZERS
from engine.samples import Samples, samples_of
from playground.bench.contestants import our_loop
from playground.bench.tables import Result, Table, figure
from playground.bench.timing import Effort, amount_for, seconds_of
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
    """Measure one case after the other; the larger ones are measured once."""
    effort = Effort(short, rounds=3, seconds=0.1) if short else Effort(short, rounds=5, seconds=0.5)
    makers = list(cases(short=short))
    readings = []
    with progress_bar(len(makers), "case") as bar:
        for make in makers:
            readings.append(reading(make(), effort))
            bar.update()
    return result(readings, short=short)


def cases(*, short: bool) -> Iterator[Callable[[], Case]]:
    """Yield what makes each case, so that only one is in memory at a time."""
    default = Experiment().with_data(train_share=1.0)
    for count in SHORT_SAMPLES if short else SAMPLES:
        yield partial(_case, "samples", f"{count} samples", default.with_data(samples=count))
    for units in SHORT_UNITS if short else UNITS:
        yield partial(_case, "units", f"2-{units}-1, 500 samples", replace(default, hidden=(Layer(units),)))
    if not short:
        yield text_case


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
    )
    return Case("text", f"{words}-16-16-1, {texts} samples, batch {TEXT_BATCH}", experiment, network, samples)


def reading(case: Case, effort: Effort) -> dict[str, Any]:
    """Return what an epoch of a case costs."""
    memory: Array = OPTIMIZERS[case.experiment.optimizer.name].init(len(case.network.flat))
    loop = our_loop(case.experiment, case.network, memory, case.samples)
    updates = batches.count(case.samples.count, case.experiment.batch)
    rng = np.random.default_rng(1)
    done = 0

    def work(epochs: int) -> None:
        nonlocal done
        for _ in range(epochs):
            loop.epoch(rng.permutation(case.samples.count), case.experiment.rate, done)
            done += updates

    amount = amount_for(work, effort.seconds)
    taken = [seconds_of(work, amount) / amount for _ in range(effort.rounds)]
    epoch = median(taken)
    return {
        "group": case.group,
        "what": case.name,
        "loop": loop.name,
        "weights": len(case.network.flat),
        "samples": case.samples.count,
        "epoch_ms": 1e3 * epoch,
        "rounds_ms": [1e3 * seconds for seconds in taken],
        "ns_per_weight_and_sample": 1e9 * epoch / case.weights_and_samples,
    }


def result(readings: list[dict[str, Any]], *, short: bool) -> Result:
    """Return the table."""
    rows = []
    for found in readings:
        first = next(one for one in readings if one["group"] == found["group"])
        rows.append(
            (
                found["what"],
                found["loop"],
                str(found["weights"]),
                figure(found["epoch_ms"]),
                figure(found["epoch_ms"] / first["epoch_ms"]) + "×",
                figure(found["ns_per_weight_and_sample"]),
            )
        )
    notes = ["no target is set; in the last column, less is better, and level means in proportion to the work"]
    if short:
        notes.append("this is the short form, without 250 000 samples, 512 units and the network of 10 000 inputs")
    columns = ("network", "loop", "weights", "ms an epoch", "the first's", "ns a weight and sample")
    return Result([Table("Cost of an epoch as the work grows", columns, rows, notes, words=2)], {"cases": readings})


def _case(group: str, name: str, experiment: Experiment) -> Case:
    return Case(group, name, experiment, first_network(experiment), samples_of(experiment))
