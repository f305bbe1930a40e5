"""Whose koppeling it is, is said by that gemeente, about people who may work on it, while it is active (R4, R7).

The earlier policy of updates looked at the gemeente of the row alone: raw SQL could hang a behandelaar on the koppeling
of another gemeente, which broke that gemeente's page, and name accounts of anybody.
"""

from django.db import migrations

FORWARD = """
DROP POLICY gemeente_insert ON overdracht_behandelaargemeente;
DROP POLICY gemeente_update ON overdracht_behandelaargemeente;
CREATE POLICY gemeente_insert ON overdracht_behandelaargemeente FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                             WHERE k.id = koppeling_id AND k.gemeente_id = overdracht_behandelaargemeente.gemeente_id
                               AND k.status IN ('definitief', 'gehuisvest'))
                AND behandelaar_id IN (SELECT g.user_id FROM access_grant_in_force g
                                        WHERE g.kind = 'gemeente' AND g.capability = 'manage_overdracht'
                                          AND g.parent_id = overdracht_behandelaargemeente.gemeente_id)
                AND (vervanger_id IS NULL
                     OR vervanger_id IN (SELECT g.user_id FROM access_grant_in_force g
                                          WHERE g.kind = 'gemeente' AND g.capability = 'manage_overdracht'
                                            AND g.parent_id = overdracht_behandelaargemeente.gemeente_id)));
CREATE POLICY gemeente_update ON overdracht_behandelaargemeente FOR UPDATE TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
           AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                        WHERE k.id = koppeling_id AND k.gemeente_id = overdracht_behandelaargemeente.gemeente_id
                          AND k.status IN ('definitief', 'gehuisvest')))
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                             WHERE k.id = koppeling_id AND k.gemeente_id = overdracht_behandelaargemeente.gemeente_id
                               AND k.status IN ('definitief', 'gehuisvest'))
                AND behandelaar_id IN (SELECT g.user_id FROM access_grant_in_force g
                                        WHERE g.kind = 'gemeente' AND g.capability = 'manage_overdracht'
                                          AND g.parent_id = overdracht_behandelaargemeente.gemeente_id)
                AND (vervanger_id IS NULL
                     OR vervanger_id IN (SELECT g.user_id FROM access_grant_in_force g
                                          WHERE g.kind = 'gemeente' AND g.capability = 'manage_overdracht'
                                            AND g.parent_id = overdracht_behandelaargemeente.gemeente_id)));
"""

BACKWARD = """
DROP POLICY gemeente_insert ON overdracht_behandelaargemeente;
DROP POLICY gemeente_update ON overdracht_behandelaargemeente;
CREATE POLICY gemeente_insert ON overdracht_behandelaargemeente FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                             WHERE k.id = koppeling_id AND k.gemeente_id = overdracht_behandelaargemeente.gemeente_id
                               AND k.status IN ('definitief', 'gehuisvest')));
CREATE POLICY gemeente_update ON overdracht_behandelaargemeente FOR UPDATE TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')))
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("overdracht", "0005_vernietigingsbevestiging"),
        ("access", "0004_grants_in_force"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
