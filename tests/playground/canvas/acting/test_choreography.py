"""The choreography: terms arrive in the order of the formula, and in the end everything is as the engine has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.numbers import format_number
from engine.run import Run
from engine.steps import LearningStep, steps
from engine.symbols import weight
from playground.canvas.acting.caption import _symbol_width
from playground.canvas.acting.choreography import MOST_MS, Pose, milliseconds, run_milliseconds
from playground.canvas.acting.present import FORWARD, Present
from playground.canvas.acting.words import caption_of, digits_for, edges_of, pills_of, stage_words, words_of
from playground.document.selection import Unit
from tests.playground.canvas.acting.rig import Rig

shares = st.floats(0.0, 1.0)


@st.composite
def learning_steps(draw: st.DrawFn) -> LearningStep:
    units = draw(st.lists(st.integers(1, 5), min_size=0, max_size=3))
    activations = ("tanh", "relu", "sigmoid", "linear")
    run = Run(
        Experiment(
            hidden=tuple(Layer(count, draw(st.sampled_from(activations))) for count in units),
            batch=draw(st.integers(1, 4)),
            reduction=draw(st.sampled_from(("mean", "sum"))),
            data=Data(samples=20),
            rate=0.01,
            l2=draw(st.sampled_from((0.0, 0.1))),
            seed=draw(st.integers(1, 99)),
        )
    )
    run.advance(epochs=draw(st.integers(0, 2)))
    return steps(run)


@st.composite
def presents(draw: st.DrawFn, progress: st.SearchStrategy[float] = shares) -> Present:
    told = draw(learning_steps())
    index = draw(st.integers(0, told.order.count - 1))
    column = told.order.place(index).column
    column = draw(st.integers(0, len(told.samples) - 1)) if column is None else column
    return Present(told, index, column, Pose(told.act(index), draw(progress), int(told.samples[column])))


def units_of(present: Present) -> list[Unit]:
    return [
        Unit(layer, j) for layer, size in enumerate(present.told.network.sizes, start=1) for j in range(1, size + 1)
    ]


@given(presents(), shares, shares)
def test_terms_arrive_in_the_order_of_the_formula(present: Present, one: float, other: float) -> None:
    earlier, later = (Pose(present.pose.act, progress) for progress in sorted((one, other)))
    assert list(earlier.shares) == sorted(earlier.shares, reverse=True)
    assert all(before <= after for before, after in zip(earlier.shares, later.shares, strict=True))
    moving = [share for share in earlier.shares if 0.0 < share < 1.0]
    assert len(moving) <= 2
    lit = [stream.weight for stream in earlier.streams]
    along = [term.weight for term in present.pose.act.terms if term.weight]
    if present.kind != "derivative":
        assert lit == along[: len(lit)]


@given(presents(st.just(1.0)))
def test_in_the_end_every_term_has_arrived_and_nothing_moves(present: Present) -> None:
    pose = present.pose
    assert pose.is_over
    assert pose.is_gathered
    assert not any(stream.moves for stream in present.streams)
    assert (pose.bent, pose.raised, pose.entered) == (1.0, 1.0, 1.0)
    assert pose.gathered == sum(term.value for term in pose.act.terms)


@given(presents(st.just(0.0)))
def test_in_the_beginning_nothing_has_arrived(present: Present) -> None:
    assert present.pose.arrived == 0
    assert present.pose.streams == ()
    assert present.pose.bent == 0.0


@given(presents(st.just(1.0)))
def test_in_the_end_what_stands_beside_the_acts_unit_is_what_the_engine_computes(present: Present) -> None:
    act = present.pose.act
    if present.unit is None:
        return
    words = words_of(present, present.unit)
    assert words is not None
    assert words.symbol == act.symbol
    digits = 2 if present.kind in FORWARD else digits_for(act.value)
    assert words.text == format_number(act.value, digits)


@given(presents())
def test_of_a_unit_nothing_is_told_before_it_is_computed(present: Present) -> None:
    """Its number is known from its act on, and stays so: a by its own act, δ by its own."""
    place = present.told.order.place(present.index)
    for unit in units_of(present):
        words = words_of(present, unit)
        if not present.has_activation(unit) and not present.computes(unit):
            assert words is not None
            assert words.text == "?"
        if words and words.tone == "backward" and words.symbol.letter == "δ":
            assert place.column is None or present.has_delta(unit)
    done = [unit for unit in units_of(present) if present.has_activation(unit)]
    assert done == units_of(present)[: len(done)]


@given(presents())
def test_magenta_is_said_of_units_in_the_backward_pass_only(present: Present) -> None:
    tones = {words.tone for unit in units_of(present) if (words := words_of(present, unit))}
    if present.kind in (*FORWARD, "cost", "update"):
        assert "backward" not in tones
        assert not any(stream.backward for stream in present.streams)


@given(presents(st.just(1.0)))
def test_in_the_end_pills_say_weights_derivatives_and_updates_of_the_engine(present: Present) -> None:
    told = present.told
    for pill in pills_of(present):
        assert pill.weight in edges_of(present)
        if present.kind == "derivative":
            step = told.derivative(*pill.weight)
            assert (pill.symbol, pill.values) == (step.symbol, (step.value,))
        elif present.kind == "update":
            new = told.weights_at(present.index).weight(*pill.weight)
            assert pill.values[-1] == new
            assert pill.values[0] in (new, told.network.weight(*pill.weight))
        else:
            assert pill.values == (told.network.weight(*pill.weight),)
    if present.kind in ("derivative", "update"):
        own = [pill.weight for pill in pills_of(present) if pill.is_own]
        assert own == [(present.pose.act.layer, present.pose.act.unit, present.pose.act.source)]


@given(presents())
def test_the_weights_on_edges_are_the_frozen_ones_until_the_updates(present: Present) -> None:
    frozen = "frozen" in caption_of(present).note
    assert frozen == (present.pose.act.phase in (1, 2))
    if present.kind in ("net_input", "activation", "hidden_delta"):
        assert all(pill.values == (present.told.network.weight(*pill.weight),) for pill in pills_of(present))


@given(presents(st.just(1.0)))
def test_a_stage_says_the_acts_result(present: Present) -> None:
    if present.kind in ("net_input", "activation", "hidden_delta"):
        texts = [text for text, _ in stage_words(present, present.unit).forms[0]]
        assert texts[-1] == format_number(present.pose.act.value, digits_for(present.pose.act.value))


@given(presents())
def test_an_act_lasts_a_moment_however_many_terms_it_has(present: Present) -> None:
    assert 300 <= milliseconds(present.pose.act) <= MOST_MS
    assert run_milliseconds(40, present.pose.act) <= 1000


@pytest.mark.parametrize(
    ("values", "digits"), [((0.5,), 2), ((0.004,), 3), ((0.0,), 2), ((0.42, 0.4199), 4), ((1e-9,), 4)]
)
def test_as_many_decimals_are_shown_as_tell_numbers_apart(values: tuple[float, ...], digits: int) -> None:
    assert digits_for(*values) == digits


@pytest.mark.parametrize("kind", ["derivative", "update"])
def test_the_caption_names_a_weight_in_the_type_of_formulas_and_not_among_its_words(qapp: object, kind: str) -> None:
    rig = Rig(Experiment(batch=2))
    rig.go_to(kind, 2, 1, 3)
    caption = caption_of(rig.acting.present)
    assert caption.symbol == weight(2, 1, 3)
    assert not set("⁽⁾₁₂₃") & set("".join(text for form in caption.forms for text in form))
    painter = rig.canvas._layers.acts._caption
    words = painter._form(caption)
    assert painter.rect(caption).width() == round(painter._width(*words, None) + _symbol_width(caption.symbol))
    assert _symbol_width(caption.symbol) > 20
