"""Scenario per person and voorkeursscenario per azc, with who reads and writes which rows (R4, DESIGN §4)."""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

FORWARD = """
ALTER TABLE overdracht_voorkeursscenario ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_scenariokeuze ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_voorkeursscenario FOR SELECT TO portal_coa USING (true);
CREATE POLICY coa ON overdracht_scenariokeuze TO portal_coa USING (true) WITH CHECK (true);

CREATE POLICY gemeente_read ON overdracht_voorkeursscenario FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0')));
CREATE POLICY gemeente_insert ON overdracht_voorkeursscenario FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND gezet_door_id = portal_account());
CREATE POLICY gemeente_update ON overdracht_voorkeursscenario FOR UPDATE TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')))
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));

-- kept after herkoppeling; chosen only for people of an own active koppeling, by who is asking
CREATE POLICY gemeente_read ON overdracht_scenariokeuze FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
           OR portal_reads_koppeling(overdracht_scenariokeuze.koppeling_id));
CREATE POLICY gemeente_insert ON overdracht_scenariokeuze FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND gekozen_door_id = portal_account()
                AND (voorkeur_id IS NULL
                     OR EXISTS (SELECT 1 FROM overdracht_voorkeursscenario v
                                 WHERE v.id = voorkeur_id
                                   AND v.gemeente_id = overdracht_scenariokeuze.gemeente_id))
                AND EXISTS (SELECT 1 FROM overdracht_inzage i
                             WHERE i.id = betrokkene_id
                               AND i.koppeling_id = overdracht_scenariokeuze.koppeling_id
                               AND i.gemeente_id = overdracht_scenariokeuze.gemeente_id));
CREATE POLICY gemeente_update ON overdracht_scenariokeuze FOR UPDATE TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.id = betrokkene_id
                          AND i.koppeling_id = overdracht_scenariokeuze.koppeling_id))
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));

ALTER TABLE overdracht_historicalvoorkeursscenario ENABLE ROW LEVEL SECURITY;
ALTER TABLE overdracht_historicalscenariokeuze ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_historicalvoorkeursscenario FOR SELECT TO portal_coa USING (true);
CREATE POLICY coa ON overdracht_historicalscenariokeuze TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY gemeente_insert ON overdracht_historicalvoorkeursscenario FOR INSERT TO portal_gemeente
    WITH CHECK (history_user_id = portal_account()
                AND gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));
CREATE POLICY gemeente_insert ON overdracht_historicalscenariokeuze FOR INSERT TO portal_gemeente
    WITH CHECK (history_user_id = portal_account()
                AND gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));
"""

BACKWARD = """
DROP POLICY gemeente_insert ON overdracht_historicalscenariokeuze;
DROP POLICY gemeente_insert ON overdracht_historicalvoorkeursscenario;
DROP POLICY coa ON overdracht_historicalscenariokeuze;
DROP POLICY coa ON overdracht_historicalvoorkeursscenario;
DROP POLICY gemeente_update ON overdracht_scenariokeuze;
DROP POLICY gemeente_insert ON overdracht_scenariokeuze;
DROP POLICY gemeente_read ON overdracht_scenariokeuze;
DROP POLICY coa ON overdracht_scenariokeuze;
DROP POLICY gemeente_update ON overdracht_voorkeursscenario;
DROP POLICY gemeente_insert ON overdracht_voorkeursscenario;
DROP POLICY gemeente_read ON overdracht_voorkeursscenario;
DROP POLICY coa ON overdracht_voorkeursscenario;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("koppeling", "0003_woonbehoeften"),
        ("organisaties", "0006_termijnduur"),
        ("overdracht", "0014_news_of_the_handover"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalVoorkeursscenario",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="aangemaakt op"),
                ),
                ("updated_at", models.DateTimeField(blank=True, editable=False, verbose_name="gewijzigd op")),
                (
                    "scenario",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Scenario 1: snelle start"),
                            (2, "Scenario 2: gecombineerde aanpak"),
                            (3, "Scenario 3: start na verhuizing"),
                        ],
                        verbose_name="scenario",
                    ),
                ),
                ("geldig_van", models.DateField(verbose_name="geldig van")),
                ("geldig_tot", models.DateField(blank=True, null=True, verbose_name="geldig tot en met")),
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
                    "gezet_door",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "opvanglocatie",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisaties.opvanglocatie",
                        verbose_name="opvanglocatie",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical voorkeursscenario",
                "verbose_name_plural": "historical voorkeursscenario's",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Voorkeursscenario",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "scenario",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Scenario 1: snelle start"),
                            (2, "Scenario 2: gecombineerde aanpak"),
                            (3, "Scenario 3: start na verhuizing"),
                        ],
                        verbose_name="scenario",
                    ),
                ),
                ("geldig_van", models.DateField(verbose_name="geldig van")),
                ("geldig_tot", models.DateField(blank=True, null=True, verbose_name="geldig tot en met")),
                (
                    "gemeente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voorkeursscenarios",
                        to="organisaties.gemeente",
                    ),
                ),
                (
                    "gezet_door",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opvanglocatie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisaties.opvanglocatie",
                        verbose_name="opvanglocatie",
                    ),
                ),
            ],
            options={
                "verbose_name": "voorkeursscenario",
                "verbose_name_plural": "voorkeursscenario's",
                "ordering": ["-geldig_van", "-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Scenariokeuze",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                (
                    "scenario",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Scenario 1: snelle start"),
                            (2, "Scenario 2: gecombineerde aanpak"),
                            (3, "Scenario 3: start na verhuizing"),
                        ],
                        verbose_name="scenario",
                    ),
                ),
                ("gekozen_op", models.DateTimeField(verbose_name="gekozen op")),
                ("is_afwijking", models.BooleanField(default=False, verbose_name="wijkt af van de voorkeur")),
                ("reden", models.CharField(blank=True, max_length=300, verbose_name="reden")),
                ("vervangen_op", models.DateTimeField(blank=True, null=True, verbose_name="vervangen op")),
                (
                    "inburgeraar_geinformeerd_op",
                    models.DateField(blank=True, null=True, verbose_name="inburgeraar geïnformeerd op"),
                ),
                (
                    "inburgeraar_geinformeerd_hoe",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gesprek", "In een gesprek op het azc"),
                            ("gemeente", "In een gesprek in de gemeente"),
                            ("telefoon", "Telefonisch"),
                            ("video", "Via beeldbellen"),
                            ("brief", "Per brief of e-mail"),
                            ("coa", "Door een medewerker van het COA"),
                        ],
                        max_length=12,
                        verbose_name="hoe geïnformeerd",
                    ),
                ),
                (
                    "betrokkene",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scenariokeuzes",
                        to="overdracht.betrokkene",
                    ),
                ),
                (
                    "gekozen_door",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
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
                    "koppeling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scenariokeuzes",
                        to="koppeling.koppeling",
                    ),
                ),
                (
                    "voorkeur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="overdracht.voorkeursscenario",
                    ),
                ),
            ],
            options={
                "verbose_name": "scenariokeuze",
                "verbose_name_plural": "scenariokeuzes",
                "ordering": ["-gekozen_op"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalScenariokeuze",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="aangemaakt op"),
                ),
                ("updated_at", models.DateTimeField(blank=True, editable=False, verbose_name="gewijzigd op")),
                (
                    "scenario",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Scenario 1: snelle start"),
                            (2, "Scenario 2: gecombineerde aanpak"),
                            (3, "Scenario 3: start na verhuizing"),
                        ],
                        verbose_name="scenario",
                    ),
                ),
                ("gekozen_op", models.DateTimeField(verbose_name="gekozen op")),
                ("is_afwijking", models.BooleanField(default=False, verbose_name="wijkt af van de voorkeur")),
                ("reden", models.CharField(blank=True, max_length=300, verbose_name="reden")),
                ("vervangen_op", models.DateTimeField(blank=True, null=True, verbose_name="vervangen op")),
                (
                    "inburgeraar_geinformeerd_op",
                    models.DateField(blank=True, null=True, verbose_name="inburgeraar geïnformeerd op"),
                ),
                (
                    "inburgeraar_geinformeerd_hoe",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("gesprek", "In een gesprek op het azc"),
                            ("gemeente", "In een gesprek in de gemeente"),
                            ("telefoon", "Telefonisch"),
                            ("video", "Via beeldbellen"),
                            ("brief", "Per brief of e-mail"),
                            ("coa", "Door een medewerker van het COA"),
                        ],
                        max_length=12,
                        verbose_name="hoe geïnformeerd",
                    ),
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
                    "betrokkene",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="overdracht.betrokkene",
                    ),
                ),
                (
                    "gekozen_door",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "koppeling",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="koppeling.koppeling",
                    ),
                ),
                (
                    "voorkeur",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="overdracht.voorkeursscenario",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical scenariokeuze",
                "verbose_name_plural": "historical scenariokeuzes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="voorkeursscenario",
            constraint=models.UniqueConstraint(
                condition=models.Q(("geldig_tot", None)),
                fields=("gemeente", "opvanglocatie"),
                name="voorkeursscenario_one_running",
            ),
        ),
        migrations.AddIndex(
            model_name="scenariokeuze",
            index=models.Index(fields=["koppeling"], name="scenariokeuze_koppeling"),
        ),
        migrations.AddConstraint(
            model_name="scenariokeuze",
            constraint=models.UniqueConstraint(
                condition=models.Q(("vervangen_op", None)),
                fields=("betrokkene",),
                name="scenariokeuze_one_current",
            ),
        ),
        migrations.AddConstraint(
            model_name="scenariokeuze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_afwijking", False), models.Q(("reden", ""), _negated=True), _connector="OR"
                ),
                name="scenariokeuze_deviation_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="scenariokeuze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("inburgeraar_geinformeerd_hoe", ""), ("inburgeraar_geinformeerd_op", None)),
                    models.Q(
                        ("inburgeraar_geinformeerd_op__isnull", False),
                        models.Q(("inburgeraar_geinformeerd_hoe", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="scenariokeuze_told_when_and_how",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
