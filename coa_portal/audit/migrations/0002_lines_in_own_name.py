"""Who looked is who asks: nobody writes an audit line in somebody else's name (R4, R10)."""

from django.db import migrations

FORWARD = """
ALTER TABLE audit_inzageregel ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_name ON audit_inzageregel FOR INSERT TO portal_coa, portal_gemeente, portal_beheer
    WITH CHECK (gebruiker_id = portal_account());
"""

BACKWARD = """
DROP POLICY own_name ON audit_inzageregel;
ALTER TABLE audit_inzageregel DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0003_wall_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
