"""Choice: a name out of a registry with its parameters, such as the cosine schedule over 200 epochs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Choice:
    """A name and the parameters that are not to have their usual value.

    >>> choose("adam", beta1=0.8).with_defaults({"beta1": 0.9, "beta2": 0.999})
    {'beta1': 0.8, 'beta2': 0.999}
    """

    name: str
    given: tuple[tuple[str, float], ...] = ()

    def with_defaults(self, defaults: Mapping[str, float]) -> dict[str, float]:
        """Return all parameters: the usual ones, overridden by those given."""
        return {**defaults, **dict(self.given)}

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, **dict(self.given)}


def choose(name: str, **parameters: float) -> Choice:
    """Return a choice with parameters by name."""
    return Choice(name, tuple(sorted(parameters.items())))
