"""The command line: what there is to say. It works where Qt is not installed, for everything but the window."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from engine.errors import DiffersError, EngineError
from engine.rules import MAX_EPOCHS
from engine.table_files import SUFFIXES
from playground import __version__, commands, exchange_commands, leaving, open_window
from playground.commands import DEFAULT_EPOCHS, REFUSED, SHEETS, WRONG, RefusedError, Tell
from playground.options import add_experiment_options

EXAMPLES = """\
examples:
  playground                                         open the window
  playground --data spiral --hidden 8,8              open it on this experiment
  playground run.nnplay                              open it on a session that was saved
  playground my.csv                                  open it, and ask how to learn from this table
  playground --picture out.png --epochs 300          train in the window and save what it shows
  playground train --epochs 300 --export out.npz     train without a window and save the weights
  playground train --export out.onnx                 the suffix chooses the format; each copy is checked
  playground export out.npz --to model.onnx          from one format to another
  playground import model.onnx --to mine.npz         a network that was trained elsewhere
  playground check --model softmax                   compare backpropagation with central differences
  playground explain --sample 3                      one learning step, every number
  playground list                                    every choice with one line
  playground figure --to network.svg                 the network as SVG, PDF, PNG or TikZ; also boundary, cost, window
  playground film --to training.gif --epochs 200     the run as a film
  playground report --to report.html                 the run on one page
  playground bench engine                            how fast it learns, beside NumPy, scikit-learn and PyTorch
"""
TRAIN_EXAMPLES = """\
examples:
  playground train --data circle --noise 0 --samples 500 --train-share 0.5 --features x1,x2 --hidden 4
      --activation tanh --rate 0.3 --batch 10 --epochs 300 --seed 1 --export out.npz --json
  playground train --model perceptron
  playground train --data my.csv --inputs a,b --target species --standardise
  playground train --data spiral3 --output softmax --hidden 12,12 --optimizer adam --rate 0.01
      --penalty l2 --penalty-rate 0.001 --stop accuracy=0.99,patience=100
"""
EXPLAIN_EXAMPLES = """\
examples:
  playground explain --hidden 2 --epochs 5 --sample 3
  playground explain --tell 1                        the first sample, and what the mini-batch makes of all of them
  playground explain --model softmax --batch 2 --format latex > sheet.tex
"""
BENCH_EXAMPLES = """\
examples:
  playground bench                                   everything; about ten minutes
  playground bench engine                            epochs per second, beside a textbook's loop and other libraries
  playground bench window --short --json             the window's frames while the network learns, as JSON
"""
BENCHES = {
    "engine": "epochs per second, beside a textbook's loop, scikit-learn and PyTorch",
    "window": "frames, throughput and clicks while the network learns",
    "start": "from start to window, beside a bare pyqtgraph window",
    "memory": "resident size as epochs go by",
    "timeline": "seeking in the past, what recording it costs, and how much it holds",
    "scale": "cost of an epoch as samples and units grow",
}
FIGURE_EXAMPLES = """\
examples:
  playground figure --to network.svg --epochs 100
  playground figure --what boundary --data spiral --hidden 8,8 --to boundary.pdf --transparent
  playground figure --to network.tex --weights                       for LaTeX, with the package tikz
  playground figure --what window --theme dark --size 1920x1080 --to window.png
"""
FILM_EXAMPLES = """\
examples:
  playground film --to training.gif --epochs 200
  playground film --what boundary --data spiral --hidden 8,8 --epochs 400 --fps 20 --to boundary.webp
  playground film --steps act --batch 1 --epochs 5 --to step.gif     one learning step, act by act
"""
REPORT_EXAMPLES = """\
examples:
  playground report --to report.html --data xor --hidden 4 --epochs 300
"""
MOST_DIGITS = 12
SESSION_SUFFIX = ".nnplay"
MOST_FRAMES = 2000
LEAST_FIGURE = 240  # pixels
PLAIN, WIDE = 1, 2  # device pixels a pixel


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence: the usage is what --help is for.

    Attributes
    ----------
    commands : its commands by name
    """

    commands: Mapping[str, object] = {}

    def error(self, message: str) -> None:  # type: ignore[override]
        raise RefusedError(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    try:
        parser = _parser()
        given = list(sys.argv[1:] if arguments is None else arguments)
        chosen = parser.parse_args(_with_command(given, parser.commands))
        status = int(chosen.run(chosen))
        sys.stdout.flush()  # here, where a full disk or a closed pipe can still be told
        return status
    except DiffersError as error:
        _refuse(str(error))
        return WRONG
    except (RefusedError, EngineError) as error:
        return _refuse(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains again at its end
        return REFUSED
    except OSError as error:
        return _refuse(f"cannot write the result: {error.strerror}")
    except MemoryError:
        return _refuse("this experiment needs more memory than there is")
    except KeyboardInterrupt:
        _refuse("stopped")
        return 130


def _with_command(arguments: list[str], commands: Mapping[str, object]) -> list[str]:
    """Let a file that is named first be opened: `playground FILE` is short for `playground open FILE`."""
    first = arguments[0] if arguments else ""
    is_file = first.lower().endswith((SESSION_SUFFIX, *SUFFIXES)) or os.path.isfile(first)
    return ["open", *arguments] if is_file and first not in commands else arguments


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"playground: {sentence}\n")
    return REFUSED


# ---- the parser ----------------------------------------------------------------------------------------------------


def _parser() -> Parser:
    parser = _make(Parser, prog="playground", epilog=EXAMPLES)
    parser.description = "Build a neural network by clicking, watch it learn, and see every number."
    parser.add_argument("--version", action="version", version=f"playground {__version__}")
    parser.add_argument(
        "--picture", metavar="FILE.png", type=Path, help="train in the window, save what it shows, leave"
    )
    parser.add_argument("--epochs", metavar="N", type=_whole(0), help="epochs before the picture is taken")
    parser.add_argument(
        "--act", metavar="N", type=_whole(0), help="show act N of the learning step that comes then in the picture"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="", help="colours; default: as in the window")
    parser.add_argument("--size", metavar="WxH", type=_size, help="size of the window in the picture, such as 1280x800")
    parser.add_argument(
        "--fallback",
        metavar="DIR",
        type=Path,
        help="where no window can be opened, train without one and leave weights, costs and a picture in DIR",
    )
    add_experiment_options(parser)
    parser.set_defaults(run=open_window.run_window_command)
    adders = parser.add_subparsers(metavar="command", parser_class=Parser)
    parser.commands = adders.choices

    def command(name: str, run: Callable[[argparse.Namespace], int], epilog: str = "") -> argparse.ArgumentParser:
        made = _make(adders.add_parser, name, help=(run.__doc__ or "").rstrip("."), epilog=epilog)
        made.description = run.__doc__
        made.set_defaults(run=run)
        return made

    _add_commands(command)
    return parser


def _add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    open_ = command("open", open_window.run_open_command)
    open_.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="a session (.nnplay), a table (.csv, .npz …), or a network, as for import",
    )
    open_.add_argument(
        "--theme", choices=("light", "dark"), default=argparse.SUPPRESS, help="default: as in the window"
    )

    train = command("train", commands.run_train, TRAIN_EXAMPLES)
    train.add_argument("--export", metavar="FILE", type=Path, help="write the network; see list for suffixes")
    exchange_commands.add_format(train)
    _add_run_options(train, f"default {DEFAULT_EPOCHS}")
    _add_json(train)

    check = command("check", commands.run_check)
    _add_run_options(check, "train so many first; default 0")
    _add_json(check)

    explain = command("explain", commands.run_explain, EXPLAIN_EXAMPLES)
    explain.add_argument(
        "--sample", metavar="I", type=_whole(0), help="this sample alone, instead of the next mini-batch"
    )
    explain.add_argument(
        "--tell",
        metavar="WHICH",
        type=_told,
        default=None,
        help="whose acts of the mini-batch: all, the first K of it as K, or one as sample:I; J, the derivatives and "
        "the updates are told anyway; default all",
    )
    explain.add_argument("--format", choices=("json", *SHEETS), default="text", help="default text")
    explain.add_argument("--digits", metavar="N", type=_whole(0, MOST_DIGITS), default=4, help="decimals; default 4")
    _add_run_options(explain, "train so many first; default 0")

    for name, run, examples in (
        ("export", exchange_commands.run_export, exchange_commands.EXPORT_EXAMPLES),
        ("import", exchange_commands.run_import, exchange_commands.IMPORT_EXAMPLES),
    ):
        exchange = command(name, run, examples)
        exchange_commands.add_options(exchange)
        _add_json(exchange)

    _add_json(command("list", commands.run_list))

    figure = command("figure", leaving.run_figure, FIGURE_EXAMPLES)
    _add_picture_options(figure, "FILE.svg|.pdf|.png|.tex", WIDE)
    figure.add_argument("--transparent", action="store_true", help="no ground")
    figure.add_argument("--no-numbers", action="store_true", help="no values of units and weights")
    figure.add_argument("--no-selection", action="store_true", help="no unit stands out")
    figure.add_argument("--weights", action="store_true", help="in TikZ: write each weight on its line")
    figure.add_argument("--no-bias", action="store_true", help="in TikZ: leave out the bias units")
    _add_run_options(figure, f"default {DEFAULT_EPOCHS}")

    film = command("film", leaving.run_film, FILM_EXAMPLES)
    _add_picture_options(film, "FILE.gif|.webp|.png|.mp4", PLAIN)
    film.add_argument("--from", dest="first", metavar="A", type=_whole(0), help="first epoch; default the first one")
    film.add_argument("--upto", metavar="B", type=_whole(0), help="last epoch; default the last one")
    film.add_argument(
        "--steps", choices=("act", "layer", "sample"), help="not epochs, but the learning step that comes after --upto"
    )
    film.add_argument(
        "--frames",
        metavar="N",
        type=_whole(1, MOST_FRAMES),
        default=leaving.DEFAULT_FRAMES,
        help=f"at most so many, evenly chosen; default {leaving.DEFAULT_FRAMES}",
    )
    film.add_argument("--fps", metavar="N", type=_whole(1, 50), default=10, help="frames a second, 1 to 50; default 10")
    film.add_argument("--hold", metavar="S", type=_whole(0, 60), default=2, help="seconds of the last frame; default 2")
    film.add_argument("--once", action="store_true", help="do not begin again at the end")
    _add_run_options(film, f"default {DEFAULT_EPOCHS}")

    report = command("report", leaving.run_report, REPORT_EXAMPLES)
    _add_file_and_target(report, "FILE.html")
    _add_run_options(report, f"default {DEFAULT_EPOCHS}")

    bench = command("bench", commands.run_bench, BENCH_EXAMPLES)
    told = "; ".join(f"{name}: {meaning}" for name, meaning in BENCHES.items())
    bench.add_argument("what", nargs="?", type=_bench, metavar="what", help=f"default all; {told}")
    bench.add_argument("--short", action="store_true", help="measure less, in under a minute")
    _add_json(bench)


def _make(make: Callable[..., argparse.ArgumentParser], *names: str, **options: object) -> argparse.ArgumentParser:
    return make(*names, formatter_class=argparse.RawDescriptionHelpFormatter, **options)


def _add_run_options(parser: argparse.ArgumentParser, epochs: str) -> None:
    # What was said before the command counts too, so nothing here has a default.
    parser.add_argument("--epochs", metavar="N", type=_whole(0), default=argparse.SUPPRESS, help=epochs)
    add_experiment_options(parser)


def _add_file_and_target(parser: argparse.ArgumentParser, kinds: str) -> None:
    parser.add_argument(
        "file", nargs="?", metavar="FILE", type=Path, help="a session that was saved; default: train a run"
    )
    parser.add_argument("--to", metavar=kinds, type=Path, required=True, help="the file to write")


def _add_picture_options(parser: argparse.ArgumentParser, kinds: str, scale: int) -> None:
    """Add what a figure and a film have in common; `scale` is the usual one."""
    _add_file_and_target(parser, kinds)
    parser.add_argument("--what", choices=leaving.WHAT, default="network", help="default network")
    parser.add_argument("--theme", choices=leaving.COLORS, default=argparse.SUPPRESS, help="colours")
    parser.add_argument("--size", metavar="WxH", type=_figure_size, help="in pixels, such as 900x560")
    parser.add_argument(
        "--scale", metavar="N", type=_whole(1, 4), default=scale, help=f"1 to 4, finer pictures; default {scale}"
    )
    parser.add_argument("--sample", metavar="I", type=_whole(0), help="the selected sample")
    parser.add_argument("--unit", metavar="L,J", type=_unit, help="the selected unit, such as 2,1")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def _whole(least: int, most: int = MAX_EPOCHS) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"expected a whole number from {least} to {most}, got {text[:40]!r}")
        return int(text)

    return parse


def _told(text: str) -> Tell:
    kind, colon, number = text.rpartition(":")
    if text == "all":
        return Tell("all")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    if is_number and (kind, colon) == ("sample", ":"):
        return Tell("sample", int(number))
    if is_number and not colon and int(number):
        return Tell("first", int(number))
    raise argparse.ArgumentTypeError(f"expected all, a whole number from 1, or sample:I, got {text[:40]!r}")


def _bench(text: str) -> str:
    if text not in BENCHES:
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(BENCHES)}, got {text[:40]!r}")
    return text


def _unit(text: str) -> tuple[int, int]:
    layer, _, unit = text.partition(",")
    if not all(part.isascii() and part.isdigit() and len(part) < 6 for part in (layer, unit)):
        raise argparse.ArgumentTypeError(f"expected a layer and a unit of it, such as 2,1, got {text[:40]!r}")
    return int(layer), int(unit)


def _figure_size(text: str) -> tuple[int, int]:
    return _size(text, (LEAST_FIGURE, LEAST_FIGURE))


def _size(text: str, least: tuple[int, int] = (640, 480)) -> tuple[int, int]:
    width, _, height = text.partition("x")
    is_whole = width.isascii() and height.isascii() and width.isdigit() and height.isdigit() and len(text) < 20
    if not (is_whole and least[0] <= int(width) <= 7680 and least[1] <= int(height) <= 4320):
        raise argparse.ArgumentTypeError(
            f"expected a size from {least[0]}x{least[1]} to 7680x4320 such as 1280x800, got {text[:40]!r}"
        )
    return int(width), int(height)
