"""What the data table does without a window: order, edits, and cells as text."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ImportFileError
from engine.experiment import Experiment
from engine.rows import as_table, with_cells, with_rows
from engine.run import Run
from engine.samples import samples_of
from engine.snapshot import take
from engine.table import GREATEST, TEST, TRAIN, Table
from playground.data_table import edits
from playground.data_table.content import Content, Kind, content_of, content_of_own_split, told_classes
from playground.data_table.opinions import opinions_of
from playground.data_table.order import Chosen, Condition, order_of, parse_conditions
from playground.data_table.text import dialect_of, read_text, text_of
from playground.document.values import ValueRefusedError
from tests.playground.data_table.conftest import own, table_of

NUMBERS = st.floats(-GREATEST, GREATEST, allow_nan=False) | st.integers(-9, 9).map(float)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw tables of 2 to 8 rows with classes of any name, or with values."""
    rows, inputs = draw(st.integers(2, 8)), draw(st.integers(1, 3))
    classes = draw(st.just(("0", "1")) | st.just(('a "b"', "NA", "Å,;", "ä b")) | st.just(()))
    cells = draw(st.lists(NUMBERS, min_size=rows * inputs, max_size=rows * inputs))
    labels = st.integers(0, len(classes) - 1).map(float) if classes else NUMBERS
    split = draw(st.lists(st.booleans(), min_size=rows, max_size=rows).filter(lambda split: not all(split)))
    return Table(
        names=("x1", "b", "c")[:inputs],
        inputs=np.array(cells).reshape(rows, inputs),
        target_name="y",
        target=np.array(draw(st.lists(labels, min_size=rows, max_size=rows))),
        classes=tuple(sorted(classes)),
        is_test=np.array(split),
    )


def content(table: Table) -> Content:
    return content_of_own_split(own(table).data, 1)


# ---- content -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["circle", "blobs", "reg-plane", "sine", "and"])
def test_generated_samples_are_shown_as_the_table_that_they_would_become(name: str) -> None:
    from engine import fitting

    experiment = fitting.with_data(Experiment(), name=name).experiment
    samples = samples_of(experiment)
    shown, table = content_of(experiment.data, samples, experiment.seed), as_table(experiment.data, samples)
    assert (shown.names, shown.target_name, shown.classes) == (table.names, table.target_name, table.classes)
    assert shown.inputs.tobytes() == table.inputs.tobytes()
    assert shown.target.tobytes() == table.target.tobytes()
    assert table.is_test is not None
    assert shown.is_test.tobytes() == table.is_test.tobytes()
    assert "the first change makes them your own" in shown.note


def test_columns_of_whole_numbers_have_no_decimals_and_others_keep_every_digit_for_the_editor() -> None:
    shown = content(replace(table_of(), inputs=np.array([[1, 0.1 + 0.2, 1e-9]] * 6)))
    assert [shown.figure(0, column, 2) for column in range(3)] == ["1", "0.30", "1.0×10⁻⁹"]
    assert [shown.exact(0, column) for column in range(5 - 1)] == ["1", "0.30000000000000004", "1e-09", "cat"]


# ---- order ---------------------------------------------------------------------------------------------------------


@given(tables(), st.data())
def test_sorting_is_stable_and_takes_every_sample_once(table: Table, data: st.DataObject) -> None:
    shown = content(table)
    column, descending = data.draw(st.integers(0, shown.edited_width - 1)), data.draw(st.booleans())
    order = order_of(shown, Chosen(column=column, descending=descending), None).tolist()
    values = [*table.inputs.T.tolist(), table.target.tolist(), list(map(float, table.is_test.tolist()))][column]  # type: ignore[union-attr]
    sign = -1 if descending else 1
    assert order == sorted(range(table.rows), key=lambda sample: sign * values[sample])  # Python's sort is stable


def test_filters_leave_what_fits_all_of_them() -> None:
    table = table_of(30)
    shown = content(table)
    chosen = Chosen(part=TEST, label=1, conditions=parse_conditions("x1 > -1 and length 2 <= 2; y != dog", shown))
    expected = [
        row
        for row in range(30)
        if shown.is_test[row] and table.target[row] == 1 and table.inputs[row, 0] > -1 and table.inputs[row, 1] <= 2
    ]
    assert expected
    assert order_of(shown, chosen, None).tolist() == expected


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("x1 > 2", Condition(0, ">", 2.0)),
        ("x₂≥0,5", Condition(1, ">=", 0.5)),
        ("length 3 < −1/2", Condition(2, "<", -0.5)),
        ("y == cow", Condition(3, "=", 1.0)),
        ("animal = dog", Condition(3, "=", 2.0)),
        ("part = test", Condition(4, "=", 1.0)),
        ("says != cat", Condition(5, "!=", 0.0)),
        ("cost>1e-3", Condition(6, ">", 0.001)),
    ],
)
def test_a_condition_is_read(text: str, condition: Condition) -> None:
    assert parse_conditions(text, content(table_of())) == (condition,)


@pytest.mark.parametrize("text", ["x1", "x9 > 1", "x1 > cat", "y = frog", "part = all", "> 2"])
def test_what_is_no_condition_is_named(text: str) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        parse_conditions(text, content(table_of()))
    assert text.split(" ")[-1] in str(refused.value) or text in str(refused.value)


def test_opinions_are_those_of_the_forward_pass_in_one_piece_or_in_many(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.learning import objective_of
    from engine.network import forward
    from playground.data_table import opinions

    experiment = own(table_of(40))
    run = Run(experiment)
    run.advance(epochs=3)
    snapshot = take(run, 1)
    passed = forward(snapshot.network, snapshot.samples.inputs)
    costs = objective_of(experiment).sample_costs(passed, snapshot.samples.targets)
    for most in (2**21, 30):
        monkeypatch.setattr(opinions, "MOST_AT_ONCE", most)
        found = opinions_of(snapshot, np.arange(40))
        np.testing.assert_allclose(found.costs, costs, rtol=1e-12)
        assert found.said.tolist() == passed.output.argmax(axis=0).tolist()
        assert found.is_wrong.tolist() == (found.said != snapshot.samples.labels).tolist()
        np.testing.assert_allclose(found.activation, passed.output.max(axis=0), rtol=1e-12)


# ---- one cell ------------------------------------------------------------------------------------------------------


def test_a_class_is_known_by_its_name_and_a_number_however_it_is_written() -> None:
    table = table_of(classes=("1", "2", "cat"))
    assert edits.with_typed_class(table, 0, " 2.0 ").target[0] == 1
    assert edits.with_typed_class(table, 0, "cat").target[0] == 2


def test_a_new_class_is_offered_and_keeps_all_others_where_they_are() -> None:
    table = table_of()
    with pytest.raises(edits.NewClassError, match="'bee' is no class yet, expected 'cat', 'cow' or 'dog'"):
        edits.with_typed_class(table, 4, "bee")
    changed = edits.with_typed_class(table, 4, "bee", may_be_new=True)
    assert changed.classes == ("bee", "cat", "cow", "dog")
    before = [table.classes[int(label)] for label in table.target]
    after = [changed.classes[int(label)] for label in changed.target]
    assert after == [*before[:4], "bee", before[5]]


def test_classes_are_listed_but_not_all_of_many() -> None:
    assert told_classes(("a", "b")) == "'a' or 'b'"
    assert told_classes(tuple("abcdefgh")) == "'a', 'b', 'c', 'd', 'e', 'f' … (8 classes)"


# ---- text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "columns"),
    [
        ("0,5\n1,25\n", 1, [[0.5, 1.25]]),
        ("0,5\n1,25\n", 2, [[0, 1], [5, 25]]),
        ("0.5\t-1,5\n2\t3", 1, None),
        ("1,5\t−2,25\r\n3\t4\r\n", 1, [[1.5, 3], [-2.25, 4]]),
        ("1,234\t5\n", 1, [[1.234], [5]]),
        ("1;2\n3;4\n", 1, [[1, 3], [2, 4]]),
        ("1,5;2\n3;4\n", 1, [[1.5, 3], [2, 4]]),
        ("1,2,3\n4,5,6", 1, [[1, 4], [2, 5], [3, 6]]),
        ("1 2\n3 4", 1, [[1, 3], [2, 4]]),
        ("7", 1, [[7]]),
    ],
)
def test_pasted_numbers_are_read_whatever_stands_between_them(
    text: str, width: int, columns: list[list[float]] | None
) -> None:
    sheet = read_text(text, (), width)
    if columns is None:
        assert np.isnan(sheet.columns[1].values[0])  # one comma among points is no decimal comma
    else:
        assert [column.values.tolist() for column in sheet.columns] == columns


def test_names_with_blanks_are_one_cell() -> None:
    assert dialect_of("Iris setosa\nIris virginica\n").delimiter == "\t"


def test_a_row_of_the_columns_names_is_no_row_of_the_data() -> None:
    assert read_text("x1\ty\n1\t0\n", ("x1", "y", "part")).rows == 1
    assert read_text("x1\ty\n1\t0\n", ("x2", "y", "part")).rows == 2


def test_gaps_and_uneven_rows_are_refused_by_their_number() -> None:
    with pytest.raises(ImportFileError, match="row 2 of the pasted cells is empty"):
        read_text("1\n\n2\n", ())
    with pytest.raises(ImportFileError, match="cannot be read: row 2 has 1 cell, expected 2 as in row 1"):
        read_text("1\t2\n3\n", ())


@given(tables(), st.booleans())
def test_what_is_copied_and_pasted_again_is_the_same_to_the_bit(table: Table, header: bool) -> None:
    shown = content(table)
    text = text_of(shown, np.arange(table.rows), range(shown.edited_width), None, header=header)
    headings = [*table.names, table.target_name, "part"]
    zeros = replace(
        table, inputs=np.zeros_like(table.inputs), target=np.zeros(table.rows), is_test=np.zeros(table.rows, bool)
    )
    sheet = read_text(text, headings, shown.edited_width)
    assert edits.with_block(zeros, edits.read_block(sheet, zeros, 0), np.arange(table.rows)) == table
    assert edits.with_all_rows(zeros, edits.read_block(sheet, zeros, 0, as_whole=True)) == table


@given(tables(), st.data())
def test_a_block_changes_its_cells_alone_as_single_edits_would(table: Table, data: st.DataObject) -> None:
    d = len(table.names)
    top, column = data.draw(st.integers(0, table.rows - 1)), data.draw(st.integers(0, d - 1))
    rows, width = data.draw(st.integers(1, table.rows - top)), data.draw(st.integers(1, d - column))
    values = [data.draw(st.lists(NUMBERS, min_size=width, max_size=width)) for _ in range(rows)]
    text = "".join("\t".join(map(repr, row)) + "\n" for row in values)
    order = np.array(data.draw(st.permutations(range(table.rows))))
    block = edits.read_block(read_text(text, (), width), table, column)
    cells = [(int(order[top + i]), column + j, values[i][j]) for i in range(rows) for j in range(width)]
    assert edits.with_block(table, block, order[top : top + rows]) == with_cells(table, inputs=cells)


@given(tables(), st.integers(1, 4))
def test_rows_beyond_the_last_one_are_added(table: Table, more: int) -> None:
    shown = content(table)
    rows = np.resize(np.arange(table.rows), more + 1)
    text = text_of(shown, rows, range(shown.edited_width), None)
    block = edits.read_block(read_text(text, (), 9), table, 0)
    last = np.array([table.rows - 1])
    over = (
        with_cells(
            table,
            inputs=[(int(last[0]), column, float(table.inputs[0, column])) for column in range(len(table.names))],
            targets=[(int(last[0]), float(table.target[0]))],
            tests=[(int(last[0]), bool(table.is_test[0]))],  # type: ignore[index]
        )
        if not (table.is_test is not None and table.is_test[:-1].all() and table.is_test[0])
        else None
    )
    if over is None:
        with pytest.raises(ValueRefusedError, match="expected some to learn from"):
            edits.with_block(table, block, last)
        return
    added = rows[1:]
    expected = with_rows(over, table.inputs[added], table.target[added], table.is_test[added])  # type: ignore[index]
    assert edits.with_block(table, block, last) == expected


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("1\t2\n3\tx", 0, "row 2, column 2 of the pasted cells: 'x' stands there, expected a number"),
        ("1\t\n3\t4", 0, "row 1, column 2 of the pasted cells: nothing stands there, expected a number"),
        ("cat\ntest\n", 3, "row 2, column 1 of the pasted cells: 'test' stands there, expected 'cat', 'cow' or 'dog'"),
        (
            "cat\ttrain\ncat\tboth",
            3,
            "row 2, column 2 of the pasted cells: 'both' stands there, expected train or test",
        ),
        ("1e200", 0, "row 1, column 1 of the pasted cells: 1e+200 stands there, expected a number"),
        ("1\t2\t3\tcat\ttest\t9", 0, "the pasted cells are 6 columns wide, expected at most 5 from here on"),
        ("1", 5, "what the network says is computed and cannot be pasted"),
        ("1\t2\n" * 9, 0, "the pasted cells go on 3 rows beyond the last sample; a new one needs every x and y"),
    ],
)
def test_a_block_that_does_not_fit_is_refused_by_row_and_column(text: str, column: int, sentence: str) -> None:
    table = table_of()
    with pytest.raises(ValueRefusedError) as refused:
        edits.with_block(table, edits.read_block(read_text(text, (), 9), table, column), np.arange(6))
    assert str(refused.value).startswith(sentence)


def test_a_whole_pasted_table_may_have_other_classes_and_rows() -> None:
    table = table_of()
    sheet = read_text("1\t2\t3\tbee\n4\t5\t6\tant\n7\t8\t9\tbee\n", (), 5)
    changed = edits.with_all_rows(table, edits.read_block(sheet, table, 0, as_whole=True))
    assert changed.classes == ("ant", "bee")
    assert changed.target.tolist() == [1, 0, 1]
    assert changed.inputs.tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert changed.is_test is not None
    assert changed.is_test.sum() == 1  # the share of testing stays


def test_a_new_row_is_at_nought_or_within_the_range_that_there_is() -> None:
    table = table_of(inputs=2)
    changed = edits.with_new_row(table, [(-1.0, 3.0), (100.0, 300.0)], like=2)
    assert changed.inputs[-1].tolist() == [0.0, 200.0]
    assert (changed.target[-1], changed.is_test[-1]) == (table.target[2], False)  # type: ignore[index]


def test_all_samples_are_never_for_testing() -> None:
    table = table_of()
    with pytest.raises(ValueRefusedError, match="expected some to learn from"):
        edits.with_parts(table, range(6), True)
    assert content(table).part(0) == TRAIN
    assert content(table).kind(6) is Kind.COST
