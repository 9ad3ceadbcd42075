"""The charts: arrays in, nothing out but signals. pyqtgraph lives only in this room.

Importing pyqtgraph takes about 200 ms, so only `axes` does it at once, and `axes` is imported when the window is on
screen, see `loading`.
"""

import os

os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")  # before the first import of pyqtgraph, in whichever module
