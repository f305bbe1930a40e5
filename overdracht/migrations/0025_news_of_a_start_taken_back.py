"""A gemeente may announce that it takes a reported start back, of its own active koppelingen (R4, R25).

Otherwise as migration 0024. The kinds are those of `overdracht.notify.KINDS_OF_GEMEENTE`; a test holds the two
together.
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
    "introductiedag_gewijzigd",
    "koppeling_gehuisvest",
    "logeren_gewijzigd",
    "pip_vastgesteld",
    "profiel_opgevraagd",
    "scenario_gekozen",
    "scenario_gewijzigd",
    "traject_gestart",
    "traject_teruggenomen",
    "verhuisdatum_gewijzigd",
    "verhuisdatum_gezet",
    "vraag_beantwoord",
    "vraag_gesteld",
)

_POLICY = """
DROP POLICY gemeente_insert ON notifications_event;
CREATE POLICY gemeente_insert ON notifications_event FOR INSERT TO portal_gemeente
    WITH CHECK (acting_user_id = portal_account()
                AND kind IN ({kinds})
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


def _policy(kinds: tuple[str, ...]) -> str:
    return _POLICY.format(kinds=", ".join(f"'{kind}'" for kind in kinds))


FORWARD = _policy(KINDS)
BACKWARD = _policy(tuple(kind for kind in KINDS if kind != "traject_teruggenomen"))


class Migration(migrations.Migration):
    dependencies = [("overdracht", "0024_news_of_introduction_days")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
