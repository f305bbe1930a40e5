"""A capability that comes with named dossiers only counts under a toekenning of that kind, and the other way round.

`access_role_capability` gets a column; what stands in it is written at the end of every migrate.
"""

from django.db import migrations

_KINDS = ("gemeente", "opvanglocatie", "arbeidsmarktregio", "organisatie")

_BRANCH = """
SELECT '{kind}:' || p.id AS id, p.user_id, ap.codename::text AS capability, '{kind}'::text AS kind,
       p.content_object_id::text AS parent_id
  FROM access_{kind}permission p
  JOIN auth_permission ap ON ap.id = p.permission_id
  JOIN accounts_gebruiker g ON g.id = p.user_id AND g.is_active
 WHERE EXISTS (SELECT 1 FROM accounts_toekenning t
                 JOIN access_role_capability r ON r.rol = t.rol
                WHERE t.gebruiker_id = p.user_id
                  AND t.{kind}_id = p.content_object_id
                  AND t.status = 'actief'
                  AND (t.eindigt_op IS NULL OR t.eindigt_op >= (now() AT TIME ZONE 'Europe/Amsterdam')::date)
                  AND r.capability = ap.codename
                  AND (r.tier IS NULL OR t.max_tier IS NULL OR r.tier <= t.max_tier)
                  AND (r.named IS NULL OR r.named = t.alleen_benoemd))
"""

FORWARD = f"""
DO $$
BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW access_role_capability (rol, capability, tier, named) AS '
         || 'SELECT q.*, NULL::boolean FROM ('
         || rtrim(pg_get_viewdef('access_role_capability'::regclass), ';')
         || ') q (rol, capability, tier)';
END
$$;
CREATE OR REPLACE VIEW access_every_grant_in_force AS {"UNION ALL".join(_BRANCH.format(kind=k) for k in _KINDS)};
"""  # noqa: S608  (names of our own)


class Migration(migrations.Migration):
    dependencies = [("access", "0005_capability_of_a_running_role"), ("accounts", "0009_derde_partij")]
    operations = [migrations.RunSQL(FORWARD)]
