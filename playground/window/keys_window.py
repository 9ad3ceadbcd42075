"""All keys and gestures in a window of their own, to be searched and to stay beside the main one."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from playground.keyboard import let_escape_close
from playground.theme import Appearance, ui_font
from playground.window.help_texts import KEYS, Rows

SIZE = (640, 680)
MARGIN = 60  # pixels of the screen that stay free above and below
NOTHING = "No key and no gesture has “{words}” in it."


class KeysWindow(QWidget):
    """Lists what every key and gesture does; a word typed on top leaves the lines that have it."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("keys_window")
        self.setWindowTitle("Keys and gestures")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._appearance = appearance
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search: a key, or what it does")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search keys and gestures")
        self.page = QTextBrowser()
        self.page.setAccessibleName("Keys and gestures")
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.setFont(ui_font(13))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 8)
        column.addWidget(self.search)
        column.addWidget(self.page, 1)
        let_escape_close(self)
        self.search.textChanged.connect(self._fill)
        appearance.changed.connect(self._fill)
        self._fill()
        self.setMinimumSize(420, 240)
        self.resize(SIZE[0], min(SIZE[1], self.screen().availableGeometry().height() - 2 * MARGIN))

    def open(self) -> None:
        """Show it, ready to search."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()
        self.search.selectAll()

    def _fill(self) -> None:
        words = self.search.text().strip()
        theme = self._appearance.theme
        found = {group: matching(rows, words) for group, rows in KEYS.items()}
        parts = [
            f"<h4 style='color:{theme.color('text2').name()}'>{group}</h4><table cellpadding='3'>{_lines(rows)}</table>"
            for group, rows in found.items()
            if rows
        ]
        self.page.setHtml("".join(parts) or f"<p>{escape(NOTHING.format(words=words))}</p>")


def matching(rows: Rows, words: str) -> Rows:
    """Return the rows that have all of these words in them, whatever their case.

    >>> matching((("S", "learn one epoch"), ("N", "new seed")), "EPOCH one")
    (('S', 'learn one epoch'),)
    """
    wanted = words.lower().split()
    return tuple(row for row in rows if all(word in " ".join(row).lower() for word in wanted))


def _lines(rows: Rows) -> str:
    return "".join(f"<tr><td width='190'><b>{escape(keys)}</b></td><td>{escape(what)}</td></tr>" for keys, what in rows)
