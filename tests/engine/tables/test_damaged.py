"""Damaged files: a table, or one sentence; in bounded time and memory."""

import random
import resource
import time
from pathlib import Path

import numpy as np
import pytest

from engine import ImportFileError
from engine.tables import WAYS, Roles, Table, preview, read_archive, read_sheet, table_of
from tests.engine.tables.tables import MOST_LETTERS, MOST_SECONDS

PIECES = [b"1e999", b"NaN", b"inf", b'"', b"'", b",", b";", b"\t", b"\r", b"\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf"]
PIECES += [b"abc", b"1,5", b"1_0", b"-", b'""', b"\n\n", b"1e308", b"\xe4", b"PK\x03\x04", b"0x1F", b" ", b","]


def originals() -> list[tuple[str, bytes]]:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(40, 3)).round(3).tolist()
    rows = [[*map(str, row), "abc"[k % 3]] for k, row in enumerate(values)]
    header = ["width", "height (cm)", "größe", "kind"]
    texts = [
        delimiter.join(header) + "\n" + "".join(delimiter.join(row) + "\n" for row in rows) for delimiter in ",;\t|"
    ]
    texts.append(texts[1].replace(".", ","))
    texts.append("".join(f'"{row[3]}","{row[0]}",{row[1]}\r\n' for row in rows))
    texts.append("n,y,split\n" + "".join(f"{k},{k % 2},{'test' if k % 4 else 'train'}\n" for k in range(30)))
    files = [("table.csv", text.encode(encoding)) for text in texts for encoding in ("utf-8", "cp1252", "utf-16")]
    table = Table(("a", "b"), np.array(values)[:, :2], "y", np.arange(40) % 3, ("u", "v", "w"), np.arange(40) > 30)
    files.append(("table.csv", b"".join(table.to_csv())))
    return files


def archive(folder: Path) -> bytes:
    path = folder / "whole.npz"
    np.savez(path, X=np.arange(12.0).reshape(6, 2), y=np.arange(6) % 2, target_names=np.array(["a", "b"]))
    return path.read_bytes()


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return a file as a bad disk, a broken download or a person with an editor would leave it."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 5, 20))):
        place = rng.randrange(len(made) + 1)
        end = min(len(made), place + rng.randrange(1, 40))
        kind = rng.randrange(7)
        if kind == 0 and rng.random() < 0.2:
            del made[place:]
        elif kind == 1 and place < len(made):
            made[place] ^= 1 << rng.randrange(8)
        elif kind == 2:
            del made[place:end]
        elif kind == 3:
            made[place:place] = made[place:end]
        elif kind == 4:
            made[place:place] = rng.randbytes(rng.randrange(1, 20))
        else:
            made[place : place + rng.choice((0, 0, end - place))] = rng.choice(PIECES)
    return bytes(made)


def fuzz(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Read so many damaged files; return how many were refused, how many were sheets only, and how many tables."""
    rng = random.Random(seed)
    files = [*originals(), ("table.npz", archive(folder))]
    outcomes = {"refused": 0, "a sheet": 0, "a table": 0}
    for number in range(count):
        name, data = files[number % len(files)]
        path = folder / name
        path.write_bytes(damaged(data, rng))
        outcome = "refused"
        begun = time.process_time()
        try:
            if name.endswith(".npz"):
                table = read_archive(path).table
            else:
                preview(path)
                sheet = read_sheet(path)
                assert sheet is not None
                assert sheet.rows > 0
                outcome = "a sheet"
                table = table_of(sheet, Roles(missing=rng.choice(WAYS))).table
            outcome = "a table"
            assert np.isfinite(table.inputs).all()
            assert len(table.inputs) == len(table.target) > 1
            assert len(table.digest) == 64
        except ImportFileError as error:
            said = str(error).replace(str(path), "")
            assert "\n" not in said
            assert len(said) < MOST_LETTERS
        assert time.process_time() - begun < MOST_SECONDS
        outcomes[outcome] += 1
    return outcomes


def test_some_damaged_files_are_tables_or_refused_in_one_sentence(tmp_path: Path) -> None:
    outcomes = fuzz(tmp_path, 200, seed=1)
    assert sum(outcomes.values()) == 200
    assert min(outcomes.values()) > 10


@pytest.mark.slow
def test_thousands_of_damaged_files_are_tables_or_refused_in_one_sentence(tmp_path: Path) -> None:
    fuzz(tmp_path, 100, seed=0)  # so that all is loaded
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes = fuzz(tmp_path, 2000, seed=2)
    assert sum(outcomes.values()) == 2000
    assert min(outcomes.values()) > 100
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 100 * 2**20
