"""Activations and features as the languages write them: one row for each, one column a language.

A row is added here with each activation in `ACTIVATIONS` and each feature in `FEATURES`; a test names those that have
none. A column of points that have more than two numbers has one row for all of them. Every formula is written so that
no exponential overflows, whatever the net input.
"""

from dataclasses import dataclass

from engine.activations import GELU_CUBE, LEAK, SQRT_HALF_PI


@dataclass(frozen=True)
class ActivationCode:
    """How an activation is written.

    Attributes
    ----------
    numpy : the body of a function of z, shape (units, n)
    torch, keras : an expression of {z}, shape (n, units)
    c : an expression of the double z
    js : the body of a function of z, the array of a layer's net inputs
    c_over_layer : in C, the body of loops over a layer {a} of {units} units that `c` has filled, for what a unit cannot
        say alone; unit 0 is the bias unit
    sklearn : what scikit-learn calls it in a hidden layer; empty where it has none
    """

    numpy: str
    torch: str
    keras: str
    c: str
    js: str
    c_over_layer: str = ""
    sklearn: str = ""


@dataclass(frozen=True)
class FeatureCode:
    """How a feature is written, as an expression of x1 and x2: arrays of NumPy, tensors, or single numbers."""

    numpy: str
    torch: str
    keras: str
    c: str
    js: str


ACTIVATION_CODE = {
    "tanh": ActivationCode(
        numpy="return np.tanh(z)",
        torch="torch.tanh({z})",
        keras="ops.tanh({z})",
        c="tanh(z)",
        js="return z.map((zj) => Math.tanh(zj));",
        sklearn="tanh",
    ),
    "sigmoid": ActivationCode(
        numpy="e = np.exp(-np.abs(z))\nreturn np.where(z >= 0, 1, e) / (1 + e)",
        torch="torch.sigmoid({z})",
        keras="ops.sigmoid({z})",
        c="(z >= 0.0 ? 1.0 : exp(z)) / (1.0 + exp(-fabs(z)))",
        js="return z.map((zj) => (zj >= 0 ? 1 : Math.exp(zj)) / (1 + Math.exp(-Math.abs(zj))));",
        sklearn="logistic",
    ),
    "relu": ActivationCode(
        numpy="return np.maximum(z, 0)",
        torch="torch.relu({z})",
        keras="ops.relu({z})",
        c="z < 0.0 ? 0.0 : z",
        js="return z.map((zj) => Math.max(zj, 0));",
        sklearn="relu",
    ),
    "leaky_relu": ActivationCode(
        numpy=f"return np.where(z > 0, z, {LEAK!r} * z)",
        torch=f"functional.leaky_relu({{z}}, {LEAK!r})",
        keras=f"ops.leaky_relu({{z}}, {LEAK!r})",
        c=f"z > 0.0 ? z : {LEAK!r} * z",
        js=f"return z.map((zj) => (zj > 0 ? zj : {LEAK!r} * zj));",
    ),
    "elu": ActivationCode(
        numpy="return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))",
        torch="functional.elu({z})",
        keras="ops.elu({z})",
        c="z > 0.0 ? z : expm1(z)",
        js="return z.map((zj) => (zj > 0 ? zj : Math.expm1(zj)));",
    ),
    "softplus": ActivationCode(  # the frameworks' own take z itself for large z, 2e-9 off
        numpy="return np.logaddexp(0, z)",
        torch="torch.logaddexp({z}, torch.zeros_like({z}))",
        keras="ops.maximum({z}, 0.0) + ops.log1p(ops.exp(-ops.abs({z})))",
        c="(z < 0.0 ? 0.0 : z) + log1p(exp(-fabs(z)))",
        js="return z.map((zj) => Math.max(zj, 0) + Math.log1p(Math.exp(-Math.abs(zj))));",
    ),
    "gelu": ActivationCode(
        numpy="c = np.clip(z, -20, 20)  # beyond, the tanh is 1 or -1, and the cube may overflow\n"
        f"return 0.5 * z * (1 + np.tanh({SQRT_HALF_PI!r} * (c + {GELU_CUBE!r} * c**3)))",
        torch='functional.gelu({z}, approximate="tanh")',
        keras="ops.gelu({z}, approximate=True)",
        c=f"0.5 * z * (1.0 + tanh({SQRT_HALF_PI!r} * (z + {GELU_CUBE!r} * z * z * z)))",
        js=f"return z.map((zj) => 0.5 * zj * (1 + Math.tanh({SQRT_HALF_PI!r} * (zj + {GELU_CUBE!r} * zj ** 3))));",
    ),
    "swish": ActivationCode(
        numpy="e = np.exp(-np.abs(z))\nreturn z * np.where(z >= 0, 1, e) / (1 + e)",
        torch="functional.silu({z})",
        keras="ops.silu({z})",
        c="z * (z >= 0.0 ? 1.0 : exp(z)) / (1.0 + exp(-fabs(z)))",
        js="return z.map((zj) => (zj * (zj >= 0 ? 1 : Math.exp(zj))) / (1 + Math.exp(-Math.abs(zj))));",
    ),
    "sin": ActivationCode(
        numpy="return np.sin(z)",
        torch="torch.sin({z})",
        keras="ops.sin({z})",
        c="sin(z)",
        js="return z.map((zj) => Math.sin(zj));",
    ),
    "linear": ActivationCode(
        numpy="return z",
        torch="{z}",
        keras="{z}",
        c="z",
        js="return z;",
        sklearn="identity",
    ),
    "step": ActivationCode(
        numpy="return np.where(z >= 0, 1.0, 0.0)",
        torch="({z} >= 0).to({z}.dtype)",
        keras='ops.cast(ops.greater_equal({z}, 0.0), "float64")',
        c="z >= 0.0 ? 1.0 : 0.0",
        js="return z.map((zj) => (zj >= 0 ? 1 : 0));",
    ),
    "softmax": ActivationCode(
        numpy="e = np.exp(z - z.max(axis=0))\nreturn e / e.sum(axis=0)",
        torch="torch.softmax({z}, dim=-1)",
        keras="ops.softmax({z}, axis=-1)",
        c="z",
        js="const greatest = z.reduce((a, b) => Math.max(a, b));\n"
        "const e = z.map((zj) => Math.exp(zj - greatest));\n"
        "const sum = e.reduce((a, b) => a + b);\n"
        "return e.map((ej) => ej / sum);",
        c_over_layer="double greatest = {a}[1], sum = 0.0;\n"
        "for (int j = 2; j <= {units}; ++j)\n"
        "    greatest = {a}[j] > greatest ? {a}[j] : greatest;\n"
        "for (int j = 1; j <= {units}; ++j) {{\n"
        "    {a}[j] = exp({a}[j] - greatest);\n"
        "    sum += {a}[j];\n"
        "}}\n"
        "for (int j = 1; j <= {units}; ++j)\n"
        "    {a}[j] /= sum;",
    ),
}

COLUMN_CODE = FeatureCode("x[{k}]", "x[{k}]", "points[:, {k}:{after}]", "x[{k}]", "x[{k}]")
"""A column as it is, counted from 0, of points of more than two numbers: of these x has one after the other."""

FEATURE_CODE = {
    # name: in NumPy, in PyTorch, in Keras, in C, in JavaScript
    "x1": FeatureCode("x1", "x1", "x1", "x1", "x1"),
    "x2": FeatureCode("x2", "x2", "x2", "x2", "x2"),
    "x1^2": FeatureCode("x1 * x1", "x1 * x1", "x1 * x1", "x1 * x1", "x1 * x1"),
    "x2^2": FeatureCode("x2 * x2", "x2 * x2", "x2 * x2", "x2 * x2", "x2 * x2"),
    "x1x2": FeatureCode("x1 * x2", "x1 * x2", "x1 * x2", "x1 * x2", "x1 * x2"),
    "sin_x1": FeatureCode("np.sin(x1)", "torch.sin(x1)", "ops.sin(x1)", "sin(x1)", "Math.sin(x1)"),
    "sin_x2": FeatureCode("np.sin(x2)", "torch.sin(x2)", "ops.sin(x2)", "sin(x2)", "Math.sin(x2)"),
    "cos_x1": FeatureCode("np.cos(x1)", "torch.cos(x1)", "ops.cos(x1)", "cos(x1)", "Math.cos(x1)"),
    "cos_x2": FeatureCode("np.cos(x2)", "torch.cos(x2)", "ops.cos(x2)", "cos(x2)", "Math.cos(x2)"),
    "abs_x1": FeatureCode("np.abs(x1)", "torch.abs(x1)", "ops.abs(x1)", "fabs(x1)", "Math.abs(x1)"),
    "abs_x2": FeatureCode("np.abs(x2)", "torch.abs(x2)", "ops.abs(x2)", "fabs(x2)", "Math.abs(x2)"),
    "r": FeatureCode(
        "np.hypot(x1, x2)",
        "torch.hypot(x1, x2)",
        "ops.sqrt(x1 * x1 + x2 * x2)",  # not every Keras 3 has a hypot
        "hypot(x1, x2)",
        "Math.hypot(x1, x2)",
    ),
    "theta": FeatureCode(
        "np.arctan2(x2, x1)",
        "torch.atan2(x2, x1)",
        "ops.arctan2(x2, x1)",
        "atan2(x2, x1)",
        "Math.atan2(x2, x1)",
    ),
}
