"""Reports: one file that needs nothing else, with the very numbers of the run, and nothing in it that could be run."""

import re
import shlex
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from engine import Data, Experiment, Layer, Run, fitting
from engine.errors import ExportError
from engine.metrics import confusion, decisions
from engine.network import forward
from engine.numbers import format_number, format_significant
from engine.snapshot import Snapshot
from engine.surface import Slice
from engine.table import Table
from engine.timeline import Position, Timeline
from playground.cli import Parser
from playground.figures.in_words import settings
from playground.figures.report import MOST_WEIGHTS, command, report, save_report
from playground.options import add_experiment_options, experiment_of
from tests.playground.figures.conftest import at, learnt

VOID = {"meta", "br", "hr", "img", "link", "input"}
SEVERAL = Experiment(data=Data("blobs", classes=4), output="softmax", cost="cross_entropy", hidden=(Layer(3),))


class Page(HTMLParser):
    """Reads a page: its tables by their names, its tags, its links, its text; and holds that every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.titles: dict[str, list[str]] = {}
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._table = ""
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        named = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in named.items()]
        if tag not in VOID:
            self._open.append(tag)
        if tag == "table":
            self._table = named.get("id", "")
            self.tables[self._table], self.titles[self._table] = [], []
        if tag == "tr":
            self.tables[self._table].append([])
        if tag in ("td", "th"):
            self.tables[self._table][-1].append("")
        if tag == "td" and "title" in named:
            self.titles[self._table].append(named["title"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("style", "title"):
            self.words.append(data)
        if self._open and self._open[-1] in ("td", "th"):
            self.tables[self._table][-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return at(learnt())


@pytest.fixture(scope="module")
def written(snapshot: Snapshot, qapp: object) -> str:
    return report(snapshot)


def test_a_report_needs_nothing_from_elsewhere_and_runs_nothing(written: str) -> None:
    page = Page(written)
    assert not page.tags & {"script", "link", "iframe", "object", "embed", "base", "form"}
    assert "http" not in written
    assert "@import" not in written
    assert not [(tag, name) for tag, name, _ in page.attributes if name.startswith("on")]
    for _, name, value in page.attributes:
        if name in ("href", "src"):
            assert value.startswith(("#", "data:image/png;base64,"))
        if "url(" in value:
            assert re.fullmatch(r"url\(#[\w-]+\)", value)


def test_what_is_pointed_to_is_there_and_no_name_is_used_twice(written: str) -> None:
    page = Page(written)
    names = [value for _, name, value in page.attributes if name == "id"]
    assert len(names) == len(set(names))
    wanted = {value[1:] for _, name, value in page.attributes if name == "href" and value.startswith("#")}
    wanted |= {match for _, _, value in page.attributes for match in re.findall(r"url\(#([\w-]+)\)", value)}
    assert wanted <= set(names)
    assert len(wanted) > 20


def test_every_weight_stands_in_its_place_with_all_its_digits(written: str, snapshot: Snapshot) -> None:
    page = Page(written)
    for layer, matrix in snapshot.network.W.items():
        head, *rows = page.tables[f"W{layer}"]
        assert head[0] == "j"
        assert head[1].startswith("w⁽")
        assert head[1].endswith("ⱼ,₀")
        assert [row[0] for row in rows] == [str(unit) for unit in range(1, len(matrix) + 1)]
        shown = [cell for row in rows for cell in row[1:]]
        assert shown == [format_number(value, 4) for value in matrix.ravel().tolist()]
        assert [float(title) for title in page.titles[f"W{layer}"]] == matrix.ravel().tolist()


def test_costs_and_scores_are_the_snapshots(written: str, snapshot: Snapshot) -> None:
    text = Page(written).text
    assert f"{format_significant(float(snapshot.costs.train[-1]), 4)} Cost J, training" in text
    assert f"{format_significant(float(snapshot.costs.test[-1]), 4)} Cost J, test" in text
    assert f"{100 * snapshot.accuracy[0]:.1f}" in text


@pytest.mark.parametrize("experiment", [Experiment(hidden=(Layer(2),)), SEVERAL])
def test_the_confusion_counts_every_sample_of_its_part(experiment: Experiment) -> None:
    snapshot = at(learnt(experiment, 3))
    page, samples = Page(report(snapshot)), snapshot.samples
    for part, of_part in (("training", samples.train), ("test", samples.test)):
        _, *rows = page.tables[f"confusion-{part}"]
        counts = np.array([[int(cell) for cell in row[1:]] for row in rows])
        decided = decisions(experiment.output, forward(snapshot.network, samples.inputs[of_part]).output)
        for true, row in enumerate(counts):
            for said, count in enumerate(row):
                assert count == np.sum((samples.labels[of_part] == true) & (decided == said))
        score = snapshot.accuracy[0 if part == "training" else 1]
        assert np.trace(counts) / counts.sum() == pytest.approx(score)
        assert f"class {samples.first_class}" in rows[0][0]


def test_values_have_r_squared_and_no_confusion() -> None:
    snapshot = at(learnt(Experiment(data=Data("sine"), features=("x1",), output="linear", cost="squared"), 3))
    page = Page(report(snapshot))
    assert f"{format_number(snapshot.accuracy[0], 4)} R², training" in page.text
    assert not [name for name in page.tables if name.startswith("confusion")]


def test_without_a_test_part_there_is_none() -> None:
    page = Page(report(at(learnt(Experiment(data=Data("and", samples=4, train_share=1.0)), 2))))
    assert "– Cost J, test" in page.text
    assert "confusion-test" not in page.tables


def test_the_line_trains_the_same_weights(snapshot: Snapshot) -> None:
    program, verb, *options = shlex.split(command(snapshot))
    assert (program, verb) == ("playground", "train")
    parser = Parser()
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--json", action="store_true")
    add_experiment_options(parser)
    chosen = parser.parse_args(options)
    run = Run(experiment_of(chosen))
    run.advance(epochs=chosen.epochs)
    assert run.network.sha256() == snapshot.network.sha256()


def test_the_page_shows_that_line_and_the_fingerprint(written: str, snapshot: Snapshot) -> None:
    text = Page(written).text
    assert command(snapshot) in text
    assert f"It gives these weights to the bit; their SHA-256 is {snapshot.network.sha256()}" in text


def test_what_was_changed_and_marked_stands_in_the_report() -> None:
    timeline = learnt()
    timeline.adopt(Experiment(hidden=(Layer(3),), rate=0.1))
    timeline.advance(epochs=2)
    timeline.set_bookmark("<b>here & now</b>")
    timeline.seek(Position(5))
    timeline.adopt(Experiment(hidden=(Layer(3),), rate=0.7))
    timeline.advance(epochs=1)
    written = report(at(timeline))
    page = Page(written)
    assert "<b>here" not in written
    assert "<b>here & now</b>" in page.text
    assert "this one: from epoch" in page.text
    snapshot = at(timeline)
    assert snapshot.past is not None
    told = [event.words for way in (snapshot.past.present, *snapshot.past.others) for event in way.events]
    assert len(told) == 3
    assert all(words in page.text for words in told)
    assert "was changed by hand on its way" in page.text
    assert "to the bit" not in page.text


def test_weights_that_came_from_a_file_are_not_promised_to_come_of_the_line() -> None:
    experiment = Experiment(hidden=(Layer(3),))
    timeline = Timeline(Run.beginning_with(experiment, np.full(Run(experiment).network.flat.size, 0.25)))
    timeline.advance(epochs=1)
    for each in (timeline, Timeline.of(timeline.state())):  # as it is, and saved and opened again
        page = Page(report(at(each)))
        assert "began with the weights of a file" in page.text
        assert "to the bit" not in page.text


def test_a_moment_amid_an_epoch_is_said_to_be_one() -> None:
    page = Page(report(at(learnt(), Position(4, 7))))
    assert "after 4 epochs and 7 of 25 mini-batches of learning" in page.text
    assert "7 of 25 mini-batches later" in page.text


def test_a_matrix_that_is_too_large_is_not_printed() -> None:
    snapshot = at(learnt(Experiment(hidden=(Layer(90), Layer(90))), 1))
    page = Page(report(snapshot))
    assert snapshot.network.W[2].size > MOST_WEIGHTS
    assert "W2" not in page.tables
    assert "W1" in page.tables
    assert "8190 weights are too many to print" in page.text


def test_every_setting_is_told_in_words() -> None:
    experiment = Experiment(l2=0.01, clip=1.5, frozen=((1, 1, 0),), hidden=(Layer(4, "relu", 0.2),))
    told = {setting.name: setting for setting in settings(experiment)}
    assert told["Data"].value == "Circle"
    assert told["Layer 2"].value == "4 units, relu, dropout 0.2"
    assert told["Layer 2"].meaning == "φ(z) = max(0, z)"
    assert told["L2 penalty λ"].value == "0.01"
    assert told["Gradient clipped at"].value == "1.5"
    assert told["Frozen weights"].value == "w⁽¹⁾₁,₀"
    assert told["Learning rate η"].value == "0.3"
    assert "Stops" not in told


def test_a_report_is_in_light_and_dark_and_on_paper(written: str) -> None:
    assert written.count('<div class="light"><svg') == written.count('<div class="dark"><svg') == 3
    assert "@media (prefers-color-scheme: dark)" in written
    assert "@media print" in written


def test_confusion_counts_true_classes_down_and_decided_ones_across() -> None:
    counts = confusion(np.array([0, 1, 1, 2.0]), np.array([0, 0, 1, 2.0]), 3)
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path: Path, snapshot: Snapshot) -> None:
    with pytest.raises(ExportError, match="cannot write"):
        save_report(tmp_path / "missing" / "report.html", snapshot)
    save_report(tmp_path / "report.html", snapshot)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".ini"] == ["report.html"]


NAMED = Table(
    ("width", "<b>height</b>", "depth"),
    np.random.default_rng(2).normal(size=(40, 3)),
    "kind",
    np.arange(40) % 3.0,
    ("<i>cat</i>", "dog", "eel"),
)


def test_a_table_has_the_names_of_its_columns_and_classes_and_the_slice_is_told(qapp: object) -> None:
    experiment = fitting.with_data(Experiment(hidden=(Layer(2),)), table=NAMED, name="own").experiment
    snapshot = at(learnt(experiment, 2))
    written = report(snapshot, shown=Slice(2, 0, ((1, 0.5),)))
    page = Page(written)
    assert "<i>cat" not in written
    heads, *rows = page.tables["confusion-training"]
    assert heads[1:] == ["→ <i>cat</i>", "→ dog", "→ eel"]
    assert [row[0] for row in rows] == ["<i>cat</i>", "dog", "eel"]
    assert "x₁ width, x₂ <b>height</b>, x₃ depth" in page.text
    assert written != report(snapshot)
