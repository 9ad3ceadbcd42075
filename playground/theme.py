"""The two colour schemes and the type: every colour on screen is a token of `Theme`.

Blue is positive, orange is negative, and they mean nothing else. Violet (accent) is selection, magenta (backward) is
the backward pass. Colours are opaque: a translucent pen costs twenty times an opaque one, so `mix` blends beforehand.
"""

from dataclasses import dataclass, fields
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from playground import resources

CLASS_COLORS = 10  # far apart for every kind of colour vision, and far from what means a sign, a choice or the way back
FADED = ((None, 0.0), ("text", 0.42), ("panel", 0.45))  # what the colours of still more classes are mixed with, in turn
EASE = 0.9  # below 1, small values get a little more colour than their share


@dataclass(frozen=True)
class Theme:
    """One colour scheme. Every field but `name` and the strengths is a colour as #RRGGBB."""

    name: str
    window: str
    panel: str
    card: str
    canvas: str
    hover: str
    dots: str  # the faint grid of dots on the canvas
    line: str  # between panels
    line2: str  # around controls
    text: str
    text2: str
    text3: str
    positive: str
    negative: str  # shapes
    negative_text: str  # orange dark enough to be read as text
    zero: str  # the middle of the scale between negative and positive
    accent: str
    accent_soft: str
    on_accent: str
    forward: str
    backward: str
    train_ring: str
    test_ring: str
    class0: str  # of several classes; two are told apart by the sign
    class1: str
    class2: str
    class3: str
    class4: str
    class5: str
    class6: str
    class7: str
    class8: str
    class9: str
    fine: str  # the verdicts of a check; never told by colour alone
    wrong: str
    boundary_strength: float  # how strongly the decision map is coloured behind its points, 0..1

    def color(self, token: str) -> QColor:
        return QColor(getattr(self, token))

    def signed(self, value: float, *, text: bool = False) -> QColor:
        """Return the colour of a number's sign: blue from zero up, orange below."""
        if value >= 0:
            return self.color("positive")
        return self.color("negative_text" if text else "negative")

    def of_class(self, number: int, classes: int) -> QColor:
        """Return the colour of a class: of two, 0 is orange and 1 is blue; several have colours that mean no sign.

        From the eleventh on they come again, nearer to the text's colour and then to the panel's.
        """
        if classes <= 2:
            return self.color("positive" if number else "negative")
        color = self.color(f"class{number % CLASS_COLORS}")
        token, share = FADED[number // CLASS_COLORS % len(FADED)]
        return mix(color, self.color(token), share) if token else color

    def of_branch(self, number: int) -> QColor:
        """Return the colour of a branch of the timeline, by its number for colours."""
        return self.color(f"class{number % CLASS_COLORS}")

    def of_value(self, share: float) -> QColor:
        """Return the colour of a value as a share of the largest, −1 … 1: from orange over the middle to blue."""
        return mix(self.color("zero"), self.signed(share), min(abs(share), 1.0) ** EASE)

    def tokens(self) -> dict[str, str]:
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}


DARK = Theme(
    name="dark",
    window="#0E1116",
    panel="#151922",
    card="#1B202B",
    canvas="#11151C",
    hover="#222836",
    dots="#1A1F29",
    line="#262C38",
    line2="#353D4C",
    text="#E7EAF0",
    text2="#9BA5B5",
    text3="#828C9E",
    positive="#4C9AFF",
    negative="#FF9350",
    negative_text="#FF9350",
    zero="#1D222C",
    accent="#8B7CF7",
    accent_soft="#2A2748",
    on_accent="#FFFFFF",
    forward="#EEF1F6",
    backward="#F472B6",
    train_ring="#0E1116",
    test_ring="#E7EAF0",
    class0="#3FD2D6",
    class1="#C93F76",
    class2="#FBD509",
    class3="#72B426",
    class4="#CEEBCD",
    class5="#BC938C",
    class6="#1C87A5",
    class7="#827F11",
    class8="#A8CC8A",
    class9="#6CFC84",
    fine="#46B98A",
    wrong="#F4514E",
    boundary_strength=0.46,
)

LIGHT = Theme(
    name="light",
    window="#EEF1F5",
    panel="#FFFFFF",
    card="#F6F7FA",
    canvas="#FAFBFC",
    hover="#EDEFF4",
    dots="#EEF1F5",
    line="#E1E5EC",
    line2="#CBD2DD",
    text="#1A2030",
    text2="#566072",
    text3="#667184",
    positive="#2468D6",
    negative="#DF6D17",
    negative_text="#B9540C",
    zero="#F3F4F7",
    accent="#5B46E0",
    accent_soft="#E9E6FB",
    on_accent="#FFFFFF",
    forward="#2A3345",
    backward="#C2257A",
    train_ring="#FFFFFF",
    test_ring="#1A2030",
    class0="#1EB39E",
    class1="#922940",
    class2="#B59A0B",
    class3="#547D2B",
    class4="#325C67",
    class5="#AB6D69",
    class6="#07859D",
    class7="#384E00",
    class8="#7EC666",
    class9="#720042",
    fine="#0E7D57",
    wrong="#B3141A",
    boundary_strength=0.52,
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}

_PALETTE = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.Base: "card",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Button: "card",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Light: "hover",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Mid: "line2",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Shadow: "window",
    QPalette.ColorRole.ToolTipBase: "card",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Link: "accent",
}


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme (setting Qt's colour scheme instead does nothing on plain X11)."""
    made = QPalette()
    for role, token in _PALETTE.items():
        made.setColor(role, theme.color(token))
        if token.startswith(("text", "on_")):
            made.setColor(QPalette.ColorGroup.Disabled, role, theme.color("text3"))
    return made


def style_sheet(theme: Theme) -> str:
    """Return the style sheet with each @token replaced by the theme's colour."""
    sheet = resources.text("style", "playground.qss")
    for token, value in sorted(theme.tokens().items(), key=lambda item: -len(item[0])):
        sheet = sheet.replace(f"@{token}", value)
    return sheet


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """Return the opaque blend of two colours; `share` 0 is the first, 1 the second."""
    keep = 1.0 - share
    return QColor(
        round(first.red() * keep + second.red() * share),
        round(first.green() * keep + second.green() * share),
        round(first.blue() * keep + second.blue() * share),
    )


@lru_cache(maxsize=64)
def ui_font(size_px: int, weight: int = 400) -> QFont:
    """Return Inter at a size in pixels, with figures of equal width so that running numbers do not jitter."""
    font = QFont("Inter")
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class Appearance(QObject):
    """Which theme is on: the person's choice ("dark", "light") or, for "auto", the desktop's."""

    changed = Signal()

    def __init__(self, choice: str = "auto", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.follow_desktop)

    @property
    def theme(self) -> Theme:
        if self.choice in THEMES:
            return THEMES[self.choice]
        return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def choose(self, choice: str) -> None:
        if choice != self.choice:
            self.choice = choice
            self.changed.emit()

    def toggle(self) -> None:
        self.choose("light" if self.theme is DARK else "dark")

    def follow_desktop(self) -> None:
        if self.choice not in THEMES:
            self.changed.emit()
