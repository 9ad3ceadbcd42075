"""Which key of the canvas does what: arrows walk, the others are in the table of verbs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from playground.canvas.scene import Scene
from playground.canvas.verbs import VERBS, Verbs
from playground.canvas.walk import walk_on

_SIGNS = {"+": "grow", "=": "grow", "-": "shrink", "−": "shrink"}  # on some keyboards they need Shift, on others not
_KEYS = {QKeySequence(key).toString(): verb.name for verb in VERBS for key in verb.keys}


def verb_for(event: QKeyEvent) -> str:
    """Return the verb that a key means, or ""."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.text() in _SIGNS and not held & ~Qt.KeyboardModifier.ShiftModifier:
        return _SIGNS[event.text()]
    return _KEYS.get(QKeySequence(Qt.Key(event.key()) | held).toString(), "")


def means_a_step(event: QKeyEvent) -> bool:
    """Tell whether a key steps on or back while steps are shown; with Ctrl or Alt it walks even then."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    plain = held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    return plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)


def press(event: QKeyEvent, scene: Scene, verbs: Verbs) -> bool:
    """Do what a key means; tell whether it means anything here."""
    if verb := verb_for(event):
        verbs.do(verb)
        return True
    held, selection = event.modifiers(), scene.selection
    to_edges = bool(held & Qt.KeyboardModifier.AltModifier)
    sizes = scene.document.experiment.sizes
    reached = walk_on(selection.focus, Qt.Key(event.key()), sizes, to_edges=to_edges)
    if reached is None:
        return False
    if held & Qt.KeyboardModifier.ShiftModifier:
        selection.select_all([*(item for item in selection.items if item != reached), reached])
    else:
        selection.select(reached)
    return True
