"""Writing files so that nobody ever finds half of one: beside the target first, then put in its place at once.

And opening one that may be a pipe.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp
from typing import IO

from engine.errors import ExportError


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let `write` fill a file that replaces `path` only when it is complete.

    Raises
    ------
    ExportError
        naming the path and the reason; whatever stood at `path` is untouched
    """
    target = Path(os.path.realpath(path))  # a link stays, and what it leads to is replaced
    try:
        if target.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        if target.exists() and not target.is_file():
            raise OSError(0, "it is a device or a pipe, which would be replaced")
        handle, part = mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".part")
        try:
            with open(handle, "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(part, 0o666 & ~_umask())
            os.replace(part, target)
        except BaseException:
            os.unlink(part)
            raise
    except OSError as error:
        raise cannot_write(path, error) from error


def without_waiting(path: str, flags: int) -> int:
    """Open a file for `open(…, opener=…)`; a pipe would have us wait for somebody to write into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def cannot_write(path: Path, error: OSError) -> ExportError:
    """Return the sentence on a file that could not be written."""
    reason = (error.strerror or str(error)).lower()
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    wanted = "a disk with room for it" if is_full else "a file in a folder that can be written to"
    return ExportError(f"cannot write {str(path)!r}: {reason}; expected {wanted}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
