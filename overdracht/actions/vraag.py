"""Short questions about a dossier, from the gemeente to COA or back (DESIGN §4, row "vragen")."""

from typing import Any

from coa_portal.access.policy import require, visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError
from koppeling.models import Koppeling
from overdracht.actions.held import fresh_koppeling
from overdracht.contact_policy import party_of
from overdracht.gesprekken_policy import require_plan
from overdracht.lifecycle import VRAAG
from overdracht.models import Antwoord, Betrokkene, Inzage, Profielversie, Vraag
from overdracht.models.vraag import MAX_TEKST
from overdracht.notify import tell
from overdracht.readers import version_for_reader


@action
def ask_vraag(
    *,
    koppeling: Koppeling,
    tekst: str,
    betrokkene: Betrokkene | None = None,
    onderdeel: str = "",
    acting_user: Gebruiker,
) -> Vraag:
    """Ask the other side something about a koppeling, or about one person of it whose tier 1 is open (R5).

    `onderdeel`: the section of that person's profile that it is about, one that the asker reads now.
    """
    row = fresh_koppeling(koppeling)
    require_plan(acting_user, row)
    if betrokkene is not None:
        _judge_person(row, betrokkene, acting_user)
    if onderdeel:
        _judge_section(row, betrokkene, onderdeel, acting_user)
    said = _said(row, betrokkene, tekst, acting_user) | {"onderdeel": onderdeel}
    vraag = Vraag(**said, status=VRAAG.initial, status_door=acting_user)
    vraag.save(force_insert=True)
    _tell("vraag_gesteld", vraag, betrokkene, acting_user)
    return vraag


@action
def answer_vraag(*, vraag: Vraag, tekst: str, acting_user: Gebruiker) -> Antwoord:
    """Answer a question of the other side; an answered one is not answered again."""
    koppeling = fresh_koppeling(vraag.koppeling)
    row = _fresh(vraag, koppeling, acting_user)
    require(acting_user, "answer", row)
    VRAAG.judge(row.status, "answer")
    person = row.betrokkene
    if person is not None:
        _judge_person(koppeling, person, acting_user)
    said = _said(koppeling, person, tekst, acting_user) | {"onderdeel": row.onderdeel}
    antwoord = Antwoord(vraag=row, **said)
    # before the step: the database lets a gemeente call a question answered only when its answer is there
    antwoord.save(force_insert=True)
    VRAAG.apply(row, "answer", acting_user=acting_user)
    _tell("vraag_beantwoord", row, person, acting_user)
    return antwoord


@action
def close_vraag(*, vraag: Vraag, acting_user: Gebruiker) -> Vraag:
    """Say that an own question needs no answer any more."""
    row = _fresh(vraag, fresh_koppeling(vraag.koppeling), acting_user)
    require(acting_user, "close", row)
    VRAAG.apply(row, "close", acting_user=acting_user, reason="niet_nodig")
    return row


def close_for_ended_koppeling(koppeling: Koppeling, *, acting_user: Gebruiker | None) -> None:
    """Nobody will answer any more; inside the transaction that ended the koppeling."""
    for row in Vraag.objects.select_for_update(of=("self",)).filter(koppeling=koppeling, status="open"):
        VRAAG.apply(row, "close", acting_user=acting_user, reason="koppeling")


def _fresh(vraag: Vraag, koppeling: Koppeling, gebruiker: Gebruiker) -> Vraag:
    """The question as it is now, held still with its koppeling; gone when the account may no longer see it."""
    row: Vraag | None = visible(Vraag, gebruiker).select_related("betrokkene").filter(pk=vraag.pk).first()
    if row is None:
        raise DomainError("Deze vraag is er niet meer.", code="gone")
    row.koppeling = koppeling
    return row


def _judge_person(koppeling: Koppeling, betrokkene: Betrokkene, gebruiker: Gebruiker) -> None:
    """Words that name a person are tier 1: without consent neither side writes any (DESIGN §4)."""
    people = visible(Betrokkene, gebruiker).filter(koppeling=koppeling, pk=betrokkene.pk)
    if not people.exists():
        raise DomainError(
            "Deze persoon hoort niet bij de koppeling.", field="betrokkene", code="not_a_member"
        )
    if not Inzage.objects.filter(betrokkene=betrokkene.pk, tier__gte=1).exists():
        raise DomainError(
            "Van deze persoon is er geen toestemming. Stel een vraag over het hele huishouden.",
            field="betrokkene",
            code="no_consent",
        )


def _judge_section(
    koppeling: Koppeling, betrokkene: Betrokkene | None, onderdeel: str, gebruiker: Gebruiker
) -> None:
    """A section of a profile belongs to a person, and only who reads it asks about it."""
    if betrokkene is None:
        raise DomainError(
            "Kies over wie uw vraag gaat, of kies geen onderdeel.", field="betrokkene", code="no_person"
        )
    last: Profielversie | None = (
        visible(Profielversie, gebruiker)
        .filter(koppeling=koppeling, vergunninghouder=betrokkene.vergunninghouder_id)
        .order_by("-nummer")
        .first()
    )
    shown = version_for_reader(last, gebruiker)["sections"] if last else []
    if onderdeel not in {part["key"] for part in shown}:
        raise DomainError(
            "Dit onderdeel staat niet in het klantprofiel dat u van deze persoon leest.",
            field="onderdeel",
            code="no_section",
        )


def _said(
    koppeling: Koppeling, betrokkene: Betrokkene | None, tekst: str, gebruiker: Gebruiker
) -> dict[str, Any]:
    text = tekst.strip()
    if not text:
        raise DomainError("Schrijf een tekst.", field="tekst", code="required")
    if len(text) > MAX_TEKST:
        raise DomainError(f"Gebruik hooguit {MAX_TEKST} tekens.", field="tekst", code="max_length")
    return {
        "koppeling": koppeling,
        "gemeente_id": koppeling.gemeente_id,
        "betrokkene": betrokkene,
        "van_partij": party_of(gebruiker),
        "door": gebruiker,
        "door_naam": gebruiker.naam,
        "tekst": text,
    }


def _tell(kind: str, vraag: Vraag, betrokkene: Betrokkene | None, gebruiker: Gebruiker) -> None:
    tell(
        kind,
        vraag.koppeling,
        key=f"vraag:{vraag.pk}",
        acting_user=gebruiker,
        person_id=betrokkene.vergunninghouder_id if betrokkene else None,
    )
