"""A gemeente account reads who its colleagues are, not who works for COA and 341 other gemeenten (R4).

Colleagues: who holds or held a toekenning on a gemeente on which the account holds one now. Those of before too:
their names stand under the gemeente's own work. People of COA are named in what COA wrote for the gemeente.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION portal_colleagues() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 20
AS $$
    SELECT t.gebruiker_id
      FROM public.accounts_toekenning t
     WHERE t.gemeente_id IN (SELECT held.parent_id
                               FROM public.access_every_grant_in_force held
                              WHERE held.user_id = nullif(current_setting('portal.account', true), '')::uuid
                                AND held.kind = 'gemeente')
$$;
REVOKE ALL ON FUNCTION portal_colleagues() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_colleagues() TO portal_gemeente;

ALTER TABLE accounts_gebruiker ENABLE ROW LEVEL SECURITY;
-- PUBLIC, so that a role of COA that comes later need not be named here
CREATE POLICY other_sides ON accounts_gebruiker
    USING (current_user <> 'portal_gemeente') WITH CHECK (current_user <> 'portal_gemeente');
CREATE POLICY colleagues ON accounts_gebruiker FOR SELECT TO portal_gemeente
    USING (id = portal_account() OR id IN (SELECT portal_colleagues()));
"""

BACKWARD = """
DROP POLICY colleagues ON accounts_gebruiker;
DROP POLICY other_sides ON accounts_gebruiker;
ALTER TABLE accounts_gebruiker DISABLE ROW LEVEL SECURITY;
DROP FUNCTION portal_colleagues();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_own_toekenningen"), ("access", "0005_capability_of_a_running_role")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
