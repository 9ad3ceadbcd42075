"""A sentence beside what it is about: what was done, or why not."""

from PySide6.QtWidgets import QLabel, QSizePolicy

from playground.theme import ui_font


class Sentence(QLabel):
    """Takes as many lines as it needs, and no room while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sentence")
        self.setFont(ui_font(11, 500))
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setAccessibleName("Message")
        self.hide()

    def warn(self, sentence: str) -> None:
        """Tell what was refused."""
        self._show(sentence, "problem")

    def say(self, sentence: str) -> None:
        """Tell what was done."""
        self._show(sentence, "done")

    def clear(self) -> None:
        self._show("", "done")

    def _show(self, sentence: str, kind: str) -> None:
        self.setText(sentence[:1].upper() + sentence[1:])
        if kind != self.property("kind"):
            self.setProperty("kind", kind)
            self.style().polish(self)
        self.setVisible(bool(sentence))
