"""What an act shows covers no unit, no label and no pill, at the sizes a window usually has."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment, Layer
from engine.numbers import format_number
from engine.symbols import activation
from playground.canvas.acting.words import caption_of
from playground.canvas.unit_words import UnitWords
from tests.playground.canvas.acting.rig import ALL_FEATURES, LARGE, SMALL, THREE_CLASSES, Rig

BAR = 1.0  # pixels by which ink may come near

EXPERIMENTS = {
    "2-1": Experiment(hidden=()),
    "2-4-1": Experiment(hidden=(Layer(4),)),
    "2-8-8-1": Experiment(hidden=(Layer(8), Layer(8, "relu"))),
    "2-4-2-1": Experiment(hidden=(Layer(4), Layer(2))),
    "7-8-8-8-1": Experiment(features=ALL_FEATURES, hidden=(Layer(8), Layer(8), Layer(8))),
    "7-8-8-8-3": THREE_CLASSES,
    "2-16-16-1": Experiment(hidden=(Layer(16), Layer(16))),
    "2-40-1": Experiment(hidden=(Layer(40),)),
    "eight layers": Experiment(hidden=(Layer(4),) * 7),
}


def shown(rig: Rig) -> dict[str, QRectF]:
    """Return what is seen of the present act and around it, each thing by name."""
    canvas, present = rig.canvas, rig.acting.present
    layers, layout, telling = canvas._layers, canvas._layout, rig.moment.telling
    units, found = layers.unit_painter, {}
    for unit in (unit for layer in layout.layers for unit in layout.units(layer)):
        found[f"tile of {unit}"] = units.rect(unit)
        value = "1" if unit.unit == 0 else format_number(telling.activation_of(unit.layer, unit.unit))
        words = rig.acting.wording()(unit) or UnitWords(activation(unit.layer, unit.unit), value)
        found[f"label of {unit}"] = units.ink_rect(unit, words)
        if unit.layer == layout.layers[-1]:
            found[f"target of {unit}"] = units.target_ink_rect(unit, "1")
    for unit, rect in layers.acts._stages_of(present):
        if rect != units.rect(unit):
            found[f"stage of {unit}"] = rect
    for number, pill in enumerate(layers.acts.pills.all):
        found[f"pill {number}"] = pill.rect.adjusted(BAR, BAR, -BAR, -BAR)
    found["caption"] = layers.acts._caption.rect(caption_of(present))
    return {name: rect for name, rect in found.items() if not rect.isEmpty()}


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_nothing_that_an_act_shows_covers_anything_else(qapp: QApplication, name: str, size: tuple[int, int]) -> None:
    rig = Rig(EXPERIMENTS[name], size)
    for act in rig.one_of_each_kind():
        rig.stepping.go_to(act)
        rects = shown(rig)
        covered = [
            f"{one} and {other} in {rig.stepping.act.symbol}"
            for (one, first), (other, second) in combinations(rects.items(), 2)
            if first.adjusted(BAR, BAR, -BAR, -BAR).intersects(second)
        ]
        assert covered == []
        canvas = QRectF(rig.canvas.rect())
        assert [name for name, rect in rects.items() if not canvas.contains(rect)] == []


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if name != "eight layers"])
def test_every_unit_has_a_stage_for_what_it_does(qapp: QApplication, name: str, size: tuple[int, int]) -> None:
    rig = Rig(EXPERIMENTS[name], size)
    for act in rig.one_of_each_kind():
        rig.stepping.go_to(act)
        if rig.stepping.act.kind in ("net_input", "activation", "hidden_delta", "output_delta", "cost"):
            assert rig.canvas._layers.acts._stages_of(rig.acting.present), rig.stepping.act.symbol
