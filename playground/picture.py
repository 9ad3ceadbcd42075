"""Pictures of widgets as PNG files, written whole or not at all."""

from pathlib import Path

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QPixmap

from engine.files import write_whole


def save_picture(picture: QPixmap, path: Path) -> None:
    """Write a PNG file; raise ExportError if it cannot be written."""
    buffer = QBuffer()
    picture.save(buffer, "PNG")
    write_whole(path, lambda file: file.write(bytes(buffer.data())))
