"""The gate (R5-R7) as one database view, and the policies that read it (R4).

`security_invoker`: the view sees what the asking role may see, so it can never open more than the policies
of its tables. It reads no living table: the gemeente's role has no right on those.
"""

from django.db import migrations

FORWARD = """
CREATE VIEW overdracht_inzage WITH (security_invoker = true) AS
SELECT b.id, b.vergunninghouder_id, b.koppeling_id, b.gemeente_id,
       CASE WHEN t.id IS NULL THEN 0 WHEN b.doorgezet_op IS NULL THEN 1 ELSE 2 END AS tier
  FROM overdracht_betrokkene b
  JOIN koppeling_koppeling k
    ON k.id = b.koppeling_id
   AND k.gemeente_id = b.gemeente_id
   AND k.status IN ('definitief', 'gehuisvest')
   AND (k.toegang_tot IS NULL OR k.toegang_tot >= (now() AT TIME ZONE 'Europe/Amsterdam')::date)
  LEFT JOIN overdracht_toestemming t
    ON t.vergunninghouder_id = b.vergunninghouder_id
   AND t.gemeente_id = b.gemeente_id
   AND t.status = 'gegeven'
   -- the sixteenth birthday ends what a representative signed
   AND (t.geldig_tot IS NULL OR t.geldig_tot > (now() AT TIME ZONE 'Europe/Amsterdam')::date)
 WHERE b.is_lid;

ALTER TABLE overdracht_betrokkene ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_toestemming ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_kaart ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_screeningspublicatie ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_profielversie ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_behandelaargemeente ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_opvraging ENABLE ROW LEVEL SECURITY;

CREATE POLICY coa ON overdracht_betrokkene TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON overdracht_toestemming TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON overdracht_kaart TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON overdracht_screeningspublicatie TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON overdracht_profielversie TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON overdracht_behandelaargemeente TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON overdracht_opvraging TO portal_coa USING (true) WITH CHECK (true);

-- the two tables under the view: only by gemeente, or the view's own policies would need the view
CREATE POLICY gemeente ON overdracht_betrokkene FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
CREATE POLICY gemeente ON overdracht_toestemming FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));

CREATE POLICY gemeente ON overdracht_kaart FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_kaart.koppeling_id));
CREATE POLICY gemeente ON overdracht_screeningspublicatie FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_screeningspublicatie.koppeling_id
                          AND i.vergunninghouder_id = overdracht_screeningspublicatie.vergunninghouder_id
                          AND i.tier >= 1));
CREATE POLICY gemeente ON overdracht_profielversie FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_profielversie.koppeling_id
                          AND i.vergunninghouder_id = overdracht_profielversie.vergunninghouder_id
                          AND i.tier >= 2));

-- the gemeente's own work: kept after herkoppeling, written only while the koppeling is active
CREATE POLICY gemeente_read ON overdracht_behandelaargemeente FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
CREATE POLICY gemeente_insert ON overdracht_behandelaargemeente FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                             WHERE k.id = koppeling_id AND k.gemeente_id = overdracht_behandelaargemeente.gemeente_id
                               AND k.status IN ('definitief', 'gehuisvest')));
CREATE POLICY gemeente_update ON overdracht_behandelaargemeente FOR UPDATE TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')))
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));
CREATE POLICY gemeente_read ON overdracht_opvraging FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
CREATE POLICY gemeente_insert ON overdracht_opvraging FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND EXISTS (SELECT 1 FROM overdracht_inzage i
                             WHERE i.koppeling_id = overdracht_opvraging.koppeling_id
                               AND i.vergunninghouder_id = overdracht_opvraging.vergunninghouder_id
                               AND i.gemeente_id = overdracht_opvraging.gemeente_id));
"""

BACKWARD = """
DROP POLICY gemeente_insert ON overdracht_opvraging;
DROP POLICY gemeente_read ON overdracht_opvraging;
DROP POLICY gemeente_update ON overdracht_behandelaargemeente;
DROP POLICY gemeente_insert ON overdracht_behandelaargemeente;
DROP POLICY gemeente_read ON overdracht_behandelaargemeente;
DROP POLICY gemeente ON overdracht_profielversie;
DROP POLICY gemeente ON overdracht_screeningspublicatie;
DROP POLICY gemeente ON overdracht_kaart;
DROP POLICY gemeente ON overdracht_toestemming;
DROP POLICY gemeente ON overdracht_betrokkene;
DROP POLICY coa ON overdracht_opvraging;
DROP POLICY coa ON overdracht_behandelaargemeente;
DROP POLICY coa ON overdracht_profielversie;
DROP POLICY coa ON overdracht_screeningspublicatie;
DROP POLICY coa ON overdracht_kaart;
DROP POLICY coa ON overdracht_toestemming;
DROP POLICY coa ON overdracht_betrokkene;
DROP VIEW overdracht_inzage;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("overdracht", "0001_initial"),
        ("koppeling", "0002_referentie_and_policies"),
        ("access", "0003_wall_functions"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
