"""The matrix view: the present act in the lecture's vectorised form, as grids of numbers; a click goes to an act."""
