"""A frozen screening opens under the signature it was frozen for, and namings of third parties under an open koppeling.

Raw SQL under the gemeente's role read again, after a new signature, what was shared before the withdrawal (R6). And it
read every naming of the gemeente: of consents that were refused or only explained, and of koppelingen that ended (R7).

The namings ask a function that runs as the owner: the policy of consents asks for namings, so the policy of namings
may not ask for consents.
"""

import django.db.models.deletion
from django.db import migrations, models

_TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"

# the last one frozen under a koppeling belongs to the signature that stands; of the earlier ones the signature ended
CONSENT_OF_EARLIER_ROWS = """
UPDATE overdracht_screeningspublicatie s
   SET toestemming_id = t.id
  FROM overdracht_toestemming t
 WHERE t.vergunninghouder_id = s.vergunninghouder_id
   AND t.gemeente_id = s.gemeente_id
   AND t.status = 'gegeven'
   AND NOT EXISTS (SELECT 1 FROM overdracht_screeningspublicatie later
                    WHERE later.koppeling_id = s.koppeling_id
                      AND later.vergunninghouder_id = s.vergunninghouder_id
                      AND later.created_at > s.created_at);
-- the check of the new key, now: a table with an open check cannot be altered
SET CONSTRAINTS ALL IMMEDIATE;
"""

FORWARD = f"""
DROP POLICY gemeente ON overdracht_screeningspublicatie;
CREATE POLICY gemeente ON overdracht_screeningspublicatie FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier1')))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_screeningspublicatie.koppeling_id
                          AND i.vergunninghouder_id = overdracht_screeningspublicatie.vergunninghouder_id
                          AND i.tier >= 1)
           AND EXISTS (SELECT 1 FROM overdracht_toestemming t
                        WHERE t.id = overdracht_screeningspublicatie.toestemming_id
                          AND t.status = 'gegeven'));

CREATE FUNCTION portal_toestemmingen() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT t.id
      FROM public.overdracht_toestemming t
     WHERE t.status IN ('gegeven', 'ingetrokken')
       AND (t.gemeente_id IN (SELECT public.portal_gemeenten('view_tier1'))
            OR t.gemeente_id IN (SELECT public.portal_gemeenten('view_extern_tier1')))
       AND EXISTS (SELECT 1 FROM public.overdracht_betrokkene b
                     JOIN public.koppeling_koppeling k ON k.id = b.koppeling_id
                    WHERE b.vergunninghouder_id = t.vergunninghouder_id
                      AND b.gemeente_id = t.gemeente_id
                      AND b.is_lid
                      AND k.status IN ('definitief', 'gehuisvest')
                      AND (k.toegang_tot IS NULL OR k.toegang_tot >= {_TODAY})
                      -- who holds named dossiers only: of those
                      AND (t.gemeente_id IN (SELECT public.portal_gemeenten('view_tier0'))
                           OR EXISTS (SELECT 1 FROM public.overdracht_benoemddossier n
                                       WHERE n.betrokkene_id = b.id
                                         AND n.beeindigd_op IS NULL
                                         AND n.toekenning_id IN (SELECT own.toekenning_id
                                                                   FROM public.portal_derden() own))))
$$;
REVOKE ALL ON FUNCTION portal_toestemmingen() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_toestemmingen() TO portal_gemeente;

DROP POLICY gemeente ON overdracht_toestemmingderde;
CREATE POLICY gemeente ON overdracht_toestemmingderde FOR SELECT TO portal_gemeente
    USING (toestemming_id IN (SELECT portal_toestemmingen())
           AND (gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
                OR (gemeente_id, derde_partij_id) IN
                   (SELECT own.gemeente_id, own.derde_partij_id FROM portal_derden() own)));

-- that something is to be destroyed tells that somebody signed and withdrew: not for who reads tier 0 only
DROP POLICY gemeente_read ON overdracht_vernietigingsbevestiging;
CREATE POLICY gemeente_read ON overdracht_vernietigingsbevestiging FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
           OR (gemeente_id IN (SELECT portal_gemeenten('view_extern_tier1'))
               AND EXISTS (SELECT 1 FROM overdracht_toestemming t
                            WHERE t.id = overdracht_vernietigingsbevestiging.toestemming_id)));
"""  # noqa: S608  (words of our own)


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0012_keys_of_own_gemeenten")]
    operations = [
        migrations.AddField(
            model_name="screeningspublicatie",
            name="toestemming",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="overdracht.toestemming",
            ),
        ),
        migrations.RunSQL(CONSENT_OF_EARLIER_ROWS, migrations.RunSQL.noop),
        # no way back: the policies of before opened what a withdrawn signature had shared
        migrations.RunSQL(FORWARD),
    ]
