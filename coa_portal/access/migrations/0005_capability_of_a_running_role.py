"""A capability holds only while a role that brings it is in force on that parent (R1).

guardian's rows of an expired role stay until beat has tidied them. Beside a running role on the same parent they
still counted: a regievoerder whose role ended but who is a reader too went on writing.

`access_role_capability` repeats `access.roles` for the database; every migrate writes it anew (`access.table_rights`).
"""

from django.db import migrations

_KINDS = ("gemeente", "opvanglocatie", "arbeidsmarktregio", "organisatie")

_TOEKENNING = """
 WHERE EXISTS (SELECT 1 FROM accounts_toekenning t
                WHERE t.gebruiker_id = p.user_id
                  AND t.{kind}_id = p.content_object_id
                  AND t.status = 'actief'
                  AND (t.eindigt_op IS NULL OR t.eindigt_op >= (now() AT TIME ZONE 'Europe/Amsterdam')::date))
"""

_TOEKENNING_THAT_BRINGS_IT = """
 WHERE EXISTS (SELECT 1 FROM accounts_toekenning t
                 JOIN access_role_capability r ON r.rol = t.rol
                WHERE t.gebruiker_id = p.user_id
                  AND t.{kind}_id = p.content_object_id
                  AND t.status = 'actief'
                  AND (t.eindigt_op IS NULL OR t.eindigt_op >= (now() AT TIME ZONE 'Europe/Amsterdam')::date)
                  AND r.capability = ap.codename
                  AND (r.tier IS NULL OR t.max_tier IS NULL OR r.tier <= t.max_tier))
"""

_BRANCH = """
SELECT '{kind}:' || p.id AS id, p.user_id, ap.codename::text AS capability, '{kind}'::text AS kind,
       p.content_object_id::text AS parent_id
  FROM access_{kind}permission p
  JOIN auth_permission ap ON ap.id = p.permission_id
  JOIN accounts_gebruiker g ON g.id = p.user_id AND g.is_active
"""  # noqa: S608  (names of our own)


def _view(condition: str) -> str:
    branches = "UNION ALL".join((_BRANCH + condition).format(kind=kind) for kind in _KINDS)
    return f"CREATE OR REPLACE VIEW access_every_grant_in_force AS {branches};"


FORWARD = f"""
-- the roles of this moment, so that nobody is locked out before the end of this migrate
CREATE VIEW access_role_capability (rol, capability, tier) AS VALUES
    ('regievoerder_coa'::text, 'view_all_dossiers'::text, NULL::integer),
    ('regievoerder_coa', 'koppel', NULL),
    ('casemanager', 'view_dossier', NULL),
    ('casemanager', 'edit_profiel', NULL),
    ('casemanager', 'doorzetten', NULL),
    ('casemanager', 'record_toestemming', NULL),
    ('casemanager', 'view_household', NULL),
    ('casemanager_participatie', 'view_dossier', NULL),
    ('casemanager_participatie', 'view_household', NULL),
    ('programmabegeleider', 'view_dossier', NULL),
    ('programmabegeleider', 'edit_profiel', NULL),
    ('programmabegeleider', 'view_household', NULL),
    ('woonbegeleider', 'view_household', NULL),
    ('regievoerder_gemeente', 'view_tier0', 0),
    ('regievoerder_gemeente', 'view_tier1', 1),
    ('regievoerder_gemeente', 'view_tier2', 2),
    ('regievoerder_gemeente', 'manage_overdracht', NULL),
    ('lezer_gemeente', 'view_tier0', 0),
    ('lezer_gemeente', 'view_tier1', 1),
    ('lezer_gemeente', 'view_tier2', 2),
    ('contactpersoon_extern', 'view_tier0', 0),
    ('accountbeheerder_gemeente', 'request_accounts', NULL),
    ('regiocoordinator', 'view_figures', NULL),
    ('beheerder', 'manage_accounts', NULL),
    ('functionaris_gegevensbescherming', 'view_reading_log', NULL);
{_view(_TOEKENNING_THAT_BRINGS_IT)}
"""

BACKWARD = f"""
{_view(_TOEKENNING)}
DROP VIEW access_role_capability;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_grants_in_force")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
