"""What the program remembers between starts: one ini file, always named by its path."""

import os
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths


def settings_path() -> Path:
    """Return where the settings lie; BACKPROP_PLAYGROUND_SETTINGS moves them, for tests and for portable use."""
    if moved := os.environ.get("BACKPROP_PLAYGROUND_SETTINGS"):
        return Path(moved)
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(base) / "backprop-playground" / "settings.ini"


def open_settings() -> QSettings:
    """Return the settings; what cannot be read counts as not set."""
    return QSettings(str(settings_path()), QSettings.Format.IniFormat)
