"""A document, and lists of what it announced."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment
from playground.document.document import Document


@dataclass
class Heard:
    """What a document's signals said, in order."""

    experiments: list[Experiment] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    indices: list[int] = field(default_factory=list)


@pytest.fixture
def document(qapp: QApplication) -> Document:
    return Document(Experiment())


@pytest.fixture
def heard(document: Document) -> Heard:
    return listen(document)


def listen(document: Document) -> Heard:
    heard = Heard()
    listeners: list[tuple[Any, Any]] = [
        (document.experiment_changed, heard.experiments.append),
        (document.refused, heard.refusals.append),
        (document.undo_stack.indexChanged, heard.indices.append),
    ]
    for signal, listener in listeners:
        signal.connect(listener)
    return heard
