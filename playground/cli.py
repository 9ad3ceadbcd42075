"""The command line: what there is to say. It works where Qt is not installed, for everything but the window."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from engine.errors import DiffersError, EngineError
from engine.rules import MAX_EPOCHS
from playground import __version__, commands, exchange_commands, open_window
from playground.commands import DEFAULT_EPOCHS, REFUSED, SHEETS, WRONG, RefusedError, Tell
from playground.options import add_experiment_options

EXAMPLES = """\
examples:
  playground                                         open the window
  playground --data spiral --hidden 8,8              open it on this experiment
  playground run.nnplay                              open it on a session that was saved
  playground --picture out.png --epochs 300          train in the window and save what it shows
  playground train --epochs 300 --export out.npz     train without a window and save the weights
  playground train --export out.onnx                 the suffix chooses the format; each copy is checked
  playground export out.npz --to model.onnx          from one format to another
  playground import model.onnx --to mine.npz         a network that was trained elsewhere
  playground check --model softmax                   compare backpropagation with central differences
  playground explain --sample 3                      one learning step, every number
  playground list                                    every choice with one line
  playground bench engine                            how fast it learns, beside NumPy, scikit-learn and PyTorch
"""
TRAIN_EXAMPLES = """\
examples:
  playground train --data circle --noise 0 --samples 500 --train-share 0.5 --features x1,x2 --hidden 4
      --activation tanh --rate 0.3 --batch 10 --epochs 300 --seed 1 --export out.npz --json
  playground train --model perceptron
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
MOST_DIGITS = 12
SESSION_SUFFIX = ".nnplay"


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
    is_file = first.endswith(SESSION_SUFFIX) or os.path.isfile(first)
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
    open_.add_argument("file", metavar="FILE", type=Path, help="a session (.nnplay)")
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


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 640 <= int(width) <= 7680 and 480 <= int(height) <= 4320):
        raise argparse.ArgumentTypeError(f"expected a size from 640x480 to 7680x4320 such as 1280x800, got {text!r}")
    return int(width), int(height)
