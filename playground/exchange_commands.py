"""The commands that take a model from one file to another: export and import."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.samples import samples_of
from engine.table import Table
from playground.commands import OK, check_can_write, say
from playground.options import one_of, words

if TYPE_CHECKING:
    from engine.exchange.exporting import Checked
    from engine.exchange.model import Model

# The formats are imported by the commands that use them: the window starts sooner.

EXPORT_EXAMPLES = """\
examples:
  playground export weights.npz --to model.onnx
  playground export model.onnx --to weights.csv --format csv-matrices
"""
IMPORT_EXAMPLES = """\
examples:
  playground import model.onnx --to mine.json        a network that was trained elsewhere, with an experiment for it
  playground import net.safetensors --activations relu,softmax --to mine.npz
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what both commands are given."""
    parser.add_argument("file", metavar="FILE", type=Path, help=".npz, .json, .csv, .safetensors, .onnx or .nnplay")
    parser.add_argument("--to", metavar="FILE", type=Path, required=True, help="its suffix says the format, see list")
    add_format(parser)
    parser.add_argument(
        "--activations",
        metavar="LIST",
        type=words,
        default=(),
        help="where the file holds weights alone: one for each layer from 2 on, or one of the hidden layers and one of "
        f"the last, of {one_of(ACTIVATIONS)}; default tanh, and sigmoid for one output unit, softmax for several",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses among formats of one suffix."""
    parser.add_argument("--format", metavar="NAME", default="", help="where several formats have one suffix, see list")


def run_export(chosen: argparse.Namespace) -> int:
    """Write the network of a file in another format, and check the copy; the exit status is 1 if that differs."""
    from engine.exchange.exporting import export
    from engine.exchange.importing import read_model
    from engine.exchange.table import format_for

    form = format_for(chosen.to.name, chosen.format)
    check_can_write(chosen.to)
    found = read_model(chosen.file, chosen.activations)
    checked = export(found.model, chosen.to, form, points_of(found.model))
    _tell(found.model, checked, found.notes, as_json=chosen.json)
    return OK


def run_import(chosen: argparse.Namespace) -> int:
    """Give the network of a file an experiment that it can be trained on with here, write both, and check the copy."""
    from engine.exchange.adopting import experiment_for
    from engine.exchange.exporting import export
    from engine.exchange.importing import read_model
    from engine.exchange.table import format_for

    form = format_for(chosen.to.name, chosen.format)
    check_can_write(chosen.to)
    found = read_model(chosen.file, chosen.activations)
    opened = experiment_for(found.model)
    checked = export(opened.model, chosen.to, form, points_of(opened.model))
    _tell(opened.model, checked, (*found.notes, *opened.notes), as_json=chosen.json)
    return OK


def points_of(model: "Model") -> Array | None:
    """Return the points of the data that a model was trained on, if it says which."""
    return samples_of(model.experiment).points if model.experiment else None


def _tell(model: "Model", checked: "Checked", notes: tuple[str, ...], *, as_json: bool) -> None:
    network = model.network
    if as_json:
        said = {
            "sizes": network.sizes,
            "activations": network.activations,
            "features": model.features,
            "experiment": model.experiment.to_dict(Table.described) if model.experiment else None,
            "weights_sha256": network.sha256(),
            "notes": notes,
            "export": checked.to_dict(),
        }
        say(json.dumps(said, ensure_ascii=False))
        return
    say(f"network   {'-'.join(map(str, network.sizes))}   {', '.join(network.activations)}")
    for note in notes:
        say(f"note      {note}")
    say(f"written   {', '.join(map(str, checked.files))}")
    say(checked.sentence)
