"""Who reads and writes intake, PIP, move, checklist and logeren (R4, DESIGN §4).

The traject, the move and the costs are the gemeente's own work. The checklist is read and written by regievoerders,
under a consent of its person. The huisvestingsgesprek and logeren are COA's, read while the koppeling is active.
"""

from django.db import migrations

from coa_portal.access.policy_sql import (
    OF_OWN_BETROKKENE,
    TIER1_OF_BETROKKENE,
    own_history,
    own_work,
    without,
)

# an external with named dossiers reads of the people it was given only
_OF_READ_PERSON = (
    "gemeente_id IN (SELECT portal_gemeenten('view_tier0')) OR betrokkene_id IS NULL"
    " OR portal_reads_betrokkene({table}.betrokkene_id, 0)"
)
_MANAGED = "gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))"
_OF_OWN_MOVE = (
    "EXISTS (SELECT 1 FROM overdracht_verhuizing v WHERE v.id = {table}.verhuizing_id"
    " AND v.koppeling_id = {table}.koppeling_id AND v.gemeente_id = {table}.gemeente_id)"
)

_WRITTEN_BY_COA = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON {table} TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY gemeente_read ON {table} FOR SELECT TO portal_gemeente
    USING ({open});
"""

_HISTORIES = tuple(
    f"overdracht_historical{noun}"
    for noun in ("inburgeringstraject", "extrakosten", "verhuizing", "overdrachtspunt")
)
_TABLES = tuple(
    f"overdracht_{noun}"
    for noun in (
        "inburgeringstraject",
        "extrakosten",
        "verhuizing",
        "verhuisdatum",
        "overdrachtspunt",
        "huisvestingsgesprek",
        "logeerperiode",
    )
)

FORWARD = "\n".join(
    [
        own_work("overdracht_inburgeringstraject", read=_OF_READ_PERSON, write=OF_OWN_BETROKKENE),
        own_work("overdracht_extrakosten", read=_OF_READ_PERSON, write=OF_OWN_BETROKKENE),
        own_work("overdracht_verhuizing"),
        own_work(
            "overdracht_verhuisdatum", write=f"door_id = portal_account() AND {_OF_OWN_MOVE}", update=False
        ),
        own_work(
            "overdracht_overdrachtspunt",
            read=f"{_MANAGED} AND {TIER1_OF_BETROKKENE}",
            write=f"door_id = portal_account() AND {OF_OWN_BETROKKENE} AND {TIER1_OF_BETROKKENE}",
        ),
        _WRITTEN_BY_COA.format(
            table="overdracht_huisvestingsgesprek", open="portal_reads_koppeling(koppeling_id)"
        ),
        _WRITTEN_BY_COA.format(
            table="overdracht_logeerperiode", open="portal_reads_betrokkene(betrokkene_id, 0)"
        ),
        *(own_history(table) for table in _HISTORIES),
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("overdracht", "0016_move_and_traject"),
        ("access", "0008_grants_on_lesgroepen"),
    ]
    operations = [migrations.RunSQL(FORWARD, without(*_TABLES, *_HISTORIES))]
