"""Home page of COA: casemanager, programmabegeleider, regievoerder COA, woonbegeleider."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.common.dates import add_years, long_date, today
from coa_portal.portaal.work.base import Blok, Cijfer, Werk
from coa_portal.web.components import Taak
from klantprofiel.models import Vergunninghouder
from klantprofiel.models.persoon import ADULT
from klantprofiel.policy import visible_household_members
from klantprofiel.selectors import handled_by
from koppeling.models import Screening
from koppeling.pages import koppel_term, size_text
from koppeling.selectors import OPEN_STATES, households_to_match, koppelingen_in, overdue
from overdracht.models import Inzage, Profielversie, Toestemming, Vasthouding
from overdracht.selectors import open_opvragingen

_CONSENT_STEP = {
    "uitgelegd": ("Uitgelegd, nog niet getekend", "info"),
    "gevraagd": ("Wacht op handtekening", "info"),
    "gegeven": ("Eigen handtekening nodig", "letop"),
}


def casemanager(request: HttpRequest, werk: Werk) -> None:
    """The own cases: consent, publishing, requests; and dossiers that are nobody's yet."""
    mine = visible(Vergunninghouder, request.user).filter(handled_by(request.user))
    _consents(werk, mine)
    _publications(werk, mine)
    _requests(request, werk)
    _without_handler(request, werk)
    url = f"{reverse('klantprofiel:lijst')}?wie=mijn"
    werk.cijfers.append(Cijfer("Mijn dossiers", mine.count(), url=url))


def _gate(people: "QuerySet[Vergunninghouder]") -> "QuerySet[Any]":
    """With the tier that is open now and the gemeente; without an active koppeling both are None."""
    rows = Inzage.objects.filter(vergunninghouder=OuterRef("pk"))
    return people.annotate(
        tier=Subquery(rows.values("tier")[:1]),
        gemeente=Subquery(rows.values("gemeente")[:1]),
        gemeente_naam=Subquery(rows.values("gemeente__naam")[:1]),
        gekoppeld_op=Subquery(rows.values("koppeling__definitief_op")[:1]),
        onder=Subquery(rows.values("koppeling")[:1]),
    )


def _consents(werk: Werk, mine: "QuerySet[Vergunninghouder]") -> None:
    last = Toestemming.objects.filter(vergunninghouder=OuterRef("pk"), gemeente=OuterRef("gemeente"))
    rows = (
        _gate(mine)
        .filter(tier=0)
        .annotate(stand=Subquery(last.order_by("-created_at").values("status")[:1]))
        # a "no" is an answer: nobody asks again because of a list (and NULL, not asked yet, is in no list)
        .filter(Q(stand=None) | ~Q(stand__in=["geweigerd", "ingetrokken"]))
        .order_by("gekoppeld_op", "pk")
    )
    shown, total = werk.first(rows)
    tasks = [_consent_task(person) for person in shown]
    werk.subjects |= {person.pk for person in shown}
    werk.bloks.append(
        Blok("Toestemming vastleggen", tasks, total, "Voor al uw gekoppelde dossiers is dit gedaan.")
    )
    werk.cijfers.append(Cijfer("Zonder toestemming", total, "van mijn gekoppelde dossiers", alarm=total > 0))


def _consent_task(person: Any) -> Taak:
    label, soort = _CONSENT_STEP.get(person.stand, ("Nog niet gevraagd", "letop"))
    return Taak(
        person.naam,
        reverse("overdracht:toestemming", args=[person.pk]),
        f"Gemeente {person.gemeente_naam}, gekoppeld op {long_date(person.gekoppeld_op.date())}",
        label,
        soort,  # type: ignore[arg-type]
    )


def _publications(werk: Werk, mine: "QuerySet[Vergunninghouder]") -> None:
    versions = Profielversie.objects.filter(
        vergunninghouder=OuterRef("pk"), koppeling=OuterRef("onder")
    ).order_by("-nummer")
    rows = (
        _gate(mine)
        .filter(tier__gte=1)
        .annotate(
            versie=Subquery(versions.values("nummer")[:1]),
            doorgezet=Subquery(versions.values("doorgezet_op")[:1]),
            vastgehouden=Exists(Vasthouding.objects.filter(vergunninghouder=OuterRef("pk"))),
        )
        .filter(Q(doorgezet=None) | Q(klantprofiel__updated_at__gt=F("doorgezet")))
        .order_by("klantprofiel__updated_at", "pk")
    )
    shown, total = werk.first(rows)
    werk.subjects |= {person.pk for person in shown}
    werk.bloks.append(
        Blok("Doorzetten", [_publish_task(person) for person in shown], total, "Alles is doorgezet.")
    )
    werk.cijfers.append(Cijfer("Nog niet doorgezet", total, "nieuw of gewijzigd"))


def _publish_task(person: Any) -> Taak:
    if person.versie is None:
        context, badge = f"Gemeente {person.gemeente_naam}, nog geen versie", "Eerste versie"
    else:
        since = long_date(person.doorgezet.date())
        context, badge = f"Gemeente {person.gemeente_naam}, versie {person.versie} van {since}", "Gewijzigd"
    if person.vastgehouden:
        badge = "Vastgehouden"
    url = reverse("overdracht:doorzetten", args=[person.pk])
    return Taak(person.naam, url, context, badge, "info")


def _requests(request: HttpRequest, werk: Werk) -> None:
    shown, total = werk.first(open_opvragingen(request.user))
    tasks = [
        Taak(
            row.vergunninghouder.naam,
            reverse("klantprofiel:dossier", args=[row.vergunninghouder_id]),
            f"Gemeente {row.gemeente}, {row.koppeling.referentie}",
            "Opgevraagd",
            "letop",
            f"sinds {long_date(row.created_at.date())}",
        )
        for row in shown
    ]
    werk.subjects |= {row.vergunninghouder_id for row in shown}
    url = reverse("overdracht:opvragingen")
    werk.bloks.append(Blok("Opgevraagde profielen", tasks, total, "Er zijn geen open opvragingen.", url))


def _without_handler(request: HttpRequest, werk: Werk) -> None:
    rows = (
        visible(Vergunninghouder, request.user)
        .filter(behandelaar=None)
        .select_related("dossier_locatie", "plaatsingseenheid")
        .order_by("created_at", "pk")
    )
    shown, total = werk.first(rows)
    tasks = [
        Taak(
            person.naam,
            reverse("klantprofiel:behandelaar", args=[person.pk]),
            f"{person.plaatsingseenheid.referentie}, {person.dossier_locatie or 'geen locatie'}",
        )
        for person in shown
    ]
    werk.subjects |= {person.pk for person in shown}
    werk.bloks.append(Blok("Dossiers zonder behandelaar", tasks, total, "Elk dossier heeft een behandelaar."))


def screener(request: HttpRequest, werk: Werk) -> None:
    """Adults of the own locaties who wait for a koppeling and were not screened yet."""
    koppeling = Inzage.objects.filter(vergunninghouder=OuterRef("pk"))
    rows = (
        visible(Vergunninghouder, request.user)
        .filter(~Exists(Screening.objects.filter(vergunninghouder=OuterRef("pk"))))
        .filter(~Exists(koppeling), geboortedatum__lte=add_years(today(), -ADULT))
        .exclude(plaatsingseenheid__koppelingen__status__in=[*OPEN_STATES, "afgesloten"])
        .select_related("plaatsingseenheid", "dossier_locatie")
        .order_by("created_at", "pk")
    )
    shown, total = werk.first(rows)
    tasks = [
        Taak(
            person.naam,
            reverse("koppeling:screening", args=[person.pk]),
            f"{person.plaatsingseenheid.referentie}, {person.dossier_locatie or 'geen locatie'}",
        )
        for person in shown
    ]
    werk.subjects |= {person.pk for person in shown}
    werk.bloks.append(Blok("Screening vastleggen", tasks, total, "Iedereen die wacht, is gescreend."))


def regievoerder(request: HttpRequest, werk: Werk) -> None:
    """Households that wait for a gemeente, the latest first, and proposals to decide about. No names."""
    waiting = households_to_match(request.user)
    shown, total = werk.first(waiting)
    late = overdue(waiting).order_by().count()
    url = reverse("koppeling:lijst")
    werk.bloks.append(
        Blok(
            "Koppelen",
            [_match_task(row) for row in shown],
            total,
            "Alle huishoudens hebben een gemeente.",
            url,
        )
    )
    proposals = koppelingen_in(request.user, ["voorgesteld"]).order_by("status_sinds", "pk")
    open_ones, number = werk.first(proposals)
    tasks = [
        Taak(
            row.referentie,
            reverse("koppeling:detail", args=[row.pk]),
            f"{row.plaatsingseenheid.referentie} naar {row.gemeente}",
            "Voorgesteld",
            "letop",
            f"sinds {long_date(row.status_sinds.date())}",
        )
        for row in open_ones
    ]
    werk.bloks.append(
        Blok("Voorstellen", tasks, number, "Er zijn geen open voorstellen.", f"{url}?lijst=voorgesteld")
    )
    werk.cijfers += [
        Cijfer("Nog te koppelen", total, "huishoudens", url=url),
        Cijfer("Te laat", late, "na de termijn van 14 dagen", alarm=late > 0),
        Cijfer("Voorgesteld", number, "wacht op een besluit", url=f"{url}?lijst=voorgesteld"),
    ]


def _match_task(row: Any) -> Taak:
    term = koppel_term(row)
    locatie = row.hoofdpersoon.dossier_locatie
    return Taak(
        row.referentie,
        reverse("koppeling:nieuw", args=[row.pk]),
        f"{size_text(row.personen, row.volwassenen)}, {locatie or 'geen locatie'}",
        termijn=term.tekst,
        laat=term.status == "laat",
    )


def household_reader(request: HttpRequest, werk: Werk) -> None:
    """A woonbegeleider: how many households live at the own locaties. Who reads dossiers finds them there."""
    if grants_of(request.user).has("view_dossier"):
        return
    people = visible_household_members(request.user)
    url = reverse("klantprofiel:huishoudens")
    households = people.order_by().values("plaatsingseenheid").distinct().count()
    werk.cijfers += [
        Cijfer("Huishoudens", households, "op uw opvanglocaties", url=url),
        Cijfer("Personen", people.count()),
    ]
