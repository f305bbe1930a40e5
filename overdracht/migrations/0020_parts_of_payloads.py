"""The parts of a frozen payload in rows of their own, so that PostgreSQL keeps a section from who was not granted it.

Raw SQL under the gemeente's role read every section of a version and every fact of a screening, whatever sections the
toekenning was narrowed to (DESIGN §3, R4). What was frozen before moves along; a reader gets the same to the letter,
and the way back puts every part in its place again.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# "altijd" and "geheel": EVERY_READER and NO_LIMIT of `overdracht.payload`, as they were at this migration
MOVE_OUT = """
INSERT INTO overdracht_versieonderdeel
       (id, created_at, updated_at, onderdeel, volgorde, section, gemeente_id, versie_id)
SELECT gen_random_uuid(), v.created_at, v.updated_at, s.part ->> 'key', s.place - 1, s.part, v.gemeente_id, v.id
  FROM overdracht_profielversie v, jsonb_array_elements(v.payload -> 'sections') WITH ORDINALITY s (part, place)
 WHERE NOT EXISTS (SELECT 1 FROM overdracht_versieonderdeel o WHERE o.versie_id = v.id);
UPDATE overdracht_profielversie SET payload = payload || '{"sections": []}' WHERE payload -> 'sections' <> '[]';

INSERT INTO overdracht_screeningonderdeel
       (id, created_at, updated_at, onderdeel, volgorde, section, gemeente_id, screening_id)
SELECT gen_random_uuid(), p.created_at, p.updated_at,
       CASE WHEN f.fact ->> 'key' IN ('naam', 'grond', 'gesprek') THEN 'altijd'
            WHEN f.fact ->> 'key' = 'werk' THEN 'arbeid'
            WHEN f.fact ->> 'key' = 'onderwijs' THEN 'educatief'
            WHEN f.fact ->> 'key' = 'ambities' THEN 'toekomst'
            WHEN f.fact ->> 'key' = 'netwerk' THEN 'familie'
            ELSE 'geheel' END,
       row_number() OVER (PARTITION BY p.id ORDER BY s.place, f.place) - 1,
       s.part || jsonb_build_object('facts', jsonb_build_array(f.fact)), p.gemeente_id, p.id
  FROM overdracht_screeningspublicatie p,
       jsonb_array_elements(p.payload -> 'sections') WITH ORDINALITY s (part, place),
       jsonb_array_elements(s.part -> 'facts') WITH ORDINALITY f (fact, place)
 WHERE NOT EXISTS (SELECT 1 FROM overdracht_screeningonderdeel o WHERE o.screening_id = p.id);
UPDATE overdracht_screeningspublicatie SET payload = payload || '{"sections": []}'
 WHERE payload -> 'sections' <> '[]';
-- the checks of the new keys, now: a table with an open check cannot be altered
SET CONSTRAINTS ALL IMMEDIATE;
"""

MOVE_BACK = """
UPDATE overdracht_profielversie v
   SET payload = payload || jsonb_build_object('sections', (
           SELECT jsonb_agg(o.section ORDER BY o.volgorde) FROM overdracht_versieonderdeel o WHERE o.versie_id = v.id))
 WHERE EXISTS (SELECT 1 FROM overdracht_versieonderdeel o WHERE o.versie_id = v.id);
UPDATE overdracht_screeningspublicatie p
   SET payload = payload || jsonb_build_object('sections', (
           SELECT jsonb_agg(whole.section ORDER BY whole.place)
             FROM (SELECT min(o.volgorde) AS place,
                          (array_agg(o.section ORDER BY o.volgorde))[1]
                          || jsonb_build_object('facts', jsonb_agg(o.section -> 'facts' -> 0 ORDER BY o.volgorde))
                          AS section
                     FROM overdracht_screeningonderdeel o
                    WHERE o.screening_id = p.id
                    GROUP BY o.section ->> 'key') whole))
 WHERE EXISTS (SELECT 1 FROM overdracht_screeningonderdeel o WHERE o.screening_id = p.id);
DELETE FROM overdracht_versieonderdeel;
DELETE FROM overdracht_screeningonderdeel;
"""

_MEMBERS = """
DROP POLICY gemeente ON overdracht_versiegezinslid;
CREATE POLICY gemeente ON overdracht_versiegezinslid FOR SELECT TO portal_gemeente
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier2')))
           AND EXISTS ({whole})
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_versiegezinslid.koppeling_id
                          AND i.vergunninghouder_id = overdracht_versiegezinslid.vergunninghouder_id
                          AND i.tier >= 1));
"""

# the section must be open, and so the version, and the member by an own consent
_BY_SECTION = _MEMBERS.format(
    whole="""SELECT 1 FROM overdracht_versieonderdeel o
                        WHERE o.versie_id = overdracht_versiegezinslid.versie_id
                          AND o.section ->> 'key' = split_part(overdracht_versiegezinslid.plaats, '.', 1)"""
)
_BY_VERSION = _MEMBERS.format(
    whole="SELECT 1 FROM overdracht_profielversie v WHERE v.id = overdracht_versiegezinslid.versie_id"
)

FORWARD = f"""
-- what the account was granted of a tier: the sections of its toekenningen, or '*' for all of them
CREATE FUNCTION portal_onderdelen(laag integer) RETURNS TABLE (gemeente_id varchar, onderdeel text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 10
AS $$
    SELECT t.gemeente_id, part.name
      FROM public.accounts_toekenning t
      JOIN public.accounts_gebruiker g ON g.id = t.gebruiker_id AND g.is_active
     CROSS JOIN LATERAL unnest(CASE WHEN cardinality(t.onderdelen) = 0 THEN ARRAY['*']
                                    ELSE t.onderdelen::text[] || 'altijd'::text END) part (name)
     WHERE t.gebruiker_id = nullif(current_setting('portal.account', true), '')::uuid
       AND t.status = 'actief'
       AND (t.eindigt_op IS NULL OR t.eindigt_op >= (now() AT TIME ZONE 'Europe/Amsterdam')::date)
       AND t.gemeente_id IS NOT NULL
       AND (t.max_tier IS NULL OR t.max_tier >= laag)
       AND EXISTS (SELECT 1 FROM public.access_role_capability r WHERE r.rol = t.rol AND r.tier = laag)
$$;
REVOKE ALL ON FUNCTION portal_onderdelen(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_onderdelen(integer) TO portal_gemeente;

ALTER TABLE overdracht_versieonderdeel ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_versieonderdeel TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY gemeente ON overdracht_versieonderdeel FOR SELECT TO portal_gemeente
    USING (((gemeente_id, onderdeel::text) IN (SELECT own.gemeente_id, own.onderdeel FROM portal_onderdelen(2) own)
            OR (gemeente_id, '*') IN (SELECT own.gemeente_id, own.onderdeel FROM portal_onderdelen(2) own))
           AND EXISTS (SELECT 1 FROM overdracht_profielversie v WHERE v.id = overdracht_versieonderdeel.versie_id));

ALTER TABLE overdracht_screeningonderdeel ENABLE ROW LEVEL SECURITY;
CREATE POLICY coa ON overdracht_screeningonderdeel TO portal_coa USING (true) WITH CHECK (true);
CREATE POLICY gemeente ON overdracht_screeningonderdeel FOR SELECT TO portal_gemeente
    USING (((gemeente_id, onderdeel::text) IN (SELECT own.gemeente_id, own.onderdeel FROM portal_onderdelen(1) own)
            OR (gemeente_id, '*') IN (SELECT own.gemeente_id, own.onderdeel FROM portal_onderdelen(1) own))
           AND EXISTS (SELECT 1 FROM overdracht_screeningspublicatie s
                        WHERE s.id = overdracht_screeningonderdeel.screening_id));
{_BY_SECTION}
"""  # noqa: S608  (names of our own)

BACKWARD = f"""
{_BY_VERSION}
DROP POLICY gemeente ON overdracht_screeningonderdeel;
DROP POLICY coa ON overdracht_screeningonderdeel;
DROP POLICY gemeente ON overdracht_versieonderdeel;
DROP POLICY coa ON overdracht_versieonderdeel;
DROP FUNCTION portal_onderdelen(integer);
"""


def _columns(whole):
    return [
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="aangemaakt op")),
        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="gewijzigd op")),
        ("onderdeel", models.CharField(max_length=40, verbose_name="onderdeel")),
        ("volgorde", models.PositiveSmallIntegerField(verbose_name="volgorde")),
        ("section", models.JSONField()),
        ("gemeente", _key("organisaties.gemeente", "+")),
        (whole[0], _key(whole[1], "onderdelen")),
    ]


def _key(to, related_name):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("overdracht", "0019_policies_of_gesprekken"),
        ("organisaties", "0004_lesgroep"),
        ("accounts", "0013_grants_on_lesgroepen"),
        ("access", "0008_grants_on_lesgroepen"),
    ]
    operations = [
        migrations.CreateModel(
            name="ScreeningOnderdeel",
            fields=_columns(("screening", "overdracht.screeningspublicatie")),
            options={
                "verbose_name": "onderdeel van een gedeelde screening",
                "verbose_name_plural": "onderdelen van gedeelde screenings",
                "ordering": ["volgorde"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("screening", "volgorde"), name="screeningonderdeel_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="VersieOnderdeel",
            fields=_columns(("versie", "overdracht.profielversie")),
            options={
                "verbose_name": "onderdeel van een profielversie",
                "verbose_name_plural": "onderdelen van profielversies",
                "ordering": ["volgorde"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("versie", "volgorde"), name="versieonderdeel_once")
                ],
            },
        ),
        migrations.RunSQL(MOVE_OUT, MOVE_BACK),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
