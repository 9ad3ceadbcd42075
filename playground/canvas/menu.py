"""Context menus: the verbs that make sense for a thing, each with its key."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from playground.canvas.verbs import VERBS, Verb, Verbs


def context_menu(parent: QWidget, kind: str, verbs: Verbs) -> QMenu:
    """Return the menu for a kind of thing; it goes when it is closed."""
    menu = QMenu(parent)
    menu.setObjectName(f"menu_{kind}")
    for verb in VERBS:
        if kind in verb.menus:
            add_verb(menu, verb, verbs)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def network_menu(menu: QMenu, verbs: Verbs) -> None:
    """Fill a menu of the menu bar with every verb, as it is when the menu opens."""

    def fill() -> None:
        menu.clear()
        for verb in VERBS:
            add_verb(menu, verb, verbs)

    menu.aboutToShow.connect(fill)
    fill()


def add_verb(menu: QMenu, verb: Verb, verbs: Verbs) -> None:
    """Add a verb; its key is only told, since it is the canvas that hears it."""
    if verb.line_before and not menu.isEmpty():
        menu.addSeparator()
    action = menu.addAction(f"{verbs.text(verb)}\t{key_name(verb)}")
    action.setObjectName(verb.name)
    action.setEnabled(verbs.possible(verb))
    action.triggered.connect(lambda _checked=False, name=verb.name: verbs.do(name))


def key_name(verb: Verb) -> str:
    """Return the key of a verb that is told, as the desktop writes it."""
    return QKeySequence(verb.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
