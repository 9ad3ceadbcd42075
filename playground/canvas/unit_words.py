"""Words beside a unit: its symbol and a number. Plain Python."""

from dataclasses import dataclass

from engine.symbols import Symbol


@dataclass(frozen=True)
class UnitWords:
    """What is said of a unit.

    Attributes
    ----------
    tone : "" for what is always said, its activation; "unknown" for what is not known yet, "now" for what is being
        computed or used, "error" for what is compared with its target, "backward" for δ
    """

    symbol: Symbol
    text: str
    tone: str = ""
