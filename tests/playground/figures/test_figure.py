"""Figures: the same picture in every format, with its letters, in any colours, whatever the window does meanwhile."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from engine import Data, Experiment, Layer, fitting
from engine.errors import ExportError
from engine.surface import Slice
from engine.table import Table
from engine.timeline import Position
from playground.anew import Look
from playground.document.selection import Edge, Unit
from playground.figures.figure import FORMATS, SCALES, Wish, as_bytes, for_clipboard, image, save
from playground.figures.studio import SIZES
from playground.figures.svg import NAMESPACE
from playground.figures.whole import Whole
from tests.playground.conftest import Bench
from tests.playground.figures.conftest import MakeStudio, at, learnt

DIFFERENT = 24  # of 255: a pixel that differs by less is the same to the eye
MOST_DIFFERENT = 0.03  # of the pixels: outlines of letters are drawn without hinting

EXPERIMENTS = {
    "two classes": Experiment(hidden=(Layer(3),)),
    "several classes": Experiment(data=Data("blobs", classes=4), output="softmax", cost="cross_entropy"),
    "values over a line": Experiment(data=Data("sine"), features=("x1",), output="linear", cost="squared"),
    "a long layer": Experiment(hidden=(Layer(60), Layer(2))),
    "locks and cuts": Experiment(frozen=((1, 1, 0), (1, 1, 1), (1, 1, 2), (2, 1, 3)), pruned=((1, 2, 1),)),
}


def pixels(picture: QImage) -> np.ndarray:
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)[..., :3].astype(int)


def apart(one: QImage, other: QImage) -> float:
    """Return the share of pixels that look different."""
    assert one.size() == other.size()
    return float((np.abs(pixels(one) - pixels(other)).max(axis=2) > DIFFERENT).mean())


def drawn(svg: bytes, size: QSize, ground: str) -> QImage:
    picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(QColor(ground))
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    with QPainter(picture) as painter:
        renderer.render(painter)
    return picture


@pytest.mark.parametrize("colors", ["paper", "dark"])
@pytest.mark.parametrize("what", SIZES)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_svg_shows_what_the_picture_shows(name: str, what: str, colors: str, studio: MakeStudio) -> None:
    subject = studio(what, at(learnt(EXPERIMENTS[name])), colors)
    picture = image(subject, Wish(scale=1))
    svg = as_bytes(subject, ".svg", Wish())
    assert apart(picture, drawn(svg, subject.size, subject.ground)) < MOST_DIFFERENT


def test_the_comparison_would_notice_another_moment(studio: MakeStudio) -> None:
    timeline = learnt(epochs=30)
    subject = studio("network", at(timeline))
    picture = image(subject, Wish(scale=1))
    subject.show(at(timeline, Position(0)))
    assert apart(picture, drawn(as_bytes(subject, ".svg", Wish()), subject.size, subject.ground)) > MOST_DIFFERENT


def test_an_act_of_a_learning_step_is_drawn_with_its_own_words(studio: MakeStudio) -> None:
    subject = studio("network", at(learnt(), Position(8, 0, 9), tells=True))
    svg = as_bytes(subject, ".svg", Wish())
    assert apart(image(subject, Wish(scale=1)), drawn(svg, subject.size, subject.ground)) < MOST_DIFFERENT
    assert "Forward pass" in labels(svg)


# ---- letters ---------------------------------------------------------------------------------------------------------


def labels(svg: bytes) -> str:
    """Return all that is written in an SVG."""
    return " ".join(element.get("aria-label", "") for element in ET.fromstring(svg).iter())


def test_an_svg_needs_no_font_and_says_what_it_says(studio: MakeStudio) -> None:
    snapshot = at(learnt())
    svg = as_bytes(studio("network", snapshot), ".svg", Wish(title="My network"))
    root = ET.fromstring(svg)
    tags = {element.tag.removeprefix(f"{{{NAMESPACE}}}") for element in root.iter()}
    assert "text" not in tags
    assert b"font-family" not in svg
    assert root.findtext(f"{{{NAMESPACE}}}title") == "My network"
    assert "Layer 2 · hidden" in labels(svg)
    first = snapshot.network.weight(1, 1, 0)
    assert f"{first:.2f}".replace("-", "−") in labels(svg)


def test_every_letter_of_an_svg_is_defined_once(studio: MakeStudio) -> None:
    svg = as_bytes(studio("network", at(learnt())), ".svg", Wish()).decode()
    defined = re.findall(r'<path id="(g\d+)"', svg)
    assert len(defined) == len(set(defined)) > 20
    assert set(re.findall(r'href="#(g\d+)"', svg)) == set(defined)


@pytest.mark.parametrize("what", SIZES)
def test_a_pdf_brings_its_fonts_along(what: str, studio: MakeStudio) -> None:
    pdf = as_bytes(studio(what, at(learnt())), ".pdf", Wish())
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    names = set(re.findall(rb"/FontName\s*/(?:[A-Z]{6}\+)?([\w-]+)", pdf))
    assert b"STIXTwoMath" in names
    assert any(name.startswith(b"Inter") for name in names)
    assert len(re.findall(rb"/FontFile2?", pdf)) >= len(names)


# ---- what can be chosen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", SCALES)
def test_a_png_is_as_fine_as_is_asked_and_sharp(scale: int, studio: MakeStudio) -> None:
    subject = studio("boundary", at(learnt()))
    picture = QImage.fromData(as_bytes(subject, ".png", Wish(scale=scale)))
    assert picture.size() == subject.size * scale
    assert picture.dotsPerMeterX() == pytest.approx(96 / 0.0254 * scale, rel=0.01)
    small = picture.scaled(
        subject.size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    assert apart(small, image(subject, Wish(scale=1))) < 0.12
    rough = image(subject, Wish(scale=1)).scaled(picture.size())
    if scale > 1:  # letters and lines are drawn anew, not enlarged
        assert apart(picture, rough) > 0.01


@pytest.mark.parametrize("what", SIZES)
def test_a_transparent_figure_has_nothing_behind_it_in_any_format(what: str, studio: MakeStudio) -> None:
    subject = studio(what, at(learnt()))
    wish = Wish(Look(has_ground=False), 1)
    assert image(subject, wish).pixelColor(1, 1).alpha() == 0
    assert image(subject, Wish(scale=1)).pixelColor(1, 1) == QColor(subject.ground)
    for ground in ("#123456", "#FFFFFF"):
        over = drawn(as_bytes(subject, ".svg", wish), subject.size, ground)
        assert over.pixelColor(1, 1) == QColor(ground)


def test_the_colours_are_those_that_are_asked_for(studio: MakeStudio) -> None:
    snapshot = at(learnt())
    grounds = {
        colors: image(studio("network", snapshot, colors), Wish(scale=1)).pixelColor(2, 2).name()
        for colors in ("paper", "light", "dark")
    }
    assert grounds == {"paper": "#ffffff", "light": "#fafbfc", "dark": "#11151c"}


def test_a_figure_without_numbers_names_the_units_and_says_no_value(studio: MakeStudio) -> None:
    subject = studio("network", at(learnt()))
    with_numbers, without = (
        labels(as_bytes(subject, ".svg", Wish(Look(has_numbers=wanted)))) for wanted in (True, False)
    )
    assert "target" in with_numbers
    assert "=" in with_numbers
    assert "target" not in without
    assert "=" not in without
    assert without.count("𝑎") == with_numbers.count("𝑎")


def test_without_a_selection_no_unit_stands_out(studio: MakeStudio) -> None:
    snapshot = at(learnt())
    first, second = (studio("network", snapshot, items=(Unit(2, unit),)) for unit in (1, 2))
    plain = Wish(Look(has_selection=False), 1)
    assert apart(image(first, Wish(scale=1)), image(second, Wish(scale=1))) > 0.005
    assert image(first, plain) == image(second, plain)


def test_what_is_selected_stands_out(studio: MakeStudio) -> None:
    snapshot = at(learnt())
    edge = studio("network", snapshot, items=(Edge(1, 2, 1),))
    assert apart(image(edge, Wish(scale=1)), image(studio("network", snapshot), Wish(scale=1))) > 0.001
    chosen = studio("boundary", snapshot, sample=7)
    assert apart(image(chosen, Wish(scale=1)), image(studio("boundary", snapshot), Wish(scale=1))) > 0.0005


def test_a_figure_can_have_any_size(studio: MakeStudio) -> None:
    subject = studio("network", at(learnt()), size=QSize(1200, 400))
    assert QSvgRenderer(QByteArray(as_bytes(subject, ".svg", Wish()))).defaultSize() == QSize(1200, 400)


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_figure_is_saved_whole(suffix: str, tmp_path: Path, studio: MakeStudio) -> None:
    subject = studio("cost", at(learnt()))
    save(tmp_path / f"cost{suffix.upper()}", subject, Wish())
    starts = {".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG"}
    assert (tmp_path / f"cost{suffix.upper()}").read_bytes().startswith(starts[suffix])


def test_another_kind_of_file_is_refused_in_a_sentence(tmp_path: Path, studio: MakeStudio) -> None:
    with pytest.raises(ExportError, match=r"a figure is a file in \.svg, \.pdf, \.png, got '\.bmp'"):
        save(tmp_path / "x.bmp", studio("cost", at(learnt())), Wish())
    with pytest.raises(ExportError, match="cannot write"):
        save(tmp_path / "missing" / "x.svg", studio("cost", at(learnt())), Wish())
    assert not list(tmp_path.iterdir())


def test_the_clipboard_gets_a_picture_and_an_svg(studio: MakeStudio) -> None:
    subject = studio("network", at(learnt()))
    data = for_clipboard(subject, Wish(scale=2))
    assert QImage(data.imageData()).size() == subject.size * 2
    assert ET.fromstring(bytes(data.data("image/svg+xml").data())).tag == f"{{{NAMESPACE}}}svg"


# ---- and the window --------------------------------------------------------------------------------------------------


def test_the_studio_shows_what_the_windows_canvas_shows(bench: Bench, studio: MakeStudio) -> None:
    bench.step(5)
    canvas, selection = bench.window.canvas, bench.window.selection
    subject = studio(
        "network",
        bench.snapshot,
        bench.window.appearance.theme.name,
        size=canvas.size(),
        sample=selection.sample,
        items=selection.items,
    )
    QApplication.processEvents()
    # The window has dots, buttons and the hint of an act besides
    assert apart(canvas.grab().toImage(), image(subject, Wish(scale=1))) < 0.03


def test_a_view_paints_its_pictures_on_a_screen_and_anew_on_paper(bench: Bench) -> None:
    bench.step(3)
    window = bench.window
    on_screen = window.grab().toImage()
    fine = image(Whole(window, lambda: window.appearance.theme.window, lambda snapshot: None), Wish(scale=2))
    small = fine.scaled(
        on_screen.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    assert apart(on_screen, small) < 0.05


def test_a_network_without_hidden_layers_is_drawn_too(studio: MakeStudio) -> None:
    snapshot = at(learnt(Experiment(hidden=())))
    assert "Layer 2 · output" in labels(as_bytes(studio("network", snapshot), ".svg", Wish()))


def test_a_figure_of_a_slice_has_its_axes_and_says_where_it_stands(studio: MakeStudio) -> None:
    inputs = np.random.default_rng(1).normal(size=(30, 4))
    table = Table(("a", "b", "c", "d"), inputs, "kind", np.arange(30) % 3.0, ("cat", "dog", "eel"))
    experiment = fitting.with_data(Experiment(hidden=(Layer(3),)), table=table, name="own").experiment
    drawn = studio("boundary", at(learnt(experiment, 2)), shown=Slice(3, 1, ((0, 0.5),)))
    chart = drawn._view
    assert chart.place._words == "x₁ a = 0.50, the other input at its mean"
    assert not chart.place.isHidden()
    assert chart.plot.names == ("b", "d")
    assert chart.rect().contains(chart.legend.geometry())
    other = studio("boundary", at(learnt(experiment, 2)), shown=Slice(3, 1))
    assert as_bytes(drawn, ".svg", Wish()) != as_bytes(other, ".svg", Wish())
    usual = studio("boundary", at(learnt()))
    assert usual._view.place.isHidden()
