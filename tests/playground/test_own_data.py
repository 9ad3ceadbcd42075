"""Data of one's own on the command line: --data FILE and what belongs to it."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.tables import read_table
from playground import cli
from tests.playground.bad_tables import BAD, FINE

ROWS = "".join(f"{k / 7},{k % 5},{-k / 3},{'abc'[k % 3]}\n" for k in range(30))
TABLE = f"a,b,c,kind\n{ROWS}".encode()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "my.csv"
    path.write_bytes(TABLE)
    return path


def trained(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    """Train three epochs, and return what the experiment was."""
    assert cli.main(["train", "--epochs", "3", "--json", *map(str, words)]) == 0
    out = capsys.readouterr().out
    made: dict[str, object] = json.loads(out)["experiment"]
    return made


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert cli.main(["train", "--epochs", "1", *map(str, words)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("playground: ")
    assert err.count("\n") == 1
    return err


def test_the_last_column_is_the_target_and_all_others_are_inputs(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = trained(capsys, "--data", table)
    assert made["features"] == ["x1", "x2", "x3"]
    data = made["data"]
    assert isinstance(data, dict)
    read = read_table(table)
    assert read is not None
    assert data["table"] == {  # and none of its numbers
        "digest": read.table.digest,
        "rows": 30,
        "names": ["a", "b", "c"],
        "target_name": "kind",
        "classes": ["a", "b", "c"],
        "test_rows": None,
    }


def test_columns_are_chosen(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = trained(capsys, "--data", table, "--inputs", "c,a", "--target", "b", "--as-values")
    assert isinstance(made["data"], dict)
    described = made["data"]["table"]
    assert (described["names"], described["target_name"], described["classes"]) == (["c", "a"], "b", [])
    assert (made["features"], made["output"], made["cost"]) == (["x1", "x2"], "linear", "squared")
    made = trained(capsys, "--data", table, "--inputs", "a,c", "--target", "b")
    assert isinstance(made["data"], dict)
    assert made["data"]["table"]["classes"] == ["0", "1", "2", "3", "4"]


def test_the_same_table_gives_the_same_bits_as_in_the_engine(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from engine import Experiment, Run
    from engine.data import OWN
    from engine.fitting import with_data

    read = read_table(table)
    assert read is not None
    run = Run(with_data(Experiment(), name=OWN, table=read.table, standardise=True).experiment)
    run.advance(epochs=3)
    assert cli.main(["train", "--epochs", "3", "--json", "--standardise", "--data", str(table)]) == 0
    assert json.loads(capsys.readouterr().out)["weights_sha256"] == run.network.sha256()


def test_a_split_is_taken_from_its_column_unless_another_share_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my.csv"
    path.write_text("a,part,kind\n" + "".join(f"{k}.5,{'test' if k < 5 else 'train'},{k % 2}\n" for k in range(20)))
    made = trained(capsys, "--data", path, "--split", "part")
    assert isinstance(made["data"], dict)
    assert (made["data"]["table"]["test_rows"], made["data"]["table"]["names"]) == (5, ["a"])
    path.write_text("a,kind,split\n" + "".join(f"{k}.5,{k % 2},{'test' if k < 5 else 'train'}\n" for k in range(20)))
    made = trained(capsys, "--data", path)
    assert isinstance(made["data"], dict)
    assert made["data"]["table"]["test_rows"] == 5
    made = trained(capsys, "--data", path, "--train-share", "0.8", "--stratified")
    assert isinstance(made["data"], dict)
    assert (made["data"]["table"]["test_rows"], made["data"]["train_share"]) == (None, 0.8)
    assert "no other share beside it" in refused(capsys, "--data", path, "--split", "split", "--train-share", "0.5")


def test_missing_values_are_refused_or_treated_as_said_and_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my.csv"
    path.write_text("a,kind\n1.5,x\n,y\n3.5,x\n4.5,y\n")
    assert "line 3, column 'a': the value is missing" in refused(capsys, "--data", path)
    assert "expected refuse, drop, mean" in refused(capsys, "--data", path, "--missing", "guess")
    assert cli.main(["train", "--epochs", "1", "--data", str(path), "--missing", "drop"]) == 0
    assert capsys.readouterr().err == "note      1 row is dropped, as a value is missing: line 3\n"


def test_how_it_is_written_is_found_out_or_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "my.txt"
    path.write_bytes("größe;y\n1,5;x\n2,5;y\n3,5;x\n".encode("cp1252"))
    made = trained(capsys, "--data", path)
    assert isinstance(made["data"], dict)
    assert made["data"]["table"]["names"] == ["größe"]
    path.write_bytes(b"only a remark\n1|2.5;x\n3|4.5;y\n5|6.5;x\n")
    words = ("--skip", 1, "--no-header", "--delimiter", "semicolon", "--as-classes")
    assert "'1|2.5' is no number" in refused(capsys, "--data", path, *words)
    path.write_bytes(b"only a remark\n2.5;x\n4.5;y\n6.5;x\n")
    made = trained(capsys, "--data", path, *words)
    assert isinstance(made["data"], dict)
    assert made["data"]["table"]["names"] == ["column 1"]
    assert "the delimiter is 'dash'" in refused(capsys, "--data", path, "--delimiter", "dash")


def test_an_archive_is_learnt_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "my.npz", X=np.arange(60.0).reshape(20, 3), y=np.arange(20) % 2)
    made = trained(capsys, "--data", tmp_path / "my.npz", "--inputs", "x3,x1")
    assert isinstance(made["data"], dict)
    assert made["data"]["table"]["names"] == ["x3", "x1"]
    assert "is an archive" in refused(capsys, "--data", tmp_path / "my.npz", "--delimiter", "tab")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--samples", "10"), "number of samples must be 30"),
        (("--noise", "0.1"), "noise and number of the draw must be 0"),
        (("--target", "species"), "there is no column 'species', expected 'a', 'b', 'c', 'kind'"),
        (("--inputs", "a,a"), "column 'a' is chosen twice"),
        (("--as-classes", "--as-values"), "expected one of them"),
        (("--features", "x4"), "must do with x₁ to x₃"),
    ],
)
def test_what_does_not_go_with_a_table_is_refused(
    table: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert said in refused(capsys, "--data", table, *words)


def test_what_is_said_of_a_file_needs_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--target needs --data with the file of a table" in refused(capsys, "--target", "a")
    assert "must be one of circle" in refused(capsys, "--data", "circel")


def test_formula_balance_and_draw_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    made = trained(capsys, "--formula", "x1 > x2", "--balance", "0.25", "--draw", "3")
    data = made["data"]
    assert isinstance(data, dict)
    assert (data["name"], data["formula"], data["balance"], data["draw"]) == ("formula", "x1 > x2", 0.25, 3)
    assert "formula 'x1 +'" in refused(capsys, "--formula", "x1 +")


def test_the_list_names_the_other_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)["data"]
    assert {"circle", "formula", "FILE"} <= set(data)


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_gets_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    bad = BAD[what]
    bad.make(tmp_path / bad.name)
    assert bad.said in refused(capsys, "--data", tmp_path / bad.name)


@pytest.mark.parametrize("what", FINE)
def test_what_is_unusual_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    data, told = FINE[what]
    (tmp_path / "my.csv").write_bytes(data)
    assert cli.main(["train", "--epochs", "1", "--data", str(tmp_path / "my.csv")]) == 0
    assert f"note      {told}" in capsys.readouterr().err


def test_inputs_that_units_hardly_learn_from_are_told_and_standardised_ones_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "large.csv"
    rows = (
        ("1000,0.5,a", "2000,0.25,b", "1500,0.75,a", "2500,1,b"),
        ("1,0.0005,a", "4,0.0002,b", "3,0.0001,a", "2,0,b"),
    )
    for lines, what in zip(rows, ("as large as 2500", "on scales that are not alike"), strict=True):
        path.write_text("\n".join(("u,v,y", *lines)))
        assert cli.main(["train", "--epochs", "1", "--json", "--data", str(path)]) == 0
        assert capsys.readouterr().err == (
            f"note      inputs are {what} and not standardised; with --standardise they are easier to learn from\n"
        )
        assert cli.main(["train", "--epochs", "1", "--json", "--data", str(path), "--standardise"]) == 0
        assert capsys.readouterr().err == ""


def test_a_name_that_is_no_data_set_is_told_what_can_be_and_that_a_file_can(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = refused(capsys, "--data", "wine")
    assert "own" not in sentence.replace("unknown", "")
    assert sentence.endswith("formula, or the file of a table, got 'wine'\n")
