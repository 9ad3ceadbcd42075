"""What files and branches are called is shown letter by letter, whatever it looks like."""

import pytest
from PySide6.QtGui import QTextDocument

from playground.plain_tip import plain_tip


@pytest.mark.parametrize(
    "text", ["run", "2 < 3 & 4", "<b>run</b>\nnext", "<img src='file:///etc/passwd'>", "a &amp; b"]
)
def test_a_tool_tip_reads_as_the_text_does(text: str) -> None:
    tip = plain_tip(text)
    shown = QTextDocument()
    if tip != text:
        shown.setHtml(tip)
    else:
        shown.setPlainText(tip)
    assert shown.toPlainText() == text
