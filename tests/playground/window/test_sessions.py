"""New, open, save: what was there comes back, the title tells the file, and nothing is lost on the way."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from engine import Experiment, Layer, Run, Timeline, save
from engine.exchange.exporting import export
from engine.exchange.model import Model
from engine.exchange.table import format_for
from engine.fitting import with_data
from engine.session import session
from engine.table import Table
from playground.document.selection import Unit
from playground.window import memory, recent
from tests.playground.conftest import Bench


def save_as(bench: Bench, path: Path) -> None:
    bench.window.saving.choose_path = lambda *_: str(path)
    bench.window.actions_by_name["save_as"].trigger()
    bench.qtbot.waitUntil(lambda: bench.window.sessions.path == path and not bench.window.sessions.background.is_busy)


def open_file(bench: Bench, path: Path) -> None:
    before = bench.snapshot.run_number
    bench.window.sessions.open_path(path)
    bench.qtbot.waitUntil(lambda: bench.snapshot.run_number > before)


def has_title(bench: Bench, name: str, *, changed: bool) -> None:
    assert bench.window.windowTitle() == (f"{name}[*] — Backprop Playground" if name else "Backprop Playground")
    assert bench.window.isWindowModified() == changed


@pytest.fixture
def trained(bench: Bench) -> Bench:
    """A window that has learnt, was changed, and has two branches."""
    bench.step(20)
    bench.window.document.add_unit(2)
    bench.wait_until_shown()
    bench.step(5)
    bench.window.past.go(10)
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 10)
    bench.window.document.set_rate(0.5)
    bench.wait_until_shown()
    bench.step(3)
    return bench


def test_what_is_saved_goes_on_in_another_window_as_if_it_had_never_been_closed(
    trained: Bench, open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    save_as(trained, tmp_path / "run.nnplay")
    other = open_bench()
    open_file(other, tmp_path / "run.nnplay")
    assert other.snapshot.network.sha256() == trained.snapshot.network.sha256()
    for one in (trained, other):
        one.step(4)
    assert other.snapshot.network.sha256() == trained.snapshot.network.sha256()
    assert other.snapshot.costs.train.tolist() == trained.snapshot.costs.train.tolist()
    for one in (trained, other):
        one.window.past.go_to_branch(1)
        one.qtbot.waitUntil(lambda one=one: one.snapshot.epoch == 25)
    assert other.experiment == trained.experiment
    assert other.snapshot.network.sha256() == trained.snapshot.network.sha256()


def test_the_title_tells_the_file_and_whether_it_has_changed_since(trained: Bench, tmp_path: Path) -> None:
    has_title(trained, "", changed=False)
    save_as(trained, tmp_path / "a run.nnplay")
    has_title(trained, "a run.nnplay", changed=False)
    trained.step(1)
    has_title(trained, "a run.nnplay", changed=True)
    trained.window.actions_by_name["save"].trigger()  # without a question
    trained.qtbot.waitUntil(lambda: not trained.window.isWindowModified())
    trained.window.document.set_rate(0.7)
    trained.wait_until_shown()
    has_title(trained, "a run.nnplay", changed=True)
    trained.window.actions_by_name["save"].trigger()
    trained.qtbot.waitUntil(lambda: not trained.window.isWindowModified())
    assert session.load(tmp_path / "a run.nnplay").state.here.experiment.rate == 0.7


def test_looking_at_another_moment_does_not_change_it(trained: Bench, tmp_path: Path) -> None:
    save_as(trained, tmp_path / "run.nnplay")
    trained.window.past.go_to_start()
    trained.qtbot.waitUntil(lambda: trained.snapshot.epoch == 0)
    has_title(trained, "run.nnplay", changed=False)


def test_what_is_saved_while_it_learns_on_has_changed(bench: Bench, tmp_path: Path) -> None:
    bench.window.runner.play()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 5)
    save_as(bench, tmp_path / "run.nnplay")
    bench.window.runner.pause()
    bench.qtbot.waitUntil(lambda: not bench.window.runner.playing)
    assert bench.window.sessions.is_changed
    epoch = session.load(tmp_path / "run.nnplay").state.here.epoch
    assert 5 < epoch <= bench.snapshot.epoch


def test_an_undo_goes_back_over_opening_to_the_run_that_was_on_the_table(trained: Bench, tmp_path: Path) -> None:
    run = Run(Experiment(hidden=(Layer(2), Layer(2))))
    run.advance(epochs=7)
    save(run, tmp_path / "other.nnplay")
    before, weights = trained.experiment, trained.snapshot.network.sha256()
    open_file(trained, tmp_path / "other.nnplay")
    assert trained.snapshot.network.sha256() == run.network.sha256()
    assert trained.window.sessions.path == tmp_path / "other.nnplay"
    assert "undo brings back" in trained.window.notice.sentence
    trained.window.actions_by_name["undo"].trigger()
    trained.qtbot.waitUntil(lambda: trained.snapshot.network.sha256() == weights)
    assert (trained.experiment, trained.window.sessions.path) == (before, None)
    assert trained.snapshot.past is not None
    assert [way.number for way in trained.snapshot.past.others] == [1]  # with its branches
    trained.window.actions_by_name["redo"].trigger()
    trained.qtbot.waitUntil(lambda: trained.snapshot.network.sha256() == run.network.sha256())
    assert trained.window.sessions.path == tmp_path / "other.nnplay"
    assert not trained.window.sessions.is_changed


def test_the_changes_of_an_opened_run_can_be_undone_beside_those_of_its_past(
    trained: Bench, open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    save_as(trained, tmp_path / "run.nnplay")
    other = open_bench()
    open_file(other, tmp_path / "run.nnplay")
    weight = other.snapshot.network.weight(1, 1, 1)
    other.window.document.set_weights({(1, 1, 1): 9.0})
    other.qtbot.waitUntil(lambda: other.snapshot.network.weight(1, 1, 1) == 9.0)
    other.window.document.undo_stack.undo()
    other.qtbot.waitUntil(lambda: other.snapshot.network.weight(1, 1, 1) == weight)


def test_a_run_that_is_opened_while_another_is_saved_is_not_filed_as_that_one(trained: Bench, tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine.nnplay", tmp_path / "theirs.nnplay"
    run = Run(Experiment(seed=9))
    run.advance(epochs=2)
    save(run, theirs)
    save_as(trained, mine)
    trained.step(1)
    epoch, sessions = trained.snapshot.epoch, trained.window.sessions
    sessions.open_path(theirs)
    sessions.save()  # it is read first, and written then
    trained.qtbot.waitUntil(lambda: session.load(mine).state.here.epoch == epoch)
    trained.qtbot.waitUntil(lambda: not sessions.background.is_busy and not sessions._waiting)
    assert sessions.path == theirs
    assert session.load(mine).state.here.epoch == epoch
    trained.qtbot.waitUntil(lambda: trained.snapshot.epoch == 2)
    sessions.save()
    trained.qtbot.waitUntil(lambda: not sessions.background.is_busy and not sessions._waiting)
    assert session.load(mine).state.here.epoch == epoch
    assert session.load(theirs).state.here.epoch == 2


def test_a_network_whose_table_was_too_large_to_go_with_it_goes_on_with_it_once_it_is_open(
    bench: Bench, tmp_path: Path
) -> None:
    points = np.random.default_rng(1).normal(size=(7000, 2))
    table = Table(("a", "b"), points, "kind", (points[:, 0] > 0).astype(float), ("no", "yes"))
    run = Run(with_data(Experiment(), table=table, standardise=True).experiment)
    run.advance(epochs=1)
    path = tmp_path / "theirs.json"
    export(Model.of(run.experiment, run.network, run.samples), path, format_for(path.name))
    bench.window.document.set_table("Open a table", table, name="own")
    bench.wait_until_shown()
    open_file(bench, path)
    assert bench.experiment.data == run.experiment.data
    assert bench.snapshot.network.sha256() == run.network.sha256()
    assert table.digest in bench.window.notice.sentence


def test_a_network_that_needs_a_table_says_what_to_open_first(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "theirs.npz"
    features = np.array([f"x{number}" for number in range(1, 6)])
    np.savez(path, coefs_0=np.ones((5, 2)), intercepts_0=np.zeros(2), coefs_1=np.ones((2, 1)), features=features)
    bench.window.sessions.open_path(path)
    bench.qtbot.waitUntil(lambda: "it needs points of 5 numbers" in bench.window.notice.sentence)
    assert "open its data first, a table with at least 5 inputs" in bench.window.notice.sentence
    assert bench.experiment == Experiment()


def test_new_begins_with_the_first_experiment_and_an_undo_goes_back(trained: Bench) -> None:
    weights = trained.snapshot.network.sha256()
    trained.window.actions_by_name["new"].trigger()
    trained.qtbot.waitUntil(lambda: trained.snapshot.epoch == 0)
    assert trained.experiment == Experiment()
    assert not trained.window.sessions.is_changed
    trained.window.actions_by_name["undo"].trigger()
    trained.qtbot.waitUntil(lambda: trained.snapshot.network.sha256() == weights)


@pytest.mark.parametrize("data", ["", "{", '{"format": "Backprop Playground session", "version": 99}'])
def test_a_file_that_is_no_session_is_refused_and_the_open_work_is_untouched(
    trained: Bench, tmp_path: Path, data: str
) -> None:
    path = tmp_path / "bad.nnplay"
    path.write_text(data)
    weights, count = trained.snapshot.network.sha256(), trained.window.document.undo_stack.count()
    trained.window.sessions.open_path(path)
    trained.qtbot.waitUntil(lambda: "bad.nnplay" in trained.window.notice.sentence)
    assert trained.snapshot.network.sha256() == weights
    assert trained.window.document.undo_stack.count() == count


def test_how_it_was_looked_at_comes_back(bench: Bench, open_bench: Callable[..., Bench], tmp_path: Path) -> None:
    bench.window.side.show_page("Inspector")
    bench.window.left.show_page("Learning")
    bench.window.costs.set_log(False)
    bench.window.writing.set_digits(5)
    bench.window.run_bar.speed.setCurrentIndex(1)
    bench.window.splitter.setSizes([260, 600, 420])
    widths = bench.window.splitter.sizes()
    save_as(bench, tmp_path / "run.nnplay")
    other = open_bench()
    other.window.side.show_page("Charts")
    other.window.splitter.setSizes([240, 740, 300])
    open_file(other, tmp_path / "run.nnplay")
    assert (other.window.side.page, other.window.left.page) == ("Inspector", "Learning")
    assert (other.window.costs.is_log, other.window.writing.digits) == (False, 5)
    assert other.window.run_bar.speed.currentIndex() == 1
    assert other.window.splitter.sizes() == widths


@pytest.mark.parametrize("is_chosen", [True, False])
def test_the_sample_and_the_unit_that_were_looked_at_come_back(
    bench: Bench, open_bench: Callable[..., Bench], tmp_path: Path, is_chosen: bool
) -> None:
    first = bench.window.selection.sample
    sample = 345 if is_chosen else first
    if is_chosen:
        bench.window.selection.select_sample(sample)
    bench.window.selection.select_unit(Unit(2, 3))
    save_as(bench, tmp_path / "run.nnplay")
    other = open_bench()
    other.window.selection.select_sample(7)
    other.window.selection.select_unit(Unit(3, 1))
    open_file(other, tmp_path / "run.nnplay")
    assert (other.window.selection.sample, other.window.selection.unit) == (sample, Unit(2, 3))
    assert other.window.selection.sample_is_chosen == is_chosen
    assert {"sample", "unit"}.isdisjoint(memory.view_of(other.window))  # no other run begins with them


@pytest.mark.parametrize(
    ("told", "sample", "unit"),
    [
        ({"sample": "99999", "unit": "2 99"}, 499, Unit(2, 4)),
        ({"sample": "-1", "unit": "0 1"}, 7, Unit(2, 2)),
        ({"sample": "²", "unit": "2"}, 7, Unit(2, 2)),
        ({"sample": "3", "unit": "9 9"}, 3, Unit(3, 1)),
    ],
)
def test_what_cannot_be_selected_is_what_is_nearest_or_stays(
    bench: Bench, told: dict[str, str], sample: int, unit: Unit
) -> None:
    bench.window.selection.select_sample(7)
    bench.window.selection.select_unit(Unit(2, 2))
    memory.show_view(bench.window, told)
    assert (bench.window.selection.sample, bench.window.selection.unit) == (sample, unit)


def test_a_view_that_makes_no_sense_changes_nothing(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "odd.nnplay"
    state = Timeline(Run(Experiment())).state()
    view = {"side": "Nowhere", "folds": "[" * 1900, "digits": "9" * 50, "widths": "x -1 9999999", "speed": "∞"}
    session.save(path, session.Session(state, {**view, "log_cost": 3, "why": 0.5}))
    open_file(bench, path)
    assert bench.window.side.page == "Charts"


# ---- closing -------------------------------------------------------------------------------------------------------


def answer(bench: Bench, button: QMessageBox.StandardButton) -> list[str]:
    """Answer the question whether to save; return what was asked."""
    asked: list[str] = []

    def ask() -> QMessageBox.StandardButton:
        asked.append("asked")
        return button

    bench.window.sessions._ask_whether_to_save = ask  # type: ignore[method-assign]
    return asked


def test_closing_asks_where_a_file_lacks_something_and_cancel_stays(bench: Bench, tmp_path: Path) -> None:
    save_as(bench, tmp_path / "run.nnplay")
    bench.step(1)
    asked = answer(bench, QMessageBox.StandardButton.Cancel)
    assert not bench.window.close()
    assert bench.window.isVisible()
    assert asked == ["asked"]
    answer(bench, QMessageBox.StandardButton.Discard)
    assert bench.window.close()
    assert session.load(tmp_path / "run.nnplay").state.here.epoch == 0


def test_closing_saves_first_where_that_is_wanted(bench: Bench, tmp_path: Path) -> None:
    save_as(bench, tmp_path / "run.nnplay")
    bench.step(2)
    answer(bench, QMessageBox.StandardButton.Save)
    assert not bench.window.close()  # not before it is saved
    bench.qtbot.waitUntil(lambda: not bench.window.isVisible())
    assert session.load(tmp_path / "run.nnplay").state.here.epoch == 2


def test_closing_asks_nothing_where_nothing_is_lost(bench: Bench, tmp_path: Path) -> None:
    asked = answer(bench, QMessageBox.StandardButton.Cancel)
    save_as(bench, tmp_path / "run.nnplay")
    assert bench.window.close()
    assert asked == []


def test_a_file_that_cannot_be_written_keeps_the_window_open(bench: Bench, tmp_path: Path) -> None:
    save_as(bench, tmp_path / "run.nnplay")
    bench.step(1)
    (tmp_path / "run.nnplay").unlink()
    (tmp_path / "run.nnplay").mkdir()  # whoever runs the tests, nobody can replace a folder
    answer(bench, QMessageBox.StandardButton.Save)
    assert not bench.window.close()
    bench.qtbot.waitUntil(lambda: "cannot write" in bench.window.notice.sentence.lower())
    assert bench.window.isVisible()
    answer(bench, QMessageBox.StandardButton.Discard)


# ---- files ---------------------------------------------------------------------------------------------------------


def test_a_file_that_is_dropped_is_opened(bench: Bench, tmp_path: Path) -> None:
    run = Run(Experiment())
    run.advance(epochs=2)
    save(run, tmp_path / "run.nnplay")
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(tmp_path / "run.nnplay"))])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    bench.window.dropEvent(QDropEvent(QPointF(9, 9), copy, dropped, Qt.MouseButton.LeftButton, none))
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 2)


def test_the_recent_files_stand_in_the_menu_the_last_one_first(bench: Bench, tmp_path: Path) -> None:
    for name in ("one.nnplay", "two & three.nnplay"):
        save_as(bench, tmp_path / name)
    assert [path.name for path in recent.paths()] == ["two & three.nnplay", "one.nnplay"]
    menu = bench.window.findChild(recent.RecentMenu)
    menu.fill()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "&1  two && three.nnplay",
        "&2  one.nnplay",
        "&Forget all",
    ]
    bench.step(3)
    menu.actions()[1].trigger()
    bench.qtbot.waitUntil(lambda: bench.window.sessions.path == tmp_path / "one.nnplay")
    (tmp_path / "two & three.nnplay").unlink()
    assert [path.name for path in recent.paths()] == ["one.nnplay"]
    find_action(menu, "&Forget all").trigger()
    assert recent.paths() == []


def find_action(menu: recent.RecentMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)


def test_settings_that_were_tampered_with_are_no_recent_files(bench: Bench) -> None:
    from playground.settings import open_settings

    for told in ("[" * 5000, "{}", "[1, null]", json.dumps(["/nowhere.nnplay"])):
        open_settings().setValue(recent.KEY, told)
        assert recent.paths() == []


def test_the_selection_fits_the_network_that_is_opened(bench: Bench, tmp_path: Path) -> None:
    bench.window.selection.select_unit(Unit(2, 4))
    save(Run(Experiment(hidden=(Layer(1),))), tmp_path / "small.nnplay")
    open_file(bench, tmp_path / "small.nnplay")
    QApplication.processEvents()
    assert bench.window.selection.unit.unit <= 2


# ---- models --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["model.npz", "model.json", "model.csv", "model.safetensors", "model.onnx"])
def test_a_model_that_was_trained_here_opens_with_its_experiment_and_weights(
    trained: Bench, open_bench: Callable[..., Bench], tmp_path: Path, name: str
) -> None:
    snapshot = trained.snapshot
    model = Model.of(snapshot.experiment, snapshot.network, snapshot.samples)
    export(model, tmp_path / name, format_for(name))
    other = open_bench()
    open_file(other, tmp_path / name)
    assert other.experiment == trained.experiment or name == "model.csv"  # tables have no room for an experiment
    assert other.snapshot.network.sha256() == snapshot.network.sha256()
    assert other.snapshot.epoch == 0
    assert other.snapshot.costs.train[0] != Run(snapshot.experiment).costs.last[1]
    assert (other.window.sessions.path, other.window.sessions.is_changed) == (None, False)


def test_a_network_that_was_trained_elsewhere_can_be_stepped(bench: Bench, tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    path = tmp_path / "elsewhere.npz"
    np.savez(
        path,
        coefs_0=chance.normal(size=(2, 3)),
        coefs_1=chance.normal(size=(3, 1)),
        intercepts_0=chance.normal(size=3),
        intercepts_1=chance.normal(size=1),
    )
    open_file(bench, path)
    assert bench.snapshot.network.sizes == (2, 3, 1)
    assert "data are" in bench.window.notice.sentence  # what was assumed is told
    bench.window.actions_by_name["grain_act"].trigger()
    bench.window.actions_by_name["forward"].trigger()
    bench.qtbot.waitUntil(lambda: bench.snapshot.act == 1 and bench.snapshot.told is not None)


def test_a_model_that_cannot_be_represented_is_refused_by_layer(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "wide.npz"
    np.savez(path, coefs_0=np.ones((2, 600)), coefs_1=np.ones((600, 1)), intercepts_0=np.ones(600), intercepts_1=[0.0])
    before = bench.snapshot.network.sha256()
    bench.window.sessions.open_path(path)
    bench.qtbot.waitUntil(lambda: "W1 has shape (600, 3), expected" in bench.window.notice.sentence)
    assert bench.snapshot.network.sha256() == before


def test_the_title_names_the_file_that_a_model_came_from_and_a_fresh_window_has_nothing_to_undo(
    bench: Bench, tmp_path: Path
) -> None:
    snapshot = bench.snapshot
    export(Model.of(snapshot.experiment, snapshot.network, snapshot.samples), tmp_path / "m.json", format_for("m.json"))
    open_file(bench, tmp_path / "m.json")
    assert bench.window.windowTitle() == "m.json — Backprop Playground"
    assert bench.window.notice.sentence == "Opened m.json"
    assert not bench.window.document.undo_stack.canUndo()
    assert bench.window.sessions.path is None
