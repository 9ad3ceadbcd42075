"""The engine: layered networks, their mathematics and their training, in the notation of one lecture. Never Qt.

>>> from engine import Experiment, Run
>>> run = Run(Experiment())
>>> run.advance(epochs=10)
250
>>> run.W[1].shape
(4, 3)
"""

from engine.errors import DivergedError, EngineError, ExperimentError, ExportError, ImportFileError
from engine.experiment import Data, Experiment, Layer
from engine.network import Network, backward, first_network, forward
from engine.run import Run

__all__ = [
    "Data",
    "DivergedError",
    "EngineError",
    "Experiment",
    "ExperimentError",
    "ExportError",
    "ImportFileError",
    "Layer",
    "Network",
    "Run",
    "backward",
    "first_network",
    "forward",
]
