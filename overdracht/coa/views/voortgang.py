"""COA's page of intake, PIP and move of one person, and what COA adds: huisvestingsgesprek, logeren, checklist."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import add_months, long_date, today
from coa_portal.common.errors import DomainError
from coa_portal.web.components import Gebeurtenis, Gegeven
from coa_portal.web.forms import PortaalForm
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import is_national
from koppeling.models import Koppeling
from koppeling.policy import may_koppel
from overdracht import voortgang as words
from overdracht.actions import (
    choose_access_end,
    end_logeren,
    extend_logeren,
    record_huisvestingsgesprek,
    save_checklist,
    start_logeren,
)
from overdracht.actions.begeleiding import LOGEREN_MONTHS
from overdracht.checklist_form import ChecklistForm
from overdracht.coa.forms_voortgang import (
    HuisvestingsgesprekForm,
    LogerenEindeForm,
    LogerenForm,
    ToegangForm,
    VerlengForm,
)
from overdracht.coa.standing import active_koppeling
from overdracht.coa.views.shared import READ, attempt, crumbs, get_person, may, sent
from overdracht.models import (
    Betrokkene,
    ExtraKosten,
    Huisvestingsgesprek,
    Inburgeringstraject,
    Logeerperiode,
    Overdrachtspunt,
    Verhuisdatum,
    Verhuizing,
)
from voorinburgering.actions import standing_end

ACTIVITY = "verhuizing"
HOUSING = frozenset({"record_huisvesting", "koppel"})
CHECKLIST = frozenset({"doorzetten", "koppel"})


def _opened(request: HttpRequest, pk: UUID) -> tuple[Vergunninghouder, Koppeling, Betrokkene]:
    """The visible person with the active koppeling; 404 while there is none."""
    person = get_person(request, pk)
    koppeling = active_koppeling(person)
    member = koppeling.betrokkenen.filter(vergunninghouder=person).first() if koppeling else None
    if koppeling is None or member is None:
        raise Http404
    log_reading(request, what="inburgering en verhuizing", subjects=[person.pk], object_id=koppeling.pk)
    return person, koppeling, member


@page(READ, activity=ACTIVITY)
def voortgang(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the gemeente reported, and what COA keeps beside it."""
    person, koppeling, member = _opened(request, pk)
    user = request.user
    move = visible(Verhuizing, user).filter(koppeling=koppeling).first()
    talk = visible(Huisvestingsgesprek, user).filter(koppeling=koppeling).first()
    traject = visible(Inburgeringstraject, user).filter(betrokkene=member).first()
    changes = visible(Verhuisdatum, user).filter(koppeling=koppeling)
    stays = list(visible(Logeerperiode, user).filter(betrokkene=member))
    costs = visible(ExtraKosten, user).filter(koppeling=koppeling, vervallen_op=None)
    ended = standing_end(person)
    facts = words.traject_facts(traject)
    if ended is not None:
        text = f"Gestopt op {long_date(ended.op)}: {ended.get_reden_display().lower()}"
        facts.append(Gegeven("Voorinburgering en individuele begeleiding", text))
    context = crumbs(
        person,
        koppeling,
        facts=facts if member.may_have_traject or traject else [],
        move_facts=words.move_facts(move, talk),
        changes=words.date_changes(list(changes)),
        stays=[(words.stay_text(stay), stay) for stay in stays],
        running=next((stay for stay in stays if stay.beeindigd_op is None), None),
        costs=[Gegeven(f"{row.get_wie_betaalt_display()} betaalt", words.costs_text(row)) for row in costs],
        toegang=words.access_text(koppeling.toegang_tot, koppeling.get_toegang_reden_display()),
        toegang_verloop=access_changes(koppeling),
        may_end=koppeling.status == "gehuisvest" and bool(may_koppel(user)),
        may_house=may(request, "record_huisvesting", person),
        has_talk=talk is not None,
        points=_points(request, person, member),
        may_keep_checklist=may(request, "keep_checklist", person),
    )
    return render(request, "overdracht/coa/voortgang.html", context)


def access_changes(koppeling: Koppeling) -> list[Gebeurtenis]:
    """The last days of access that a person chose, newest first."""
    rows = list(koppeling.history.exclude(toegang_reden="").order_by("history_date"))
    names = words.names_of({row.history_user_id for row in rows if row.history_user_id})
    events: list[Gebeurtenis] = []
    last = None
    for row in rows:
        if (row.toegang_tot, row.toegang_reden) != last:
            last = (row.toegang_tot, row.toegang_reden)
            what = f"Laatste dag: {long_date(row.toegang_tot)}"
            reason = Koppeling.Toegangsreden(row.toegang_reden).label
            events.append(
                Gebeurtenis(row.history_date, names.get(row.history_user_id, ""), what, [f"{reason}."])
            )
    return events[::-1]


def _points(request: HttpRequest, person: Vergunninghouder, member: Betrokkene) -> list[Gegeven]:
    """The checklist, for who may see it; nothing without consent (DESIGN §4)."""
    reads = may(request, "keep_checklist", person) or is_national(request.user)
    if not reads or not member_has_consent(member):
        return []
    rows = {row.soort: row for row in visible(Overdrachtspunt, request.user).filter(betrokkene=member)}
    names = words.names_of({row.door_id for row in rows.values()})
    return [
        Gegeven(label, words.point_text(row, names.get(row.door_id, "") if row else ""))
        for code, label in Overdrachtspunt.Soort.choices
        for row in (rows.get(code),)
    ]


def member_has_consent(member: Betrokkene) -> bool:
    """Whether tier 1 of the person is open for the gemeente now."""
    gate = getattr(member, "inzage", None)
    return gate is not None and gate.tier >= 1


def _form_page(
    request: HttpRequest, person: Vergunninghouder, koppeling: Koppeling, form: PortaalForm, **shown: str
) -> HttpResponse:
    back = reverse("overdracht:voortgang", args=[person.pk])
    context = crumbs(person, koppeling, form=form, terug_url=back, **shown)
    return render(request, "overdracht/coa/voortgang_formulier.html", context)


def _done(request: HttpRequest, person: Vergunninghouder, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("overdracht:voortgang", pk=person.pk)


@page(HOUSING, activity=ACTIVITY, methods=("GET", "POST"))
def huisvestingsgesprek(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The talk that prepares the move was held."""
    person, koppeling, _member = _opened(request, pk)
    require(request.user, "record_huisvesting", person)
    form = HuisvestingsgesprekForm(sent(request), initial={"gehouden_op": today()})
    if form.is_valid() and attempt(
        form,
        lambda: record_huisvestingsgesprek(
            koppeling=koppeling, acting_user=acting(request), **form.cleaned_data
        ),
    ):
        return _done(
            request, person, "Het huisvestingsgesprek is vastgelegd. De gemeente krijgt een melding."
        )
    return _form_page(
        request,
        person,
        koppeling,
        form,
        titel="Huisvestingsgesprek",
        knop="Vastleggen",
        uitleg="De gemeente ziet dat het gesprek is geweest, niet wat er is besproken.",
    )


@page(HOUSING, activity="logeerregeling", methods=("GET", "POST"))
def logeren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody goes to stay with a host."""
    person, koppeling, member = _opened(request, pk)
    require(request.user, "record_huisvesting", person)
    day = today()
    form = LogerenForm(sent(request), initial={"van": day, "tot": add_months(day, LOGEREN_MONTHS)})
    if form.is_valid() and attempt(
        form, lambda: start_logeren(betrokkene=member, acting_user=acting(request), **form.cleaned_data)
    ):
        return _done(request, person, "Het logeren is vastgelegd. De gemeente krijgt een melding.")
    return _form_page(
        request,
        person,
        koppeling,
        form,
        titel="Logeren",
        knop="Vastleggen",
        uitleg="Logeren duurt hooguit drie maanden. De gemeente ziet de datums, niet bij wie.",
    )


def _period(request: HttpRequest, pk: UUID) -> tuple[Logeerperiode, Vergunninghouder, Koppeling]:
    rows = visible(Logeerperiode, request.user).select_related("betrokkene")
    row = get_visible_or_404(Logeerperiode, request.user, rows, pk=pk)
    person, koppeling, _member = _opened(request, row.betrokkene.vergunninghouder_id)
    require(request.user, "record_huisvesting", person)
    return row, person, koppeling


@page(HOUSING, activity="logeerregeling", methods=("GET", "POST"))
def logeren_verlengen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stay longer, with a reason."""
    row, person, koppeling = _period(request, pk)
    form = VerlengForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: extend_logeren(periode=row, acting_user=acting(request), **form.cleaned_data)
    ):
        return _done(request, person, "Het logeren is verlengd. De gemeente krijgt een melding.")
    return _form_page(
        request,
        person,
        koppeling,
        form,
        titel="Logeren verlengen",
        knop="Verlengen",
        uitleg=f"{words.stay_text(row)}.",
    )


@page(HOUSING, activity="logeerregeling", methods=("GET", "POST"))
def logeren_beeindigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The stay with the host is over."""
    row, person, koppeling = _period(request, pk)
    form = LogerenEindeForm(sent(request), initial={"beeindigd_op": today()})
    if form.is_valid() and attempt(
        form, lambda: end_logeren(periode=row, acting_user=acting(request), **form.cleaned_data)
    ):
        return _done(request, person, "Het logeren is beëindigd. De gemeente krijgt een melding.")
    return _form_page(request, person, koppeling, form, titel="Logeren beëindigen", knop="Beëindigen")


@page({"koppel"}, activity=ACTIVITY, methods=("GET", "POST"))
def toegang(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another last day of access of the gemeente than the portal reckoned."""
    person, koppeling, _member = _opened(request, pk)
    form = ToegangForm(sent(request), initial={"toegang_tot": koppeling.toegang_tot})
    if form.is_valid() and attempt(
        form,
        lambda: choose_access_end(koppeling=koppeling, acting_user=acting(request), **form.cleaned_data),
    ):
        return _done(request, person, "De laatste dag is gewijzigd. De gemeente krijgt een melding.")
    return _form_page(
        request,
        person,
        koppeling,
        form,
        titel="Laatste dag van de toegang",
        knop="Opslaan",
        uitleg=f"Nu: {words.access_text(koppeling.toegang_tot).lower()}. Kiest u een andere dag, "
        "dan blijft die staan, ook als er later een PIP komt.",
    )


@page(CHECKLIST, activity="checklist-overdracht", methods=("GET", "POST"))
def checklist(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was transferred: whether, when and by whom, never what."""
    person, koppeling, member = _opened(request, pk)
    require(request.user, "keep_checklist", person)
    if not member_has_consent(member):
        raise DomainError("Zonder toestemming is er geen checklist.", code="no_consent")
    points = list(visible(Overdrachtspunt, request.user).filter(betrokkene=member))
    form = ChecklistForm(sent(request), punten=points)
    if form.is_valid() and attempt(
        form,
        lambda: save_checklist(betrokkene=member, punten=form.punten, acting_user=acting(request)),
    ):
        return _done(request, person, "De checklist is opgeslagen.")
    return _form_page(
        request,
        person,
        koppeling,
        form,
        titel="Checklist overdracht",
        knop="Opslaan",
        uitleg="Leg vast dat iets is overgedragen en wanneer. Schrijf niet op wat erin staat.",
    )


def panel_facts(person: Vergunninghouder, gebruiker: Any) -> list[Gegeven]:
    """Three facts for the dossier page; empty without an active koppeling."""
    koppeling = active_koppeling(person)
    if koppeling is None:
        return []
    traject = visible(Inburgeringstraject, gebruiker).filter(
        koppeling=koppeling, betrokkene__vergunninghouder=person
    )
    move = visible(Verhuizing, gebruiker).filter(koppeling=koppeling).first()
    talk = visible(Huisvestingsgesprek, gebruiker).filter(koppeling=koppeling).first()
    stay = visible(Logeerperiode, gebruiker).filter(
        koppeling=koppeling, betrokkene__vergunninghouder=person, beeindigd_op=None
    )
    facts = [
        Gegeven("Inburgering", words.traject_stand(traject.first())),
        Gegeven("Verhuisdatum", words.move_date(move)),
        Gegeven("Huisvestingsgesprek", long_date(talk.gehouden_op) if talk else words.NOT_YET),
    ]
    if (found := stay.first()) is not None:
        facts.append(Gegeven("Logeert", words.stay_text(found)))
    if koppeling.toegang_tot is not None:
        facts.append(Gegeven("Toegang van de gemeente", words.access_text(koppeling.toegang_tot)))
    return facts
