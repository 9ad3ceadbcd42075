"""What the figures were taken on: they mean nothing without it."""

import os
import platform
import sys
from typing import Any

import numpy as np

from playground import __version__


def machine() -> dict[str, Any]:
    """Return the machine and the versions as plain values."""
    return {
        "playground": __version__,
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": cores(),
        "load": _load(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas_threads": os.environ.get("OPENBLAS_NUM_THREADS", ""),
    }


def headline(told: dict[str, Any], *, short: bool) -> str:
    """Return the machine, the versions and the form in one line."""
    load = "" if told["load"] is None else f", load {told['load']:.1f} at the start"
    return (
        f"playground bench, {'short' if short else 'long'} form: {told['system']}, {told['cores']} cores "
        f"({told['processor']}){load}; Python {told['python']}, NumPy {told['numpy']}"
    )


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform.startswith("linux"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _load() -> float | None:
    """Return how many processes wanted a core during the last minute; None where that is not told."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or "unknown processor"
