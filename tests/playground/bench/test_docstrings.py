"""Every example in a docstring of the benches works."""

import doctest
import importlib
import pkgutil

import pytest

from playground import bench

MODULES = [module.name for module in pkgutil.iter_modules(bench.__path__, "playground.bench.")]
QT_ONLY = {"playground.bench.bare_window", "playground.bench.start_child", "playground.bench.window_child"}


@pytest.mark.parametrize("name", sorted(set(MODULES) - QT_ONLY))
def test_examples_work(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
