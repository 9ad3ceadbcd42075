"""Who may import whom: the arrows of the house's plan, held by reading the imports of every module."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

CORE, GUI, WIDGETS, SVG = "PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtSvg"
QT = f"{CORE} {GUI} {WIDGETS}"
PAINTING = "playground.anew playground.notation playground.theme playground.heat playground.icons playground.resources"
DRAWING_ROOM = f"engine playground.document {PAINTING} playground.combo_box playground.slider playground.keyboard "
DRAWING_ROOM += "playground.plain_tip playground.segments playground.typed_cells playground.verdicts "
DRAWING_ROOM += f"playground.whole_field shiboken6 {QT}"

MAY_IMPORT = {
    # room or module: what it may import besides the standard library, NumPy and its own room;
    # the longest name that fits a module counts, and a name stands for all that is inside it
    "engine": "",
    "engine.exchange": "engine",
    "engine.plane_formula": "engine.activations engine.arrays engine.errors engine.numbers",
    "engine.trainer.machine": "engine",
    "playground": "",
    "playground.__main__": "playground.cli",
    "playground.cli": "engine playground.commands playground.exchange_commands playground.leaving playground.options "
    "playground.open_window",
    "playground.commands": "engine playground.options playground.headless",
    "playground.exchange_commands": "engine playground.commands playground.options",
    "playground.options": "engine playground.table_options",
    "playground.table_options": "engine",
    "playground.own_data": "engine playground.headless playground.table_options",
    "playground.open_window": "engine playground.commands playground.options playground.headless "
    "playground.preflight",  # and when it is needed, see LATER
    "playground.leaving": "engine playground.commands playground.headless playground.options "
    "playground.preflight",  # and when it is needed, see LATER
    "playground.headless": "engine",
    "playground.preflight": "",
    "playground.bench": "engine playground.headless playground.preflight",  # and what it measures, see LATER
    "playground.bench.timeline_child": "engine playground.app playground.bench playground.gui_gc playground.window "
    f"{QT}",
    "playground.bench.window_child": "engine playground.app playground.bench playground.document playground.gui_gc "
    f"playground.window {QT}",
    "playground.bench.start_child": f"playground.bench playground.cli playground.window {QT}",
    "playground.bench.bare_window": f"pyqtgraph {QT}",  # run by its path: it imports nothing of ours
    "playground.app": f"engine playground.document playground.training playground.window {PAINTING} "
    f"playground.picture playground.settings playground.gui_gc {QT}",
    "playground.window": "engine playground.document playground.training playground.canvas playground.charts "
    "playground.compare playground.data_table playground.figures playground.joins "
    "playground.panels playground.stepper playground.timeline playground.handout playground.picture "
    "playground.background playground.combo_box playground.keyboard playground.options playground.plain_tip "
    "playground.segments "
    f"playground.settings {PAINTING} {QT}",
    "playground.document": f"engine {CORE} {GUI}",
    "playground.training": "engine",
    "playground.training.runner": f"engine playground.training {CORE}",
    "playground.canvas": DRAWING_ROOM,
    "playground.panels": DRAWING_ROOM,
    "playground.stepper": DRAWING_ROOM,
    "playground.timeline": DRAWING_ROOM,
    "playground.compare": f"{DRAWING_ROOM} playground.charts playground.panels.figures",  # joins charts and document
    "playground.data_table": f"{DRAWING_ROOM} playground.background playground.charts.kinds playground.charts.markers "
    "playground.panels.figures playground.panels.sentence",
    "playground.joins": f"engine playground.charts playground.document playground.notation {CORE}",
    "playground.figures": f"engine playground.canvas playground.charts playground.document playground.handout "
    f"playground.joins playground.options {PAINTING} {SVG} {QT}",
    "playground.handout": f"engine playground.stepper playground.picture {PAINTING} {CORE} {GUI}",
    "playground.charts": "engine playground.anew playground.plain_tip playground.theme playground.segments "
    f"playground.resources {QT}",
    "playground.charts.drawing": "engine playground.charts playground.combo_box playground.icons playground.keyboard "
    f"playground.plain_tip playground.slider playground.theme {QT}",
    "playground.charts.axes": f"playground.anew playground.charts playground.theme pyqtgraph {QT}",
    "playground.notation": f"engine.symbols engine.numbers playground.theme playground.resources {QT}",
    "playground.theme": f"playground.resources {CORE} {GUI}",
    "playground.anew": f"{CORE} {GUI}",
    "playground.heat": f"engine playground.theme {GUI}",
    "playground.icons": f"playground.resources {CORE} {GUI} {SVG}",
    "playground.picture": f"engine.files {CORE} {GUI}",
    "playground.keyboard": QT,
    "playground.combo_box": f"playground.icons playground.theme {QT}",
    "playground.verdicts": f"engine playground.notation playground.theme {QT}",
    "playground.segments": f"playground.theme {QT}",
    "playground.slider": f"playground.theme {QT}",
    "playground.plain_tip": GUI,
    "playground.typed_cells": f"playground.document playground.theme {QT}",
    "playground.whole_field": QT,
    "playground.resources": GUI,
    "playground.settings": CORE,
    "playground.background": f"engine.errors {CORE}",
    "playground.gui_gc": CORE,
    "resources": "",
}

LATER = {  # what may be imported inside a function only, when it is needed, or for types
    "engine.trainer.machine": "wasmtime",
    "engine.exchange": "onnx onnxruntime safetensors",
    "playground.options": "playground.own_data",
    "playground.open_window": f"playground.app {CORE}",
    "playground.app": "playground.figures",
    "playground.commands": "playground.bench",
    "playground.leaving": f"playground.anew playground.app playground.document playground.figures {CORE}",
    "playground.figures": "PIL",
    "playground.headless": "tqdm",
    "playground.charts": "contourpy pyqtgraph",
    "playground.bench.start_child": "playground.charts playground.document",
    "playground.bench": "sklearn torch",
}

EVERYWHERE = {*sys.stdlib_module_names, "numpy", "playground"}  # of `playground` itself: the version


@dataclass(frozen=True)
class Import:
    """One imported module or name, whether the import stands at the module's own level, and whether it is for types
    only and never done.
    """

    name: str
    at_once: bool
    for_types: bool = False


def module_name(path: Path) -> str:
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(path): path
    for room in ("engine", "playground", "resources")
    for path in REPOSITORY.glob(f"{room}/**/*.py")
}


def imports_in(source: str, module: str = "", *, is_package: bool = False) -> Iterator[Import]:
    """Yield all that a source imports, wherever in it; `from a import b` is a.b if that is a module of ours, else a."""
    tree = ast.parse(source)
    lazy = {
        id(inner)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(function)
    }
    typing = {
        id(inner)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for statement in branch.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        at_once, for_types = id(node) not in lazy, id(node) in typing
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, at_once, for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")[: len(module.split(".")) - node.level + is_package]
                base = ".".join([*parents, base] if base else parents)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                is_module = inner in MODULES or base == "PySide6"
                yield Import(inner if is_module else base, at_once, for_types)


@cache
def imports_of(module: str) -> tuple[Import, ...]:
    path = MODULES[module]
    return tuple(imports_in(path.read_text(encoding="utf-8"), module, is_package=path.name == "__init__.py"))


def is_inside(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def row_of(module: str) -> str:
    """Return the room or module whose row holds for a module."""
    return max((room for room in MAY_IMPORT if is_inside(module, room)), key=len)


def may_import(module: str, wanted: Import) -> bool:
    row = row_of(module)
    allowed = MAY_IMPORT[row].split() + ([] if wanted.at_once and not wanted.for_types else LATER.get(row, "").split())
    own_room = row if row != "playground" else module  # what lies at the top of playground is no room
    return (
        wanted.name in EVERYWHERE
        or wanted.name.split(".")[0] in EVERYWHERE - {"playground"}
        or any(is_inside(wanted.name, room) for room in [own_room, *allowed])
    )


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_its_room_may(module: str) -> None:
    refused = sorted({wanted.name for wanted in imports_of(module) if not may_import(module, wanted)})
    assert not refused, (
        f"{module} imports {', '.join(refused)}; {row_of(module)} may import: {MAY_IMPORT[row_of(module)]}"
    )


@pytest.mark.parametrize("room", ["engine", "playground"])
def test_nothing_imports_in_a_circle(room: str) -> None:
    graph = {
        module: {wanted.name for wanted in imports_of(module) if wanted.name in MODULES and not wanted.for_types}
        - {module}
        for module in MODULES
        if is_inside(module, room)
    }
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle
    assert set(graph) <= set(order)


def test_every_row_is_of_something_that_exists() -> None:
    assert {row for row in MAY_IMPORT if row not in MODULES} == set()
    assert set(LATER) <= set(MAY_IMPORT)


# ---- the reader of imports and the table themselves ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import pyqtgraph as pg, numpy", ["pyqtgraph", "numpy"]),
        ("import PySide6.QtWidgets", ["PySide6.QtWidgets"]),
        ("from PySide6 import QtWidgets", ["PySide6.QtWidgets"]),
        ("from PySide6.QtGui import QColor", ["PySide6.QtGui"]),
        ("from engine import symbols, Run", ["engine.symbols", "engine"]),
        ("from engine.run import Run", ["engine.run"]),
        ("from . import edges", ["playground.canvas.edges"]),
        ("from .edges import EdgePainter", ["playground.canvas.edges"]),
        ("from ..theme import Theme", ["playground.theme"]),
        ("from .. import app", ["playground.app"]),
        ("try:\n    import a\nexcept ImportError:\n    import b", ["a", "b"]),
        ("class A:\n    import a", ["a"]),
    ],
)
def test_imports_are_found(source: str, names: list[str]) -> None:
    assert list(imports_in(source, "playground.canvas.canvas")) == [Import(name, at_once=True) for name in names]


def test_imports_inside_a_function_are_found_and_known_as_such() -> None:
    source = "import a\ndef f():\n    if True:\n        import b\nasync def g():\n    from c import d"
    assert set(imports_in(source)) == {Import("a", True), Import("b", False), Import("c", False)}


def test_imports_for_types_are_found_and_known_as_such() -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\nelse:\n    import b"
    assert set(imports_in(source)) == {Import("typing", True), Import("a", True, for_types=True), Import("b", True)}


def test_no_chapter_of_the_engine_imports_its_face() -> None:
    """`engine/__init__.py` gathers what others are to use; inside, every module says which chapter it needs."""
    inside = [module for module in MODULES if is_inside(module, "engine") and module != "engine"]
    assert [module for module in inside if "engine" in {wanted.name for wanted in imports_of(module)}] == []


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("engine.run", "playground.theme"),
        ("engine.run", "PySide6.QtCore"),
        ("engine.surface", "pyqtgraph"),
        ("engine.exchange.numpy_archive", "scipy"),
        ("engine.plane_formula.parser", "engine.run"),
        ("playground.canvas.canvas", "pyqtgraph"),
        ("playground.canvas.canvas", "playground.panels.tiles"),
        ("playground.canvas.canvas", "playground.window.actions"),
        ("playground.canvas.canvas", "playground.training.runner"),
        ("playground.panels.tiles", "playground.charts.plot"),
        ("playground.panels.tiles", "playground.app"),
        ("playground.stepper.strip", "playground.canvas.layout"),
        ("playground.charts.cost", "playground.document.document"),
        ("playground.document.document", "PySide6.QtWidgets"),
        ("playground.document.document", "playground.theme"),
        ("playground.training.worker", "PySide6.QtCore"),
        ("playground.training.runner", "PySide6.QtGui"),
        ("playground.training.runner", "playground.document.document"),
        ("playground.notation.symbols", "engine.run"),
        ("playground.window.main_window", "playground.app"),
        ("playground.window.main_window", "pyqtgraph"),
        ("playground.theme", "playground.app"),
        ("playground.headless", "PySide6.QtCore"),
        ("playground.headless", "tqdm"),
        ("playground.charts.decision_map", "contourpy"),
        ("playground.cli", "playground.app"),
        ("playground.leaving", "playground.figures.film"),
        ("playground.figures.film", "PIL"),
        ("playground.figures.film", "playground.training.runner"),
        ("playground.figures.studio", "playground.window.main_window"),
        ("playground.joins.cost_view", "playground.canvas.canvas"),
        ("playground.cli", "PySide6.QtCore"),
        ("playground.commands", "playground.app"),
        ("playground.commands", "PySide6.QtCore"),
        ("playground.options", "playground.headless"),
        ("playground.open_window", "playground.app"),
        ("engine.rules", "playground.options"),
        ("engine.exchange.worked_example", "playground.notation"),
        ("playground.app", "playground.cli"),
        ("playground.commands", "playground.bench.command"),
        ("playground.bench.engine", "playground.app"),
        ("playground.bench.window", "PySide6.QtCore"),
        ("playground.bench.contestants", "torch"),
        ("playground.bench.bare_window", "engine.run"),
    ],
)
def test_the_table_refuses(module: str, name: str) -> None:
    assert module in MODULES
    assert not may_import(module, Import(name, at_once=True))
