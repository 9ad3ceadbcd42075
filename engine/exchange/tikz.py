"""The network as a TikZ picture, to be compiled by pdflatex or put into a paper's own source.

Nothing but the package tikz is needed: the page is made as large as the picture by hand. Positive weights are solid
blue lines, negative ones dashed orange: the sign is seen in print without colours too. A line is the thicker, the
larger its weight.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine import symbols
from engine.features import column_of
from engine.formulas.latex import Latex
from engine.formulas.nodes import Number
from engine.network import Network
from engine.numbers import format_number
from engine.titles import title

MOST_UNITS = 10  # of a layer that are drawn; of more, the first ones and the last
ACROSS, DOWN = 3.2, 1.25  # centimetres between layers, and between units
MOST_DOWN = 12.0  # centimetres of a column
WIDTHS = (0.2, 2.2)  # points, of the smallest and the greatest weight
POSITIVE, NEGATIVE = "2468D6", "DF6D17"
ACROSS_LABELLED = 5.2  # where weights are written
FIRST_LABEL, LAST_LABEL = 0.18, 0.78  # of an edge's way, where weights are written: of each source at another place
DOTS = -1  # stands for the units of a column that are not drawn

PREAMBLE = r"""\documentclass{article}
\usepackage{tikz}
"""
PAGE = r"""\begin{document}
\newsavebox{\network}
\begin{lrbox}{\network}
%s
\end{lrbox}
\pdfpagewidth=\dimexpr\wd\network+8pt\relax
\pdfpageheight=\dimexpr\ht\network+\dp\network+8pt\relax
\hoffset=-1in \voffset=-1in
\shipout\vbox{\kern4pt\hbox{\kern4pt\usebox{\network}}}
\end{document}
"""
STYLES = rf"""\definecolor{{positive}}{{HTML}}{{{POSITIVE}}}
\definecolor{{negative}}{{HTML}}{{{NEGATIVE}}}
\tikzset{{
  unit/.style={{circle, draw=black!75, fill=white, minimum size=9mm, inner sep=0pt, font=\small}},
  bias/.style={{unit, minimum size=6mm, draw=black!45, font=\footnotesize}},
  positive/.style={{draw=positive}},
  negative/.style={{draw=negative, dash pattern=on 3pt off 2pt}},
  cut/.style={{draw=black!35, line width=0.4pt, dash pattern=on 0.4pt off 2pt}},
  weight/.style={{font=\tiny, fill=white, inner sep=0.6pt, sloped}},
  heading/.style={{font=\small\bfseries, align=center}},
}}
"""
FEATURE_WORDS = {
    "x1^2": "x_1^2",
    "x2^2": "x_2^2",
    "x1x2": "x_1 x_2",
    "sin_x1": r"\sin x_1",
    "sin_x2": r"\sin x_2",
    "cos_x1": r"\cos x_1",
    "cos_x2": r"\cos x_2",
    "abs_x1": "|x_1|",
    "abs_x2": "|x_2|",
    "x1": "x_1",
    "x2": "x_2",
    "theta": r"\theta",
}


@dataclass(frozen=True)
class Options:
    """How the network is written.

    Attributes
    ----------
    has_weights : whether each line is labelled with its weight
    has_bias : whether bias units are drawn
    is_whole : whether it is a document of its own, else the picture alone, with its styles
    digits : decimals of weights
    """

    has_weights: bool = False
    has_bias: bool = True
    is_whole: bool = True
    digits: int = 2


def as_tikz(
    network: Network,
    features: Sequence[str] = (),
    options: Options = Options(),
    pruned: Iterable[tuple[int, int, int]] = (),
) -> str:
    r"""Return the network as the text of a LaTeX file, in ASCII.

    Parameters
    ----------
    features : the names of the inputs, one for each unit of layer 1
    pruned : weights (l, j, k) that are cut; they are dotted

    >>> network = Network((1, 1), ("sigmoid",), np.array([0.5, -2.0]))
    >>> print(*[line.strip() for line in as_tikz(network, ["x1"]).splitlines() if "draw[" in line], sep="\n")
    \draw[positive, line width=0.70pt] (l1u0) -- (l2u1);
    \draw[negative, line width=2.20pt] (l1u1) -- (l2u1);
    """
    picture = "\n".join(
        [r"\begin{tikzpicture}[x=1cm, y=1cm]", *_lines(network, features, options, pruned), r"\end{tikzpicture}"]
    )
    if not options.is_whole:
        return f"{STYLES}{picture}\n"
    return PREAMBLE + STYLES + PAGE % picture


def drawn_units(size: int) -> list[int]:
    """Return which units of a layer are drawn.

    >>> drawn_units(3), drawn_units(512)
    ([1, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 512])
    """
    return list(range(1, size + 1)) if size <= MOST_UNITS else [*range(1, MOST_UNITS), size]


def _lines(
    network: Network, features: Sequence[str], options: Options, pruned: Iterable[tuple[int, int, int]]
) -> Iterator[str]:
    columns = {layer: _column(network, layer, options) for layer in range(1, network.L + 1)}
    across = ACROSS_LABELLED if options.has_weights else ACROSS
    most = max(len(column) for column in columns.values())
    down = min(DOWN, MOST_DOWN / most)
    top = down * (most - 1) / 2
    for layer, column in columns.items():
        x, first = across * (layer - 1), down * (len(column) - 1) / 2
        yield f"  % layer {layer}"
        yield rf"  \node[heading] at ({x:.2f}, {top + 1.5:.2f}) {{{_heading(network, layer)}}};"
        for place, unit in enumerate(column):
            y = first - place * down
            dots = rf"  \node at ({x:.2f}, {y + 0.1:.2f}) {{$\vdots$}};"
            yield dots if unit == DOTS else _node(network, layer, unit, x, y, features)
    yield from _edges(network, columns, options, set(pruned))


def _column(network: Network, layer: int, options: Options) -> list[int]:
    has_bias, units = options.has_bias and layer < network.L, drawn_units(network.sizes[layer - 1])
    if network.sizes[layer - 1] > MOST_UNITS:
        units.insert(-1, DOTS)
    return [*([0] if has_bias else []), *units]


def _heading(network: Network, layer: int) -> str:
    size = network.sizes[layer - 1]
    kind = "input" if layer == 1 else "output" if layer == network.L else "hidden"
    phi = f", {title(network.activations[layer - 2])}" if layer > 1 else ""
    return rf"Layer {layer}: {kind}\\ \normalfont\footnotesize {size} unit{'' if size == 1 else 's'}{phi}"


def _node(network: Network, layer: int, unit: int, x: float, y: float, features: Sequence[str]) -> str:
    name, label = symbols.activation(layer, unit).latex, ""
    if layer == 1 and unit and features:
        label = f", label=left:${_feature(features[unit - 1])}$"
    if unit == 0:
        return rf"  \node[bias, label=above:{{\footnotesize ${name}$}}] (l{layer}u0) at ({x:.2f}, {y:.2f}) {{$1$}};"
    return rf"  \node[unit{label}] (l{layer}u{unit}) at ({x:.2f}, {y:.2f}) {{${name}$}};"


def _edges(
    network: Network, columns: dict[int, list[int]], options: Options, pruned: set[tuple[int, int, int]]
) -> Iterator[str]:
    sizes = np.abs(network.flat[np.isfinite(network.flat)])
    greatest = float(sizes.max(initial=0.0)) or 1.0
    labels: list[str] = []
    for layer, matrix in network.W.items():
        yield f"  % the weights of layer {layer}"
        sources = [unit for unit in columns[layer] if unit >= 0]
        for target in (unit for unit in columns[layer + 1] if unit > 0):
            for number, source in enumerate(sources):
                w = float(matrix[target - 1, source])
                place = FIRST_LABEL + (LAST_LABEL - FIRST_LABEL) * number / max(len(sources) - 1, 1)
                begin, end = f"(l{layer}u{source})", f"(l{layer + 1}u{target})"
                is_cut = (layer, target, source) in pruned
                yield rf"  \draw[{'cut' if is_cut else _style(w, greatest)}] {begin} -- {end};"
                label = rf"node[weight, pos={place:.2f}] {{${_number(w, options.digits)}$}}"
                labels.append(rf"  \path {begin} -- {label} {end};")
    yield from labels if options.has_weights else ()  # above all lines


def _style(w: float, greatest: float) -> str:
    share = min(abs(w) / greatest, 1.0) if np.isfinite(w) else 1.0
    width = WIDTHS[0] + (WIDTHS[1] - WIDTHS[0]) * share
    return f"{'negative' if w < 0 else 'positive'}, line width={width:.2f}pt"


def _number(value: float, digits: int) -> str:
    return Latex().figure(format_number(value, digits), Number(value))


def _feature(name: str) -> str:
    r"""Return an input: a feature of a point, or one of its columns as it is.

    >>> _feature("x12"), _feature("theta")
    ('x_{12}', '\\theta')
    """
    column = column_of(name)
    return f"x_{{{column + 1}}}" if column > 1 else FEATURE_WORDS.get(name, _plain(name))


def _plain(name: str) -> str:
    r"""Return a name as upright letters.

    >>> _plain("r_2")
    '\\mathrm{r\\_2}'
    """
    return rf"\mathrm{{{name}}}".replace("_", r"\_") if len(name) > 1 else name
