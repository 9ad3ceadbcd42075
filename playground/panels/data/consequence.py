"""What a change of the data would take with it, said before it is made."""

from dataclasses import replace
from typing import Any

from engine import fitting
from engine.errors import EngineError
from engine.experiment import Effect, Experiment, effect
from playground.document.words import listed


def consequence(experiment: Experiment, **changes: Any) -> str:
    """Return as a sentence what else would change with the data, or ""; nothing is changed.

    >>> consequence(Experiment(), name="spiral")
    ''
    >>> consequence(Experiment(), name="sine")
    'Begins learning again, with input x₁, a linear output and the squared cost'
    """
    plain = replace(experiment, frozen=(), pruned=())  # what is frozen or cut goes with its units
    try:
        fitted = fitting.with_data(plain, **changes)
    except EngineError as error:
        return f"Cannot be: {error}"
    new = fitted.experiment
    also = list(fitted.also)
    if new.outputs != plain.outputs:
        also.append(f"{new.outputs} output unit{'' if new.outputs == 1 else 's'}")
    if effect(plain, new) is Effect.NEW_RUN:
        return f"Begins learning again, with {listed(also)}" if also else "Begins learning again"
    return f"Takes {listed(also)} with it" if also else ""


def begins_anew(experiment: Experiment, **changes: Any) -> bool:
    """Tell whether with such data another run would begin."""
    plain = replace(experiment, frozen=(), pruned=())
    try:
        return effect(plain, fitting.with_data(plain, **changes).experiment) is Effect.NEW_RUN
    except EngineError:
        return False
