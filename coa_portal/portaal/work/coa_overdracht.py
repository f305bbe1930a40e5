"""COA's work of the handover: moments, what became of talks, agreements, questions, the huisvestingsgesprek."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.common.dates import long_date
from coa_portal.portaal.work.coa import my_people, place_of
from coa_portal.portaal.work.gemeente_overdracht import talk_words
from coa_portal.portaal.work.regels import Bron, Regel, Rows, register_bron
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.gesprekken.selectors import untold, waiting_for
from overdracht.models import Afspraak, Huisvestingsgesprek, Verhuizing, Vraag

PLANNER, SCREENER = frozenset({"plan_gesprek"}), frozenset({"record_huisvesting"})
ACTIVE = ("definitief", "gehuisvest")


def my_households(gebruiker: Gebruiker, path: str) -> Q:
    """Households with one of the account's own cases, or a case of nobody; `path`: the way to the koppeling."""
    mine = Vergunninghouder.objects.filter(
        my_people(gebruiker), plaatsingseenheid=OuterRef(f"{path}plaatsingseenheid")
    )
    return Q(Exists(mine.order_by()))


def _of_koppeling(gebruiker: Gebruiker) -> Q:
    return my_households(gebruiker, "koppeling__")


def _active(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    found: QuerySet[Any] = rows.filter(koppeling__status__in=ACTIVE)
    return found


def _with_household(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.select_related(
        "koppeling__plaatsingseenheid__hoofdpersoon__dossier_locatie", "gemeente"
    ).order_by("created_at", "pk")


def _proposals(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _active(waiting_for(gebruiker))


def _untold(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _active(untold(gebruiker))


def _agreements(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _active(visible(Afspraak, gebruiker).filter(status="open", wie="coa"))


def _questions(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return _active(visible(Vraag, gebruiker).filter(status="open", van_partij="gemeente"))


def _to_prepare(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """A house was found and nobody held the huisvestingsgesprek yet."""
    found = Verhuizing.objects.filter(
        koppeling=OuterRef("pk"), woning_gevonden_op__isnull=False, verhuisd_op__isnull=True
    )
    held = Huisvestingsgesprek.objects.filter(koppeling=OuterRef("pk"))
    rows: QuerySet[Any] = visible(Koppeling, gebruiker).filter(
        Exists(found), ~Exists(held.order_by()), status="definitief"
    )
    return rows


def _about(row: Any, koppeling: Koppeling, **words: Any) -> Regel:
    """A row about a household by its number; names stand on the page behind it."""
    return Regel(
        subject=koppeling.referentie,
        place=place_of(koppeling.plaatsingseenheid.hoofdpersoon),
        is_mine=row.van_mij == "mijn",
        **words,
    )


def _answer_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _about(
            row,
            row.koppeling,
            code="gesprek_antwoord",
            verb="Reageer op het moment",
            url=reverse("gesprekken:gesprek", args=[row.pk]),
            context=f"{talk_words(row)}, gemeente {row.gemeente}",
            due=timezone.localdate(row.moment) if row.moment else None,
            since=timezone.localdate(row.status_sinds),
        )
        for row in rows
    ]


def _untold_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _about(
            row,
            row.koppeling,
            code="gesprek_afloop",
            verb="Leg vast of het gesprek is gehouden",
            url=reverse("gesprekken:gesprek", args=[row.pk]),
            context=f"{talk_words(row)}, gemeente {row.gemeente}",
            due=timezone.localdate(row.moment),
        )
        for row in rows
    ]


def _agreement_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _about(
            row,
            row.koppeling,
            code="afspraak",
            verb="Rond de afspraak af",
            url=reverse("gesprekken:koppeling", args=[row.koppeling_id]),
            context=f"Onderwerp: {row.get_domein_display().lower()}",
            due=row.voor_op,
        )
        for row in rows
    ]


def _question_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        _about(
            row,
            row.koppeling,
            code="vraag",
            verb="Beantwoord de vraag",
            url=reverse("overdracht:antwoorden", args=[row.pk]),
            context=f"Gemeente {row.gemeente} stelt een vraag{_about_section(row)}",
            since=timezone.localdate(row.created_at),
        )
        for row in rows
    ]


def _about_section(row: Vraag) -> str:
    return f" over {ONDERDELEN.get(row.onderdeel, row.onderdeel)}" if row.onderdeel else ""


def _prepare_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    made = []
    for row in rows:
        move = row.verhuizing.datum
        when = f", verhuizing {long_date(move)}" if move else ""
        made.append(
            _about(
                row,
                row,
                code="huisvestingsgesprek",
                verb="Leg het huisvestingsgesprek vast",
                url=reverse("overdracht:huisvestingsgesprek", args=[row.plaatsingseenheid.hoofdpersoon_id]),
                context=f"Gemeente {row.gemeente}{when}",
                due=move,
                since=row.verhuizing.woning_gevonden_op,
            )
        )
    return made


def _with_move(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows.select_related(
        "verhuizing", "gemeente", "plaatsingseenheid__hoofdpersoon__dossier_locatie"
    ).order_by("verhuizing__woning_gevonden_op", "pk")


def register_bronnen() -> None:
    """Called in `AppConfig.ready()`."""

    def joined(code: str, label: str, rows: Rows, regels: Any) -> Bron:
        return Bron(f"{code}_coa", label, PLANNER, rows, _of_koppeling, regels, _with_household)

    def households(gebruiker: Gebruiker) -> Q:
        return my_households(gebruiker, "")

    bronnen = (
        joined("vraag", "Vragen", _questions, _question_regels),
        joined("gesprek_antwoord", "Gesprekken", _proposals, _answer_regels),
        joined("gesprek_afloop", "Afloop van gesprekken", _untold, _untold_regels),
        joined("afspraak", "Afspraken", _agreements, _agreement_regels),
        Bron(
            "huisvestingsgesprek",
            "Huisvestingsgesprek",
            SCREENER,
            _to_prepare,
            households,
            _prepare_regels,
            _with_move,
        ),
    )
    for order, bron in enumerate(bronnen):
        register_bron(150 + order, bron)
