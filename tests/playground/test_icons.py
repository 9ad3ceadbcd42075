"""The icons: each one there is used, and each one used has ink, in the colour asked for."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment
from playground import icons, resources
from playground.app import make_window
from playground.window.actions import ACTIONS

FILES = sorted(
    entry.name.removesuffix(".svg") for entry in resources.resource("icons").iterdir() if entry.name.endswith(".svg")
)
COLOR = QColor("#2468D6")


def ink(pixmap: QPixmap) -> np.ndarray:
    """Return the pixels, shape (rows, columns, 4): red, green, blue, alpha."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy()


@pytest.mark.parametrize("name", [name for name in FILES if name != "logo"])
def test_an_icon_has_ink_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    pixels = ink(icons.pixmap(name, COLOR, 24))
    full = pixels[pixels[..., 3] == 255]
    assert 4 <= len(full) < 24 * 24
    assert ([*COLOR.getRgb()] == full).all(axis=1).any()
    assert "currentColor" in resources.text("icons", f"{name}.svg")
    other = ink(icons.pixmap(name, QColor("#FF0000"), 24))
    assert (other[..., 3] == pixels[..., 3]).all()
    assert not (other == pixels).all()


def test_the_logo_has_colours_of_its_own(qapp: QApplication) -> None:
    pixels = ink(icons.pixmap("logo", COLOR, 48))
    full = {tuple(pixel) for pixel in pixels[pixels[..., 3] == 255].tolist()}
    assert len(full) >= 4
    assert tuple(COLOR.getRgb()) not in full


@pytest.mark.parametrize("name", sorted({row.icon for row in ACTIONS if row.icon}))
def test_the_table_of_actions_names_icons_that_there_are(name: str) -> None:
    assert name in FILES


def test_an_icon_has_a_picture_for_each_kind_of_screen(qapp: QApplication) -> None:
    icon = icons.icon("play", COLOR, 20)
    assert [size.width() for size in icon.availableSizes()] == [
        20 * screen.devicePixelRatio() for screen in qapp.screens()
    ]
    for scale in (1, 2, 3):
        pixmap = icons.pixmap("play", COLOR, 20, scale)
        assert pixmap.width() == 20 * scale
        assert pixmap.deviceIndependentSize().width() == 20


def test_an_icon_that_is_not_there_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.svg"):
        icons.pixmap("nowhere", COLOR, 24)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the names of the icons that were drawn."""
    names: set[str] = set()
    pixmap = icons.pixmap

    def noted(name: str, *rest: object) -> QPixmap:
        names.add(name)
        return pixmap(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(icons, "pixmap", noted)
    return names


def test_no_icon_lies_there_unused(qapp: QApplication, drawn: set[str]) -> None:
    from playground.app import _window_icon

    window = make_window(Experiment(), "dark")
    window.left.folds.fold("Your own", False)
    window.grab()
    window.runner.play()
    window.appearance.toggle()
    window.actions_by_name["draw"].trigger()  # its tools are made when they are asked for
    window.grab()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    _window_icon()
    assert sorted(drawn) == FILES
