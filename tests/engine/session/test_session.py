"""A session comes back to the bit, with all of its past; it reads well; newer files are refused, older upgraded."""

import json
import math
from pathlib import Path

import pytest

from engine import Experiment, ImportFileError, Layer, Run, Timeline, load, metrics, save
from engine.metrics import MOST_ROWS, CostRecord
from engine.session import Session, session, versions
from engine.session.session import session_of
from engine.surgery import Surgery, same
from engine.timeline import Position, state
from engine.timeline.state import MOST_FRAMES
from tests.engine.session.lived import lived, own_table, plain, read, text, told, written

HERE = Path(__file__).parent
OLD_FILES = sorted(HERE.glob("files/version_*.nnplay"))


def test_a_run_that_is_reopened_goes_on_with_the_bits_of_one_that_was_never_closed() -> None:
    one, other = lived(), read(text())
    assert told(other) == told(one)
    assert told(other, lambda each: each.step("act", 40)) == told(one, lambda each: each.step("act", 40))
    assert told(other, lambda each: each.advance(epochs=5)) == told(one, lambda each: each.advance(epochs=5))


@pytest.mark.parametrize("position", [Position(0), Position(3), Position(4, 2, 3), Position(7), Position(9, 1)])
def test_every_moment_of_its_past_is_there_to_the_bit(position: Position) -> None:
    one, other = lived(), read(text())
    assert told(other, lambda each: each.seek(position)) == told(one, lambda each: each.seek(position))


def test_amid_its_first_mini_batch_it_still_begins_with_the_first_act() -> None:
    one = Timeline(Run(Experiment()))
    one.step("act", 18)
    other = read(written(one))
    assert other.start == one.start == Position(0)
    assert other.overview().present.start == one.overview().present.start
    assert told(other, lambda each: each.step("epoch", -1)) == told(one, lambda each: each.step("epoch", -1))
    assert other.position == Position(0)


@pytest.mark.parametrize("branch", [1, 2, 3])
def test_every_branch_is_there_to_the_bit_from_its_end_to_its_beginning(branch: int) -> None:
    one, other = lived(), read(text())
    for go in (
        lambda each: each.take_branch(branch),
        lambda each: each.seek(each.end),
        lambda each: each.seek(each.start),
        lambda each: each.seek(each.end),
    ):
        assert told(other, go) == told(one, go)


def test_marks_bookmarks_and_names_are_there() -> None:
    one = lived()
    one.branches.rename(2, "the other one")
    other = read(written(one))
    ways, same_ways = ((each.overview().present, *each.overview().others) for each in (one, other))
    for way, same_way in zip(ways, same_ways, strict=True):
        assert (way.name, way.parent, way.start, way.end) == (
            same_way.name,
            same_way.parent,
            same_way.start,
            same_way.end,
        )
        assert way.events == same_way.events
    assert {branch.name for branch in other.branches} == {"Branch 1", "the other one", "Branch 3"}
    assert any(event.kind == "bookmark" and event.words == "before all" for event in other.overview().present.events)


def test_what_a_surgery_took_away_comes_back_with_its_undo_after_reopening() -> None:
    one, other = lived(), read(text())
    for timeline in (one, other):
        timeline.seek(timeline.end)
        now = timeline.run.experiment
        undo = Surgery(now, same(now.sizes), "Undo", forgotten=frozenset({(1, 2, 0)}), keeps=9, restores=2)
        timeline.operate(undo)
    assert one.run.weight(1, 2, 0) != 0.1 + 0.2
    assert told(other) == told(one)


def test_written_again_it_is_the_same_text() -> None:
    assert written(read(text())) == text()


def test_it_reads_well() -> None:
    lines = text().splitlines()
    assert json.loads(text())["format"] == "Backprop Playground session"
    assert max(map(len, lines)) < 12_000
    matrix = json.loads(text())["here"]["weights"]["W1"]
    for row in matrix:
        assert any(json.dumps(row) in line for line in lines)  # a row of a matrix stands in one line
    assert '"features": ["x1", "x2", "x1x2"],' in text()


def test_a_long_run_is_written_with_few_keyframes_and_its_record_goes_on_as_it_would_have() -> None:
    run = Run(Experiment(hidden=(Layer(2),)))
    run.epoch = 3 * MOST_ROWS  # as if it had learnt so long
    run.costs = CostRecord()
    for epoch in range(run.epoch + 1):
        run.costs.append(epoch, 1.0 + math.cos(epoch), math.sin(epoch), 0.0)
    one = Timeline(run)
    other = read(written(one))
    for timeline in (one, other):
        timeline.advance(epochs=2)
    assert told(other) == told(one)


def test_the_costs_of_a_long_timeline_are_thinned_so_that_the_record_is_what_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"MOST_ROWS": 128, "RECENT_ROWS": 32, "ROWS_BETWEEN": 48, "SPANS": 8}.items():
        monkeypatch.setattr(metrics, name, value)
    monkeypatch.setattr(state, "MOST_ROWS", 128)
    one = Timeline(Run(Experiment(hidden=(Layer(2),))))
    for _ in range(40):
        one.advance(epochs=30)
    written_one = written(one)
    assert len(json.loads(written_one)["past"]["costs"]["epoch"]) < 400
    other = read(written_one)
    assert told(other) == told(one)
    for timeline in (one, other):
        timeline.advance(epochs=100)
    assert told(other) == told(one)


def test_it_has_no_more_keyframes_than_are_needed_to_go_anywhere_soon() -> None:
    one = Timeline(Run(Experiment(hidden=(Layer(2),))))
    for _ in range(200):
        one.advance(epochs=1)
        one._keep()
    frames = json.loads(written(one))["past"]["frames"]
    assert len(frames) == MOST_FRAMES + 2
    assert (frames[0]["epoch"], frames[-1]["epoch"]) == (0, 200)


def test_how_it_was_looked_at_is_there() -> None:
    assert session_of(text().encode()).view == {"side": "Charts"}


def test_a_file_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "a run.nnplay"
    session.save(path, Session(lived().state(), {"digits": 4, "why": True}), "0.1.0")
    opened = session.load(path)
    assert told(Timeline.of(opened.state)) == told(lived())
    assert opened.view == {"digits": 4, "why": True}


def test_a_run_alone_is_saved_and_loaded(tmp_path: Path) -> None:
    run = Run(Experiment())
    run.advance(batches=31)
    save(run, tmp_path / "run.nnplay")
    again = load(tmp_path / "run.nnplay")
    for one in (run, again):
        one.advance(epochs=2)
    assert again.network.sha256() == run.network.sha256()


# ---- versions ------------------------------------------------------------------------------------------------------


def test_a_table_stands_in_its_file_once_however_many_experiments_hold_it() -> None:
    tables = plain()["tables"]
    assert [table["names"] for table in tables] == [["x1", "x2"], ["a", "b", "ç"]]
    assert [each["data"]["table"] for each in plain()["experiments"] if each["data"]["name"] == "own"] == [1]


def test_a_file_of_a_newer_version_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "newer.nnplay"
    path.write_text(json.dumps(plain() | {"version": 9, "written_by": "7.0"}), "utf-8")
    with pytest.raises(ImportFileError, match=r"newer\.nnplay.*newer version.*7\.0.*is 9, expected at most 2"):
        session.load(path)


def test_an_older_one_is_upgraded_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    old = plain()
    old["moment"], old["trees"] = old.pop("here"), old.pop("branches")  # as versions to come might call them

    def second(values: dict[str, object]) -> dict[str, object]:
        return values | {"here": values["moment"]}

    def third(values: dict[str, object]) -> dict[str, object]:
        return values | {"branches": values["trees"]}

    now = versions.VERSION
    monkeypatch.setattr(versions, "VERSION", now + 2)
    monkeypatch.setattr(versions, "UPGRADES", {now: second, now + 1: third})
    assert told(read(old)) == told(lived())


def test_a_file_of_each_version_is_kept_and_still_opens() -> None:
    assert [path.name for path in OLD_FILES] == [
        f"version_{number}.nnplay" for number in range(1, versions.VERSION + 1)
    ]
    for path in OLD_FILES:
        timeline = Timeline.of(session.load(path).state)
        assert len(timeline.branches) == 3
        assert timeline.run.network.sha256() == HERE.joinpath("files", f"{path.stem}.sha256").read_text().strip()


def test_a_file_of_version_2_has_its_tables_to_the_bit() -> None:
    timeline = Timeline.of(session.load(HERE / "files/version_2.nnplay").state)
    timeline.take_branch(3)
    timeline.seek(Position(5, 1))
    assert timeline.run.experiment.data.table == own_table()
    assert timeline.run.samples.test.tolist() == list(range(0, 30, 3))
    timeline.seek(timeline.end)
    assert timeline.run.experiment.data.formula == "x1 * x2 > 0.1"
    assert timeline.run.network.sha256() == HERE.joinpath("files", "version_2_branch_3.sha256").read_text().strip()


def test_every_version_but_the_present_one_has_its_upgrade() -> None:
    assert sorted(versions.UPGRADES) == list(range(1, versions.VERSION))
