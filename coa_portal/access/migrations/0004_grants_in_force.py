"""One definition of "held now" for policies, pages and recipients (R1): `access_grant_in_force`.

guardian's rows say what an account may do, the toekenning on the same parent whether it may today. Beat tidies the
rows of an expired toekenning minutes later, or not at all when it is down; until then they count for nothing.

Two views: the first is for the database itself. Through the second a gemeente account reads its own rows and those
of colleagues in its own gemeenten, not who works where in the rest of the country.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_KINDS = ("gemeente", "opvanglocatie", "arbeidsmarktregio", "organisatie")

_BRANCH = """
SELECT '{kind}:' || p.id AS id, p.user_id, ap.codename::text AS capability, '{kind}'::text AS kind,
       p.content_object_id::text AS parent_id
  FROM access_{kind}permission p
  JOIN auth_permission ap ON ap.id = p.permission_id
  JOIN accounts_gebruiker g ON g.id = p.user_id AND g.is_active
 WHERE EXISTS (SELECT 1 FROM accounts_toekenning t
                WHERE t.gebruiker_id = p.user_id
                  AND t.{kind}_id = p.content_object_id
                  AND t.status = 'actief'
                  AND (t.eindigt_op IS NULL OR t.eindigt_op >= (now() AT TIME ZONE 'Europe/Amsterdam')::date))
"""

FORWARD = f"""
CREATE VIEW access_every_grant_in_force AS {"UNION ALL".join(_BRANCH.format(kind=kind) for kind in _KINDS)};

CREATE VIEW access_grant_in_force WITH (security_barrier = true) AS
SELECT id, user_id, capability, kind, parent_id
  FROM access_every_grant_in_force
 WHERE current_user <> 'portal_gemeente'
    OR user_id = portal_account()
    OR (kind = 'gemeente' AND parent_id IN (SELECT own.parent_id FROM access_every_grant_in_force own
                                             WHERE own.user_id = portal_account() AND own.kind = 'gemeente'));

CREATE OR REPLACE FUNCTION portal_gemeenten(capability text) RETURNS SETOF varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 5
AS $$
    SELECT held.parent_id::varchar
      FROM public.access_every_grant_in_force held
     WHERE held.user_id = nullif(current_setting('portal.account', true), '')::uuid
       AND held.kind = 'gemeente'
       AND held.capability = portal_gemeenten.capability
$$;
"""  # noqa: S608  (names of our own)

BACKWARD = """
CREATE OR REPLACE FUNCTION portal_gemeenten(capability text) RETURNS SETOF varchar
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
DROP VIEW access_grant_in_force;
DROP VIEW access_every_grant_in_force;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_wall_functions"), ("accounts", "0003_managers")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.CreateModel(
            name="GrantInForce",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("capability", models.TextField()),
                ("kind", models.TextField()),
                ("parent_id", models.TextField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "access_grant_in_force", "managed": False},
        ),
    ]
