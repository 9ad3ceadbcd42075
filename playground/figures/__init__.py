"""Figures: what leaves the window as a picture: figures, films and reports of a run. No widget of the window's own."""
