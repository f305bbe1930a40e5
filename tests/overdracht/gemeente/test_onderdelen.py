"""R4: a reader of some sections reads no other section of a version, and no other fact of a screening, in PostgreSQL
too."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Q
from django.test import Client

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Gemeente
from overdracht.models import Profielversie, ScreeningOnderdeel, Screeningspublicatie, VersieOnderdeel
from overdracht.objects import Situation
from overdracht.payload import split_sections, with_sections
from overdracht.profiel import build_version_payload
from overdracht.readers import payload_as_sent, payloads_for_reader
from overdracht.screening import build_screening_payload
from tests.factories.overdracht import ToestemmingFactory, person_of
from tests.overdracht.gemeente.scenes import PROFILE_TEXTS, SCREENING_TEXT, Scene
from tests.overdracht.gemeente.test_limits import doors, reader

pytestmark = pytest.mark.django_db
MakeScene = Callable[[Situation], Scene]
WHOLE_VERSION = {
    "voorinburgering",
    "persoonlijk", "familie", "status", "inburgering", "educatief", "uaf", "idw", "arbeid", "toekomst",
    "contactpersoon",
}  # fmt: skip
WHOLE_SCREENING = {"naam", "grond", "toelichting", "gesprek", "werk", "onderwijs", "ambities", "netwerk"}
ALWAYS = {"naam", "grond", "gesprek"}


@pytest.fixture
def made(make_scene: MakeScene) -> Scene:
    return make_scene(Situation.CONSENT)


def sections_by_sql(account: Gebruiker) -> set[str]:
    with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT section ->> 'key' FROM overdracht_versieonderdeel")
        return {key for (key,) in cursor.fetchall()}


def facts_by_sql(account: Gebruiker) -> set[str]:
    with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT f ->> 'key' FROM overdracht_screeningonderdeel, jsonb_array_elements(section -> 'facts') f"
        )
        return {key for (key,) in cursor.fetchall()}


def everything_by_sql(account: Gebruiker) -> str:
    """Every column of every table of `overdracht` that holds frozen data, as text."""
    texts = []
    for table in (
        "profielversie",
        "versieonderdeel",
        "versiegezinslid",
        "screeningspublicatie",
        "screeningonderdeel",
    ):
        with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
            cursor.execute(f"SELECT t::text FROM overdracht_{table} t")  # noqa: S608
            texts += [text for (text,) in cursor.fetchall()]
    return "\n".join(texts)


def test_r4_raw_sql_reads_the_granted_sections_alone(
    made: Scene, gemeente_utrecht: Gemeente, gemeente_zeist: Gemeente, regievoerder_utrecht: Gebruiker
) -> None:
    education = reader(gemeente_utrecht, onderdelen=["educatief"])
    assert sections_by_sql(education) == {"educatief"}
    assert facts_by_sql(education) == {*ALWAYS, "onderwijs"}
    found = everything_by_sql(education)
    assert "Technische school" in found and PROFILE_TEXTS[1] not in found and SCREENING_TEXT not in found

    assert sections_by_sql(regievoerder_utrecht) == WHOLE_VERSION
    assert facts_by_sql(regievoerder_utrecht) == WHOLE_SCREENING
    assert PROFILE_TEXTS[1] in everything_by_sql(regievoerder_utrecht)

    low = reader(gemeente_utrecht, max_tier=1, onderdelen=["arbeid"])
    assert (sections_by_sql(low), facts_by_sql(low)) == (set(), {*ALWAYS, "werk"})
    lowest = reader(gemeente_utrecht, max_tier=0)
    assert (sections_by_sql(lowest), facts_by_sql(lowest)) == (set(), set())
    elsewhere = reader(gemeente_zeist)
    assert (sections_by_sql(elsewhere), facts_by_sql(elsewhere)) == (set(), set())


def test_r4_a_member_of_the_household_is_read_with_the_section_it_stands_in(
    made: Scene, gemeente_utrecht: Gemeente
) -> None:
    partner = person_of(made.koppeling, 2)
    ToestemmingFactory(vergunninghouder=partner, gegeven=True)

    def members(account: Gebruiker) -> int:
        with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
            cursor.execute("SELECT cells FROM overdracht_versiegezinslid")
            return len(cursor.fetchall())

    assert members(reader(gemeente_utrecht, onderdelen=["familie"])) > 0
    assert members(reader(gemeente_utrecht, onderdelen=["educatief", "arbeid"])) == 0


def test_r4_without_the_filter_in_python_the_pages_show_no_other_section(
    made: Scene,
    gemeente_utrecht: Gemeente,
    client_of: Callable[[Gebruiker], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("overdracht.readers.limits", lambda *args: Q())
    page, pdf = doors(made, client_of(reader(gemeente_utrecht, onderdelen=["educatief"])))
    assert "Technische school" in page and "Jaren onderwijs" in pdf
    for text in (PROFILE_TEXTS[1], SCREENING_TEXT, "Er is werk in de techniek", "Toekomst in Nederland"):
        assert text not in page and text not in pdf


def test_r19_parts_are_as_frozen_as_the_whole(made: Scene) -> None:
    for model in (VersieOnderdeel, ScreeningOnderdeel):
        row = model.objects.first()
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()
        for role in (WallRole.COA, WallRole.GEMEENTE):
            for statement in ("UPDATE {} SET volgorde = 9", "DELETE FROM {}"):
                with pytest.raises(ProgrammingError, match="permission denied"):
                    with transaction.atomic(), behind_wall(role, None), connection.cursor() as cursor:
                        cursor.execute(statement.format(model._meta.db_table))


def test_a_payload_comes_together_as_it_was(made: Scene) -> None:
    person = made.person
    for whole in (build_version_payload(person), build_screening_payload(person, made.koppeling)):
        head, parts = split_sections(whole)
        assert head["sections"] == [] and with_sections(head, [part.section for part in parts]) == whole


def test_r19_what_was_frozen_before_the_migration_reads_the_same(
    made: Scene, regievoerder_utrecht: Gebruiker
) -> None:
    migration = importlib.import_module("overdracht.migrations.0020_parts_of_payloads")

    def read() -> list[Any]:
        versions = [payload_as_sent(row) for row in Profielversie.objects.order_by("nummer")]
        return versions + payloads_for_reader(list(Screeningspublicatie.objects.all()), regievoerder_utrecht)

    def parts() -> list[Any]:
        columns = ("gemeente_id", "onderdeel", "volgorde", "section")
        return [
            *VersieOnderdeel.objects.order_by("versie", "volgorde").values_list("versie_id", *columns),
            *ScreeningOnderdeel.objects.order_by("screening", "volgorde").values_list(
                "screening_id", *columns
            ),
        ]

    def run(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    before, rows = read(), parts()
    run(migration.MOVE_BACK)
    assert not parts()
    assert [len(row.payload["sections"]) for row in Profielversie.objects.all()] == [len(WHOLE_VERSION)] * 2
    assert {len(row.payload["sections"]) for row in Screeningspublicatie.objects.all()} <= {1, 2}
    run(migration.MOVE_OUT)
    run(migration.MOVE_OUT)
    assert (read(), parts()) == (before, rows)
    assert {row.payload["schema"] for row in Profielversie.objects.all()} == {2}
