"""One seed, several streams: what is drawn for one purpose never shifts another."""

import numpy as np
import pytest

from engine import Experiment, Layer, Run, first_network
from engine.samples import samples_of
from engine.seeds import STREAMS, generator

DEFAULT = Experiment()


def test_streams_of_one_seed_differ() -> None:
    firsts = {generator(1, purpose).random() for purpose in STREAMS}
    assert len(firsts) == len(STREAMS)


def test_a_stream_is_the_same_every_time() -> None:
    assert generator(5, "weights").random(3).tolist() == generator(5, "weights").random(3).tolist()


@pytest.mark.parametrize(
    "other",
    [
        DEFAULT.with_data(samples=40),
        DEFAULT.with_data(name="spiral", noise=0.5),
        DEFAULT.with_data(train_share=0.9),
        Experiment(batch=3, rate=0.01),
    ],
    ids=["samples", "data set", "share", "batch and rate"],
)
def test_first_weights_depend_on_none_of_the_data(other: Experiment) -> None:
    assert first_network(other).sha256() == first_network(DEFAULT).sha256()


def test_data_and_split_do_not_depend_on_the_network() -> None:
    samples, other = samples_of(DEFAULT), samples_of(Experiment(hidden=(Layer(9, "relu"),) * 3, features=("x1x2",)))
    assert samples.points.tobytes() == other.points.tobytes()
    assert samples.labels.tobytes() == other.labels.tobytes()
    assert samples.train.tolist() == other.train.tolist()


def test_the_order_of_learning_does_not_depend_on_the_data() -> None:
    """Whoever sits at place 7 of the training part learns at the same time, be it circle or gauss."""
    runs = Run(DEFAULT), Run(DEFAULT.with_data(name="gauss", noise=0.2))
    for run in runs:
        run.advance(batches=1)
    np.testing.assert_array_equal(*(run._order for run in runs))


def test_dropout_does_not_change_the_order_of_learning() -> None:
    runs = Run(DEFAULT), Run(Experiment(hidden=(Layer(4, dropout=0.5),)))
    for run in runs:
        run.advance(batches=27)
    np.testing.assert_array_equal(*(run._order for run in runs))
    assert runs[0].samples.train.tolist() == runs[1].samples.train.tolist()


@pytest.mark.parametrize("purpose", STREAMS)
def test_another_seed_changes_everything(purpose: str) -> None:
    assert generator(1, purpose).random() != generator(2, purpose).random()
