"""What inputs are called, where the columns of a table have names."""

from engine.data import Data
from engine.features import FEATURES, column_of
from engine.titles import title_of_input


def name_of_input(data: Data, name: str) -> str:
    """Return an input as it is told: its symbol, and what the table calls the column.

    >>> name_of_input(Data(), "x1"), name_of_input(Data(), "x1^2")
    ('x₁, the first coordinate', 'x₁², the square of x1')
    """
    column = column_of(name)
    if 0 <= column < len(data.input_names):
        return f"{title_of_input(name)}, {data.input_names[column]}"
    return f"{title_of_input(name)}, {FEATURES[name].summary}" if name in FEATURES else title_of_input(name)
