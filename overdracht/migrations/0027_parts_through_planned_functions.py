"""Parts of versions and screenings ask whether the whole is open through functions.

PostgreSQL plans the policies of every table behind a policy for each statement that mentions it; a function it plans
once per connection. They run as whoever asks (`security invoker`), so the policies of the whole still decide.
"""

from django.db import migrations

_FUNCTION = """
CREATE FUNCTION portal_reads_{name}(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM {table} whole WHERE whole.id = wanted);
END $$;
"""

_MEMBER_OF_PART = """
CREATE FUNCTION portal_reads_versieonderdeel(versie uuid, key text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM overdracht_versieonderdeel o WHERE o.versie_id = versie AND o.section ->> 'key' = key);
END $$;
"""

_PART = """
ALTER POLICY gemeente ON {table}
    USING (((gemeente_id, onderdeel::text) IN (SELECT o.gemeente_id, o.onderdeel FROM portal_onderdelen({tier}) o)
            OR (gemeente_id, '*') IN (SELECT own.gemeente_id, own.onderdeel FROM portal_onderdelen({tier}) own))
           AND {whole});
"""

_OF_VERSION = """
ALTER POLICY {policy} ON {table}
    USING ((gemeente_id IN (SELECT portal_gemeenten('view_tier2'))
            OR gemeente_id IN (SELECT portal_gemeenten('view_extern_tier2')))
           AND {whole});
"""

_VERSIE = "EXISTS (SELECT 1 FROM overdracht_profielversie v WHERE v.id = {table}.versie_id)"
_SCREENING = "EXISTS (SELECT 1 FROM overdracht_screeningspublicatie s WHERE s.id = overdracht_screeningonderdeel.screening_id)"
_PART_OF_VERSIE = """EXISTS (SELECT 1 FROM overdracht_versieonderdeel o
                    WHERE o.versie_id = overdracht_versiegezinslid.versie_id
                      AND o.section ->> 'key' = split_part(overdracht_versiegezinslid.plaats, '.', 1))"""
_MEMBER = """{part}
           AND EXISTS (SELECT 1 FROM overdracht_inzage i
                        WHERE i.koppeling_id = overdracht_versiegezinslid.koppeling_id
                          AND i.vergunninghouder_id = overdracht_versiegezinslid.vergunninghouder_id
                          AND i.tier >= 1)"""


def _policies(*, versie: str, screening: str, timetable: str, part: str) -> str:
    whole = _MEMBER.format(part=part)
    return (
        _PART.format(table="overdracht_versieonderdeel", tier=2, whole=versie)
        + _PART.format(table="overdracht_screeningonderdeel", tier=1, whole=screening)
        + _OF_VERSION.format(policy="gemeente_read", table="overdracht_dagdelenpublicatie", whole=timetable)
        + _OF_VERSION.format(policy="gemeente", table="overdracht_versiegezinslid", whole=whole)
    )


FORWARD = (
    _FUNCTION.format(name="versie", table="overdracht_profielversie")
    + _FUNCTION.format(name="screening", table="overdracht_screeningspublicatie")
    + _MEMBER_OF_PART
    + _policies(
        versie="portal_reads_versie(versie_id)",
        screening="portal_reads_screening(screening_id)",
        timetable="portal_reads_versie(versie_id)",
        part="portal_reads_versieonderdeel(versie_id, split_part(plaats, '.', 1))",
    )
)
BACKWARD = (
    _policies(
        versie=_VERSIE.format(table="overdracht_versieonderdeel"),
        screening=_SCREENING,
        timetable=_VERSIE.format(table="overdracht_dagdelenpublicatie"),
        part=_PART_OF_VERSIE,
    )
    + "DROP FUNCTION portal_reads_versieonderdeel(uuid, text);"
    + "DROP FUNCTION portal_reads_screening(uuid);"
    + "DROP FUNCTION portal_reads_versie(uuid);"
)


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0026_requests_and_earlier_moments")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
