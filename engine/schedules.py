"""Schedules: the learning rate as a function of the epoch. Each multiplies the experiment's rate η by a factor."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ScheduleKind:
    """`factor(epoch, parameters)` is what η is multiplied by in an epoch, counted from 0."""

    name: str
    formula: str
    factor: Callable[[int, Mapping[str, float]], float]
    defaults: Mapping[str, float] = field(default_factory=dict)


def cosine(epoch: int, p: Mapping[str, float]) -> float:
    """From 1 down to `floor` along half a cosine over `epochs` epochs, then `floor`."""
    share = min(epoch / p["epochs"], 1.0)
    return p["floor"] + (1 - p["floor"]) * 0.5 * (1 + math.cos(math.pi * share))


SCHEDULES = {
    schedule.name: schedule
    for schedule in (
        ScheduleKind("constant", "η", lambda epoch, p: 1.0),
        ScheduleKind(
            "step",
            "η factor^⌊epoch / every⌋",
            lambda epoch, p: p["factor"] ** (epoch // p["every"]),
            {"factor": 0.5, "every": 100},
        ),
        ScheduleKind("exponential", "η decay^epoch", lambda epoch, p: p["decay"] ** epoch, {"decay": 0.99}),
        ScheduleKind(
            "inverse", "η / (1 + decay · epoch)", lambda epoch, p: 1 / (1 + p["decay"] * epoch), {"decay": 0.01}
        ),
        ScheduleKind(
            "cosine", "η (floor + (1 − floor) ½ (1 + cos(π epoch / epochs)))", cosine, {"epochs": 300, "floor": 0.0}
        ),
        ScheduleKind(
            "warmup",
            "η min(1, (epoch + 1) / epochs)",
            lambda epoch, p: min(1.0, (epoch + 1) / p["epochs"]),
            {"epochs": 10},
        ),
    )
}
