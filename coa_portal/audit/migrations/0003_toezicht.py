"""The functionaris gegevensbescherming gets a side of the wall of its own: it alone reads the log (R4, R10)."""

from django.db import migrations

FORWARD = """
GRANT EXECUTE ON FUNCTION portal_account() TO portal_toezicht;
ALTER TABLE audit_verwerkingsregel ENABLE ROW LEVEL SECURITY;
CREATE POLICY insert_only ON audit_verwerkingsregel FOR INSERT
    TO portal_coa, portal_gemeente, portal_beheer, portal_toezicht WITH CHECK (true);
CREATE POLICY toezicht_reads ON audit_verwerkingsregel FOR SELECT TO portal_toezicht USING (true);
CREATE POLICY toezicht_reads ON audit_inzageregel FOR SELECT TO portal_toezicht USING (true);
CREATE POLICY toezicht_own_name ON audit_inzageregel FOR INSERT TO portal_toezicht
    WITH CHECK (gebruiker_id = portal_account());
CREATE POLICY toezicht ON accounts_toekenning FOR SELECT TO portal_toezicht USING (true);
CREATE POLICY toezicht ON notifications_melding TO portal_toezicht
    USING (recipient_id = portal_account()) WITH CHECK (recipient_id = portal_account());
CREATE POLICY toezicht ON notifications_event FOR SELECT TO portal_toezicht
    USING (EXISTS (SELECT 1 FROM notifications_melding m WHERE m.event_id = notifications_event.id));
"""

BACKWARD = """
DROP POLICY toezicht ON notifications_event;
DROP POLICY toezicht ON notifications_melding;
DROP POLICY toezicht ON accounts_toekenning;
DROP POLICY toezicht_own_name ON audit_inzageregel;
DROP POLICY toezicht_reads ON audit_inzageregel;
DROP POLICY toezicht_reads ON audit_verwerkingsregel;
DROP POLICY insert_only ON audit_verwerkingsregel;
ALTER TABLE audit_verwerkingsregel DISABLE ROW LEVEL SECURITY;
REVOKE EXECUTE ON FUNCTION portal_account() FROM portal_toezicht;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_lines_in_own_name"),
        ("access", "0004_grants_in_force"),
        ("accounts", "0004_own_toekenningen"),
        ("notifications", "0002_policies"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
