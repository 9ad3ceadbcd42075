"""What stands on the canvas, in words and symbols: for tool tips and for screen readers."""

from engine.coordinates import input_title, meaning_of_output
from engine.rules import is_weight
from engine.steps import Telling
from engine.symbols import activation, net_input, weight
from engine.titles import title
from playground.canvas.excerpt import More
from playground.canvas.scene import Scene
from playground.document.selection import Edge, Item, Unit
from playground.notation import format_number


def described(scene: Scene, item: Item) -> str:
    """Return the symbol, the value and the meaning of a thing; "" while there is nothing to tell."""
    steps = scene.moment.telling
    if steps is None:
        return ""
    if isinstance(item, Edge):
        return _edge(scene, item, steps) if is_weight(item.weight, scene.layout.sizes) else ""
    if isinstance(item, Unit):
        return _unit(scene, item, steps) if scene.layout.has(item) else ""
    return _layer(scene, item.layer) if item.layer in scene.layout.layers else ""


def described_together(tile: More) -> str:
    """Return for which units a tile of a long layer stands."""
    return f"units {tile.first} to {tile.last} of layer {tile.layer}\na click, the wheel or the arrow keys show them"


def _unit(scene: Scene, unit: Unit, steps: Telling) -> str:
    symbol = activation(unit.layer, unit.unit)
    if unit.unit == 0:
        return f"{symbol} = 1: the bias unit of layer {unit.layer}"
    value = format_number(steps.activation_of(unit.layer, unit.unit), 4)
    if unit.layer == 1:
        return f"{symbol} = {value}: input {unit.unit}, {_input(scene, unit.unit)}"
    z = format_number(steps.net_input(unit.layer, unit.unit).value, 4)
    frozen = set(scene.experiment.frozen).issuperset(scene.weights_of([unit]))
    is_output = unit.layer == len(scene.experiment.sizes)
    meaning = meaning_of_output(scene.experiment, unit.unit) if is_output else ""
    told = f"unit {unit.unit} of layer {unit.layer}" + (f": {meaning}" if meaning else "")
    told += f"\n{net_input(unit.layer, unit.unit)} = {z}\n{symbol} = {value}"
    return f"{told}\nfrozen: none of its weights learns" if frozen else told


def _input(scene: Scene, unit: int) -> str:
    """Return what a unit of the input layer is given."""
    return input_title(scene.experiment.data, scene.experiment.features[unit - 1])


def _edge(scene: Scene, edge: Edge, steps: Telling) -> str:
    symbol = weight(edge.layer, edge.target, edge.source)
    way = f"from {_source(scene, edge)} to unit {edge.target} of layer {edge.layer + 1}"
    if edge.weight in scene.experiment.pruned:
        return f"{symbol} is cut\n{way}"
    value = format_number(steps.network.weight(edge.layer, edge.target, edge.source), 4)
    return f"{symbol} = {value}\n{way}" + ("\nfrozen: it does not learn" if _is_frozen(scene, edge) else "")


def _source(scene: Scene, edge: Edge) -> str:
    if edge.source == 0:
        return f"the bias unit of layer {edge.layer}"
    if edge.layer == 1:
        return f"input {edge.source}, {_input(scene, edge.source)},"
    return f"unit {edge.source} of layer {edge.layer}"


def _is_frozen(scene: Scene, edge: Edge) -> bool:
    return edge.weight in scene.experiment.frozen


def _layer(scene: Scene, layer: int) -> str:
    experiment = scene.experiment
    units = experiment.sizes[layer - 1]
    size = f"{units} unit{'s' if units > 1 else ''}"
    if layer == 1:
        return f"layer {layer}, input: {size}"
    role = "output" if layer == len(experiment.sizes) else "hidden"
    told = f"layer {layer}, {role}: {size}, {title(experiment.activations[layer - 2])}"
    dropout = experiment.hidden[layer - 2].dropout if role == "hidden" else 0
    return f"{told}, dropout {format_number(dropout)}" if dropout else told
