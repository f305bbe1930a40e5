"""A gemeente account reads its own toekenningen: those of others hold agreements, reasons and limits (R4)."""

from django.db import migrations

FORWARD = """
ALTER TABLE accounts_toekenning ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON accounts_toekenning TO portal_web, portal_coa, portal_beheer
    USING (true) WITH CHECK (true);
CREATE POLICY own ON accounts_toekenning FOR SELECT TO portal_gemeente USING (gebruiker_id = portal_account());
"""

BACKWARD = """
DROP POLICY own ON accounts_toekenning;
DROP POLICY everybody ON accounts_toekenning;
ALTER TABLE accounts_toekenning DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_managers"), ("access", "0003_wall_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
