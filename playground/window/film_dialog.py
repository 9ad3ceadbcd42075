"""The dialog for a film: of what, which moments, how fast; it says how many frames that makes and how long they run."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from engine.acts import Acts
from engine.timeline import Position
from playground.figures.colors import COLORS
from playground.figures.film import FPS, FilmWish, formats
from playground.figures.filming import MOST_FRAMES, acts, epochs, kept_colors
from playground.theme import Appearance, ui_font
from playground.window.picture_rows import LEAST_SIDE, MOST_SIDE, WHAT, Form, Shown, spin, usual_size

OF_EPOCHS = "epochs"
SPANS = {
    OF_EPOCHS: "Epochs, from … to",
    "act": "The present learning step, by unit",
    "layer": "The present learning step, by layer",
    "sample": "The present learning step, by sample",
}
USUAL_FRAMES, USUAL_FPS = 120, 10
THEMES = (
    ("Light", "The window's light colours"),
    ("Dark", "The window's dark colours"),
    ("Paper", "Light colours on white"),
)
HOLDS = (("0 s", "It goes on at once"), ("1 s", ""), ("2 s", ""), ("5 s", ""))


@dataclass(frozen=True)
class Plan:
    """A film as it is chosen.

    Attributes
    ----------
    positions : the moments that it shows
    steps : whether they are acts of a learning step
    """

    what: str
    positions: list[Position]
    steps: bool
    theme: str
    size: QSize
    scale: int
    wish: FilmWish


class FilmDialog(QDialog):
    """Lets a person choose a film; what was chosen last is offered first.

    Signals
    -------
    save_asked : the person wants the film
    """

    save_asked = Signal()

    def __init__(self, shown: Shown, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Film")
        self._shown = shown
        self._formats = formats()
        past = shown.snapshot.past
        assert past is not None
        first, last = past.present.start.position.epoch, past.present.end.position.epoch
        self.form = form = Form("film", appearance, self)
        form.combo("what", "Film of", WHAT, "What each frame shows")
        form.combo("span", "Moments", SPANS, "Which moments the film shows")
        self.first, self.last = form.numbers(
            "epochs",
            "Epochs",
            [(spin(first, last, first), "First epoch"), (spin(first, last, last), "Last epoch")],
            "to",
            f"From {first} to {last}",
        )
        (self.frames,) = form.numbers(
            "frames",
            "Frames",
            [(spin(1, MOST_FRAMES, USUAL_FRAMES), "Most frames")],
            "",
            "At most so many, evenly chosen",
        )
        speeds = {str(fps): f"{fps} frame{'' if fps == 1 else 's'} a second" for fps in FPS}
        form.combo("fps", "Speed", speeds, "How fast it runs", usual=str(USUAL_FPS))
        form.combo("format", "Format", self._formats, "MP4 is offered where ffmpeg is installed")
        form.segments("theme", "Colours", THEMES)
        form.segments("scale", "Scale", [("1×", "One point a pixel"), ("2×", "Two points a pixel")])
        size = usual_size(form.text("what"), shown)
        fields = [spin(LEAST_SIDE, MOST_SIDE, length) for length in size.toTuple()]
        self.width_field, self.height_field = form.numbers(
            "size", "Size", [(fields[0], "Width in pixels"), (fields[1], "Height in pixels")], "×", "In pixels"
        )
        form.segments("hold", "Last frame", HOLDS, usual=2)
        form.check("loops", "Again and again", "It begins anew when it is over", usual=True)
        self.told = QLabel()
        self._what = form.text("what")
        self._lay_out()
        form.changed.connect(self._show)
        self._show()

    @property
    def suffix(self) -> str:
        """The format that is chosen, as a file's suffix."""
        return self.form.text("format")

    @property
    def format_words(self) -> str:
        return self._formats[self.suffix]

    @property
    def plan(self) -> Plan:
        """The film that is chosen."""
        form = self.form
        wish = FilmWish(
            float(form.text("fps")),
            form.is_on("loops"),
            float(form.text("hold").split()[0]),
            kept_colors(COLORS[form.text("theme")]),
        )
        span = form.text("span")
        return Plan(
            form.text("what"),
            self._positions(span),
            span != OF_EPOCHS,
            form.text("theme"),
            QSize(self.width_field.value(), self.height_field.value()),
            int(form.text("scale")[0]),
            wish,
        )

    def _positions(self, span: str) -> list[Position]:
        if span == OF_EPOCHS:
            first, last = sorted((self.first.value(), self.last.value()))
            return epochs(first, last, self.frames.value())
        snapshot = self._shown.snapshot
        return acts(Position(snapshot.epoch, snapshot.batch), self._order, span, self.frames.value())

    @property
    def _order(self) -> Acts:
        """The acts of the mini-batch that comes next."""
        snapshot = self._shown.snapshot
        size = snapshot.experiment.batch or len(snapshot.samples.train)
        left = len(snapshot.samples.train) - snapshot.batch * size
        return Acts(snapshot.network.sizes, min(size, left))

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.told.setFont(ui_font(13, 600))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = buttons.addButton("&Save…", QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setDefault(True)
        self.save.setToolTip("Choose a file for the film (Return)")
        self.save.clicked.connect(self.save_asked.emit)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(14)
        column.addLayout(self.form.grid)
        column.addWidget(self.told)
        column.addWidget(buttons)

    def _show(self) -> None:
        form = self.form
        if form.text("what") != self._what:
            self._what = form.text("what")
            size = usual_size(self._what, self._shown)
            for field, length in ((self.width_field, size.width()), (self.height_field, size.height())):
                field.blockSignals(True)
                field.setValue(length)
                field.blockSignals(False)
        form.offer("epochs", is_offered=form.text("span") == OF_EPOCHS)
        form.offer("size", is_offered=self._what != "window")
        form.offer("loops", is_offered=self.suffix != ".mp4")
        plan = self.plan
        seconds = (len(plan.positions) - 1) / plan.wish.fps + max(plan.wish.hold, 1 / plan.wish.fps)
        frames = f"{len(plan.positions)} frame{'' if len(plan.positions) == 1 else 's'}"
        pixels = f"{plan.size.width() * plan.scale} × {plan.size.height() * plan.scale} pixels"
        self.told.setText(f"{frames}, {seconds:.1f} s, {pixels}")

    # Qt's names

    def done(self, result: int) -> None:
        self.form.remember()
        super().done(result)
