"""What every chart test needs: an appearance that a test may change."""

import pytest
from PySide6.QtWidgets import QApplication

from playground.theme import Appearance


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    return Appearance("dark")
