"""The life of a consent (R5, R6). The gate follows the status in the same transaction."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import add_years, today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import DerdePartij, Taal
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.actions.consent_rows import active_koppeling, judge_date, locked, locked_person
from overdracht.actions.derden import end_derden, name_derden
from overdracht.actions.frozen_rows import save_screening
from overdracht.documents import check_document
from overdracht.lifecycle import TOESTEMMING
from overdracht.models import Betrokkene, Inzage, Openstelling, Screeningspublicatie, Toestemming
from overdracht.notify import tell
from overdracht.screening import build_screening_payload
from overdracht.teksten import TEKSTEN

OPEN = ("uitgelegd", "gevraagd", "gegeven")
_SIGNATURE = (
    "ondertekend_op",
    "vertegenwoordiger",
    "voogd_naam",
    "geldig_tot",
    "document",
    "document_naam",
    "document_soort",
)


@action
def explain_toestemming(
    *,
    vergunninghouder: Vergunninghouder,
    taal: Taal,
    met_tolk: bool,
    tekst_versie: str,
    uitgelegd_op: dt.date,
    derden: Sequence[DerdePartij] = (),
    acting_user: Gebruiker,
) -> Toestemming:
    """Record that the declaration was explained, in which language and version, for the gemeente of the active
    koppeling. Consent names one gemeente, so without a koppeling there is nothing to consent to (R7).

    `derden`: the third parties of the gemeente that the text names (DESIGN §3).
    """
    person = locked_person(vergunninghouder)
    require(acting_user, "record_toestemming", person)
    koppeling = active_koppeling(person)
    judge_date(uitgelegd_op, "uitgelegd_op")
    if tekst_versie not in TEKSTEN:
        raise DomainError("Kies een versie van de tekst.", field="tekst_versie", code="unknown_version")
    _end_outgrown(person, koppeling, acting_user)
    if person.toestemmingen.filter(gemeente=koppeling.gemeente_id, status__in=OPEN).exists():
        raise DomainError("Er loopt al een toestemming voor deze gemeente.", code="already_open")
    row = Toestemming(
        vergunninghouder=person,
        gemeente_id=koppeling.gemeente_id,
        taal=taal,
        met_tolk=met_tolk,
        tekst_versie=tekst_versie,
        uitgelegd_op=uitgelegd_op,
        status=TOESTEMMING.initial,
        status_door=acting_user,
    )
    row.save()
    name_derden(row, derden, uitgelegd_op)
    return row


@action
def ask_toestemming(*, toestemming: Toestemming, gevraagd_op: dt.date, acting_user: Gebruiker) -> Toestemming:
    """Record that the signature was asked and the person thinks about it."""
    row = locked(toestemming)
    require(acting_user, "record_toestemming", row.vergunninghouder)
    judge_date(gevraagd_op, "gevraagd_op", not_before=row.uitgelegd_op)
    row.gevraagd_op = gevraagd_op
    TOESTEMMING.apply(row, "ask", acting_user=acting_user, save=["gevraagd_op"])
    return row


@action
def give_toestemming(
    *,
    toestemming: Toestemming,
    ondertekend_op: dt.date,
    document: "UploadedFile[Any] | None",
    vertegenwoordiger: Vergunninghouder | None = None,
    voogd_naam: str = "",
    acting_user: Gebruiker,
) -> Toestemming:
    """Register the signature with its document. Tier 1 opens: the screening is frozen and the gemeente told.

    Tier 2 waits for a version published under this signature: versions of before it stay in COA's books (R6).
    A child under 16 is signed for by a parent in the household or by the guardian of an unaccompanied minor;
    that covers it until the sixteenth birthday (R5).
    """
    row = locked(toestemming)
    person = row.vergunninghouder
    require(acting_user, "record_toestemming", person)
    koppeling = active_koppeling(person)
    if koppeling.gemeente_id != row.gemeente_id:
        raise DomainError("Deze toestemming is voor een andere gemeente.", code="other_gemeente")
    TOESTEMMING.judge(row.status, "give")
    judge_date(ondertekend_op, "ondertekend_op", not_before=row.uitgelegd_op)
    _judge_signer(person, vertegenwoordiger, voogd_naam, ondertekend_op)
    row.ondertekend_op = ondertekend_op
    row.vertegenwoordiger = vertegenwoordiger
    row.voogd_naam = voogd_naam.strip()
    row.geldig_tot = person.sixteenth_birthday if vertegenwoordiger or row.voogd_naam else None
    _attach(row, document)
    TOESTEMMING.apply(row, "give", acting_user=acting_user, save=_SIGNATURE)
    _close_earlier_versions(person, koppeling)
    freeze_screening(row, koppeling)
    tell(
        "toestemming_gegeven",
        koppeling,
        key=f"toestemming:{row.pk}",
        acting_user=acting_user,
        person_id=row.vergunninghouder_id,
    )
    return row


def _attach(row: Toestemming, document: "UploadedFile[Any] | None") -> None:
    """Put the signed document with the row, judged by its content; the row is saved by the caller."""
    checked = check_document(document)
    row.document.save(checked.name, checked.file, save=False)
    row.document_naam, row.document_soort = checked.name, checked.content_type


@action
def refuse_toestemming(*, toestemming: Toestemming, acting_user: Gebruiker) -> Toestemming:
    """Record that the person says no. No reason is asked: nobody has to give one."""
    row = locked(toestemming)
    require(acting_user, "record_toestemming", row.vergunninghouder)
    TOESTEMMING.apply(row, "refuse", acting_user=acting_user)
    return row


@action
def withdraw_toestemming(
    *, toestemming: Toestemming, ingetrokken_op: dt.date, acting_user: Gebruiker
) -> Toestemming:
    """Withdraw a consent: the gate closes at once on every channel, and nothing stands in its way (R6).

    Asks for no valid koppeling, profile or Verblijf. The gemeente is told that consent ended, without content.
    """
    row = locked(toestemming)
    require(acting_user, "record_withdrawal", row.vergunninghouder)
    judge_date(ingetrokken_op, "ingetrokken_op", not_before=row.ondertekend_op)
    row.ingetrokken_op = ingetrokken_op
    TOESTEMMING.apply(row, "withdraw", acting_user=acting_user, save=["ingetrokken_op"])
    end_derden(row, ingetrokken_op)
    koppeling = (
        Koppeling.objects.active()
        .filter(plaatsingseenheid=row.vergunninghouder.plaatsingseenheid_id, gemeente=row.gemeente_id)
        .first()
    )
    if koppeling is not None:
        tell(
            "toestemming_ingetrokken",
            koppeling,
            key=f"ingetrokken:{row.pk}",
            acting_user=acting_user,
            person_id=row.vergunninghouder_id,
        )
    return row


def lapse_unsigned(koppeling: Koppeling, *, acting_user: Gebruiker | None) -> None:
    """What was explained or asked but not signed names a gemeente that is no longer the one; inside the
    transaction that ended the koppeling."""
    rows = Toestemming.objects.select_for_update().filter(
        vergunninghouder__plaatsingseenheid=koppeling.plaatsingseenheid_id,
        gemeente=koppeling.gemeente_id,
        status__in=["uitgelegd", "gevraagd"],
    )
    for row in rows:
        TOESTEMMING.apply(row, "lapse", acting_user=acting_user)


def freeze_for_standing_consents(koppeling: Koppeling) -> None:
    """A household that comes back to a gemeente it signed for opens tier 1 at once: write it; inside the
    transaction that made the koppeling."""
    standing = Inzage.objects.filter(koppeling=koppeling, tier__gte=1).values("vergunninghouder")
    rows = Toestemming.objects.filter(
        vergunninghouder__in=standing, gemeente=koppeling.gemeente_id, status="gegeven"
    )
    for row in rows.select_related("vergunninghouder"):
        freeze_screening(row, koppeling)


def _judge_signer(
    person: Vergunninghouder, vertegenwoordiger: Vergunninghouder | None, voogd_naam: str, day: dt.date
) -> None:
    if day >= add_years(person.geboortedatum, 16):
        if vertegenwoordiger or voogd_naam.strip():
            raise DomainError(
                "Vanaf 16 jaar tekent iemand zelf.", field="vertegenwoordiger", code="signs_self"
            )
        return
    if voogd_naam.strip() and vertegenwoordiger:
        raise DomainError("Vul een ouder of een voogd in, niet allebei.", field="voogd_naam", code="both")
    if voogd_naam.strip():
        return
    if vertegenwoordiger is None:
        raise DomainError(
            "Voor een kind jonger dan 16 jaar tekent een ouder of voogd.",
            field="vertegenwoordiger",
            code="child",
        )
    if (
        vertegenwoordiger.plaatsingseenheid_id != person.plaatsingseenheid_id
        or not vertegenwoordiger.is_adult
    ):
        raise DomainError("Kies een volwassen gezinslid.", field="vertegenwoordiger", code="not_parent")


def _end_outgrown(person: Vergunninghouder, koppeling: Koppeling, acting_user: Gebruiker) -> None:
    """What a representative signed no longer covers a person of sixteen; the own signature takes its place."""
    rows = person.toestemmingen.select_for_update().filter(
        gemeente=koppeling.gemeente_id, status="gegeven", geldig_tot__lte=today()
    )
    for row in rows:
        TOESTEMMING.apply(row, "outgrow", acting_user=acting_user)


def _close_earlier_versions(person: Vergunninghouder, koppeling: Koppeling) -> None:
    """A new signature opens what is published from now on, not what an ended one had opened (R5, R6)."""
    members = Betrokkene.objects.select_for_update().filter(koppeling=koppeling, vergunninghouder=person)
    for row in Openstelling.objects.filter(betrokkene__in=list(members)):
        row.delete()


def freeze_screening(consent: Toestemming, koppeling: Koppeling) -> None:
    """Write tier 1 as it stands now, under the consent that opens it; inside the transaction that does so."""
    person = consent.vergunninghouder
    screening = Screeningspublicatie(
        toestemming=consent,
        koppeling=koppeling,
        gemeente_id=koppeling.gemeente_id,
        vergunninghouder=person,
        naam=person.naam,
        grondslag=koppeling.grondslag,
    )
    save_screening(screening, build_screening_payload(person, koppeling))
