"""Every public name of the engine says what it is, every example in a docstring works."""

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

import engine

MODULES = [
    "engine",
    *sorted(module.name for module in pkgutil.walk_packages(engine.__path__, "engine.")),
]

SAYS_IT_ALL = {  # its name, arguments and types do; a docstring could only repeat them
    "engine.activations.leaky_relu",
    "engine.activations.elu",
    "engine.activations.relu",
    "engine.choices.Choice.to_dict",
    "engine.datasets.Dataset.is_regression",
    "engine.metrics.CostRecord.so_far",
    "engine.network.Network.copy",
    "engine.network.weight_count",
    "engine.run.Run.batches_per_epoch",
    "engine.samples.Samples.count",
    "engine.steps.Term.value",
    "engine.symbols.Symbol.latex",
}


def public_things(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Yield the public functions, classes, methods and properties that a module defines."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing) or inspect.isclass(thing):
            yield f"{module.__name__}.{name}", thing
        if inspect.isclass(thing):
            for inner, member in vars(thing).items():
                is_member = inspect.isroutine(member) or isinstance(member, property | classmethod)
                is_member = is_member or type(member).__name__ == "cached_property"
                if not inner.startswith("_") and is_member:
                    yield f"{module.__name__}.{name}.{inner}", member


def is_told(thing: object) -> bool:
    """Return whether a docstring was written; the one that dataclass makes up, Name(field: type), is none."""
    words = inspect.getdoc(thing) or ""
    return bool(words) and not words.startswith(f"{getattr(thing, '__name__', '')}(")


@pytest.mark.parametrize("name", MODULES)
def test_module_and_its_public_names_have_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    untold = {thing_name for thing_name, thing in public_things(module) if not is_told(thing)}
    assert untold <= SAYS_IT_ALL, f"without a docstring: {', '.join(sorted(untold - SAYS_IT_ALL))}"


def test_every_exception_is_needed() -> None:
    things = dict(thing for name in MODULES for thing in public_things(importlib.import_module(name)))
    assert {name for name in SAYS_IT_ALL if name not in things or is_told(things[name])} == set()


def test_public_things_are_found_at_all() -> None:
    found = {name for module in MODULES for name, _ in public_things(importlib.import_module(module))}
    assert {
        "engine.run.Run",
        "engine.run.Run.advance",
        "engine.network.Network.W",
        "engine.exchange.importing.read",
        "engine.experiment.Experiment.from_dict",
        "engine.steps.Telling.net_input",
        "engine.gradient_check.GradientCheck.verdict",
    } <= found


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_work(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    attempted = {name: doctest.testmod(importlib.import_module(name)).attempted for name in MODULES}
    for name in ("engine", "engine.choices", "engine.experiment", "engine.run", "engine.steps", "engine.symbols"):
        assert attempted[name] > 0


def test_the_face_of_the_engine_has_all_it_promises() -> None:
    assert sorted(engine.__all__) == sorted(set(engine.__all__))
    assert all(hasattr(engine, name) for name in engine.__all__)
