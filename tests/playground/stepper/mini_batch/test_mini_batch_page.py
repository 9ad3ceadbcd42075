"""The page of the mini-batch: its samples, what each adds, and sums that are the engine's."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.acts import Place
from engine.choices import choose
from engine.experiment import Data, Experiment, Layer
from engine.formulas.unicode import one_line
from engine.formulas.wording import word
from engine.gradient_check import checker_of_step
from engine.network import by_layer
from engine.numbers import format_number
from playground.document.selection import Edge
from playground.stepper.mini_batch.page import MiniBatchPage
from playground.verdicts import significant, written_error
from tests.playground.conftest import Bench

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
    return page.table.visualRect(page.table.batch.index(row, column)).center()


def test_b_turns_to_the_page_which_invites_to_step(bench: Bench) -> None:
    QTest.keyClick(bench.window, Qt.Key.Key_B)
    page = bench.window.mini_batch
    assert page.begin.isVisible()
    QTest.mouseClick(page.begin, Qt.MouseButton.LeftButton)
    wait_for(bench, Place("sample", 0, 1, 1))
    assert page.title.text() == "Mini-batch 1 of 50"


def test_it_names_the_samples_in_their_order_with_what_each_adds(bench: Bench) -> None:
    page = open_page(bench, Place("derivative", None, 1, 2, 1))
    told, data, batch = bench.window.stepping.told, bench.snapshot.samples, page.table.batch
    step = told.derivative(1, 2, 1)
    for row, (sample, term) in enumerate(zip(told.samples.tolist(), step.terms, strict=True)):
        texts = [batch.index(row, column).data() for column in range(batch.columnCount())]
        delta, a = (factor.value for factor in term.factors)
        cost = told.cost(told.tellings[row]).value
        assert texts == [
            str(sample),
            *(format_number(float(x)) for x in data.points[sample]),
            format_number(float(data.targets[0, sample]), 0),
            format_number(cost, 3),
            format_number(delta, 3),
            format_number(a, 3),
            format_number(delta * a, 3),
        ]


def test_the_parts_add_up_to_the_derivative_of_the_engine(bench: Bench) -> None:
    page = open_page(bench, Place("derivative", None, 1, 2, 1))
    told = bench.window.stepping.told
    total = sum(term.value for term in told.derivative(1, 2, 1).terms)
    penalty = 0.01 * told.network.weight(1, 2, 1)
    assert [label.accessibleName() for label in page.lines if label.isVisible()] == [
        f"Σᵢ δ⁽²⁾₂ a⁽¹⁾₁ = {significant(total)}",
        f"1/5 Σᵢ δ⁽²⁾₂ a⁽¹⁾₁ = {significant(total / 5)}",
        f"+ λ₂ w⁽¹⁾₂,₁ = {significant(penalty)}",
        f"∂J/∂w⁽¹⁾₂,₁ = {significant(total / 5 + penalty)}",
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
        f"+ λ₂ w⁽¹⁾₂,₁ = {significant(0.01 * w)}",
        f"+ λ₁ sign w⁽¹⁾₂,₁ = {significant(0.02 * np.sign(w))}",
    ]
    gradient = by_layer(told.network.sizes, told.gradient)[1][1, 1]
    assert said[3] == f"∂J/∂w⁽¹⁾₂,₁ = {significant(float(gradient))}"


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
    page.table.setCurrentIndex(page.table.batch.index(2, 0))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    wait_for(bench, Place("sample", 2, 1, 1))


def test_another_weight_in_focus_is_talked_about_at_once(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 3))
    bench.window.selection.select(Edge(2, 1, 4))
    assert page.lines[0].accessibleName().startswith("Σᵢ δ⁽³⁾₁ a⁽²⁾₄ = ")


def test_the_update_is_told_with_its_numbers(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(2),), batch=5, optimizer=choose("adam"), rate=0.05))
    page = open_page(bench, Place("update", None, 1, 2, 1))
    told = bench.window.stepping.told
    expected = word(told.update(1, 2, 1), told.objective.experiment).lines
    assert page.workings.spoken == [one_line(line, 4) for line in expected]
    assert page.workings.spoken[-1].endswith(format_number(told.updated.weight(1, 2, 1), 4))
    assert len(expected) > 4


def test_several_classes_are_told_by_their_number(open_bench: Callable[..., Bench]) -> None:
    experiment = Experiment(data=Data("blobs", samples=30), output="softmax", cost="cross_entropy", batch=5)
    bench = open_bench(experiment)
    page = open_page(bench, Place("sample", 0, 1, 1))
    labels = bench.snapshot.samples.labels[bench.window.stepping.told.samples]
    assert [page.table.batch.index(row, 3).data() for row in range(5)] == [f"{int(label) + 1}" for label in labels]


def test_of_many_samples_the_selected_one_is_in_sight(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(batch=0))
    page = open_page(bench, Place("net_input", 180, 2, 1))
    rect = page.table.visualRect(page.table.batch.index(180, 0))
    assert page.table.viewport().rect().contains(rect)
