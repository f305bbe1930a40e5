"""How many inburgeraars had a scenario at the end of a closed half year, and of how many it was known within its term.

As the rest of the view: from what does not change later. Who is an inburgeraar follows from the date of birth as it was
known on the last day, the choice from the moment it was made, the term from the length that held at the melding.
"""

from importlib import import_module

from django.db import migrations

_FORMER = import_module("coa_portal.portaal.migrations.0001_regiocijfer")

FORWARD = """
CREATE OR REPLACE VIEW portaal_regiocijfer WITH (security_barrier = true) AS
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
                      AND v.doorgezet_op < periode.tot) AS doorgezet,
           wie.is_inburgeraar,
           wie.is_inburgeraar AND keuze.op IS NOT NULL AS gekozen,
           wie.is_inburgeraar AND (keuze.op AT TIME ZONE 'Europe/Amsterdam')::date
               <= (k.definitief_op AT TIME ZONE 'Europe/Amsterdam')::date + duur.dagen AS op_tijd
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
     CROSS JOIN LATERAL (
            SELECT coalesce((SELECT h.geboortedatum <= periode.dag_erna - interval '18 years'
                                AND h.geboortedatum > periode.dag_erna - interval '67 years'
                               FROM klantprofiel_historicalvergunninghouder h
                              WHERE h.id = b.vergunninghouder_id AND h.history_date < periode.tot
                              ORDER BY h.history_date DESC, h.history_id LIMIT 1), false) AS is_inburgeraar) wie
     CROSS JOIN LATERAL (
            SELECT min(s.gekozen_op) AS op
              FROM overdracht_scenariokeuze s
             WHERE s.betrokkene_id = b.id AND s.gekozen_op < periode.tot) keuze
     CROSS JOIN LATERAL (
            SELECT max(d.dagen) AS dagen
              FROM organisaties_termijnduur d
             WHERE d.code = 'scenario' AND d.geldig_van <= k.definitief_op::date
               AND (d.geldig_tot IS NULL OR d.geldig_tot >= k.definitief_op::date)) duur
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
       (count(*) FILTER (WHERE doorgezet))::integer AS doorgezet,
       (count(*) FILTER (WHERE is_inburgeraar))::integer AS inburgeraars,
       (count(*) FILTER (WHERE gekozen))::integer AS gekozen,
       (count(*) FILTER (WHERE op_tijd))::integer AS op_tijd
  FROM persoon
 GROUP BY halfjaar, arbeidsmarktregio_id, gemeente_id;
"""

BACKWARD = f"DROP VIEW portaal_regiocijfer;{_FORMER.FORWARD}"


class Migration(migrations.Migration):
    dependencies = [
        ("portaal", "0003_policy_werkweergave"),
        ("organisaties", "0006_termijnduur"),
        ("overdracht", "0015_scenario"),
        ("klantprofiel", "0003_zoeken_op_naam"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
