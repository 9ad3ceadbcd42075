"""What the window can show so far: layers that can be drawn legibly."""

from engine.experiment import Experiment

MAX_UNITS = 16


def why_not(experiment: Experiment) -> str:
    """Return why the window cannot show an experiment, or ""."""
    most = max((layer.units for layer in experiment.hidden), default=0)
    if most > MAX_UNITS:
        return f"--hidden must have at most {MAX_UNITS} units a layer in the window, got {most}"
    return ""
