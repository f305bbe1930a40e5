"""Lesgroepen: who keeps them, who is in them, and the three facts that a docent gets (DESIGN §3, R1, R2, R4)."""

import datetime as dt
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall, wall_role_of
from coa_portal.accounts.actions import block_toekenning
from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from klantprofiel.actions import move_verblijf
from klantprofiel.models import Verblijf
from tests.factories.accounts import grant
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import agreed, lesgroep_of
from voorinburgering import actions
from voorinburgering.models import Deelname

pytestmark = pytest.mark.django_db
VIEW = "SELECT naam FROM voorinburgering_deelnemer"


def join(group: Any, person: Any, van: dt.date | None = None, acting_user: Any = None) -> Deelname:
    agreed(person, dt.date(2024, 2, 1))
    return actions.start_deelname(
        lesgroep=group, vergunninghouder=person, van=van or today(), acting_user=acting_user
    )


@pytest.fixture
def group(locatie_luttelgeest: Any) -> Any:
    return lesgroep_of(locatie_luttelgeest)


@pytest.fixture
def person(locatie_luttelgeest: Any) -> Any:
    return VergunninghouderFactory(locatie=locatie_luttelgeest, with_profile=True)


def asked_by(account: Any, sql: str) -> list[Any]:
    with behind_wall(WallRole.DOCENT, account.pk), connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def refused(account: Any, sql: str) -> bool:
    try:
        with transaction.atomic():
            asked_by(account, sql)
    except ProgrammingError as error:
        return "permission denied" in str(error)
    return False


def test_who_keeps_a_group_puts_people_in_and_out(
    client_of: Any, programmabegeleider: Any, locatie_luttelgeest: Any, person: Any
) -> None:
    browser = client_of(programmabegeleider)
    new = {"naam": "Middag 2", "opvanglocatie": locatie_luttelgeest.pk, "soort": "nt2", "tempo": "snel"}
    made = browser.post("/lesgroepen/nieuw/", new)
    page = made.headers["Location"]
    agreed(person, dt.date(2024, 2, 1))
    added = browser.post(f"{page}deelnemer/", {"v_nummer": person.v_nummer, "van": "1-3-2024"})
    assert added.status_code == 302
    deelname = Deelname.objects.get()
    assert person.naam in browser.get(page).content.decode()
    ended = browser.post(f"/lesgroepen/deelname/{deelname.pk}/beeindigen/", {"tot": "1-4-2024"})
    assert ended.status_code == 302
    assert "Eerder in deze lesgroep" in browser.get(page).content.decode()
    assert [row.history_user_id for row in deelname.history.all()] == [programmabegeleider.pk] * 2
    browser.post(f"{page}sluiten/")
    assert "gesloten op" in browser.get(page).content.decode()


@pytest.mark.parametrize("who", ["casemanager_elders", "casemanager_participatie", "regievoerder_coa"])
def test_r2_who_does_not_keep_the_groups_of_a_locatie_changes_none(
    who: str, group: Any, person: Any, request: Any
) -> None:
    account = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        join(group, person, acting_user=account)
    with pytest.raises(NotAllowed):
        actions.create_lesgroep(
            opvanglocatie=group.opvanglocatie, naam="Nieuw", tempo="snel", acting_user=account
        )
    deelname = join(group, person)
    with pytest.raises(NotAllowed):
        actions.end_deelname(deelname=deelname, tot=today(), acting_user=account)


def test_what_does_not_fit_is_refused_at_its_field(
    group: Any, person: Any, locatie_elders: Any, locatie_luttelgeest: Any
) -> None:
    def code(call: Any) -> tuple[str, str | None]:
        with pytest.raises(DomainError) as caught:
            call()
        return caught.value.code, caught.value.field

    stranger = VergunninghouderFactory(locatie=locatie_elders)
    assert code(lambda: join(group, stranger)) == ("elsewhere", "v_nummer")
    deelname = join(group, person)
    other = lesgroep_of(locatie_luttelgeest, "Middag 1")
    assert code(lambda: join(other, person)) == ("overlap", "v_nummer")
    assert code(lambda: actions.close_lesgroep(lesgroep=group, acting_user=None)) == ("not_empty", None)
    early = today() - dt.timedelta(days=1)
    assert code(lambda: actions.end_deelname(deelname=deelname, tot=early, acting_user=None)) == (
        "order",
        "tot",
    )
    actions.end_deelname(deelname=deelname, tot=today(), acting_user=None)
    join(other, person)


def test_the_docent_reads_three_facts_and_the_reading_is_logged(
    client_of: Any, nt2_docent: Any, group: Any, person: Any
) -> None:
    join(group, person)
    browser = client_of(nt2_docent)
    assert group.naam in browser.get("/").content.decode()
    assert group.naam in browser.get("/lesgroepen/mijn/").content.decode()
    before = Verwerkingsregel.objects.count()
    shown = browser.get(f"/lesgroepen/mijn/{group.pk}/").content.decode()
    assert person.naam in shown
    assert person.v_nummer not in shown and str(person.pk) not in shown
    assert Verwerkingsregel.objects.count() == before + 1
    assert Inzageregel.objects.filter(gebruiker=nt2_docent, what="lesgroep", activity="lesgroepen").exists()
    for address in ("/dossiers/", f"/dossiers/{person.pk}/", "/lesgroepen/", f"/lesgroepen/{group.pk}/"):
        assert browser.get(address).status_code == 404


def test_r4_the_role_of_a_docent_reads_the_view_of_own_groups_and_no_table_of_a_dossier(
    nt2_docent: Any, casemanager_luttelgeest: Any, group: Any, person: Any, locatie_luttelgeest: Any
) -> None:
    assert wall_role_of(nt2_docent) == WallRole.DOCENT
    join(group, person)
    other = VergunninghouderFactory(locatie=locatie_luttelgeest)
    join(lesgroep_of(locatie_luttelgeest, "Middag 1"), other)
    assert asked_by(nt2_docent, VIEW) == [(person.naam,)]
    assert asked_by(casemanager_luttelgeest, VIEW) == []
    for table in ("klantprofiel_vergunninghouder", "klantprofiel_klantprofiel", "voorinburgering_deelname"):
        assert refused(nt2_docent, f"SELECT 1 FROM {table}"), table  # noqa: S608
    assert asked_by(nt2_docent, "SELECT id FROM accounts_gebruiker") == [(nt2_docent.pk,)]
    assert asked_by(nt2_docent, "SELECT DISTINCT user_id FROM access_grant_in_force") == [(nt2_docent.pk,)]


@pytest.mark.parametrize("how", ["out of the group", "not yet", "moved", "blocked"])
def test_a_docent_sees_nobody_who_is_not_in_the_group_now(
    how: str, nt2_docent: Any, group: Any, person: Any, locatie_elders: Any
) -> None:
    tomorrow = today() + dt.timedelta(days=1)
    deelname = join(group, person, van=tomorrow if how == "not yet" else None)
    assert len(asked_by(nt2_docent, VIEW)) == (how != "not yet")
    if how == "out of the group":
        actions.end_deelname(deelname=deelname, tot=today(), acting_user=None)
    elif how == "moved":
        Verblijf.objects.filter(vergunninghouder=person).update(van=today() - dt.timedelta(days=9))
        move_verblijf(vergunninghouder=person, opvanglocatie=locatie_elders, van=today(), acting_user=None)
        deelname.refresh_from_db()
        assert deelname.tot == today()
    elif how == "blocked":
        block_toekenning(toekenning=nt2_docent.toekenningen.get(), reden="misbruik", acting_user=None)
    assert asked_by(nt2_docent, VIEW) == []


def test_a_docent_holds_no_other_role(nt2_docent: Any, locatie_luttelgeest: Any) -> None:
    with pytest.raises(DomainError) as caught:
        grant(nt2_docent, "casemanager", locatie_luttelgeest)
    assert caught.value.code == "mixed"


def test_lists_take_the_same_queries_for_one_and_twenty(
    client_of: Any, nt2_docent: Any, casemanager_luttelgeest: Any, group: Any, locatie_luttelgeest: Any
) -> None:
    addresses = {
        nt2_docent: ("/lesgroepen/mijn/", f"/lesgroepen/mijn/{group.pk}/", "/"),
        casemanager_luttelgeest: ("/lesgroepen/", f"/lesgroepen/{group.pk}/"),
    }

    def counted() -> list[int]:
        numbers = []
        for account, paths in addresses.items():
            browser = client_of(account)
            for path in paths:
                browser.get(path)
                with CaptureQueriesContext(connection) as caught:
                    assert browser.get(path).status_code == 200
                numbers.append(len(caught))
        return numbers

    join(group, VergunninghouderFactory(locatie=locatie_luttelgeest))
    one = counted()
    for number in range(19):
        join(group, VergunninghouderFactory(locatie=locatie_luttelgeest))
        grant(nt2_docent, "nt2_docent", lesgroep_of(locatie_luttelgeest, f"Groep {number}"))
    assert counted() == one
