"""What the figures were taken on."""

import json
import platform

import numpy as np

from playground.bench.machine import headline, machine


def test_the_headline_names_cores_and_versions() -> None:
    told = machine()
    line = headline(told, short=True)
    assert line.count("\n") == 0
    for part in (
        "short form",
        f"{told['cores']} cores",
        f"Python {platform.python_version()}",
        f"NumPy {np.__version__}",
    ):
        assert part in line
    assert told["cores"] >= 1
    assert json.loads(json.dumps(told)) == told


def test_where_the_load_is_not_told_the_headline_says_nothing_of_it() -> None:
    assert "load" not in headline({**machine(), "load": None}, short=False)
