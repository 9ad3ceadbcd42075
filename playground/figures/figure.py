"""A figure: what is shown of a run as a picture for paper, a slide or the web: SVG, PDF or PNG."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QColor, QImage, QPainter

from engine.errors import ExportError
from engine.files import write_whole
from playground.anew import Look
from playground.figures.studio import Subject
from playground.figures.svg import svg
from playground.handout.pages import single_page

FORMATS = {".svg": "SVG drawing", ".pdf": "PDF drawing", ".png": "PNG picture"}
SCALES = (1, 2, 3, 4)
TITLE = "Backprop Playground"
AS_ON_PAPER = Look()


@dataclass(frozen=True)
class Wish:
    """What a figure is to be like.

    Attributes
    ----------
    look : whether it has a ground, numbers and a selection
    scale : device pixels a pixel of a PNG picture, one of SCALES
    title : what its file says it is
    """

    look: Look = AS_ON_PAPER
    scale: int = 2
    title: str = TITLE


def as_bytes(subject: Subject, suffix: str, wish: Wish) -> bytes:
    """Return a figure as a file of one of FORMATS.

    Raises
    ------
    ExportError
        if the format is none of them
    """
    if suffix == ".svg":
        return svg(subject.size, wish.title, lambda painter: subject.paint(painter, wish.look))
    if suffix == ".pdf":
        size = subject.size
        return single_page(size.width(), size.height(), wish.title, lambda painter: subject.paint(painter, wish.look))
    if suffix == ".png":
        return png(image(subject, wish))
    raise ExportError(f"a figure is a file in {', '.join(FORMATS)}, got {suffix!r}")


def image(subject: Subject, wish: Wish) -> QImage:
    """Return a figure as a picture in memory."""
    picture = QImage(subject.size * wish.scale, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(wish.scale)
    picture.fill(QColor(subject.ground) if wish.look.has_ground else QColor(0, 0, 0, 0))
    with QPainter(picture) as painter:
        subject.paint(painter, wish.look)
    return picture


def png(picture: QImage) -> bytes:
    """Return a picture as PNG, which says how fine it is."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    dots = round(96 / 0.0254 * picture.devicePixelRatio())
    picture.setDotsPerMeterX(dots)
    picture.setDotsPerMeterY(dots)
    picture.save(buffer, "PNG")
    return bytes(buffer.data().data())


def save(path: Path, subject: Subject, wish: Wish) -> None:
    """Write a figure; the suffix says which kind. Raise ExportError if it is none, or the file cannot be written."""
    whole = as_bytes(subject, path.suffix.lower(), wish)
    write_whole(path, lambda file: file.write(whole))


def for_clipboard(subject: Subject, wish: Wish) -> QMimeData:
    """Return a figure as PNG and SVG together: each program takes what it can."""
    data = QMimeData()
    data.setImageData(image(subject, wish))
    data.setData("image/svg+xml", as_bytes(subject, ".svg", wish))
    return data
