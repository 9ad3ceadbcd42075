"""Where formulas stand in the strip: in three aligned lines, smaller or folded where they need more than the room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engine.formulas.nodes import Formula, Node, Sum, Summand
from engine.formulas.nodes import Row as Sentence
from engine.formulas.writer import adds_up, digits_of
from playground.stepper.typeset import Line, Piece, Typesetter, broken, width
from playground.theme import Theme

GAP = 7  # between lines
APART = 12  # between formulas
BESIDE = 36  # between two formulas on one line
BADGE = 66  # what the word "rounded" takes after a value
LEAST_ASCENT, LEAST_DESCENT = 13, 5
LONG = 60  # more terms than this are not tried unfolded
MOST_SHOWN = 40  # and not more than this of them, folded


@dataclass(frozen=True)
class Shown:
    """A formula to be laid out, in three lines or in one."""

    formula: Formula
    is_main: bool = True


@dataclass(frozen=True)
class Placed:
    """A line in its place.

    Attributes
    ----------
    x, baseline : where it begins, in pixels
    formula : the number of the formula that it belongs to; the derivation has none
    is_value : whether it ends with the value
    rounded : whether the numbers shown come to another value than is shown
    """

    line: Line
    x: float
    baseline: float
    formula: int | None
    is_value: bool = False
    rounded: bool = False


@dataclass(frozen=True)
class Attempt:
    """One way to lay formulas out."""

    size: int
    lead_size: int
    in_lines: bool = True  # whether the main formula stands in three
    packed: bool = False  # whether short ones share a line
    most_terms: int = 0


@dataclass(frozen=True)
class Layout:
    """Lines in their places, how they were laid out, and whether terms are left out."""

    lines: tuple[Placed, ...]
    height: float
    attempt: Attempt
    folded: bool = False


ATTEMPTS = (
    Attempt(19, 16),
    Attempt(17, 15),
    Attempt(15, 14),
    Attempt(15, 14, in_lines=False),
    Attempt(15, 14, in_lines=False, packed=True),
)
IN_FULL = Attempt(15, 14)
FOLDED_SIZES = (17, 15)
PAPER_SIZE = 15


@dataclass(frozen=True)
class Page:
    """The room for formulas: its width, the height that is seen at once, and how numbers are written there."""

    theme: Theme
    width: float
    height: float
    digits: int

    def lay_out(
        self,
        formulas: Sequence[Shown],
        why: Sentence | None = None,
        *,
        unfolded: bool = False,
        first: Attempt | None = None,
    ) -> Layout:
        """Lay formulas out: as large as they find room, folded if need be, to be scrolled if even that is too high.

        What is tried `first` is taken if it finds room, even if there were a larger one.
        """
        matter = self._matter(formulas, why)
        if first and (layout := self._set(matter, first)).height <= self.height:
            return layout
        terms = max((longest_sum(shown.formula.numbers) for shown in formulas), default=0)
        if unfolded:
            return self._set(matter, IN_FULL)
        layouts = [] if terms > LONG else self._tried(matter)
        for layout in layouts:
            last = layout
            if layout.height <= self.height:
                return layout
        if terms <= 3:
            return last
        return self._folded(matter, min(terms, MOST_SHOWN + 1))

    def set_on_paper(self, formulas: Sequence[Shown], why: Sentence | None = None) -> Layout:
        """Lay formulas out where there is no height to keep to: each in one line, or in three if that is too long."""
        matter = self._matter(formulas, why)
        in_one = self._set(matter, Attempt(PAPER_SIZE, PAPER_SIZE, in_lines=False, packed=True))
        breaks = len(in_one.lines) > len(formulas) + sum(placed.formula is None for placed in in_one.lines)
        return self._set(matter, Attempt(PAPER_SIZE, PAPER_SIZE)) if breaks else in_one

    def _matter(self, formulas: Sequence[Shown], why: Sentence | None) -> "_Matter":
        digits = [digits_of(shown.formula, self.digits) for shown in formulas]
        rounded = [not adds_up(shown.formula, own) for shown, own in zip(formulas, digits, strict=True)]
        return _Matter(formulas, digits, rounded, why)

    def _tried(self, matter: "_Matter") -> Iterator[Layout]:
        for attempt in ATTEMPTS:
            yield self._set(matter, attempt)

    def _folded(self, matter: "_Matter", terms: int) -> Layout:
        """Return the layout that leaves out as few terms as it can and is not too high."""
        found = None
        for size in FOLDED_SIZES:
            least, most = 2, terms
            while most - least > 1:
                middle = (least + most) // 2
                attempt = Attempt(size, FOLDED_SIZES[-1] - 1, most_terms=middle)
                layout = self._set(matter, attempt)
                if layout.height <= self.height:
                    least, found = middle, layout
                else:
                    most = middle
            if found:
                return found
        return self._set(matter, Attempt(FOLDED_SIZES[-1], FOLDED_SIZES[-1] - 1, most_terms=3))

    def _set(self, matter: "_Matter", attempt: Attempt) -> Layout:
        names: list[Line] = []
        setters = []
        for shown, digits in zip(matter.formulas, matter.digits, strict=True):
            size = attempt.size if shown.is_main else attempt.lead_size
            setter = Typesetter(self.theme, size, digits, attempt.most_terms)
            setters.append(setter)
            names.append((*setter.symbols(shown.formula.name), *setter.sign(shown.formula.relation)))
        column = max((width(name) for name in names), default=0.0)
        stack = _Stack(self.width, column, packs=attempt.packed)
        for number, (shown, setter, name) in enumerate(zip(matter.formulas, setters, names, strict=True)):
            in_lines = shown.is_main and attempt.in_lines
            stack.formula(number, shown.formula, setter, name, in_lines=in_lines, rounded=matter.rounded[number])
        if matter.why:
            stack.sentence(Typesetter(self.theme, attempt.lead_size, self.digits).symbols(matter.why))
        folded = bool(attempt.most_terms) and any(piece.left_out for placed in stack.lines for piece in placed.line)
        return Layout(tuple(stack.lines), stack.bottom, attempt, folded)


@dataclass(frozen=True)
class _Matter:
    """What is laid out: formulas, with how many digits each is written, whether it is rounded, and the derivation."""

    formulas: Sequence[Shown]
    digits: Sequence[int]
    rounded: Sequence[bool]
    why: Sentence | None


class _Stack:
    """Puts one line below another, all equals signs at the end of a column; `packs`: short ones beside each other."""

    def __init__(self, room: float, column: float, *, packs: bool) -> None:
        self.lines: list[Placed] = []
        self.bottom = 0.0
        self._room = room
        self._column = column
        self._packs = packs
        self._row: list[int] = []  # the lines that share the last row
        self._top = 0.0

    def formula(
        self, number: int, formula: Formula, setter: Typesetter, name: Line, *, in_lines: bool, rounded: bool
    ) -> None:
        """Put a formula; `name` has its equals sign with it."""
        equals = setter.sign("=")
        sides = _sides(formula, setter)
        groups = sides if in_lines else [[side for group in sides for side in group]]
        if self._packs and not in_lines and self._beside((*name, *_joined(groups[0], equals)), number, rounded):
            return
        self.bottom += APART - GAP if self.lines and not self._packs else 0
        room = self._room - self._column - (BADGE if rounded and not in_lines else 0)
        for place, group in enumerate(groups):
            parts = broken(_joined(group, equals), room)
            for row, part in enumerate(parts):
                head = () if row else equals if place else name
                ends = place == len(groups) - 1 and row == len(parts) - 1
                self._put((*head, *part), self._column - width(head), number, is_value=ends, rounded=ends and rounded)

    def sentence(self, line: Line) -> None:
        """Put a derivation: words and formulas that break anywhere between words."""
        self.bottom += APART - GAP
        for part in broken(line, self._room):
            self._put(part, 0.0, None)

    def _put(self, line: Line, x: float, formula: int | None, *, is_value: bool = False, rounded: bool = False) -> None:
        ascent = max(LEAST_ASCENT, *(piece.box.ascent for piece in line))
        descent = max(LEAST_DESCENT, *(piece.box.descent for piece in line))
        self._top = self.bottom + (GAP if self.lines else 0)
        baseline = round(self._top + ascent)
        self.bottom = baseline + descent
        self._row = [len(self.lines)]
        self.lines.append(Placed(line, x, baseline, formula, is_value, rounded))

    def _beside(self, line: Line, formula: int, rounded: bool) -> bool:
        """Put a line beside the last one if that is a whole formula and there is room; tell whether it was so."""
        last = self.lines[-1] if self.lines else None
        if last is None or last.formula is None or [placed.formula for placed in self.lines].count(last.formula) > 1:
            return False
        x = last.x + width(last.line) + (BADGE if last.rounded else 0) + BESIDE
        if x + width(line) + (BADGE if rounded else 0) > self._room:
            return False
        self.lines.append(Placed(line, x, 0.0, formula, is_value=True, rounded=rounded))
        self._row.append(len(self.lines) - 1)
        pieces = [piece for at in self._row for piece in self.lines[at].line]
        baseline = round(self._top + max(LEAST_ASCENT, *(piece.box.ascent for piece in pieces)))
        for at in self._row:
            self.lines[at] = replace(self.lines[at], baseline=baseline)
        self.bottom = baseline + max(LEAST_DESCENT, *(piece.box.descent for piece in pieces))
        return True


def _joined(sides: Sequence[Line], equals: Line) -> Line:
    return tuple(piece for side in sides for piece in (*equals, *side))[len(equals) :]


def _sides(formula: Formula, setter: Typesetter) -> list[list[Line]]:
    """Return what stands in each of the three lines: symbols, numbers, value; what equals its neighbour only once."""
    symbols = [setter.symbols(side) for side in formula.symbols]
    groups = [symbols, [setter.numbers(formula.numbers)], [setter.numbers(formula.result)]]
    flat = [(group, side) for group, sides in enumerate(groups) for side in sides]
    kept = [flat[0], *(after for before, after in pairwise(flat) if before[1] != after[1])]
    return [sides for group in range(3) if (sides := [side for number, side in kept if number == group])]


def longest_sum(node: Node) -> int:
    """Return how many terms the longest sum in a formula has."""
    if isinstance(node, Sum):
        return len(node.terms)
    if isinstance(node, Summand):
        return 0
    parts = [part for value in vars(node).values() for part in (value if isinstance(value, tuple) else (value,))]
    return max((longest_sum(part) for part in parts if type(part).__module__ == Sum.__module__), default=0)


def pieces_of(layout: Layout) -> Iterator[tuple[Placed, float, Piece]]:
    """Yield every piece with the line it stands in and where it begins."""
    for placed in layout.lines:
        x = placed.x
        for piece in placed.line:
            yield placed, x, piece
            x += piece.box.width
