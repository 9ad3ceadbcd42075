"""Pictures are written whole or not at all."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from engine.errors import ExportError
from playground.picture import save_picture


@pytest.fixture
def picture(qapp: QApplication) -> QPixmap:
    made = QPixmap(30, 20)
    made.fill(QColor("#2468D6"))
    return made


def test_a_picture_is_read_back_as_it_was(picture: QPixmap, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    save_picture(picture, path)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (30, 20)
    assert image.pixelColor(15, 10) == QColor("#2468D6")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert list(tmp_path.iterdir()) == [path]


def test_a_picture_replaces_the_one_before(picture: QPixmap, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_text("old")
    save_picture(picture, path)
    assert not QImage(str(path)).isNull()


@pytest.mark.parametrize("place", ["missing/picture.png", "folder"])
def test_what_cannot_be_written_is_told_in_a_sentence(picture: QPixmap, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExportError, match=r"cannot write '.*'; expected|cannot write '.*': .*; expected"):
        save_picture(picture, tmp_path / place)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]
