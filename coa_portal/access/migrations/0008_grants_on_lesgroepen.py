"""A grant on a lesgroep counts like every other; and a docent reads nobody's grants but the own (R1, R4)."""

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

_SHOWN = """
CREATE OR REPLACE VIEW access_grant_in_force WITH (security_barrier = true) AS
SELECT id, user_id, capability, kind, parent_id
  FROM access_every_grant_in_force
 WHERE current_user {not_limited}
    OR user_id = portal_account()
    OR (kind = 'gemeente' AND parent_id IN (SELECT own.parent_id FROM access_every_grant_in_force own
                                             WHERE own.user_id = portal_account() AND own.kind = 'gemeente'));
"""


def _every(kinds: tuple[str, ...]) -> str:
    branches = "UNION ALL".join(_BRANCH.format(kind=kind) for kind in kinds)
    return f"CREATE OR REPLACE VIEW access_every_grant_in_force AS {branches};"


FORWARD = f"""
GRANT EXECUTE ON FUNCTION portal_account() TO portal_docent;
{_every((*_KINDS, "lesgroep"))}
{_SHOWN.format(not_limited="NOT IN ('portal_gemeente', 'portal_docent')")}
"""

BACKWARD = f"""
{_SHOWN.format(not_limited="<> 'portal_gemeente'")}
{_every(_KINDS)}
REVOKE EXECUTE ON FUNCTION portal_account() FROM portal_docent;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_lesgroep"), ("accounts", "0013_grants_on_lesgroepen")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
