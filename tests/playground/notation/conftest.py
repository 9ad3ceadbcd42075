"""Formulas need their font before the first box is measured."""

import pytest
from PySide6.QtWidgets import QApplication

from playground.resources import register_fonts


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QApplication) -> None:
    register_fonts()
