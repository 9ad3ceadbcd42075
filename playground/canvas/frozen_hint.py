"""The hint that weights are frozen: at the upper left of the canvas, for as long as some are, whatever run it is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from engine.experiment import Experiment
from playground.canvas.verbs import Verbs
from playground.keyboard import let_space_press
from playground.theme import ui_font

LEFT, TOP = 10, 5
MEANING = "Frozen weights do not learn: they keep their value while the others learn, in a new run too"


class FrozenHint(QToolButton):
    """Says how many weights are frozen; a click offers to let them learn again."""

    def __init__(self, canvas: QWidget, verbs: Verbs) -> None:
        super().__init__(canvas)
        self.setObjectName("frozen_hint")
        self.setProperty("link", True)
        self.setFont(ui_font(11, 500))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(f"{MEANING}. A click: unfreeze all of them, or select them")
        let_space_press(self)
        menu = QMenu(self)
        for name, text in (("unfreeze_all", "Unfreeze all"), ("select_frozen", "Select them")):
            menu.addAction(text).triggered.connect(lambda _checked=False, name=name: verbs.do(name))
        self.setMenu(menu)
        self.move(LEFT, TOP)
        self.hide()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show how many weights of an experiment are frozen; nothing where none is."""
        self.setText(words(len(experiment.frozen)))
        self.resize(self.sizeHint())
        self.setVisible(bool(experiment.frozen))


def words(count: int) -> str:
    """Say how many weights are frozen.

    >>> words(1), words(2)
    ('1 weight frozen', '2 weights frozen')
    """
    return f"{count} weight{'' if count == 1 else 's'} frozen"
