"""Trying a copy in a process of its own: who draws a window meanwhile is not held up, and can end it.

ONNX Runtime and the JSON of a wide network hold the interpreter's lock for 100 to 250 ms when they are tried in a
thread; a process costs 0.4 s of its own. Only files that this program has written itself are tried so.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from engine.arrays import Array
from engine.errors import ExportError
from engine.exchange import processes
from engine.exchange.formats import Format, NotHereError

ROOT = Path(__file__).resolve().parents[2]  # from where `engine` is imported


def in_process(form: Format) -> Format:
    """Return a format whose copies are tried in a process of their own, which `processes.end` can end."""

    def try_out(folder: Path, name: str, points: Array) -> Array:
        """Return what the copy in a folder gives at points, as `Format.try_out` does."""
        with TemporaryDirectory() as room:
            source, target = Path(room, "points.npy"), Path(room, "outputs.npy")
            np.save(source, points)
            arguments = [form.name, str(folder.resolve()), name, str(source), str(target)]
            ended = processes.run(
                [sys.executable, "-m", "engine.exchange.trial", *arguments],
                os.environ | {"PYTHONPATH": str(ROOT)} | processes.ONE_THREAD,
            )
            if ended.returncode == processes.MISSING:
                raise NotHereError(processes.last_words(ended))
            if ended.returncode:
                raise ExportError(processes.last_words(ended))
            outputs: Array = np.load(target, allow_pickle=False)
            return outputs

    return replace(form, try_out=try_out)


def main(arguments: list[str]) -> int:
    """Try a copy, as the process does: name of the format, folder, file, points and where the outputs go."""
    from engine.exchange.table import FORMATS

    name, folder, file, source, target = arguments
    try:
        np.save(target, FORMATS[name].try_out(Path(folder), file, np.load(source, allow_pickle=False)))
    except NotHereError as missing:
        sys.stderr.write(f"{missing}\n")
        return processes.MISSING
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
