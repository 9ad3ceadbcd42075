"""Changes: what happens to a run from outside, between two mini-batches, and how it is called."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from engine.choices import Choice
from engine.experiment import Experiment, Stop
from engine.run import Run
from engine.surgery import Lost, Surgery
from engine.timeline.position import Place
from engine.titles import title

NAMES = {
    "rate": "learning rate",
    "l1": "L1 penalty",
    "l2": "L2 penalty",
    "max_norm": "max-norm",
    "schedule": "schedule",
    "shuffle": "shuffling",
    "clip": "clipping",
    "stop": "stop rule",
}


@dataclass(frozen=True)
class Broke:
    """The run diverged: from here it could not go on as it was.

    Attributes
    ----------
    sentence : says why
    """

    sentence: str


@dataclass(frozen=True)
class Change:
    """Something that was done to the run from outside, between two mini-batches, or that became of it.

    Attributes
    ----------
    updates : how many mini-batches were learnt in all by then
    place : where that was
    what : the experiment that was adopted, the surgery, None where a stop by a rule was taken back, or how it broke
    before, experiment : the run's until then, and from then on
    words : what was done
    lost : what a surgery took away and kept under its number
    """

    updates: int
    place: Place
    what: Experiment | Surgery | Broke | None
    before: Experiment
    experiment: Experiment
    words: str
    lost: Lost | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody did it; else it became of the run by itself."""
        return not isinstance(self.what, Broke)

    def repeat(self, run: Run) -> None:
        """Do it again."""
        match self.what:
            case Surgery():
                run.operate(self.what)
            case Experiment():
                run.adopt(self.what)
            case None:
                run.go_on()


def told_as_one(changes: Iterable[Change]) -> Iterator[tuple[Place, str, bool]]:
    """Yield (place, words, whether it broke) of changes; those of one gesture, or of one moment, are told as one."""
    groups: list[list[Change]] = []
    for change in changes:
        if groups and _belong_together(groups[-1][-1], change):
            groups[-1].append(change)
        else:
            groups.append([change])
    for group in groups:
        first, last = group[0], group[-1]
        words = words_of(last.what, first.before) if isinstance(last.what, Experiment) else last.words
        if words:
            yield first.place, words, not last.is_by_hand


def _belong_together(one: Change, next_one: Change) -> bool:
    if isinstance(next_one.what, Surgery):
        return next_one.what.goes_on and isinstance(one.what, Surgery)
    same_place = one.updates == next_one.updates
    return same_place and isinstance(one.what, Experiment) and isinstance(next_one.what, Experiment)


def words_of(what: Experiment | Surgery | Broke | None, before: Experiment) -> str:
    """Return what a change is called, "" if it changes nothing; `before` is the experiment that it changed."""
    match what:
        case Surgery():
            return what.name
        case Broke():
            return what.sentence
        case None:
            return "Go on after a stop by a rule"
    changed = [field.name for field in fields(what) if getattr(what, field.name) != getattr(before, field.name)]
    if not changed:
        return ""
    told = [
        f"{NAMES.get(name, name)} {written(getattr(before, name))} → {written(getattr(what, name))}" for name in changed
    ]
    return ", ".join(told)[:1].upper() + ", ".join(told)[1:]


def written(value: object) -> str:
    """Return how the value of a setting is written in a change's name: 0.3, on, step every 10."""
    for kind, write in _WRITTEN.items():
        if isinstance(value, kind):
            return write(value)
    return str(value)


def _stop_written(stop: Stop) -> str:
    rules = [f"{field.name.replace('_', ' ')} {getattr(stop, field.name):g}" for field in fields(stop)]
    set_ones = [rule for rule, field in zip(rules, fields(stop), strict=True) if getattr(stop, field.name)]
    return ", ".join(set_ones) or "none"


_WRITTEN: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "on" if value else "off",
    float: lambda value: f"{value:g}" if value else "0",
    int: str,
    Choice: lambda value: " ".join([title(value.name), *(f"{name} {number:g}" for name, number in value.given)]),
    Stop: _stop_written,
}
