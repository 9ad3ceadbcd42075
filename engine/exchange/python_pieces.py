"""What files of code in Python have in common, whatever computes in them: a docstring, the weights, the inputs."""

import io
import textwrap

import numpy as np

from engine.arrays import Array
from engine.exchange.code_pieces import WIDTH, identifier, indented, row, rows, sample_of_use, shapes, story, wrapped
from engine.exchange.model import Model

MATRICES = "W1[j - 1, k] is w⁽¹⁾ⱼ,ₖ: it leads from unit k of layer 1 to unit j of layer 2."
MOST_IN_A_LINE = WIDTH - 8  # inside a method


def named_arrays(model: Model) -> dict[str, Array]:
    """Return W1 … W{L−1} and, where the inputs are standardised, MEAN and DEVIATION, by their names in the code."""
    arrays: dict[str, Array] = {f"W{layer}": matrix for layer, matrix in model.network.W.items()}
    if model.scaling:
        arrays |= {"MEAN": model.scaling.mean, "DEVIATION": model.scaling.deviation}
    return arrays


def weights_of(model: Model, maker: str = "np.array", options: str = "") -> list[str]:
    """Return the arrays as lines of Python: each a list that `maker` is called with, and with options."""
    lines = ["# fmt: off"]
    for name, array in named_arrays(model).items():
        if array.ndim == 2:
            lines += [f"{name} = {maker}([", *rows(array), f"], {options})" if options else "])"]
        else:
            lines += [f"{name} = {maker}(", *row(array, indent="    "), *([f"    {options},"] if options else []), ")"]
    return [*lines, "# fmt: on"]


def loading_of(model: Model) -> list[str]:
    """Return the lines of Python that read the arrays from the archive beside the file."""
    opening = 'with np.load(Path(__file__).with_suffix(".npz"), allow_pickle=False) as weights:'
    return [opening, *(f'    {name} = weights["{name}"]' for name in named_arrays(model))]


def archive(model: Model) -> bytes:
    """Return the arrays as a NumPy archive; the same model gives the same bytes."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **named_arrays(model))
    return file.getvalue()


def header(model: Model, stem: str, what: str, use: list[str], beside: str = "", weights: str = MATRICES) -> list[str]:
    """Return the docstring of a file of Python.

    Parameters
    ----------
    what : the sentence in the first line
    use : lines that show how it is used, after an import from `NAME`, which becomes the file's own
    beside : the suffix of the file with the weights, which must lie beside it
    weights : the sentence on where which weight is
    """
    name = identifier(stem)
    renamed = [] if name == stem else [f"Python can import it once it is called {name}.py:"]
    known = [
        *([f"The weights lie in the {beside} file beside this one, of the same name."] if beside else []),
        weights,
        *([f"Column 0 holds the bias weights. Shapes: {shapes(model)}."] if weights is MATRICES else []),
    ]
    return [
        f'"""{what}',
        "",
        *wrapped([*story(model), *known]),
        "",
        *renamed,
        *indented("\n".join(part for line in use for part in broken(line.replace("NAME", name)))),
        '"""',
    ]


def broken(line: str) -> list[str]:
    """Return a line of code that lists many numbers as lines that fit; Python reads on where a bracket is open."""
    if "[" not in line or line.startswith("#"):
        return [line]
    return textwrap.wrap(line, WIDTH - 4, subsequent_indent="    ", break_long_words=False)


def example(model: Model) -> tuple[str, list[str]]:
    """Return the points of an example, and what comes of them as lines of a comment."""
    point, outputs = sample_of_use(model)
    return f"[{point}]", wrapped([f"about [{outputs}]"], "# ", WIDTH - 4)


def gathered(name: str, call: str, parts: list[str]) -> list[str]:
    """Return the lines that set a name to `call`, with {} for a list of expressions.

    Where that is too long for a line, the list is made first, one expression a line.

    >>> gathered("a1", "np.vstack({})", ["x1", "x2"])
    ['a1 = np.vstack([x1, x2])']
    """
    one = f"{name} = {call.format('[' + ', '.join(parts) + ']')}"
    if len(one) <= MOST_IN_A_LINE:
        return [one]
    made = name if call == "{}" else "parts"
    lines = [f"{made} = [", *(f"    {part}," for part in parts), "]"]
    return lines if call == "{}" else [*lines, f"{name} = {call.format(made)}"]
