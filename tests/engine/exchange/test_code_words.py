"""The tables of code: a row for every activation and feature, a word in every language."""

from dataclasses import asdict

import pytest

from engine.activations import ACTIVATIONS
from engine.exchange.code_words import ACTIVATION_CODE, FEATURE_CODE
from engine.features import FEATURES

OPTIONAL = {"c_over_layer", "sklearn"}


def test_every_activation_has_a_row() -> None:
    assert set(ACTIVATIONS) - set(ACTIVATION_CODE) == set(), "these activations have no row in ACTIVATION_CODE"
    assert set(ACTIVATION_CODE) - set(ACTIVATIONS) == set(), "these rows of ACTIVATION_CODE are of no activation"


def test_every_feature_has_a_row() -> None:
    assert set(FEATURES) - set(FEATURE_CODE) == set(), "these features have no row in FEATURE_CODE"
    assert set(FEATURE_CODE) - set(FEATURES) == set(), "these rows of FEATURE_CODE are of no feature"


@pytest.mark.parametrize("name", ACTIVATION_CODE)
def test_an_activation_is_written_in_every_language_and_its_name_is_one_in_code(name: str) -> None:
    words = asdict(ACTIVATION_CODE[name])
    assert [language for language, word in words.items() if not word and language not in OPTIONAL] == []
    assert name.isidentifier()


@pytest.mark.parametrize("name", FEATURE_CODE)
def test_a_feature_is_written_in_every_language_and_reads_x2_if_it_needs_it(name: str) -> None:
    for language, word in asdict(FEATURE_CODE[name]).items():
        assert word, f"{name} has no word in {language}"
        assert ("x2" in word) == FEATURES[name].needs_x2


def test_scikit_learn_has_four_activations() -> None:
    named = {name: code.sklearn for name, code in ACTIVATION_CODE.items() if code.sklearn}
    assert named == {"tanh": "tanh", "sigmoid": "logistic", "relu": "relu", "linear": "identity"}
