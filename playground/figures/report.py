"""A report: one HTML file of a run that needs nothing else: no script, no font, no picture from elsewhere."""

import re
import shlex
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize

from engine import symbols
from engine.arrays import Array, Indices
from engine.files import write_whole
from engine.metrics import confusion, decisions
from engine.network import forward
from engine.numbers import format_number, format_percent, format_significant
from engine.snapshot import Snapshot
from engine.surface import Slice
from engine.timeline.overview import Way
from engine.titles import title_of_data
from playground import __version__
from playground.anew import Look
from playground.figures.colors import COLORS
from playground.figures.figure import Wish, as_bytes
from playground.figures.in_words import settings
from playground.figures.studio import SIZES, Studio
from playground.options import arguments_of

MOST_WEIGHTS = 6000  # of a matrix that is printed
DIGITS = 4
THEMES = {"light": "paper", "dark": "dark"}  # {class in the page: colours}
CSS = Path(__file__).with_name("report.css")
ABSENT = "–"
DATA_FILE = "data.csv"
COST_SIZE = QSize(520, 498)  # as high as the boundary beside it

Progress = Callable[[int], object]


def save_report(path: Path, snapshot: Snapshot) -> None:
    """Write a report; raise ExportError if it cannot be written."""
    whole = report(snapshot).encode("utf-8")
    write_whole(path, lambda file: file.write(whole))


def report(snapshot: Snapshot, progress: Progress = lambda done: None, shown: Slice | None = None) -> str:
    """Return a run as an HTML page, as it is at a moment.

    progress : is told how many of its 6 figures are drawn
    shown : the slice of the data that they show; the usual one for None
    """
    figures = [
        _figure(what, snapshot, look, shown, partial(_tell, progress, len(THEMES) * place))
        for place, (what, look) in enumerate(_FIGURES)
    ]
    name = f"{title_of_data(snapshot.experiment.data.name)} {'-'.join(map(str, snapshot.network.sizes))}"
    body = "\n".join([*_summary(snapshot), *_placed(figures), *(part for say in _SECTIONS for part in say(snapshot))])
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="Backprop Playground {__version__}">\n'
        f"<title>{escape(name)}, {escape(_when(snapshot))}</title>\n"
        f"<style>\n{CSS.read_text('utf-8')}</style>\n</head>\n"
        f"<body>\n<h1>{escape(name)}</h1>\n{body}\n</body>\n</html>\n"
    )


def command(snapshot: Snapshot) -> str:
    """Return the line that trains this experiment as far, from its first weights; its own data stand in DATA_FILE."""
    own = ("--data", DATA_FILE) if snapshot.experiment.data.table else ()
    words = arguments_of(snapshot.experiment, own)
    return shlex.join(["playground", "train", *words, "--epochs", str(snapshot.epoch), "--json"])


# ---- sections --------------------------------------------------------------------------------------------------------


def _summary(snapshot: Snapshot) -> Iterator[str]:
    costs, (train, test) = snapshot.costs_till_now, snapshot.accuracy
    values = snapshot.experiment.data.is_regression
    score, written = ("R²", _number) if values else ("Accuracy", _share)
    yield f'<p class="note">{escape(_when(snapshot))}</p>'
    yield '<ul class="key">'
    for what, value in (
        ("Cost J, training", format_significant(float(costs.train[-1]), DIGITS)),
        ("Cost J, test", _absent(float(costs.test[-1])) or format_significant(float(costs.test[-1]), DIGITS)),
        (f"{score}, training", _absent(train) or written(train)),
        (f"{score}, test", _absent(test) or written(test)),
    ):
        yield f"<li><b>{escape(value)}</b><span>{escape(what)}</span></li>"
    yield "</ul>"


_FIGURES = (
    ("network", Look(has_ground=False, has_selection=False)),
    ("boundary", Look(has_ground=False)),
    ("cost", Look(has_ground=False)),
)


def _placed(figures: list[str]) -> Iterator[str]:
    yield from ("<h2>The network</h2>", figures[0], '<div class="pair">', *figures[1:], "</div>")


def _experiment(snapshot: Snapshot) -> Iterator[str]:
    yield '<h2>The experiment</h2>\n<div class="wide"><table>'
    for setting in settings(snapshot.experiment):
        yield (
            f'<tr><th scope="row">{escape(setting.name)}</th><td>{escape(setting.value)}</td>'
            f'<td class="meaning">{escape(setting.meaning)}</td></tr>'
        )
    yield "</table></div>"


def _decisions(snapshot: Snapshot) -> Iterator[str]:
    samples, experiment = snapshot.samples, snapshot.experiment
    if experiment.data.is_regression:
        return
    yield '<h2>What it decides</h2>\n<p class="note">Samples by their class, and the class decided for.</p>'
    yield '<div class="tables">'
    for part, of_part in (("training", samples.train), ("test", samples.test)):
        if len(of_part):
            yield from _confusion(snapshot, part, of_part)
    yield "</div>"


def _confusion(snapshot: Snapshot, part: str, of_part: Indices) -> Iterator[str]:
    samples, data = snapshot.samples, snapshot.experiment.data
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = forward(snapshot.network, samples.inputs[of_part]).output
    decided = decisions(snapshot.experiment.output, outputs)
    counts = confusion(decided, samples.labels[of_part], data.class_count)
    names = [samples.class_name(label) for label in range(len(counts))]
    rightly = int(np.trace(counts))
    yield f'<table class="numbers" id="confusion-{part}"><caption>{part}: {rightly} of {len(of_part)} rightly</caption>'
    heads = "".join(f'<th scope="col">→ {escape(name)}</th>' for name in names)
    yield f"<tr><td></td>{heads}</tr>"
    for number, row in enumerate(counts.tolist()):
        cells = "".join(
            f"<td{' class=right' if column == number else ''}>{count}</td>" for column, count in enumerate(row)
        )
        yield f'<tr><th scope="row">{escape(names[number])}</th>{cells}</tr>'
    yield "</table>"


def _weights(snapshot: Snapshot) -> Iterator[str]:
    yield "<h2>The weights</h2>"
    yield (
        '<p class="note">w⁽ˡ⁾ⱼ,ₖ leads from unit k of layer l to unit j of layer l + 1; k = 0 is the bias unit. '
        "Point at a number to see all of its digits.</p>"
    )
    for layer, matrix in snapshot.network.W.items():
        yield f"<h3>W{escape(str(symbols.Symbol('', layer)))}, {matrix.shape[0]} × {matrix.shape[1]}</h3>"
        if matrix.size > MOST_WEIGHTS:
            yield f'<p class="note">{matrix.size} weights are too many to print: export them as a file.</p>'
        else:
            yield from _matrix(layer, matrix)


def _matrix(layer: int, matrix: Array) -> Iterator[str]:
    yield f'<div class="wide"><table class="numbers" id="W{layer}">'
    heads = "".join(
        f'<th scope="col">{escape(str(symbols.weight(layer, "j", source)))}</th>' for source in range(matrix.shape[1])
    )
    yield f'<tr><th scope="col">j</th>{heads}</tr>'
    for target, row in enumerate(matrix.tolist(), start=1):
        yield f'<tr><th scope="row">{target}</th>{"".join(map(_weight, row))}</tr>'
    yield "</table></div>"


def _weight(value: float) -> str:
    sign = "negative" if value < 0 else "positive" if value > 0 else ""
    return f'<td class="{sign}" title="{value!r}">{escape(format_number(value, DIGITS))}</td>'


def _timeline(snapshot: Snapshot) -> Iterator[str]:
    past = snapshot.past
    if past is None or not (past.present.events or past.others):
        return
    yield "<h2>What happened</h2>"
    for way in (past.present, *past.others):
        yield from _way(way, is_present=way is past.present, is_alone=not past.others)


def _way(way: Way, *, is_present: bool, is_alone: bool) -> Iterator[str]:
    if not is_alone:
        whole = f"from epoch {way.start.epochs:g} to {way.end.epochs:g}"
        yield f"<h3>{escape(way.name)}{', this one' if is_present else ''}: {whole}</h3>"
    if not way.events:
        yield '<p class="note">Nothing was changed by hand or marked.</p>'
        return
    yield "<table>"
    for event in way.events:
        yield (
            f'<tr><th scope="row">epoch {event.place.epochs:g}</th><td>{escape(event.kind)}</td>'
            f"<td>{escape(event.words)}</td></tr>"
        )
    yield "</table>"


def _reproduce(snapshot: Snapshot) -> Iterator[str]:
    yield "<h2>To do it again</h2>"
    yield f"<pre>{escape(command(snapshot))}</pre>"
    if snapshot.experiment.data.table:
        yield f'<p class="note">{DATA_FILE} is what <em>File → Save data as CSV…</em> writes of these data.</p>'
    past, same = snapshot.past, True
    if snapshot.marks or (past and any(event.kind == "change" for event in past.present.events)):
        same = False
        yield (
            '<p class="note">This run was changed by hand on its way: the line trains its present settings from the '
            "beginning, which leads to other weights.</p>"
        )
    elif past and past.begins_with_given_weights:
        same = False
        yield (
            '<p class="note">This run began with the weights of a file: the line begins with those of its seed, which '
            "leads to other weights.</p>"
        )
    if snapshot.batch:
        same = False
        yield (
            f'<p class="note">This moment is {snapshot.batch} of {snapshot.batches_per_epoch} mini-batches later.</p>'
        )
    fingerprint = snapshot.network.sha256()
    told = "It gives these weights to the bit; their SHA-256 is" if same else "The SHA-256 of these weights is"
    yield f'<p class="note">{told} <code>{fingerprint}</code>.</p>'
    yield f'<p class="note">Made by Backprop Playground {__version__}.</p>'


_SECTIONS = (_experiment, _decisions, _weights, _timeline, _reproduce)


# ---- pieces ----------------------------------------------------------------------------------------------------------


def _figure(what: str, snapshot: Snapshot, look: Look, shown: Slice | None, progress: Progress) -> str:
    """Return a figure in both schemes, of which the page shows one."""
    drawn = []
    for number, (scheme, colors) in enumerate(THEMES.items(), start=1):
        drawn.append(f'<div class="{scheme}">{_svg(what, snapshot, colors, look, shown, f"{what}-{scheme}-")}</div>')
        progress(number)
    return "\n".join(["<figure>", *drawn, "</figure>"])


def _tell(progress: Progress, before: int, done: int) -> None:
    progress(before + done)


def _svg(what: str, snapshot: Snapshot, colors: str, look: Look, shown: Slice | None, prefix: str) -> str:
    size = COST_SIZE if what == "cost" else SIZES[what]
    studio = Studio(what, snapshot, COLORS[colors], size, shown=shown)
    try:
        drawn = as_bytes(studio, ".svg", Wish(look, title=f"The {what}")).decode("utf-8")
    finally:
        studio.close()
    return as_a_part(drawn, prefix)


def as_a_part(svg: str, prefix: str) -> str:
    """Return an SVG as a part of a page: without a head and namespaces, and with names of its own.

    >>> as_a_part('<?xml version="1.0"?><svg xmlns="x"><path id="a"/><use xlink:href="#a"/></svg>', "n-")
    '<svg><path id="n-a"/><use href="#n-a"/></svg>'
    """
    inner = re.sub(r"^<\?xml[^>]*\?>\s*", "", svg)
    inner = re.sub(r' xmlns(:\w+)?="[^"]*"', "", inner).replace("xlink:href", "href")
    inner = re.sub(r'\bid="', f'id="{prefix}', inner)
    return re.sub(r'(url\(|href=")#', rf"\g<1>#{prefix}", inner)


def _when(snapshot: Snapshot) -> str:
    amid = f" and {snapshot.batch} of {snapshot.batches_per_epoch} mini-batches" if snapshot.batch else ""
    return f"after {snapshot.epoch} epoch{'' if snapshot.epoch == 1 else 's'}{amid} of learning"


def _absent(value: float) -> str:
    return ABSENT if np.isnan(value) else ""


def _number(value: float) -> str:
    return format_number(value, DIGITS)


def _share(value: float) -> str:
    return format_percent(value, 1)
