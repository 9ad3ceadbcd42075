"""The cost history as CSV: the data term over both parts and the penalty of each epoch, every number in full.

Of a run longer than `engine.metrics.MOST_ROWS` epochs the older ones are thinned, with every low and high kept.
"""

import csv
import io
from pathlib import Path

import numpy as np

from engine.files import write_whole
from engine.metrics import Costs


def save(path: Path, costs: Costs) -> None:
    """Write one row an epoch, of those kept, under the heading epoch,train,test,penalty.

    Raises
    ------
    ExportError
        if the file cannot be written
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", "train", "test", "penalty"])
    rows = np.column_stack([costs.epoch, costs.train, costs.test, costs.penalty]).tolist()
    for epoch, *numbers in rows:
        writer.writerow([int(epoch), *map(repr, numbers)])
    write_whole(path, lambda file: file.write(text.getvalue().encode("utf-8")))
