"""The track: the lecture's four phases in a row, always there, with the present place marked; a click goes there."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from engine.acts import PHASE_NAMES, PHASES
from playground.document.stepping import Stepping
from playground.keyboard import let_space_press
from playground.theme import Appearance, ui_font

HEIGHT = 38
MARGIN = 20
FONT_SIZES = (12, 11, 10)  # the largest in which all names find room
WORDS_LEFT = 25  # pixels that the number before a phase's name takes
NAME_BASELINE, CAPTION_BASELINE = 14, 28
BACKWARD_PHASE = 2
CAPTION_PX = 10
TIPS = (
    "1. Starting at the input layer, forward propagate the sample: z and a of every unit.\n"
    "Each sample of the mini-batch goes through phases 1, 2 and the δ of 3 before the next one does",
    "2. Calculate the error that we want to minimise: the cost of each sample,\n"
    "and J of the mini-batch when all its samples have theirs",
    "3. Find its derivative with respect to each weight: δ of every unit, for each sample in its turn.\n"
    "∂J/∂w comes after the forward pass, error and δ of ALL samples of the mini-batch: it is made of all of them",
    "4. Update the weights: w := w − η ∂J/∂w, once for the whole mini-batch",
)
CAPTIONS = ("sample by sample", "of each, then of all", "δ of each, ∂J/∂w of all", "once, after all samples")


class PhaseButton(QAbstractButton):
    """One phase: its number and name, a bar that fills with the acts done of it, and light while it is the present one.

    Attributes
    ----------
    share : how much of the phase is done, 0 to 1
    caption : for which samples it is gone through, in a few words
    is_present : whether the present act belongs to it
    font_px : the size of its name
    """

    def __init__(self, appearance: Appearance, phase: int) -> None:
        super().__init__()
        self.share = 0.0
        self.caption = CAPTIONS[phase]
        self.is_present = False
        self.font_px = FONT_SIZES[0]
        self._appearance = appearance
        self._phase = phase
        self.setText(PHASE_NAMES[phase])
        self.setToolTip(f"{TIPS[phase]} (Ctrl+{phase + 1})")
        self.setAccessibleDescription(TIPS[phase])
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        let_space_press(self)
        appearance.changed.connect(self.update)

    def show_share(self, share: float, caption: str, *, is_present: bool) -> None:
        """Say how much of it is done, for which samples, and whether it is the present one."""
        if (share, caption, is_present) != (self.share, self.caption, self.is_present):
            self.share, self.caption, self.is_present = share, caption, is_present
            state = "present phase" if is_present else f"{share:.0%} done"
            self.setAccessibleName(f"{self.text()}, {state}, {caption}")
            self.update()

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(WORDS_LEFT + 7 + round(QFontMetricsF(ui_font(12, 600)).horizontalAdvance(self.text())), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        colour = theme.color("backward" if self._phase == BACKWARD_PHASE else "accent")
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 3.5, -0.5, -2.5), 6, 6)
            self._paint_number(painter)
            painter.setFont(ui_font(self.font_px, 600 if self.is_present else 500))
            lit = self.is_present or self.underMouse()
            painter.setPen(theme.color("text" if lit else "text2" if self.share else "text3"))
            self._paint_words(painter, self.text(), NAME_BASELINE)
            painter.setFont(ui_font(CAPTION_PX))
            painter.setPen(theme.color("text2" if lit else "text3"))
            self._paint_words(painter, self.caption, CAPTION_BASELINE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line"))
            painter.drawRoundedRect(QRectF(2, HEIGHT - 6, self.width() - 4, 3), 1.5, 1.5)
            if self.share:
                painter.setBrush(colour)
                painter.drawRoundedRect(QRectF(2, HEIGHT - 6, max(3.0, self.share * (self.width() - 4)), 3), 1.5, 1.5)

    def room_for(self, font_px: int) -> bool:
        """Return whether the name finds room in a font of this size, even as the present phase."""
        needed = QFontMetricsF(ui_font(font_px, 600)).horizontalAdvance(self.text())
        return needed <= self.width() - WORDS_LEFT - 2

    def has_room_for_caption(self) -> bool:
        """Return whether the caption is seen whole."""
        return QFontMetricsF(ui_font(CAPTION_PX)).horizontalAdvance(self.caption) <= self.width() - WORDS_LEFT - 2

    def _paint_words(self, painter: QPainter, words: str, baseline: int) -> None:
        room = self.width() - WORDS_LEFT - 2
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(WORDS_LEFT, baseline), shown)

    def _paint_number(self, painter: QPainter) -> None:
        theme = self._appearance.theme
        colour = theme.color("backward" if self._phase == BACKWARD_PHASE else "accent")
        painter.setPen(QPen(colour if self.is_present else theme.color("line2"), 1.2))
        painter.setBrush(colour if self.is_present else theme.color("panel"))
        centre = QPointF(13, (HEIGHT - 6) / 2)
        painter.drawEllipse(centre, 8.5, 8.5)
        painter.setFont(ui_font(10, 600))
        painter.setPen(theme.color("on_accent" if self.is_present else "text2"))
        painter.drawText(
            QRectF(centre.x() - 9, centre.y() - 9, 18, 18), Qt.AlignmentFlag.AlignCenter, str(self._phase + 1)
        )


class Track(QWidget):
    """The four phases side by side."""

    def __init__(self, stepping: Stepping, appearance: Appearance) -> None:
        super().__init__()
        self._stepping = stepping
        self._appearance = appearance
        self.setFixedHeight(HEIGHT + 1)
        self.setAccessibleName("Phases of learning")
        self.phases = [PhaseButton(appearance, phase) for phase in range(len(PHASE_NAMES))]
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 1, MARGIN, 0)
        row.setSpacing(10)
        for phase, button in enumerate(self.phases):
            row.addWidget(button, button.sizeHint().width())
            button.clicked.connect(lambda _checked=False, phase=phase: stepping.go_to_phase(phase))
        stepping.changed.connect(self._show)
        appearance.changed.connect(self.update)

    def _show(self) -> None:
        told = self._stepping.told
        present = PHASES[told.order.place(self._stepping.index).kind] if told else None
        shares = told.order.shares(self._stepping.index) if told else (0.0,) * len(PHASE_NAMES)
        for phase, button in enumerate(self.phases):
            caption = self._present_caption() if phase == present else CAPTIONS[phase]
            button.show_share(shares[phase], caption, is_present=phase == present)

    def _present_caption(self) -> str:
        """Return for which sample the present act is, or that it is for all of the mini-batch."""
        told = self._stepping.told
        assert told is not None
        place, count = told.order.place(self._stepping.index), len(told.samples)
        if place.column is None:
            whole = "1 sample" if count == 1 else f"all {count}"
            return {"cost": f"J of {whole}", "derivative": f"∂J/∂w of {whole}"}.get(place.kind, f"once, after {whole}")
        name = "δ of sample" if PHASES[place.kind] == BACKWARD_PHASE else "sample"
        return f"{name} {place.column + 1} of {count}"

    # Qt's names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layout().activate()  # else the buttons have the widths of before
        fitting = (size for size in FONT_SIZES if all(button.room_for(size) for button in self.phases))
        size = next(fitting, FONT_SIZES[-1])
        for button in self.phases:
            button.font_px = size

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("panel"))
            painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("line"))
