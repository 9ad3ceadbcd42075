"""Backprop Playground: the desktop program around the `engine`."""

import os

__version__ = "0.1.0"

# One thread for BLAS, before NumPy is imported: matrices are small, a second thread only steals from the window.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
