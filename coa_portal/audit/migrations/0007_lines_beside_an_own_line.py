"""A processing line stands beside an audit line in the own name, of the same trace and activity (R4, R10).

It names no employee, so a policy could not say whose it is: any account could add readings of anybody by raw SQL, and
nobody would know who did. Asked once for each statement, so that a list of 200 people costs no more than one.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_beside_own_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1
                 FROM (SELECT DISTINCT trace_id, parent_span_id, activity FROM lines) line
                WHERE NOT EXISTS (SELECT 1 FROM public.audit_inzageregel own
                                   WHERE own.trace_id = line.trace_id
                                     AND own.span_id = line.parent_span_id
                                     AND own.activity = line.activity
                                     AND own.gebruiker_id = public.portal_account())) THEN
        RAISE EXCEPTION 'a processing line needs an audit line in the own name'
              USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_beside_own_line() FROM PUBLIC;
CREATE TRIGGER beside_own_line AFTER INSERT ON audit_verwerkingsregel
    REFERENCING NEW TABLE AS lines
    FOR EACH STATEMENT WHEN (current_user <> 'portal_owner') EXECUTE FUNCTION audit_beside_own_line();
"""

BACKWARD = """
DROP TRIGGER beside_own_line ON audit_verwerkingsregel;
DROP FUNCTION audit_beside_own_line();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_role_of_reading"), ("access", "0003_wall_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
