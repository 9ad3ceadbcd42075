"""Formulas: each is written once, as a tree, and read as symbols, as numbers, aloud in Unicode, in LaTeX, or evaluated.

`nodes` is the grammar, `words` writes each function, cost and slope in it, `wording` each act of a learning step,
`derivations` says why; `writer` is what all dialects share, `unicode` and `latex` are two of them.
"""
