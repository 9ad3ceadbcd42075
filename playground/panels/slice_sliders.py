"""Sliders for where the pictures stand in the inputs that they do not show: a few at once, of however many."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.coordinates import Coordinate
from engine.samples import Samples
from engine.surface import FIRST_TWO, Slice
from playground.document.slicing import Slicing
from playground.keyboard import leave_after_typing, let_space_press
from playground.plain_tip import plain_tip
from playground.slider import Slider
from playground.theme import ui_font

MOST_ROWS = 8  # of more inputs they scroll, and can be searched
LINE, GAP = 24, 4  # pixels high, and between
STEPS = 200  # of a slider
NAME, VALUE = 92, 48  # pixels wide


class SliceSliders(QWidget):
    """One row for each input that is not shown; as high as the rows that there are, and no higher while one drags."""

    def __init__(self, slicing: Slicing) -> None:
        super().__init__()
        self._slicing = slicing
        self._coordinates: Sequence[Coordinate] = ()
        self._samples: Samples | None = None
        self._shown = FIRST_TWO
        self._listed: list[int] = []  # the coordinates that have a row, were there room for all
        self.search = QLineEdit()
        self.search.setObjectName("slice_search")
        self.search.setProperty("form", True)
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search the inputs")
        self.search.textChanged.connect(self._list)
        leave_after_typing(self.search, lambda: None)
        self.all_means = QToolButton()
        self.all_means.setObjectName("slice_all_means")
        self.all_means.setProperty("link", True)
        self.all_means.setText("all to their means")
        self.all_means.setToolTip("Stand at the mean of every input that is not shown")
        self.all_means.setFont(ui_font(11))
        self.all_means.clicked.connect(lambda: slicing.release())
        let_space_press(self.all_means)
        self.rows = [SliderRow(slicing) for _ in range(MOST_ROWS)]
        self.bar = QScrollBar(Qt.Orientation.Vertical)
        self.bar.setPageStep(MOST_ROWS)
        self.bar.valueChanged.connect(self._show_rows)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.search, 1)
        head.addStretch()
        head.addWidget(self.all_means)
        self._head = QWidget()
        self._head.setLayout(head)
        self._head.setFixedHeight(LINE)
        rows = QVBoxLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for row in self.rows:
            rows.addWidget(row)
        rows.addStretch()
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(2)
        below.addLayout(rows, 1)
        below.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._head)
        column.addLayout(below)

    def show_coordinates(self, coordinates: Sequence[Coordinate], samples: Samples) -> None:
        """Have a row for each of these but for the two that are shown."""
        self._coordinates, self._samples = coordinates, samples
        self.search.clear()
        count = len(coordinates) - 2
        self.search.setVisible(count > MOST_ROWS)
        self.search.setPlaceholderText(f"Search {count} inputs")
        self.setFixedHeight(LINE + GAP + max(0, min(count, MOST_ROWS)) * LINE)
        self._list()

    def show_slice(self, shown: Slice) -> None:
        """Show where the pictures stand."""
        same_axes = (shown.across, shown.up) == (self._shown.across, self._shown.up)
        self._shown = shown
        self.all_means.setEnabled(bool(shown.held))
        if same_axes:
            self._show_rows()
        else:
            self._list()

    def _list(self) -> None:
        wanted = self.search.text().strip().casefold()
        axes = self._shown.across, self._shown.up
        self._listed = [
            number
            for number, coordinate in enumerate(self._coordinates)
            if number not in axes and (wanted in coordinate.title.casefold() or wanted == f"x{number + 1}")
        ]
        beyond = max(0, len(self._listed) - MOST_ROWS)
        self.bar.setRange(0, beyond)
        self.bar.setVisible(beyond > 0)
        self._show_rows()

    def _show_rows(self) -> None:
        held, first = dict(self._shown.held), self.bar.value()
        for place, row in enumerate(self.rows, start=first):
            row.setVisible(place < len(self._listed))
            if place < len(self._listed) and self._samples is not None:
                number = self._listed[place]
                mean = float(self._samples.middle[number])
                row.show_value(self._coordinates[number], held.get(number, mean), is_held=number in held)

    # Qt's name

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.bar.isHidden():
            steps = -event.angleDelta().y() // 120 or (-1 if event.angleDelta().y() > 0 else 1)
            self.bar.setValue(self.bar.value() + steps)
            event.accept()
        else:
            super().wheelEvent(event)


class SliderRow(QWidget):
    """The name of an input, a slider over its range, the value, and the way back to the mean."""

    def __init__(self, slicing: Slicing) -> None:
        super().__init__()
        self._slicing = slicing
        self._coordinate = Coordinate(1)
        self.name, self.value = ShortLabel(), QLabel()
        self.name.setFixedWidth(NAME)
        self.value.setFont(ui_font(11, 500))
        self.value.setFixedWidth(VALUE)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 10)
        self.slider.valueChanged.connect(self._hold)
        self.mean = QToolButton()
        self.mean.setProperty("link", True)
        self.mean.setText("mean")
        self.mean.setFont(ui_font(11))
        self.mean.clicked.connect(lambda: slicing.release(self._coordinate.number - 1))
        let_space_press(self.mean)
        stays = self.mean.sizePolicy()
        stays.setRetainSizeWhenHidden(True)
        self.mean.setSizePolicy(stays)
        self.setFixedHeight(LINE)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.name)
        line.addWidget(self.slider, 1)
        line.addWidget(self.value)
        line.addWidget(self.mean)

    def show_value(self, coordinate: Coordinate, value: float, *, is_held: bool) -> None:
        """Show a value of a coordinate, and whether that is held or its mean."""
        if coordinate != self._coordinate or not self.name.text():
            self._coordinate = coordinate
            self.name.show_text(coordinate.title)
            self.slider.setAccessibleName(coordinate.title)
            self.mean.setAccessibleName(f"{coordinate.title} to its mean")
            self.mean.setToolTip(plain_tip(f"Stand at the mean of {coordinate.title}"))
        low, high = coordinate.span
        if not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(round(STEPS * min(max((value - low) / (high - low), 0.0), 1.0)))
        self.value.setText(coordinate.written(value))
        tone = "" if is_held else "third"
        if tone != self.value.property("tone"):
            self.value.setProperty("tone", tone)
            self.value.style().polish(self.value)
        self.mean.setVisible(is_held)

    def _hold(self, step: int) -> None:
        low, high = self._coordinate.span
        self._slicing.hold(self._coordinate.number - 1, low + (high - low) * step / STEPS)


class ShortLabel(QLabel):
    """As much of a text as there is room for; its tooltip tells all of it."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setFont(ui_font(11))
        self.setProperty("tone", "second")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        self._whole = text
        self.setToolTip(plain_tip(text))
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width()))

    # Qt's names

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
