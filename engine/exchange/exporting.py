"""Exporting: a model is written, loaded back and compared with the engine, and only then put in its place.

Two outputs differ by |ours − theirs| / max(1, |ours|): absolute for outputs up to 1, as classes have, relative for the
greater ones that a linear unit can give. Where ours is not finite, theirs must be the same.

A sum of numbers around 1000 is rounded a thousand times as coarsely as one of numbers around 1, and in another order
otherwise: where layer 1 is given numbers beyond COARSE, more is allowed in proportion, up to MOST_ALLOWED.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from engine.arrays import Array
from engine.errors import DiffersError, EngineError, ExportError
from engine.exchange.formats import Files, Format, NotHereError
from engine.exchange.model import Model
from engine.files import cannot_write, write_whole

MOST_POINTS = 1000  # of a data set, evenly taken; each goes through Python in the slowest formats
PROBES = 200
COARSE = 100.0  # what a layer is given of points is 30 for probes, and a few for standardised ones
MOST_ALLOWED = 1e-6
MOST_TOLD = 6  # numbers of a point in a sentence


@dataclass(frozen=True)
class Checked:
    """What came of comparing a copy of a model with the engine.

    Attributes
    ----------
    difference : the greatest over all points and outputs, see the module; NaN where nothing could be compared
    tolerance : what is allowed
    points : how many were compared
    by : what the copy was tried with
    missing : what is not on this machine, so that nothing was compared; else ""
    files : where they were put
    """

    difference: float
    tolerance: float
    points: int
    by: str
    missing: str = ""
    files: tuple[Path, ...] = ()

    @property
    def is_compared(self) -> bool:
        """Whether the copy was loaded and compared."""
        return not self.missing

    @property
    def sentence(self) -> str:
        """What was checked, or what was not and why."""
        if self.missing:
            return f"Not checked: that needs {self.missing}, which is not on this machine."
        apart = f"{self.difference:.1e}" if self.difference else "0"
        return f"Checked: max |difference| = {apart} over {self.points} points, by {self.by}."

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values that JSON can hold."""
        return {
            "files": [str(path) for path in self.files],
            "compared": self.is_compared,
            "difference": None if math.isnan(self.difference) else self.difference,
            "tolerance": self.tolerance,
            "points": self.points,
            "by": self.by,
            "missing": self.missing,
        }


def differences(ours: Array, theirs: Array) -> Array:
    """Return |ours − theirs| / max(1, |ours|) for each output; infinite where only one is finite, or they differ so.

    >>> differences(np.array([0.5, 1000.0, np.inf]), np.array([0.75, 1001.0, np.inf])).tolist()
    [0.25, 0.001, 0.0]
    """
    with np.errstate(all="ignore"):
        apart = np.abs(ours - theirs) / np.maximum(1.0, np.abs(ours))
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    return np.where(same, 0.0, np.where(np.isfinite(apart), apart, np.inf))


def points_for(model: Model, samples: Array | None) -> Array:
    """Return the points at which a copy is compared: those of the data set, at most MOST_POINTS, and probes."""
    probes = model.probes(PROBES)
    if samples is None or not len(samples) or samples.shape[1] < model.dimensions:
        return probes
    taken = samples[:: max(1, math.ceil(len(samples) / MOST_POINTS)), : model.dimensions]
    return np.ascontiguousarray(np.vstack([taken, probes]))


def export(model: Model, path: Path, form: Format, samples: Array | None = None) -> Checked:
    """Write a model, and return how far its copy is from it.

    Parameters
    ----------
    form : see `table.format_for`
    samples : points of the data set, shape (n, dimensions), to compare at; probes are compared in any case

    Raises
    ------
    ExportError
        if the format cannot say the model, its copy differs by more than the format's tolerance (DiffersError), or a
        file cannot be written; all files that stood there are then untouched
    """
    files = form.write(model, path.name.removesuffix(path.suffix) if path.suffix else path.name)
    names = [path.name, *list(files)[1:]]
    contents = dict(zip(names, files.values(), strict=True))
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".export.", suffix=".part") as folder:
            for name, data in contents.items():
                (Path(folder) / name).write_bytes(data)
            checked = check(model, Path(folder), path.name, form, points_for(model, samples))
    except OSError as error:
        raise cannot_write(path, error) from error
    put_in_place(path.parent, contents)
    places = tuple(path.parent / name for name in contents)
    return Checked(checked.difference, checked.tolerance, checked.points, checked.by, checked.missing, places)


def check(model: Model, folder: Path, name: str, form: Format, points: Array) -> Checked:
    """Compare the copy that lies in a folder with the model.

    Raises
    ------
    ExportError
        if they differ by more than the tolerance, or the copy cannot be loaded
    """
    by, allowed = form.checker, tolerance_for(model, form, points)
    with np.errstate(all="ignore"):
        ours = np.asarray(model.output(points), dtype=np.float64)
        try:
            theirs = np.asarray(form.try_out(folder, name, points), dtype=np.float64)
        except NotHereError as missing:
            return Checked(math.nan, allowed, 0, by, str(missing))
        except OSError:
            raise
        except EngineError as error:
            raise ExportError(f"the {form.title} that was written cannot be read back: {error}") from error
        except Exception as error:  # of a framework: whatever it is, what was written does not work
            said = str(error).partition("\n")[0][:200]
            raise ExportError(
                f"the {form.title} that was written does not work by {by}: {type(error).__name__}: {said}"
            ) from error
    if theirs.shape != ours.shape:
        raise ExportError(
            f"the {form.title} that was written gives outputs of shape {theirs.shape} by {by}, expected {ours.shape}"
        )
    apart = differences(ours, theirs)
    greatest = float(apart.max())
    if not greatest <= allowed:
        place = int(np.argmax(apart.max(axis=1)))
        more = ["…"] if points.shape[1] > MOST_TOLD else []
        point = ", ".join([*(f"{value:.4g}" for value in points[place][:MOST_TOLD]), *more])
        raise DiffersError(
            f"the {form.title} that was written differs from the network by {greatest:.2g} at the point ({point}), at "
            f"most {allowed:g} is allowed; nothing was written"
        )
    return Checked(greatest, allowed, len(points), by)


def tolerance_for(model: Model, form: Format, points: Array) -> float:
    """Return how far a copy may be from a model at some points: the format's tolerance, or more, see the module."""
    with np.errstate(all="ignore"):
        given = np.abs(model.inputs(points))
    greatest = float(given[np.isfinite(given)].max(initial=0.0))
    return max(form.tolerance, min(form.tolerance * max(1.0, greatest / COARSE), MOST_ALLOWED))


def put_in_place(folder: Path, contents: Files) -> None:
    """Write several files, all of them or none.

    Raises
    ------
    ExportError
        naming the file and the reason; those that stood there are put back
    """
    before: dict[Path, bytes | None] = {}
    for name, data in contents.items():
        path = folder / name
        try:
            before[path] = path.read_bytes() if path.is_file() and len(contents) > 1 else None
            write_whole(path, lambda file, data=data: file.write(data))  # type: ignore[misc]
        except (ExportError, OSError) as error:
            before.pop(path, None)
            _put_back(before)
            if isinstance(error, OSError):
                raise ExportError(f"cannot read {str(path)!r}, which would be replaced: {error.strerror}") from error
            raise


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    for path, data in before.items():
        if data is None:
            path.unlink(missing_ok=True)
        else:
            write_whole(path, lambda file, data=data: file.write(data))  # type: ignore[misc]
