"""What an account of a gemeente may put in the outbox, now that it does the handover (R4, R25).

As before, in its own name, about an active koppeling of its own, with nothing but the key of a member of it. The kinds
are those of `overdracht.notify.KINDS_OF_GEMEENTE`; a test holds the two together.
"""

from django.db import migrations

KINDS = (
    "afspraak_gemaakt",
    "gesprek_afgezegd",
    "gesprek_gehouden",
    "gesprek_gepland",
    "gesprek_niet_gehouden",
    "gesprek_verplaatst",
    "gesprek_voorgesteld",
    "intake_afgerond",
    "koppeling_gehuisvest",
    "logeren_gewijzigd",
    "pip_vastgesteld",
    "profiel_opgevraagd",
    "scenario_gekozen",
    "scenario_gewijzigd",
    "traject_gestart",
    "verhuisdatum_gewijzigd",
    "verhuisdatum_gezet",
    "vraag_beantwoord",
    "vraag_gesteld",
)

FORWARD = f"""
CREATE FUNCTION portal_reads_koppeling(wanted uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM overdracht_inzage i WHERE i.koppeling_id = wanted);
END $$;
CREATE FUNCTION portal_reads_betrokkene(wanted uuid, laag integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM overdracht_inzage i WHERE i.id = wanted AND i.tier >= laag);
END $$;

DROP POLICY gemeente_insert ON notifications_event;
CREATE POLICY gemeente_insert ON notifications_event FOR INSERT TO portal_gemeente
    WITH CHECK (acting_user_id = portal_account()
                AND kind IN ({", ".join(f"'{kind}'" for kind in KINDS)})
                AND starts_with(key, kind || ':' || subject_id || ':')
                AND drained_at IS NULL
                AND attempts = 0
                AND error = ''
                AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                             WHERE k.id = subject_id
                               AND k.referentie = reference
                               AND k.gemeente_id IN (SELECT portal_gemeenten('manage_overdracht')))
                AND (extra = '{{}}'::jsonb
                     OR EXISTS (SELECT 1 FROM overdracht_betrokkene b
                                 WHERE b.koppeling_id = subject_id
                                   AND extra = jsonb_build_object('vergunninghouder', b.vergunninghouder_id))));
"""  # noqa: S608  (words of our own)

BACKWARD = """
DROP FUNCTION portal_reads_betrokkene(uuid, integer);
DROP FUNCTION portal_reads_koppeling(uuid);
DROP POLICY gemeente_insert ON notifications_event;
CREATE POLICY gemeente_insert ON notifications_event FOR INSERT TO portal_gemeente
    WITH CHECK (acting_user_id = portal_account()
                AND kind = 'profiel_opgevraagd'
                AND starts_with(key, 'profiel_opgevraagd:' || subject_id || ':')
                AND drained_at IS NULL
                AND attempts = 0
                AND error = ''
                AND EXISTS (SELECT 1 FROM koppeling_koppeling k
                              JOIN overdracht_betrokkene b ON b.koppeling_id = k.id
                             WHERE k.id = subject_id
                               AND k.referentie = reference
                               AND k.gemeente_id IN (SELECT portal_gemeenten('manage_overdracht'))
                               AND extra = jsonb_build_object('vergunninghouder', b.vergunninghouder_id)));
"""


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0013_screening_of_its_consent")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
