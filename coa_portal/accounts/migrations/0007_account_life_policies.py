"""What an accountbeheerder reads and writes (R4): toekenningen, requests and agreements of the own gemeente(n).

A request is written by an account as itself, open, without an answer; taking it back is the only change.
"""

from django.db import migrations

FORWARD = """
CREATE POLICY managed ON accounts_toekenning FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('request_accounts')));

ALTER TABLE accounts_accountaanvraag ENABLE ROW LEVEL SECURITY;
CREATE POLICY other_sides ON accounts_accountaanvraag
    USING (current_user <> 'portal_gemeente') WITH CHECK (current_user <> 'portal_gemeente');
CREATE POLICY gemeente_select ON accounts_accountaanvraag FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('request_accounts')));
CREATE POLICY gemeente_insert ON accounts_accountaanvraag FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('request_accounts'))
                AND gevraagd_door_id = portal_account()
                AND status_door_id = portal_account()
                AND status = 'aangevraagd'
                AND status_reden = ''
                AND antwoord = ''
                AND toekenning_id IS NULL
                AND (verwerkersovereenkomst_id IS NULL
                     OR EXISTS (SELECT 1 FROM accounts_verwerkersovereenkomst v
                                 WHERE v.id = verwerkersovereenkomst_id
                                   AND v.gemeente_id = accounts_accountaanvraag.gemeente_id)));
CREATE POLICY gemeente_update ON accounts_accountaanvraag FOR UPDATE TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('request_accounts')) AND status = 'aangevraagd')
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('request_accounts'))
                AND status = 'ingetrokken' AND status_reden = '' AND status_door_id = portal_account());

ALTER TABLE accounts_historicalaccountaanvraag ENABLE ROW LEVEL SECURITY;
CREATE POLICY other_sides ON accounts_historicalaccountaanvraag
    USING (current_user <> 'portal_gemeente') WITH CHECK (current_user <> 'portal_gemeente');
CREATE POLICY gemeente_insert ON accounts_historicalaccountaanvraag FOR INSERT TO portal_gemeente
    WITH CHECK (history_user_id = portal_account()
                AND gemeente_id IN (SELECT portal_gemeenten('request_accounts')));

ALTER TABLE accounts_verwerkersovereenkomst ENABLE ROW LEVEL SECURITY;
CREATE POLICY other_sides ON accounts_verwerkersovereenkomst
    USING (current_user <> 'portal_gemeente') WITH CHECK (current_user <> 'portal_gemeente');
CREATE POLICY gemeente_select ON accounts_verwerkersovereenkomst FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('request_accounts')));
"""

BACKWARD = """
DROP POLICY gemeente_select ON accounts_verwerkersovereenkomst;
DROP POLICY other_sides ON accounts_verwerkersovereenkomst;
ALTER TABLE accounts_verwerkersovereenkomst DISABLE ROW LEVEL SECURITY;
DROP POLICY gemeente_insert ON accounts_historicalaccountaanvraag;
DROP POLICY other_sides ON accounts_historicalaccountaanvraag;
ALTER TABLE accounts_historicalaccountaanvraag DISABLE ROW LEVEL SECURITY;
DROP POLICY gemeente_update ON accounts_accountaanvraag;
DROP POLICY gemeente_insert ON accounts_accountaanvraag;
DROP POLICY gemeente_select ON accounts_accountaanvraag;
DROP POLICY other_sides ON accounts_accountaanvraag;
ALTER TABLE accounts_accountaanvraag DISABLE ROW LEVEL SECURITY;
DROP POLICY managed ON accounts_toekenning;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_account_life"), ("access", "0004_grants_in_force")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
