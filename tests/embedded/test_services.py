"""The embedded PostgreSQL and Valkey start, are found, survive crashes and moves, and leave nothing behind."""

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
import redis

from coa_portal.embedded import (
    EmbeddedServices,
    EmbeddedServicesError,
    ensure_services,
    leave_services,
    use_services,
    wait_until_stopped,
)
from coa_portal.embedded.layout import DataDir, Lock
from coa_portal.embedded.valkey import valkey_client
from tests.embedded.conftest import copy_data_dir, execute, is_alive, postgres_pid, wait_for

Start = Callable[[], EmbeddedServices]
Command = Callable[..., "subprocess.Popen[str]"]

# a user of the services: says where they are, and stays until its input closes
USER = """
import os, sys
from coa_portal.embedded import ensure_services
ensure_services()
print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
sys.stdin.read()
"""


def _owner(services: EmbeddedServices) -> str:
    return services.database_url("portal_owner")


def _keeper_pid(data_dir: DataDir) -> int:
    return int(Lock.read_note(data_dir.lock_file("keeper")))


def test_roles_are_as_the_wall_needs_them(start: Start) -> None:
    services = start()
    roles = execute(
        services.database_url("postgres"),
        "SELECT rolname, rolcanlogin, rolinherit FROM pg_roles WHERE rolname LIKE 'portal%' AND NOT "
        "(rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication) ORDER BY 1",
    )
    assert roles == [
        ("portal_beheer", False, False),
        ("portal_coa", False, False),
        ("portal_docent", False, False),
        ("portal_gemeente", False, False),
        ("portal_owner", True, True),
        ("portal_toezicht", False, False),
        ("portal_web", True, False),
    ]
    execute(_owner(services), "CREATE TABLE dossier (id int); GRANT SELECT ON dossier TO portal_coa")
    web = services.database_url("portal_web")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute(web, "SELECT * FROM dossier")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute(web, "CREATE TABLE mine (id int)")
    assert execute(web, "SET ROLE portal_coa; SELECT * FROM dossier") == []
    everybody = "SELECT has_schema_privilege('public', 'public', 'USAGE')"
    assert execute(_owner(services), everybody) == [(False,)]


def test_passwords_are_asked_and_kept_private(start: Start, data_dir: DataDir) -> None:
    services = start()
    assert stat.S_IMODE(data_dir.secrets_file.stat().st_mode) == 0o600
    for role in ("postgres", "portal_owner", "portal_web"):
        wrong = services.database_url(role).replace(services.secrets[f"{role.upper()}_PASSWORD"], "wrong")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            execute(wrong, "SELECT 1")
    with pytest.raises(redis.AuthenticationError), valkey_client(services.valkey_port, "wrong") as client:
        client.ping()


def test_second_start_keeps_data_and_addresses(start: Start, data_dir: DataDir) -> None:
    first = start()
    execute(_owner(first), "CREATE TABLE kept AS SELECT 7 AS number")
    assert wait_until_stopped(data_dir)
    with pytest.raises(psycopg2.OperationalError):
        execute(_owner(first), "SELECT 1")
    second = start()
    assert _owner(second) == _owner(first)
    assert second.redis_url() == first.redis_url()
    assert execute(_owner(second), "SELECT number FROM kept") == [(7,)]


def test_starts_again_after_the_server_was_killed(start: Start, data_dir: DataDir) -> None:
    services = start()
    execute(_owner(services), "CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(postgres_pid(data_dir), signal.SIGKILL)
    wait_for(lambda: not services.are_running)
    assert execute(_owner(start()), "SELECT number FROM kept") == [(7,)]


def test_starts_again_after_the_keeper_was_killed(start: Start, data_dir: DataDir) -> None:
    services = start()
    execute(_owner(services), "CREATE TABLE kept AS SELECT 7 AS number")
    former = postgres_pid(data_dir)
    os.kill(_keeper_pid(data_dir), signal.SIGKILL)
    wait_for(lambda: not services.are_running)
    assert execute(_owner(start()), "SELECT number FROM kept") == [(7,)]
    assert not is_alive(former)


def test_a_stale_process_id_is_not_believed(start: Start, data_dir: DataDir) -> None:
    start()
    lock_file = data_dir.postgres / "postmaster.pid"
    lines = lock_file.read_text().splitlines()
    assert wait_until_stopped(data_dir)
    # after a restart of the machine the number belongs to some other process; here to this one
    lock_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    services = start()
    assert execute(_owner(services), "SELECT 1") == [(1,)]
    assert postgres_pid(data_dir) != os.getpid()


@pytest.mark.parametrize("while_running", [False, True])
def test_a_moved_project_keeps_its_data(start: Start, data_dir: DataDir, while_running: bool) -> None:
    execute(_owner(start()), "CREATE TABLE kept AS SELECT 7 AS number")
    former = _keeper_pid(data_dir)
    if while_running:
        leave_services(data_dir)
    else:
        assert wait_until_stopped(data_dir)
    moved = DataDir(data_dir.path.with_name("verhuisd"))
    data_dir.path.rename(moved.path)
    services = use_services(moved)
    assert execute(_owner(services), "SELECT number FROM kept") == [(7,)]
    assert not is_alive(former), "its server would load its libraries from where the project was"


def test_a_copy_gets_servers_of_its_own(start: Start, data_dir: DataDir) -> None:
    first = start()
    leave_services(data_dir)
    assert wait_until_stopped(data_dir)
    copy = DataDir(data_dir.path.with_name("verhuisd"))
    copy_data_dir(data_dir, copy)
    first = start()
    second = use_services(copy)
    execute(_owner(first), "CREATE TABLE only_in_the_first (id int)")
    tables = execute(_owner(second), "SELECT count(*) FROM pg_tables WHERE tablename = 'only_in_the_first'")
    assert tables == [(0,)]


def test_a_port_taken_by_another_is_left_alone(start: Start, data_dir: DataDir) -> None:
    former = start()
    assert wait_until_stopped(data_dir)
    with socket.socket() as other, socket.socket() as another:
        for each, port in ((other, former.postgres_port), (another, former.valkey_port)):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.bind(("127.0.0.1", port))
            each.listen()
        services = start()
        assert execute(_owner(services), "SELECT 1") == [(1,)]
        assert services.postgres_port != former.postgres_port
        assert services.valkey_port != former.valkey_port


def test_a_path_longer_than_a_socket_name_allows(tmp_path: Path, stopped_installation: DataDir) -> None:
    deep = DataDir(tmp_path / ("lang" * 30) / "gegevens")
    deep.path.parent.mkdir()
    copy_data_dir(stopped_installation, deep)
    services = use_services(deep)
    try:
        assert execute(_owner(services), "SELECT 1") == [(1,)]
    finally:
        assert wait_until_stopped(deep)


def test_lost_secrets_are_told_and_nothing_is_overwritten(start: Start, data_dir: DataDir) -> None:
    start()
    assert wait_until_stopped(data_dir)
    kept = data_dir.secrets_file.read_text()
    data_dir.secrets_file.unlink()
    with pytest.raises(EmbeddedServicesError, match=r"secrets\.env"):
        start()
    assert not data_dir.secrets_file.exists()
    data_dir.secrets_file.write_text(kept.replace("POSTGRES_PASSWORD=", "POSTGRES_PASSWORD=x"))
    with pytest.raises(EmbeddedServicesError, match="horen niet bij deze database"):
        start()
    data_dir.secrets_file.write_text(kept)
    assert execute(_owner(start()), "SELECT 1") == [(1,)]


def test_three_commands_at_once_share_one_server(command: Command, fresh_data_dir: DataDir) -> None:
    users = [command("-c", USER) for _ in range(3)]
    addresses = {user.stdout.readline() for user in users if user.stdout}
    assert len(addresses) == 1
    database_url = addresses.pop().split()[0]
    assert execute(database_url, "SELECT current_user") == [("portal_web",)]
    keeper = _keeper_pid(fresh_data_dir)
    for user in users[:2]:
        user.communicate("")
    assert is_alive(keeper), "the third still uses the servers"
    assert execute(database_url, "SELECT 1") == [(1,)]
    users[2].communicate("")
    wait_for(lambda: not is_alive(keeper))


def test_servers_end_when_their_last_user_is_killed(command: Command, fresh_data_dir: DataDir) -> None:
    user = command("-c", USER)
    assert user.stdout is not None
    assert user.stdout.readline().startswith("postgres://portal_web:")
    servers = [postgres_pid(fresh_data_dir), _keeper_pid(fresh_data_dir)]
    assert all(map(is_alive, servers))
    user.kill()
    wait_for(lambda: not any(map(is_alive, servers)))


def test_nothing_starts_when_the_environment_names_services(
    fresh_data_dir: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATA_DIR", str(fresh_data_dir.path))
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    assert ensure_services() is None
    assert not fresh_data_dir.path.exists()


def test_importing_the_project_starts_nothing(command: Command, fresh_data_dir: DataDir) -> None:
    code = "import sys, coa_portal, coa_portal.embedded; sys.exit('coa_portal.celery' in sys.modules)"
    assert command("-c", code).wait() == 0
    assert not fresh_data_dir.path.exists()
