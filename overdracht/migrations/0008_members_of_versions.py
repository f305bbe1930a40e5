"""What a Profielversie says of other members of the household, apart from it, so that PostgreSQL judges each row (R4, R5).

Raw SQL under the gemeente's role read names and birth dates of members without consent in the payloads of others.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
ALTER TABLE overdracht_versiegezinslid ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_versiegezinslid TO portal_coa USING (true) WITH CHECK (true);
-- the version must be open to the reader by its own policy, and the member by an own consent
CREATE POLICY gemeente ON overdracht_versiegezinslid FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
           AND EXISTS (SELECT 1 FROM overdracht_profielversie v WHERE v.id = overdracht_versiegezinslid.versie_id)
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_versiegezinslid.koppeling_id
                          AND i.vergunninghouder_id = overdracht_versiegezinslid.vergunninghouder_id
                          AND i.tier >= 1));
"""

BACKWARD = """
DROP POLICY gemeente ON overdracht_versiegezinslid;
DROP POLICY coa ON overdracht_versiegezinslid;
ALTER TABLE overdracht_versiegezinslid DISABLE ROW LEVEL SECURITY;
"""


def _key(to, related_name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0007_asking_is_not_forged")]
    operations = [
        migrations.CreateModel(
            name="VersieGezinslid",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("plaats", models.CharField(max_length=120, verbose_name="plaats in de versie")),
                ("cells", models.JSONField()),
                ("gemeente", _key("organisaties.gemeente")),
                ("koppeling", _key("koppeling.koppeling")),
                ("vergunninghouder", _key("klantprofiel.vergunninghouder")),
                ("versie", _key("overdracht.profielversie", "gezinsleden")),
            ],
            options={
                "verbose_name": "gezinslid in een profielversie",
                "verbose_name_plural": "gezinsleden in profielversies",
                "ordering": ["plaats"],
                "constraints": [
                    models.UniqueConstraint(fields=("versie", "plaats"), name="versiegezinslid_once")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
