"""COA's work of the Voorinburgering: offers to make, answers and starts that wait, hours that run out, people who stand
still, and agreements of guidance talks."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import long_date, today
from coa_portal.organisaties.normen import read_normen
from coa_portal.portaal.work.coa import my_people, place_of
from coa_portal.portaal.work.regels import Bron, Regel, register_bron
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import locaties_with
from voorinburgering.models import Begeleidingsafspraak
from voorinburgering.programma_selectors import NOT_OFFERED, with_stand
from voorinburgering.uren import hours_of_people, runs_out, stands_still, with_hours

KEEPER = frozenset({"record_programma"})
_AHEAD = dt.timedelta(days=7)  # so long before its last day an agreement is work


def _kept(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """People whose programme the account keeps."""
    locaties = locaties_with(gebruiker, "record_programma")
    return visible(Vergunninghouder, gebruiker).filter(dossier_locatie__in=locaties)


def _in_stand(gebruiker: Gebruiker, stand: str) -> "QuerySet[Any]":
    return with_stand(_kept(gebruiker)).filter(stand=stand)


def _to_offer(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _in_stand(gebruiker, NOT_OFFERED)


def _to_ask(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _in_stand(gebruiker, "aangeboden")


def _to_start(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _in_stand(gebruiker, "ingestemd")


def _running(gebruiker: Gebruiker, wanted: Any) -> "QuerySet[Any]":
    normen = read_normen()
    rows: QuerySet[Any] = with_hours(_kept(gebruiker).filter(programma__status="loopt"), normen)
    return rows.filter(wanted(normen))


def _run_out(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _running(gebruiker, runs_out)


def _still(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _running(gebruiker, stands_still)


def _agreements(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """Open agreements that are due within a week, of people whose programme the account keeps."""
    rows: QuerySet[Any] = visible(Begeleidingsafspraak, gebruiker).filter(
        status="open",
        voor_op__lte=today() + _AHEAD,
        gesprek__vergunninghouder__dossier_locatie__in=locaties_with(gebruiker, "record_programma"),
    )
    return rows


def _joined(*order: Any) -> Any:
    def ready(rows: "QuerySet[Any]") -> "QuerySet[Any]":
        return rows.select_related("programma", "dossier_locatie", "plaatsingseenheid").order_by(*order, "pk")

    return ready


def _step(person: Any, code: str) -> str:
    return reverse("programma:stap", args=[person.pk, code])


def _of_person(person: Any, **words: Any) -> Regel:
    return Regel(
        subject=person.naam,
        place=place_of(person),
        person=person.pk,
        is_mine=person.van_mij == "mijn",
        **words,
    )


def _offer_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _of_person(
            person,
            code="programma_aanbod",
            verb="Bied de Voorinburgering aan",
            url=_step(person, "aanbieden"),
            context=f"{person.plaatsingseenheid.referentie}, {place_of(person)}",
            since=timezone.localdate(person.created_at),
        )
        for person in rows
    ]


def _ask_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _of_person(
            person,
            code="programma_antwoord",
            verb="Vraag of iemand wil meedoen",
            url=_step(person, "antwoord"),
            context=f"Voorinburgering aangeboden op {long_date(person.programma.aangeboden_op)}",
            since=person.programma.aangeboden_op,
        )
        for person in rows
    ]


def _start_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _of_person(
            person,
            code="programma_start",
            verb="Start de Voorinburgering",
            url=_step(person, "starten"),
            context=f"Wil meedoen sinds {long_date(person.programma.instemming_op)}",
            since=person.programma.instemming_op,
        )
        for person in rows
    ]


def _hours_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    followed = hours_of_people([person.pk for person in rows]) if rows else {}
    return [
        _of_person(
            person,
            code="programma_uren",
            verb="Bespreek de laatste lesuren",
            url=reverse("programma:persoon", args=[person.pk]),
            context=f"NT2-les: nog {followed[person.pk].nt2.over_tekst} uur over",
            since=person.laatste,
            badge="Bijna op",
            badge_soort="letop",
        )
        for person in rows
    ]


def _still_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _of_person(
            person,
            code="programma_stil",
            verb="Bespreek hoe het verder gaat",
            url=reverse("programma:persoon", args=[person.pk]),
            context="Geen les, gesprek of activiteit",
            since=person.laatste,
            badge="Staat stil",
            badge_soort="letop",
        )
        for person in rows
    ]


def _agreement_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="begeleidingsafspraak",
            verb="Rond de afspraak af",
            subject=row.gesprek.vergunninghouder.naam,
            url=f"{reverse('programma:persoon', args=[row.gesprek.vergunninghouder_id])}#gesprekken",
            context=f"Begeleiding, {_by_whom(row)}",
            due=row.voor_op,
            place=place_of(row.gesprek.vergunninghouder),
            person=row.gesprek.vergunninghouder_id,
            is_mine=row.van_mij == "mijn",
        )
        for row in rows
    ]


def _by_whom(row: Any) -> str:
    said = str(row.get_wie_display())
    return said if said.isupper() else said.lower()


def _with_person(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.select_related("gesprek__vergunninghouder__dossier_locatie").order_by("voor_op", "pk")


def register_bronnen() -> None:
    """Called in `AppConfig.ready()`."""

    def of_talk(gebruiker: Gebruiker) -> Q:
        return my_people(gebruiker, "gesprek__vergunninghouder__")

    asked, agreed, last = F("programma__aangeboden_op"), F("programma__instemming_op"), F("laatste")
    bronnen = (
        Bron(
            "programma_aanbod",
            "Voorinburgering aanbieden",
            KEEPER,
            _to_offer,
            my_people,
            _offer_regels,
            _joined("created_at"),
        ),
        Bron(
            "programma_antwoord",
            "Antwoord op het aanbod",
            KEEPER,
            _to_ask,
            my_people,
            _ask_regels,
            _joined(asked),
        ),
        Bron(
            "programma_start",
            "Voorinburgering starten",
            KEEPER,
            _to_start,
            my_people,
            _start_regels,
            _joined(agreed),
        ),
        Bron(
            "programma_uren", "Uren bijna op", KEEPER, _run_out, my_people, _hours_regels, _joined("nt2_over")
        ),
        Bron("programma_stil", "Staat stil", KEEPER, _still, my_people, _still_regels, _joined(last)),
        Bron(
            "begeleidingsafspraak",
            "Afspraken van de begeleiding",
            KEEPER,
            _agreements,
            of_talk,
            _agreement_regels,
            _with_person,
        ),
    )
    for order, bron in enumerate(bronnen):
        register_bron(170 + order, bron)
