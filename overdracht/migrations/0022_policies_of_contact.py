"""Who reads and writes what of questions, welcome pages and introduction days; and whom of COA a gemeente knows (R4).

Questions and answers are DESIGN §4's row "vragen": what names a person is read while tier 1 of that person is open;
what the gemeente wrote itself stays. A gemeente now reads the accounts of the people at COA who handle its cases, and
of the casemanagers of the opvanglocaties where its people live; nobody else's.
"""

from django.db import migrations

from coa_portal.access.policy_sql import (
    OF_OWN_BETROKKENE,
    TIER1_OF_BETROKKENE,
    own_history,
    own_work,
    without,
)

_TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"
_OPEN = "portal_reads_koppeling({table}.koppeling_id)"
_SAID = (
    f"((betrokkene_id IS NULL AND (van_partij = 'gemeente' OR {_OPEN}))"
    f" OR (betrokkene_id IS NOT NULL AND ({TIER1_OF_BETROKKENE}"
    " OR (van_partij = 'gemeente' AND gemeente_id IN (SELECT portal_gemeenten('view_tier1'))))))"
)
_SAYS = (
    "van_partij = 'gemeente' AND door_id = portal_account()"
    f" AND {OF_OWN_BETROKKENE} AND (betrokkene_id IS NULL OR {TIER1_OF_BETROKKENE})"
)
_ASKS = f"{_SAYS} AND status = 'open' AND status_reden = '' AND status_door_id = portal_account()"
_ANSWERS = (
    f"{_SAYS} AND EXISTS (SELECT 1 FROM overdracht_vraag v WHERE v.id = {{table}}.vraag_id"  # noqa: S608  (words of our own)
    " AND v.koppeling_id = {table}.koppeling_id AND v.betrokkene_id IS NOT DISTINCT FROM {table}.betrokkene_id"
    " AND v.van_partij = 'coa' AND v.status = 'open')"
)
_MANAGES = "gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))"
_READS = "gemeente_id IN (SELECT portal_gemeenten('view_tier0'))"

QUESTIONS = f"""
{own_work("overdracht_vraag", read=_SAID, write=_ASKS, update=False)}
CREATE POLICY gemeente_update ON overdracht_vraag FOR UPDATE TO portal_gemeente
    USING ({_MANAGES} AND status = 'open' AND {_OPEN.format(table="overdracht_vraag")})
    WITH CHECK ({_MANAGES} AND status_door_id = portal_account()
                AND ((van_partij = 'gemeente' AND status = 'gesloten' AND status_reden = 'niet_nodig')
                     OR (van_partij = 'coa' AND status = 'beantwoord'
                         AND EXISTS (SELECT 1 FROM overdracht_antwoord a
                                      WHERE a.vraag_id = overdracht_vraag.id AND a.door_id = portal_account()))));
{own_work("overdracht_antwoord", read=_SAID, write=_ANSWERS, update=False)}
{own_history("overdracht_historicalvraag")}
"""  # noqa: S608  (words of our own)

WELCOME = f"""
ALTER TABLE overdracht_welkomstpagina ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_welkomstpagina FOR SELECT TO portal_coa USING (status = 'gepubliceerd');
CREATE POLICY gemeente_read ON overdracht_welkomstpagina FOR SELECT TO portal_gemeente USING ({_READS});
CREATE POLICY gemeente_insert ON overdracht_welkomstpagina FOR INSERT TO portal_gemeente WITH CHECK ({_MANAGES});
CREATE POLICY gemeente_update ON overdracht_welkomstpagina FOR UPDATE TO portal_gemeente
    USING ({_MANAGES}) WITH CHECK ({_MANAGES});
ALTER TABLE overdracht_introductiedag ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_introductiedag FOR SELECT TO portal_coa USING (true);
CREATE POLICY gemeente_read ON overdracht_introductiedag FOR SELECT TO portal_gemeente USING ({_READS});
CREATE POLICY gemeente_insert ON overdracht_introductiedag FOR INSERT TO portal_gemeente WITH CHECK ({_MANAGES});
CREATE POLICY gemeente_update ON overdracht_introductiedag FOR UPDATE TO portal_gemeente
    USING ({_MANAGES}) WITH CHECK ({_MANAGES});
ALTER TABLE overdracht_introductieaanmelding ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_introductieaanmelding TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY gemeente_read ON overdracht_introductieaanmelding FOR SELECT TO portal_gemeente
    USING (EXISTS (SELECT 1 FROM overdracht_inzage i WHERE i.id = overdracht_introductieaanmelding.betrokkene_id
                   AND i.gemeente_id = overdracht_introductieaanmelding.gemeente_id));
{own_history("overdracht_historicalwelkomstpagina")}
{own_history("overdracht_historicalintroductiedag")}
"""  # noqa: S608  (words of our own)

# casemanagers: whom a gemeente calls about an opvanglocatie (DESIGN §3)
CONTACTS = f"""
CREATE FUNCTION portal_locatie_contacts() RETURNS TABLE (opvanglocatie_id uuid, gebruiker_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 50
AS $$
    SELECT DISTINCT t.opvanglocatie_id, t.gebruiker_id
      FROM public.accounts_toekenning t
     WHERE t.rol IN ('casemanager', 'casemanager_participatie')
       AND t.status = 'actief'
       AND (t.eindigt_op IS NULL OR t.eindigt_op >= {_TODAY})
       AND t.opvanglocatie_id IN (SELECT c.opvanglocatie_id
                                    FROM public.overdracht_kaart c
                                    JOIN public.koppeling_koppeling k ON k.id = c.koppeling_id
                                   WHERE c.gemeente_id IN (SELECT public.portal_gemeenten('view_tier0'))
                                     AND k.status IN ('definitief', 'gehuisvest'))
$$;
CREATE FUNCTION portal_contacts() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 50
AS $$
    SELECT unnest(ARRAY[b.behandelaar_coa_id, b.vervanger_coa_id])
      FROM public.overdracht_betrokkene b
      JOIN public.koppeling_koppeling k ON k.id = b.koppeling_id
     WHERE (b.gemeente_id IN (SELECT public.portal_gemeenten('view_tier0'))
            OR (b.gemeente_id IN (SELECT public.portal_gemeenten('view_named_tier0'))
                AND EXISTS (SELECT 1 FROM public.overdracht_benoemddossier n
                             WHERE n.betrokkene_id = b.id AND n.beeindigd_op IS NULL
                               AND n.toekenning_id IN (SELECT own.toekenning_id FROM public.portal_derden() own))))
       AND b.is_lid
       AND k.status IN ('definitief', 'gehuisvest')
       AND (k.toegang_tot IS NULL OR k.toegang_tot >= {_TODAY})
    UNION
    SELECT c.gebruiker_id FROM public.portal_locatie_contacts() c
$$;
REVOKE ALL ON FUNCTION portal_locatie_contacts(), portal_contacts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_locatie_contacts(), portal_contacts() TO portal_gemeente;
CREATE POLICY contacts ON accounts_gebruiker FOR SELECT TO portal_gemeente
    USING (is_active AND id IN (SELECT portal_contacts()));

CREATE VIEW overdracht_locatiecontact WITH (security_barrier = true) AS
SELECT opvanglocatie_id::text || ':' || gebruiker_id::text AS id, opvanglocatie_id, gebruiker_id
  FROM portal_locatie_contacts();

UPDATE overdracht_betrokkene b
   SET behandelaar_coa_id = v.behandelaar_id, vervanger_coa_id = v.vervanger_id, vervanging_coa_tot = v.vervanging_tot
  FROM klantprofiel_vergunninghouder v
 WHERE v.id = b.vergunninghouder_id;
"""  # noqa: S608  (words of our own)

BACKWARD = f"""
DROP VIEW overdracht_locatiecontact;
DROP POLICY contacts ON accounts_gebruiker;
DROP FUNCTION portal_contacts();
DROP FUNCTION portal_locatie_contacts();
{
    without(
        "overdracht_vraag",
        "overdracht_antwoord",
        "overdracht_historicalvraag",
        "overdracht_welkomstpagina",
        "overdracht_introductiedag",
        "overdracht_introductieaanmelding",
        "overdracht_historicalwelkomstpagina",
        "overdracht_historicalintroductiedag",
    )
}
"""


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0021_contact"), ("access", "0008_grants_on_lesgroepen")]
    operations = [
        migrations.RunSQL(QUESTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(WELCOME, migrations.RunSQL.noop),
        migrations.RunSQL(CONTACTS, BACKWARD),
    ]
