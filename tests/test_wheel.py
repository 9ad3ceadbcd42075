"""The wheel carries everything the program needs, and nothing that only its builders need."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


@pytest.mark.parametrize("package", ["engine", "playground", "resources"])
def test_every_file_of_the_packages_is_in_it(names: set[str], package: str) -> None:
    files = {file.relative_to(ROOT).as_posix() for file in (ROOT / package).rglob("*") if file.is_file()}
    expected = {name for name in files if "__pycache__" not in name and not name.startswith("resources/pictures/")}
    assert expected
    assert expected <= names


def test_fonts_come_with_their_licences(names: set[str]) -> None:
    for family in ("Inter", "STIXTwoMath"):
        assert f"resources/fonts/{family}-OFL.txt" in names


def test_tests_and_pictures_stay_at_home(names: set[str]) -> None:
    assert not [name for name in names if name.startswith(("tests/", "resources/pictures/"))]


def test_the_command_is_installed(names: set[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in names)
