"""A mailbox with room for one letter: the newest wins, and nobody ever queues behind a slow reader."""

from threading import Lock
from typing import Generic, TypeVar

Letter = TypeVar("Letter")


class Mailbox(Generic[Letter]):
    """One slot between two threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._letter: Letter | None = None

    def put(self, letter: Letter) -> None:
        """Leave a letter; one that was not taken yet is thrown away."""
        with self._lock:
            self._letter = letter

    def take(self) -> Letter | None:
        """Return the newest letter and empty the box; None if it is empty."""
        with self._lock:
            letter, self._letter = self._letter, None
            return letter
