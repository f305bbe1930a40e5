"""What the policies of the second wall read: who is asking, and on which parents that account holds a grant.

Both run as the owner (SECURITY DEFINER) with a fixed search path, so that a policy costs the asking role no
rights on the permission tables, and nobody can slip a table of their own in between.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION portal_account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('portal.account', true), '')::uuid $$;

CREATE FUNCTION portal_gemeenten(capability text) RETURNS SETOF varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 5
AS $$
    SELECT p.content_object_id
      FROM public.access_gemeentepermission p
      JOIN public.auth_permission ap ON ap.id = p.permission_id
      JOIN public.accounts_gebruiker g ON g.id = p.user_id
     WHERE p.user_id = nullif(current_setting('portal.account', true), '')::uuid
       AND ap.codename = capability
       AND g.is_active
$$;
REVOKE ALL ON FUNCTION portal_gemeenten(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_gemeenten(text) TO portal_coa, portal_gemeente, portal_beheer;
GRANT EXECUTE ON FUNCTION portal_account() TO portal_coa, portal_gemeente, portal_beheer;
"""

BACKWARD = """
DROP FUNCTION portal_gemeenten(text);
DROP FUNCTION portal_account();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
