"""A request for a profile, its event and the histories are written by an account as itself (R4, R25).

The policy of the outbox for this side stands here, because this package knows the one kind of event that a gemeente
causes: a free reference would go into e-mails to others, and a row that is drained already, with the key of an event to
come, would swallow that event.
"""

from django.db import migrations

FORWARD = """
DROP POLICY gemeente_insert ON overdracht_opvraging;
CREATE POLICY gemeente_insert ON overdracht_opvraging FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND gevraagd_door_id = portal_account()
                AND status = 'open'
                AND status_reden = ''
                AND status_door_id = portal_account()
                AND EXISTS (SELECT 1 FROM overdracht_inzage i
                             WHERE i.koppeling_id = overdracht_opvraging.koppeling_id
                               AND i.vergunninghouder_id = overdracht_opvraging.vergunninghouder_id
                               AND i.gemeente_id = overdracht_opvraging.gemeente_id));

ALTER TABLE overdracht_historicalopvraging ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_historicalbehandelaargemeente ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_historicalopvraging TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY coa ON overdracht_historicalbehandelaargemeente TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY gemeente_insert ON overdracht_historicalopvraging FOR INSERT TO portal_gemeente
    WITH CHECK (history_user_id = portal_account()
                AND gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));
CREATE POLICY gemeente_insert ON overdracht_historicalbehandelaargemeente FOR INSERT TO portal_gemeente
    WITH CHECK (history_user_id = portal_account()
                AND gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));

DROP POLICY gemeente_insert ON notifications_event;
CREATE POLICY gemeente_insert ON notifications_event FOR INSERT TO portal_gemeente
    WITH CHECK (acting_user_id = portal_account()
                AND kind = 'profiel_opgevraagd'
                AND starts_with(key, 'profiel_opgevraagd:' || subject_id || ':')
                AND drained_at IS NULL
                AND attempts = 0
                AND error = ''
                AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                              JOIN overdracht_betrokkene b ON b.koppeling_id = k.id
                             WHERE k.id = subject_id
                               AND k.referentie = reference
                               AND k.gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                               AND extra = jsonb_build_object('vergunninghouder', b.vergunninghouder_id)));
"""

BACKWARD = """
DROP POLICY gemeente_insert ON notifications_event;
CREATE POLICY gemeente_insert ON notifications_event FOR INSERT TO portal_gemeente
    WITH CHECK (acting_user_id = portal_account());
DROP POLICY gemeente_insert ON overdracht_historicalbehandelaargemeente;
DROP POLICY gemeente_insert ON overdracht_historicalopvraging;
DROP POLICY coa ON overdracht_historicalbehandelaargemeente;
DROP POLICY coa ON overdracht_historicalopvraging;
ALTER TABLE overdracht_historicalbehandelaargemeente DISABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_historicalopvraging DISABLE ROW LEVEL SECURITY;
DROP POLICY gemeente_insert ON overdracht_opvraging;
CREATE POLICY gemeente_insert ON overdracht_opvraging FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND EXISTS (SELECT 1 FROM overdracht_inzage i
                             WHERE i.koppeling_id = overdracht_opvraging.koppeling_id
                               AND i.vergunninghouder_id = overdracht_opvraging.vergunninghouder_id
                               AND i.gemeente_id = overdracht_opvraging.gemeente_id));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("overdracht", "0006_behandelaar_of_own_koppeling"),
        ("notifications", "0003_event_next_try"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
