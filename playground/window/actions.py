"""Every command of the window, as a table: menu, words, key and icon. Buttons, menus and keys share these actions."""

from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow

from engine.acts import PHASE_NAMES
from playground import icons
from playground.theme import Appearance


@dataclass(frozen=True)
class ActionRow:
    """One command.

    Attributes
    ----------
    name : how code calls it
    menu : in which menu it stands
    text, keys, tip : what a person reads and presses
    icon : a file in resources/icons, or ""
    group : actions of one group exclude each other
    checkable : whether it is switched on and off
    line_before : whether a line stands above it in the menu
    """

    name: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    tip: str = ""
    icon: str = ""
    group: str = ""
    checkable: bool = False
    line_before: bool = False


GRAIN_WORDS = (
    (
        "act",
        "Step by &unit",
        "A step is one act of a unit or a weight: z, a, δ, ∂J/∂w or an update",
    ),
    ("layer", "Step by la&yer", "A step is all that one layer does"),
    ("sample", "Step by s&ample", "A step is one sample, forward and back; the last of a mini-batch brings the update"),
    ("batch", "Step by &mini-batch", "A step is one mini-batch: one update of all weights"),
    ("epoch", "Step by &epoch", "A step is one pass over all training samples"),
)

ACTIONS = (
    ActionRow("new", "File", "&New", ("Ctrl+N",), "Begin with a new session; an undo goes back"),
    ActionRow("open", "File", "&Open…", ("Ctrl+O",), "Open a session, with its timeline and branches"),
    ActionRow("reopen", "File", "Reopen what was &left", tip="Open the work that was not saved when the program ended"),
    ActionRow("save", "File", "&Save", ("Ctrl+S",), "Save the session: network, timeline, branches, view"),
    ActionRow("save_as", "File", "Save &as…", ("Ctrl+Shift+S",), "Save the session in another file"),
    ActionRow(
        "open_data",
        "File",
        "Open &data…",
        ("Ctrl+Shift+D",),
        "Learn from a table of your own: CSV, TSV, text or NPZ (Ctrl+Shift+D)",
        line_before=True,
    ),
    ActionRow("save_data", "File", "Save data as CS&V…", tip="Save exactly the samples of the run, with their split"),
    ActionRow(
        "export",
        "File",
        "&Export network…",
        ("Ctrl+E",),
        "Save the network as data, as a model for other programs, or as code (Ctrl+E)",
        "export",
        line_before=True,
    ),
    ActionRow(
        "worked_example",
        "File",
        "&Worked example…",
        ("Ctrl+Shift+E",),
        "Save the present learning step with every number, as PDF, LaTeX or Markdown",
    ),
    ActionRow(
        "figure",
        "File",
        "&Figure…",
        ("Ctrl+Shift+P",),
        "Network, charts or the whole window as SVG, PDF, PNG or TikZ (Ctrl+Shift+P)",
        line_before=True,
    ),
    ActionRow("film", "File", "Fil&m…", ("Ctrl+Shift+M",), "The run as GIF, WebP, APNG or MP4 (Ctrl+Shift+M)"),
    ActionRow("report", "File", "&Report…", ("Ctrl+Shift+R",), "The run on one page, as HTML (Ctrl+Shift+R)"),
    ActionRow("quit", "File", "&Quit", ("Ctrl+Q",), "Leave the program", line_before=True),
    ActionRow("undo", "Edit", "&Undo", ("Ctrl+Z",), "Take back the last change", "undo"),
    ActionRow("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Make the change again", "redo"),
    ActionRow(
        "history",
        "Edit",
        "&History of changes…",
        ("Ctrl+H",),
        "All that was built, in words; go to any line of it (Ctrl+H)",
    ),
    ActionRow(
        "draw",
        "Edit",
        "&Draw samples",
        ("D",),
        "Draw the samples on the decision boundary: paint, add, move, erase (D)",
        "pencil",
        checkable=True,
        line_before=True,
    ),
    ActionRow(
        "copy_command",
        "Edit",
        "&Copy as command",
        ("Ctrl+Alt+C",),
        "Copy the line that trains this experiment on the command line",
        line_before=True,
    ),
    ActionRow(
        "copy_link",
        "Edit",
        "Copy as &link text",
        ("Ctrl+Alt+L",),
        "Copy the experiment as a short text, which pastes back into any window",
    ),
    ActionRow(  # its key is only told here: as a shortcut it would be at odds with the weights table, see keyPressEvent
        "paste",
        "Edit",
        "&Paste experiment or table\tCtrl+V",
        tip="Begin with the experiment that was copied as link or command, or open the table that was copied",
    ),
    ActionRow("play", "Run", "&Play", ("Space",), "Learn (Space)", "play"),
    ActionRow("forward", "Run", "Step &forward", (".",), "One step on (→; Shift: farther)", "step"),
    ActionRow("back", "Run", "Step &back", (",",), "One step back (←; Shift: farther)", "back"),
    *(
        ActionRow(f"grain_{grain}", "Run", text, (str(key),), tip, group="grain", line_before=key == 1)
        for key, (grain, text, tip) in enumerate(GRAIN_WORDS, start=1)
    ),
    *(
        ActionRow(f"phase_{phase}", "Run", f"Go to: {name}", (f"Ctrl+{phase + 1}",), line_before=phase == 0)
        for phase, name in enumerate(PHASE_NAMES)
    ),
    ActionRow(
        "check_gradients",
        "Run",
        "Check &gradients",
        ("G",),
        "Compare every derivative with its central difference (G); Esc shows nothing of it any more",
        line_before=True,
    ),
    ActionRow("step", "Run", "&Learn one epoch", ("S",), "Learn one epoch, then pause (S)", line_before=True),
    ActionRow(
        "reset",
        "Run",
        "&Reset",
        ("R",),
        "Restart the network as it is now, from the first weights of the same seed; an undo takes it back (R)",
        "reset",
    ),
    ActionRow("new_seed", "Run", "&New seed", ("N",), "Other samples and first weights (N)", "seed"),
    ActionRow(
        "new_sample",
        "Run",
        "Ne&w sample",
        ("Shift+N",),
        "Other samples of the same world; the network and what it has learnt are kept (Shift+N)",
    ),
    ActionRow(
        "play_back",
        "Timeline",
        "Play &backwards",
        ("Ctrl+Space",),
        "Play the training backwards (Ctrl+Space)",
        "rewind",
    ),
    ActionRow(
        "play_known",
        "Timeline",
        "Play what is &known",
        ("Ctrl+Shift+Space",),
        "Play forward what was learnt already, to its end; nothing is changed (Ctrl+Shift+Space)",
        "replay",
    ),
    ActionRow(
        "to_start", "Timeline", "Go to the &start", ("Ctrl+Home",), "The first moment of the run", line_before=True
    ),
    ActionRow("to_end", "Timeline", "Go to the &end", ("Ctrl+End",), "The latest moment of this branch"),
    ActionRow(
        "previous_event",
        "Timeline",
        "&Previous mark",
        ("Ctrl+,",),
        "The change or bookmark before this moment (Ctrl+,)",
    ),
    ActionRow("next_event", "Timeline", "&Next mark", ("Ctrl+.",), "The next change or bookmark (Ctrl+.)"),
    ActionRow(
        "to_best", "Timeline", "Best &test cost", ("Ctrl+B",), "The epoch with the smallest test cost on this branch"
    ),
    ActionRow("to_divergence", "Timeline", "First &divergence", tip="The last moment before this branch diverged"),
    ActionRow(
        "bookmark",
        "Timeline",
        "Book&mark this moment",
        ("K",),
        "Mark this moment, or take its bookmark away (K)",
        "bookmark",
        line_before=True,
    ),
    ActionRow(
        "compare",
        "Timeline",
        "&Compare branches…",
        ("Ctrl+Shift+B",),
        "Two branches side by side: curves, boundaries, weights",
    ),
    ActionRow("theme_auto", "View", "Colours of the &desktop", group="theme"),
    ActionRow("theme_light", "View", "&Light colours", group="theme"),
    ActionRow("theme_dark", "View", "&Dark colours", group="theme"),
    ActionRow("theme", "View", "&Switch light and dark", ("Ctrl+T",), "Light or dark colours (Ctrl+T)", "moon"),
    ActionRow("inspector", "View", "&Inspector", ("I",), "All about what is selected, in place of the charts (I)"),
    ActionRow("matrices", "View", "&Matrices", ("M",), "The present act for all samples at once, in matrix form (M)"),
    ActionRow("mini_batch", "View", "Mini-&batch", ("B",), "What each sample adds to a derivative, and the update (B)"),
    ActionRow("weights", "View", "&Weights table", ("W",), "Every weight matrix as a table to edit (W)"),
    ActionRow("data_table", "View", "Data &table", ("T",), "Every sample as a row of a table to edit (T)"),
    ActionRow("previous_sample", "View", "&Previous sample", ("PgUp",), "The sample before (PgUp)", line_before=True),
    ActionRow("next_sample", "View", "&Next sample", ("PgDown",), "The next sample (PgDown)"),
    ActionRow(
        "worst_sample",
        "View",
        "W&orst sample",
        ("J",),
        "The sample with the largest share of J; again: the next one to it (J)",
    ),
    ActionRow("why", "View", "Wh&y?", ("Y",), "Show the derivation of formulas (Y)", checkable=True, line_before=True),
    ActionRow("all_terms", "View", "All &terms of formulas", ("U",), "Long sums are not folded (U)", checkable=True),
    ActionRow("more_digits", "View", "More digits", ("Ctrl+>",), "Formulas are written with more digits (Ctrl+>)"),
    ActionRow("fewer_digits", "View", "Fewer digits", ("Ctrl+<",), "Formulas are written with fewer digits (Ctrl+<)"),
    ActionRow("log_cost", "View", "Lo&garithmic cost axis", ("L",), "Show the cost on a logarithmic axis (L)"),
    ActionRow(
        "reduced_motion",
        "View",
        "Reduced &motion",
        tip="Changed networks do not glide",
        checkable=True,
    ),
    ActionRow("keys", "Help", "&Keys and gestures", ("F1",), "What the keyboard and the mouse do"),
    ActionRow("about", "Help", "&About Backprop Playground"),
)


def make_actions(window: QMainWindow) -> dict[str, QAction]:
    """Make all actions of the table and the menus that hold them."""
    menus = {name: window.menuBar().addMenu(f"&{name}") for name in dict.fromkeys(row.menu for row in ACTIONS)}
    groups: dict[str, QActionGroup] = {}
    made: dict[str, QAction] = {}
    for row in ACTIONS:
        action = QAction(row.text, window)
        action.setObjectName(row.name)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.setToolTip(row.tip or row.text.replace("&", ""))
        action.setCheckable(bool(row.group) or row.checkable)
        if row.group:
            groups.setdefault(row.group, QActionGroup(window)).addAction(action)
        if row.line_before:
            menus[row.menu].addSeparator()
        menus[row.menu].addAction(action)
        made[row.name] = action
    return made


def paint_icons(actions: dict[str, QAction], appearance: Appearance, *, playing: bool) -> None:
    """Give the actions their icons in the present theme; play and theme show what they would do."""
    theme = appearance.theme
    for row in ACTIONS:
        if row.icon:
            actions[row.name].setIcon(icons.icon(row.icon, theme.color("text2")))
    actions["play"].setIcon(icons.icon("pause" if playing else "play", theme.color("on_accent")))
    actions["theme"].setIcon(icons.icon("moon" if theme.name == "light" else "sun", theme.color("text2")))
    for name in ("undo", "redo"):
        if not actions[name].isEnabled():
            actions[name].setIcon(icons.icon(name, theme.color("line2")))
