"""What choices and parameters are called where a person reads them; the engine's names are for files."""

TITLES = {
    "gd": "gradient descent",
    "adam": "Adam",
    "adamw": "AdamW",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSprop",
    "rprop": "Rprop",
    "cross_entropy": "cross-entropy",
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
PARAMETERS = {
    "beta1": "β₁",
    "beta2": "β₂",
    "epsilon": "ε",
    "momentum": "momentum μ",
    "rmsprop.decay": "decay ρ",
    "weight_decay": "decay λ",
    "limit": "limit",
}


def title(name: str) -> str:
    """Return a choice as it is read.

    >>> title("gd"), title("cosine")
    ('gradient descent', 'cosine')
    """
    return TITLES.get(name, name)


def parameter(choice: str, name: str) -> str:
    """Return a parameter of a choice as it is read.

    >>> parameter("adam", "beta1"), parameter("rprop", "least_step")
    ('β₁', 'least step')
    """
    return PARAMETERS.get(f"{choice}.{name}") or PARAMETERS.get(name) or name.replace("_", " ")
