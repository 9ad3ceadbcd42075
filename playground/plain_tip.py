"""Tool tips that show a text letter by letter: Qt takes what looks like HTML for that, pictures from files too."""

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """Return what a tool tip shows as this very text; names of files and branches may hold anything.

    >>> plain_tip("2 < 3")
    '2 < 3'
    >>> plain_tip("<b>run</b>")
    '<span>&lt;b&gt;run&lt;/b&gt;</span>'
    """
    if not Qt.mightBeRichText(text):
        return text
    return f"<span>{escape(text, quote=False)}</span>".replace("\n", "<br>")
