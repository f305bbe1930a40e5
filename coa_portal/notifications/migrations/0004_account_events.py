"""What happens to accounts is told on the beheerder's side; an accountbeheerder tells of an own request only (R4)."""

from django.db import migrations

FORWARD = """
CREATE POLICY beheer_insert ON notifications_event FOR INSERT TO portal_beheer
    WITH CHECK (drained_at IS NULL AND attempts = 0 AND error = ''
                AND kind IN ('toegang_gegeven', 'toegang_loopt_af', 'toegangen_lopen_af', 'toegang_beeindigd',
                             'account_ongebruikt', 'aanvraag_toegekend', 'aanvraag_geweigerd'));
CREATE POLICY gemeente_insert_aanvraag ON notifications_event FOR INSERT TO portal_gemeente
    WITH CHECK (acting_user_id = portal_account()
                AND kind = 'account_aangevraagd'
                AND key = 'account_aangevraagd:' || subject_id
                AND drained_at IS NULL
                AND attempts = 0
                AND error = ''
                AND extra = '{}'::jsonb
                AND EXISTS (SELECT 1 FROM accounts_accountaanvraag a
                             WHERE a.id = subject_id
                               AND a.gevraagd_door_id = portal_account()
                               AND reference = 'AA-' || upper(left(a.id::text, 8))));
"""

BACKWARD = """
DROP POLICY gemeente_insert_aanvraag ON notifications_event;
DROP POLICY beheer_insert ON notifications_event;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_event_next_try"), ("accounts", "0007_account_life_policies")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
