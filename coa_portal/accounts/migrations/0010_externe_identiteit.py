import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_derde_partij"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalExterneIdentiteit",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="aangemaakt op"),
                ),
                ("updated_at", models.DateTimeField(blank=True, editable=False, verbose_name="gewijzigd op")),
                ("provider", models.CharField(editable=False, max_length=31, verbose_name="organisatie")),
                ("issuer", models.CharField(editable=False, max_length=255, verbose_name="uitgever")),
                (
                    "subject",
                    models.CharField(
                        editable=False, max_length=255, verbose_name="kenmerk bij de organisatie"
                    ),
                ),
                (
                    "ontkoppeld_op",
                    models.DateTimeField(editable=False, null=True, verbose_name="ontkoppeld op"),
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
                    "gebruiker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
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
            ],
            options={
                "verbose_name": "historical externe identiteit",
                "verbose_name_plural": "historical externe identiteiten",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ExterneIdentiteit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("provider", models.CharField(editable=False, max_length=31, verbose_name="organisatie")),
                ("issuer", models.CharField(editable=False, max_length=255, verbose_name="uitgever")),
                (
                    "subject",
                    models.CharField(
                        editable=False, max_length=255, verbose_name="kenmerk bij de organisatie"
                    ),
                ),
                (
                    "ontkoppeld_op",
                    models.DateTimeField(editable=False, null=True, verbose_name="ontkoppeld op"),
                ),
                (
                    "gebruiker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identiteiten",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "externe identiteit",
                "verbose_name_plural": "externe identiteiten",
                "ordering": ["gebruiker__naam", "provider"],
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="identiteit_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("ontkoppeld_op", None)),
                        fields=("gebruiker", "issuer"),
                        name="identiteit_one_per_issuer",
                    ),
                ],
            },
        ),
    ]
