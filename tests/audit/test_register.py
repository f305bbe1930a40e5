"""R10: every view says which verwerkingsactiviteit it is, and the register says what AVG art. 30 asks of each."""

from pathlib import Path

import pytest

from coa_portal.access.endpoints import all_endpoints
from coa_portal.audit.register import REGISTER, SOURCE, read_register

# views that work behind the wall, where personal data is, and still are no activity: address → why
WITHOUT_ACTIVITY: dict[str, str] = {}
# in the register without a view of its own: code → what does it
WITHOUT_VIEW: dict[str, str] = {}


def test_a_view_behind_the_wall_names_its_activity() -> None:
    """Pages before the wall run under the login role, which may read no dossier table at all (R4)."""
    silent = {
        endpoint.name
        for endpoint in all_endpoints()
        if endpoint.declaration and endpoint.declaration.wall and endpoint.declaration.activity is None
    }
    assert silent == set(WITHOUT_ACTIVITY)


def test_activities_of_views_and_of_the_register_are_the_same() -> None:
    used = {endpoint.declaration.activity for endpoint in all_endpoints() if endpoint.declaration} - {None}
    assert used - set(REGISTER) == set()
    assert set(REGISTER) - used == set(WITHOUT_VIEW)


def test_every_activity_says_all_that_is_asked_and_its_source() -> None:
    assert len(REGISTER) >= 12
    for item in REGISTER.values():
        assert len(item.naam) <= 60 and item.log_maanden >= 12
        assert "AVG" in item.grondslag or "UAVG" in item.grondslag, item.code


@pytest.mark.parametrize("broken", ["leeg", "dubbel", "kolom"])
def test_a_register_with_a_hole_is_refused(broken: str, tmp_path: Path) -> None:
    lines = SOURCE.read_text().splitlines()
    if broken == "leeg":
        lines[1] = "leeg,,,,,,,,,,,60"
    elif broken == "dubbel":
        lines.append(lines[1])
    else:
        lines[0] = lines[0].replace("doel", "doelen")
    path = tmp_path / "register.csv"
    path.write_text("\n".join(lines))
    with pytest.raises(ValueError, match="klopt niet"):
        read_register(path)
