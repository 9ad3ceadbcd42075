"""SVG: lines, pictures, and letters as outlines, so that they look the same wherever the file is opened.

An SVG that names its fonts is drawn with others where they are not installed, and one that brings them along is drawn
with others by Inkscape and Qt, which ignore @font-face; the whole fonts would take 2.3 MB as well. Outlines take 43 KB
of a network's 200, each letter once, and every reader draws them. What was written stays readable for people who do
not see it: each text is the label of its letters.
"""

import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPainterPath, QRawFont, QTextLayout
from PySide6.QtSvg import QSvgGenerator

from playground.theme import ui_font

NAMESPACE = "http://www.w3.org/2000/svg"
LINKS = "http://www.w3.org/1999/xlink"
DIGITS = 2  # decimals of a place, in pixels
GLYPH_UNITS = 1000  # of an outline, in a letter's size

Paint = Callable[[QPainter], None]


def svg(size: QSize, title: str, paint: Paint) -> bytes:
    """Return a drawing as SVG, in which letters are outlines."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the smaller profile cannot clip
    generator.setOutputDevice(buffer)
    generator.setResolution(96)  # a pixel is a pixel
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    generator.setDescription("Backprop Playground")
    with QPainter(generator) as painter:
        paint(painter)
    return outlined(bytes(buffer.data().data()), size)


def outlined(drawn: bytes, size: QSize) -> bytes:
    """Return an SVG of Qt's with letters as outlines."""
    ET.register_namespace("", NAMESPACE)
    ET.register_namespace("xlink", LINKS)
    root = ET.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", drawn))
    root.set("width", str(size.width()))
    root.set("height", str(size.height()))
    letters = _Letters()
    for group in list(root.iter()):
        for place, child in enumerate(list(group)):
            if child.tag == _tag("text"):
                group[place] = letters.written(child)
    _tidy(root)
    letters.define(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


class _Letters:
    """The outlines of all letters that a drawing has, each once."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, int, int], str] = {}
        self._outlines: dict[str, str] = {}

    def written(self, text: ET.Element) -> ET.Element:
        """Return what draws a text: its letters, by their names."""
        family, size = text.get("font-family", "Inter"), float(text.get("font-size", "13"))
        said = "".join(text.itertext())
        made = ET.Element(_tag("g"), {"aria-label": said, "fill": text.get("fill", "#000000"), "stroke": "none"})
        if text.get("fill-opacity", "1") != "1":
            made.set("fill-opacity", text.get("fill-opacity", "1"))
        x, y = float(text.get("x", "0")), float(text.get("y", "0"))
        for raw, glyph, at in _glyphs(said, _font(family, size, int(text.get("font-weight", "400")))):
            name = self._name(raw, glyph)
            if self._outlines[name]:
                scale = raw.pixelSize() / GLYPH_UNITS
                where = f"translate({_short(x + at.x())} {_short(y + at.y())}) scale({scale:.5g})"
                ET.SubElement(made, _tag("use"), {f"{{{LINKS}}}href": f"#{name}", "transform": where})
        return made

    def define(self, root: ET.Element) -> None:
        """Put the outlines in front of what is drawn."""
        definitions = ET.Element(_tag("defs"))
        for name, outline in self._outlines.items():
            if outline:
                ET.SubElement(definitions, _tag("path"), {"id": name, "d": outline})
        root.insert(2, definitions)

    def _name(self, raw: QRawFont, glyph: int) -> str:
        key = raw.familyName(), raw.weight(), glyph
        if key not in self._names:
            self._names[key] = f"g{len(self._names)}"
            large = QRawFont(raw)
            large.setPixelSize(GLYPH_UNITS)
            self._outlines[self._names[key]] = _outline(large.pathForGlyph(glyph))
        return self._names[key]


def _font(family: str, size: float, weight: int) -> QFont:
    if family == "Inter":
        return ui_font(round(size), weight)
    font = QFont(family)
    font.setPixelSize(round(size))
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _glyphs(said: str, font: QFont) -> list[tuple[QRawFont, int, QPointF]]:
    """Return the letters of a text with their fonts and their places on the baseline, which begins at (0, 0)."""
    layout = QTextLayout(said, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e6)
    layout.endLayout()
    baseline = line.ascent()
    found = []
    for run in layout.glyphRuns():
        raw = run.rawFont()
        for glyph, at in zip(run.glyphIndexes(), run.positions(), strict=True):
            found.append((raw, glyph, QPointF(at.x(), at.y() - baseline)))
    return found


def _outline(path: QPainterPath) -> str:
    """Return a path in the words of SVG."""
    parts: list[str] = []
    index = 0
    while index < path.elementCount():
        element = path.elementAt(index)
        if element.type == QPainterPath.ElementType.MoveToElement:
            parts.append(f"{'Z' if parts else ''}M{element.x:.0f} {element.y:.0f}")
        elif element.type == QPainterPath.ElementType.LineToElement:
            parts.append(f"L{element.x:.0f} {element.y:.0f}")
        else:
            points = [path.elementAt(index + step) for step in range(3)]
            parts.append("C" + " ".join(f"{point.x:.0f} {point.y:.0f}" for point in points))
            index += 2
        index += 1
    return "".join(parts) + ("Z" if parts else "")


def _tidy(root: ET.Element) -> None:
    """Drop what says nothing: empty groups, and fonts, which no text asks for any more."""
    for element in root.iter():
        for name in ("font-family", "font-size", "font-weight", "font-style", "vector-effect"):
            element.attrib.pop(name, None)
        if element.get("transform") == "matrix(1,0,0,1,0,0)":
            del element.attrib["transform"]
        for child in list(element):
            if child.tag == _tag("g") and not len(child) and "aria-label" not in child.attrib:
                element.remove(child)
        if element.tag in (_tag("g"), _tag("svg"), _tag("defs")):
            element.text = element.tail = "\n"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _short(number: float) -> str:
    return f"{number:.{DIGITS}f}".rstrip("0").rstrip(".")
