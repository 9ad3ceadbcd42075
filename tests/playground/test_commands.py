"""The commands check, explain and list."""

import json

import pytest

from engine.activations import ACTIVATIONS, Activation
from engine.experiment import EFFECTS
from engine.gradient_check import verdict
from engine.models import MODELS
from playground import cli


def said(words: str, capsys: pytest.CaptureFixture[str], status: int = 0) -> str:
    assert cli.main(words.split()) == status
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


@pytest.mark.parametrize("model", MODELS)
def test_every_model_of_the_lecture_checks_fine(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = json.loads(said(f"check --model {model} --epochs 2 --json", capsys))
    assert result["verdict"] == "fine"
    assert result["error"] <= 1e-7
    assert result["worst"] == []


def test_a_wrong_derivative_is_found_named_and_told_by_the_exit_status(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Activation("tanh", "tanh(z)", "1 − a", ACTIVATIONS["tanh"].value, lambda z, a: 1 - a)
    monkeypatch.setitem(ACTIVATIONS, "tanh", wrong)
    text = said("check --epochs 3", capsys, status=1)
    assert text.startswith("wrong: relative error")
    assert "w⁽¹⁾" in text


def test_check_says_what_stands_at_a_kink(capsys: pytest.CaptureFixture[str]) -> None:
    text = said("check --activation relu --init zeros", capsys)
    assert "stand at a kink" in text


def test_explain_tells_one_sample_or_the_next_mini_batch(capsys: pytest.CaptureFixture[str]) -> None:
    assert "(sample 3)" in said("explain --hidden 1 --sample 3", capsys)
    acts = json.loads(said("explain --batch 2 --format json", capsys))
    assert len({act["sample"] for act in acts if act["sample"] is not None}) == 2
    assert acts[0]["kind"] == "sample"
    assert acts[-1]["kind"] == "update"


def test_explain_tells_the_chosen_samples_and_what_the_mini_batch_makes_of_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def told(which: str) -> list[dict[str, object]]:
        acts: list[dict[str, object]] = json.loads(said(f"explain --batch 5 --format json {which}", capsys))
        return acts

    def samples_of(acts: list[dict[str, object]]) -> list[object]:
        return list(dict.fromkeys(act["sample"] for act in acts if act["sample"] is not None))

    everything = told("")
    assert told("--tell all") == everything
    samples = samples_of(everything)
    assert len(samples) == 5
    assert samples_of(told("--tell 2")) == samples[:2]
    assert told("--tell 99") == everything
    alone = told(f"--tell sample:{samples[3]}")
    assert alone == [act for act in everything if act["sample"] in (samples[3], None)]
    assert {act["kind"] for act in alone if act["sample"] is None} == {"cost", "derivative", "update"}


@pytest.mark.parametrize("form", ["text", "markdown", "latex"])
def test_explain_tells_fewer_samples_in_every_format(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole, one = (said(f"explain --batch 3 --format {form} {which}", capsys) for which in ("", "--tell 1"))
    assert one.count("(sample ") == 3
    assert whole.count("(sample ") == 9


@pytest.mark.parametrize(
    ("which", "told"),
    [
        ("0", "expected all, a whole number from 1, or sample:I, got '0'"),
        ("sample:", "expected all, a whole number from 1, or sample:I, got 'sample:'"),
        ("none", "expected all, a whole number from 1, or sample:I, got 'none'"),
        ("sample:499999", "--tell must name a sample of the mini-batch, which are "),
    ],
)
def test_explain_refuses_samples_that_it_cannot_tell(which: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "--tell", which]) == 2
    assert told in capsys.readouterr().err


def test_explain_begins_where_the_training_got_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert said("explain --sample 0", capsys) != said("explain --sample 0 --epochs 3", capsys)


@pytest.mark.parametrize(
    ("form", "begins"), [("markdown", "# A worked example"), ("latex", "\\documentclass"), ("text", "1. Forward")]
)
def test_explain_writes_every_format(form: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(f"explain --sample 1 --format {form}", capsys).startswith(begins)


def test_digits_are_a_choice(capsys: pytest.CaptureFixture[str]) -> None:
    few, many = (said(f"explain --sample 0 --digits {digits}", capsys) for digits in (2, 9))
    assert len(many) > len(few)


def test_a_sample_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "--sample", "500"]) == 2
    assert "from 0 to 499, got 500" in capsys.readouterr().err


def test_list_has_a_line_for_every_choice(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(said("list --json", capsys))
    text = said("list", capsys)
    assert {*listed["hidden activations"], *listed["outputs"]} == set(ACTIVATIONS)
    assert {"reductions", "stop rules", "optimizers", "models"} <= set(listed)
    assert listed["what a change keeps"] == {name: strength.value for name, strength in EFFECTS.items()}
    for title, rows in listed.items():
        assert f"\n{title}\n" in f"\n{text}"
        for name, line in rows.items():
            assert line
            assert any(shown.split()[:1] == [name] for shown in text.splitlines())


def test_check_and_the_engine_share_their_verdicts() -> None:
    assert [verdict(error) for error in (1e-8, 1e-7, 1e-6, 1e-4, 1e-3, float("nan"))] == [
        "fine",
        "fine",
        "doubtful",
        "doubtful",
        "wrong",
        "wrong",
    ]
