"""One line per field and category, with the number of the request; a gemeente and a docent write lines too (R4, R9)."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from coa_portal.avg.categories import CATEGORIES

POLICIES = """
ALTER TABLE avg_bevestiging ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON avg_bevestiging FOR INSERT TO portal_gemeente, portal_docent WITH CHECK (door_id = portal_account());
CREATE POLICY coa ON avg_bevestiging FOR INSERT TO portal_coa
    WITH CHECK (door_id = portal_account() OR (door_id IS NULL AND portal_account() IS NULL));
CREATE POLICY toezicht ON avg_bevestiging FOR SELECT TO portal_toezicht USING (true);
"""
NO_POLICIES = """
DROP POLICY own ON avg_bevestiging;
DROP POLICY coa ON avg_bevestiging;
DROP POLICY toezicht ON avg_bevestiging;
ALTER TABLE avg_bevestiging DISABLE ROW LEVEL SECURITY;
"""


def split(apps: Any, schema_editor: Any) -> None:
    """Every old line named several fields and categories at once."""
    model = apps.get_model("avg", "Bevestiging")
    for old in list(model.objects.all()):
        pairs = [(veld, categorie) for veld in old.velden for categorie in old.categorieen]
        for veld, categorie in pairs:
            made = model.objects.create(
                door=old.door,
                waar=old.waar,
                velden=[],
                categorieen=[],
                reden=old.reden,
                veld=veld,
                categorie=categorie,
            )
            model.objects.filter(pk=made.pk).update(created_at=old.created_at)
        old.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("avg", "0001_initial"),
        ("access", "0008_grants_on_lesgroepen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "bevestiging",
            "veld",
            models.CharField("veld", max_length=120, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "bevestiging",
            "categorie",
            models.CharField(
                "categorie",
                max_length=20,
                choices=[(one.code, one.label.capitalize()) for one in CATEGORIES],
                default="",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "bevestiging", "trace_id", models.CharField("nummer van het verzoek", max_length=32, blank=True)
        ),
        migrations.RunPython(split, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField("bevestiging", "velden"),
        migrations.RemoveField("bevestiging", "categorieen"),
        migrations.AddIndex("bevestiging", models.Index(fields=["-created_at"], name="avg_bevestiging_op")),
        migrations.RunSQL(POLICIES, NO_POLICIES),
    ]
