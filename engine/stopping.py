"""Stop rules: when a run comes to its end by itself, and the sentence that says why."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.experiment import Stop


@dataclass
class Stopping:
    """Remembers the best cost so far and when it was."""

    best: float = sys.float_info.max  # not infinite: a saved run is JSON, which knows no infinity
    best_epoch: int = 0

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
        if stop.epochs and epoch >= stop.epochs:
            return f"stopped after {epoch} epochs"
        if stop.cost_below and train < stop.cost_below:
            return f"stopped at epoch {epoch}: the training cost {train:.6g} is below {stop.cost_below:g}"
        if stop.accuracy_above and (reached := accuracy()) > stop.accuracy_above:
            return f"stopped at epoch {epoch}: the training accuracy {reached:.4f} is above {stop.accuracy_above:g}"
        if stop.patience and epoch - self.best_epoch >= stop.patience:
            return f"stopped at epoch {epoch}: no progress for {stop.patience} epochs, since epoch {self.best_epoch}"
        return ""

    def state(self) -> dict[str, Any]:
        return {"best": self.best, "best_epoch": self.best_epoch}

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Stopping":
        return cls(**state)
