"""The number type of the whole engine: float64 for everything that learns, float32 for pictures only."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Image = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]
Floats = npt.NDArray[np.floating[Any]]


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a view of the array that refuses to be written to."""
    view = array.view()
    view.flags.writeable = False
    return view
