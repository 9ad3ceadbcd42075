"""The equation above the grids: in symbols, and in the lecture's dimensions, [h × n] = [h × m] [n × m]ᵀ."""

from collections.abc import Sequence

from engine.matrix_form import Matrix, MatrixForm
from playground.notation import (
    Box,
    fenced,
    fraction,
    glyphs,
    letter,
    operator,
    row,
    script_size,
    scripts,
    space,
    symbol,
)

_TIGHT = ("(", ")", "J(", ",")


def name_of(matrix: Matrix, size: int) -> Box:
    """Set the name of a matrix as it stands in an equation: [A⁽¹⁾]ᵀ, φ′(Z⁽²⁾)."""
    name = symbol(matrix.symbol, size)
    if matrix.function:
        return row(letter(matrix.function, size), fenced(name, size))
    if matrix.transposed:
        return scripts(fenced(name, size, "[", "]"), size, raised=glyphs("T", script_size(size)))
    return name


def equation_box(form: MatrixForm, size: int) -> Box:
    """Set an equation."""
    return pieces_box(form.equation, size)


def pieces_box(pieces: Sequence[Matrix | str], size: int) -> Box:
    """Set matrices and signs side by side."""
    boxes: list[Box] = []
    for piece, following in zip(pieces, (*pieces[1:], ""), strict=True):
        if isinstance(piece, Matrix):
            boxes.append(name_of(piece, size))
            if isinstance(following, Matrix):
                boxes.append(space(size / 8))
        elif piece == "1/n":
            small = round(0.75 * size)
            boxes.append(fraction(glyphs("1", small), letter("n", small), small))
        elif piece in _TIGHT:
            boxes.append(letter(piece, size))
            if piece == ",":
                boxes.append(space(size / 4))
        elif piece in ("η", "Σⱼ"):
            boxes.append(row(letter(piece, size), space(size / 8)))
        elif boxes:
            boxes.append(operator(piece, size))
        else:
            boxes.append(row(glyphs(piece, size), space(size / 4)))
    return row(*boxes)


def spoken(form: MatrixForm) -> str:
    """Return an equation in plain characters."""
    return spoken_pieces(form.equation)


def spoken_pieces(pieces: Sequence[Matrix | str]) -> str:
    """Return matrices and signs in plain characters."""
    return " ".join(piece if isinstance(piece, str) else spoken_name(piece) for piece in pieces)


def spoken_name(matrix: Matrix) -> str:
    """Return the name of a matrix in plain characters."""
    name = str(matrix.symbol)
    if matrix.function:
        return f"{matrix.function}({name})"
    return f"[{name}]ᵀ" if matrix.transposed else name


def dimensions(form: MatrixForm) -> tuple[str, str]:
    """Return the dimensions of an equation, in the lecture's letters and in numbers."""
    letters: list[str] = []
    numbers: list[str] = []
    for piece in form.equation:
        if isinstance(piece, Matrix):
            turned = "ᵀ" if piece.transposed else ""
            letters.append(f"[{' × '.join(piece.letters)}]{turned}")
            numbers.append(f"[{' × '.join(map(str, piece.dimensions))}]{turned}")
        elif piece in ("=", ":=", "+", "−", "⊙"):
            letters.append(piece)
            numbers.append(piece)
    return " ".join(letters), " ".join(numbers)


def bias_words(form: MatrixForm) -> str:
    """Say how the bias counts in the dimensions, if it does."""
    for matrix in form.matrices:
        for axis in (matrix.rows, matrix.columns):
            if axis.has_bias:
                count = len(axis.names)
                return (
                    f"{count} = {axis.letter} + 1: the bias unit counts here, as number 0; the lecture leaves it out "
                    "of its dimensions."
                )
    return ""
