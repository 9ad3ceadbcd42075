"""Settling: for a quarter of a second after a change of the structure, units glide to their new places."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation

from engine.surgery import Graft, Place
from playground.canvas.layout import CanvasLayout
from playground.document.selection import Unit

MILLISECONDS = 250
FADES_FROM = 0.35  # of the way, when new units begin to show


class Settling(QObject):
    """Knows how far units are still from their places; new ones fade in where they stand.

    Parameters
    ----------
    show : draws the network once more
    """

    def __init__(self, parent: QObject, show: Callable[[], object]) -> None:
        super().__init__(parent)
        self._show = show
        self._grafts: list[Graft | None] = []
        self._ways: dict[Unit, QPointF] = {}
        self._new: set[Unit] = set()
        self._animation = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=MILLISECONDS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._step)

    @property
    def is_on(self) -> bool:
        return self._animation.state() == QVariantAnimation.State.Running

    def expect(self, graft: Graft | None) -> None:
        """Remember where the units of a changed network come from, None if from nowhere; it is drawn a little later."""
        self._grafts.append(graft)

    def begin(self, before: CanvasLayout, after: CanvasLayout) -> None:
        """Let units glide from where they stood, if it is known which is which."""
        grafts, self._grafts = self._grafts, []
        self.stop()
        known = [graft for graft in grafts if graft]
        if not known or len(known) < len(grafts) or known[-1].sizes != after.sizes:
            return
        self._ways.clear()
        self._new.clear()
        for layer in after.layers:
            for unit in after.units(layer):
                self._place(unit, _origin((unit.layer, unit.unit), known), before, after)
        self._animation.start()

    def forget(self) -> None:
        """Expect nothing: what comes is drawn where it belongs at once."""
        self._grafts.clear()
        self.stop()

    def stop(self) -> None:
        """Let everything stand in its place."""
        self._animation.stop()

    def shifts(self) -> Mapping[Unit, QPointF]:
        """Return how far each unit is from its place now."""
        left = 1.0 - float(self._animation.currentValue())
        return {unit: way * left for unit, way in self._ways.items()}

    def opacities(self) -> Mapping[Unit, float]:
        """Return how far each new unit shows."""
        share = (float(self._animation.currentValue()) - FADES_FROM) / (1.0 - FADES_FROM)
        return dict.fromkeys(self._new, max(0.0, share))

    def _place(self, unit: Unit, origin: Place | None, before: CanvasLayout, after: CanvasLayout) -> None:
        if origin is None or not before.has(Unit(*origin)):
            self._new.add(unit)
            return
        way = QPointF(
            before.x(origin[0]) - after.x(unit.layer), before.y(origin[0], origin[1]) - after.y(unit.layer, unit.unit)
        )
        if way.manhattanLength() > 0.5:
            self._ways[unit] = way

    def _step(self, _share: object) -> None:
        self._show()


def _origin(place: Place, grafts: list[Graft]) -> Place | None:
    """Return where a unit stood before grafts that followed each other; a bias unit goes with its layer's first."""
    layer, unit = place
    found: Place | None = (layer, unit or 1)
    for graft in reversed(grafts):
        found = graft.origins[found[0] - 1][found[1] - 1] if found else None
    return (found[0], unit if unit == 0 else found[1]) if found else None
