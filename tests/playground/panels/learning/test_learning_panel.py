"""The page that says how the network learns, under real clicks and keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from engine.choices import Choice, choose
from engine.costs import COSTS
from engine.experiment import EFFECTS, Effect, Experiment, Stop
from engine.initializers import INITIALIZERS
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES
from playground.panels.learning.panel import LearningPanel
from tests.playground import hands
from tests.playground.conftest import Bench


@pytest.fixture
def learning(bench: Bench) -> Bench:
    """Return a window that shows the page, with all of its parts unfolded."""
    return unfolded(bench)


def unfolded(bench: Bench) -> Bench:
    bench.window.left.show_page("Learning")
    for title in ("Rate schedule", "Penalties, limits", "First weights", "Stop by itself"):
        bench.window.left.folds.fold(title, False)
    bench.window.activateWindow()
    QApplication.processEvents()
    return bench


def panel(bench: Bench) -> LearningPanel:
    found = bench.widget("learning_panel")
    assert isinstance(found, LearningPanel)
    return found


def pick(bench: Bench, field: str, name: str) -> None:
    box = bench.widget(field)
    hands.choose(bench.qtbot, box, box.names.index(name))  # type: ignore[attr-defined]


def type_into(bench: Bench, field: str, text: str, key: Qt.Key | None = Qt.Key.Key_Return) -> None:
    hands.type_into(bench.qtbot, bench.widget(field), text, key)


def sentence(bench: Bench, field: str) -> str:
    """Return what is said below a number, "" if nothing is."""
    row = bench.widget(field)
    assert isinstance(row, QLineEdit)
    return str(row.parentWidget().parentWidget().sentence.text())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_started_from_in_one_step(learning: Bench, name: str) -> None:
    learning.window.document.set_seed(7)
    steps = learning.window.document.undo_stack.index()
    pick(learning, "model", name)
    expected = Experiment.from_dict({**MODELS[name].experiment().to_dict(), "seed": 7})
    assert learning.experiment == expected
    assert learning.window.document.undo_stack.index() == steps + (expected != Experiment(seed=7))
    assert panel(learning).model.names[panel(learning).model.currentIndex()] == name
    learning.wait_until_shown()


def test_what_is_no_model_any_more_is_shown_as_none(learning: Bench) -> None:
    assert panel(learning).model.currentText() == "multi-layer net"
    learning.window.document.set_rate(0.5)
    assert panel(learning).model.currentIndex() == -1


@pytest.mark.parametrize(
    ("field", "table", "usual"),
    [("optimizer", OPTIMIZERS, "gd"), ("schedule", SCHEDULES, "constant"), ("initializer", INITIALIZERS, "glorot")],
)
def test_all_choices_of_the_engine_are_offered_with_their_formulas(
    learning: Bench, field: str, table: dict[str, object], usual: str
) -> None:
    for row, name in enumerate(table):
        if name == usual:
            continue
        pick(learning, field, name)
        assert getattr(learning.experiment, field) == Choice(name)
        shown = getattr(panel(learning), field)
        assert shown.formula.text() == table[name].formula  # type: ignore[attr-defined]
        assert shown.names.itemData(row, Qt.ItemDataRole.ToolTipRole) == table[name].formula  # type: ignore[attr-defined]
        assert list(shown.parameters) == list(table[name].defaults)  # type: ignore[attr-defined]
    learning.wait_until_shown()


def test_a_parameter_is_typed_and_only_what_is_unusual_is_kept(learning: Bench) -> None:
    pick(learning, "optimizer", "adam")
    type_into(learning, "optimizer_beta1", "4/5")
    assert learning.experiment.optimizer == choose("adam", beta1=0.8)
    type_into(learning, "optimizer_epsilon", "1e-4")
    assert learning.experiment.optimizer == choose("adam", beta1=0.8, epsilon=1e-4)
    type_into(learning, "optimizer_beta1", "0.9")
    assert learning.experiment.optimizer == choose("adam", epsilon=1e-4)
    texts = [learning.window.document.undo_stack.text(step) for step in range(4)]
    assert texts == [
        "Use the optimizer Adam",
        "Set β₁ of Adam to 0.8",
        "Set ε of Adam to 0.0001",
        "Set β₁ of Adam back as usual",
    ]


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("optimizer_beta1", "1", "β₁ must be a number from 0 to below 1, got 1.0"),
        ("optimizer_beta1", "abc", "β₁ must be a number such as 0.5 or 2/3, got 'abc'"),
        ("optimizer_epsilon", "0", "ε must be a number above 0, got 0.0"),
        ("l2", "-1", "L2 rate λ must be a number from 0, got -1.0"),
        ("l1", "1e400", "L1 rate λ must be a finite number, got '1e400'"),
        ("clip", "2/0", "clip gradient must be a finite number, got '2/0', which divides by 0"),
        ("stop_epochs", "1.5", "epochs to stop after must be a whole number from 0 to 1000000000, got 1.5"),
        ("stop_accuracy_above", "1", "score to stop above must be a number from 0 to below 1, got 1.0"),
    ],
)
def test_a_bad_number_is_refused_in_place(learning: Bench, field: str, typed: str, expected: str) -> None:
    pick(learning, "optimizer", "adam")
    before, steps = learning.experiment, learning.window.document.undo_stack.count()
    type_into(learning, field, typed)
    said = sentence(learning, field)
    assert said.endswith(expected[1:]), said
    line = learning.widget(field)
    assert isinstance(line, QLineEdit)
    assert line.text() == typed
    assert learning.experiment == before
    assert learning.window.document.undo_stack.count() == steps
    learning.qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() != typed


def test_a_number_is_taken_too_when_the_field_is_left(learning: Bench) -> None:
    type_into(learning, "l2", "0.01", None)
    assert learning.experiment.l2 == 0.0
    learning.widget("l1").setFocus()  # type: ignore[attr-defined]
    assert learning.experiment.l2 == 0.01


@pytest.mark.parametrize(("field", "value"), [("l1", 0.001), ("l2", 0.01), ("max_norm", 3.0), ("clip", 5.0)])
def test_penalties_and_limits_are_live(learning: Bench, field: str, value: float) -> None:
    learning.step(3)
    type_into(learning, field, str(value))
    assert getattr(learning.experiment, field) == value
    assert EFFECTS[field] is Effect.LIVE
    learning.wait_until_shown()
    assert learning.snapshot.epoch == 3


def test_stop_rules_are_typed(learning: Bench) -> None:
    for field, typed in (("epochs", "500"), ("cost_below", "1/100"), ("accuracy_above", "0.99"), ("patience", "9")):
        type_into(learning, f"stop_{field}", typed)
    assert learning.experiment.stop == Stop(500, 0.01, 0.99, 9)
    assert type(learning.experiment.stop.epochs) is int


def test_only_costs_that_fit_are_offered_and_an_output_brings_one(learning: Bench) -> None:
    learning_panel = panel(learning)
    assert learning_panel.cost.names == ("logistic", "squared", "huber")
    pick(learning, "cost", "huber")
    assert learning.experiment.cost == "huber"
    pick(learning, "output", "softmax")
    assert (learning.experiment.output, learning.experiment.cost) == ("softmax", "cross_entropy")
    assert "cross-entropy" in learning.window.notice.sentence
    pick(learning, "output", "step")
    assert learning_panel.cost.names == ("perceptron",)
    assert not learning_panel.cost.isEnabled()
    learning.window.document.set_data(name="sine")
    assert learning_panel.output.names == ("sigmoid", "tanh", "linear")
    assert learning_panel.cost.names == ("squared", "huber")
    assert COSTS["squared"].formula in learning_panel._formulas.text()


def test_sum_or_mean_is_chosen(learning: Bench) -> None:
    pick(learning, "reduction", "sum")
    assert learning.experiment.reduction == "sum"
    assert learning.window.document.undo_stack.undoText() == "Take the sum of the cost over the samples"


def test_rprop_brings_the_full_batch_and_a_smaller_one_is_refused(learning: Bench) -> None:
    pick(learning, "optimizer", "rprop")
    assert (learning.experiment.optimizer.name, learning.experiment.batch) == ("rprop", 0)
    assert "the full batch" in learning.window.notice.sentence
    slider = learning.widget("slider_batch_size")
    assert isinstance(slider, QSlider)
    learning.qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert "needs the full batch" in learning.window.notice.sentence
    assert slider.value() == slider.maximum()
    learning.window.document.undo_stack.undo()
    assert (learning.experiment.optimizer.name, learning.experiment.batch) == ("gd", 10)


def test_the_batch_slider_begins_where_the_experiment_is_and_moves_by_keys(learning: Bench) -> None:
    slider = learning.widget("slider_batch_size")
    assert isinstance(slider, QSlider)
    assert slider.value() == 9
    learning.qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert learning.experiment.batch == 11


def test_shuffling_is_switched(learning: Bench) -> None:
    switch = learning.widget("shuffle")
    assert isinstance(switch, QAbstractButton)
    assert switch.isChecked()
    learning.qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert learning.experiment.shuffle is False
    learning.window.document.undo_stack.undo()
    assert switch.isChecked()


def test_undo_shows_what_was_there_before(learning: Bench) -> None:
    pick(learning, "optimizer", "momentum")
    type_into(learning, "optimizer_momentum", "0.5")
    learning.window.document.undo_stack.undo()
    line = learning.widget("optimizer_momentum")
    assert isinstance(line, QLineEdit)
    assert line.text() == "0.9"
    learning.window.document.undo_stack.undo()
    assert panel(learning).optimizer.parameters == {}
    assert panel(learning).optimizer.names.currentText() == "gradient descent"


def test_folded_parts_say_what_is_inside(bench: Bench) -> None:
    bench.window.left.show_page("Learning")
    bench.window.document.set_learning(l2=0.01)
    bench.window.document.set_learning(schedule=Choice("cosine"))
    heads = {title: bench.widget(f"section_{title}") for title in ("penalties,_limits", "rate_schedule")}
    assert heads["penalties,_limits"].accessibleDescription() == "L2 rate λ"  # type: ignore[attr-defined]
    assert heads["rate_schedule"].accessibleDescription() == "cosine"  # type: ignore[attr-defined]


def test_every_field_has_a_name_and_a_tip(learning: Bench) -> None:
    pick(learning, "optimizer", "adamw")
    fields = [*panel(learning).findChildren(QComboBox), *panel(learning).findChildren(QLineEdit)]
    assert len(fields) > 15
    for field in fields:
        assert field.accessibleName(), field.objectName()
        assert field.toolTip(), field.objectName()


def test_the_wheel_over_a_field_scrolls_the_page_and_changes_nothing(learning: Bench) -> None:
    before = learning.experiment
    for name in ("optimizer", "output", "slider_batch_size", "seed", "slider_noise"):
        field = learning.widget(name)
        assert isinstance(field, QWidget)
        middle = QPointF(field.rect().center())
        turn = QWheelEvent(
            middle,
            field.mapToGlobal(middle),
            QPoint(),
            QPoint(0, -240),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, turn)
        assert learning.experiment == before, name


def test_no_name_is_cut_off_in_its_field(learning: Bench) -> None:
    for box in panel(learning).findChildren(QComboBox):
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box).width()
        for row in range(box.count()):
            text = box.itemText(row)
            assert box.fontMetrics().horizontalAdvance(text) <= room, text


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_the_page_is_not_wider_than_its_place(open_bench: Callable[..., Bench], size: tuple[int, int]) -> None:
    bench = unfolded(open_bench(size=size))
    for name in OPTIMIZERS:
        bench.window.document.set_optimizer(Choice(name))
        QApplication.processEvents()
        assert panel(bench).width() == panel(bench).parentWidget().width()
