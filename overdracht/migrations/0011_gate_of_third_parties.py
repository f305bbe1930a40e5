"""The gate for externals (DESIGN §3, R5), and two things that raw SQL told a gemeente account too much.

An external reads tiers 1 and 2 only where the consent names the third party; with named dossiers only, no other row of
the gemeente at all. The tier in `overdracht_inzage` is the one that the asking account may read: who consented was
readable for who sees the informatieprofiel only. And the last day of a child's consent, its sixteenth birthday, is not
readable any more: the gate asks a view of keys, which runs as the owner. That view says which consents hold, not which
do not, so that the gate closes when it stays empty.
"""

from django.db import migrations

_TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"
_ACTIVE = f"""k.status IN ('definitief', 'gehuisvest')
                          AND (k.toegang_tot IS NULL OR k.toegang_tot >= {_TODAY})"""

FORWARD = f"""
CREATE VIEW overdracht_niet_ontgroeide_toestemming AS
SELECT id FROM overdracht_toestemming WHERE geldig_tot IS NULL OR geldig_tot > {_TODAY};
GRANT SELECT ON overdracht_niet_ontgroeide_toestemming TO portal_coa, portal_gemeente;

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
   AND EXISTS (SELECT 1 FROM overdracht_niet_ontgroeide_toestemming g WHERE g.id = t.id)
   AND (current_user <> 'portal_gemeente'
        OR b.gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
        OR (b.gemeente_id IN (SELECT portal_gemeenten('view_extern_tier1'))
            AND EXISTS (SELECT 1 FROM overdracht_toestemmingderde d
                         WHERE d.toestemming_id = t.id
                           AND d.ingetrokken_op IS NULL
                           AND (d.gemeente_id, d.derde_partij_id) IN
                               (SELECT own.gemeente_id, own.derde_partij_id FROM portal_derden() own))))
 WHERE b.is_lid;

ALTER TABLE overdracht_toestemmingderde ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_toestemmingderde TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY gemeente ON overdracht_toestemmingderde FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
           OR (gemeente_id, derde_partij_id) IN
              (SELECT own.gemeente_id, own.derde_partij_id FROM portal_derden() own));

-- asked by the policy of inserts; as the owner, because that policy may not read through its own table
CREATE FUNCTION portal_mag_benoemen(toekenning uuid, betrokkene uuid, koppeling uuid, gemeente varchar) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT 1 FROM public.overdracht_betrokkene b
                     JOIN public.koppeling_koppeling k ON k.id = b.koppeling_id
                    WHERE b.id = portal_mag_benoemen.betrokkene AND b.koppeling_id = portal_mag_benoemen.koppeling
                      AND b.gemeente_id = portal_mag_benoemen.gemeente AND k.gemeente_id = b.gemeente_id
                      AND b.is_lid AND k.status IN ('definitief', 'gehuisvest'))
       AND EXISTS (SELECT 1 FROM public.accounts_toekenning t
                    WHERE t.id = portal_mag_benoemen.toekenning AND t.gemeente_id = portal_mag_benoemen.gemeente
                      AND t.rol = 'contactpersoon_extern' AND t.alleen_benoemd AND t.status = 'actief')
$$;
REVOKE ALL ON FUNCTION portal_mag_benoemen(uuid, uuid, uuid, varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_mag_benoemen(uuid, uuid, uuid, varchar) TO portal_gemeente;

ALTER TABLE overdracht_benoemddossier ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_benoemddossier FOR SELECT TO portal_coa USING (true);
CREATE POLICY gemeente_read ON overdracht_benoemddossier FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
           OR (beeindigd_op IS NULL AND toekenning_id IN (SELECT own.toekenning_id FROM portal_derden() own)));
CREATE POLICY gemeente_insert ON overdracht_benoemddossier FOR INSERT TO portal_gemeente
    WITH CHECK (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                AND benoemd_door_id = portal_account()
                AND beeindigd_op IS NULL AND beeindigd_door_id IS NULL
                AND portal_mag_benoemen(toekenning_id, betrokkene_id, koppeling_id, gemeente_id));
CREATE POLICY gemeente_end ON overdracht_benoemddossier FOR UPDATE TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')) AND beeindigd_op IS NULL)
    WITH CHECK (beeindigd_op IS NOT NULL AND beeindigd_door_id = portal_account());

CREATE VIEW overdracht_externe_lezer WITH (security_barrier = true) AS
SELECT t.id, t.gebruiker_id, a.naam::text AS naam, t.gemeente_id::text AS gemeente_id, t.derde_partij_id,
       p.naam::text AS derde_partij_naam, t.alleen_benoemd, t.eindigt_op
  FROM accounts_toekenning t
  JOIN accounts_gebruiker a ON a.id = t.gebruiker_id AND a.is_active
  JOIN organisaties_derdepartij p ON p.id = t.derde_partij_id
 WHERE t.status = 'actief'
   AND (t.eindigt_op IS NULL OR t.eindigt_op >= {_TODAY})
   AND (current_user <> 'portal_gemeente' OR t.gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')));

-- rows of the gemeente for who holds all of it; for named dossiers only those
DROP POLICY gemeente ON koppeling_koppeling;
CREATE POLICY gemeente ON koppeling_koppeling FOR SELECT TO portal_gemeente
    USING (definitief_op IS NOT NULL
           AND (gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
                OR (gemeente_id IN (SELECT portal_gemeenten('view_named_tier0'))
                    AND status IN ('definitief', 'gehuisvest')
                    AND EXISTS (SELECT 1 FROM overdracht_benoemddossier n
                                 WHERE n.koppeling_id = koppeling_koppeling.id))));
DROP POLICY gemeente ON overdracht_betrokkene;
CREATE POLICY gemeente ON overdracht_betrokkene FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
            OR (gemeente_id IN (SELECT portal_gemeenten('view_named_tier0'))
                AND EXISTS (SELECT 1 FROM overdracht_benoemddossier n
                             WHERE n.betrokkene_id = overdracht_betrokkene.id)))
           AND is_lid
           AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                        WHERE k.id = overdracht_betrokkene.koppeling_id AND {_ACTIVE}));
DROP POLICY gemeente ON overdracht_toestemming;
CREATE POLICY gemeente ON overdracht_toestemming FOR SELECT TO portal_gemeente
    USING (status IN ('gegeven', 'ingetrokken')
           AND (gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
                OR (gemeente_id IN (SELECT portal_gemeenten('view_extern_tier1'))
                    AND EXISTS (SELECT 1 FROM overdracht_toestemmingderde d
                                 WHERE d.toestemming_id = overdracht_toestemming.id
                                   AND (d.gemeente_id, d.derde_partij_id) IN
                                       (SELECT own.gemeente_id, own.derde_partij_id FROM portal_derden() own))))
           AND EXISTS (SELECT 1 FROM overdracht_betrokkene b
                        WHERE b.vergunninghouder_id = overdracht_toestemming.vergunninghouder_id
                          AND b.gemeente_id = overdracht_toestemming.gemeente_id));
DROP POLICY gemeente ON overdracht_kaart;
CREATE POLICY gemeente ON overdracht_kaart FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_named_tier0')))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_kaart.koppeling_id));
DROP POLICY gemeente ON overdracht_screeningspublicatie;
CREATE POLICY gemeente ON overdracht_screeningspublicatie FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier1'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier1')))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_screeningspublicatie.koppeling_id
                          AND i.vergunninghouder_id = overdracht_screeningspublicatie.vergunninghouder_id
                          AND i.tier >= 1));
DROP POLICY gemeente ON overdracht_profielversie;
CREATE POLICY gemeente ON overdracht_profielversie FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier2')))
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                         JOIN overdracht_betrokkene b ON b.id = i.id
                        WHERE i.koppeling_id = overdracht_profielversie.koppeling_id
                          AND i.vergunninghouder_id = overdracht_profielversie.vergunninghouder_id
                          AND i.tier >= 2
                          AND b.doorgezet_op <= overdracht_profielversie.doorgezet_op));
DROP POLICY gemeente ON overdracht_versiegezinslid;
CREATE POLICY gemeente ON overdracht_versiegezinslid FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier2')))
           AND EXISTS (SELECT 1 FROM overdracht_profielversie v WHERE v.id = overdracht_versiegezinslid.versie_id)
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_versiegezinslid.koppeling_id
                          AND i.vergunninghouder_id = overdracht_versiegezinslid.vergunninghouder_id
                          AND i.tier >= 1));
-- who handles the koppeling is told with a named dossier
DROP POLICY gemeente_read ON overdracht_behandelaargemeente;
CREATE POLICY gemeente_read ON overdracht_behandelaargemeente FOR SELECT TO portal_gemeente
    USING (gemeente_id IN (SELECT portal_gemeenten('view_tier0'))
           OR (gemeente_id IN (SELECT portal_gemeenten('view_named_tier0'))
               AND EXISTS (SELECT 1 FROM overdracht_benoemddossier n
                            WHERE n.koppeling_id = overdracht_behandelaargemeente.koppeling_id)));
"""  # noqa: S608  (words of our own)


class Migration(migrations.Migration):
    dependencies = [
        ("overdracht", "0010_derde_partijen"),
        ("accounts", "0009_derde_partij"),
        ("koppeling", "0003_woonbehoeften"),
    ]
    # no way back: the policies of before would open tier 1 to who never was named
    operations = [migrations.RunSQL(FORWARD)]
