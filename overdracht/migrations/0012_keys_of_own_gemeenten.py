"""The view of keys behind the gate tells a gemeente of its own consents only, and nothing slips in before its filter.

As a scalar subquery, not EXISTS: PostgreSQL would turn that into a join, which reads every consent behind the barrier;
this way it is one read by key for each person.
"""

from django.db import migrations

_TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"

FORWARD = f"""
CREATE OR REPLACE VIEW overdracht_niet_ontgroeide_toestemming WITH (security_barrier = true) AS
SELECT id
  FROM overdracht_toestemming
 WHERE status = 'gegeven'
   AND (geldig_tot IS NULL OR geldig_tot > {_TODAY})
   AND (current_user <> 'portal_gemeente'
        OR gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
        OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier1')));

CREATE OR REPLACE VIEW overdracht_inzage WITH (security_invoker = true) AS
SELECT b.id, b.vergunninghouder_id, b.koppeling_id, b.gemeente_id,
       CASE WHEN t.id IS NULL THEN 0
            WHEN b.doorgezet_op IS NULL THEN 1
            -- COA reads what is open for the gemeente, a gemeente account what is open for itself
            WHEN current_user <> 'portal_gemeente'
              OR b.gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
              OR b.gemeente_id IN (SELECT portal_gemeenten('view_extern_tier2')) THEN 2
            ELSE 1 END AS tier
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
"""  # noqa: S608  (words of our own)


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0011_gate_of_third_parties")]
    operations = [migrations.RunSQL(FORWARD)]
