"""The sealer alone seals, and the database sets the time of a line (R10).

Sealing runs for the system itself, so with no account set; a page of the functionaris gegevensbescherming runs under
the same role with an account, and may only read. The time comes from the database for every role but the owner, so
that no request, whatever it sends, writes a line in the past.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE audit_zegel ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_verwijdering ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_ketencontrole ENABLE ROW LEVEL SECURITY;
CREATE POLICY toezicht_reads ON audit_zegel FOR SELECT TO portal_toezicht USING (true);
CREATE POLICY toezicht_reads ON audit_verwijdering FOR SELECT TO portal_toezicht USING (true);
CREATE POLICY toezicht_reads ON audit_ketencontrole FOR SELECT TO portal_toezicht USING (true);
CREATE POLICY system_seals ON audit_zegel FOR INSERT TO portal_toezicht WITH CHECK (portal_account() IS NULL);
CREATE POLICY system_verifies ON audit_ketencontrole FOR INSERT TO portal_toezicht
    WITH CHECK (portal_account() IS NULL);

CREATE FUNCTION audit_time_of_line() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.created_at := clock_timestamp();
    NEW.updated_at := NEW.created_at;
    RETURN NEW;
END
$$;
CREATE TRIGGER time_of_line BEFORE INSERT ON audit_verwerkingsregel
    FOR EACH ROW WHEN (current_user <> 'portal_owner') EXECUTE FUNCTION audit_time_of_line();
CREATE TRIGGER time_of_line BEFORE INSERT ON audit_inzageregel
    FOR EACH ROW WHEN (current_user <> 'portal_owner') EXECUTE FUNCTION audit_time_of_line();
"""

BACKWARD = """
DROP TRIGGER time_of_line ON audit_inzageregel;
DROP TRIGGER time_of_line ON audit_verwerkingsregel;
DROP FUNCTION audit_time_of_line();
DROP POLICY system_verifies ON audit_ketencontrole;
DROP POLICY system_seals ON audit_zegel;
DROP POLICY toezicht_reads ON audit_ketencontrole;
DROP POLICY toezicht_reads ON audit_verwijdering;
DROP POLICY toezicht_reads ON audit_zegel;
ALTER TABLE audit_ketencontrole DISABLE ROW LEVEL SECURITY;
ALTER TABLE audit_verwijdering DISABLE ROW LEVEL SECURITY;
ALTER TABLE audit_zegel DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_sealed_log")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
