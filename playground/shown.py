"""What the window can show so far: two classes over the plane, one output unit."""

from engine.datasets import DATASETS, Dataset
from engine.experiment import Experiment


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
    return ""
