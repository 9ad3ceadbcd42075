"""Steps in the window: connects the stepping, the run and the commands that mean them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from engine.acts import GRAINS, PHASE_NAMES

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

_COARSER = Qt.KeyboardModifier.ShiftModifier


def connect_steps(window: "MainWindow") -> None:
    """Let the run answer what the stepping asks for, and the commands of the window ask for it."""
    stepping, runner, actions = window.stepping, window.runner, window.actions_by_name
    stepping.step_asked.connect(runner.step)
    stepping.act_asked.connect(runner.go_to)
    stepping.telling_asked.connect(runner.tell)
    runner.travelled.connect(window.document.travel)
    stepping.grain_changed.connect(lambda grain: actions[f"grain_{grain}"].setChecked(True))
    actions[f"grain_{stepping.grain}"].setChecked(True)
    actions["forward"].triggered.connect(lambda: stepping.forward())
    actions["back"].triggered.connect(lambda: stepping.back())

    def choose(grain: str) -> None:
        stepping.set_grain(grain)
        window.setFocus()  # whoever chooses a step wants the arrows to take it; a click on the network gives them back

    for segment in window.run_bar.grains.segments:
        segment.clicked.connect(window.setFocus)
    for grain in GRAINS:
        actions[f"grain_{grain}"].triggered.connect(lambda _checked=False, grain=grain: choose(grain))
    for phase in range(len(PHASE_NAMES)):
        actions[f"phase_{phase}"].triggered.connect(lambda _checked=False, phase=phase: stepping.go_to_phase(phase))
    window.run_bar.speed_chosen.connect(runner.set_speed)


def press(event: QKeyEvent, window: "MainWindow") -> bool:
    """Do what a key means that nobody else wanted: arrows step, Escape shows no act any more."""
    stepping, held = window.stepping, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() == Qt.Key.Key_Escape and stepping.is_on:
        stepping.leave()
        return True
    if held not in (Qt.KeyboardModifier.NoModifier, _COARSER):
        return False
    steps = {Qt.Key.Key_Right: stepping.forward, Qt.Key.Key_Left: stepping.back}
    if step := steps.get(Qt.Key(event.key())):
        step(coarser=held == _COARSER)
        return True
    return False
