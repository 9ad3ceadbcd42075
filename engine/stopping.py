"""Stop rules: when a run comes to its end by itself, and the sentence that says why."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from engine.experiment import Stop


@dataclass
class Stopping:
    """Remembers the best cost so far and when it was.

    Attributes
    ----------
    met : the rules that held after the last epoch
    overruled : those a person went on in spite of; each is asked again once it has not held
    """

    best: float = sys.float_info.max  # not infinite: a saved run is JSON, which knows no infinity
    best_epoch: int = 0
    met: list[str] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)

    def reason(self, stop: Stop, epoch: int, train: float, watched: float, accuracy: Callable[[], float]) -> str:
        """Return why the run stops after this epoch, or "".

        Parameters
        ----------
        train : the training cost
        watched : the cost that patience watches: the test cost, or the training cost without a test part
        accuracy : gives the training accuracy; only asked where a rule needs it
        """
        if watched < self.best:
            self.best, self.best_epoch = watched, epoch
        self.met = self._met(stop, epoch, train, accuracy)
        if self.overruled:
            self.overruled = [rule for rule in self.overruled if rule in self.met]
        for rule in self.met:
            if rule not in self.overruled:
                return self._sentence(rule, stop, epoch, train, accuracy)
        return ""

    def _met(self, stop: Stop, epoch: int, train: float, accuracy: Callable[[], float]) -> list[str]:
        met = []
        if stop.epochs and epoch >= stop.epochs:
            met.append("epochs")
        if stop.cost_below and train < stop.cost_below:
            met.append("cost_below")
        if stop.accuracy_above and accuracy() > stop.accuracy_above:
            met.append("accuracy_above")
        if stop.patience and epoch - self.best_epoch >= stop.patience:
            met.append("patience")
        return met

    def _sentence(self, rule: str, stop: Stop, epoch: int, train: float, accuracy: Callable[[], float]) -> str:
        match rule:
            case "epochs":
                return f"stopped after {epoch} epochs"
            case "cost_below":
                return f"stopped at epoch {epoch}: the training cost {train:.6g} is below {stop.cost_below:g}"
            case "accuracy_above":
                reached, limit = accuracy(), stop.accuracy_above
                return f"stopped at epoch {epoch}: the training accuracy {reached:.4f} is above {limit:g}"
        return f"stopped at epoch {epoch}: no progress for {stop.patience} epochs, since epoch {self.best_epoch}"

    def gone_on(self) -> "Stopping":
        """Return what it remembers once a person goes on after a stop: patience starts afresh."""
        return Stopping(overruled=[rule for rule in self.met if rule != "patience"])

    def can_stop(self, stop: Stop) -> bool:
        """Whether a rule may still end the run by itself."""
        return any(rule.name not in self.overruled and getattr(stop, rule.name) for rule in fields(stop))

    def state(self) -> dict[str, Any]:
        """Return it as plain values, see `of`."""
        return {
            "best": self.best,
            "best_epoch": self.best_epoch,
            "met": list(self.met),
            "overruled": list(self.overruled),
        }

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Stopping":
        """Return what `state` was taken of; an older one knows of no rules."""
        lists = {name: list(state.get(name, ())) for name in ("met", "overruled")}
        return cls(state["best"], state["best_epoch"], **lists)
