"""`make demo`: what it refuses at once, and that nothing it started outlives it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coa_portal import demo_runner
from coa_portal.demo_runner import DemoError, StopRequested, Supervisor, check_start, end_leftovers
from coa_portal.embedded.layout import DataDir, Lock
from tests.embedded.conftest import is_alive, wait_for

# ignores the request to end, and has a child that does too; tells the child's process id
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if len(sys.argv) == 1:
    child = subprocess.Popen([sys.executable, __file__, "coa_portal"])
    print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> DataDir:
    data_dir = DataDir(tmp_path)
    data_dir.create()
    return data_dir


@pytest.fixture
def supervisor(folder: DataDir) -> Iterator[Supervisor]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    former = {number: signal.getsignal(number) for number in numbers}
    supervisor = Supervisor(folder)
    yield supervisor
    supervisor.stop()
    for number, handler in former.items():
        signal.signal(number, handler)


@pytest.fixture
def stubborn(tmp_path: Path) -> list[str]:
    program = tmp_path / "stubborn_coa_portal.py"
    program.write_text(STUBBORN)
    return [sys.executable, str(program)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _grandchild(folder: DataDir, name: str) -> int:
    log = folder.log / f"{name}.log"
    wait_for(lambda: log.read_text().strip().isdigit())
    return int(log.read_text())


def test_a_free_port_is_fine(folder: DataDir) -> None:
    check_start(folder, _free_port())


def test_a_port_in_use_is_told_with_the_way_out(folder: DataDir) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(DemoError, match=f"Poort {port} is niet vrij .*make demo PORT={port + 10}"):
            check_start(folder, port)


def test_a_second_demo_of_the_same_folder_is_told_where_the_first_is(folder: DataDir) -> None:
    first = Lock(folder.lock_file("demo"))
    assert first.acquire()
    first.write("http://localhost:8000, proces 1")
    with pytest.raises(DemoError, match="draait al: http://localhost:8000"):
        check_start(folder, _free_port())
    first.release()
    check_start(folder, _free_port())


def test_the_process_that_ends_is_named(supervisor: Supervisor) -> None:
    supervisor.start("web", [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ))
    supervisor.look()
    worker = supervisor.start(
        "worker", [sys.executable, "-c", "import sys; sys.exit('oei')"], dict(os.environ)
    )
    worker.process.wait()
    with pytest.raises(DemoError, match=r"worker is gestopt \(code 1\)(.|\n)*oei"):
        supervisor.look()


def test_ctrl_c_asks_to_stop(supervisor: Supervisor) -> None:
    supervisor.start("web", [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ))
    os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(StopRequested):
        supervisor.look()


def test_what_does_not_listen_is_killed_with_all_it_started(
    supervisor: Supervisor, folder: DataDir, stubborn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_runner, "STOP_SECONDS", 0.5)
    child = supervisor.start("web", stubborn, dict(os.environ))
    grandchild = _grandchild(folder, "web")
    supervisor.stop()
    assert child.process.returncode == -signal.SIGKILL
    wait_for(lambda: not is_alive(grandchild))


def test_a_second_ctrl_c_does_not_wait(supervisor: Supervisor, folder: DataDir, stubborn: list[str]) -> None:
    supervisor.start("web", stubborn, dict(os.environ))
    _grandchild(folder, "web")
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    begin = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - begin < demo_runner.STOP_SECONDS / 2


def test_the_next_start_ends_what_a_killed_demo_left(folder: DataDir, stubborn: list[str]) -> None:
    left = subprocess.Popen(stubborn, start_new_session=True, stdout=subprocess.DEVNULL)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        wait_for(lambda: "coa_portal" in Path(f"/proc/{left.pid}/cmdline").read_text())
        (folder.path / "demo-processes.json").write_text(json.dumps([left.pid, stranger.pid]))
        end_leftovers(folder)
        assert left.wait(5) == -signal.SIGKILL
        with pytest.raises(subprocess.TimeoutExpired):  # its number was given to another program: it goes on
            stranger.wait(0.5)
    finally:
        left.kill()
        stranger.kill()
        left.wait()
        stranger.wait()


# its parts run in every run: the supervisor above, the loading in tests/portaal/test_demo.py, the servers in e2e
@pytest.mark.deep
def test_the_whole_demo_starts_and_ends(
    command: Callable[..., "subprocess.Popen[str]"], fresh_data_dir: DataDir
) -> None:
    """Web, worker and beat on real services; Ctrl-C leaves no process of it behind."""
    port = _free_port()
    demo = command("-m", "coa_portal.demo_runner", "run", "--port", str(port))
    lines: list[str] = []
    for line in iter(demo.stdout.readline, ""):  # type: ignore[union-attr]
        lines.append(line)
        if f"http://localhost:{port}/" in line:
            break
    else:
        pytest.fail("".join(lines))
    processes = json.loads((fresh_data_dir.path / "demo-processes.json").read_text())
    assert len(processes) == 3
    assert all(map(is_alive, processes))
    demo.send_signal(signal.SIGINT)
    output, _ = demo.communicate(timeout=30)
    assert demo.returncode == 0, output
    assert not any(map(is_alive, processes))
    assert not Lock.is_taken(fresh_data_dir.lock_file("keeper"))
