"""Tables to try the panel on."""

import numpy as np

from engine.table import Table


def flowers(rows: int = 60, inputs: int = 2, *, split: bool = False) -> Table:
    """Return rows of three classes; a third of them only test where the table splits itself."""
    rng = np.random.default_rng(5)
    label = np.arange(rows) % 3
    names = ("petal length", "petal width", "sepal length", "sepal width", *(f"measure {k}" for k in range(inputs)))
    points = rng.normal(size=(rows, inputs)) * 0.4 + label[:, np.newaxis]
    is_test = np.arange(rows) % 4 == 3 if split else None
    return Table(names[:inputs], points, "species", label.astype(float), ("lily", "rose", "tulip"), is_test)


def prices(rows: int = 40) -> Table:
    """Return rows of values."""
    size = np.linspace(20, 200, rows)
    return Table(("size", "rooms"), np.column_stack([size, size // 40]), "price", size * 3.0)
