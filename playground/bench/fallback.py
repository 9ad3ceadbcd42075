"""Which experiments fall back to the plain loop: every choice of the engine is tried on a small network."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from engine.activations import HIDDEN
from engine.choices import choose
from engine.costs import COSTS
from engine.data import Data
from engine.errors import ExperimentError
from engine.experiment import Experiment, Layer
from engine.initializers import INITIALIZERS
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from engine.rules import REDUCTIONS
from engine.schedules import SCHEDULES
from playground.bench.contestants import loop_name

SMALL = Experiment(data=Data(samples=30), hidden=(Layer(3), Layer(2)))


def choices() -> Iterator[tuple[str, Experiment]]:
    """Yield every choice by name with an experiment that makes it."""
    for name, make in _attempts():
        with suppress(ExperimentError):  # not every output fits every cost
            yield name, make()


def falls_back() -> list[str]:
    """Return the choices that the plain loop computes.

    Every one of these is slower than it need be.
    """
    return [name for name, experiment in choices() if loop_name(experiment) == "plain"]


def _attempts() -> Iterator[tuple[str, Callable[[], Experiment]]]:
    def changed(**changes: object) -> Callable[[], Experiment]:
        return lambda: replace(SMALL, **changes)  # type: ignore[arg-type]

    for model in MODELS.values():
        yield f"model {model.name}", model.experiment
    for phi in HIDDEN:
        yield f"activation {phi}", changed(hidden=(Layer(3, phi), Layer(2, phi)))
    for cost in COSTS.values():
        for output in cost.outputs:
            yield f"{output} with {cost.name}", changed(output=output, cost=cost.name)
    for optimizer in OPTIMIZERS:
        yield f"optimizer {optimizer}", changed(optimizer=choose(optimizer))
    for schedule in SCHEDULES:
        yield f"schedule {schedule}", changed(schedule=choose(schedule))
    for initializer in INITIALIZERS:
        yield f"initializer {initializer}", changed(initializer=choose(initializer))
    for reduction in REDUCTIONS:
        yield f"reduction {reduction}", changed(reduction=reduction)
    yield "dropout", changed(hidden=(Layer(3, "tanh", 0.3),))
    yield "l1", changed(l1=0.01)
    yield "l2", changed(l2=0.01)
    yield "max_norm", changed(max_norm=1.0)
    yield "clip", changed(clip=1.0)
    yield "frozen weights", changed(frozen=((1, 1, 1),))
    yield "pruned weights", changed(pruned=((1, 1, 1),))
    yield "batch 1", changed(batch=1)
    yield "full batch", changed(batch=0)
    yield "no shuffling", changed(shuffle=False)
