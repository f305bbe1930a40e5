"""Who reads and writes talks, agreements, visit days and timetables in PostgreSQL itself (R4, R5, DESIGN §4).

Talks are tier 0 and the gemeente's own work. An agreement about one person asks tier 1, or to have been written by the
gemeente; one about health is for regievoerders. A timetable opens with its version. A gemeente cannot accept its own
proposal: it brings a talk into "gepland" only where COA proposed the moment.
"""

from django.db import migrations

from coa_portal.access.policy_sql import (
    OF_OWN_BETROKKENE,
    TIER1_OF_BETROKKENE,
    own_history,
    own_work,
    without,
)

_OF_OWN_GESPREK = (
    "EXISTS (SELECT 1 FROM overdracht_gesprek g WHERE g.id = {table}.gesprek_id"
    " AND g.koppeling_id = {table}.koppeling_id AND g.gemeente_id = {table}.gemeente_id)"
)
_TURN_AND_SITTING = (
    "(status <> 'voorgesteld' OR voorgesteld_door_partij = 'gemeente')"
    " AND (status <> 'gepland' OR voorgesteld_door_partij = 'coa')"
    " AND (bezoekdag_id IS NULL OR EXISTS (SELECT 1 FROM overdracht_bezoekdag d WHERE d.id = {table}.bezoekdag_id"
    " AND d.gemeente_id = {table}.gemeente_id))"
    " AND (sessie_id IS NULL OR EXISTS (SELECT 1 FROM overdracht_overdrachtssessie s WHERE s.id = {table}.sessie_id"
    " AND s.gemeente_id = {table}.gemeente_id))"
)
_READ_AFSPRAAK = (
    "(domein <> 'gezondheid' OR gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')))"  # noqa: S608
    " AND ((betrokkene_id IS NULL"
    "       AND portal_reads_koppeling({table}.koppeling_id))"
    f"      OR {TIER1_OF_BETROKKENE}"
    "      OR (opgesteld_door_partij = 'gemeente' AND gemeente_id IN (SELECT portal_gemeenten('view_tier1'))))"
)
_WRITE_AFSPRAAK = f"{OF_OWN_BETROKKENE} AND (gesprek_id IS NULL OR {_OF_OWN_GESPREK})"


def _sitting(table: str) -> str:
    """A visit day or sitting: read by the gemeente whose it is, written once by its regievoerders."""
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON {table} FOR SELECT TO portal_coa USING (true);
CREATE POLICY gemeente_read ON {table} FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
CREATE POLICY gemeente_insert ON {table} FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')) AND gepland_door_id = portal_account());
"""


# beside the policies that insert and update share: a new row begins at its beginning, in one's own name
_NEW_ROWS = f"""
CREATE POLICY gemeente_new ON overdracht_gesprek AS RESTRICTIVE FOR INSERT TO portal_gemeente
    WITH CHECK (status = 'voorgesteld' AND status_reden = '' AND status_door_id = portal_account());
CREATE POLICY gemeente_new ON overdracht_afspraak AS RESTRICTIVE FOR INSERT TO portal_gemeente
    WITH CHECK (status = 'open' AND status_reden = '' AND status_door_id = portal_account()
                AND opgesteld_door_partij = 'gemeente'
                AND (betrokkene_id IS NULL OR {TIER1_OF_BETROKKENE.format(table="overdracht_afspraak")}));
"""

_TIMETABLE = """
ALTER TABLE overdracht_dagdelenpublicatie ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_dagdelenpublicatie TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY gemeente_read ON overdracht_dagdelenpublicatie FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier2')))
           AND EXISTS (SELECT 1 FROM overdracht_profielversie v
                        WHERE v.id = overdracht_dagdelenpublicatie.versie_id));
"""

FORWARD = "\n".join(
    [
        own_work("overdracht_gesprek", write=_TURN_AND_SITTING),
        own_history("overdracht_historicalgesprek"),
        own_work(
            "overdracht_gespreksdeelnemer", write=f"{_OF_OWN_GESPREK} AND {OF_OWN_BETROKKENE}", update=False
        ),
        own_work("overdracht_afspraak", read=_READ_AFSPRAAK, write=_WRITE_AFSPRAAK),
        own_history("overdracht_historicalafspraak"),
        _sitting("overdracht_bezoekdag"),
        _sitting("overdracht_overdrachtssessie"),
        _NEW_ROWS,
        _TIMETABLE,
    ]
)
BACKWARD = "\n".join(
    [
        "DROP POLICY gemeente_new ON overdracht_afspraak;",
        "DROP POLICY gemeente_new ON overdracht_gesprek;",
        without(
            "overdracht_gesprek",
            "overdracht_historicalgesprek",
            "overdracht_gespreksdeelnemer",
            "overdracht_afspraak",
            "overdracht_historicalafspraak",
            "overdracht_bezoekdag",
            "overdracht_overdrachtssessie",
            "overdracht_dagdelenpublicatie",
        ),
    ]
)


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0018_gesprekken")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
