"""The sequence behind KOP-000123, and the policies of the koppeling (R4)."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE koppeling_referentie_seq;

ALTER TABLE koppeling_koppeling ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON koppeling_koppeling TO portal_coa USING (true) WITH CHECK (true);
-- a proposal is COA's own business; the other states leave the gemeente at least a stub (DESIGN 4)
CREATE POLICY gemeente ON koppeling_koppeling FOR SELECT TO portal_gemeente
    USING (definitief_op IS NOT NULL AND gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
"""

BACKWARD = """
DROP POLICY gemeente ON koppeling_koppeling;
DROP POLICY coa ON koppeling_koppeling;
ALTER TABLE koppeling_koppeling DISABLE ROW LEVEL SECURITY;
DROP SEQUENCE koppeling_referentie_seq;
"""


class Migration(migrations.Migration):
    dependencies = [("koppeling", "0001_initial"), ("access", "0003_wall_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
