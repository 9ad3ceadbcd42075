"""First look: which columns of a table say most of its target, each by itself."""

import numpy as np

from engine.arrays import Array
from engine.surface import FIRST_TWO, Slice
from engine.table import Table

MOST_ROWS = 2000  # looked at, evenly spaced: a rough order is all that is wanted (512 columns of a million rows: 10 ms)


def telling_slice(table: Table) -> Slice:
    """Return the two columns that say most of the target, the earlier one across; of one or two columns these."""
    if len(table.names) < 3:
        return FIRST_TWO
    told = shares_told(table)
    first, second = sorted(np.argsort(-told, kind="stable")[:2].tolist())
    return Slice(first, second)


def shares_told(table: Table) -> Array:
    """Return for each input which share of the target's or its own variance is told, shape (d,), each 0 to 1.

    Of classes it is the correlation ratio η² (Fisher), of values the square of the correlation coefficient. A constant
    column tells nothing, nor does anything of a constant target.
    """
    step = -(-table.rows // MOST_ROWS)
    inputs, target = table.inputs[::step], table.target[::step]
    scale = np.abs(inputs).max(axis=0)
    inputs = inputs / np.where(scale > 0, scale, 1.0)  # so that no square leaves the numbers
    inputs = inputs - inputs.mean(axis=0)
    of_all = (inputs**2).sum(axis=0)
    if table.is_regression:
        values = target / (float(np.abs(target).max()) or 1.0)
        values = values - values.mean()
        told, of_all = (values @ inputs) ** 2, of_all * float(values @ values)
    else:
        told = np.zeros_like(of_all)
        for label in np.unique(target):
            rows = inputs[target == label]
            told += len(rows) * rows.mean(axis=0) ** 2
    told_share: Array = np.divide(told, of_all, out=np.zeros_like(told), where=of_all > 1e-18 * len(inputs))
    return told_share
