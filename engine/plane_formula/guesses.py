"""What a name that is unknown may have been meant for."""

from re import fullmatch

from engine.plane_formula.words import CONSTANTS, COORDINATES, FUNCTIONS, KEYWORDS, WRONG_NAME

KNOWN = [*COORDINATES, *CONSTANTS, *FUNCTIONS, *KEYWORDS]


def what_is_meant_by(name: str) -> str:
    """Return the second half of a sentence on an unknown name, in small letters.

    >>> what_is_meant_by("sine"), what_is_meant_by("x1x2"), what_is_meant_by("x3")
    ('did you mean sin?', 'did you mean x1*x2?', 'there are only x1 and x2')
    """
    from difflib import get_close_matches  # a start does without it

    if name in WRONG_NAME:
        return WRONG_NAME[name]
    if fullmatch(r"x_?[0-9]+", name) and name not in ("x_1", "x_2"):
        return "there are only x1 and x2"
    values = (*COORDINATES, *CONSTANTS)
    for place in range(1, len(name)):
        first, second = name[:place], name[place:]
        if first in FUNCTIONS and second in COORDINATES:
            return f"did you mean {first}({second})?"
        if first in values and second in (*values, *FUNCTIONS):
            return f"did you mean {first}*{second}?"
    begun = [known for known in FUNCTIONS if name.startswith(known) and len(known) > 2]  # cosine, minimum
    near = [known for known in get_close_matches(name, KNOWN, cutoff=0.65) if abs(len(known) - len(name)) <= 1]
    guesses = [*sorted(begun, key=len, reverse=True), *near]
    return f"did you mean {guesses[0]}?" if guesses else "expected x1, x2, a number or a function such as sin"
