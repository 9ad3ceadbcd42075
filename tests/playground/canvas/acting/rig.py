"""A canvas whose run answers at once and in the same thread, and networks to act out."""

from PySide6.QtCore import QVariantAnimation

from engine.acts import Place
from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.snapshot import take
from engine.steps import steps
from playground.canvas.acting.acting import Acting
from playground.canvas.canvas import Canvas
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.document.slicing import Slicing
from playground.document.stepping import Stepping
from playground.theme import Appearance

SMALL, LARGE = (640, 461), (1280, 741)  # of the canvas in a window of 1280 x 800 and of 1920 x 1080
ALL_FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1x2", "sin_x1", "sin_x2")
THREE_CLASSES = Experiment(
    data=Data("spiral3"),
    features=ALL_FEATURES,
    hidden=(Layer(8), Layer(8, "relu"), Layer(8)),
    output="softmax",
    cost="cross_entropy",
    batch=250,
)


class Rig:
    """A shown canvas that goes to any act."""

    def __init__(
        self, experiment: Experiment, size: tuple[int, int] = SMALL, theme: str = "dark", *, still: bool = True
    ) -> None:
        self.run = Run(experiment)
        self.run.advance(epochs=2)
        self.selection = Selection(experiment)
        self.moment = Moment(self.selection)
        self.stepping = Stepping(self.moment, self.selection)
        document, slicing = Document(experiment), Slicing(experiment)
        self.canvas = Canvas(document, self.selection, self.moment, self.stepping, slicing, Appearance(theme))
        self._telling = False
        self.stepping.telling_asked.connect(self._tell)
        self.stepping.act_asked.connect(self._go_to)
        self.canvas.set_reduced_motion(still)
        self.canvas.resize(*size)
        self.canvas.show()
        self._show()
        self.stepping.enter()

    @property
    def acting(self) -> Acting:
        return self.canvas._acting

    def index(self, kind: str, layer: int = 0, unit: int = 0, source: int = 0, column: int | None = 0) -> int:
        """Return the number of an act; those of the mini-batch belong to no column."""
        column = None if kind in ("derivative", "update") else column
        return self.stepping.told.order.index(Place(kind, column, layer, unit, source))

    def go_to(self, *act: object) -> None:
        """Go to an act by its kind, layer, unit, source and column."""
        self.stepping.go_to(self.index(*act))

    def hold_at(self, progress: float) -> None:
        """Stop the movement at a share of its way."""
        animation = self.acting._animation
        assert animation.state() != QVariantAnimation.State.Stopped
        animation.pause()
        animation.setCurrentTime(round(progress * animation.duration()))

    def one_of_each_kind(self) -> list[int]:
        """Return acts of every kind: in the middle of a layer, of the first and the last."""
        L, sizes = self.stepping.told.network.L, self.stepping.told.network.sizes
        found = [self.index("sample", 1, sizes[0]), self.index("cost", L), self.stepping.told.order.batch_cost]
        found += [self.index("output_delta", L, unit) for unit in (1, sizes[-1])]
        for layer in range(2, L + 1):
            for unit in {1, (sizes[layer - 1] + 1) // 2, sizes[layer - 1]}:
                found += [self.index("net_input", layer, unit), self.index("activation", layer, unit)]
                found += [self.index("hidden_delta", layer, unit)] if layer < L else []
                for source in {0, sizes[layer - 2]}:
                    found += [self.index(kind, layer - 1, unit, source) for kind in ("derivative", "update")]
        return found

    def _show(self) -> None:
        self.moment.show(take(self.run, 1, steps(self.run) if self._telling else None))

    def _tell(self, telling: bool) -> None:
        self._telling = telling
        self._show()

    def _go_to(self, act: int) -> None:
        self.run.act = act
        self._show()
