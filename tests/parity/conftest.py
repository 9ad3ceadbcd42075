"""At the end of a run of the parity tests: how far the engine and its peers were apart, group by group."""

import pytest

from tests.parity.agreement import largest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if largest:
        terminalreporter.section("largest differences", sep="-")
        for group, (difference, tolerance) in sorted(largest.items()):
            terminalreporter.write_line(f"{difference:8.1e} of {tolerance:g} allowed: {group}")
