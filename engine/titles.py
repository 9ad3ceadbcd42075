"""Titles: what choices, parameters, data and inputs are called where a person reads them.

Their names are for files and for what is typed on the command line.
"""

from engine.data import TITLES as TITLES_OF_DATA
from engine.datasets import DATASETS
from engine.features import COLUMN

TITLES = {
    "gd": "gradient descent",
    "adam": "Adam",
    "adamw": "AdamW",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSprop",
    "rprop": "Rprop",
    "cross_entropy": "cross-entropy",
    "leaky_relu": "leaky relu",
    "glorot": "Glorot",
    "he": "He",
    "lecun": "LeCun",
    "huber": "Huber",
    "adaline": "Adaline",
    "adaline-sgd": "Adaline, SGD",
    "adaline-mini-batch": "Adaline, batches",
    "logistic-regression": "logistic regression",
    "mlp": "multi-layer net",
    "one-vs-all": "one versus all",
    "straight-line": "straight line",
}
PARAMETERS = {  # by name, or by choice and name where the name alone says too little
    "beta1": "β₁",
    "beta2": "β₂",
    "epsilon": "ε",
    "momentum": "momentum μ",
    "rmsprop.decay": "decay ρ",
    "weight_decay": "decay λ",
}
INPUTS = {
    "x1": "x₁",
    "x2": "x₂",
    "x1^2": "x₁²",
    "x2^2": "x₂²",
    "x1x2": "x₁x₂",
    "sin_x1": "sin x₁",
    "sin_x2": "sin x₂",
    "cos_x1": "cos x₁",
    "cos_x2": "cos x₂",
    "abs_x1": "|x₁|",
    "abs_x2": "|x₂|",
    "theta": "θ",
}


LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def title(name: str) -> str:
    """Return a choice as it is read: an optimizer, a cost, a schedule, an initializer, an activation or a model.

    >>> title("gd"), title("cosine")
    ('gradient descent', 'cosine')
    """
    return TITLES.get(name, name)


def title_of_parameter(choice: str, name: str) -> str:
    """Return a parameter of a choice as it is read.

    >>> title_of_parameter("adam", "beta1"), title_of_parameter("rprop", "least_step")
    ('β₁', 'least step')
    """
    return PARAMETERS.get(f"{choice}.{name}") or PARAMETERS.get(name) or name.replace("_", " ")


def title_of_input(name: str) -> str:
    """Return an input feature as it is read.

    >>> title_of_input("x1^2"), title_of_input("r"), title_of_input("x12")
    ('x₁²', 'r', 'x₁₂')
    """
    return INPUTS.get(name) or (f"x{name[1:].translate(LOWERED)}" if COLUMN.fullmatch(name) else name)


def shortened(text: str, most: int = 32) -> str:
    """Return a name that somebody gave with so many letters at most.

    >>> shortened("versicolor"), shortened("a rather long name of a class", 10)
    ('versicolor', 'a rather…')
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def title_of_data(name: str) -> str:
    """Return a data set as it is read; a name that is none as it is.

    >>> title_of_data("reg-plane")
    'Plane'
    """
    return DATASETS[name].title if name in DATASETS else TITLES_OF_DATA.get(name, name)
