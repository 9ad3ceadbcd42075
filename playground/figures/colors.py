"""The colours of figures: the window's two schemes, and one for paper."""

from dataclasses import replace

from PySide6.QtCore import QObject

from playground.theme import DARK, LIGHT, Appearance, Theme

PAPER = replace(LIGHT, canvas="#FFFFFF", card="#FFFFFF", window="#FFFFFF")
COLORS = {"paper": PAPER, "light": LIGHT, "dark": DARK}


class OneTheme(Appearance):
    """An appearance that never changes."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(theme.name, parent)
        self._theme = theme

    @property
    def theme(self) -> Theme:
        return self._theme
