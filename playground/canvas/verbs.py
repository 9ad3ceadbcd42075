"""What one can do to what is selected: one table of verbs, which keys, context menus and the menu bar share."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.canvas.gestures.gesture import Refuse
from playground.canvas.scene import Scene
from playground.document.selection import Edge, Item, Unit, WholeLayer
from playground.document.words import BACK, done

EDGE, UNIT, LAYER, EMPTY = "edge", "unit", "layer", "empty"


@dataclass(frozen=True)
class Verb:
    """One row of the table.

    Attributes
    ----------
    name : the method of `Verbs` that does it
    text, keys : what a person reads and presses while the canvas has the focus
    menus : in the context menus of what it stands
    line_before : whether a line stands above it in a menu
    """

    name: str
    text: str
    keys: tuple[str, ...]
    menus: tuple[str, ...]
    line_before: bool = False


VERBS = (
    Verb("edit", "Edit…", ("Enter", "Return"), (EDGE, UNIT, LAYER)),
    Verb("connect", "Connect again", ("C",), (EDGE, UNIT)),
    Verb("freeze", "Freeze", ("Ctrl+F",), (EDGE, UNIT, LAYER)),
    Verb("unfreeze_all", "Unfreeze all weights", ("Ctrl+Shift+F",), (LAYER, EMPTY)),
    Verb("select_frozen", "Select all frozen weights", ("Ctrl+Alt+F",), (EMPTY,)),
    Verb("delete", "Delete", ("Delete", "Backspace"), (EDGE, UNIT, LAYER)),
    Verb("move_up", "Move up", ("Ctrl+Shift+Up",), (UNIT,), line_before=True),
    Verb("move_down", "Move down", ("Ctrl+Shift+Down",), (UNIT,)),
    Verb("grow", "Add a unit", ("+", "="), (UNIT, LAYER), line_before=True),
    Verb("shrink", "Remove the last unit", ("-", "−"), (UNIT, LAYER)),
    Verb("insert_layer", "Insert a layer after it", ("Insert",), (UNIT, LAYER, EMPTY), line_before=True),
    Verb("duplicate", "Duplicate the layer", ("Ctrl+D",), (LAYER,)),
    Verb("select_layer", "Select the layer", ("Ctrl+Up",), (UNIT,), line_before=True),
    Verb("select_all", "Select all units of the layer", ("Ctrl+A",), (UNIT, LAYER)),
    Verb("zoom_in", "Zoom in", ("Ctrl++", "Ctrl+="), (EMPTY,), line_before=True),
    Verb("zoom_out", "Zoom out", ("Ctrl+-",), (EMPTY,)),
    Verb("fit", "Show the whole network", ("F", "Ctrl+0"), (EMPTY,)),
)


def kind_of(item: Item | None) -> str:
    """Return in which menu the verbs for a thing stand."""
    if item is None:
        return EMPTY
    return EDGE if isinstance(item, Edge) else UNIT if isinstance(item, Unit) else LAYER


class Verbs:
    """Does what the table says to what is selected.

    Parameters
    ----------
    refuse : tells the person why something is not done
    tell : tells the person what was taken away, as one key does that
    edit : opens the editor of an edge or a layer
    zoom : makes the network so many times larger; 0 shows all of it
    """

    def __init__(
        self,
        scene: Scene,
        refuse: Refuse,
        tell: Callable[[str], object],
        edit: Callable[[Item], object],
        zoom: Callable[[float], object],
    ) -> None:
        self._scene = scene
        self._document = scene.document
        self._selection = scene.selection
        self._refuse = refuse
        self._tell = tell
        self._open_editor = edit
        self._zoom = zoom

    def do(self, name: str) -> None:
        """Do what is called so in the table."""
        getattr(self, name)()

    def text(self, verb: Verb) -> str:
        """Return what a verb is called for what is selected."""
        items = self._selection.items
        count = len(items)
        if verb.name == "freeze":
            return "Unfreeze" if self._all_frozen else "Freeze"
        if verb.name == "edit":
            focus = self._selection.focus
            if isinstance(focus, Unit):
                return "Set the bias weight…"
            return "Set the weight…" if isinstance(focus, Edge) else "Edit the layer…"
        if verb.name == "delete":
            if all(isinstance(item, Edge) for item in items):
                return "Cut the connection" if count == 1 else f"Cut {count} connections"
            if all(isinstance(item, Unit) for item in items):
                return "Remove the unit" if count == 1 else f"Remove {count} units"
            return "Remove the layer" if count == 1 else f"Delete {count} things"
        return verb.text

    def possible(self, verb: Verb) -> bool:
        """Tell whether a verb makes sense for what is selected; a menu greys out the others."""
        focus, sizes = self._selection.focus, self._document.experiment.sizes
        layer = focus.layer
        hidden = 1 < layer < len(sizes)
        match verb.name:
            case "connect":
                return bool(self._cut_weights)
            case "freeze":
                return bool(self._scene.weights_of(self._selection.items))
            case "unfreeze_all" | "select_frozen":
                return bool(self._document.experiment.frozen)
            case "delete" if isinstance(focus, Edge):
                return not self._scene.is_cut(focus)
            case "delete" if isinstance(focus, Unit):
                return focus.unit > 0 and layer < len(sizes)
            case "move_up" | "move_down":
                return hidden and isinstance(focus, Unit) and focus.unit > 0
            case "delete" | "grow" | "shrink" | "duplicate":
                return hidden
            case "edit":
                return hidden or isinstance(focus, Edge) or (isinstance(focus, Unit) and layer > 1 and focus.unit > 0)
            case "insert_layer":
                return isinstance(focus, Edge) or layer < len(sizes)
        return True

    # ---- verbs -------------------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the editor of what is in focus, of a unit that of its bias weight; a cut edge is connected again."""
        focus = self._selection.focus
        if isinstance(focus, Edge) and self._scene.is_cut(focus):
            self.connect()
        else:
            self._open_editor(focus)

    def connect(self) -> None:
        """Connect the selected cut edges again, or those into selected units."""
        if weights := self._cut_weights:
            self._document.connect_again(weights)
        else:
            self._refuse("there is nothing to connect: no selected connection is cut")

    def freeze(self) -> None:
        """Freeze what is selected, or let it learn again if all of it is frozen."""
        weights = self._scene.weights_of(self._selection.items)
        if not weights:
            self._refuse("inputs have no weights that could be frozen")
        elif self._all_frozen:
            self._document.unfreeze(weights)
        else:
            self._document.freeze(weights)

    def unfreeze_all(self) -> None:
        """Let every frozen weight learn again, as one undo step."""
        if not self._document.unfreeze_all():
            self._refuse("there is nothing to unfreeze: every weight learns")

    def select_frozen(self) -> None:
        """Select all frozen weights."""
        frozen = self._document.experiment.frozen
        if frozen:
            self._selection.select_all(Edge(*weight) for weight in frozen)
        else:
            self._refuse("there is nothing to select: no weight is frozen")

    def delete(self) -> None:
        """Cut selected edges, remove selected units and layers; all of it is one undo step."""
        acts = [*self._cuts(), *self._removals(), *self._layer_removals()]
        stack = self._document.undo_stack
        before = stack.index()
        if len(acts) > 1:
            stack.beginMacro(f"Delete {len(self._selection.items)} things")
        for act in acts:
            act()
        if len(acts) > 1:
            stack.endMacro()
        self._tell_what_is_gone(before)

    def move_up(self) -> None:
        self._move(-1)

    def move_down(self) -> None:
        self._move(1)

    def grow(self) -> None:
        """Add a unit to the layer in focus."""
        self._document.add_unit(self._layer)

    def shrink(self) -> None:
        """Remove the last unit of the layer in focus."""
        before = self._document.undo_stack.index()
        self._document.remove_unit(self._layer)
        self._tell_what_is_gone(before)

    def insert_layer(self) -> None:
        """Insert a layer after the one in focus; for the output layer, before it."""
        self.insert_after(min(self._selection.focus.layer, len(self._document.experiment.sizes) - 1))

    def insert_after(self, layer: int) -> None:
        """Insert a hidden layer after a layer, and select it."""
        if self._document.insert_layer(layer + 1):
            self._selection.select(WholeLayer(layer + 1))

    def duplicate(self) -> None:
        """Duplicate the layer in focus."""
        layer = self._layer
        if self._document.duplicate_layer(layer):
            self._selection.select(WholeLayer(layer + 1))

    def select_layer(self) -> None:
        self._selection.select(WholeLayer(self._layer))

    def select_all(self) -> None:
        """Select all units of the layer in focus, but for its bias unit."""
        count = self._document.experiment.sizes[self._layer - 1]
        self._selection.select_all(Unit(self._layer, unit) for unit in range(1, count + 1))

    def zoom_in(self) -> None:
        self._zoom(1.25)

    def zoom_out(self) -> None:
        self._zoom(0.8)

    def fit(self) -> None:
        self._zoom(0)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _tell_what_is_gone(self, before: int) -> None:
        """Tell what has been taken away since the undo stack stood at `before`: a key does that without asking."""
        stack = self._document.undo_stack
        if stack.index() > before:
            self._tell(f"{done(stack.undoText())}: {BACK}")

    @property
    def _layer(self) -> int:
        """The layer in focus."""
        return self._selection.unit.layer

    @property
    def _cut_weights(self) -> list[tuple[int, int, int]]:
        pruned = set(self._document.experiment.pruned)
        return [weight for weight in self._scene.weights_of(self._selection.items) if weight in pruned]

    @property
    def _all_frozen(self) -> bool:
        weights = self._scene.weights_of(self._selection.items)
        return bool(weights) and set(weights) <= set(self._document.experiment.frozen)

    def _move(self, down: int) -> None:
        focus = self._selection.focus
        if not isinstance(focus, Unit) or focus.unit == 0:
            return
        to = focus.unit + down
        count = self._document.experiment.sizes[focus.layer - 1]
        if 1 <= to <= count and self._document.move_unit(focus.layer, focus.unit, to):
            self._selection.select(Unit(focus.layer, to))

    def _cuts(self) -> list[Callable[[], object]]:
        edges = [edge.weight for edge in self._selection.edges if not self._scene.is_cut(edge)]
        return [lambda: self._document.prune(edges)] if edges else []

    def _removals(self) -> list[Callable[[], object]]:
        sizes, document = self._document.experiment.sizes, self._document
        acts: list[Callable[[], object]] = []
        layers: dict[int, list[int]] = {}
        for unit in self._selection.units:
            if unit.unit == 0:
                self._refuse(f"the bias unit of layer {unit.layer} is always there; cut its connections instead")
            elif unit.layer == len(sizes):
                self._refuse("the output layer follows the data: its units cannot be removed")
            elif unit.layer == 1:
                acts.append(lambda name=document.experiment.features[unit.unit - 1]: document.toggle_feature(name))  # type: ignore[misc]
            else:
                layers.setdefault(unit.layer, []).append(unit.unit)
        for layer, units in layers.items():
            if len(units) == sizes[layer - 1]:
                self._refuse(f"layer {layer} would have no unit left; remove the layer instead")
                continue
            acts.append(lambda layer=layer, units=units: document.remove_units(layer, sorted(units)))  # type: ignore[misc]
        return acts

    def _layer_removals(self) -> list[Callable[[], object]]:
        layers = sorted({item.layer for item in self._selection.items if isinstance(item, WholeLayer)}, reverse=True)
        return [lambda layer=layer: self._document.remove_layer(layer) for layer in layers]  # type: ignore[misc]
