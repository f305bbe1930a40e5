"""Counts per gemeente and closed half year, for accounts that may see figures and never a person.

The view runs as its owner, past the policies of the tables it counts, and filters by the regions that the asking account
holds `view_figures` on (all of them for who koppelt). The barrier keeps a condition of the asker from being tried on rows
before that filter.

A half year is counted as it stood on its last day, from the history tables, and from nothing that changes later. So its
figures are published once: two looks at different moments cannot be subtracted from each other.
"""

from django.db import migrations, models

FORWARD = """
CREATE VIEW portaal_regiocijfer WITH (security_barrier = true) AS
WITH nu AS (
    SELECT date_trunc('year', moment)
           + CASE WHEN extract(month FROM moment) > 6 THEN interval '6 months' ELSE interval '0' END AS begin
      FROM (SELECT now() AT TIME ZONE 'Europe/Amsterdam' AS moment) klok
), periode AS (
    SELECT extract(year FROM van)::text || CASE WHEN extract(month FROM van) > 6 THEN '-2' ELSE '-1' END AS halfjaar,
           van AT TIME ZONE 'Europe/Amsterdam' AS van,
           (van + interval '6 months') AT TIME ZONE 'Europe/Amsterdam' AS tot,
           (van + interval '6 months')::date AS dag_erna
      FROM nu, generate_series(nu.begin - interval '24 months', nu.begin - interval '6 months', interval '6 months') van
), persoon AS (
    SELECT periode.halfjaar, g.arbeidsmarktregio_id, k.gemeente_id,
           EXISTS (SELECT 1 FROM koppeling_historicalkoppeling h
                    WHERE h.id = k.id AND h.status = 'gehuisvest' AND h.history_date < periode.tot) AS gehuisvest,
           toestemming.er AS toestemming,
           toestemming.er AND EXISTS (SELECT 1 FROM overdracht_profielversie v
                    WHERE v.koppeling_id = k.id AND v.vergunninghouder_id = b.vergunninghouder_id
                      AND v.doorgezet_op < periode.tot) AS doorgezet
      FROM periode
      JOIN koppeling_koppeling k ON k.definitief_op >= periode.van AND k.definitief_op < periode.tot
      JOIN organisaties_gemeente g ON g.code = k.gemeente_id
      JOIN overdracht_betrokkene b ON b.koppeling_id = k.id AND b.created_at < periode.tot
     CROSS JOIN LATERAL (
            SELECT EXISTS (
                SELECT 1
                  FROM overdracht_toestemming t
                 CROSS JOIN LATERAL (SELECT h.status FROM overdracht_historicaltoestemming h
                                      WHERE h.id = t.id AND h.history_date < periode.tot
                                      ORDER BY h.history_date DESC, h.history_id LIMIT 1) toen
                 WHERE t.vergunninghouder_id = b.vergunninghouder_id
                   AND t.gemeente_id = k.gemeente_id
                   AND toen.status = 'gegeven'
                   AND (t.geldig_tot IS NULL OR t.geldig_tot >= periode.dag_erna)) AS er) toestemming
     WHERE NOT EXISTS (SELECT 1 FROM koppeling_historicalkoppeling h
                        WHERE h.id = k.id AND h.status IN ('ingetrokken', 'herkoppeld')
                          AND h.history_date < periode.tot)
       AND EXISTS (SELECT 1 FROM access_every_grant_in_force f
                    WHERE f.user_id = portal_account()
                      AND ((f.capability = 'view_figures' AND f.kind = 'arbeidsmarktregio'
                            AND f.parent_id = g.arbeidsmarktregio_id)
                           OR (f.capability = 'koppel' AND f.kind = 'organisatie')))
)
SELECT halfjaar || ':' || gemeente_id AS id, halfjaar, arbeidsmarktregio_id::text, gemeente_id::text,
       count(*)::integer AS personen,
       (count(*) FILTER (WHERE gehuisvest))::integer AS gehuisvest,
       (count(*) FILTER (WHERE toestemming))::integer AS toestemming,
       (count(*) FILTER (WHERE doorgezet))::integer AS doorgezet
  FROM persoon
 GROUP BY halfjaar, arbeidsmarktregio_id, gemeente_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_named_dossiers"),
        ("koppeling", "0003_woonbehoeften"),
        ("organisaties", "0003_derde_partij"),
        ("overdracht", "0012_keys_of_own_gemeenten"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, "DROP VIEW portaal_regiocijfer"),
        migrations.CreateModel(
            name="Regiocijfer",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("halfjaar", models.TextField()),
                ("arbeidsmarktregio_id", models.TextField()),
                ("gemeente_id", models.TextField()),
                ("personen", models.IntegerField()),
                ("gehuisvest", models.IntegerField()),
                ("toestemming", models.IntegerField()),
                ("doorgezet", models.IntegerField()),
            ],
            options={
                "verbose_name": "regiocijfer",
                "verbose_name_plural": "regiocijfers",
                "db_table": "portaal_regiocijfer",
                "managed": False,
            },
        ),
    ]
