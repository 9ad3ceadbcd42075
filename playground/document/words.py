"""What changes of the experiment are called in the list of changes, and how what came with them is told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.choices import Choice
from engine.errors import shown
from engine.experiment import Experiment, Stop
from engine.titles import title, title_of_data, title_of_parameter

NAMED_CHOICES = {"optimizer": "optimizer", "schedule": "schedule", "initializer": "first weights"}
STOPS: Mapping[str, Callable[[Any], str]] = {
    "epochs": lambda epochs: f"Stop after {epochs} epochs" if epochs else "Do not stop after a number of epochs",
    "cost_below": lambda cost: f"Stop at a cost below {value(cost)}" if cost else "Do not stop at any cost",
    "accuracy_above": lambda share: f"Stop at a score above {value(share)}" if share else "Do not stop at any score",
    "patience": lambda epochs: f"Stop after {epochs} epochs without progress" if epochs else "Do not lose patience",
}

SAYINGS: Mapping[str, Callable[[Any], str]] = {
    "rate": lambda rate: f"Set the learning rate to {value(rate)}",
    "batch": lambda batch: f"Set the batch size to {batch or 'all'}",
    "seed": lambda seed: f"Set the seed to {seed}",
    "cost": lambda cost: f"Use the {title(cost)} cost",
    "reduction": lambda reduction: f"Take the {reduction} of the cost over the samples",
    "l1": lambda rate: f"Set the L1 penalty to {value(rate)}",
    "l2": lambda rate: f"Set the L2 penalty to {value(rate)}",
    "max_norm": lambda most: f"Set the max-norm to {value(most)}" if most else "Leave out the max-norm",
    "clip": lambda most: f"Clip the gradient at {value(most)}" if most else "Do not clip the gradient",
    "shuffle": lambda shuffle: "Shuffle the samples" if shuffle else "Take the samples in one order",
}

SAYINGS_OF_DATA: Mapping[str, Callable[[Any], str]] = {
    "standardise": lambda on: "Standardise the inputs" if on else "Do not standardise the inputs",
    "stratified": lambda on: "Split each class by the train share" if on else "Split without regard to classes",
    "draw": lambda draw: "Draw a new sample" if draw else "Go back to the first sample",
}
MOST_OF_A_FORMULA = 40  # letters in the list of changes


def value(new: object) -> str:
    """Return a value as a person writes it.

    >>> value(0.30000000000000004), value(1000)
    ('0.3', '1000')
    """
    return f"{new:.6g}" if isinstance(new, float) else str(new)


def of_data(changes: Mapping[str, object]) -> str:
    """Return what changing fields of the data is called.

    >>> of_data({"train_share": 0.8}), of_data({"noise": 0.1, "train_share": 0.7})
    ('Set the train share to 0.8', 'Change the noise and train share')
    >>> of_data({"draw": 3}), of_data({"formula": "r < 2"})
    ('Draw a new sample', 'Use the formula r < 2')
    """
    if "formula" in changes:
        return f"Use the formula {shown(str(changes['formula']), MOST_OF_A_FORMULA)}"
    if "name" in changes:
        return f"Choose the {title_of_data(str(changes['name']))} data"
    if len(changes) == 1 and (say := SAYINGS_OF_DATA.get(next(iter(changes)))):
        return say(next(iter(changes.values())))
    what = " and ".join(name.replace("_", " ") for name in changes)
    return f"Set the {what} to {value(*changes.values())}" if len(changes) == 1 else f"Change the {what}"


def setting(field: str, old: object, new: object) -> str:
    """Return what setting a field of the experiment is called."""
    if isinstance(old, Choice) and isinstance(new, Choice):
        return choosing(NAMED_CHOICES[field], old, new)
    if isinstance(old, Stop) and isinstance(new, Stop):
        changed = [name for name in STOPS if getattr(old, name) != getattr(new, name)]
        if len(changed) == 1:
            return STOPS[changed[0]](getattr(new, changed[0]))
        return "Change the stop rules"
    return SAYINGS[field](new)


def choosing(what: str, old: Choice, new: Choice) -> str:
    """Return what it is called to take another choice, or another parameter of the same one.

    >>> choosing("optimizer", Choice("adam"), Choice("adam", (("beta1", 0.8),)))
    'Set β₁ of Adam to 0.8'
    >>> choosing("schedule", Choice("constant"), Choice("cosine"))
    'Use the schedule cosine'
    """
    before, after = dict(old.given), dict(new.given)
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if old.name != new.name or len(changed) != 1:
        return f"Use the {what} {title(new.name)}"
    parameter = f"{title_of_parameter(new.name, changed[0])} of {title(new.name)}"
    return f"Set {parameter} to {value(after[changed[0]])}" if changed[0] in after else f"Set {parameter} back as usual"


DONE = {"Remove": "Removed", "Insert": "Inserted", "Delete": "Deleted", "Duplicate": "Duplicated", "Add": "Added"}
BACK = "Ctrl+Z brings it back"


def done(text: str) -> str:
    """Return a change as it is told once it is done.

    >>> done("Remove unit 2 of layer 2"), done("Cut w⁽¹⁾₁,₁")
    ('Removed unit 2 of layer 2', 'Cut w⁽¹⁾₁,₁')
    """
    verb, space, rest = text.partition(" ")
    return f"{DONE.get(verb, verb)}{space}{rest}"


def also(changes: Sequence[str]) -> str:
    """Return what tells what else was changed, "" where nothing was.

    >>> also(["input x1", "a linear output", "the squared cost"]), also([])
    ('this took input x1, a linear output and the squared cost with it', '')
    """
    return f"this took {listed(changes)} with it" if changes else ""


def listed(things: Sequence[str]) -> str:
    """Return things in a row.

    >>> listed(["x₁"]), listed(["x₁", "x₂", "a linear output"])
    ('x₁', 'x₁, x₂ and a linear output')
    """
    *first, last = things
    return f"{', '.join(first)} and {last}" if first else last


def of_another_run(frozen: int) -> str:
    """Return what tells that another run has begun, in which so many weights do not learn.

    >>> of_another_run(0), of_another_run(1)
    ('learning begins again at epoch 0', 'learning begins again at epoch 0, 1 frozen weight keeps its first value')
    """
    kept = {0: "", 1: ", 1 frozen weight keeps its first value"}
    return f"learning begins again at epoch 0{kept.get(frozen, f', {frozen} frozen weights keep their first values')}"


def kind_of_cost(*experiments: Experiment) -> str:
    """Return what the costs of experiments are: mean or sum, and that penalties stand apart where there are any."""
    kind = f"{experiments[0].reduction} over samples"
    return f"{kind}, without penalty" if any(one.l1 or one.l2 for one in experiments) else kind
