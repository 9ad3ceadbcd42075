"""What the window can show so far: two classes over the plane, one output unit, layers that can be drawn legibly."""

from engine.datasets import DATASETS, Dataset
from engine.experiment import Experiment

MAX_UNITS = 16


def in_gallery(dataset: Dataset) -> bool:
    """Tell whether a data set stands in the gallery: two classes over the plane, as many samples as one likes."""
    return (dataset.classes, dataset.most_classes, dataset.dimensions, dataset.fixed_samples) == (2, 2, 2, 0)


def why_not(experiment: Experiment) -> str:
    """Return why the window cannot show an experiment, or ""."""
    kind = DATASETS[experiment.data.name]
    if experiment.outputs != 1 or kind.dimensions != 2 or kind.is_regression:
        return (
            f"the window shows two classes over the plane and one output unit, got {experiment.data.name} with "
            f"{experiment.outputs} output unit{'s' if experiment.outputs > 1 else ''}; "
            "the commands train, check and explain take it"
        )
    most = max((layer.units for layer in experiment.hidden), default=0)
    if most > MAX_UNITS:
        return f"--hidden must have at most {MAX_UNITS} units a layer in the window, got {most}"
    return ""
