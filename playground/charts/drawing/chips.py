"""What is painted with: a chip for each class, with its marker and its name; a list where there are many."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from playground.charts.kinds import TWO_CLASSES, Kind
from playground.charts.markers import marker
from playground.charts.row import label_font
from playground.combo_box import ComboBox
from playground.keyboard import let_space_press
from playground.plain_tip import plain_tip
from playground.theme import Appearance

MOST_CHIPS = 8  # of more classes, a list
HEIGHT = 24
_MARKER = 22  # pixels that the marker takes at the left
_LEAST = 26


class ClassChip(QAbstractButton):
    """One class to paint with."""

    def __init__(self, appearance: Appearance, number: int, name: str, kind: Kind) -> None:
        super().__init__()
        self._appearance = appearance
        self._number = number
        self._kind = kind
        self.setText(name)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        key = f" ({number + 1})" if number < 9 else ""
        self.setToolTip(plain_tip(f"Paint samples of class {name}{key}"))
        self.setAccessibleName(f"Class {name}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(_LEAST)
        let_space_press(self)
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(round(_MARKER + QFontMetricsF(label_font()).horizontalAdvance(self.text()) + 10), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            on = self.isChecked()
            painter.setPen(QPen(theme.color("accent" if on or self.hasFocus() else "line"), 1.6 if on else 1.0))
            painter.setBrush(theme.color("accent_soft" if on else "hover" if self.underMouse() else "card"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
            room = self.width() - _MARKER - 6
            named = room >= QFontMetricsF(label_font()).horizontalAdvance("…")
            middle = 12.5 if named else self.width() / 2
            marker(theme, self._number, False, self._kind).draw(painter, QPointF(middle, HEIGHT / 2))
            if named:
                name = QFontMetricsF(label_font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
                painter.setFont(label_font())
                painter.setPen(theme.color("text" if on else "text2"))
                place = QRectF(_MARKER, 0, room + 2, HEIGHT)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)


class ClassChips(QWidget):
    """All classes, one of them chosen."""

    chosen = Signal(int)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.names: tuple[str, ...] = ()
        self.current = 0
        self._wanted: int | None = None
        self._kind = TWO_CLASSES
        self.chips: list[ClassChip] = []
        self.list = ComboBox(appearance)
        self.list.setAccessibleName("Class to paint")
        self.list.setFixedHeight(HEIGHT + 2)
        self.list.activated.connect(self.choose)
        self.list.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_classes(self, names: Sequence[str], kind: Kind) -> None:
        """Offer these classes; the chosen one stays if it is among them."""
        if (tuple(names), kind) == (self.names, self._kind):
            return
        self.names, self._kind = tuple(names), kind
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.deleteLater()
        few = len(names) <= MOST_CHIPS
        self.chips = [ClassChip(self._appearance, k, name, kind) for k, name in enumerate(names)] if few else []
        for number, chip in enumerate(self.chips):
            self._row.addWidget(chip)
            chip.clicked.connect(lambda _checked=False, number=number: self.choose(number))
        self.list.clear()
        self.list.addItems([] if few else list(names))
        self.list.setVisible(not few)
        self.choose(min(self._wanted if self._wanted is not None else self.current, max(0, len(names) - 1)))
        self._wanted = None

    def choose_when_there(self, number: int) -> None:
        """Paint with a class that is about to be there."""
        self._wanted = number

    def choose(self, number: int) -> None:
        """Paint with a class from now on, if there is one of that number."""
        if not 0 <= number < max(1, len(self.names)):
            return
        self.current = number
        if self.chips:
            self.chips[number].setChecked(True)
        else:
            self.list.setCurrentIndex(number)
        self.chosen.emit(number)
