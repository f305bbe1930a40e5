"""docker-compose.yml and Dockerfile are valid and run what `make demo` runs (there is no Docker to try them)."""

import json
import re
import shlex
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

from coa_portal.demo_processes import PREPARE_COMMANDS, process_table
from coa_portal.embedded.layout import PROJECT_ROOT

COMPOSE_FILE = PROJECT_ROOT / "docker-compose.yml"
OWN_SERVICES = ("migrate", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content = yaml.safe_load(COMPOSE_FILE.read_text())
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="module")
def dockerfile() -> list[str]:
    """The instructions, continued lines joined, comments left out."""
    text = (PROJECT_ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_compose_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.Draft202012Validator(json.loads(schema.read_text())).validate(compose)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_containers_run_the_commands_of_make_demo(compose: dict[str, Any], name: str) -> None:
    table = process_table(bind="0.0.0.0:8000", schedule_file="/tmp/celerybeat-schedule")  # noqa: S108
    assert compose["services"][name]["command"] == table[name]


def test_the_image_starts_the_web_server(dockerfile: list[str]) -> None:
    (command,) = [line.removeprefix("CMD ") for line in dockerfile if line.startswith("CMD ")]
    assert json.loads(command) == process_table(bind="0.0.0.0:8000", schedule_file="")["web"]


def test_migrate_runs_the_preparing_commands_as_owner(compose: dict[str, Any]) -> None:
    migrate = compose["services"]["migrate"]
    shell, option, line = migrate["command"]
    assert (shell, option) == ("sh", "-c")
    commands = [tuple(shlex.split(part)) for part in line.split("&&")]
    assert commands == [("python", "manage.py", *command) for command in PREPARE_COMMANDS]
    assert migrate["environment"]["PORTAL_DB"] == "owner"
    for name in ("web", "worker", "beat"):
        environment = compose["services"][name]["environment"]
        assert "portal_web" in environment["DATABASE_URL"]
        assert "DATABASE_OWNER_URL" not in environment
        assert (
            compose["services"][name]["depends_on"]["migrate"]["condition"]
            == "service_completed_successfully"
        )


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    text = COMPOSE_FILE.read_text()
    for name in re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)", text):
        assert f"${{{name}:?}}" in text
        assert f"${{{name}:-" not in text
    assert "PORTAL_DEMO" not in text
    for service in compose["services"].values():
        for address in service.get("ports", []):
            assert address.startswith("127.0.0.1:")


def test_every_value_is_in_the_example(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{(\w+)", COMPOSE_FILE.read_text()))
    example = (PROJECT_ROOT / ".env.example").read_text()
    assert asked == set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    for name in re.findall(r"^(\w*(?:PASSWORD|SECRET|KEY)\w*)=(.*)$", example, re.MULTILINE):
        assert name[1] == "", f"{name[0]} has a value that people would copy"


def test_services_report_their_health_and_run_without_rights(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if name not in ("roles", "migrate", "mail"):
            assert service["healthcheck"]["test"], name
    for name in OWN_SERVICES:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_database_is_made_by_the_same_roles_file(compose: dict[str, Any]) -> None:
    postgres = compose["services"]["postgres"]
    (roles,) = [volume for volume in postgres["volumes"] if "initdb.d" in volume]
    source, target, mode = roles.split(":")
    assert (PROJECT_ROOT / source).read_text().startswith("-- The roles of the database")
    assert mode == "ro"
    again = compose["services"]["roles"]
    assert again["volumes"] == [f"{source}:/roles.sql:ro"]
    assert again["command"][-1] == "--file=/roles.sql"
    assert (
        compose["services"]["migrate"]["depends_on"]["roles"]["condition"] == "service_completed_successfully"
    )
    passwords = postgres["configs"][0]
    assert passwords["target"] > target, "roles exist before their passwords are set"
    content = compose["configs"][passwords["source"]]["content"]
    for role in ("OWNER", "WEB"):
        assert f"PORTAL_{role}_PASSWORD" in postgres["environment"]
        assert f"PORTAL_{role}_PASSWORD" in content


def test_image_is_locked_and_has_no_root(dockerfile: list[str]) -> None:
    text = "\n".join(dockerfile)
    assert re.search(r"pip install .*--require-hashes .*requirements/productie\.txt", text)
    users = [line.split()[1] for line in dockerfile if line.startswith("USER ")]
    assert users
    assert "root" not in users


def test_image_has_every_package_and_nothing_that_is_kept_out(dockerfile: list[str]) -> None:
    ignored = (PROJECT_ROOT / ".dockerignore").read_text().splitlines()
    copied = {line.split()[1] for line in dockerfile if line.startswith("COPY ")}
    assert {f"!{path}" for path in copied} <= set(ignored)
    packages = {path.parent.name for path in PROJECT_ROOT.glob("*/apps.py")} | {"coa_portal"}
    assert packages <= copied
    for path in copied:
        assert (PROJECT_ROOT / path).exists(), path
