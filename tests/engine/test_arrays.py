import numpy as np
import pytest

from engine.arrays import read_only


def test_a_read_only_view_shares_the_numbers_and_refuses_to_be_written_to() -> None:
    array = np.zeros(3)
    view = read_only(array)
    array[1] = 5
    assert view.tolist() == [0, 5, 0]
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 1
