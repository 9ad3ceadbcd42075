"""A person who clicks anything anywhere: random verbs of a document, undo and redo, sensible and not."""

import math
import random
from collections.abc import Callable

from engine.experiment import Weight
from playground.document.document import Document

WIDEST = 6  # units in a layer that the walker makes
FEATURES = ("x1", "x2", "x1x2", "x1^2")


class Walker:
    """Edits a document at random; the same seed edits the same way.

    Parameters
    ----------
    restarts : whether it also makes changes that need a new run
    """

    def __init__(self, document: Document, seed: int, *, restarts: bool = True) -> None:
        self.document = document
        self.random = random.Random(seed)
        self._gesture: object = object()
        verbs: dict[Callable[[], object], int] = {
            self._undo: 12,
            self._redo: 8,
            self._undo_several: 1,
            self._structure: 14,
            self._set_weights: 10,
            self._drag_a_weight: 10,
            self._cut_or_connect: 10,
            self._freeze_or_not: 8,
            self._feature: 4,
            self._batch: 4,
            self._rate: 3,
            self._nonsense: 4,
        }
        if restarts:
            verbs[self._new_run] = 1
        self._verbs, self._chances = list(verbs), list(verbs.values())

    def step(self) -> str:
        """Do anything; return what it was called."""
        (verb,) = self.random.choices(self._verbs, self._chances)
        if verb != self._drag_a_weight:
            self._gesture = object()
        verb()
        return verb.__name__

    # ---- what it does ----------------------------------------------------------------------------------------------

    def _undo(self) -> None:
        self.document.undo_stack.undo()

    def _redo(self) -> None:
        self.document.undo_stack.redo()

    def _undo_several(self) -> None:
        stack = self.document.undo_stack
        stack.setIndex(max(0, stack.index() - self.random.randint(2, 20)))

    def _structure(self) -> None:
        document, pick = self.document, self.random
        layer = pick.randint(1, len(document.experiment.sizes))
        units = document.experiment.sizes[layer - 1]
        pick.choice(
            [
                lambda: document.insert_layer(pick.randint(1, 5)) if len(document.experiment.hidden) < 4 else None,
                lambda: document.remove_layer(layer),
                lambda: document.duplicate_layer(layer) if len(document.experiment.hidden) < 4 else None,
                lambda: document.add_unit(layer) if units < WIDEST else None,
                lambda: document.remove_unit(layer, pick.randint(1, units)),
                lambda: document.move_unit(layer, pick.randint(1, units), pick.randint(1, units)),
                lambda: document.set_units(layer, pick.randint(0, WIDEST)),
                lambda: document.set_activation(pick.choice(["tanh", "relu", "sigmoid"]), pick.choice([0, layer])),
                lambda: document.set_dropout(layer, pick.choice([0.0, 0.2])),
            ]
        )()

    def _set_weights(self) -> None:
        self.document.set_weights({weight: self.random.uniform(-2, 2) for weight in self._weights()})

    def _drag_a_weight(self) -> None:
        (weight, *_) = self._weights()
        self.document.set_weights({weight: self.random.uniform(-2, 2)}, gesture=self._gesture)

    def _cut_or_connect(self) -> None:
        pruned = self.document.experiment.pruned
        if pruned and self.random.random() < 0.5:
            self.document.connect_again(self.random.sample(pruned, self.random.randint(1, len(pruned))))
        else:
            self.document.prune(self._weights())

    def _freeze_or_not(self) -> None:
        frozen = self.document.experiment.frozen
        if frozen and self.random.random() < 0.5:
            self.document.unfreeze(self.random.sample(frozen, self.random.randint(1, len(frozen))))
        else:
            self.document.freeze(self._weights())

    def _feature(self) -> None:
        self.document.toggle_feature(self.random.choice(FEATURES))

    def _batch(self) -> None:
        self.document.set_batch(self.random.choice([0, 1, 4, 7, 10]))

    def _rate(self) -> None:
        self.document.set_rate(self.random.choice([0.01, 0.03, 0.1]))

    def _new_run(self) -> None:
        self.random.choice(
            [
                lambda: self.document.set_seed(self.random.randint(0, 9)),
                lambda: self.document.set_data(name=self.random.choice(["circle", "xor", "spiral"])),
                lambda: self.document.set_data(self._gesture, noise=self.random.choice([0.0, 0.1])),
            ]
        )()

    def _nonsense(self) -> None:
        before, index = self.document.experiment, self.document.undo_stack.index()
        nobody = (9, 1, 1)
        nonsense: list[Callable[[], bool]] = [
            lambda: self.document.set_weights({self._weights()[0]: math.nan}),
            lambda: self.document.set_weights({nobody: 1.0}),
            lambda: self.document.prune([nobody]),
            lambda: self.document.freeze([nobody]),
            lambda: self.document.set_rate(-1.0),
            lambda: self.document.remove_layer(1),
            lambda: self.document.remove_unit(2, 99),
            lambda: self.document.set_units(2, 0),
        ]
        assert not self.random.choice(nonsense)()
        assert (self.document.experiment, self.document.undo_stack.index()) == (before, index)

    def _weights(self) -> list[Weight]:
        """Return one weight that there is, or a few."""
        sizes = self.document.experiment.sizes
        chosen = []
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            layer = self.random.randint(1, len(sizes) - 1)
            target, source = self.random.randint(1, sizes[layer]), self.random.randint(0, sizes[layer - 1])
            chosen.append((layer, target, source))
        return chosen
