"""The page of the mini-batch: its samples, what each adds, and sums that are the engine's."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from engine.acts import Place
from engine.choices import choose
from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.formulas.unicode import one_line
from engine.formulas.wording import word
from engine.gradient_check import checker_of_step
from engine.network import by_layer
from engine.numbers import format_number, format_significant
from playground.document.selection import Edge
from playground.notation import Box
from playground.notation.boxes import Text
from playground.stepper.grid.table import ROW
from playground.stepper.mini_batch.page import MiniBatchPage
from playground.verdicts import significant, written_error
from tests.playground.conftest import Bench

LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
EXPERIMENT = Experiment(hidden=(Layer(4),), batch=5, l2=0.01)


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench(EXPERIMENT)


def open_page(bench: Bench, place: Place) -> MiniBatchPage:
    if bench.window.side.page != "Batch":
        QTest.keyClick(bench.window, Qt.Key.Key_B)
    stepping = bench.window.stepping
    stepping.enter()
    bench.qtbot.waitUntil(lambda: stepping.told is not None)
    stepping.go_to(stepping.told.order.index(place))
    wait_for(bench, place)
    return bench.window.mini_batch


def wait_for(bench: Bench, place: Place) -> None:
    stepping = bench.window.stepping
    bench.qtbot.waitUntil(lambda: stepping.told is not None and stepping.told.order.place(stepping.index) == place)


def row_point(page: MiniBatchPage, row: int, column: int = 1) -> QPoint:
    return page.table.visualRect(page.table.numbers.index(row, column)).center()


def test_b_turns_to_the_page_which_invites_to_step(bench: Bench) -> None:
    QTest.keyClick(bench.window, Qt.Key.Key_B)
    page = bench.window.mini_batch
    assert page.begin.isVisible()
    QTest.mouseClick(page.begin, Qt.MouseButton.LeftButton)
    wait_for(bench, Place("sample", 0, 1, 1))
    assert page.title.text() == "Mini-batch 1 of 50"


def test_it_names_the_samples_in_their_order_with_what_each_adds(bench: Bench) -> None:
    page = open_page(bench, Place("derivative", None, 1, 2, 1))
    told, data, batch = bench.window.stepping.told, bench.snapshot.samples, page.table.numbers
    step = told.derivative(1, 2, 1)
    names = [heading.text for heading in page.table.cells.columns]
    assert names == ["x₁", "x₂", "y", "Jᵢ", "δ⁽²⁾₂a⁽¹⁾₁"]
    factors = [10.0**column.scale.exponent for column in page.table.cells.shown]
    for row, (sample, term) in enumerate(zip(told.samples.tolist(), step.terms, strict=True)):
        texts = [batch.index(row, column).data() for column in range(batch.columnCount())]
        delta, a = (factor.value for factor in term.factors)
        assert batch.headerData(row, Qt.Orientation.Vertical) == str(sample)
        values = [*data.points[sample], data.targets[0, sample], told.cost(told.tellings[row]).value, delta * a]
        for text, value, factor in zip(texts, values, factors, strict=True):
            assert number_of(text) * factor == pytest.approx(value, abs=0.006 * factor)


def number_of(text: str) -> float:
    """Read a number as it is written in a cell."""
    mantissa, _, power = text.replace("−", "-").partition("×10")
    return float(mantissa) * 10.0 ** int(power.translate(LEVEL) or 0)


def test_the_parts_add_up_to_the_derivative_of_the_engine(bench: Bench) -> None:
    page = open_page(bench, Place("derivative", None, 1, 2, 1))
    told = bench.window.stepping.told
    total = sum(term.value for term in told.derivative(1, 2, 1).terms)
    penalty = 0.01 * told.network.weight(1, 2, 1)
    assert [label.accessibleName() for label in page.lines if label.isVisible()] == [
        f"1/5 Σᵢ δ⁽²⁾₂ a⁽¹⁾₁ = {format_significant(total / 5)}",
        f"+ λ₂ w⁽¹⁾₂,₁ = {format_significant(penalty)}",
        f"∂J/∂w⁽¹⁾₂,₁ = {format_significant(total / 5 + penalty)}",
    ]


def test_a_bias_weight_has_no_penalty_and_a_sum_no_mean(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(2),), batch=5, l2=0.01, l1=0.02, reduction="sum"))
    page = open_page(bench, Place("derivative", None, 1, 2, 0))
    assert len([label for label in page.lines if label.isVisible()]) == 2
    page = open_page(bench, Place("derivative", None, 1, 2, 1))
    told = bench.window.stepping.told
    said = [label.accessibleName() for label in page.lines if label.isVisible()]
    w = told.network.weight(1, 2, 1)
    assert said[1:3] == [
        f"+ λ₂ w⁽¹⁾₂,₁ = {format_significant(0.01 * w)}",
        f"+ λ₁ sign w⁽¹⁾₂,₁ = {format_significant(0.02 * np.sign(w))}",
    ]
    gradient = by_layer(told.network.sizes, told.gradient)[1][1, 1]
    assert said[3] == f"∂J/∂w⁽¹⁾₂,₁ = {format_significant(float(gradient))}"


def test_the_difference_of_j_stands_beside_the_derivative(bench: Bench) -> None:
    page = open_page(bench, Place("derivative", None, 1, 2, 1))
    found = checker_of_step(bench.window.stepping.told).of_weight((1, 2, 1))
    assert found.verdict == "fine"
    assert "fine" in page.check.verdict.text()
    assert page.check.error.text() == f"relative error {written_error(found.error)}"
    assert significant(found.numeric, 12) in page.check.toolTip()


def test_under_dropout_the_difference_meets_the_same_dropout(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(6, dropout=0.5),), batch=8))
    for source in range(3):
        page = open_page(bench, Place("derivative", None, 1, 1, source))
        assert "fine" in page.check.verdict.text()


def test_a_click_on_a_row_looks_at_the_sample_and_a_double_click_goes_to_its_act(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 3))
    samples = bench.window.stepping.told.samples
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=row_point(page, 3))
    assert bench.window.selection.sample == samples[3]
    assert bench.window.stepping.looks_elsewhere
    QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=row_point(page, 3))
    wait_for(bench, Place("net_input", 3, 2, 3))
    assert not bench.window.stepping.looks_elsewhere


def test_return_on_a_row_goes_to_the_acts_of_its_sample(bench: Bench) -> None:
    page = open_page(bench, Place("update", None, 1, 2, 1))
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.numbers.index(2, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    wait_for(bench, Place("sample", 2, 1, 1))


def test_another_weight_in_focus_is_talked_about_at_once(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 3))
    bench.window.selection.select(Edge(2, 1, 4))
    assert page.lines[0].accessibleName().startswith("1/5 Σᵢ δ⁽³⁾₁ a⁽²⁾₄ = ")


def test_the_update_is_told_with_its_numbers(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(2),), batch=5, optimizer=choose("adam"), rate=0.05))
    page = open_page(bench, Place("update", None, 1, 2, 1))
    told = bench.window.stepping.told
    expected = word(told.update(1, 2, 1), told.objective.experiment).lines
    assert page.workings.spoken == [one_line(line, 2) for line in expected]
    assert page.workings.spoken[-1].endswith(format_number(told.updated.weight(1, 2, 1), 2))
    assert len(expected) > 4


def test_several_classes_are_told_by_their_number(open_bench: Callable[..., Bench]) -> None:
    experiment = Experiment(data=Data("blobs", samples=30), output="softmax", cost="cross_entropy", batch=5)
    bench = open_bench(experiment)
    page = open_page(bench, Place("sample", 0, 1, 1))
    labels = bench.snapshot.samples.labels[bench.window.stepping.told.samples]
    assert [page.table.numbers.index(row, 2).data() for row in range(5)] == [f"{int(label) + 1}" for label in labels]


def test_of_many_samples_the_selected_one_is_in_sight(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(batch=0))
    page = open_page(bench, Place("net_input", 180, 2, 1))
    rect = page.table.visualRect(page.table.numbers.index(180, 0))
    assert page.table.viewport().rect().contains(rect)


ADAM = Experiment(hidden=(Layer(4),), batch=10, optimizer=choose("adam"), rate=0.03)


@pytest.mark.parametrize("kind", ["derivative", "update"])
def test_at_1280_by_800_what_samples_add_and_adams_update_are_seen_together(
    open_bench: Callable[..., Bench], kind: str
) -> None:
    bench = open_bench(ADAM, (1280, 800))
    page = open_page(bench, Place(kind, None, 1, 3, 2))
    bench.qtbot.waitUntil(page.workings.isVisible)
    seen = page.viewport().rect()
    for part in (page.table, page.sums, page.workings):
        rect = QRect(part.mapTo(page.viewport(), QPoint(0, 0)), part.size())
        assert part.isVisible()
        assert seen.contains(rect), part
    assert page.table.viewport().height() >= 3 * ROW
    assert page.table.viewport().height() % ROW == 0


def test_a_wide_table_has_the_factors_of_what_a_sample_adds(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(ADAM, (1500, 900))
    bench.window.splitter.setSizes([264, 676, 560])
    page = open_page(bench, Place("derivative", None, 1, 3, 2))
    bench.qtbot.waitUntil(lambda: len(page.table.cells.columns) == 7)
    cells, step = page.table.cells, bench.window.stepping.act
    for row, term in enumerate(step.terms):
        delta, a = (factor.value for factor in term.factors)
        assert (cells.value(row, 4), cells.value(row, 5), cells.value(row, 6)) == (delta, a, delta * a)


def test_a_higher_window_shows_more_samples(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(ADAM, (1280, 1000))
    page = open_page(bench, Place("update", None, 1, 3, 2))
    assert page.table.viewport().height() == 10 * ROW
    assert not page.table.verticalScrollBar().isVisible()


def test_headings_and_sums_stay_while_samples_are_scrolled(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(4),), batch=0, optimizer=choose("adam")), (1280, 800))
    page = open_page(bench, Place("derivative", None, 1, 2, 1))
    table, places = page.table, (page.table.horizontalHeader().geometry(), page.sums.geometry())
    bar = table.verticalScrollBar()
    assert bar.isVisible()
    bar.setValue(bar.maximum())
    assert table.rowAt(table.viewport().height() - 1) == 249
    assert (table.horizontalHeader().geometry(), page.sums.geometry()) == places
    told = bench.window.stepping.told
    total = sum(term.value for term in told.derivative(1, 2, 1).terms)
    assert page.sums.cells.value(0, len(page.sums.cells.columns) - 1) == pytest.approx(total)
    assert page.sums.columnViewportPosition(4) == table.columnViewportPosition(4)


def test_no_contribution_that_is_not_0_reads_as_0(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(ADAM)
    bench.step(20)
    page = open_page(bench, Place("derivative", None, 1, 3, 2))
    cells = page.table.cells
    last = len(cells.columns) - 1
    values = [cells.value(row, last) for row in range(10)]
    assert [number_of(cells.cell(row, last).text) == 0 for row in range(10)] == [value == 0 for value in values]
    assert min(abs(value) for value in values) < 0.0005  # there are some that would


def test_a_common_power_of_ten_stands_below_the_name_of_its_column(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(4),), batch=10))
    bench.step(300)
    page = open_page(bench, Place("derivative", None, 1, 3, 2))
    column = page.table.cells.shown[-1]
    assert column.scale.exponent < -1
    assert page.table.cells.columns[-1].factor == column.scale.factor
    value = column.values[0] / 10.0**column.scale.exponent
    assert number_of(page.table.cells.cell(0, 4).text) == pytest.approx(value, abs=0.006)


def test_the_name_of_a_row_selects_its_sample(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 3))
    header = page.table.verticalHeader()
    at = QPoint(10, header.sectionViewportPosition(1) + ROW // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert bench.window.selection.sample == bench.window.stepping.told.samples[1]


def test_one_choice_of_digits_holds_for_the_table_and_the_arithmetic(bench: Bench) -> None:
    page = open_page(bench, Place("derivative", None, 1, 2, 1))
    bench.window.writing.set_digits(6)
    gradient = bench.window.stepping.act.value
    shown = [line.accessibleName() for line in page.lines if line.isVisible()]
    assert shown[-1].endswith(f"= {format_significant(gradient, 6)}")
    assert page.table.cells.shown[-1].scale.digits == 6
    assert page.workings.spoken == [
        one_line(line, 6) for line in word(bench.window.stepping.told.update(1, 2, 1), bench.experiment).lines
    ]


@pytest.mark.parametrize("experiment", [ADAM, Experiment(batch=1), Experiment(batch=0, l1=0.01, l2=0.01)])
def test_nothing_is_cut_off_in_the_narrowest_column(open_bench: Callable[..., Bench], experiment: Experiment) -> None:
    bench = open_bench(experiment, (1280, 800))
    bench.window.splitter.setSizes([264, 716, 300])
    bench.qtbot.waitUntil(lambda: bench.window.side.width() == 300)
    page = open_page(bench, Place("update", None, 1, 3, 2))
    assert page.sheet.minimumSizeHint().width() <= page.viewport().width()
    table = page.table
    names = [heading.text for heading in table.cells.columns]
    assert names[-2:] == ["Jᵢ", "δ⁽²⁾₃a⁽¹⁾₂"]  # whatever else there is room for
    assert table.viewport().width() == sum(table.columnWidth(column) for column in range(len(names)))
    assert not table.horizontalScrollBar().isVisible()
    assert all(label.box.width <= page.room for label in page.lines if label.isVisible())
    assert page.check._formula.box.width <= page.room


def test_the_central_difference_is_large_enough_to_read(bench: Bench) -> None:
    page = open_page(bench, Place("derivative", None, 1, 2, 1))

    def sizes(box: Box) -> Iterator[int]:
        for placed in box.marks:
            if isinstance(placed.mark, Box):
                yield from sizes(placed.mark)
            elif isinstance(placed.mark, Text):
                yield placed.mark.size

    assert min(sizes(page.check._formula.box)) >= 14
