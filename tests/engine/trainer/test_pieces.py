"""Pieces: whatever the sizes, they go through the epoch in order, and every mini-batch begins and ends once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trainer import pieces
from engine.trainer.pieces import Pieces, pieces_of
from tests.engine.strategies import relaxed

any_pieces = st.integers(1, 60).flatmap(
    lambda samples: st.builds(Pieces, st.just(samples), st.integers(1, samples), st.integers(1, 70))
)


@relaxed
@given(any_pieces)
def test_pieces_follow_each_other_through_the_whole_epoch(cut: Pieces) -> None:
    every = [cut.piece(index) for index in range(cut.count)]
    assert [piece.start for piece in every] == [0, *(piece.stop for piece in every[:-1])]
    assert every[-1].stop == cut.samples
    assert all(0 < piece.stop - piece.start <= cut.most for piece in every)


@relaxed
@given(any_pieces)
def test_every_mini_batch_has_one_first_and_one_last_piece_and_knows_its_size(cut: Pieces) -> None:
    batches: dict[int, list[int]] = {}
    for index in range(cut.count):
        batches.setdefault(cut.piece(index).batch, []).append(index)
    assert list(batches) == list(range(-(-cut.samples // cut.batch)))
    for batch, indices in batches.items():
        of_it = [cut.piece(index) for index in indices]
        size = min(cut.batch, cut.samples - batch * cut.batch)
        assert of_it[0].start == batch * cut.batch
        assert sum(piece.stop - piece.start for piece in of_it) == size
        assert {piece.of for piece in of_it} == {size}
        assert [piece.is_first for piece in of_it] == [True] + [False] * (len(of_it) - 1)
        assert [piece.is_last for piece in of_it] == [False] * (len(of_it) - 1) + [True]


@relaxed
@given(any_pieces)
def test_mini_batches_and_pieces_are_counted_alike_in_both_directions(cut: Pieces) -> None:
    batches = -(-cut.samples // cut.batch)
    assert [cut.up_to_batch(batch) for batch in range(batches)] == [
        next(index for index in range(cut.count) if cut.piece(index).batch == batch) for batch in range(batches)
    ]
    assert cut.up_to_batch(batches) == cut.count
    for done in range(cut.count + 1):
        whole = sum(cut.piece(index).is_last for index in range(done))
        assert cut.batches_in(done) == whole
        assert cut.up_to_batch(whole) <= done


@relaxed
@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 10**7))
def test_no_piece_is_long_and_none_is_cut_without_need(samples: int, batch: int, weights: int) -> None:
    cut = pieces_of(samples, batch, weights)
    assert cut.batch == (min(batch, samples) or samples)
    assert 1 <= cut.most <= pieces.MOST_SAMPLES
    assert cut.most == 1 or cut.most * weights <= pieces.MOST_PRODUCTS
    assert cut.most == pieces.MOST_SAMPLES or (cut.most + 1) * weights > pieces.MOST_PRODUCTS


@pytest.mark.parametrize(
    ("samples", "batch", "starts"), [(10, 4, [0, 3, 4, 7, 8]), (7, 7, [0, 3, 6]), (3, 1, [0, 1, 2])]
)
def test_pieces_by_hand(samples: int, batch: int, starts: list[int]) -> None:
    cut = Pieces(samples, batch, most=3)
    assert [cut.piece(index).start for index in range(cut.count)] == starts
