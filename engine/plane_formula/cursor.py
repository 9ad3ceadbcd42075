"""A place between two tokens of a formula, which goes from left to right, and what is to be said there."""

from engine.errors import FormulaError
from engine.plane_formula.tokens import Kind, Token, short, tokens
from engine.plane_formula.words import KEYWORDS, OPERATORS, SIGNS, Operator

VALUES = "a number, x1, x2 or a function such as sin"


class Cursor:
    """Knows the tokens of a text, the next of which is `token`; raises FormulaError where one of them is none.

    `in_bars` tells whether the innermost bracket is a |, so that a | after a value closes it and does not mean `or`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.in_bars = False
        self._tokens = list(tokens(text))
        self._place = 0

    @property
    def token(self) -> Token:
        """The token that comes next; the last one is an END."""
        return self._tokens[self._place]

    @property
    def before(self) -> Token:
        """The token that was taken last."""
        return self._tokens[self._place - 1]

    def taken(self) -> Token:
        """Take a token."""
        self._place += 1
        return self.before

    # ---- operators ----

    def operator(self) -> Operator | None:
        """Return the operator that comes next, None where the expression ends; raise FormulaError if it is missing."""
        token = self.token
        if token.text == "|":
            return None if self.in_bars else OPERATORS["or"]
        if token.text in OPERATORS:
            return OPERATORS[token.text]
        if token.kind is Kind.END or token.text in (")", ","):
            return None
        if self.before.kind is Kind.NUMBER and (token.text == "(" or _names_a_value(token)):
            self._check_unwritten_product()
            return OPERATORS["*"]
        raise self._without_operator()

    def operator_taken(self) -> str:
        """Take the operator that comes next, and return how it is written."""
        if self.token.text not in OPERATORS and self.token.text != "|":
            return "*"  # unwritten, as in 2x1
        sign = self.taken()
        if sign.text == "|" == self.token.text and sign.end == self.token.start:  # || is `or` too
            self._place += 1
        return sign.shown

    def _check_unwritten_product(self) -> None:
        """Raise FormulaError at 1/2x1, which some read as (1/2)*x1 and others as 1/(2*x1)."""
        place = self._place - 2
        while place >= 0 and self._tokens[place].text in SIGNS:
            place -= 1
        if place >= 0 and self._tokens[place].text in ("/", "mod", "^"):
            written = short(self.text[self._tokens[place].start : self.token.end])
            raise FormulaError(
                f"'{written}' has two meanings: expected '*' after {short(self.before.shown)}, or brackets",
                self.before.start,
                self.token.end,
            )

    # ---- what is to be said ----

    def error(self, sentence: str) -> FormulaError:
        """Return what is to be said of the token that comes next."""
        return FormulaError(sentence, self.token.start, self.token.end)

    def without_value(self) -> FormulaError:
        """Return what is to be said where a value is missing."""
        if self._place > 0 and self.before.text == "|" and not self.in_bars:
            return FormulaError(
                "'|' means 'or' here: expected a comparison after it, or '*' before it in a product with |…|",
                self.before.start,
                self.before.end,
            )
        where = "at the end" if self.token.kind is Kind.END else f"before '{self.token.shown}'"
        return self.error(f"something is missing {where}: expected {VALUES}")

    def _without_operator(self) -> FormulaError:
        before, token = self.before, self.token
        if token.text == "not":
            return self.error(f"'{token.shown}' stands before a comparison: expected 'and', 'or' or 'xor' before it")
        if token.kind is before.kind is Kind.NUMBER and token.start == before.end:
            number = short(before.shown + token.shown)
            return FormulaError(f"'{number}' is no number: expected one decimal point", before.start, token.end)
        return self.error(f"'*' is missing between '{short(before.shown)}' and '{short(token.shown)}'")

    def is_decimal_comma(self) -> bool:
        """Return whether the comma that comes next has a number right before and after it."""
        if self._place == 0:
            return False
        before, comma, after = self._tokens[self._place - 1 : self._place + 2]
        is_between_numbers = before.kind is after.kind is Kind.NUMBER
        return is_between_numbers and (before.end, comma.end) == (comma.start, after.start)

    def comma(self) -> FormulaError:
        """Return what is to be said of a comma that separates no arguments."""
        if self.is_decimal_comma():
            number = short(f"{self.before.shown}.{self._tokens[self._place + 1].shown}")
            return self.error(f"unexpected ',': expected a decimal point, as in {number}")
        return self.error("unexpected ',': expected it only between arguments, as in max(x1, x2)")


def _names_a_value(token: Token) -> bool:
    return token.kind is Kind.NAME and token.text not in KEYWORDS
