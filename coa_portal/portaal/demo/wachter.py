"""Words that stayed in a text although the AVG guard marked them, so that the privacy officer's page tells of some."""

import secrets

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.reading import Source, write_reading
from coa_portal.avg.confirm import asking, keep, log_kept
from coa_portal.avg.guard import Finding
from coa_portal.avg.models import Reden
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from coa_portal.portaal.demo.accounts import UTRECHT, Cast
from coa_portal.portaal.demo.clock import DemoClock
from klantprofiel.demo_sample import PEOPLE
from klantprofiel.models import Vergunninghouder

# days ago, hour, activity, what was read, field, category, reason
_COA = (
    (34, 10, "koppelen", "screening", "Werkervaring", "religie", Reden.NODIG),
    (27, 15, "bijhouden-klantprofiel", "onderdeel arbeid", "Bijzonderheden", "medisch", Reden.WERK),
    (19, 9, "bijhouden-klantprofiel", "onderdeel arbeid", "Hobby", "gedrag", Reden.BETEKENIS),
    (8, 11, "begeleiden-voorinburgering", "programma", "Wat is afgesproken?", "psychisch", Reden.WERK),
    (2, 14, "bijhouden-klantprofiel", "onderdeel toekomst", "Ambities", "religie", Reden.NODIG),
)
_GEMEENTE = (
    (12, 13, "welkom-en-contact", "", "Tekst", "religie", Reden.NIEMAND),
    (5, 16, "vragen-over-dossier", "vragen", "Uw vraag", "medisch", Reden.NODIG),
)


def keep_words(cast: Cast, clock: DemoClock) -> None:
    """Each as a page does it: a line in the reading log under the same number."""
    person = Vergunninghouder.objects.get(v_nummer=PEOPLE[0].v_nummer)
    casemanager = cast.casemanagers(Opvanglocatie.objects.get(naam="Luttelgeest"))[0]
    regievoerder = cast.regievoerders(Gemeente.objects.get(pk=UTRECHT))[0]
    for who, lines in ((casemanager, _COA), (regievoerder, _GEMEENTE)):
        for days, hour, activity, what, label, category, reden in lines:
            clock.turn_to(days, hour)
            source = Source(who, activity, secrets.token_hex(16))
            if what:
                write_reading(source, what=what, subjects=[person.pk], object_id=person.pk)
            _keep(who, source, label, category, reden)
    clock.turn_to(0)


def _keep(who: Gebruiker, source: Source, label: str, category: str, reden: str) -> None:
    with asking(activity=source.activity, trace_id=source.trace_id):
        keep("voorbeeld", label, [Finding("voorbeeld", category, "", 0, 9)], reden)
        log_kept("demo", who)
