"""`requirements/install.py`: which Pythons are refused, and when nothing needs to be done."""

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from coa_portal.embedded.layout import PROJECT_ROOT


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The functions of the script, on a lock file and an environment below a temporary folder."""
    functions = runpy.run_path(str(PROJECT_ROOT / "requirements" / "install.py"))
    lock_file = tmp_path / "ontwikkel.txt"
    lock_file.write_text("django==5.2\n")
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    module = functions["main"].__globals__
    for name, value in {
        "LOCK_FILE": str(lock_file),
        "VENV": str(venv),
        "VENV_PYTHON": sys.executable,
        "STAMP": str(venv / "installed.sha256"),
    }.items():
        monkeypatch.setitem(module, name, value)
    monkeypatch.setattr(sys, "argv", ["install.py"])
    module["steps"] = steps = []
    monkeypatch.setitem(module, "_make_venv", lambda: steps.append("venv") or 0)

    def install(wanted: str) -> int:
        steps.append("install")
        Path(module["STAMP"]).write_text(wanted)
        return 0

    monkeypatch.setitem(module, "_install", install)
    return dict(module)


def test_an_old_python_is_told_what_is_needed(
    installer: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert installer["main"]() == 1
    assert "Python 3.11 of nieuwer is nodig" in capsys.readouterr().err
    assert installer["steps"] == []


def test_the_same_lock_file_is_installed_once(installer: dict[str, Any]) -> None:
    assert installer["main"]() == 0
    assert installer["main"]() == 0
    assert installer["steps"] == ["venv", "install"]
    Path(installer["LOCK_FILE"]).write_text("django==5.2.1\n")
    assert installer["main"]() == 0
    assert installer["steps"] == ["venv", "install"] * 2


def test_only_looking_at_the_version_installs_nothing(
    installer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["install.py", "--version"])
    assert installer["main"]() == 0
    assert installer["steps"] == []
