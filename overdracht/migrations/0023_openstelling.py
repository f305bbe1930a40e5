"""That a Profielversie exists moves from the betrokkene to a row of its own, which a gemeente's role cannot read.

Who reads tier 0 only saw by raw SQL of whom a version was published, and so who signed. The gate asks a view that runs
as the owner and answers who reads tier 2 of that person now; it repeats nothing that would open more. As a scalar
subquery, so that it stays one read by key for each person (see 0012).
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

_TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"

MOVE = """
INSERT INTO overdracht_openstelling (id, created_at, updated_at, betrokkene_id, sinds)
SELECT gen_random_uuid(), now(), now(), id, doorgezet_op FROM overdracht_betrokkene WHERE doorgezet_op IS NOT NULL;
-- the check of the new key, now: a table with an open check cannot be altered
SET CONSTRAINTS ALL IMMEDIATE;
"""

FORWARD = f"""
ALTER TABLE overdracht_openstelling ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_openstelling TO portal_coa USING (true) WITH CHECK (true);

CREATE VIEW overdracht_doorgezet WITH (security_barrier = true) AS
SELECT o.betrokkene_id AS id, o.sinds
  FROM overdracht_openstelling o
  JOIN overdracht_betrokkene b ON b.id = o.betrokkene_id
 WHERE current_user <> 'portal_gemeente'
    OR (b.is_lid
        AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                     WHERE k.id = b.koppeling_id
                       AND k.status IN ('definitief', 'gehuisvest')
                       AND (k.toegang_tot IS NULL OR k.toegang_tot >= {_TODAY}))
        AND EXISTS (SELECT 1 FROM overdracht_toestemming t
                     WHERE t.vergunninghouder_id = b.vergunninghouder_id
                       AND t.gemeente_id = b.gemeente_id
                       AND t.status = 'gegeven'
                       AND (t.geldig_tot IS NULL OR t.geldig_tot > {_TODAY})
                       AND (b.gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
                            OR (b.gemeente_id IN (SELECT portal_gemeenten('view_extern_tier2'))
                                AND EXISTS (SELECT 1 FROM overdracht_toestemmingderde d
                                             WHERE d.toestemming_id = t.id
                                               AND d.ingetrokken_op IS NULL
                                               AND (d.gemeente_id, d.derde_partij_id) IN
                                                   (SELECT own.gemeente_id, own.derde_partij_id
                                                      FROM portal_derden() own))
                                -- who holds named dossiers only: of those
                                AND (b.gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
                                     OR EXISTS (SELECT 1 FROM overdracht_benoemddossier n
                                                 WHERE n.betrokkene_id = b.id
                                                   AND n.beeindigd_op IS NULL
                                                   AND n.toekenning_id IN (SELECT own.toekenning_id
                                                                             FROM portal_derden() own)))))));
GRANT SELECT ON overdracht_doorgezet TO portal_coa, portal_gemeente;

CREATE OR REPLACE VIEW overdracht_inzage WITH (security_invoker = true) AS
SELECT b.id, b.vergunninghouder_id, b.koppeling_id, b.gemeente_id,
       CASE WHEN t.id IS NULL THEN 0
            -- COA reads what is open for the gemeente, a gemeente account what is open for itself
            WHEN (SELECT o.sinds FROM overdracht_doorgezet o WHERE o.id = b.id) IS NULL THEN 1
            ELSE 2 END AS tier,
       (SELECT o.sinds FROM overdracht_doorgezet o WHERE o.id = b.id) AS sinds
  FROM overdracht_betrokkene b
  JOIN koppeling_koppeling k
    ON k.id = b.koppeling_id
   AND k.gemeente_id = b.gemeente_id
   AND k.status IN ('definitief', 'gehuisvest')
   AND (k.toegang_tot IS NULL OR k.toegang_tot >= {_TODAY})
  LEFT JOIN overdracht_toestemming t
    ON t.vergunninghouder_id = b.vergunninghouder_id
   AND t.gemeente_id = b.gemeente_id
   AND t.status = 'gegeven'
   -- the sixteenth birthday ends what a representative signed
   AND (SELECT true FROM overdracht_niet_ontgroeide_toestemming g WHERE g.id = t.id)
   AND (current_user <> 'portal_gemeente'
        OR b.gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
        OR (b.gemeente_id IN (SELECT portal_gemeenten('view_extern_tier1'))
            AND EXISTS (SELECT 1 FROM overdracht_toestemmingderde d
                         WHERE d.toestemming_id = t.id
                           AND d.ingetrokken_op IS NULL
                           AND (d.gemeente_id, d.derde_partij_id) IN
                               (SELECT own.gemeente_id, own.derde_partij_id FROM portal_derden() own))))
 WHERE b.is_lid;

DROP POLICY gemeente ON overdracht_profielversie;
CREATE POLICY gemeente ON overdracht_profielversie FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier2')))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_profielversie.koppeling_id
                          AND i.vergunninghouder_id = overdracht_profielversie.vergunninghouder_id
                          AND i.tier >= 2
                          AND i.sinds <= overdracht_profielversie.doorgezet_op));
"""  # noqa: S608  (words of our own)


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0022_policies_of_contact")]
    # no way back: the column would tell tier 0 again
    operations = [
        migrations.CreateModel(
            name="Openstelling",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
                ("sinds", models.DateTimeField(verbose_name="sinds")),
                (
                    "betrokkene",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openstelling",
                        to="overdracht.betrokkene",
                    ),
                ),
            ],
            options={"verbose_name": "openstelling", "verbose_name_plural": "openstellingen"},
        ),
        migrations.RunSQL(MOVE),
        migrations.RunSQL(FORWARD),
        migrations.RemoveField(model_name="betrokkene", name="doorgezet_op"),
    ]
