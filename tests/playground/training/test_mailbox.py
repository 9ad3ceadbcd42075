"""The mailbox: the newest letter, once."""

from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from playground.training.mailbox import Mailbox


def test_a_new_mailbox_is_empty() -> None:
    assert Mailbox[int]().take() is None


def test_the_newest_letter_wins() -> None:
    box: Mailbox[str] = Mailbox()
    box.put("old")
    box.put("new")
    assert box.take() == "new"


def test_taking_empties_it() -> None:
    box: Mailbox[str] = Mailbox()
    box.put("letter")
    box.take()
    assert box.take() is None
    box.put("next")
    assert box.take() == "next"


@given(st.lists(st.one_of(st.none(), st.integers())))
def test_it_is_one_slot(acts: list[int | None]) -> None:
    box: Mailbox[int] = Mailbox()
    slot: int | None = None
    for act in acts:
        if act is None:
            assert box.take() == slot
            slot = None
        else:
            box.put(act)
            slot = act


def test_between_two_threads_letters_come_in_order_at_most_once_and_the_last_always() -> None:
    box: Mailbox[int] = Mailbox()
    last = 20_000

    def write() -> None:
        for letter in range(1, last + 1):
            box.put(letter)

    writer = Thread(target=write)
    writer.start()
    taken: list[int] = []
    while not taken or taken[-1] != last:
        alive = writer.is_alive()
        if letter := box.take():
            taken.append(letter)
        elif not alive:
            break
    writer.join()
    assert taken[-1] == last
    assert taken == sorted(set(taken))
