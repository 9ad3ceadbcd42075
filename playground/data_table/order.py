"""Which samples the grid shows, and in which order: the data themselves keep theirs."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Indices
from engine.errors import shown
from engine.table import TEST, Mask
from playground.data_table.content import Content, Kind
from playground.data_table.opinions import Opinions
from playground.document.values import ValueRefusedError, parse_weight

COMPARISONS: dict[str, Callable[[Array, float], Mask]] = {
    "<=": lambda values, bound: values <= bound,
    ">=": lambda values, bound: values >= bound,
    "!=": lambda values, bound: values != bound,
    "<": lambda values, bound: values < bound,
    ">": lambda values, bound: values > bound,
    "=": lambda values, bound: values == bound,
}
PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
CONDITION = re.compile(r"(.*?)\s*(<=|>=|!=|==|<|>|=)\s*(.*)")
SUCH_AS = "x1 > 2 and cost > 0.5"


@dataclass(frozen=True)
class Condition:
    """What a column must be: its number, one of COMPARISONS, and a bound; of classes the number of one."""

    column: int
    sign: str
    bound: float


@dataclass(frozen=True)
class Chosen:
    """Which samples are shown, and by which column they are sorted.

    Attributes
    ----------
    part : TRAIN or TEST; "" for both
    label : the class; None for all
    only_wrong : whether those alone that the network decides wrongly
    conditions : all of which hold
    column : by which they are sorted; None as in the data
    descending : whether the greatest come first
    """

    part: str = ""
    label: int | None = None
    only_wrong: bool = False
    conditions: tuple[Condition, ...] = ()
    column: int | None = None
    descending: bool = False

    @property
    def hides(self) -> bool:
        """Whether there may be samples that are not shown."""
        return bool(self.part or self.label is not None or self.only_wrong or self.conditions)

    def asks_network(self, content: Content) -> bool:
        """Return whether it depends on what the network says."""
        asked = [condition.column for condition in self.conditions]
        asked += [] if self.column is None else [self.column]
        return self.only_wrong or any(content.kind(column) in (Kind.SAYS, Kind.COST) for column in asked)


def order_of(content: Content, chosen: Chosen, opinions: Opinions | None) -> Indices:
    """Return the numbers of the samples that are shown, in the order in which they are; equal ones as in the data.

    Parameters
    ----------
    opinions : on every sample; needed where `asks_network`
    """
    kept = np.ones(content.rows, dtype=bool)
    if chosen.part:
        kept &= content.is_test == (chosen.part == TEST)
    if chosen.label is not None:
        kept &= content.target == chosen.label
    if chosen.only_wrong and opinions is not None:
        kept &= opinions.is_wrong
    for condition in chosen.conditions:
        kept &= COMPARISONS[condition.sign](values_of(content, condition.column, opinions), condition.bound)
    samples = np.flatnonzero(kept)
    if chosen.column is None:
        return samples
    values = values_of(content, chosen.column, opinions)[samples]
    return samples[np.argsort(-values if chosen.descending else values, kind="stable")]


def values_of(content: Content, column: int, opinions: Opinions | None) -> Array:
    """Return the numbers by which a column is sorted, shape (n,); all 0 where the network has said nothing yet."""
    match content.kind(column):
        case Kind.INPUT:
            return np.asarray(content.inputs[:, column])
        case Kind.TARGET:
            return content.target
        case Kind.PART:
            return content.is_test.astype(np.float64)
    if opinions is None:
        return np.zeros(content.rows)
    return opinions.said if content.kind(column) is Kind.SAYS else opinions.costs


def parse_conditions(text: str, content: Content) -> tuple[Condition, ...]:
    """Return the conditions that a text lists with "and" or semicolons between them.

    Raises
    ------
    ValueRefusedError
        naming the condition, and what was expected
    """
    parts = [part.strip() for part in re.split(r"\s+and\s+|;", text) if part.strip()]
    return tuple(_condition(part, content) for part in parts)


def _condition(text: str, content: Content) -> Condition:
    plain = text.replace("≤", "<=").replace("≥", ">=").replace("≠", "!=")
    found = CONDITION.fullmatch(plain)
    if not found:
        raise ValueRefusedError(f"a filter must be such as {SUCH_AS}, got {shown(repr(text))}")
    name, sign, bound = found[1].strip(), found[2].replace("==", "="), found[3].strip()
    column = _column(name, content)
    if column is None:
        raise ValueRefusedError(
            f"a filter must begin with a column such as x1, y or cost, got {shown(repr(name))} in {shown(repr(text))}"
        )
    return Condition(column, sign, _bound(bound, column, content, text))


def _column(name: str, content: Content) -> int | None:
    wanted = name.translate(PLAIN).casefold()
    for column in range(content.width):
        if wanted in {content.called(column).translate(PLAIN).casefold(), content.name(column).casefold()} - {""}:
            return column
    return None


def _bound(text: str, column: int, content: Content, whole: str) -> float:
    kind = content.kind(column)
    if kind is Kind.PART:
        parts = {"train": 0.0, "test": 1.0}
        if text.casefold() not in parts:
            raise ValueRefusedError(f"the part must be train or test, got {shown(repr(text))} in {shown(repr(whole))}")
        return parts[text.casefold()]
    if kind in (Kind.TARGET, Kind.SAYS) and content.classes:
        if text not in content.classes:
            raise ValueRefusedError(f"there is no class {shown(repr(text))}, which {shown(repr(whole))} asks for")
        return float(content.classes.index(text))
    return parse_weight(text, f"what {content.called(column)} is compared with")
