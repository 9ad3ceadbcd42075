"""The formula strip: the numbers it shows are the engine's; pointing lights, folding folds, copying copies."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from engine import Data, choose
from engine.acts import Acts, Place
from engine.experiment import Experiment, Layer
from engine.formulas.unicode import one_line
from engine.formulas.writer import digits_of
from engine.network import forward
from engine.numbers import MOST_DIGITS
from playground.canvas.acting.words import pills_of
from playground.document.selection import Edge, Unit
from playground.notation import Box, format_number
from playground.notation.boxes import Text
from playground.settings import open_settings
from playground.stepper.formula_view import BOTTOM, TOP
from playground.stepper.layout import pieces_of
from playground.stepper.strip import HEADER, HEIGHT
from playground.stepper.typeset import width
from playground.window import memory
from tests.playground.conftest import Bench

BIG = Experiment(
    data=Data("blobs"),
    features=("x1", "x2", "x1^2", "x2^2", "x1x2", "sin_x1", "sin_x2"),
    hidden=(Layer(8), Layer(8), Layer(8)),
    output="softmax",
    cost="cross_entropy",
    batch=0,
    optimizer=choose("adam"),
)


def texts(box: Box) -> list[str]:
    """Return the characters of a box, in order."""
    found: list[str] = []
    for placed in box.marks:
        mark = placed.mark
        found += [mark.characters] if isinstance(mark, Text) else texts(mark) if isinstance(mark, Box) else []
    return found


def lines(bench: Bench) -> list[str]:
    """Return what is painted, line by line, letters in italics left out."""
    layout = bench.window.strip.view.layout_
    return ["".join(text for piece in placed.line for text in texts(piece.box)) for placed in layout.lines]


def go_to(bench: Bench, place: Place) -> None:
    """Step to an act, and wait until it is the present one."""
    stepping = bench.window.stepping
    stepping.set_grain("act")
    bench.qtbot.waitUntil(lambda: stepping.told is not None)
    index = stepping.told.order.index(place)
    stepping.go_to(index)
    bench.qtbot.waitUntil(lambda: stepping.index == index and stepping.act is not None)


def one_of_each_kind(order: Acts) -> list[Place]:
    """Return the last act of each kind, and J of the mini-batch."""
    found = {order.place(index).kind: order.place(index) for index in range(order.batch_cost)}
    return [
        *found.values(),
        *(order.place(index) for index in (order.batch_cost, order.batch_cost + 1, order.count - 1)),
    ]


# ---- what it shows -------------------------------------------------------------------------------------------------


def test_it_shows_the_terms_and_the_value_of_the_selected_unit(bench: Bench) -> None:
    bench.step(5)
    bench.window.selection.select_unit(Unit(2, 3))
    bench.window.selection.select_sample(17)
    network, inputs = bench.snapshot.network, bench.snapshot.samples.inputs
    passed = forward(network, inputs[17:18])
    _, numbers, value, activation = lines(bench)
    for k in range(1, 3):
        assert format_number(network.weight(1, 3, k)) in numbers
        assert format_number(inputs[17, k - 1]) in numbers
    assert value == "=" + format_number(passed.z[2][2, 0])
    assert "tanh" in activation
    assert activation.endswith("=" + format_number(passed.a[2][2, 0]))


def test_an_input_unit_shows_its_feature_and_a_bias_unit_is_one(bench: Bench) -> None:
    bench.window.selection.select_sample(0)
    bench.window.selection.select_unit(Unit(1, 2))
    assert lines(bench)[-1].endswith("=" + format_number(bench.snapshot.samples.inputs[0, 1]))
    bench.window.selection.select_unit(Unit(2, 0))
    assert lines(bench)[-1].endswith("=1")


@pytest.mark.parametrize("kind", ["sample", "net_input", "activation", "cost", "output_delta", "hidden_delta"])
def test_it_shows_the_present_act_of_a_sample_with_the_engines_value(bench: Bench, kind: str) -> None:
    layer = {"sample": 1, "hidden_delta": 2}.get(kind, 3)
    go_to(bench, Place(kind, 0, layer, 0 if kind == "cost" else 1))
    act, strip = bench.window.stepping.act, bench.window.strip
    assert act.kind == kind
    assert strip.subject.main.value == act.value
    assert strip.subject.heading[0] == "Present act"
    assert one_line(strip.subject.main).startswith(f"{act.symbol} = ")


def test_it_shows_derivatives_and_updates_with_what_leads_to_them(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(2),), batch=3, optimizer=choose("momentum")))
    go_to(bench, Place("derivative", None, 2, 1, 1))
    assert len(bench.window.strip.view.terms) == 3
    go_to(bench, Place("update", None, 2, 1, 1))
    act, shown = (
        bench.window.stepping.act,
        [one_line(formula.formula) for formula in bench.window.strip.subject.formulas],
    )
    assert [line.split(" ")[0] for line in shown] == ["g", "v", "w⁽²⁾₁,₁"]
    assert bench.window.strip.subject.main.value == act.value


def test_who_looks_elsewhere_sees_that_and_comes_back(bench: Bench) -> None:
    go_to(bench, Place("net_input", 0, 3, 1))
    bench.window.selection.select_unit(Unit(2, 2))
    assert bench.window.strip.subject.heading[:2] == ("Selected", "layer 2, unit 2")
    bench.window.selection.select(Edge(1, 2, 1))
    assert bench.window.strip.subject.heading[:2] == ("Selected", "derivative")
    bench.window.stepping.look_back()
    assert bench.window.strip.subject.main.value == bench.window.stepping.act.value


def test_rounding_is_said_only_where_the_shown_numbers_do_not_add_up(bench: Bench) -> None:
    bench.step(3)
    strip = bench.window.strip
    for unit in range(1, 5):
        bench.window.selection.select_unit(Unit(2, unit))
        (z,) = [placed for placed in strip.view.layout_.lines if placed.is_value and placed.formula == 0]
        step = bench.window.moment.telling.net_input(2, unit)
        shown = sum(round(w.value, 2) * round(a.value, 2) for w, a in (term.factors for term in step.terms))
        assert z.rounded == (format_number(shown) != format_number(step.value))
    bench.window.writing.set_digits(MOST_DIGITS)
    assert format_number(step.value, MOST_DIGITS) in "".join(lines(bench))


def test_an_update_shows_the_same_change_in_canvas_strip_batch_and_matrices(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(rate=0.1))
    window, seen = bench.window, set()
    stepping = window.stepping
    go_to(bench, Place("sample", 0, 1, 1))
    for index in range(stepping.told.order.first_of(3, 0), stepping.told.order.count):
        place = stepping.told.order.place(index)
        go_to(bench, place)
        told, here = stepping.told, (place.layer, place.unit, place.source)
        old, new = told.network.weight(*here), told.updated.weight(*here)
        digits = digits_of(window.strip.subject.main, 2)
        texts = format_number(old, digits), format_number(new, digits)
        assert len({*texts, format_number(0, digits)}) == len({old, new, 0.0})
        assert texts[0] in "".join(lines(bench))
        assert lines(bench)[-1] == "=" + texts[1]
        window.side.show_page("Batch")
        (said,) = window.mini_batch.workings.spoken
        assert f"= {texts[0]} − 0.1·" in said
        assert said.endswith(f" = {texts[1]}")
        window.side.show_page("Matrices")
        cells = [block.grid.cells for block in window.matrices._blocks if not block.isHidden()]
        for cell, value in ((cells[0], old), (cells[-1], new)):
            assert max(digits, 2) <= cell.scale.decimals
            assert cell.cell(place.unit - 1, place.source).text == cell.scale.written(value)
        (own,) = [pill for pill in pills_of(window.canvas._acting.present) if pill.is_own]
        assert own.digits == min(digits, 4)
        seen.add(digits)
    assert {2, 3} <= seen


# ---- how it is laid out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("experiment", [Experiment(), BIG], ids=["default", "big"])
def test_the_last_line_of_why_keeps_clear_of_the_windows_edge(
    open_bench: Callable[..., Bench], experiment: Experiment
) -> None:
    bench = open_bench(experiment)
    strip = bench.window.strip
    strip.set_why(True)
    go_to(bench, Place("sample", 0, 1, 1))
    for place in one_of_each_kind(bench.window.stepping.told.order):
        go_to(bench, place)
        shown = strip.scroll.viewport().height() + strip.scroll.verticalScrollBar().value()
        assert shown - (TOP + strip.view.layout_.height) >= BOTTOM - 1


@pytest.mark.parametrize("why", [False, True])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_no_formula_is_clipped_however_large_the_network(
    open_bench: Callable[..., Bench], size: tuple[int, int], why: bool
) -> None:
    bench = open_bench(BIG, size)
    strip = bench.window.strip
    strip.set_why(why)
    go_to(bench, Place("sample", 0, 1, 1))
    for place in one_of_each_kind(bench.window.stepping.told.order):
        go_to(bench, place)
        layout = strip.view.layout_
        for placed in layout.lines:
            assert placed.x >= 0, place
            assert placed.x + width(placed.line) <= strip.view.width() - 24, place
        for above, below in zip(layout.lines, layout.lines[1:], strict=False):
            if below.baseline > above.baseline:
                top = below.baseline - max(piece.box.ascent for piece in below.line)
                assert above.baseline + max(piece.box.descent for piece in above.line) <= top + 1, place
        assert layout.height <= HEIGHT - HEADER or strip.view.minimumHeight() >= layout.height
    assert bench.window.canvas.height() >= 380


def test_a_sum_over_250_samples_folds_and_unfolds_and_loses_nothing(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(BIG)
    strip = bench.window.strip
    go_to(bench, Place("derivative", None, 2, 1, 1))
    samples = len(bench.window.stepping.told.samples)
    assert samples == 250
    shown = strip.view.terms
    assert 4 < len(shown) < samples
    (dots,) = [piece for _, _, piece in pieces_of(strip.view.layout_) if piece.left_out]
    assert dots.left_out + len(shown) == samples
    assert strip._folding.isVisible()
    QTest.keyClick(bench.window, Qt.Key.Key_U)
    assert len(strip.view.terms) == samples
    assert strip._folding.isChecked()
    assert strip.scroll.verticalScrollBar().maximum() > 0
    QTest.keyClick(bench.window, Qt.Key.Key_U)
    assert strip.view.terms == shown


def test_a_click_on_the_dots_shows_all_terms(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(BIG)
    go_to(bench, Place("derivative", None, 2, 1, 1))
    view = bench.window.strip.view
    placed, x = next((placed, x) for placed, x, piece in pieces_of(view.layout_) if piece.left_out)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(24 + round(x) + 5, 4 + round(placed.baseline) - 4))
    assert bench.window.strip.unfolded
    assert len(view.terms) == 250


def test_equals_signs_of_a_formula_stand_below_each_other(bench: Bench) -> None:
    ends = set()
    for placed in bench.window.strip.view.layout_.lines[:3]:
        x = placed.x
        for piece in placed.line:
            x += piece.box.width
            if texts(piece.box) == ["="]:
                ends.add(round(x, 3))
                break
    assert len(ends) == 1


# ---- pointing --------------------------------------------------------------------------------------------------------


def test_pointing_at_a_term_lights_its_edge_everywhere(bench: Bench) -> None:
    view = bench.window.strip.view
    centre = view.term_center(Edge(1, 1, 2)).toPoint()
    QTest.mouseMove(view, QPoint(300, view.height() - 2))
    before = bench.window.canvas.grab().toImage()
    dark = view.grab().toImage()
    QTest.mouseMove(view, centre)
    assert bench.window.selection.pointed == Edge(1, 1, 2)
    assert bench.window.canvas.grab().toImage() != before
    assert view.grab().toImage() != dark


def test_pointing_at_an_edge_lights_its_term(bench: Bench) -> None:
    view = bench.window.strip.view
    dark = view.grab().toImage()
    bench.window.selection.point_at(Edge(1, 1, 2))
    assert view.grab().toImage() != dark
    bench.window.selection.point_at(None)
    assert view.grab().toImage() == dark


def test_keys_walk_over_the_terms_and_enter_selects_what_they_stand_for(bench: Bench) -> None:
    view, selection = bench.window.strip.view, bench.window.selection
    view.setFocus()
    walked = []
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        walked.append(selection.pointed)
    assert walked == [Edge(1, 1, 0), Edge(1, 1, 1), Edge(1, 1, 2), Edge(1, 1, 0)]
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert selection.pointed == Edge(1, 1, 2)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert selection.focus == Edge(1, 1, 2)


def test_a_click_on_a_samples_contribution_selects_the_sample(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(2),), batch=3))
    go_to(bench, Place("derivative", None, 2, 1, 1))
    view = bench.window.strip.view
    rects = [(rect.center().toPoint(), summand.sample) for rect, summand in view._places()]
    assert [sample for _, sample in rects] == bench.window.stepping.told.samples.tolist()
    at, sample = rects[-1]
    QTest.mouseMove(view, at)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert bench.window.selection.sample == sample


def test_numbers_carry_the_colour_of_their_sign(bench: Bench) -> None:
    theme, view = bench.window.appearance.theme, bench.window.strip.view

    def colours(box: Box, inherited: Any = None) -> list[tuple[str, Any]]:
        ink = box.color or inherited
        found: list[tuple[str, Any]] = []
        for placed in box.marks:
            mark = placed.mark
            found += [(mark.characters, ink)] if isinstance(mark, Text) else []
            found += colours(mark, ink) if isinstance(mark, Box) else []
        return found

    seen = [found for _, _, piece in pieces_of(view.layout_) for found in colours(piece.box)]
    signed = [(text, ink) for text, ink in seen if "." in text]
    assert signed
    for text, ink in signed:
        assert ink == theme.color("negative_text" if text.startswith("−") else "positive"), text


# ---- choices ---------------------------------------------------------------------------------------------------------


def test_digits_are_chosen_in_the_corner_in_the_menu_and_by_keys_and_are_remembered(bench: Bench) -> None:
    strip, actions = bench.window.strip, bench.window.actions_by_name
    assert strip.digits == 2
    actions["more_digits"].trigger()
    assert strip.digits == 3
    assert strip._digits.currentText() == "3 digits"
    strip._digits.setCurrentIndex(5)
    strip._digits.activated.emit(5)
    assert strip.digits == 7
    assert format_number(bench.snapshot.network.weight(1, 1, 1), 7) in "".join(lines(bench))
    for _ in range(9):
        actions["more_digits"].trigger()
    assert (strip.digits, actions["more_digits"].isEnabled()) == (12, False)
    for _ in range(12):
        actions["fewer_digits"].trigger()
    assert (strip.digits, actions["fewer_digits"].isEnabled()) == (2, False)
    bench.window.writing.set_digits(4)
    strip.set_why(True)
    memory.remember(bench.window)
    bench.window.writing.set_digits(2)
    strip.set_why(False)
    memory.recall(bench.window)
    assert (strip.digits, strip.says_why) == (4, True)


@pytest.mark.parametrize("kept", ["99", "no", "-3", ""])
def test_remembered_digits_that_make_no_sense_are_none(bench: Bench, kept: str) -> None:
    open_settings().setValue("window/digits", kept)
    memory.recall(bench.window)
    assert 2 <= bench.window.strip.digits <= 12


def test_why_shows_the_derivation_below_the_formula(bench: Bench) -> None:
    strip = bench.window.strip
    go_to(bench, Place("hidden_delta", 0, 2, 1))
    assert all(placed.formula is not None for placed in strip.view.layout_.lines)
    QTest.keyClick(bench.window, Qt.Key.Key_Y)
    assert strip._why.isChecked()
    assert bench.window.actions_by_name["why"].isChecked()
    derivation = "".join(
        text
        for placed in strip.view.layout_.lines
        if placed.formula is None
        for piece in placed.line
        for text in texts(piece.box)
    )
    assert "bythechainrule" in derivation
    QTest.mouseClick(strip._why, Qt.MouseButton.LeftButton)
    assert not strip.says_why


def test_a_formula_is_copied_as_text_as_latex_and_as_a_number(bench: Bench) -> None:
    strip = bench.window.strip
    go_to(bench, Place("activation", 0, 3, 1))
    value = bench.window.stepping.act.value
    strip.view.setFocus()
    QTest.keyClick(strip.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("a⁽³⁾₁ = φ(z⁽³⁾₁) = 1 / (1 + e^(−z⁽³⁾₁)) = ")
    assert text.endswith(f" = {format_number(value)}")
    QTest.keyClick(strip.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    latex = QGuiApplication.clipboard().text()
    assert latex.startswith("\\begin{align*}\na^{(3)}_{1} &= \\phi(z^{(3)}_{1}) = \\frac{1}{")
    copy_number = next(action for action in strip.menu().actions() if action.text() == "Copy the number")
    copy_number.trigger()
    assert float(QGuiApplication.clipboard().text()) == value


def test_a_screen_reader_says_the_formula(bench: Bench) -> None:
    go_to(bench, Place("net_input", 0, 3, 1))
    strip, act = bench.window.strip, bench.window.stepping.act
    said = f"Present act, net input, layer 3, unit 1, sample {act.sample}\n{strip.copied('text')}"
    bench.qtbot.waitUntil(lambda: strip.view.accessibleDescription() == said)
    assert "z⁽³⁾₁ = Σₖ w⁽²⁾₁,ₖ a⁽²⁾ₖ = " in strip.copied("text")


def test_both_themes_are_drawn_anew(bench: Bench) -> None:
    view = bench.window.strip.view
    dark = view.grab().toImage()
    bench.window.appearance.choose("light")
    assert view.grab().toImage() != dark
    bench.window.appearance.choose("dark")
    assert view.grab().toImage() == dark
