"""A gemeente account sees its own meldingen and the events behind them, nothing else (R4)."""

from django.db import migrations

FORWARD = """
ALTER TABLE notifications_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications_melding ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON notifications_event TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON notifications_melding TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON notifications_delivery TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY beheer ON notifications_event FOR SELECT TO portal_beheer USING (true);
CREATE POLICY beheer_read ON notifications_melding FOR SELECT TO portal_beheer USING (true);
CREATE POLICY beheer_own ON notifications_melding FOR UPDATE TO portal_beheer
    USING (recipient_id = portal_account()) WITH CHECK (recipient_id = portal_account());
CREATE POLICY beheer ON notifications_delivery TO portal_beheer USING (true) WITH CHECK (true);
CREATE POLICY gemeente ON notifications_melding TO portal_gemeente
    USING (recipient_id = portal_account()) WITH CHECK (recipient_id = portal_account());
CREATE POLICY gemeente_read ON notifications_event FOR SELECT TO portal_gemeente
    USING (EXISTS (SELECT 1 FROM notifications_melding m WHERE m.event_id = notifications_event.id));
CREATE POLICY gemeente_insert ON notifications_event FOR INSERT TO portal_gemeente
    WITH CHECK (acting_user_id = portal_account());
"""

BACKWARD = """
DROP POLICY gemeente_insert ON notifications_event;
DROP POLICY gemeente_read ON notifications_event;
DROP POLICY gemeente ON notifications_melding;
DROP POLICY beheer ON notifications_delivery;
DROP POLICY beheer_own ON notifications_melding;
DROP POLICY beheer_read ON notifications_melding;
DROP POLICY beheer ON notifications_event;
DROP POLICY coa ON notifications_delivery;
DROP POLICY coa ON notifications_melding;
DROP POLICY coa ON notifications_event;
ALTER TABLE notifications_event DISABLE ROW LEVEL SECURITY;
ALTER TABLE notifications_melding DISABLE ROW LEVEL SECURITY;
ALTER TABLE notifications_delivery DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("access", "0003_wall_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
