"""The dialog for a figure: what, as which file, in which colours; what it shows beside that is the figure itself."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QImage, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from engine.exchange import tikz
from playground.anew import Look
from playground.figures.colors import COLORS
from playground.figures.figure import SCALES, Wish, image
from playground.figures.studio import SIZES, Studio, Subject
from playground.theme import Appearance, ui_font
from playground.window.picture_rows import LEAST_SIDE, MOST_SIDE, Form, Shown, spin, usual_size

FORMATS = (
    ("SVG", "Lines and letters as outlines: the same everywhere, as large as you like"),
    ("PDF", "Lines, with the fonts embedded: for paper and LaTeX"),
    ("PNG", "A picture of points, up to four times as fine as the screen"),
    ("TikZ", "The network as text for LaTeX, with the package tikz"),
)
THEMES = (
    ("Paper", "Light colours on white: for print"),
    ("Light", "The window's light colours"),
    ("Dark", "The window's dark colours"),
)
PREVIEW = QSize(640, 460)
SIZE = QSize(980, 560)
CHECK = 9  # pixels of the squares behind what is transparent

MOST_PREVIEWED = 2  # points a pixel: more are not seen there, and would take half a second

MakeWhole = Callable[[str, str], Subject]


class Preview(QWidget):
    """Shows a picture as large as there is room, on squares where it is transparent."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()
        self._made: QImage | None = None  # as small as it is shown
        self.setMinimumSize(360, 300)
        self.setAccessibleName("Preview of the figure")

    def show_picture(self, picture: QImage) -> None:
        """Show another picture."""
        self.picture = picture
        self._made = None
        self.update()

    def _small(self, size: QSize) -> QImage:
        """Return the picture in a size of the screen; made by averages, as a painter would leave pixels out."""
        ratio = self.devicePixelRatioF()
        if self._made is None or self._made.size() != size * ratio:
            self._made = self.picture.scaled(
                size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._made.setDevicePixelRatio(ratio)
        return self._made

    # Qt's names

    def sizeHint(self) -> QSize:
        return PREVIEW

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.picture.isNull():
            return
        size = self.picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, *size.toTuple())
        with QPainter(self) as painter:
            _paint_squares(painter, place)
            painter.drawImage(place.topLeft(), self._small(size))
            painter.setPen(self.palette().mid().color())
            painter.drawRect(place.adjusted(0, 0, -1, -1))


def _paint_squares(painter: QPainter, place: QRectF) -> None:
    painter.save()
    painter.setClipRect(place)
    painter.fillRect(place, QColor("#FFFFFF"))
    for row in range(int(place.height() / CHECK) + 1):
        for column in range(row % 2, int(place.width() / CHECK) + 1, 2):
            painter.fillRect(
                QRectF(place.left() + column * CHECK, place.top() + row * CHECK, CHECK, CHECK), QColor("#E4E6EA")
            )
    painter.restore()


class FigureDialog(QDialog):
    """Lets a person choose a figure; what was chosen last is offered first.

    Parameters
    ----------
    titles : what figures can be made of
    make_whole : returns the window, or a part of it as it stands, as what a figure is made of, in colours of a name

    Signals
    -------
    save_asked, copy_asked : the person wants the figure as a file, or on the clipboard
    """

    save_asked = Signal()
    copy_asked = Signal()

    def __init__(
        self,
        shown: Shown,
        titles: Mapping[str, str],
        make_whole: MakeWhole,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Figure")
        self.titles = titles
        self._shown = shown
        self._make_whole = make_whole
        self._studio: Studio | None = None
        self._drawn: tuple[object, ...] = ()
        self.form = form = Form("figure", appearance, self)
        form.combo("what", "Figure of", titles, "What the figure shows")
        form.segments("format", "Format", FORMATS)
        form.segments("scale", "Scale", [(f"{scale}×", f"{scale} points a pixel") for scale in SCALES], usual=1)
        form.segments("theme", "Colours", THEMES)
        size = usual_size(form.text("what"), shown)
        fields = [spin(LEAST_SIDE, MOST_SIDE, length) for length in size.toTuple()]
        self.width_field, self.height_field = form.numbers(
            "size", "Size", [(fields[0], "Width in pixels"), (fields[1], "Height in pixels")], "×", "In pixels"
        )
        form.check("transparent", "Transparent", "Nothing behind the figure, whatever it is put on", usual=False)
        form.check("numbers", "Numbers", "Values of units and weights", usual=True)
        form.check("selection", "Selection", "The selected unit stands out, with its weights", usual=True)
        form.check("weights", "Weights on lines", "Each weight is written on its line", usual=False)
        form.check("bias", "Bias units", "Bias units are drawn", usual=True)
        self.preview = Preview()
        self.text = QPlainTextEdit()
        self.told = QLabel()
        self._lay_out()
        self.resize(SIZE)
        self._what = form.text("what")
        form.changed.connect(self._show)
        self._show()

    # ---- what is chosen ----------------------------------------------------------------------------------------------

    @property
    def suffix(self) -> str:
        """The format that is chosen, as a file's suffix."""
        chosen = self.form.text("format")
        return ".tex" if chosen == "tikz" else f".{chosen}"

    @property
    def wish(self) -> Wish:
        """What the figure is to be like."""
        form = self.form
        is_window = self._what == "window"
        look = Look(
            has_ground=is_window or not form.is_on("transparent"),
            has_numbers=form.is_on("numbers"),
            has_selection=form.is_on("selection"),
        )
        return Wish(look, int(form.text("scale")[0]), f"{self.titles[self._what]}, epoch {self._shown.snapshot.epoch}")

    @property
    def tikz_text(self) -> str:
        """The network as TikZ."""
        snapshot, form = self._shown.snapshot, self.form
        options = tikz.Options(has_weights=form.is_on("weights"), has_bias=form.is_on("bias"))
        return tikz.as_tikz(snapshot.network, snapshot.experiment.features, options, snapshot.experiment.pruned)

    def subject(self) -> Subject:
        """Return what the figure is made of."""
        if self._what not in SIZES:
            return self._make_whole(self._what, self.form.text("theme"))
        size = QSize(self.width_field.value(), self.height_field.value())
        drawn = self._what, self.form.text("theme"), size
        if self._studio is None or drawn != self._drawn:
            self._forget()
            self._drawn = drawn
            shown = self._shown
            self._studio = Studio(
                self._what,
                shown.snapshot,
                COLORS[self.form.text("theme")],
                size,
                sample=shown.sample,
                items=shown.items,  # type: ignore[arg-type]
                is_log=shown.is_log,
                shown=shown.slice,
                parent=self,
            )
        return self._studio

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName("The figure as text")
        self.told.setFont(ui_font(11))
        self.told.setProperty("tone", "second")
        self.told.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save = buttons.addButton("&Save…", QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setDefault(True)
        self.save.setToolTip("Choose a file for the figure (Return)")
        self.copy = buttons.addButton("&Copy", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy.setToolTip("Copy the figure as PNG and as SVG (Ctrl+C)")
        self.save.clicked.connect(self.save_asked.emit)
        self.copy.clicked.connect(self.copy_asked.emit)
        buttons.rejected.connect(self.reject)
        left = QVBoxLayout()
        left.addLayout(self.form.grid)
        left.addStretch()
        left.addWidget(self.told)
        right = QStackedLayout()
        right.addWidget(self.preview)
        right.addWidget(self.text)
        self._pages = right
        middle = QHBoxLayout()
        middle.setSpacing(22)
        middle.addLayout(left)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(14)
        column.addLayout(middle, 1)
        column.addWidget(buttons)

    def _show(self) -> None:
        """Show the figure that is chosen, and only what can be chosen for it."""
        form, what = self.form, self.form.text("what")
        if what != self._what:
            self._what = what
            size = usual_size(what, self._shown)
            for field, length in ((self.width_field, size.width()), (self.height_field, size.height())):
                field.blockSignals(True)
                field.setValue(length)
                field.blockSignals(False)
        is_text, is_window, stands = self.suffix == ".tex", what == "window", what not in SIZES
        form.offer("scale", is_offered=self.suffix == ".png")
        form.offer("theme", is_offered=not is_text)
        form.offer("size", is_offered=not (is_text or stands))
        form.offer("transparent", is_offered=not (is_text or is_window))
        for name in ("numbers", "selection"):
            form.offer(name, is_offered=what == "network" and not is_text)
        for name in ("weights", "bias"):
            form.offer(name, is_offered=is_text and what == "network")
        can_be_made = what == "network" or not is_text
        self.save.setEnabled(can_be_made)
        self.copy.setEnabled(can_be_made)
        self._pages.setCurrentWidget(self.text if is_text else self.preview)
        if is_text:
            self.text.setPlainText(self.tikz_text if can_be_made else "")
        else:
            wish = self.wish
            self.preview.show_picture(image(self.subject(), replace(wish, scale=min(wish.scale, MOST_PREVIEWED))))
        self.told.setText(self._words())

    def _words(self) -> str:
        if self.suffix == ".tex":
            if self._what != "network":
                return "TikZ draws the network alone; choose another format for this figure."
            return "Positive weights are solid, negative ones dashed; a line is the thicker, the larger its weight."
        size, scale = self.subject().size, self.wish.scale if self.suffix == ".png" else 1
        return f"{size.width() * scale} × {size.height() * scale} pixels"

    def _forget(self) -> None:
        if self._studio is not None:
            self._studio.close()
            self._studio = None

    # Qt's names

    def done(self, result: int) -> None:
        self.form.remember()
        self._forget()
        super().done(result)
