"""The cost history as CSV: epoch, train, test; every number in full."""

import csv
import io
from pathlib import Path

from engine.files import write_whole
from engine.metrics import Costs


def save(path: Path, costs: Costs) -> None:
    """Write one row an epoch under the heading epoch,train,test; raise ExportError if the file cannot be written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", "train", "test"])
    for epoch, train, test in zip(costs.epoch.tolist(), costs.train.tolist(), costs.test.tolist(), strict=True):
        writer.writerow([int(epoch), repr(train), repr(test)])
    write_whole(path, lambda file: file.write(text.getvalue().encode("utf-8")))
