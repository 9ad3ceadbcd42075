"""The view: how far the canvas is zoomed in, and where it was moved to. Plain arithmetic, no Qt."""

from dataclasses import dataclass

LEAST_ZOOM, MOST_ZOOM = 0.5, 4.0


@dataclass(frozen=True)
class View:
    """A place (x, y) of the whole network is drawn at (zoom · x + dx, zoom · y + dy)."""

    zoom: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def x(self, x: float) -> float:
        return self.zoom * x + self.dx

    def y(self, y: float) -> float:
        return self.zoom * y + self.dy

    def zoomed(self, factor: float, x: float, y: float) -> "View":
        """Return the view that much nearer; what is drawn at (x, y) stays there."""
        zoom = min(max(self.zoom * factor, LEAST_ZOOM), MOST_ZOOM)
        grown = zoom / self.zoom
        return View(zoom, x - grown * (x - self.dx), y - grown * (y - self.dy))

    def moved(self, across: float, down: float) -> "View":
        return View(self.zoom, self.dx + across, self.dy + down)

    def kept_within(self, width: float, height: float) -> "View":
        """Return the nearest view that still shows a part of the network in the middle of a canvas of this size."""
        dx = min(max(self.dx, 0.5 * width - self.zoom * width), 0.5 * width)
        dy = min(max(self.dy, 0.5 * height - self.zoom * height), 0.5 * height)
        return View(self.zoom, dx, dy)


FIT = View()
