"""From expressions to NumPy calls: each writes into an array that was made once, so that nothing is allocated.

A call costs NumPy about 0.3 µs at these sizes whatever the array holds, so what counts is how few there are. A result
goes where it is wanted, else in place of an argument that is needed no more, else into a spare array.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.trainer.tracing import CONDITIONS, ONE, OVER_UNITS, ZERO, Expression, UntraceableError, parts

Call = tuple[Callable[..., Any], tuple[Any, ...]]
Own = Mapping[str, Callable[[Any, Any], Iterable[Call]]]  # operation: (argument, out) -> its calls
BY_KEYWORD = ("maximum", "minimum")  # a positional out is slow here, and deprecated in NumPy 2.4
UNKNOWN = ("power",)  # of arrays; of numbers it is done beforehand


class Spares:
    """Arrays for intermediate results, made when needed and taken again by whoever comes later."""

    def __init__(self) -> None:
        self._free: dict[tuple[tuple[int, ...], np.dtype[Any]], list[Any]] = {}

    def take(self, shape: tuple[int, ...], kind: type) -> Any:
        """Return an array that nobody else uses."""
        free = self._free.setdefault((shape, np.dtype(kind)), [])
        return free.pop() if free else np.zeros(shape, kind)

    def give_back(self, array: Any) -> None:
        """Leave an array to the next who needs one."""
        self._free.setdefault((array.shape, array.dtype), []).append(array)


def calls(
    wanted: Sequence[tuple[Expression, Any]],
    given: Mapping[Expression, Any],
    scratch: Sequence[Any],
    scalar: Callable[[Expression], Any],
    spares: Spares,
    own: Own | None = None,
) -> list[Call]:
    """Return the calls that compute expressions.

    Parameters
    ----------
    wanted : expressions, and the array each is to be written into
    given : where the inputs lie, and what else is known already
    scratch : those of the given arrays that may be overwritten once they are not needed any more
    scalar : gives the 0-d array that holds a scalar expression
    spares : for intermediate results; all that was taken is given back
    own : operations on one array that are done otherwise than by NumPy's function

    Raises
    ------
    UntraceableError
        if an expression holds an operation that is not known here
    """
    return list(_Writer(wanted, given, scratch, scalar, spares, own or {}).calls())


class _Writer:
    def __init__(
        self,
        wanted: Sequence[tuple[Expression, Any]],
        given: Mapping[Expression, Any],
        scratch: Sequence[Any],
        scalar: Callable[[Expression], Any],
        spares: Spares,
        own: Own,
    ) -> None:
        self._own = own
        self._wanted = wanted
        self._scalar = scalar
        self._spares = spares
        self._order = [
            part
            for part in parts([expression for expression, _ in wanted], given)
            if not part.is_scalar and part not in given
        ]
        self._place = dict(given)
        self._uses = Counter(argument for part in self._order for argument in part.arguments)
        self._uses.update(expression for expression, _ in wanted)
        self._homes = {id(home) for _, home in wanted}
        self._scratch = {id(array) for array in scratch} - self._homes
        self._taken: list[Any] = []
        self._at_rest: list[Any] = []  # arrays of ours whose content is needed no more

    def calls(self) -> Iterator[Call]:
        """Yield what is to be called, one after the other."""
        shape = self._wanted[0][1].shape
        homes = dict(self._wanted)
        for part in self._order:
            yield from self._one(part, homes.get(part), shape)
            for argument in part.arguments:
                self._used(argument)
        yield from self._make_way()
        for expression, home in self._wanted:
            if expression.is_scalar:
                yield np.copyto, (home, self._scalar(expression))
            elif self._place[expression] is not home:
                yield np.copyto, (home, self._place[expression])
            self._used(expression)
        for array in self._taken:
            self._spares.give_back(array)

    def _make_way(self) -> Iterator[Call]:
        """Copy what is wanted elsewhere out of the arrays that other results go into."""
        for expression, home in self._wanted:
            place = self._place.get(expression)
            if place is not None and place is not home and id(place) in self._homes:
                aside = self._spares.take(place.shape, place.dtype.type)
                self._taken.append(aside)
                self._place[expression] = aside
                yield np.copyto, (aside, place)

    def _one(self, part: Expression, home: Any, full: tuple[int, ...]) -> Iterator[Call]:
        if part.operation in UNKNOWN:
            raise UntraceableError(f"{part.operation} of arrays")
        arguments = [self._value(argument) for argument in part.arguments]
        shape = np.broadcast_shapes(*(np.shape(argument) for argument in arguments))
        if part.operation in OVER_UNITS:
            out = self._target(part, home, (1, *shape[1:]), bool if part.operation in CONDITIONS else float, ())
            reduce = np.add.reduce if part.operation == "sum" else np.maximum.reduce
            yield partial(reduce, axis=0, keepdims=True, out=out), (arguments[0],)
        elif part.operation == "where" and part.arguments[1:] == (ONE, ZERO):
            out = self._target(part, home, shape, float, ())
            # 1 or 0: for 6500 of them 3.5 µs, by `np.copyto` 7.5, by masked writing 8 (workloads B and F: 3 %).
            yield out.__setitem__, (Ellipsis, arguments[0])
        elif part.operation == "where":
            condition, if_so, if_not = arguments
            out = self._target(part, home, shape, float, (if_not,))
            if out is not if_not:
                yield np.copyto, (out, if_not)
            yield partial(np.copyto, where=condition), (out, if_so)
        else:
            kind = bool if part.operation in CONDITIONS else float
            out = self._target(part, home, shape, kind, arguments)
            function = getattr(np, part.operation)
            if part.operation in self._own:
                yield from self._own[part.operation](arguments[0], out)
            elif part.operation in BY_KEYWORD:
                yield partial(function, out=out), tuple(arguments)
            else:
                yield function, (*arguments, out)
        self._place[part] = out

    def _value(self, expression: Expression) -> Any:
        return self._scalar(expression) if expression.is_scalar else self._place[expression]

    def _target(self, part: Expression, home: Any, shape: tuple[int, ...], kind: type, in_place: Sequence[Any]) -> Any:
        """Return the array for a result: `in_place` are the arguments that it may overwrite if they go no further."""
        needed = self._needed_after(part)
        safe = {id(array) for array in in_place}
        read = {id(self._place[argument]) for argument in part.arguments if not argument.is_scalar}
        if home is not None and id(home) not in needed and (id(home) in safe or id(home) not in read):
            return home
        dying = [array for array in in_place if id(array) in self._scratch and id(array) not in needed]
        for candidate in (*dying, *self._at_rest):
            if candidate.shape == shape and candidate.dtype == kind:
                self._at_rest = [array for array in self._at_rest if array is not candidate]
                return candidate
        array = self._spares.take(shape, kind)
        self._taken.append(array)
        self._scratch.add(id(array))
        return array

    def _needed_after(self, part: Expression) -> set[int]:
        """Return which arrays hold what is read again after an expression is computed."""
        left = self._uses - Counter(part.arguments)
        return {id(place) for expression, place in self._place.items() if left[expression] > 0}

    def _used(self, expression: Expression) -> None:
        """Take note of one use; an array whose content is read no more may be written to."""
        self._uses[expression] -= 1
        if expression.is_scalar:
            return
        array = self._place[expression]
        needed = any(self._uses[other] > 0 for other, place in self._place.items() if place is array)
        if not needed and id(array) in self._scratch and not any(array is other for other in self._at_rest):
            self._at_rest.append(array)
