"""The work of a gemeente. Reference numbers only: no name leaves the pages that log its reading (R10)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.accounts.gemeente import selectors
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import long_date, today
from coa_portal.notifications.models import Melding
from coa_portal.portaal.work.base import Blok, Cijfer, Werk
from coa_portal.portaal.work.regels import Bron, Regel, register_bron
from coa_portal.web.components import Taak
from koppeling.lifecycle import ACTIVE_STATES
from koppeling.models import KEPT_OF_JOINED, Koppeling
from overdracht.models import Betrokkene, Profielversie, Toestemming
from overdracht.policy import gates

NEW_DAYS = 14
REGIE = frozenset({"manage_overdracht"})


def my_koppelingen(gebruiker: Gebruiker, path: str = "") -> Q:
    """The koppelingen of the account or taken over by it, and those of nobody: some regievoerder has to take them.

    `path`: the way to the koppeling, "koppeling__".
    """
    own = f"{path}behandelaar_gemeente"
    replacing = {f"{own}__vervanger": gebruiker.pk, f"{own}__vervanging_tot__gte": today()}
    return Q(**{own: None}) | Q(**{f"{own}__behandelaar": gebruiker.pk}) | Q(**replacing)


def is_mine(gebruiker: Gebruiker) -> Q:
    """As `my_koppelingen`, for rows of a koppeling."""
    return my_koppelingen(gebruiker, "koppeling__")


def with_koppeling(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The koppeling and gemeente of each, without what stays at COA; the longest waiting first."""
    joined = rows.select_related("koppeling", "gemeente").defer(*KEPT_OF_JOINED)
    return joined.order_by("koppeling__definitief_op", "pk")


def own_koppelingen(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """Open koppelingen of which the account does the handover.

    Who may do that sees the whole of tier 0, so the gate need not be asked again here: every mention of it makes
    PostgreSQL plan its policies once more.
    """
    own = grants_of(gebruiker).on("manage_overdracht")
    running = Q(toegang_tot=None) | Q(toegang_tot__gte=today())
    rows: QuerySet[Any] = visible(Koppeling, gebruiker).filter(
        running, gemeente__in=own, status__in=ACTIVE_STATES
    )
    return rows


def own_betrokkenen(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """People of those koppelingen."""
    rows: QuerySet[Any] = Betrokkene.objects.filter(
        koppeling__in=own_koppelingen(gebruiker).order_by().values("pk"), is_lid=True
    )
    return rows


def page_of(koppeling_id: object, volgnummer: int | None = None) -> str:
    """The page of a koppeling, at one person of it."""
    address = reverse("overdracht_gemeente:koppeling", args=[koppeling_id])
    return f"{address}?persoon={volgnummer}" if volgnummer else address


def _list_url(**query: str) -> str:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("overdracht_gemeente:lijst") + (f"?{words}" if words else "")


def _kaart_words(kaart: Any) -> str:
    persons = "1 persoon" if kaart.aantal_personen == 1 else f"{kaart.aantal_personen} personen"
    return f"{persons}, {kaart.opvanglocatie or 'geen opvanglocatie'}"


def _without_behandelaar(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return own_koppelingen(gebruiker).filter(behandelaar_gemeente=None).order_by("definitief_op", "pk")


def _behandelaar_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="behandelaar",
            verb="Kies een behandelaar",
            subject=row.referentie,
            url=reverse("overdracht_gemeente:behandelaar", args=[row.pk]),
            context=_kaart_words(row.kaart),
            since=timezone.localdate(row.definitief_op),
            place=row.gemeente.naam,
            is_mine=row.van_mij == "mijn",
        )
        for row in rows
    ]


def _to_destroy(gebruiker: Gebruiker) -> "QuerySet[Any]":
    """Withdrawn consents of which nobody confirmed yet that the downloads were destroyed (R6)."""
    withdrawn = Toestemming.objects.filter(
        vergunninghouder=OuterRef("vergunninghouder"),
        gemeente=OuterRef("gemeente"),
        status="ingetrokken",
        vernietiging=None,
    )
    return own_betrokkenen(gebruiker).filter(Exists(withdrawn.order_by()))


def _destroy_regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="vernietigen",
            verb="Vernietig wat u hebt gedownload",
            subject=f"{row.koppeling.referentie}, persoon {row.volgnummer}",
            url=page_of(row.koppeling_id, row.volgnummer),
            context="De toestemming is ingetrokken. Bevestig dat u alles hebt vernietigd.",
            due=today(),
            place=row.gemeente.naam,
            badge="Toestemming ingetrokken",
            badge_soort="fout",
            is_mine=row.van_mij == "mijn",
        )
        for row in rows
    ]


def register_bronnen() -> None:
    """Called in `AppConfig.ready()`."""

    def with_kaart(rows: "QuerySet[Any]") -> "QuerySet[Any]":
        return rows.select_related("kaart__opvanglocatie", "gemeente")

    bronnen = (
        Bron("vernietigen", "Vernietigen", REGIE, _to_destroy, is_mine, _destroy_regels, with_koppeling),
        Bron(
            "behandelaar_gemeente",
            "Behandelaar",
            REGIE,
            _without_behandelaar,
            my_koppelingen,
            _behandelaar_regels,
            with_kaart,
        ),
    )
    for order, bron in enumerate(bronnen):
        register_bron(200 + order, bron)


def everybody(request: HttpRequest, werk: Werk) -> None:
    """How many koppelingen run."""
    here = gates(request.user).filter(koppeling=OuterRef("pk"))
    number = visible(Koppeling, request.user).filter(Exists(here)).order_by().count()
    werk.cijfers.append(Cijfer("Koppelingen", number, "lopen nu", url=_list_url()))


def regievoerder(request: HttpRequest, werk: Werk) -> None:
    """How many koppelingen are nobody's case, and how many the account's own."""
    open_now = own_koppelingen(acting(request)).order_by()
    free = open_now.filter(behandelaar_gemeente=None).count()
    mine = open_now.filter(behandelaar_gemeente__behandelaar=request.user).count()
    werk.cijfers += [
        Cijfer("Zonder behandelaar", free, alarm=free > 0, url=_list_url(weergave="vrij")),
        Cijfer("Mijn koppelingen", mine, url=_list_url(weergave="mijn")),
    ]


def reader(request: HttpRequest, werk: Werk) -> None:
    """Versions of the last two weeks, the newest of each person; marked while the melding is unread."""
    newest = (
        Profielversie.objects.filter(
            koppeling=OuterRef("koppeling"), vergunninghouder=OuterRef("vergunninghouder")
        )
        .order_by("-nummer")
        .values("pk")[:1]
    )
    number = Betrokkene.objects.filter(
        koppeling=OuterRef("koppeling"), vergunninghouder=OuterRef("vergunninghouder")
    ).values("volgnummer")[:1]
    rows = (
        visible(Profielversie, request.user)
        .filter(doorgezet_op__gte=timezone.now() - dt.timedelta(days=NEW_DAYS), pk=Subquery(newest))
        .defer("payload", "naam", *KEPT_OF_JOINED)
        .select_related("koppeling")
        .annotate(volgnummer=Subquery(number))
        .order_by("-doorgezet_op")
    )
    shown, total = werk.first(rows)
    unread = _unread_versions(
        request, [f"profiel_doorgezet:{row.koppeling_id}:versie:{row.pk}" for row in shown]
    )
    tasks = [
        Taak(
            f"{row.koppeling.referentie}, persoon {row.volgnummer}: versie {row.nummer}",
            reverse("overdracht_gemeente:versie", args=[row.koppeling_id, row.pk]),
            row.get_moment_display(),
            "Nieuw" if f"profiel_doorgezet:{row.koppeling_id}:versie:{row.pk}" in unread else "",
            "goed",
            long_date(row.doorgezet_op.date()),
        )
        for row in shown
    ]
    werk.bloks.append(Blok("Klantprofielen van de laatste twee weken", tasks, total, "Er is niets nieuws."))
    werk.cijfers.append(Cijfer("Nieuwe versies", total, "in twee weken"))


def _unread_versions(request: HttpRequest, keys: list[str]) -> set[str]:
    rows = Melding.objects.filter(recipient=request.user, read_at=None, event__key__in=keys)
    return set(rows.values_list("event__key", flat=True))


def accounts_of_gemeente(request: HttpRequest, werk: Werk) -> None:
    """What ends soon and may be renewed, and what COA answered."""
    account = acting(request)
    rows = selectors.to_certify(account)
    names = {row.account.pk: row.account.naam for row in selectors.rijen(account, rows[: werk.shown])}
    renew_url = reverse("accounts_gemeente:verlengen")
    tasks = [
        Taak(
            names.get(row.gebruiker_id, "Account"),
            reverse("accounts_gemeente:toekenning", args=[row.pk]),
            row.description,
            termijn=f"tot en met {long_date(row.eindigt_op)}",
        )
        for row in rows[: werk.shown]
    ]
    empty = "Er loopt de komende 30 dagen niets af dat u kunt verlengen."
    werk.bloks.append(Blok("Toegang die afloopt", tasks, len(rows), empty, renew_url))
    answered, total = werk.first(selectors.answered_lately(account))
    answers = [
        Taak(
            row.referentie,
            reverse("accounts_gemeente:aanvraag", args=[row.pk]),
            f"{row.role.label} voor {row.naam}",
            row.status_label,
            "goed" if row.status == "toegekend" else "fout",
            long_date(timezone.localdate(row.status_sinds)),
        )
        for row in answered
    ]
    requests_url = reverse("accounts_gemeente:aanvragen")
    werk.bloks.append(
        Blok("Antwoord op uw aanvragen", answers, total, "Er is niets nieuws in twee weken.", requests_url)
    )
    running = selectors.managed(account).running().order_by().count()
    waiting = selectors.aanvragen(account).filter(status="aangevraagd").order_by().count()
    werk.cijfers += [
        Cijfer("Toegangen", running, "bij uw gemeente", url=reverse("accounts_gemeente:lijst")),
        Cijfer("Lopen af", len(rows), "binnen 30 dagen", alarm=bool(rows), url=renew_url),
        Cijfer("Aanvragen", waiting, "wachten op het COA", url=requests_url),
    ]
