"""The life of an account: requests, agreements, certification every half year, review reports (issue 3)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import coa_portal.common.dates

# a mark that stood as text on a grant becomes an agreement of that gemeente with the organisation of the account; and
# what ran without an end gets one, at the first certification
FORWARD = """
INSERT INTO accounts_verwerkersovereenkomst
       (id, created_at, updated_at, status, status_sinds, status_reden, gemeente_id, derde_partij, kenmerk,
        ingangsdatum, einddatum, document_kenmerk)
SELECT gen_random_uuid(), now(), now(), 'van_kracht', now(), '', found.gemeente_id, found.partij, found.kenmerk,
       found.begin, found.einde, ''
  FROM (SELECT t.gemeente_id, t.oud_kenmerk AS kenmerk,
               coalesce(nullif(trim(g.organisatie_naam), ''), 'Onbekende derde partij') AS partij,
               min(t.begint_op) AS begin, max(coalesce(t.eindigt_op, 'infinity'::date)) AS einde
          FROM accounts_toekenning t JOIN accounts_gebruiker g ON g.id = t.gebruiker_id
         WHERE t.oud_kenmerk <> '' AND t.gemeente_id IS NOT NULL
         GROUP BY 1, 2, 3) found;
UPDATE accounts_verwerkersovereenkomst SET einddatum = NULL WHERE einddatum = 'infinity';
UPDATE accounts_toekenning t
   SET verwerkersovereenkomst_id = v.id
  FROM accounts_verwerkersovereenkomst v, accounts_gebruiker g
 WHERE g.id = t.gebruiker_id AND v.gemeente_id = t.gemeente_id AND v.kenmerk = t.oud_kenmerk
   AND v.derde_partij = coalesce(nullif(trim(g.organisatie_naam), ''), 'Onbekende derde partij');
UPDATE accounts_historicaltoekenning h
   SET verwerkersovereenkomst_id = t.verwerkersovereenkomst_id
  FROM accounts_toekenning t WHERE t.id = h.id AND h.oud_kenmerk = t.oud_kenmerk;
UPDATE accounts_toekenning
   SET eindigt_op = ((now() AT TIME ZONE 'Europe/Amsterdam')::date + interval '6 months')::date
 WHERE rol <> 'beheerder' AND status IN ('actief', 'geblokkeerd')
   AND (eindigt_op IS NULL OR eindigt_op > (now() AT TIME ZONE 'Europe/Amsterdam')::date + interval '6 months');
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_accounts_known"),
        ("organisaties", "0002_onderwijsniveau_sector"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaltoekenning",
            name="verlengd_op",
            field=models.DateField(editable=False, null=True, verbose_name="laatst verlengd op"),
        ),
        migrations.AddField(
            model_name="toekenning",
            name="verlengd_op",
            field=models.DateField(editable=False, null=True, verbose_name="laatst verlengd op"),
        ),
        migrations.CreateModel(
            name="HistoricalRechtencontrole",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="aangemaakt op"),
                ),
                ("updated_at", models.DateTimeField(blank=True, editable=False, verbose_name="gewijzigd op")),
                ("status", models.CharField(db_index=True, max_length=24, verbose_name="status")),
                (
                    "status_sinds",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="status sinds"),
                ),
                ("status_reden", models.CharField(blank=True, max_length=40, verbose_name="reden")),
                ("periode", models.CharField(max_length=7, verbose_name="periode")),
                ("van", models.DateField(verbose_name="van")),
                ("tot", models.DateField(verbose_name="tot en met")),
                ("opmerkingen", models.CharField(blank=True, max_length=2000, verbose_name="opmerkingen")),
                (
                    "history_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status_door",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status door",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical controle van rechten",
                "verbose_name_plural": "historical controles van rechten",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVerwerkersovereenkomst",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="aangemaakt op"),
                ),
                ("updated_at", models.DateTimeField(blank=True, editable=False, verbose_name="gewijzigd op")),
                ("status", models.CharField(db_index=True, max_length=24, verbose_name="status")),
                (
                    "status_sinds",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="status sinds"),
                ),
                ("status_reden", models.CharField(blank=True, max_length=40, verbose_name="reden")),
                ("derde_partij", models.CharField(max_length=120, verbose_name="derde partij")),
                ("kenmerk", models.CharField(max_length=120, verbose_name="kenmerk")),
                (
                    "ingangsdatum",
                    models.DateField(default=coa_portal.common.dates.today, verbose_name="ingangsdatum"),
                ),
                ("einddatum", models.DateField(blank=True, null=True, verbose_name="einddatum")),
                (
                    "document_kenmerk",
                    models.CharField(blank=True, max_length=120, verbose_name="kenmerk van het document"),
                ),
                (
                    "history_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisaties.gemeente",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status_door",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status door",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical verwerkersovereenkomst",
                "verbose_name_plural": "historical verwerkersovereenkomsten",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Rechtencontrole",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("status", models.CharField(db_index=True, max_length=24, verbose_name="status")),
                (
                    "status_sinds",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="status sinds"),
                ),
                ("status_reden", models.CharField(blank=True, max_length=40, verbose_name="reden")),
                ("periode", models.CharField(max_length=7, verbose_name="periode")),
                ("van", models.DateField(verbose_name="van")),
                ("tot", models.DateField(verbose_name="tot en met")),
                ("inhoud", models.JSONField(verbose_name="inhoud")),
                ("opmerkingen", models.CharField(blank=True, max_length=2000, verbose_name="opmerkingen")),
                (
                    "status_door",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status door",
                    ),
                ),
            ],
            options={
                "verbose_name": "controle van rechten",
                "verbose_name_plural": "controles van rechten",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Verwerkersovereenkomst",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("status", models.CharField(db_index=True, max_length=24, verbose_name="status")),
                (
                    "status_sinds",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="status sinds"),
                ),
                ("status_reden", models.CharField(blank=True, max_length=40, verbose_name="reden")),
                ("derde_partij", models.CharField(max_length=120, verbose_name="derde partij")),
                ("kenmerk", models.CharField(max_length=120, verbose_name="kenmerk")),
                (
                    "ingangsdatum",
                    models.DateField(default=coa_portal.common.dates.today, verbose_name="ingangsdatum"),
                ),
                ("einddatum", models.DateField(blank=True, null=True, verbose_name="einddatum")),
                (
                    "document_kenmerk",
                    models.CharField(blank=True, max_length=120, verbose_name="kenmerk van het document"),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisaties.gemeente",
                    ),
                ),
                (
                    "status_door",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status door",
                    ),
                ),
            ],
            options={
                "verbose_name": "verwerkersovereenkomst",
                "verbose_name_plural": "verwerkersovereenkomsten",
                "ordering": ["gemeente__naam_sorteer", "derde_partij", "kenmerk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAccountaanvraag",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="aangemaakt op"),
                ),
                ("updated_at", models.DateTimeField(blank=True, editable=False, verbose_name="gewijzigd op")),
                ("status", models.CharField(db_index=True, max_length=24, verbose_name="status")),
                (
                    "status_sinds",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="status sinds"),
                ),
                ("status_reden", models.CharField(blank=True, max_length=40, verbose_name="reden")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mailadres")),
                ("naam", models.CharField(max_length=120, verbose_name="naam")),
                ("functie", models.CharField(blank=True, max_length=120, verbose_name="functie")),
                ("telefoon", models.CharField(blank=True, max_length=20, verbose_name="telefoonnummer")),
                (
                    "rol",
                    models.CharField(
                        choices=[
                            ("regievoerder_gemeente", "Regievoerder gemeente"),
                            ("lezer_gemeente", "Lezer gemeente"),
                            ("contactpersoon_extern", "Contactpersoon extern"),
                            ("accountbeheerder_gemeente", "Accountbeheerder gemeente"),
                        ],
                        max_length=40,
                        verbose_name="rol",
                    ),
                ),
                (
                    "max_tier",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hoogste laag"),
                ),
                (
                    "onderdelen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="onderdelen",
                    ),
                ),
                ("eindigt_op", models.DateField(blank=True, null=True, verbose_name="eindigt op")),
                (
                    "overeenkomst_partij",
                    models.CharField(blank=True, max_length=120, verbose_name="derde partij"),
                ),
                (
                    "overeenkomst_kenmerk",
                    models.CharField(blank=True, max_length=120, verbose_name="kenmerk van de overeenkomst"),
                ),
                (
                    "overeenkomst_einde",
                    models.DateField(blank=True, null=True, verbose_name="einddatum van de overeenkomst"),
                ),
                ("toelichting", models.CharField(blank=True, max_length=500, verbose_name="toelichting")),
                (
                    "antwoord",
                    models.CharField(blank=True, max_length=500, verbose_name="antwoord van het COA"),
                ),
                (
                    "history_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisaties.gemeente",
                    ),
                ),
                (
                    "gevraagd_door",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="aangevraagd door",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status_door",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status door",
                    ),
                ),
                (
                    "toekenning",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.toekenning",
                    ),
                ),
                (
                    "verwerkersovereenkomst",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.verwerkersovereenkomst",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical accountaanvraag",
                "verbose_name_plural": "historical accountaanvragen",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Accountaanvraag",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("status", models.CharField(db_index=True, max_length=24, verbose_name="status")),
                (
                    "status_sinds",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="status sinds"),
                ),
                ("status_reden", models.CharField(blank=True, max_length=40, verbose_name="reden")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mailadres")),
                ("naam", models.CharField(max_length=120, verbose_name="naam")),
                ("functie", models.CharField(blank=True, max_length=120, verbose_name="functie")),
                ("telefoon", models.CharField(blank=True, max_length=20, verbose_name="telefoonnummer")),
                (
                    "rol",
                    models.CharField(
                        choices=[
                            ("regievoerder_gemeente", "Regievoerder gemeente"),
                            ("lezer_gemeente", "Lezer gemeente"),
                            ("contactpersoon_extern", "Contactpersoon extern"),
                            ("accountbeheerder_gemeente", "Accountbeheerder gemeente"),
                        ],
                        max_length=40,
                        verbose_name="rol",
                    ),
                ),
                (
                    "max_tier",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hoogste laag"),
                ),
                (
                    "onderdelen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="onderdelen",
                    ),
                ),
                ("eindigt_op", models.DateField(blank=True, null=True, verbose_name="eindigt op")),
                (
                    "overeenkomst_partij",
                    models.CharField(blank=True, max_length=120, verbose_name="derde partij"),
                ),
                (
                    "overeenkomst_kenmerk",
                    models.CharField(blank=True, max_length=120, verbose_name="kenmerk van de overeenkomst"),
                ),
                (
                    "overeenkomst_einde",
                    models.DateField(blank=True, null=True, verbose_name="einddatum van de overeenkomst"),
                ),
                ("toelichting", models.CharField(blank=True, max_length=500, verbose_name="toelichting")),
                (
                    "antwoord",
                    models.CharField(blank=True, max_length=500, verbose_name="antwoord van het COA"),
                ),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisaties.gemeente",
                    ),
                ),
                (
                    "gevraagd_door",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="aangevraagd door",
                    ),
                ),
                (
                    "status_door",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status door",
                    ),
                ),
                (
                    "toekenning",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.toekenning",
                    ),
                ),
                (
                    "verwerkersovereenkomst",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.verwerkersovereenkomst",
                    ),
                ),
            ],
            options={
                "verbose_name": "accountaanvraag",
                "verbose_name_plural": "accountaanvragen",
                "ordering": ["-created_at"],
            },
        ),
        migrations.RenameField("historicaltoekenning", "verwerkersovereenkomst", "oud_kenmerk"),
        migrations.AddField(
            model_name="historicaltoekenning",
            name="verwerkersovereenkomst",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="accounts.verwerkersovereenkomst",
                verbose_name="verwerkersovereenkomst",
            ),
        ),
        migrations.RenameField("toekenning", "verwerkersovereenkomst", "oud_kenmerk"),
        migrations.AddField(
            model_name="toekenning",
            name="verwerkersovereenkomst",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="toekenningen",
                to="accounts.verwerkersovereenkomst",
                verbose_name="verwerkersovereenkomst",
            ),
        ),
        migrations.AddConstraint(
            model_name="verwerkersovereenkomst",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("einddatum", None), ("einddatum__gte", models.F("ingangsdatum")), _connector="OR"
                ),
                name="overeenkomst_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="verwerkersovereenkomst",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "van_kracht")),
                fields=("gemeente", "derde_partij", "kenmerk"),
                name="overeenkomst_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="accountaanvraag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "aangevraagd")),
                fields=("gemeente", "email", "rol"),
                name="aanvraag_once_open",
            ),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RemoveField("historicaltoekenning", "oud_kenmerk"),
        migrations.RemoveField("toekenning", "oud_kenmerk"),
    ]
