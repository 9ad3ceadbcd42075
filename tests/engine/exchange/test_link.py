"""An experiment as a short text: the same one comes back, and nothing else is believed."""

import base64
import json
import zlib

import pytest
from hypothesis import given

from engine import EngineError, Experiment, Layer
from engine.exchange.link import MOST_LETTERS, PREFIX, experiment_of, is_link, link_of
from engine.models import MODELS
from tests.engine.strategies import experiments, relaxed


def packed(plain: bytes) -> str:
    return PREFIX + base64.urlsafe_b64encode(zlib.compress(plain)).decode().rstrip("=")


@relaxed
@given(experiments)
def test_any_experiment_comes_back(experiment: Experiment) -> None:
    again = experiment_of(link_of(experiment))
    assert again == experiment
    assert repr(again) == repr(experiment)  # 1 and 1.0 too


@pytest.mark.parametrize("name", MODELS)
def test_the_models_are_short(name: str) -> None:
    assert len(link_of(MODELS[name].experiment())) < 400


def test_it_survives_white_space_and_line_ends() -> None:
    experiment = Experiment(hidden=(Layer(8, "relu"), Layer(3)), rate=0.01)
    text = link_of(experiment)
    mangled = "  \n" + "\r\n".join(text[start : start + 20] for start in range(0, len(text), 20)) + " \n"
    assert is_link(mangled)
    assert experiment_of(mangled) == experiment


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no experiment"),
        ("https://example.org", "no experiment"),
        (PREFIX, "not whole"),
        (PREFIX + "!!!", "damaged"),
        (PREFIX + "ä", "damaged"),
        (PREFIX + "AAAA", "damaged"),
        (link_of(Experiment(rate=0.1))[:-4], "not whole"),
        (packed(b"[]"), "no experiment"),
        (packed(b"{"), "no JSON text"),
        (packed(b'{"rate": -1}'), "learning rate must be a number above 0, got -1"),
        (packed(b'{"rate": 1, "rate": 2}'), "more than once"),
        (packed(b'{"hidden": [{"units": 1000000000}]}'), "1000000000"),
        (packed(b'{"nonsense": 1}'), "has no 'nonsense'"),
        (packed(b'{"data": 3}'), "data must be an object"),
        (packed(b"[" * 900_000), "nested too deeply"),
        (packed(b" " * 3_000_000), "holds more than an experiment"),
        (PREFIX + "A" * MOST_LETTERS, "letters, expected at most"),
    ],
    ids=range(17),
)
def test_any_other_text_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(EngineError, match=words) as caught:
        experiment_of(text)
    assert len(str(caught.value)) < 500


def test_only_what_differs_is_in_it() -> None:
    letters = link_of(Experiment(rate=0.5).with_data(name="xor")).removeprefix(PREFIX)
    plain = zlib.decompress(base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4)))
    assert json.loads(plain) == {"data": {"name": "xor"}, "rate": 0.5}
