"""R4, R5: what a version says of other members of the household opens by their own consent, in PostgreSQL too."""

import importlib
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from overdracht import actions
from overdracht.models import Profielversie, VersieGezinslid
from overdracht.payload import split_members, with_members
from overdracht.profiel import build_version_payload
from overdracht.readers import payload_as_sent, version_for_reader
from overdracht.selectors import pending_changes
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, casemanager_of, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def koppeling(regievoerder_utrecht: Any) -> Any:
    return KoppelingFactory(plaatsingseenheid=household(40, 38, 9))


@pytest.fixture
def version(koppeling: Any) -> Profielversie:
    """Of the first person, published while nobody else signed."""
    made: Profielversie = ProfielversieFactory(vergunninghouder=person_of(koppeling, 1))
    return made


def withdrawn(person: Any) -> None:
    actions.withdraw_toestemming(
        toestemming=person.toestemmingen.get(status="gegeven"),
        ingetrokken_op=today(),
        acting_user=casemanager_of(person),
    )


def read_by_sql(account: Any, role: WallRole = WallRole.GEMEENTE) -> str:
    """Everything that raw SQL reads of versions and their members."""
    with behind_wall(role, account.pk), connection.cursor() as cursor:
        cursor.execute("SELECT section::text FROM overdracht_versieonderdeel")
        texts = [text for (text,) in cursor.fetchall()]
        cursor.execute("SELECT cells::text FROM overdracht_versiegezinslid")
        return "\n".join([*texts, *(text for (text,) in cursor.fetchall())])


def test_r5_raw_sql_reads_a_member_while_that_member_is_open(
    koppeling: Any, version: Profielversie, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    partner, child = person_of(koppeling, 2), person_of(koppeling, 3)
    own = person_of(koppeling, 1).voornaam

    def readable(account: Any) -> set[str]:
        text = read_by_sql(account)
        return {name for name in (own, partner.voornaam, child.voornaam) if json.dumps(name)[1:-1] in text}

    assert len({own, partner.voornaam, child.voornaam}) == 3
    assert readable(regievoerder_utrecht) == {own}
    ToestemmingFactory(vergunninghouder=partner, gegeven=True)
    assert readable(regievoerder_utrecht) == {own, partner.voornaam}
    assert readable(regievoerder_zeist) == set()
    withdrawn(partner)
    assert readable(regievoerder_utrecht) == {own}
    withdrawn(person_of(koppeling, 1))
    assert readable(regievoerder_utrecht) == set()


def test_r5_a_member_is_no_way_round_the_version(
    koppeling: Any, version: Profielversie, lezer_utrecht: Any, regievoerder_utrecht: Any
) -> None:
    """Who signed herself stands in a version of somebody else that this account may not read."""
    ToestemmingFactory(vergunninghouder=person_of(koppeling, 2), gegeven=True)
    withdrawn(person_of(koppeling, 1))
    assert read_by_sql(regievoerder_utrecht) == ""
    assert read_by_sql(lezer_utrecht) == ""


def test_r19_a_member_in_a_version_is_as_frozen_as_the_version(version: Profielversie) -> None:
    row = VersieGezinslid.objects.first()
    assert row is not None
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    for role in (WallRole.COA, WallRole.GEMEENTE):
        for statement in (
            "UPDATE overdracht_versiegezinslid SET plaats = ''",
            "DELETE FROM overdracht_versiegezinslid",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"):
                with transaction.atomic(), behind_wall(role, None), connection.cursor() as cursor:
                    cursor.execute(statement)


def test_what_was_sent_is_whole_for_coa(koppeling: Any, version: Profielversie) -> None:
    """Nothing changed: no new version is proposed, although nobody else of the household is open."""
    person = person_of(koppeling, 1)
    assert payload_as_sent(version) == build_version_payload(person)
    assert not pending_changes(person, koppeling).has_changes
    partner = person_of(koppeling, 2)
    partner.voornaam = "Anders"
    partner.save()
    assert pending_changes(person, koppeling).changed == {"familie.gezinsleden.0", "familie.gezinsleden"}


def test_a_payload_without_its_members_holds_nothing_of_them(koppeling: Any) -> None:
    whole = build_version_payload(person_of(koppeling, 1))
    stored, members = split_members(whole)
    partner = person_of(koppeling, 2)
    assert partner.voornaam in str(whole)
    assert partner.voornaam not in str(stored) and partner.geboortedatum.isoformat() not in str(stored)
    assert {member.person for member in members} == {str(partner.pk), str(person_of(koppeling, 3).pk)}
    assert with_members(stored, {member.place: member.cells for member in members}) == whole
    assert with_members(whole, {}) == stored, "cells that were left in a payload are not shown either"


def run_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_r19_versions_of_before_read_the_same_after_the_migration(
    koppeling: Any, regievoerder_utrecht: Any
) -> None:
    migration = importlib.import_module("overdracht.migrations.0009_members_out_of_payloads")
    later = importlib.import_module("overdracht.migrations.0020_parts_of_payloads")
    ToestemmingFactory(vergunninghouder=person_of(koppeling, 2), gegeven=True)
    version = ProfielversieFactory(vergunninghouder=person_of(koppeling, 1))
    shown = version_for_reader(version, regievoerder_utrecht)
    run_sql(later.MOVE_BACK)
    stored = Profielversie.objects.get(pk=version.pk).payload
    migration.move_back(apps, None)
    before = Profielversie.objects.get(pk=version.pk)
    assert before.payload == build_version_payload(person_of(koppeling, 1))
    assert not VersieGezinslid.objects.exists()
    migration.move_out(apps, None)
    migration.move_out(apps, None)
    after = Profielversie.objects.get(pk=version.pk)
    assert after.payload == stored
    run_sql(later.MOVE_OUT)
    after.refresh_from_db()
    assert version_for_reader(after, regievoerder_utrecht) == shown
    assert person_of(koppeling, 2).voornaam in str(shown) and "Gezinslid, geen toestemming" in str(shown)


def test_the_second_version_freezes_its_own_members(koppeling: Any, version: Profielversie) -> None:
    partner = person_of(koppeling, 2)
    partner.voornaam = "Anders"
    partner.save()
    second = actions.publish_profiel(
        vergunninghouder=person_of(koppeling, 1), moment="tussentijds", acting_user=None
    )
    assert "Anders" in str(payload_as_sent(second)) and "Anders" not in str(payload_as_sent(version))
