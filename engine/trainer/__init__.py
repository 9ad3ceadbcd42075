"""The fast loops: the mathematics of `network` and `learning`, compiled for one experiment.

`network.forward`, `network.backward` and `learning.update` stay the definition. A compiled loop does not repeat their
formulas: it runs each activation, cost and optimizer once on stand-ins (`tracing`), and turns what was computed into
NumPy calls that allocate nothing (`program`) or, for small networks and mini-batches, into machine code (`kernel`).

Which loop it is follows from the experiment alone, so equal experiments give equal bits however they are advanced.
"""

import numpy as np

from engine.arrays import Array
from engine.experiment import Experiment
from engine.network import Network
from engine.samples import Samples
from engine.seeds import generator
from engine.trainer.kernel import Kernel
from engine.trainer.loop import Loop
from engine.trainer.plain import Plain
from engine.trainer.program import Program
from engine.trainer.tracing import UntraceableError

__all__ = ["LOOPS", "Loop", "loop_of"]

LOOPS: tuple[type[Loop], ...] = (Kernel, Program, Plain)  # the fastest first


def loop_of(
    experiment: Experiment,
    network: Network,
    memory: Array,
    samples: Samples,
    rng: np.random.Generator | None = None,
) -> Loop:
    """Return the fastest loop that can take in an experiment.

    Parameters
    ----------
    network, memory : changed in place by what is learnt; the network may have other sizes than the experiment's own
    rng : draws dropout; that of the experiment's seed if none is given
    """
    rng = rng or generator(experiment.seed, "dropout")
    for kind in LOOPS[:-1]:
        try:
            return kind(experiment, network, memory, samples, rng)
        except UntraceableError:
            continue
    return LOOPS[-1](experiment, network, memory, samples, rng)
