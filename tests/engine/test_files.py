"""Writing whole files: the old one or the new one, never a half, and no litter."""

import os
import stat
from pathlib import Path
from typing import IO

import pytest

from engine import EngineError, ExportError
from engine.files import write_whole


def write_new(file: IO[bytes]) -> None:
    file.write(b"new")


def test_a_file_is_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "made", write_new)
    assert (tmp_path / "made").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["made"]


def test_a_file_is_replaced_only_when_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"old and longer")

    def write(file: IO[bytes]) -> None:
        file.write(b"ne")
        file.flush()
        assert path.read_bytes() == b"old and longer"
        file.write(b"w")

    write_whole(path, write)
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["kept"]


@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (OSError(28, "No space left on device"), ExportError),
        (ValueError("broken"), ValueError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
    ids=["disk full", "broken writer", "Ctrl-C"],
)
@pytest.mark.parametrize("before", [b"old", None], ids=["over a file", "a new file"])
def test_failing_midway_leaves_what_was_there_and_no_litter(
    tmp_path: Path, failure: BaseException, raised: type[BaseException], before: bytes | None
) -> None:
    path = tmp_path / "file"
    if before is not None:
        path.write_bytes(before)

    def write(file: IO[bytes]) -> None:
        file.write(b"half")
        file.flush()
        raise failure

    with pytest.raises(raised):
        write_whole(path, write)
    assert os.listdir(tmp_path) == ([] if before is None else ["file"])
    assert before is None or path.read_bytes() == before


def test_failing_to_put_it_in_place_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "file").write_bytes(b"old")
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ExportError, match="permission denied"):
        write_whole(tmp_path / "file", write_new)
    assert (tmp_path / "file").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_it_is_on_the_disk_before_it_is_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = []
    for name in ("fsync", "replace"):
        act = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, name=name, act=act: (acts.append(name), act(*a)))
    write_whole(tmp_path / "file", write_new)
    assert acts == ["fsync", "replace"]


def test_others_may_read_it_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "file", write_new)
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


def refused(path: Path) -> str:
    def never(_: IO[bytes]) -> None:
        pytest.fail("there was nothing to write to")

    with pytest.raises(ExportError) as caught:
        write_whole(path, never)
    assert isinstance(caught.value, EngineError)
    return str(caught.value)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("missing/file", "no such file or directory"),
        ("file/inside", "not a directory"),
        ("folder", "it is a folder"),
        ("pipe", "it is a device or a pipe, which would be replaced"),
        ("x" * 300, "file name too long"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path, where: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"old")
    os.mkfifo(tmp_path / "pipe")
    path = tmp_path / where
    assert refused(path) == f"cannot write {str(path)!r}: {reason}; expected a file in a folder that can be written to"
    assert sorted(os.listdir(tmp_path)) == ["file", "folder", "pipe"]
    assert os.listdir(tmp_path / "folder") == []
    assert (tmp_path / "pipe").is_fifo()


def test_a_folder_nobody_may_write_to_is_refused() -> None:
    assert refused(Path("/proc/weights.npz")).startswith("cannot write '/proc/weights.npz': ")
