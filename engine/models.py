"""The models of the lecture, each a preset Experiment in the same machinery."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.data import Data
from engine.experiment import Experiment, Layer


@dataclass(frozen=True)
class Model:
    """A preset: `experiment()` makes it."""

    name: str
    summary: str
    experiment: Callable[[], Experiment]


def perceptron() -> Experiment:
    """Rosenblatt's perceptron: ŷ = step(z), Δwⱼ = η (y − ŷ) xⱼ after each sample."""
    return Experiment(
        data=Data("separable"), hidden=(), output="step", cost="perceptron", reduction="sum", rate=0.1, batch=1
    )


def adaline() -> Experiment:
    """Adaline by batch gradient descent: a = z, Δw = −η ∇J(w) with J = ½ Σ (y − a)², after the whole training set.

    The lecture prints ∂J/∂wⱼ = Σ (y − a) xⱼ; the sign is a slip. The derivative of this J is −Σ (y − a) xⱼ, and that is
    what is computed here.
    """
    return Experiment(
        data=Data("separable"), hidden=(), output="linear", cost="squared", reduction="sum", rate=0.0003, batch=0
    )


def adaline_sgd() -> Experiment:
    """Adaline learning from one sample at a time."""
    return Experiment(data=Data("separable"), hidden=(), output="linear", cost="squared", rate=0.003, batch=1)


def adaline_mini_batch() -> Experiment:
    """Adaline learning from mini-batches: the middle ground."""
    return Experiment(data=Data("separable"), hidden=(), output="linear", cost="squared", rate=0.01, batch=32)


def logistic_regression() -> Experiment:
    """Logistic regression: one sigmoid unit, no hidden layer, the logistic cost."""
    return Experiment(data=Data("gauss"), hidden=(), rate=0.1)


def mlp() -> Experiment:
    """The lecture's multi-layer network: 2-4-1, tanh and sigmoid, the logistic cost."""
    return Experiment()


def one_vs_all() -> Experiment:
    """Three classes, one sigmoid unit for each, the logistic cost summed over them as the lecture writes it."""
    return Experiment(data=Data("blobs"), hidden=(Layer(6),))


def softmax() -> Experiment:
    """Three classes whose activations sum to 1: softmax with the cross-entropy cost."""
    return Experiment(data=Data("spiral3"), hidden=(Layer(12), Layer(12)), output="softmax", cost="cross_entropy")


def regression() -> Experiment:
    """A curve: one linear unit, squared error."""
    return Experiment(
        data=Data("sine", noise=0.1), features=("x1",), hidden=(Layer(12),), output="linear", cost="squared", rate=0.05
    )


def straight_line() -> Experiment:
    """The straight line y = a + b x by gradient descent, PyTorch's first example."""
    return Experiment(
        data=Data("line", samples=100, train_share=0.8),
        features=("x1",),
        hidden=(),
        output="linear",
        cost="squared",
        rate=0.2,
        batch=0,
    )


MODELS = {
    name: Model(name, (make.__doc__ or "").split("\n")[0], make)
    for name, make in (
        ("perceptron", perceptron),
        ("adaline", adaline),
        ("adaline-sgd", adaline_sgd),
        ("adaline-mini-batch", adaline_mini_batch),
        ("logistic-regression", logistic_regression),
        ("mlp", mlp),
        ("one-vs-all", one_vs_all),
        ("softmax", softmax),
        ("regression", regression),
        ("straight-line", straight_line),
    )
}
