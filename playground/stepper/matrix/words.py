"""What a number of a matrix is, in words: its scalar formula with numbers, or what it is given as."""

from engine.formulas.unicode import one_line
from engine.formulas.wording import word
from engine.matrix_form import SAMPLES, Matrix
from engine.numbers import format_nonzero
from engine.steps import LearningStep, Step
from engine.symbols import weight

MOST_TERMS = 5  # of a sum; the middle of a longer one is left out


def scalar_formula(told: LearningStep, step: Step, digits: int) -> str:
    """Return an act as symbol = rule = numbers = value, a line for each formula that leads to it."""
    lines = word(step, told.objective.experiment).lines
    return "\n".join(one_line(line, digits, MOST_TERMS) for line in lines)


def about(told: LearningStep, matrix: Matrix, row: int, column: int, digits: int) -> str:
    """Return what a number of a matrix is, with so many digits."""
    place = matrix.place(row, column)
    if place is not None and not matrix.function:
        formula = scalar_formula(told, told.at(place), digits)
        return formula if place.column is None else f"{formula}\nsample {told.samples[place.column]}"
    value = format_nonzero(float(matrix.values[row, column]), digits)
    if (w := matrix.weight(row, column)) and matrix.symbol.letter == "W":
        return f"{weight(*w)} = {value}"
    if w:
        return f"{matrix.symbol} for {weight(*w)}: {value}"
    if place is None and 0 in (matrix.rows.names[row], matrix.columns.names[column]) and matrix.symbol.letter == "A":
        unit, _ = matrix.indices(row, column)
        if unit == 0:
            return "The bias unit always gives 1"
    unit, at = matrix.indices(row, column)
    name = f"{matrix.function}({matrix.symbol})" if matrix.function else str(matrix.symbol)
    of_sample = f", sample {told.samples[at]}" if SAMPLES in (matrix.rows.of, matrix.columns.of) else ""
    return f"{name}, unit {unit}{of_sample}: {value}"
