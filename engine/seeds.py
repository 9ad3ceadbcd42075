"""One seed, several independent streams of random numbers.

Each purpose has its own stream, so that asking for more samples does not change the first weights, and shuffling does
not change the data.
"""

import numpy as np

STREAMS = {"data": 0, "split": 1, "weights": 2, "order": 3, "dropout": 4, "surgery": 5, "stroke": 6}


def generator(seed: int, purpose: str, number: int = 0) -> np.random.Generator:
    """Return the stream of random numbers that a seed gives to a purpose, one of STREAMS, or one of several."""
    return np.random.default_rng([seed, STREAMS[purpose], *([number] if number else [])])
