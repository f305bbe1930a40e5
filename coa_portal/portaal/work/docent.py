"""Home page of an NT2-docent: the own groups, without a name."""

from django.http import HttpRequest
from django.urls import reverse

from coa_portal.portaal.work.base import Blok, Werk
from coa_portal.web.components import Taak
from voorinburgering.selectors import taught_lesgroepen


def docent(request: HttpRequest, werk: Werk) -> None:
    """Each group with how many people are in it, and what a docent may know of them."""
    shown, total = werk.first(taught_lesgroepen(request.user))
    tasks = [
        Taak(
            row.naam,
            reverse("voorinburgering:mijn_lesgroep", args=[row.pk]),
            f"{row.opvanglocatie}, tempo {row.get_tempo_display().lower()}",
            termijn=f"{row.deelnemers} {'deelnemer' if row.deelnemers == 1 else 'deelnemers'}",
        )
        for row in shown
    ]
    empty = "U hebt nog geen lesgroep. De beheerder van het COA geeft u toegang."
    werk.bloks.append(Blok("Mijn lesgroepen", tasks, total, empty, reverse("voorinburgering:mijn")))
    werk.uitleg.append(
        "U ziet van de mensen in uw lesgroepen de naam, de talen en het niveau, en verder niets. "
        "Elke keer dat u een lesgroep opent, komt dat in het leeslog."
    )
