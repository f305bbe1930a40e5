"""Recording results of tests, and letting them flow into the klantprofiel (DESIGN §8)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from coa_portal.access.policy import require, visible
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import elevated, wall_role_of
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from klantprofiel.actions import record_facts
from klantprofiel.choices import Bron
from klantprofiel.models import Feitherkomst, Vergunninghouder
from klantprofiel.rules import SectionRefused
from voorinburgering.lifecycle import TOETS, TOETS_WITHDRAW_REASONS
from voorinburgering.models import Correctiereden, Deelnemer, Toetsresultaat, Toetssoort, outcomes_of

# kind of test → the facts of the klantprofiel that hold its latest result: level, day
FACTS_OF = {
    Toetssoort.INSTAPTOETS: ("intaketoets_resultaat", "intaketoets_datum"),
    Toetssoort.TAALLEERBAARHEID: ("leerbaarheid_resultaat", "leerbaarheid_datum"),
    Toetssoort.EINDTOETS: ("eindtoets_resultaat", "eindtoets_datum"),
    Toetssoort.GESPREKSVAARDIGHEID: ("gespreksvaardigheid_resultaat", "gespreksvaardigheid_datum"),
    Toetssoort.SPREKEN: ("nt2_resultaat", "nt2_datum"),
    Toetssoort.LUISTEREN: ("luisteren_resultaat", "luisteren_datum"),
    Toetssoort.LEZEN: ("lezen_resultaat", "lezen_datum"),
    Toetssoort.SCHRIJVEN: ("schrijven_resultaat", "schrijven_datum"),
}
MAX_DOOR = 120
_IMPOSSIBLE = "Deze datum kan niet kloppen. Controleer wanneer de toets was."


@action
def record_toetsen(
    *,
    soort: str,
    op: dt.date,
    uitslagen: Mapping[UUID, str],
    afgenomen_door: str = "",
    acting_user: Any,
) -> list[Toetsresultaat]:
    """Write the results of one test of one day, of one person or of a whole group: all of them, or none.

    `uitslagen`: key of the person → outcome. `afgenomen_door`: who took the test; empty is the account itself, as it
    always is for a docent. The same result again is left alone; another one for that day is a correction and refused
    here, with the key of the person as the field of the error.
    """
    if soort not in Toetssoort.values:
        raise DomainError("Kies een toets.", field="soort", code="unknown_kind")
    _judge_day(op)
    allowed = dict(outcomes_of(soort))
    door = _taken_by(afgenomen_door, acting_user)
    made = []
    for key, outcome in uitslagen.items():
        if outcome not in allowed:
            raise DomainError("Kies een uitslag uit de lijst.", field=str(key), code="unknown_outcome")
        _judge_person(key, acting_user)
        row = _record_one(key, soort, outcome, op, door, acting_user)
        if row is not None:
            _into_profile(row, acting_user)
            made.append(row)
    return made


@action
def correct_toets(
    *, toets: Toetsresultaat, resultaat: str, op: dt.date, reden: str, acting_user: Any
) -> Toetsresultaat:
    """Make a result say what it should have said; the former one stays in its history, with the reason of this one."""
    row = _locked(toets, acting_user)
    _judge_day(op)
    if resultaat not in dict(outcomes_of(row.soort)):
        raise DomainError("Kies een uitslag uit de lijst.", field="resultaat", code="unknown_outcome")
    if reden not in Correctiereden.values:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    if (row.resultaat, row.afgenomen_op) == (resultaat, op):
        raise DomainError("Er is niets gewijzigd.", field="resultaat", code="unchanged")
    former_day = row.afgenomen_op
    row.resultaat, row.afgenomen_op, row.correctie_reden = resultaat, op, reden
    try:
        with transaction.atomic():
            row.save(update_fields=["resultaat", "afgenomen_op", "correctie_reden"])
    except IntegrityError:
        raise DomainError(
            "Van deze toets is er op die dag al een uitslag.", field="op", code="duplicate"
        ) from None
    _into_profile(row, acting_user, former_day=former_day)
    return row


@action
def withdraw_toets(*, toets: Toetsresultaat, reden: str, acting_user: Any) -> Toetsresultaat:
    """Take a result back. The profile falls back to the one before it, or is empty again."""
    row = _locked(toets, acting_user)
    if reden and reden not in TOETS_WITHDRAW_REASONS:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    TOETS.apply(row, "withdraw", acting_user=acting_user, reason=reden)
    _into_profile(row, acting_user, former_day=row.afgenomen_op)
    return row


def _judge_day(op: dt.date) -> None:
    if op > today():
        raise DomainError("Vul een datum in die niet na vandaag ligt.", field="op", code="future")


def _taken_by(text: str, acting_user: Any) -> str:
    """Who took the test. A docent records own tests only, and may not write somebody else's name."""
    given = " ".join(text.split())
    if len(given) > MAX_DOOR:
        raise DomainError(f"Gebruik hooguit {MAX_DOOR} tekens.", field="afgenomen_door", code="too_long")
    own = acting_user.naam if acting_user is not None else "COA"
    return own if _is_docent(acting_user) else given or own


def _is_docent(acting_user: Any) -> bool:
    return acting_user is not None and wall_role_of(acting_user) == WallRole.DOCENT


def _judge_person(key: UUID, acting_user: Any) -> None:
    """A docent: somebody in an own lesgroep now. Others: who may keep the profile, which locks the person first."""
    if acting_user is None:
        return
    if _is_docent(acting_user):
        if not visible(Deelnemer, acting_user).filter(persoon=key).exists():
            raise NotAllowed("Deze persoon zit niet in een van uw lesgroepen.")
        return
    person = visible(Vergunninghouder, acting_user).select_for_update(of=("self",)).filter(pk=key).first()
    if person is None:
        raise NotAllowed("U kunt dit dossier niet inzien.")
    require(acting_user, "edit_profiel", person)


def _record_one(
    key: UUID, soort: str, outcome: str, op: dt.date, door: str, acting_user: Any
) -> Toetsresultaat | None:
    known = (
        Toetsresultaat.objects.standing().filter(vergunninghouder=key, soort=soort, afgenomen_op=op).first()
    )
    if known is not None and known.resultaat == outcome:
        return None
    row = Toetsresultaat(
        vergunninghouder_id=key,
        soort=soort,
        resultaat=outcome,
        afgenomen_op=op,
        afgenomen_door=door,
        ingevoerd_door=acting_user,
        status=TOETS.initial,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "once_a_day" not in str(error):
            raise
        raise DomainError(
            "Van deze dag is er al een andere uitslag. Verbeter die uitslag.",
            field=str(key),
            code="duplicate",
        ) from None
    return row


def _locked(toets: Toetsresultaat, acting_user: Any) -> Toetsresultaat:
    """The row, locked, of a person whom the account may write about; only a result that stands changes."""
    _judge_person(toets.vergunninghouder_id, acting_user)
    # a docent cannot lock one that was withdrawn: PostgreSQL gives that role only those that stand to change
    rows = Toetsresultaat.objects.select_for_update(of=("self",))
    row: Toetsresultaat | None = rows.filter(pk=toets.pk).first()
    if row is None or not row.is_standing:
        raise DomainError("Deze uitslag is al ingetrokken.", code="withdrawn")
    return row


@contextmanager
def _on_side_of_profile(acting_user: Any) -> Iterator[None]:
    """A docent has no right on any table of a dossier: what follows from a result is written for the system."""
    if _is_docent(acting_user):
        with elevated("results-into-profile"):
            yield
    else:
        yield


def _into_profile(row: Toetsresultaat, acting_user: Any, *, former_day: dt.date | None = None) -> None:
    """Let the profile say what the latest standing result of this kind says, as a fact of the docent (R16).

    `former_day`: the day of the result that changed. Where no result is left, the facts go only if they are still that
    result: what somebody typed since stays.
    """
    with _on_side_of_profile(acting_user):
        person = Vergunninghouder.objects.get(pk=row.vergunninghouder_id)
        if row.afgenomen_op < person.geboortedatum:
            raise DomainError(_IMPOSSIBLE, field="op", code="impossible")
        own = Toetsresultaat.objects.standing().filter(vergunninghouder=person, soort=row.soort)
        latest = own.order_by("-afgenomen_op", "-created_at").first()
        level, day = FACTS_OF[Toetssoort(row.soort)]
        facts: dict[str, Any] = {level: "", day: None}
        if latest is not None:
            facts = {level: latest.resultaat, day: latest.afgenomen_op}
        elif not _is_from_docent(person, level, former_day):
            return
        if row.soort == Toetssoort.SPREKEN:
            facts["nt2_toets"] = "ja" if latest is not None else ""
        op = latest.afgenomen_op if latest is not None else today()
        try:
            record_facts(
                vergunninghouder=person, facts=facts, bron=Bron.DOCENT, op=op, acting_user=acting_user
            )
        except SectionRefused:
            # its own words would tell a docent the date of birth
            raise DomainError(_IMPOSSIBLE, field="op", code="impossible") from None


def _is_from_docent(person: Vergunninghouder, name: str, day: dt.date | None) -> bool:
    rows = Feitherkomst.objects.filter(klantprofiel__vergunninghouder=person, veld=name, bron=Bron.DOCENT)
    return bool(rows.filter(geverifieerd_op=day).exists())
