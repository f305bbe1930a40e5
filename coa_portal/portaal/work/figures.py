"""Home page of the regiocoördinator: the way to the figures, and no number that could count somebody."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from coa_portal.portaal.figures.forms import half_year_words
from coa_portal.portaal.figures.selectors import closed_half_years, regions_of
from coa_portal.portaal.work.base import Blok, Werk
from coa_portal.web.components import Taak


def regiocoordinator(request: HttpRequest, werk: Werk) -> None:
    """The latest closed half year of each own region."""
    regions = list(regions_of(request.user))
    latest = closed_half_years()[0]
    url = reverse("portaal:cijfers")
    tasks = [
        Taak(
            f"Cijfers van {regio.naam}",
            f"{url}?{urlencode({'regio': regio.pk, 'periode': latest})}",
            half_year_words(latest).capitalize(),
        )
        for regio in regions
    ]
    werk.bloks.append(Blok("Cijfers", tasks, len(tasks), "U hebt geen arbeidsmarktregio.", url))
    werk.uitleg.append(
        "U ziet alleen cijfers van uw arbeidsmarktregio, nooit een persoon. Groepen van minder dan vijf "
        "personen worden niet getoond."
    )
