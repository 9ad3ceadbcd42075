"""The comparison: a window with two branches of the run side by side, in curves, boundaries and weights.

The numbers come from `engine/comparison.py`, the drawings from the charts; this room joins them with the document.
"""
