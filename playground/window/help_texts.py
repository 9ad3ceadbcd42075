"""What the Help menu says."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from playground import __version__

Rows = tuple[tuple[str, str], ...]  # keys or gestures, and what they do

KEYS: dict[str, Rows] = {
    "Everywhere": (
        ("Space", "play and pause"),
        ("1 2 3 4 5", "step by unit, layer, sample, mini-batch, epoch"),
        ("→ ← or . ,", "one step on, one step back (Shift with an arrow: farther)"),
        (
            "Ctrl+1, Ctrl+2, Ctrl+3, Ctrl+4",
            "go to a phase of the learning step: each sample of the mini-batch goes forward, has its error and its δ; "
            "after all of them come ∂J/∂w and the update",
        ),
        ("Esc", "show no act any more"),
        ("S", "learn one epoch"),
        ("R", "restart the network as it is now, from the first weights of the same seed; an undo brings back the run"),
        ("N", "new seed: other samples and first weights"),
        ("Shift+N", "new sample of the same world: the network is kept"),
        ("Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y", "undo and redo what you built"),
        ("Ctrl+H", "the history of your changes; click a line to go there"),
        ("Ctrl+S, Ctrl+Shift+S", "save the session: network, timeline, branches, view; in another file"),
        ("Ctrl+O, Ctrl+N", "open a session or a model, or drop it on the window; begin a new one; an undo goes back"),
        ("Ctrl+Alt+C, Ctrl+Alt+L", "copy the experiment as a command line, as a short text"),
        ("Ctrl+Shift+D", "learn from a table of your own, or drop it on the window"),
        ("Ctrl+V", "begin with an experiment that was copied so, or open a table that was copied"),
        ("Ctrl+E", "export the network: data, models, code"),
        ("Ctrl+Shift+E", "the present learning step on paper: PDF, LaTeX or Markdown"),
        ("Ctrl+Shift+P", "a figure: network, charts or the window as SVG, PDF, PNG or TikZ"),
        ("Ctrl+Shift+M", "a film of the run"),
        ("Ctrl+Shift+R", "a report of the run on one page"),
        ("I", "inspector: all about what is selected"),
        ("M, B", "the present act as matrices; the mini-batch and its parts"),
        ("PgUp, PgDown, J", "the sample before, the next, the one that costs most"),
        ("G", "check all gradients (Esc shows nothing of it any more)"),
        (
            "W",
            "weights table; in it Enter edits, Del cuts, C connects, Ctrl+F freezes, Ctrl+C and Ctrl+V copy and paste",
        ),
        (
            "T",
            "data table; in it Enter edits, Space or Ctrl+M moves samples to train or test, Ins adds, Ctrl+D doubles, "
            "Del deletes, Ctrl+C (Shift: with names) and Ctrl+V copy and paste",
        ),
        ("Y, U", "formulas: why?, and all terms of long sums"),
        ("Ctrl+>, Ctrl+<", "formulas with more digits, with fewer"),
        ("D", "draw the samples on the decision boundary"),
        ("L, Ctrl+T", "logarithmic cost axis, light or dark colours"),
        ("F1, Ctrl+Q", "this list; quit"),
    ),
    "Open data": (
        ("I, T, S, L", "the selected columns are inputs, the target, the split, left out (Space: a menu)"),
        ("Ctrl+A, Shift+Down", "select all columns that are shown, and the next one"),
        ("Return, Esc", "learn from these data, leave the present ones"),
    ),
    "Timeline": (
        ("Ctrl+Space, Ctrl+Shift+Space", "play the training backwards, and forward again"),
        ("Ctrl+Home, Ctrl+End", "the first moment, the latest one of this branch"),
        ("Ctrl+. or Ctrl+,", "the next change or bookmark, the one before"),
        ("Ctrl+B", "the epoch with the best test cost"),
        ("K", "bookmark this moment, or take its bookmark away"),
        ("Ctrl+Shift+B", "compare branches"),
        ("in it arrows, Page Up and Down", "an epoch, ten (Ctrl with an arrow: a mini-batch)"),
    ),
    "Network": (
        ("arrows, Alt+arrows", "walk over the units, to the connections (Shift: select more)"),
        ("Ctrl+→, Ctrl+←", "walk while steps are shown: then → and ← step"),
        ("Home, End", "go to the first and the last unit of the layer"),
        ("Ctrl+Up, Ctrl+A", "select the layer, all its units"),
        ("Enter", "type a weight (0.5 or 2/3; Tab: the next one), edit a layer"),
        ("Delete, C", "cut connections, remove units and layers; connect again"),
        ("Ctrl+F, Ctrl+Shift+F", "freeze and unfreeze, unfreeze all weights"),
        ("Ctrl+Alt+F", "select the frozen weights"),
        ("+, −", "one more or one fewer unit in the layer"),
        ("Ctrl+Shift+Up, Ctrl+Shift+Down", "move a unit within its layer"),
        ("Insert, Ctrl+D", "insert a layer after this one, duplicate it"),
        ("F, Ctrl++, Ctrl+−", "show the whole network, nearer, farther"),
        ("Menu", "all that can be done with what is selected"),
    ),
    "Drawing samples": (
        ("B, A, E", "brush, add one sample, erase (with the brush the right button or Shift erases)"),
        ("M, C, V", "move a sample (Shift: its cluster), move a cluster, choose a sample"),
        ("1 to 9", "the class to paint"),
        ("[ ] or Ctrl+wheel, { }", "size of the brush; its density"),
        ("arrows", "a cross-hair (Shift: farther)"),
        ("Enter, or Space at the cross-hair", "paint, add, erase there; take up what is moved, put it down"),
        ("Esc", "give the stroke up; end drawing"),
    ),
    "Formula": (
        ("Ctrl+→, Ctrl+←", "point at the next term, at the one before"),
        ("Enter", "select what the term stands for"),
        ("Ctrl+C, Ctrl+Shift+C", "copy as text, as LaTeX"),
    ),
    "Mouse": (
        ("click a unit", "its formula and incoming weights (Shift: select more)"),
        ("click a line, double click it", "select its weight, type it"),
        ("drag a line up or down, wheel", "turn the selected weights (Shift: finely)"),
        ("drag a unit", "up and down: another place; to another unit: connect again"),
        ("click a heading", "activation, units and dropout of the layer"),
        ("⊕ between two layers", "insert one"),
        ("drag on the empty canvas", "select all that is inside"),
        ("Ctrl+wheel, middle button or Alt+drag", "zoom, move the network"),
        ("right button", "all that can be done there"),
        ("point at a term", "its connection lights, and the other way round; ⋯ shows all terms"),
        ("click or drag on the timeline", "go there, on the branch there (wheel: nearer, farther)"),
        ("click a sample", "its numbers everywhere"),
        ("+ and −", "more or fewer layers and units"),
    ),
}

ABOUT = f"""
<h3>Backprop Playground {__version__}</h3>
<p>Build a neural network by clicking, watch it learn, and see every number.</p>
<p>MIT licence. Fonts: Inter and STIX Two Math, SIL Open Font License 1.1.</p>
"""


def tell_about(parent: QWidget) -> None:
    """Open a box that says what this is."""
    box = QMessageBox(parent)
    box.setWindowTitle("About Backprop Playground")
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(ABOUT)
    box.open()
