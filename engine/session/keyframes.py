"""How keyframes are written: weights as matrices, random states as texts, and nothing that can be known without."""

from collections.abc import Sequence
from dataclasses import astuple, fields
from itertools import pairwise
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.batches import count
from engine.experiment import Experiment, Stop
from engine.keyframe import Kept, Keyframe
from engine.network import by_layer, weight_count
from engine.optimizers import OPTIMIZERS
from engine.session.part import DIGITS, NUMBER, WHOLE, Part, written
from engine.session.pools import Known, Pools
from engine.stopping import Stopping
from engine.surgery import Mark

RANDOM = {"order": "order_rng", "dropout": "dropout_rng"}  # in the file, and in a keyframe
STOP_RULES = tuple(rule.name for rule in fields(Stop))


def keyframe_written(frame: Keyframe, pools: Pools) -> dict[str, Any]:
    """Return a keyframe as plain values."""
    kept, sizes = frame.kept, frame.experiment.sizes
    return {
        "experiment": pools.experiments.number(frame.experiment),
        "epoch": frame.epoch,
        "batch": frame.batch,
        "act": frame.act,
        "updates": frame.updates,
        "costs": written(np.array(frame.costs)),
        "weights": _weights_written(frame.weights, sizes),
        "memory": written(frame.memory),
        "kept": None if _is_itself(frame) else _kept_written(kept, sizes),
        "order": frame.order.tolist() if frame.batch else None,
        "random": _random_written(frame.random),
        "adopted_within_epoch": frame.adopted_within_epoch,
        "stopped": frame.stopped,
        "stopping": frame.stopping,
        "updates_before": frame.updates_before,
        "surgeries": frame.surgeries,
        "marks": [pools.marks.number(mark) for mark in frame.marks],
        "cut": [[*weight, value] for weight, value in frame.cut.items()],
    }


def keyframe_read(part: Part, known: Known) -> Keyframe:
    """Return the keyframe that `keyframe_written` wrote; raise ImportFileError for anything else."""
    experiment = known.experiment(part)
    train = known.train(part)
    updates, batch = part.whole("updates"), part.whole("batch", 0, count(len(train), experiment.batch) - 1)
    weights, memory = _weights_read(part, experiment), _memory_read(part, experiment)
    random = _random_read(part)
    kept = Kept(weights, memory, updates, batch, random)
    if part.has("kept"):
        kept = _kept_read(part.part("kept"), experiment, batch)
    order = train
    if batch:
        order = part.indices("order", experiment.data.samples)
        if not np.array_equal(np.sort(order), train):
            raise part.fault("order", "others", "the samples of the training part, each once")
    cut = part.tuples("cut", WHOLE, WHOLE, WHOLE, NUMBER)
    if {weight[:3] for weight in cut} != set(experiment.pruned):
        raise part.fault("cut", cut, f"the weights that are pruned, {list(experiment.pruned)}")
    epoch, marks = part.whole("epoch"), known.marks(part)
    if not _are_in_order(marks, epoch):
        raise part.fault("marks", [astuple(mark)[:4] for mark in marks], f"in the order of time, up to epoch {epoch}")
    costs = part.array("costs", (4,), may_lack=True)
    if costs[0] != epoch:
        raise part.fault("costs", float(costs[0]), f"those of epoch {epoch}")
    return Keyframe(
        experiment=experiment,
        weights=weights,
        memory=memory,
        kept=kept,
        order=order,
        random=random,
        costs=tuple(costs.tolist()),
        epoch=epoch,
        batch=batch,
        act=part.whole("act"),
        updates=updates,
        adopted_within_epoch=part.flag("adopted_within_epoch"),
        stopped=part.text("stopped"),
        updates_before=part.whole("updates_before", 0, updates),
        surgeries=part.whole("surgeries"),
        marks=marks,
        cut={(layer, target, source): float(value) for layer, target, source, value in cut},
        stopping=_stopping_read(part.part("stopping")),
    )


def _are_in_order(marks: Sequence[Mark], epoch: int) -> bool:
    """Tell whether changes by hand were made where they can have been, one after the other."""
    return all(mark.epoch <= epoch and mark.batch < mark.batches for mark in marks) and all(
        one.epoch <= other.epoch for one, other in pairwise(marks)
    )


def _is_itself(frame: Keyframe) -> bool:
    """Tell whether what a run that diverges goes back to is this very moment."""
    kept = frame.kept
    return (
        (kept.updates, kept.batch, kept.random) == (frame.updates, frame.batch, frame.random)
        and kept.weights.tobytes() == frame.weights.tobytes()
        and kept.memory.tobytes() == frame.memory.tobytes()
    )


def _kept_written(kept: Kept, sizes: Sequence[int]) -> dict[str, Any]:
    return {
        "updates": kept.updates,
        "batch": kept.batch,
        "weights": _weights_written(kept.weights, sizes),
        "memory": written(kept.memory),
        "random": _random_written(kept.random),
    }


def _kept_read(part: Part, experiment: Experiment, batch: int) -> Kept:
    return Kept(
        _weights_read(part, experiment),
        _memory_read(part, experiment),
        part.whole("updates"),
        part.whole("batch", 0, batch),
        _random_read(part),
    )


def _weights_written(flat: Array, sizes: Sequence[int]) -> dict[str, Any]:
    return {f"W{layer}": matrix.tolist() for layer, matrix in by_layer(sizes, flat).items()}


def _weights_read(part: Part, experiment: Experiment) -> Array:
    sizes, given = experiment.sizes, part.part("weights")
    flat = np.empty(weight_count(sizes))
    for layer, matrix in by_layer(sizes, flat).items():
        matrix[:] = given.array(f"W{layer}", matrix.shape)
    return flat


def _memory_read(part: Part, experiment: Experiment) -> Array:
    shape = OPTIMIZERS[experiment.optimizer.name].init(weight_count(experiment.sizes)).shape
    return part.array("memory", shape)


def _random_written(states: dict[str, Any]) -> dict[str, Any]:
    plain = {}
    for name, its_name in RANDOM.items():
        state = states[its_name]
        wide = state["state"]
        plain[name] = [str(wide["state"]), str(wide["inc"]), state["has_uint32"], state["uinteger"]]
    return plain


def _random_read(part: Part) -> dict[str, Any]:
    random, states = part.part("random"), {}
    for name, its_name in RANDOM.items():
        wide = Part({"it": [random.value(name)]}, f"{random.place}.{name}")
        ((state, inc, has_uint32, uinteger),) = wide.tuples("it", DIGITS, DIGITS, WHOLE, WHOLE)
        if has_uint32 > 1 or uinteger >= 2**32 or int(inc) % 2 == 0:
            raise random.fault(name, random.value(name), "a state of PCG64")
        states[its_name] = {
            "bit_generator": "PCG64",
            "state": {"state": int(state), "inc": int(inc)},
            "has_uint32": has_uint32,
            "uinteger": uinteger,
        }
    return states


def _stopping_read(part: Part) -> dict[str, Any]:
    rules = {name: part.items(name) for name in ("met", "overruled")}
    for name, told in rules.items():
        if not all(isinstance(rule, str) and rule in STOP_RULES for rule in told):
            raise part.fault(name, told, f"rules among {', '.join(STOP_RULES)}")
    state = {"best": part.number("best"), "best_epoch": part.whole("best_epoch")}
    return Stopping.of({**state, **rules}).state()
