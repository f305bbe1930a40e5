"""What raw SQL reads under the database role of an account, where no filter of Python helps (R4)."""

from typing import Any

from django.db import connection

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall

# table → what tells one row from another, for every table with something about people or their koppelingen
KEYS = {
    "koppeling_koppeling": "id::text",
    "overdracht_betrokkene": "koppeling_id || ' ' || vergunninghouder_id",
    "overdracht_inzage": "koppeling_id || ' ' || vergunninghouder_id || ' ' || tier",
    "overdracht_doorgezet": "coalesce((SELECT b.koppeling_id || ' ' || b.vergunninghouder_id"
    " FROM overdracht_betrokkene b WHERE b.id = t.id), 'of nobody')",
    "overdracht_kaart": "koppeling_id::text",
    "overdracht_screeningspublicatie": "id::text",
    "overdracht_profielversie": "id::text",
    "overdracht_screeningonderdeel": "screening_id || ' ' || onderdeel",
    "overdracht_versieonderdeel": "versie_id || ' ' || onderdeel",
    "overdracht_versiegezinslid": "versie_id || ' ' || vergunninghouder_id",
    "overdracht_toestemming": "id::text",
    "overdracht_niet_ontgroeide_toestemming": "id::text",
    "overdracht_toestemmingderde": "toestemming_id || ' ' || derde_partij_id",
    "overdracht_benoemddossier": "id::text",
    "overdracht_externe_lezer": "id::text",
    "overdracht_behandelaargemeente": "koppeling_id::text",
    "overdracht_opvraging": "id::text",
    "overdracht_vernietigingsbevestiging": "koppeling_id || ' ' || toestemming_id",
    "notifications_event": "kind || ' ' || subject_id",
    "notifications_melding": "(SELECT e.kind || ' ' || e.subject_id FROM notifications_event e WHERE e.id = event_id)",
    "accounts_toekenning": "id::text",
}
# no history writes these yet; test_wall_tables walks along each of them as one gemeente and another
_NOT_PLAYED = (
    "overdracht_afspraak",
    "overdracht_antwoord",
    "overdracht_bezoekdag",
    "overdracht_dagdelenpublicatie",
    "overdracht_extrakosten",
    "overdracht_gesprek",
    "overdracht_gespreksdeelnemer",
    "overdracht_huisvestingsgesprek",
    "overdracht_inburgeringstraject",
    "overdracht_introductieaanmelding",
    "overdracht_introductiedag",
    "overdracht_logeerperiode",
    "overdracht_overdrachtspunt",
    "overdracht_overdrachtssessie",
    "overdracht_scenariokeuze",
    "overdracht_verhuisdatum",
    "overdracht_verhuizing",
    "overdracht_voorkeursscenario",
    "overdracht_vraag",
    "overdracht_welkomstpagina",
    "portaal_werkweergave",
)
# table → why no history judges its rows; every other table that a gemeente reads stands in KEYS
NOT_JUDGED = {
    "accounts_gebruiker": "who are colleagues: test_wall_tables",
    "access_grant_in_force": "whom the grants are of: test_grants_in_force",
    "accounts_accountaanvraag": "requests of accounts: no history makes one",
    "accounts_verwerkersovereenkomst": "agreements: no history makes one",
    "notifications_meldingsvoorkeur": "own choices: test_wall_tables",
    "notifications_volgen": "own choices, which open nothing: test_wall_tables",
    "notifications_laatstebezoek": "when oneself looked: test_wall_tables",
    "overdracht_historicalgesprek": "earlier moments of talks: no history plans one",
    "overdracht_gedeelddocument": "documents with a version: no history adds one, gemeente/test_documenten",
    **dict.fromkeys(_NOT_PLAYED, "work of a gemeente: no history does it yet"),
}


def _columns_of(role: WallRole) -> dict[str, list[str]]:
    """Table → columns that a role may read, from the catalogue; no dates, which move as days go by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0"
            " AND NOT a.attisdropped AND a.atttypid NOT IN ('date'::regtype, 'timestamptz'::regtype)"
            " AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT') ORDER BY 1, 2",
            [str(role)],
        )
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
    return columns


def tables_read() -> list[str]:
    """Every table and view of which a gemeente's role reads anything."""
    return list(_columns_of(WallRole.GEMEENTE))


def prepare() -> None:
    """One question for everything: per table the keys, and a mark that changes when any readable value does.

    Planned once: nine tenths of the time would go to planning. PostgreSQL plans anew after a change of a definition.
    """
    parts = []
    for table, columns in _columns_of(WallRole.GEMEENTE).items():
        if table not in KEYS:
            continue
        keys = f"array_agg({KEYS[table]})"
        row = ", ".join(f't."{column}"' for column in columns)
        mark = f"md5(string_agg(ROW({row})::text, '|' ORDER BY ROW({row})::text))"
        parts.append(f"SELECT '{table}', {keys}, {mark} FROM \"{table}\" t")  # noqa: S608  (names of our own)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = 'readable'")
        if cursor.fetchone():
            cursor.execute("DEALLOCATE readable")
        cursor.execute(f"PREPARE readable AS {' UNION ALL '.join(parts)}")


def read_as_gemeente(account_id: Any) -> tuple[dict[str, list[str]], str]:
    """Table → sorted keys of the rows that an account reads, and the mark of all their values."""
    with behind_wall(WallRole.GEMEENTE, account_id), connection.cursor() as cursor:
        cursor.execute("EXECUTE readable")
        rows = cursor.fetchall()
    marks = str(sorted((table, mark) for table, _, mark in rows))
    return {table: sorted(keys or []) for table, keys, _ in rows}, marks


def gate_as_coa() -> list[str]:
    """The whole gate, as COA's side reads it."""
    with behind_wall(WallRole.COA, None), connection.cursor() as cursor:
        cursor.execute(f"SELECT {KEYS['overdracht_inzage']} FROM overdracht_inzage")  # noqa: S608
        return sorted(key for (key,) in cursor.fetchall())
