"""The themes: real colours that can be read, no token left over in the style sheet, and changes told once."""

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from playground import resources, theme
from playground.theme import DARK, LIGHT, THEMES, Appearance, Theme, mix, palette, style_sheet, ui_font

both = pytest.mark.parametrize("scheme", THEMES.values(), ids=list(THEMES))


def colour_tokens(scheme: Theme) -> dict[str, str]:
    return {name: value for name, value in scheme.tokens().items() if name not in ("name", "boundary_strength")}


def luminance(color: QColor) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    channels = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(scheme: Theme, front: str, back: str) -> float:
    darker, lighter = sorted(luminance(scheme.color(token)) for token in (front, back))
    return (lighter + 0.05) / (darker + 0.05)


@both
def test_every_token_is_an_opaque_colour(scheme: Theme) -> None:
    for token, value in colour_tokens(scheme).items():
        assert re.fullmatch("#[0-9A-F]{6}", value), token
        assert scheme.color(token).isValid()
        assert scheme.color(token).alpha() == 255
    assert 0 < scheme.boundary_strength < 1


def test_contrast_is_computed_as_wcag_does() -> None:
    pure = replace(LIGHT, text="#000000", panel="#FFFFFF", card="#777777")
    assert contrast(pure, "text", "panel") == pytest.approx(21)
    assert contrast(pure, "card", "panel") == pytest.approx(4.48, abs=0.01)


def pairs(*fronts: str) -> list[object]:
    """Return each theme with each of the colours on each ground it may stand on."""
    made: list[object] = []
    for scheme in THEMES.values():
        for pair in ((front, back) for front in fronts for back in ("panel", "card", "canvas")):
            made.append(pytest.param(scheme, *pair, id="-".join((scheme.name, *pair))))
    return made


@pytest.mark.parametrize(
    ("scheme", "front", "back"), pairs("text", "text2", "text3", "negative_text", "positive", "accent")
)
def test_text_can_be_read(scheme: Theme, front: str, back: str) -> None:
    assert contrast(scheme, front, back) >= 4.5


@pytest.mark.parametrize(("scheme", "front", "back"), pairs("positive", "negative", "forward", "backward"))
def test_shapes_can_be_seen(scheme: Theme, front: str, back: str) -> None:
    assert contrast(scheme, front, back) >= 3


@both
def test_icons_on_the_accent_can_be_seen(scheme: Theme) -> None:
    assert contrast(scheme, "on_accent", "accent") >= 3


@both
def test_the_signs_are_blue_and_orange(scheme: Theme) -> None:
    for token, low, high in (("positive", 200, 230), ("negative", 15, 35), ("negative_text", 15, 35)):
        assert low <= scheme.color(token).hue() <= high
    for value, token in ((1.0, "positive"), (0.0, "positive"), (-1e-9, "negative"), (-7.0, "negative")):
        assert scheme.signed(value) == scheme.color(token)
    assert scheme.signed(-1.0, text=True) == scheme.color("negative_text")
    assert scheme.signed(1.0, text=True) == scheme.color("positive")


@both
def test_the_style_sheet_has_no_token_left(scheme: Theme) -> None:
    sheet = style_sheet(scheme)
    assert "@" not in sheet
    source = resources.text("style", "playground.qss")
    used = re.findall(r"@(\w+)", source)
    assert set(used) <= set(colour_tokens(scheme))
    expected = re.sub(r"@(\w+)", lambda found: colour_tokens(scheme)[found[1]], source)
    assert sheet == expected


@both
def test_a_token_that_begins_another_one_does_not_spoil_it(scheme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = list(colour_tokens(scheme))
    assert [a for a in tokens for b in tokens if a != b and b.startswith(a)]  # or this test tests nothing
    monkeypatch.setattr(resources, "text", lambda *path: "; ".join(f"{token} @{token}" for token in tokens))
    assert style_sheet(scheme) == "; ".join(f"{token} {value}" for token, value in colour_tokens(scheme).items())


@both
def test_the_palette_is_of_the_theme(scheme: Theme) -> None:
    made = palette(scheme)
    roles = {
        QPalette.ColorRole.Window: scheme.window,
        QPalette.ColorRole.WindowText: scheme.text,
        QPalette.ColorRole.Base: scheme.card,
        QPalette.ColorRole.Text: scheme.text,
        QPalette.ColorRole.Highlight: scheme.accent,
    }
    for role, color in roles.items():
        assert made.color(QPalette.ColorGroup.Active, role).name().upper() == color
        assert made.color(QPalette.ColorGroup.Inactive, role).name().upper() == color
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        assert made.color(QPalette.ColorGroup.Disabled, role).name().upper() == scheme.text3


def test_a_mix_goes_from_the_first_to_the_second_colour() -> None:
    first, second = QColor("#102030"), QColor("#F0E0D0")
    assert mix(first, second, 0.0) == first
    assert mix(first, second, 1.0) == second
    assert mix(first, second, 0.5) == QColor("#808080")
    assert mix(first, second, 0.25).red() < mix(first, second, 0.75).red()
    assert mix(QColor(1, 2, 3, 40), second, 0.5).alpha() == 255


def test_the_font_is_the_bundled_one_with_figures_of_one_width(qapp: QApplication) -> None:
    font = ui_font(13, 600)
    assert QFontInfo(font).family() == "Inter"
    metrics = QFontMetricsF(font)
    one, eight = (metrics.horizontalAdvance(figure * 100) for figure in "18")
    assert one == pytest.approx(eight, rel=0.01)  # without the feature "tnum" the 1 is a third narrower
    assert ui_font(20).pixelSize() == 20


# ---- which theme is on ---------------------------------------------------------------------------------------------


@pytest.fixture
def desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> "Desktop":
    made = Desktop()
    monkeypatch.setattr(theme, "QGuiApplication", made)
    return made


class Desktop:
    """Stands in for what the desktop says about its colours."""

    def __init__(self) -> None:
        self.scheme = Qt.ColorScheme.Unknown
        self.colorSchemeChanged = QGuiApplication.styleHints().colorSchemeChanged

    def styleHints(self) -> "Desktop":
        return self

    def colorScheme(self) -> Qt.ColorScheme:
        return self.scheme


def listened(appearance: Appearance) -> list[str]:
    changes: list[str] = []
    appearance.changed.connect(lambda: changes.append(appearance.theme.name))
    return changes


def test_a_choice_is_told_when_it_is_another_one(desktop: Desktop) -> None:
    appearance = Appearance("dark")
    changes = listened(appearance)
    for choice in ("dark", "light", "light", "dark"):
        appearance.choose(choice)
    assert changes == ["light", "dark"]


def test_toggling_changes_the_colours_each_time(desktop: Desktop) -> None:
    appearance = Appearance("light")
    changes = listened(appearance)
    for _ in range(3):
        appearance.toggle()
    assert changes == ["dark", "light", "dark"]


@pytest.mark.parametrize(
    ("scheme", "first"),
    [(Qt.ColorScheme.Dark, DARK), (Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Unknown, LIGHT)],
)
def test_auto_is_as_the_desktop_and_toggling_leaves_it(desktop: Desktop, scheme: Qt.ColorScheme, first: Theme) -> None:
    desktop.scheme = scheme
    appearance = Appearance()
    assert appearance.theme is first
    appearance.toggle()
    assert appearance.choice == ("light" if first is DARK else "dark")


def test_the_desktop_is_followed_only_when_asked_to(desktop: Desktop) -> None:
    following, chosen = Appearance("auto"), Appearance("light")
    follower_changes, chosen_changes = listened(following), listened(chosen)
    desktop.scheme = Qt.ColorScheme.Dark
    desktop.colorSchemeChanged.emit(desktop.scheme)
    assert follower_changes == ["dark"]
    assert chosen_changes == []
    assert chosen.theme is LIGHT


def test_an_unknown_choice_is_as_the_desktop(desktop: Desktop) -> None:
    desktop.scheme = Qt.ColorScheme.Dark
    assert Appearance("sepia").theme is DARK


# How people without red, green or blue cones see colours: Machado, Oliveira and Fernandes 2009, on linear light.
VISION = {
    "all cones": np.eye(3),
    "no red": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "no green": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "no blue": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}


def perceived(color: QColor, vision: str = "all cones") -> np.ndarray:
    """Return a colour as Oklab coordinates, in which distances are alike to the eye."""
    channels = (color.redF(), color.greenF(), color.blueF())
    linear = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels])
    seen = np.clip(VISION[vision] @ linear, 0, 1)
    cones = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
    to_lab = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])
    return np.asarray(to_lab @ np.cbrt(cones @ seen))


@both
@pytest.mark.parametrize("vision", VISION)
def test_classes_are_told_apart_by_every_kind_of_colour_vision(scheme: Theme, vision: str) -> None:
    seen = [perceived(scheme.of_class(number, 10), vision) for number in range(10)]
    for first, second in combinations(range(10), 2):
        apart = 0.09 if max(first, second) < 4 else 0.07 if max(first, second) < 8 else 0.065
        assert np.linalg.norm(seen[first] - seen[second]) > apart, (first, second)


@both
def test_the_colours_of_several_classes_mean_no_sign_no_choice_and_no_way_back(scheme: Theme) -> None:
    for number in range(10):
        for token in ("positive", "negative", "accent", "backward"):
            assert np.linalg.norm(perceived(scheme.of_class(number, 10)) - perceived(scheme.color(token))) > 0.11


@both
def test_two_classes_have_the_colours_of_the_signs(scheme: Theme) -> None:
    assert [scheme.of_class(number, 2) for number in (0, 1)] == [scheme.color("negative"), scheme.color("positive")]


@both
def test_a_value_is_the_bluer_the_larger_and_the_more_orange_the_smaller(scheme: Theme) -> None:
    for share, token in ((0.0, "zero"), (1.0, "positive"), (-1.0, "negative"), (7.0, "positive")):
        assert scheme.of_value(share) == scheme.color(token)
