"""The command line. It works where Qt is not installed, for everything but the window."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.activations import ACTIVATIONS
from engine.datasets import DATASETS
from engine.errors import EngineError
from engine.exchange import costs_csv, npz
from engine.experiment import Data, Experiment, Layer
from engine.features import FEATURES
from playground import __version__, preflight
from playground.headless import train

EXAMPLES = """\
examples:
  playground                                         open the window
  playground --data spiral --hidden 8,8              open it on this experiment
  playground --picture out.png --epochs 300          train in the window and save what it shows
  playground train --epochs 300 --export out.npz     train without a window and save the weights
  playground train --data spiral --hidden 8,8 --features x1,x2,sin_x1,sin_x2 --json
"""

TRAIN_EXAMPLE = """\
example:
  playground train --data circle --noise 0 --samples 500 --train-share 0.5 --features x1,x2 --hidden 4
      --activation tanh --rate 0.3 --batch 10 --epochs 300 --seed 1 --export out.npz --json
"""

DEFAULT_EPOCHS = 300
MAX_WINDOW_UNITS = 16  # what the canvas draws legibly
MAX_EPOCHS = 10**9
OK, REFUSED = 0, 2


class Refused(Exception):
    """The command line makes no sense; the message is the sentence to print."""


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence: the usage is what --help is for."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Refused(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    try:
        chosen = _parser().parse_args(arguments)
        status = int(chosen.run(chosen))
        sys.stdout.flush()  # here, where a full disk or a closed pipe can still be told
        return status
    except (Refused, EngineError) as error:
        print(f"playground: {error}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains again at its end
        return REFUSED
    except OSError as error:
        print(f"playground: cannot write the result: {error.strerror}", file=sys.stderr)
        return REFUSED
    except MemoryError:
        print("playground: this experiment needs more memory than there is", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("playground: stopped", file=sys.stderr)
        return 130


# ---- what there is to say ------------------------------------------------------------------------------------------


def _parser() -> Parser:
    parser = Parser(
        prog="playground",
        description="Build a neural network by clicking, watch it learn, and see every number.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"playground {__version__}")
    _add_experiment_options(parser)
    parser.add_argument(
        "--picture", metavar="FILE.png", type=Path, help="train in the window, save what it shows, leave"
    )
    parser.add_argument(
        "--epochs", metavar="N", type=_whole(0), default=None, help="epochs before the picture is taken"
    )
    parser.add_argument(
        "--theme", choices=("light", "dark"), default="", help="colours; default: as chosen in the window"
    )
    parser.add_argument("--size", metavar="WxH", type=_size, help="size of the window in the picture, such as 1280x800")
    parser.add_argument(
        "--fallback",
        metavar="DIR",
        type=Path,
        help="where no window can be opened, train without one and leave weights, costs and a picture in DIR",
    )
    parser.set_defaults(run=_open)
    commands = parser.add_subparsers(metavar="command", parser_class=Parser)
    train_parser = commands.add_parser(
        "train",
        help="train without a window",
        description="Train a network without a window.",
        epilog=TRAIN_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_experiment_options(train_parser, inherits=True)
    train_parser.add_argument(
        "--epochs", metavar="N", type=_whole(0), default=argparse.SUPPRESS, help=f"default {DEFAULT_EPOCHS}"
    )
    train_parser.add_argument("--export", metavar="FILE.npz", type=Path, help="write the weights")
    train_parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    train_parser.set_defaults(run=_train)
    return parser


def _add_experiment_options(parser: argparse.ArgumentParser, *, inherits: bool = False) -> None:
    """Add an option for every choice; with `inherits`, what was said before the command counts unless said again."""
    default = Experiment()
    group = parser.add_argument_group("the experiment")
    options = (
        ("--data", str, default.data.name, f"one of {', '.join(DATASETS)}"),
        ("--noise", float, default.data.noise, "0 to 1"),
        ("--samples", int, default.data.samples, "training and test samples together"),
        ("--train-share", float, default.data.train_share, "share of the samples that is learnt from"),
        ("--features", str, ",".join(default.features), f"of {', '.join(FEATURES)}, separated by commas"),
        ("--hidden", str, ",".join(str(layer.units) for layer in default.hidden), "units of each hidden layer"),
        ("--activation", str, default.hidden[0].activation, f"of the hidden layers: {', '.join(ACTIVATIONS)}"),
        ("--rate", float, default.rate, "learning rate"),
        ("--batch", int, default.batch, "samples in a mini-batch"),
        ("--seed", int, default.seed, "data, first weights and order derive from it"),
    )
    for name, kind, value, meaning in options:
        group.add_argument(
            name,
            type=_number(kind) if kind in (int, float) else str,
            default=argparse.SUPPRESS if inherits else value,
            help=f"{meaning}; default {value}",
        )


def _experiment(chosen: argparse.Namespace) -> Experiment:
    """Return the experiment that the options describe; raise ExperimentError with all their faults."""
    units = [_unit_count(part) for part in chosen.hidden.split(",")] if chosen.hidden.strip() else []
    return Experiment(
        data=Data(chosen.data, chosen.samples, chosen.noise, chosen.train_share),
        features=tuple(name.strip() for name in chosen.features.split(",") if name.strip()),
        hidden=tuple(Layer(count, chosen.activation) for count in units),
        rate=chosen.rate,
        batch=chosen.batch,
        seed=chosen.seed,
    )


def _unit_count(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(f"--hidden must be whole numbers separated by commas, such as 8,4, got {text!r}") from None


def _number(kind: type) -> object:
    words = "a whole number" if kind is int else "a number"

    def parse(text: str) -> float:
        try:
            return kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"expected {words}, got {text!r}") from None

    return parse


def _whole(least: int) -> object:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= MAX_EPOCHS):
            raise argparse.ArgumentTypeError(f"expected a whole number from {least} to {MAX_EPOCHS}, got {text!r}")
        return int(text)

    return parse


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 640 <= int(width) <= 7680 and 480 <= int(height) <= 4320):
        raise argparse.ArgumentTypeError(f"expected a size from 640x480 to 7680x4320 such as 1280x800, got {text!r}")
    return int(width), int(height)


# ---- what is done --------------------------------------------------------------------------------------------------


def _train(chosen: argparse.Namespace) -> int:
    experiment = _experiment(chosen)
    if chosen.export:
        _check_can_write(chosen.export)
    trained = train(experiment, _epochs(chosen))
    if chosen.export:
        npz.save(chosen.export, trained.run.network, experiment)
    summary = trained.summary()
    if chosen.json:
        print(json.dumps(summary))
    else:
        cost, accuracy = summary["cost"], summary["accuracy"]
        print(f"{summary['epochs']} epochs in {summary['seconds']:.1f} s")
        print(f"cost      train {_short(cost['train'])}   test {_short(cost['test'])}")
        print(f"accuracy  train {accuracy['train']:.1%}   test {accuracy['test']:.1%}")
        if chosen.export:
            print(f"weights   {chosen.export}")
    return OK


def _epochs(chosen: argparse.Namespace) -> int:
    return DEFAULT_EPOCHS if chosen.epochs is None else int(chosen.epochs)


def _short(cost: float) -> str:
    return f"{cost:.4f}" if cost < 1e6 else f"{cost:.4e}"


def _open(chosen: argparse.Namespace) -> int:
    experiment = _experiment(chosen)
    if (most := max((layer.units for layer in experiment.hidden), default=0)) > MAX_WINDOW_UNITS:
        raise Refused(f"--hidden must have at most {MAX_WINDOW_UNITS} units a layer in the window, got {most}")
    if chosen.picture:
        epochs = _epochs(chosen)
        _picture(experiment, chosen.picture, epochs, chosen.theme, chosen.size)
        print(f"picture of the window after {epochs} epochs  {chosen.picture}")
        return OK
    if chosen.epochs is not None or chosen.size:
        raise Refused("--epochs and --size belong to --picture FILE.png or to the command train")
    if problem := preflight.display_problem():
        if chosen.fallback is None:
            raise Refused(problem)
        return _fall_back(experiment, chosen.fallback, problem)
    _check_libraries(windowed=True)
    from playground.app import run_window

    return run_window(experiment, chosen.theme)


def _fall_back(experiment: Experiment, folder: Path, problem: str) -> int:
    """Do without a window what can be done without one."""
    print(problem, file=sys.stderr)
    print(f"Training without a window, {DEFAULT_EPOCHS} epochs …", file=sys.stderr)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"cannot make the folder {str(folder)!r}: {error.strerror}") from None
    weights, costs, picture = folder / "weights.npz", folder / "costs.csv", folder / "window.png"
    trained = train(experiment, DEFAULT_EPOCHS)
    npz.save(weights, trained.run.network, experiment)
    costs_csv.save(costs, trained.run.costs.so_far())
    print(f"weights            {weights}")
    print(f"cost history       {costs}")
    _picture(experiment, picture, DEFAULT_EPOCHS)
    print(f"picture of window  {picture}")
    return OK


def _picture(
    experiment: Experiment, path: Path, epochs: int, theme: str = "", size: tuple[int, int] | None = None
) -> None:
    if path.suffix.lower() != ".png":
        raise Refused(f"--picture must name a file ending in .png, got {str(path)!r}")
    _check_can_write(path)
    if preflight.display_problem():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _check_libraries(windowed=os.environ.get("QT_QPA_PLATFORM") != "offscreen")
    from PySide6.QtCore import QSize

    from playground.app import take_picture

    take_picture(experiment, path, epochs, theme, QSize(*size) if size else None)


def _check_libraries(*, windowed: bool) -> None:
    if problem := preflight.library_problem(windowed):
        raise Refused(problem)


def _check_can_write(path: Path) -> None:
    """Say before the work, not after it, that its result could not be written."""
    folder, is_folder = path.parent, os.path.isdir(path)  # unlike Path.is_dir it takes a name too long for a no
    if is_folder or not folder.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if is_folder else f"the folder {str(folder)!r} is missing or cannot be written to"
        raise Refused(f"cannot write {str(path)!r}: {reason}; expected a file in a folder that can be written to")
