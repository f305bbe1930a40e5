"""Facts of the klantprofiel that follow from what is recorded here (besluit 0029)."""

from collections.abc import Mapping

from django.urls import reverse

from klantprofiel.keepers import Keeper
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions.toets import FACTS_OF
from voorinburgering.models import PidOverhandiging, Toetsresultaat, Toetssoort

_INSTEMMING = ("instemming_voorinburgering", "instemming_datum")
_PID = ("pid_ontvangen", "pid_datum")


def kept_here(person: Vergunninghouder) -> Mapping[str, Keeper]:
    """The answer on the offer always; PID and tests as soon as something is recorded of them here."""
    programme = Keeper("Voorinburgering", reverse("programma:persoon", args=[person.pk]))
    tests = Keeper("Toetsen", reverse("toetsen:persoon", args=[person.pk]))
    found = dict.fromkeys(_INSTEMMING, programme)
    if PidOverhandiging.objects.filter(vergunninghouder=person).exists():
        found |= dict.fromkeys(_PID, programme)
    taken = Toetsresultaat.objects.standing().filter(vergunninghouder=person)
    for soort in set(taken.order_by().values_list("soort", flat=True)):
        found |= dict.fromkeys(FACTS_OF[Toetssoort(soort)], tests)
        if soort == Toetssoort.SPREKEN:
            found["nt2_toets"] = tests
    return found
