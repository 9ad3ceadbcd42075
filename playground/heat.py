"""Heat maps: activations over the plane as small pictures, orange below the middle of φ's range and blue above."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from engine.activations import ACTIVATIONS
from engine.arrays import Array, Image
from playground.theme import Theme, mix

HALF = 127  # shades on each side of the middle
STRONGEST = 0.88  # how far the colour of ±1 goes from the middle to full blue or orange


Levels = npt.NDArray[np.uint8]


def levels(values: Image) -> Levels:
    """Return the shades of maps of values in −1 … 1, same shape, the last row first; no number gets the middle's.

    Equal levels make equal pictures, and are found in a hundredth of the time that drawing takes.
    """
    scaled = np.clip(values[:, ::-1], -1, 1)
    scaled *= HALF
    scaled += HALF + 0.5
    return np.nan_to_num(scaled, copy=False, nan=HALF).astype(np.uint8)


class HeatColors:
    """The scale from −1 (orange) over 0 to +1 (blue) in one theme, as pixels of Format_RGB32."""

    def __init__(self, theme: Theme) -> None:
        self._pixels = _scale(theme)

    def images(self, values: Image) -> list[QImage]:
        """Return a picture for each map of values in −1 … 1, shape (units, g, g); row 0 comes out at the bottom."""
        return self.pictures(levels(values))

    def pictures(self, levels: Levels) -> list[QImage]:
        """Return a picture for each map of levels."""
        return [_image(picture) for picture in self._pixels[levels]]


@lru_cache(maxsize=4)
def _scale(theme: Theme) -> np.ndarray:
    """Return the pixels of the scale, shape (2 * HALF + 1,); kept, as each tile of the data panel wants them too."""
    middle = theme.color("zero")
    pixels = np.empty(2 * HALF + 1, np.uint32)
    for index in range(2 * HALF + 1):
        value = index / HALF - 1.0
        full = theme.signed(value)
        pixels[index] = mix(middle, full, STRONGEST * abs(value) ** 0.9).rgb()
    pixels.flags.writeable = False
    return pixels


def _image(pixels: np.ndarray) -> QImage:
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    image.pixels = pixels  # type: ignore[attr-defined]  # the picture borrows this memory and must keep it alive
    return image


def centred(maps: Image, activation: str | None, sizes: Array | float = 0.0) -> Image:
    """Return maps scaled to −1 … 1 about the middle of the activation's range.

    What has no bounds (relu, linear, the inputs) is scaled to its own greatest size on the map: zero stays zero. An
    input that is the same all over the map would always be the strongest; it has a size to be compared with.

    sizes : the least that maps are scaled to, shape (units,), or of all
    """
    bounds = ACTIVATIONS[activation].bounds if activation else None
    if bounds is None:
        maps = np.nan_to_num(maps)  # a net that diverges has units beyond all numbers: they are the strongest
        size = np.abs(maps).max(axis=(1, 2), keepdims=True)
        sizes = np.minimum(sizes, np.finfo(maps.dtype).max).astype(maps.dtype)
        least = np.maximum(sizes.reshape(-1, 1, 1), 1e-12)
        return np.asarray(maps / np.maximum(size, least), np.float32)
    low, high = bounds
    return np.asarray((maps - (low + high) / 2) / ((high - low) / 2), np.float32)
