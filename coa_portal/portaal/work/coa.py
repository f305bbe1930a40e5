"""The work of COA: casemanager, programmabegeleider, regievoerder COA; and the figures of a woonbegeleider."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import add_years, long_date, short_date, today
from coa_portal.organisaties.termijnduren import Duren, read_duren
from coa_portal.portaal.work.base import Cijfer, Werk
from coa_portal.portaal.work.regels import Bron, Regel, register_bron
from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from klantprofiel.models.persoon import ADULT
from klantprofiel.policy import visible_household_members
from klantprofiel.selectors import handled_by
from koppeling.models import Koppeling, Screening
from koppeling.pages import koppel_term
from koppeling.selectors import OPEN_STATES, koppelingen_in, waiting_households, with_term
from overdracht.actions.doorzetten import settled_since
from overdracht.models import Inzage, Opvraging, Profielversie, Toestemming, Vasthouding
from overdracht.selectors import open_opvragingen

_CONSENT_STEP = {
    "uitgelegd": ("Uitgelegd, nog niet getekend", "info"),
    "gevraagd": ("Wacht op handtekening", "info"),
    "gegeven": ("Eigen handtekening nodig", "letop"),
}
# R14: at the four moments
PUBLISH_TERMS = (
    "doorzetten_koppeling",
    "doorzetten_voorinburgering",
    "doorzetten_driegesprek",
    "doorzetten_verhuizing",
)
EVERYBODY = Q(pk__isnull=False)


def my_people(gebruiker: Gebruiker, path: str = "") -> Q:
    """The own cases, and those that are nobody's: somebody at the locatie has to take them.

    `path`: the way to the person, "vergunninghouder__".
    """
    return handled_by(gebruiker, path) | Q(**{f"{path}behandelaar": None})


def gated(people: "QuerySet[Vergunninghouder]") -> "QuerySet[Any]":
    """With the tier that is open now and the gemeente; without an active koppeling both are None."""
    rows = Inzage.objects.filter(vergunninghouder=OuterRef("pk"))
    return people.annotate(
        tier=Subquery(rows.values("tier")[:1]),
        gemeente=Subquery(rows.values("gemeente")[:1]),
        gemeente_naam=Subquery(rows.values("gemeente__naam")[:1]),
        gekoppeld_op=Subquery(rows.values("koppeling__definitief_op")[:1]),
        onder=Subquery(rows.values("koppeling")[:1]),
        betrokkene=Subquery(rows.values("betrokkene")[:1]),
    )


def place_of(person: Any) -> str:
    """The locatie under which a dossier stands, as the filter names it."""
    return str(person.dossier_locatie or "Geen locatie")


def _people(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return visible(Vergunninghouder, gebruiker).select_related("dossier_locatie", "plaatsingseenheid")


def _of_person(person: Any, **words: Any) -> Regel:
    """A row about one person."""
    return Regel(
        subject=person.naam,
        place=place_of(person),
        person=person.pk,
        is_mine=person.van_mij == "mijn",
        **words,
    )


def _without_handler(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _people(gebruiker).filter(behandelaar=None).order_by("created_at", "pk")


def _handler_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _of_person(
            person,
            code="behandelaar",
            verb="Kies een behandelaar",
            url=reverse("klantprofiel:behandelaar", args=[person.pk]),
            context=f"{person.plaatsingseenheid.referentie}, {place_of(person)}",
            since=timezone.localdate(person.created_at),
        )
        for person in rows
    ]


def _without_consent(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """A "no" is an answer: nobody asks again because of a list (and NULL, not asked yet, is in no list)."""
    last = Toestemming.objects.filter(vergunninghouder=OuterRef("pk"), gemeente=OuterRef("gemeente"))
    rows: QuerySet[Any] = (
        gated(_people(gebruiker))
        .filter(tier=0)
        .annotate(stand=Subquery(last.order_by("-created_at").values("status")[:1]))
        .filter(Q(stand=None) | ~Q(stand__in=["geweigerd", "ingetrokken"]))
        .order_by("gekoppeld_op", "pk")
    )
    return rows


def _consent_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    made = []
    for person in rows:
        label, soort = _CONSENT_STEP.get(person.stand, ("Nog niet gevraagd", "letop"))
        made.append(
            _of_person(
                person,
                code="toestemming",
                verb="Leg toestemming vast",
                url=reverse("overdracht:toestemming", args=[person.pk]),
                context=f"Gemeente {person.gemeente_naam}",
                since=timezone.localdate(person.gekoppeld_op),
                badge=label,
                badge_soort=soort,
            )
        )
    return made


def _to_publish(gebruiker: Gebruiker) -> "QuerySet[Any]":
    versions = Profielversie.objects.filter(
        vergunninghouder=OuterRef("pk"), koppeling=OuterRef("onder")
    ).order_by("-nummer")
    signed = Toestemming.objects.filter(
        vergunninghouder=OuterRef("pk"), gemeente=OuterRef("gemeente"), status="gegeven"
    )
    rows: QuerySet[Any] = (
        gated(_people(gebruiker))
        .filter(tier__gte=1)
        .annotate(
            versie=Subquery(versions.values("nummer")[:1]),
            doorgezet=Subquery(versions.values("doorgezet_op")[:1]),
            vastgehouden=Exists(Vasthouding.objects.filter(vergunninghouder=OuterRef("pk"))),
            gewijzigd=F("klantprofiel__updated_at"),
            stil_sinds=Greatest(
                F("klantprofiel__updated_at"), Subquery(signed.values("status_sinds")[:1]), F("gekoppeld_op")
            ),
        )
        .filter(Q(doorgezet=None) | Q(klantprofiel__updated_at__gt=F("doorgezet")))
        .order_by("klantprofiel__updated_at", "pk")
    )
    return rows


def _publish_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    made = []
    for person in rows:
        if person.versie is None:
            context, badge = f"Gemeente {person.gemeente_naam}, nog geen versie", "Eerste versie"
        else:
            sent = long_date(timezone.localdate(person.doorgezet))
            context = f"Gemeente {person.gemeente_naam}, versie {person.versie} van {sent}"
            badge = "Gewijzigd"
        made.append(
            _of_person(
                person,
                code="doorzetten",
                verb="Zet het profiel door",
                url=reverse("overdracht:doorzetten", args=[person.pk]),
                context=context + _by_itself(person),
                since=timezone.localdate(person.gewijzigd) if person.gewijzigd else None,
                badge="Vastgehouden" if person.vastgehouden else badge,
                badge_soort="info",
                koppeling=person.onder,
                betrokkene=person.betrokkene,
                terms=PUBLISH_TERMS,
            )
        )
    return made


def _by_itself(person: Any) -> str:
    """When the portal publishes what lies still (DESIGN §5.5); "" where that is held, or where the day has passed: then
    nothing changed that the gemeente would read."""
    day = timezone.localdate(settled_since(person.stil_sinds, settings.PUBLISH_AFTER_WORKING_DAYS))
    return "" if person.vastgehouden or day < today() else f". Gaat vanzelf op {short_date(day)}"


def _requested(gebruiker: Gebruiker) -> "QuerySet[Opvraging]":
    return open_opvragingen(gebruiker).select_related("vergunninghouder__dossier_locatie", "gemeente")


def _request_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="opvraging",
            verb="Beantwoord de opvraging",
            subject=row.vergunninghouder.naam,
            url=reverse("klantprofiel:dossier", args=[row.vergunninghouder_id]),
            context=f"Gemeente {row.gemeente} vraagt om het profiel",
            since=timezone.localdate(row.created_at),
            place=place_of(row.vergunninghouder),
            person=row.vergunninghouder_id,
            is_mine=row.van_mij == "mijn",
        )
        for row in rows
    ]


def _to_screen(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """Adults who wait for a koppeling and were not screened yet."""
    koppeling = Inzage.objects.filter(vergunninghouder=OuterRef("pk"))
    return (
        _people(gebruiker)
        .filter(~Exists(Screening.objects.filter(vergunninghouder=OuterRef("pk"))))
        .filter(~Exists(koppeling), geboortedatum__lte=add_years(today(), -ADULT))
        .exclude(plaatsingseenheid__koppelingen__status__in=[*OPEN_STATES, "afgesloten"])
        .order_by("created_at", "pk")
    )


def _screening_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _of_person(
            person,
            code="screening",
            verb="Leg de screening vast",
            url=reverse("koppeling:screening", args=[person.pk]),
            context=f"{person.plaatsingseenheid.referentie}, {place_of(person)}",
            since=timezone.localdate(person.created_at),
        )
        for person in rows
    ]


def _to_verify(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """Whose profile holds facts that nobody verified: they go into no version (R16)."""
    rows: QuerySet[Any] = (
        _people(gebruiker)
        .filter(klantprofiel__te_verifieren__gt=0)
        .annotate(
            te_verifieren=F("klantprofiel__te_verifieren"),
            gewijzigd=F("klantprofiel__updated_at"),
        )
        .order_by("klantprofiel__updated_at", "pk")
    )
    return rows


def _verify_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _of_person(
            person,
            code="verifieren",
            verb="Verifieer gegevens",
            url=reverse("klantprofiel:verifieren", args=[person.pk]),
            context=f"{person.plaatsingseenheid.referentie}, {place_of(person)}",
            since=timezone.localdate(person.gewijzigd),
            badge="1 gegeven" if person.te_verifieren == 1 else f"{person.te_verifieren} gegevens",
        )
        for person in rows
    ]


def _to_match(gebruiker: Gebruiker) -> "QuerySet[Plaatsingseenheid]":
    """Households without a gemeente; no names."""
    return waiting_households(gebruiker)


def _by_term(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The first to be late first; whose term has not started last."""
    ordered = with_term(rows).order_by(F("term_start").asc(nulls_last=True), "referentie")
    return ordered.select_related("hoofdpersoon__dossier_locatie")


def _match_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    made = []
    duren = read_duren() if rows else Duren([])
    for row in rows:
        place = place_of(row.hoofdpersoon)
        people = "1 persoon" if row.personen == 1 else f"{row.personen} personen"
        made.append(
            Regel(
                code="koppelen",
                verb="Koppel het huishouden",
                subject=row.referentie,
                url=reverse("koppeling:nieuw", args=[row.pk]),
                context=f"{people}, {place}",
                due=koppel_term(row, duren).datum,
                since=timezone.localdate(row.created_at),
                place=place,
                is_mine=row.van_mij == "mijn",
            )
        )
    return made


def _proposals(gebruiker: Gebruiker) -> "QuerySet[Koppeling]":
    rows: QuerySet[Koppeling] = (
        visible(Koppeling, gebruiker)
        .filter(status="voorgesteld")
        .select_related("gemeente", "plaatsingseenheid__hoofdpersoon__dossier_locatie")
        .order_by("status_sinds", "pk")
    )
    return rows


def _proposal_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="voorstel",
            verb="Besluit over de koppeling",
            subject=row.referentie,
            url=reverse("koppeling:detail", args=[row.pk]),
            context=f"{row.plaatsingseenheid.referentie} naar {row.gemeente}",
            since=timezone.localdate(row.status_sinds),
            place=place_of(row.plaatsingseenheid.hoofdpersoon),
            is_mine=row.van_mij == "mijn",
        )
        for row in rows
    ]


def register_bronnen() -> None:
    """Called in `AppConfig.ready()`."""
    casemanager, screener, desk = (
        frozenset({"doorzetten"}),
        frozenset({"edit_profiel"}),
        frozenset({"koppel"}),
    )

    def all_of_them(gebruiker: Gebruiker) -> Q:
        return EVERYBODY

    def of_my_people(gebruiker: Gebruiker) -> Q:
        return my_people(gebruiker, "vergunninghouder__")

    for order, bron in enumerate(
        (
            Bron("koppelen", "Koppelen", desk, _to_match, all_of_them, _match_regels, _by_term),
            Bron("voorstel", "Voorstellen", desk, _proposals, all_of_them, _proposal_regels),
            Bron("opvraging", "Opvragingen", casemanager, _requested, of_my_people, _request_regels),
            Bron("toestemming", "Toestemming", casemanager, _without_consent, my_people, _consent_regels),
            Bron("doorzetten", "Doorzetten", casemanager, _to_publish, my_people, _publish_regels),
            Bron("screening", "Screening", screener, _to_screen, my_people, _screening_regels),
            Bron("verifieren", "Verifiëren", casemanager, _to_verify, my_people, _verify_regels),
            Bron("behandelaar", "Behandelaar", casemanager, _without_handler, my_people, _handler_regels),
        )
    ):
        register_bron(100 + order, bron)


def casemanager(request: HttpRequest, werk: Werk) -> None:
    """How many dossiers are the account's own."""
    mine = visible(Vergunninghouder, request.user).filter(handled_by(request.user)).order_by()
    werk.cijfers.append(
        Cijfer("Mijn dossiers", mine.count(), url=f"{reverse('klantprofiel:lijst')}?wie=mijn")
    )


def regievoerder(request: HttpRequest, werk: Werk) -> None:
    """How many households wait, and how many proposals there are."""
    url = reverse("koppeling:lijst")
    waiting = waiting_households(request.user).order_by().count()
    proposed = koppelingen_in(request.user, ["voorgesteld"]).order_by().values("pk").distinct().count()
    werk.cijfers += [
        Cijfer("Nog te koppelen", waiting, "huishoudens", url=url),
        Cijfer("Voorgesteld", proposed, "wacht op een besluit", url=f"{url}?lijst=voorgesteld"),
    ]


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
