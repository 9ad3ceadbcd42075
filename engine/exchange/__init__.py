"""One file for each format in which a network leaves or comes back."""
