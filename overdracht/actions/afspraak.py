"""Agreements: who does what by when (U16's plan van aanpak, B4). Not minutes."""

import datetime as dt

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from koppeling.models import Koppeling
from overdracht.actions.gesprek import party_of
from overdracht.actions.held import fresh_koppeling
from overdracht.gesprekken_policy import require_plan
from overdracht.lifecycle import AFSPRAAK
from overdracht.models import Afspraak, Betrokkene, Gesprek, Inzage
from overdracht.notify import tell


@action
def make_afspraak(
    *,
    koppeling: Koppeling,
    domein: str,
    tekst: str,
    wie: str,
    voor_op: dt.date,
    betrokkene: Betrokkene | None = None,
    gesprek: Gesprek | None = None,
    acting_user: Gebruiker,
) -> Afspraak:
    """Write an agreement down for both sides. About one person only while the consent of that person opens tier 1."""
    row = fresh_koppeling(koppeling)
    require_plan(acting_user, row)
    words = " ".join(tekst.split())
    _judge_words(domein, words, wie, voor_op)
    _judge_about(row, betrokkene, gesprek)
    made = Afspraak(
        koppeling=row,
        gemeente_id=row.gemeente_id,
        betrokkene=betrokkene,
        gesprek=gesprek,
        domein=domein,
        tekst=words,
        wie=wie,
        voor_op=voor_op,
        opgesteld_door_partij=party_of(acting_user),
        status=AFSPRAAK.initial,
        status_door=acting_user,
    )
    made.save(force_insert=True)
    tell("afspraak_gemaakt", row, key=f"afspraak:{made.pk}", acting_user=acting_user)
    return made


def _judge_about(koppeling: Koppeling, betrokkene: Betrokkene | None, gesprek: Gesprek | None) -> None:
    if betrokkene is not None and not _is_open(koppeling, betrokkene):
        raise DomainError(
            "Er is geen toestemming van deze persoon. Maak de afspraak voor het hele huishouden, zonder naam.",
            field="betrokkene",
            code="no_consent",
        )
    if gesprek is not None and gesprek.koppeling_id != koppeling.pk:
        raise DomainError(
            "Dit gesprek hoort bij een ander huishouden.", field="gesprek", code="other_koppeling"
        )


def _judge_words(domein: str, words: str, wie: str, voor_op: dt.date) -> None:
    if not words:
        raise DomainError("Vul in wat is afgesproken.", field="tekst", code="empty")
    if domein not in Afspraak.Domein.values:
        raise DomainError("Kies een onderwerp.", field="domein", code="unknown_domain")
    if wie not in Afspraak.Wie.values:
        raise DomainError("Kies wie het doet.", field="wie", code="unknown_party")
    if voor_op < today():
        raise DomainError("Kies een dag die nog komt.", field="voor_op", code="past")


@action
def step_afspraak(*, afspraak: Afspraak, step: str, acting_user: Gebruiker) -> Afspraak:
    """Done, lapsed, or not done after all; either side may say so. KeyError for an unknown step."""
    held = Koppeling.objects.shared().get(pk=afspraak.koppeling_id)
    koppeling = fresh_koppeling(held)
    row: Afspraak = Afspraak.objects.select_for_update(of=("self",)).get(pk=afspraak.pk)
    require_plan(acting_user, koppeling)
    AFSPRAAK.apply(row, step, acting_user=acting_user)
    return row


def _is_open(koppeling: Koppeling, betrokkene: Betrokkene) -> bool:
    return Inzage.objects.filter(koppeling=koppeling, betrokkene=betrokkene.pk, tier__gte=1).exists()
