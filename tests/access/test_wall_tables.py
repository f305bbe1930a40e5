"""R4: every table that a gemeente's role may touch, from the catalogue of PostgreSQL itself: who reads which rows of it
with raw SQL, which columns, and why a table has no policies."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from coa_portal.access.roles import WallRole
from coa_portal.access.table_rights import TABLE_RIGHTS, WITHOUT_POLICIES
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.actions import block_toekenning
from coa_portal.accounts.models import Toekenning
from coa_portal.common.dates import today
from coa_portal.notifications.models import Meldingsvoorkeur, Volgen
from coa_portal.notifications.visits import note_visit
from koppeling.actions import withdraw_koppeling
from overdracht import actions
from overdracht.models import Profielversie, Toestemming
from tests.access.world import make_world
from tests.factories.accounts import GebruikerFactory
from tests.factories.koppeling import KoppelingFactory, household, regievoerder
from tests.factories.overdracht import ProfielversieFactory, casemanager_of, person_of

pytestmark = pytest.mark.django_db
COLUMNS = Path(__file__).parent / "leesbaar_voor_gemeente.txt"
ROLES = [str(role) for role in WallRole]
# what an account without any grant in force still reads: itself, its own meldingen and toekenningen, and its choices
CHOICES = {"notifications_meldingsvoorkeur", "notifications_volgen", "notifications_laatstebezoek"}
OWN = {"accounts_gebruiker", "accounts_toekenning", "notifications_melding", "notifications_event", *CHOICES}
KEY_OF_OWN = {"accounts_gebruiker": "id", **dict.fromkeys({"accounts_toekenning", *CHOICES}, "gebruiker_id")}


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def granted_to_gemeente(privilege: str = "SELECT, INSERT, UPDATE, DELETE") -> set[str]:
    """Tables and views on which the role holds a right, on the whole or on a column."""
    return {
        name
        for (name,) in ask(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
            " AND (has_table_privilege('portal_gemeente', c.oid, %s)"
            "      OR has_any_column_privilege('portal_gemeente', c.oid, %s))",
            privilege,
            privilege.replace(", DELETE", ""),
        )
    }


def readable_columns() -> list[str]:
    return [
        f"{table}.{column}"
        for table, column in ask(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
            " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
            " AND has_column_privilege('portal_gemeente', c.oid, a.attnum, 'SELECT')"
            ' ORDER BY c.relname COLLATE "C", a.attname COLLATE "C"'
        )
    ]


def test_r4_a_table_with_rights_for_a_gemeente_has_policies_or_a_reason() -> None:
    rows = ask(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"
        " AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)"
    )
    guarded = {name for (name,) in rows}
    assert granted_to_gemeente() - guarded == set(WITHOUT_POLICIES)
    assert not guarded & set(WITHOUT_POLICIES)


def test_r4_every_column_that_a_gemeente_reads_is_listed() -> None:
    """A new column of a table that a gemeente reads is a decision: give the table rights by column in
    `access/table_rights.py`, or add the line to `leesbaar_voor_gemeente.txt`."""
    reference_data = tuple(f"{name}." for name in WITHOUT_POLICIES if name.startswith("organisaties_"))
    found = [name for name in readable_columns() if not name.startswith(reference_data)]
    assert found == COLUMNS.read_text().split()


def test_r4_no_role_behind_the_wall_owns_anything_or_becomes_the_owner() -> None:
    """Why FORCE ROW LEVEL SECURITY is not needed: policies bind everybody but the owner."""
    owners = ask(
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    )
    assert owners == [("portal_owner",)]
    for role in ["portal_web", *ROLES]:
        assert ask("SELECT pg_has_role(%s, 'portal_owner', 'MEMBER')", role) == [(False,)]


def test_r4_functions_that_run_as_owner_are_few_and_fixed() -> None:
    """A SECURITY DEFINER function looks past the policies: each has a fixed search path, and none is for everybody."""
    rows = ask(
        "SELECT proname, proconfig, has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert {name for name, _, _ in rows} >= {"portal_gemeenten", "portal_colleagues"}
    for name, config, is_public in rows:
        assert config and config[0].startswith("search_path=") and "pg_temp" in config[0], name
        assert not is_public, name


def test_r4_views_for_a_gemeente_run_as_the_asker_or_filter_themselves() -> None:
    rows = ask(
        "SELECT relname, coalesce(reloptions, '{}') FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'"
    )
    options = dict(rows)
    for name in granted_to_gemeente() & set(options):
        if name.endswith("_niet_ontgroeide_toestemming"):
            assert [row for row in readable_columns() if row.startswith(f"{name}.")] == [f"{name}.id"]
            continue
        assert {"security_invoker=true", "security_barrier=true"} & set(options[name]), name


def test_r4_beheer_and_the_login_role_read_no_dossier_table_by_the_catalogue() -> None:
    dossier = ("klantprofiel_", "voorinburgering_", "koppeling_", "overdracht_")
    rows = ask(
        "SELECT relname, r FROM pg_class,"
        " unnest(ARRAY['portal_web', 'portal_beheer', 'portal_docent', 'portal_toezicht']) r"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')"
        " AND has_any_column_privilege(r, pg_class.oid, 'SELECT, INSERT, UPDATE')"
    )
    found = {row for row in rows if row[0].startswith(dossier) and row[1] != "portal_toezicht"}
    # names stand in the two views alone, which pick the own groups; policies pick the rows of the others
    views = {"voorinburgering_deelnemer", "voorinburgering_lesdeelnemer"}
    lessons = {"les", "historicalles", "aanwezigheid", "historicalaanwezigheid", "ruimte"}
    results = {"toetsresultaat", "historicaltoetsresultaat"}
    assert found == {
        (name, "portal_docent") for name in views | {f"voorinburgering_{noun}" for noun in lessons | results}
    }
    assert rows


@pytest.fixture
def filled(
    casemanager_luttelgeest: Any,
    regievoerder_coa: Any,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
    lezer_utrecht: Any,
    gemeente_zeist: Any,
    api_sleutel_utrecht: Any,
) -> Any:
    """Rows of every kind: Utrecht's household with a version, a request and a withdrawal; one that Utrecht lost; and
    one of Zeist's."""
    world = make_world()
    actions.assign_behandelaar_gemeente(
        koppeling=world.koppeling, behandelaar=regievoerder_utrecht, acting_user=regievoerder_utrecht
    )
    child = person_of(world.koppeling, 3)
    ProfielversieFactory(vergunninghouder=child)
    consent = Toestemming.objects.get(vergunninghouder=child)
    actions.withdraw_toestemming(
        toestemming=consent, ingetrokken_op=today(), acting_user=casemanager_of(child)
    )
    actions.confirm_destruction(
        koppeling=world.koppeling,
        betrokkene=world.koppeling.betrokkenen.get(vergunninghouder=child),
        acting_user=regievoerder_utrecht,
    )
    lost = KoppelingFactory(plaatsingseenheid=household(52))
    ProfielversieFactory(vergunninghouder=person_of(lost))
    withdraw_koppeling(koppeling=lost, reden="fout", acting_user=regievoerder())
    theirs = KoppelingFactory(plaatsingseenheid=household(33, 31), gemeente=gemeente_zeist)
    ProfielversieFactory(vergunninghouder=person_of(theirs))
    for account in (regievoerder_utrecht, regievoerder_zeist, casemanager_of(child)):
        follow(account, world.koppeling)
    return world


def follow(account: Any, koppeling: Any) -> None:
    """What an account chose to hear, and what it looked at."""
    whose = {"gebruiker": account, "wijze": "portaal"}
    Meldingsvoorkeur.objects.create(kind="profiel_doorgezet", **whose)
    Volgen.objects.create(subject_id=koppeling.pk, **whose)
    note_visit(subject_id=koppeling.pk, acting_user=account)


# rows by raw SQL: regievoerder of Utrecht, reader of tier 0 of Utrecht, regievoerder of Zeist
READS: dict[str, tuple[int, int, int]] = {
    "koppeling_koppeling": (2, 2, 1),
    "overdracht_betrokkene": (3, 3, 2),
    "overdracht_inzage": (3, 3, 2),
    "overdracht_doorgezet": (1, 0, 1),
    "overdracht_kaart": (1, 1, 1),
    "overdracht_screeningspublicatie": (1, 0, 1),
    "overdracht_profielversie": (1, 0, 1),
    "overdracht_versieonderdeel": (11, 0, 11),
    "overdracht_screeningonderdeel": (3, 0, 3),
    "overdracht_gedeelddocument": (1, 0, 0),
    "overdracht_versiegezinslid": (0, 0, 0),
    "overdracht_behandelaargemeente": (1, 1, 0),
    # who reads tier 0 only hears of no request: an answer would tell that there is a version
    "overdracht_opvraging": (1, 0, 0),
    "overdracht_vernietigingsbevestiging": (1, 0, 0),
    "overdracht_toestemmingderde": (1, 0, 0),
    "overdracht_voorkeursscenario": (1, 1, 0),
    # two that were chosen, and the one by preference of the household that Utrecht lost: own work stays
    "overdracht_scenariokeuze": (3, 3, 0),
    "overdracht_niet_ontgroeide_toestemming": (2, 0, 1),
    "overdracht_inburgeringstraject": (1, 1, 0),
    "overdracht_extrakosten": (1, 1, 0),
    "overdracht_verhuizing": (1, 1, 0),
    "overdracht_verhuisdatum": (1, 1, 0),
    "overdracht_overdrachtspunt": (1, 0, 0),
    "overdracht_huisvestingsgesprek": (1, 1, 0),
    "overdracht_logeerperiode": (1, 1, 0),
    "overdracht_gesprek": (2, 2, 0),
    # a line for each talk: no more was done with them
    "overdracht_historicalgesprek": (2, 2, 0),
    "overdracht_gespreksdeelnemer": (6, 6, 0),
    "overdracht_bezoekdag": (1, 1, 0),
    "overdracht_overdrachtssessie": (1, 1, 0),
    "overdracht_afspraak": (1, 0, 0),
    "overdracht_dagdelenpublicatie": (1, 0, 1),
    # no external works for anybody in this world; tests/overdracht/test_derden.py has them
    "overdracht_benoemddossier": (0, 0, 0),
    "overdracht_externe_lezer": (0, 0, 0),
    # figures are for who holds a region; tests/portaal/test_figures.py has one
    "portaal_regiocijfer": (0, 0, 0),
    # nobody kept a view of the own work in this world; tests/portaal has some
    "portaal_werkweergave": (0, 0, 0),
    # Zeist's regievoerder follows what is Utrecht's: a choice of its own, which opens nothing
    **dict.fromkeys(sorted(CHOICES), (1, 0, 1)),
    # nobody asked for an account in this world; their own policies are tested in tests/accounts
    "accounts_accountaanvraag": (0, 0, 0),
    "accounts_verwerkersovereenkomst": (0, 0, 0),
    # a question each way about the household; what names a person: tests/overdracht/contact/test_vragen.py
    "overdracht_vraag": (2, 2, 0),
    "overdracht_antwoord": (0, 0, 0),
    "overdracht_welkomstpagina": (1, 1, 0),
    "overdracht_introductiedag": (1, 1, 0),
    "overdracht_introductieaanmelding": (1, 1, 0),
    # the casemanager of Luttelgeest, where the people of both gemeenten live
    "overdracht_locatiecontact": (1, 1, 1),
}
# whose rows they are is asked below, with the consents of people who are open or withdrew
OF_ACCOUNTS = {*OWN - CHOICES, "access_grant_in_force", "overdracht_toestemming"}


def rows_read(table: str, account: Any) -> list[tuple[Any, ...]]:
    columns = [name.split(".")[1] for name in readable_columns() if name.startswith(f"{table}.")]
    with behind_wall(WallRole.GEMEENTE, account.pk):
        return ask(f'SELECT {", ".join(columns)} FROM "{table}"')  # noqa: S608


def guarded_and_read() -> set[str]:
    return granted_to_gemeente("SELECT") - {
        name for name, reason in WITHOUT_POLICIES.items() if not reason.startswith("een view")
    }


def test_r4_every_table_is_walked_by_owner_colleague_and_stranger(
    filled: Any, regievoerder_utrecht: Any, lezer_utrecht: Any, regievoerder_zeist: Any
) -> None:
    assert guarded_and_read() == set(READS) | OF_ACCOUNTS
    accounts = (regievoerder_utrecht, lezer_utrecht, regievoerder_zeist)
    found = {table: tuple(len(rows_read(table, account)) for account in accounts) for table in READS}
    assert found == READS
    assert Profielversie.objects.count() == 4, "the others are there, and out of reach"


def test_r4_no_row_of_another_gemeente_is_read_anywhere(
    filled: Any, regievoerder_utrecht: Any, lezer_utrecht: Any, regievoerder_zeist: Any
) -> None:
    with_gemeente = [name for name in readable_columns() if name.endswith(".gemeente_id")]
    # keys of grown consents and kept views of work name none
    assert len(with_gemeente) >= len(READS) - 2
    for account, own in (
        (regievoerder_utrecht, "GM0344"),
        (lezer_utrecht, "GM0344"),
        (regievoerder_zeist, "GM0355"),
    ):
        for name in with_gemeente:
            table = name.split(".")[0]
            if table in WITHOUT_POLICIES and table not in READS:
                continue
            with behind_wall(WallRole.GEMEENTE, account.pk):
                seen = {code for (code,) in ask(f'SELECT gemeente_id FROM "{table}"')}  # noqa: S608
            assert seen <= {own}, (table, account)


@pytest.mark.parametrize("how", ["expired", "blocked", "inactive", "never granted", "no account"])
def test_r4_without_a_grant_in_force_every_table_is_empty(
    how: str, filled: Any, regievoerder_utrecht: Any
) -> None:
    account = regievoerder_utrecht
    if how == "expired":
        Toekenning.objects.filter(gebruiker=account).update(eindigt_op=today() - dt.timedelta(days=1))
    elif how == "blocked":
        block_toekenning(toekenning=account.toekenningen.get(), reden="misbruik", acting_user=None)
    elif how == "inactive":
        type(account).objects.filter(pk=account.pk).update(is_active=False)
    elif how == "never granted":
        account = GebruikerFactory(gemeente=True)
    else:
        account = type(account)(pk=None)
    found = {table: len(rows_read(table, account)) for table in guarded_and_read() - OWN}
    assert {table: number for table, number in found.items() if number} == {}
    for table in OWN:
        key = KEY_OF_OWN.get(table)
        with behind_wall(WallRole.GEMEENTE, account.pk):
            if key:
                assert {who for (who,) in ask(f"SELECT {key} FROM {table}")} <= {account.pk}  # noqa: S608
            else:
                own = ask("SELECT count(*) FROM notifications_melding WHERE recipient_id <> %s", account.pk)
                assert own == [(0,)]


def test_r5_the_consents_that_a_gemeente_reads_are_its_own_and_tell_four_things(
    filled: Any, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        seen = {status for (status,) in ask("SELECT status FROM overdracht_toestemming")}
    assert seen <= {"gegeven", "ingetrokken"}
    with behind_wall(WallRole.GEMEENTE, regievoerder_zeist.pk):
        assert len(ask("SELECT id FROM overdracht_toestemming")) == 1


def test_every_right_is_for_a_role_that_exists() -> None:
    known = {"web", *(role.removeprefix("portal_") for role in ROLES)}
    assert {role for rights in TABLE_RIGHTS.values() for role in rights} == known
