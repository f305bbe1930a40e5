"""The gemeente's welcome page, and its introduction days with who comes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import require, visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import Gemeente, Taal
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.actions.held import fresh_koppeling
from overdracht.gesprekken_policy import require_plan
from overdracht.lifecycle import WELKOMSTPAGINA
from overdracht.models import Betrokkene, Introductieaanmelding, Introductiedag, Welkomstpagina
from overdracht.notify import tell

_OF_DAY = ("datum", "van", "tot", "plaats", "max_deelnemers")


@action
def add_welkomstpagina(
    *,
    gemeente: Gemeente,
    taal: Taal,
    titel: str,
    tekst: str,
    links: Sequence[dict[str, str]],
    acting_user: Gebruiker,
) -> Welkomstpagina:
    """Begin the page in one language, as a draft."""
    _require_manage(gemeente.pk, acting_user)
    lock_until_commit("welkomstpagina", gemeente.pk)
    if Welkomstpagina.objects.filter(gemeente=gemeente, taal=taal).exists():
        raise DomainError("Er is al een pagina in deze taal.", field="taal", code="duplicate")
    page = Welkomstpagina(
        gemeente=gemeente,
        taal=taal,
        titel=titel,
        tekst=tekst,
        links=list(links),
        status=WELKOMSTPAGINA.initial,
        status_door=acting_user,
    )
    page.save(force_insert=True)
    return page


@action
def change_welkomstpagina(
    *,
    pagina: Welkomstpagina,
    titel: str,
    tekst: str,
    links: Sequence[dict[str, str]],
    acting_user: Gebruiker,
) -> Welkomstpagina:
    """Change the draft. What is published stays as it is until the draft is published too."""
    row = _locked(pagina)
    require(acting_user, "edit", row)
    row.titel, row.tekst, row.links = titel, tekst, list(links)
    row.save(update_fields=["titel", "tekst", "links"])
    return row


@action
def publish_welkomstpagina(*, pagina: Welkomstpagina, acting_user: Gebruiker) -> Welkomstpagina:
    """Show the draft as it is now to COA and the inburgeraar."""
    row = _locked(pagina)
    require(acting_user, "edit", row)
    row.gepubliceerd, row.gepubliceerd_op = row.draft, timezone.now()
    WELKOMSTPAGINA.apply(row, "publish", acting_user=acting_user, save=("gepubliceerd", "gepubliceerd_op"))
    return row


@action
def withdraw_welkomstpagina(*, pagina: Welkomstpagina, acting_user: Gebruiker) -> Welkomstpagina:
    """Take the page off the portal; the draft stays."""
    row = _locked(pagina)
    require(acting_user, "edit", row)
    row.gepubliceerd, row.gepubliceerd_op = None, None
    WELKOMSTPAGINA.apply(row, "withdraw", acting_user=acting_user, save=("gepubliceerd", "gepubliceerd_op"))
    return row


@action
def add_introductiedag(*, gemeente: Gemeente, acting_user: Gebruiker, **facts: Any) -> Introductiedag:
    """Announce a day. `facts`: datum, van, tot, plaats, max_deelnemers."""
    _require_manage(gemeente.pk, acting_user)
    day = Introductiedag(gemeente=gemeente, **{name: facts[name] for name in _OF_DAY})
    _judge_day(day, registered=0)
    day.save(force_insert=True)
    return day


@action
def change_introductiedag(*, dag: Introductiedag, acting_user: Gebruiker, **facts: Any) -> Introductiedag:
    """Change a day that is to come; there must stay room for who is registered. COA's casemanagers are told."""
    row = _held_day(dag)
    require(acting_user, "edit", row)
    _judge_coming(row)
    was = {name: getattr(row, name) for name in _OF_DAY}
    for name in _OF_DAY:
        setattr(row, name, facts[name])
    registered = _registered(row)
    _judge_day(row, registered=len(registered))
    row.save(update_fields=_OF_DAY)
    if any(was[name] != getattr(row, name) for name in ("datum", "van", "tot", "plaats")):
        _tell_registered(row, registered, acting_user)
    return row


@action
def cancel_introductiedag(*, dag: Introductiedag, acting_user: Gebruiker) -> Introductiedag:
    """The day does not go on; COA's casemanagers are told."""
    row = _held_day(dag)
    require(acting_user, "edit", row)
    _judge_coming(row)
    row.vervallen_op = timezone.now()
    row.save(update_fields=["vervallen_op"])
    _tell_registered(row, _registered(row), acting_user)
    return row


@action
def register_for_day(
    *, dag: Introductiedag, betrokkene: Betrokkene, acting_user: Gebruiker
) -> Introductieaanmelding:
    """Register one person of an active koppeling with the gemeente of the day, while there is room."""
    koppeling = fresh_koppeling(betrokkene.koppeling)
    day = _held_day(dag)
    require_plan(acting_user, koppeling)
    people = visible(Vergunninghouder, acting_user)
    is_member = betrokkene.is_lid and people.filter(pk=betrokkene.vergunninghouder_id).exists()
    if koppeling.gemeente_id != day.gemeente_id or not is_member:
        raise DomainError(
            "Deze persoon is niet aan deze gemeente gekoppeld.", field="betrokkene", code="not_a_member"
        )
    _judge_coming(day)
    registered = _registered(day)
    if any(row.betrokkene_id == betrokkene.pk for row in registered):
        raise DomainError("Deze persoon is al aangemeld.", field="betrokkene", code="already_registered")
    if len(registered) >= day.max_deelnemers:
        raise DomainError("Deze dag is vol.", field="betrokkene", code="full")
    row = Introductieaanmelding(
        dag=day,
        koppeling=koppeling,
        gemeente_id=day.gemeente_id,
        betrokkene=betrokkene,
        aangemeld_door=acting_user,
    )
    row.save(force_insert=True)
    tell(
        "introductiedag_aangemeld",
        koppeling,
        key=f"aanmelding:{row.pk}",
        acting_user=acting_user,
        person_id=betrokkene.vergunninghouder_id,
    )
    return row


@action
def deregister_from_day(
    *, aanmelding: Introductieaanmelding, acting_user: Gebruiker
) -> Introductieaanmelding:
    """Take one registration back; the place is free again."""
    koppeling = fresh_koppeling(aanmelding.koppeling)
    _held_day(aanmelding.dag)
    row: Introductieaanmelding = Introductieaanmelding.objects.select_for_update(of=("self",)).get(
        pk=aanmelding.pk
    )
    require_plan(acting_user, koppeling)
    if row.afgemeld_op is not None:
        raise DomainError("Deze aanmelding is al ingetrokken.", code="already_deregistered")
    _deregister(row, acting_user)
    return row


def deregister_for_ended_koppeling(koppeling: Koppeling, *, acting_user: Gebruiker | None) -> None:
    """Who no longer goes to this gemeente does not come; inside the transaction that ended the koppeling."""
    rows = Introductieaanmelding.objects.select_for_update(of=("self",)).filter(
        koppeling=koppeling, afgemeld_op=None, dag__datum__gte=today()
    )
    for row in rows:
        _deregister(row, acting_user)


def _deregister(row: Introductieaanmelding, acting_user: Gebruiker | None) -> None:
    row.afgemeld_op, row.afgemeld_door = timezone.now(), acting_user
    row.save(update_fields=["afgemeld_op", "afgemeld_door"])


def _require_manage(gemeente: str, gebruiker: Gebruiker) -> None:
    if not grants_of(gebruiker).has("manage_overdracht", gemeente):
        raise NotAllowed("Alleen een regievoerder van de gemeente kan dit doen.")


def _locked(pagina: Welkomstpagina) -> Welkomstpagina:
    row: Welkomstpagina = Welkomstpagina.objects.select_for_update(of=("self",)).get(pk=pagina.pk)
    return row


def _held_day(dag: Introductiedag) -> Introductiedag:
    """The day as it is now. By a named lock that both sides take: COA may not update, so not lock, the row."""
    lock_until_commit("introductiedag", dag.pk)
    row: Introductiedag = Introductiedag.objects.get(pk=dag.pk)
    return row


def _registered(day: Introductiedag) -> list[Introductieaanmelding]:
    rows = Introductieaanmelding.objects.filter(dag=day, afgemeld_op=None)
    return list(rows.order_by("created_at"))


def _judge_coming(day: Introductiedag) -> None:
    if day.vervallen_op is not None:
        raise DomainError("Deze dag gaat niet door.", code="cancelled")
    if not day.is_coming():
        raise DomainError("Deze dag is al geweest.", code="past")


def _judge_day(day: Introductiedag, *, registered: int) -> None:
    if day.datum < today():
        raise DomainError("Kies een dag die nog komt.", field="datum", code="past")
    if day.datum > today() + dt.timedelta(days=730):
        raise DomainError("Kies een dag in de komende twee jaar.", field="datum", code="too_late")
    if day.tot <= day.van:
        raise DomainError("De eindtijd is later dan de begintijd.", field="tot", code="order")
    if day.max_deelnemers < 1:
        raise DomainError("Er is plaats voor minstens 1 persoon.", field="max_deelnemers", code="too_few")
    if day.max_deelnemers < registered:
        raise DomainError(
            f"Er zijn al {registered} mensen aangemeld. Maak plaats voor hen.",
            field="max_deelnemers",
            code="too_few",
        )


def _tell_registered(
    day: Introductiedag, registered: Sequence[Introductieaanmelding], acting_user: Gebruiker
) -> None:
    """One melding per koppeling: who brings them must hear that the day changed."""
    stamp = timezone.now().isoformat()
    for koppeling in Koppeling.objects.shared().filter(pk__in={row.koppeling_id for row in registered}):
        tell("introductiedag_gewijzigd", koppeling, key=f"dag:{day.pk}:{stamp}", acting_user=acting_user)
