"""Models from and to session files: the network where the run stands, with the experiment that it is trained by."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.exchange.adopting import experiment_for
from engine.exchange.formats import DATA, READ_BACK, Files, Format, Read, read_back
from engine.exchange.model import Model
from engine.network import Network
from engine.samples import samples_of
from engine.session import SUFFIX, Session, load
from engine.session.session import pieces
from engine.timeline import State


def read(path: Path, _activations: tuple[str, ...]) -> Read:
    """Return the network where a session stands; raise ImportFileError for anything else than a session."""
    here = load(path).state.here
    experiment = here.experiment
    network = Network(experiment.sizes, experiment.activations, np.array(here.weights))
    return Read(Model(network, experiment.features, samples_of(experiment).scaling, experiment))


def write(model: Model, stem: str) -> Files:
    """Return a session that begins with a model: nothing is learnt yet."""
    return _files(experiment_for(model).state(), stem)


def of(state: State) -> Format:
    """Return the format that writes this very timeline, whatever model it is given."""
    return replace(FORMAT, write=_writing(state))


def _writing(state: State) -> Callable[[Model, str], Files]:
    return lambda _model, stem: _files(state, stem)


def _files(state: State, stem: str) -> Files:
    return {stem + SUFFIX: "".join(pieces(Session(state))).encode()}


FORMAT = Format(
    "session",
    "Session of this program",
    SUFFIX,
    write,
    read_back(read),
    READ_BACK,
    0.0,
    DATA,
    "a session that begins with it; the command train keeps the timeline too",
    read,
)
FORMATS = (FORMAT,)
