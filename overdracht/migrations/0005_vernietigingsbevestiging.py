"""Confirming destruction (R6), and two policies that told more than the gate (R4, R7).

Raw SQL under the gemeente's role could read the composition of a household after herkoppeling, and the status of
every consent, refusals too. Now it reads people of active koppelingen only, and of their consents those that the
gate needs and those that ended what was shared.
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FORWARD = """
DROP POLICY gemeente ON overdracht_betrokkene;
CREATE POLICY gemeente ON overdracht_betrokkene FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
           AND is_lid
           AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                        WHERE k.id = overdracht_betrokkene.koppeling_id
                          AND k.status IN ('definitief', 'gehuisvest')
                          AND (k.toegang_tot IS NULL
                               OR k.toegang_tot >= (now() AT TIME ZONE 'Europe/Amsterdam')::date)));
DROP POLICY gemeente ON overdracht_toestemming;
CREATE POLICY gemeente ON overdracht_toestemming FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
           AND status IN ('gegeven', 'ingetrokken')
           AND EXISTS (SELECT 1 FROM overdracht_betrokkene b
                        WHERE b.vergunninghouder_id = overdracht_toestemming.vergunninghouder_id
                          AND b.gemeente_id = overdracht_toestemming.gemeente_id));

ALTER TABLE overdracht_vernietigingsbevestiging ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_vernietigingsbevestiging FOR SELECT TO portal_coa USING (true);
CREATE POLICY gemeente_read ON overdracht_vernietigingsbevestiging FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
CREATE POLICY gemeente_insert ON overdracht_vernietigingsbevestiging FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND door_id = portal_account()
                AND EXISTS (SELECT 1 FROM overdracht_betrokkene b
                              JOIN overdracht_toestemming t ON t.vergunninghouder_id = b.vergunninghouder_id
                                                           AND t.gemeente_id = b.gemeente_id
                             WHERE b.id = betrokkene_id
                               AND b.koppeling_id = overdracht_vernietigingsbevestiging.koppeling_id
                               AND b.gemeente_id = overdracht_vernietigingsbevestiging.gemeente_id
                               AND t.id = toestemming_id
                               AND t.status = 'ingetrokken'));
"""

BACKWARD = """
DROP POLICY gemeente_insert ON overdracht_vernietigingsbevestiging;
DROP POLICY gemeente_read ON overdracht_vernietigingsbevestiging;
DROP POLICY coa ON overdracht_vernietigingsbevestiging;
DROP POLICY gemeente ON overdracht_toestemming;
CREATE POLICY gemeente ON overdracht_toestemming FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
DROP POLICY gemeente ON overdracht_betrokkene;
CREATE POLICY gemeente ON overdracht_betrokkene FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
"""


def _key(to, related_name, **options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to, **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("overdracht", "0004_versions_of_present_consent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="VernietigingsBevestiging",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("op", models.DateTimeField(default=django.utils.timezone.now, verbose_name="bevestigd op")),
                ("betrokkene", _key("overdracht.betrokkene", "vernietigingen")),
                ("door", _key(settings.AUTH_USER_MODEL, "+")),
                ("gemeente", _key("organisaties.gemeente", "+")),
                ("koppeling", _key("koppeling.koppeling", "vernietigingen")),
                (
                    "toestemming",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vernietiging",
                        to="overdracht.toestemming",
                        verbose_name="ingetrokken toestemming",
                    ),
                ),
            ],
            options={
                "verbose_name": "bevestiging van vernietiging",
                "verbose_name_plural": "bevestigingen van vernietiging",
                "ordering": ["-op"],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
