"""DESIGN §4's table, replayed: what Utrecht's regievoerder sees of every shared object in every situation, on page,
pdf, list and API, and with raw SQL under the database role (R2, R4-R7). Zeist's sees nothing of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.models import Gebruiker
from overdracht.objects import SHARED_OBJECTS, Sees, Situation
from tests.overdracht.gemeente.scenes import KAART_TEXT, PROFILE_TEXTS, SCREENING_TEXT, Scene

pytestmark = pytest.mark.django_db

MakeScene = Callable[[Situation], Scene]


def is_open(code: str, situation: Situation) -> bool:
    return SHARED_OBJECTS[code].sees[situation] == Sees.YES


def address(name: str, *keys: object) -> str:
    return reverse(f"overdracht_gemeente:{name}", args=keys)


def raw_count(account: Gebruiker, table: str, **wanted: Any) -> int:
    """Rows that raw SQL finds under the role of a gemeente account, without any filter of Python."""
    where = " AND ".join(f"{column} = %s" for column in wanted)
    with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM overdracht_{table} WHERE {where}", list(wanted.values()))  # noqa: S608
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("situation", list(Situation))
def test_utrecht_sees_on_pages_what_the_table_says(
    situation: Situation, make_scene: MakeScene, utrecht: Client, regievoerder_utrecht: Gebruiker
) -> None:
    made = make_scene(situation)
    page = utrecht.get(address("koppeling", made.koppeling.pk))
    active = utrecht.get(address("lijst"))
    ended = utrecht.get(address("lijst"), {"weergave": "beeindigd"})

    assert page.status_code == 200
    kaart = is_open("kaart", situation)
    assert (KAART_TEXT in page.text) == kaart
    assert (made.koppeling.plaatsingseenheid.referentie in page.text) == kaart
    assert (made.koppeling.referentie in active.text, made.koppeling.referentie in ended.text) == (
        kaart,
        not kaart,
    )
    assert ("1\u00a0kind" in active.text) == kaart
    assert "1\u00a0kind" not in ended.text

    screening = is_open("screening", situation)
    for text in (SCREENING_TEXT, "Niet geverifieerd", made.person.naam):
        assert (text in page.text) == screening, text

    profile = is_open("profielversie", situation)
    assert (PROFILE_TEXTS[1] in page.text) == profile
    assert PROFILE_TEXTS[0] not in page.text  # the latest version only
    for version in made.versions:
        for name in ("versie", "versie_pdf"):
            answer = utrecht.get(address(name, made.koppeling.pk, version.pk))
            assert answer.status_code == (200 if profile else 404), name

    # the gemeente's own work: the request for the profile
    keeps = SHARED_OBJECTS["eigen_werk"].sees[situation] == Sees.OWN
    assert (f"door {regievoerder_utrecht.naam}" in page.text) == keeps


@pytest.mark.parametrize("situation", list(Situation))
def test_raw_sql_under_the_role_sees_what_the_table_says(
    situation: Situation,
    make_scene: MakeScene,
    regievoerder_utrecht: Gebruiker,
    regievoerder_zeist: Gebruiker,
) -> None:
    """R4: a forgotten filter in Python shows nothing more."""
    made = make_scene(situation)
    key, person = made.koppeling.pk, made.person.pk
    kaart, profile = is_open("kaart", situation), is_open("profielversie", situation)
    screening = is_open("screening", situation)

    assert raw_count(regievoerder_utrecht, "kaart", koppeling_id=key) == int(kaart)
    assert raw_count(regievoerder_utrecht, "betrokkene", koppeling_id=key) == (2 if kaart else 0)
    assert raw_count(regievoerder_utrecht, "screeningspublicatie", vergunninghouder_id=person) == int(
        screening
    )
    assert raw_count(regievoerder_utrecht, "profielversie", vergunninghouder_id=person) == (
        2 if profile else 0
    )
    assert raw_count(regievoerder_utrecht, "opvraging", koppeling_id=key) == int(made.opvraging is not None)
    for table in ("kaart", "betrokkene", "screeningspublicatie", "profielversie", "opvraging", "inzage"):
        assert raw_count(regievoerder_zeist, table, koppeling_id=key) == 0, table


@pytest.mark.parametrize("situation", list(Situation))
def test_zeist_meets_404_on_every_address(situation: Situation, make_scene: MakeScene, zeist: Client) -> None:
    """R2: the regievoerder of another gemeente, also of the one that came before or after."""
    made = make_scene(situation)
    key = made.koppeling.pk
    member = made.koppeling.betrokkenen.get(vergunninghouder=made.person).pk
    gets = [address("koppeling", key), address("behandelaar", key)]
    gets += [address(name, key, v.pk) for v in made.versions for name in ("versie", "versie_pdf")]
    posts = [address("behandelaar", key)]
    posts += [address(name, key, member) for name in ("opvragen", "vernietiging_bevestigen")]

    assert [path for path in gets if zeist.get(path).status_code != 404] == []
    assert [path for path in posts if zeist.post(path).status_code != 404] == []
    for which in ("", "beeindigd"):
        assert made.koppeling.referentie not in zeist.get(address("lijst"), {"weergave": which}).text


def test_every_object_of_the_table_is_replayed_or_comes_with_its_own_noun() -> None:
    """A row that is added must be looked at here; questions are replayed in tests/overdracht/contact, and
    talks and the checklist with their own nouns."""
    replayed = {"kaart", "screening", "profielversie", "eigen_werk"}
    assert set(SHARED_OBJECTS) == replayed | {"vragen", "gesprekken", "checklist"}
