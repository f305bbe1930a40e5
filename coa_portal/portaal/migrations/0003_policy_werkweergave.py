"""How an account likes its work list is its own row (R4)."""

from django.db import migrations

FORWARD = """
ALTER TABLE portaal_werkweergave ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON portaal_werkweergave TO portal_coa, portal_gemeente
    USING (gebruiker_id = portal_account()) WITH CHECK (gebruiker_id = portal_account());
"""

BACKWARD = """
DROP POLICY own ON portaal_werkweergave;
ALTER TABLE portaal_werkweergave DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("portaal", "0002_werkweergave"), ("access", "0003_wall_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
