"""Pieces of code: names that are legal, words that stay in their comment, numbers exact to the last bit."""

import ast
import keyword

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import EngineError
from engine.errors import ExportError
from engine.exchange.code_pieces import WIDTH, check, identifier, in_comment, row, rows, story, wrapped
from engine.exchange.model import Model
from engine.network import Network
from engine.samples import Scaling
from tests.engine.exchange.code_models import drawn, lecture_model
from tests.engine.strategies import relaxed

any_text = st.text(st.characters(codec=None), max_size=40)


@given(any_text | st.sampled_from([*keyword.kwlist, *keyword.softkwlist, "numpy", "torch", "keras", "json"]))
@relaxed
def test_a_stem_becomes_a_name_that_python_and_c_allow(stem: str) -> None:
    name = identifier(stem)
    assert name.isascii()
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert not name.startswith("_")  # in C such names are the compiler's


@pytest.mark.parametrize("library", ["numpy", "torch", "keras", "sklearn", "safetensors", "math", "json"])
def test_a_name_never_hides_a_library(library: str) -> None:
    assert identifier(library) == f"{library}_"


@given(any_text)
@relaxed
def test_words_in_a_comment_end_none(text: str) -> None:
    harmless = in_comment(text)
    assert len(harmless) == len(text)
    assert not set(harmless) & set("\"'`*/\\\n\r\t\0<>{}$\u2028\u2029?")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=60))
@relaxed
def test_a_row_holds_the_very_numbers_in_lines_that_fit(values: list[float]) -> None:
    lines = row(np.array(values), "[]", "    ")
    assert max(map(len, lines)) <= WIDTH
    read = ast.literal_eval(f"[{' '.join(lines)}]")
    assert np.array(read[0]).tobytes() == np.array(values).tobytes()  # the sign of zero, too


def test_a_matrix_has_a_line_for_each_row() -> None:
    assert rows(np.array([[1, 0.1], [-2e-30, 1e16]]), "{}") == ["    {1.0, 0.1},", "    {-2e-30, 1e+16},"]


def test_sentences_are_wrapped_with_their_prefix() -> None:
    assert wrapped(["one two three", "four"], "# ", 9) == ["# one two"[:9], "#   three", "# four"]


def test_the_story_tells_network_inputs_origin_and_how_outputs_are_read() -> None:
    assert story(lecture_model()) == [
        "A network 2-4-3 (tanh, softmax).",
        "Layer 1 is given x1, x2, standardised.",
        "Trained on blobs (500 samples, noise 0, seed 1), cross-entropy cost, gradient descent, rate 0.3, "
        "mini-batches of 10.",
        "Output j says class j of 1 to 3: the greatest decides.",
    ]


def test_the_story_of_a_foreign_network() -> None:
    model = drawn(np.random.default_rng(0), (3, 1), ("linear",))
    assert story(model) == [
        "A network 3-1 (linear).",
        "Layer 1 is given its 3 inputs as they are.",
        "Trained elsewhere.",
    ]


def test_the_story_of_hostile_names_is_harmless() -> None:
    model = lecture_model()
    object.__setattr__(model.experiment.data, "name", '"""\nimport os */ system() // \\')
    assert story(model)[2].startswith("Trained on ____import os __ system() __ _ (500 samples")


# ---- what no code can be written for -------------------------------------------------------------------------------


def test_a_weight_that_is_no_finite_number_is_named() -> None:
    model = drawn(np.random.default_rng(0), (2, 3, 1), ("tanh", "sigmoid"))
    model.network.W[2][0, 3] = np.nan
    with pytest.raises(ExportError, match=r"^the weight w⁽²⁾₁,₃ is nan, expected a finite number$"):
        check(model)


def test_an_unknown_activation_and_an_unknown_input_are_named() -> None:
    flat = np.zeros(2)
    with pytest.raises(ExportError, match=r"^layer 2 has the activation 'a\(\); b', which no code"):
        check(Model(Network((1, 1), ("a(); b",), flat)))
    with pytest.raises(ExportError, match=r"^the input 'x1; evil' is none"):
        check(Model(Network((1, 1), ("tanh",), flat), ("x1; evil",)))


def test_a_deviation_that_is_no_finite_number_is_refused() -> None:
    model = Model(Network((1, 1), ("tanh",), np.zeros(2)), scaling=Scaling(np.zeros(1), np.array([np.inf])))
    with pytest.raises(EngineError, match="mean or deviation"):
        check(model)
