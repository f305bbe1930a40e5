"""Tier 2 opens the versions published under the present signature; earlier ones stay in COA's books (R6)."""

from django.db import migrations

FORWARD = """
DROP POLICY gemeente ON overdracht_profielversie;
CREATE POLICY gemeente ON overdracht_profielversie FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                         JOIN overdracht_betrokkene b ON b.id = i.id
                        WHERE i.koppeling_id = overdracht_profielversie.koppeling_id
                          AND i.vergunninghouder_id = overdracht_profielversie.vergunninghouder_id
                          AND i.tier >= 2
                          AND b.doorgezet_op <= overdracht_profielversie.doorgezet_op));
"""

BACKWARD = """
DROP POLICY gemeente ON overdracht_profielversie;
CREATE POLICY gemeente ON overdracht_profielversie FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_profielversie.koppeling_id
                          AND i.vergunninghouder_id = overdracht_profielversie.vergunninghouder_id
                          AND i.tier >= 2));
"""


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0003_leeftijdsgroep")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
