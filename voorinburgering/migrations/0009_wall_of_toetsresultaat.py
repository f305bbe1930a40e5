"""What a docent reads and writes of results of tests in PostgreSQL itself (R4): those of who is in the own lesgroepen
now, in the own name, and never of whom a result is. COA's side reads and writes as its table rights say.

The view of a docent tells the level of the eindtoets too, now that a profile holds it.
"""

import importlib

from django.db import migrations

_OWN = "vergunninghouder_id IN (SELECT own.persoon FROM voorinburgering_deelnemer own)"  # noqa: S608  (own words)
_TABLES = ("toetsresultaat", "historicaltoetsresultaat")
_FORMER = importlib.import_module("voorinburgering.migrations.0002_wall_of_docent").FORWARD
_VIEW = _FORMER[_FORMER.index("CREATE VIEW") : _FORMER.index("CREATE POLICY")].replace(
    "CREATE VIEW", "CREATE OR REPLACE VIEW"
)
_WITH_EINDTOETS = _VIEW.replace(
    "coalesce(nullif(nullif(k.nt2_resultaat",
    "coalesce(nullif(nullif(k.eindtoets_resultaat, 'onbekend'), ''), nullif(nullif(k.nt2_resultaat",
)

FORWARD = "\n".join(
    [
        _WITH_EINDTOETS,
        *(
            f"ALTER TABLE voorinburgering_{table} ENABLE ROW LEVEL SECURITY;\n"
            f"CREATE POLICY coa ON voorinburgering_{table} TO portal_coa USING (true) WITH CHECK (true);"
            for table in _TABLES
        ),
        f"CREATE POLICY docent_read ON voorinburgering_toetsresultaat FOR SELECT TO portal_docent USING ({_OWN});",
        "CREATE POLICY docent_insert ON voorinburgering_toetsresultaat FOR INSERT TO portal_docent"
        f" WITH CHECK ({_OWN} AND ingevoerd_door_id = portal_account());",
        f"CREATE POLICY docent_update ON voorinburgering_toetsresultaat FOR UPDATE TO portal_docent"
        f" USING ({_OWN} AND status = 'vastgelegd')"
        f" WITH CHECK ({_OWN} AND (status_door_id IS NULL OR status_door_id = portal_account()));",
        "CREATE POLICY docent_insert ON voorinburgering_historicaltoetsresultaat FOR INSERT TO portal_docent"
        f" WITH CHECK (history_user_id = portal_account() AND {_OWN});",
    ]
)
BACKWARD = "\n".join(
    [
        *(
            f"DROP POLICY IF EXISTS {name} ON voorinburgering_{table};"
            for table in _TABLES
            for name in ("coa", "docent_read", "docent_insert", "docent_update")
        ),
        *(f"ALTER TABLE voorinburgering_{table} DISABLE ROW LEVEL SECURITY;" for table in _TABLES),
        _VIEW,
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("voorinburgering", "0008_toetsresultaat"),
        ("klantprofiel", "0005_toetsen_per_vaardigheid"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
