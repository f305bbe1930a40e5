"""Third parties: named in a consent and taken back, and given dossiers by name (DESIGN §3, R1)."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import DerdePartij
from koppeling.models import Koppeling
from overdracht.actions.consent_rows import judge_date, locked
from overdracht.documents import check_document
from overdracht.models import BenoemdDossier, Betrokkene, ExterneLezer, Toestemming, ToestemmingDerde
from overdracht.notify import tell
from overdracht.teksten import TEKSTEN, current_text


def name_derden(toestemming: Toestemming, derden: Sequence[DerdePartij], day: dt.date) -> None:
    """Record which third parties the text names; inside the transaction that explains it."""
    if derden and not TEKSTEN[toestemming.tekst_versie].derde:
        raise DomainError(
            "Deze versie van de tekst noemt geen derde partijen.", field="tekst_versie", code="names_nobody"
        )
    at_work = parties_of(toestemming.gemeente_id)
    for partij in derden:
        if partij.pk not in at_work:
            raise DomainError("Deze partij werkt niet voor de gemeente.", field="derden", code="stranger")
        ToestemmingDerde(
            toestemming=toestemming,
            gemeente_id=toestemming.gemeente_id,
            derde_partij=partij,
            genoemd_op=day,
        ).save()


def parties_of(gemeente_id: object) -> set[UUID]:
    """Keys of the third parties for which somebody holds a toekenning on the gemeente today."""
    rows = ExterneLezer.objects.filter(gemeente_id=str(gemeente_id))
    return set(rows.values_list("derde_partij_id", flat=True))


def party_names(gemeente_id: object) -> list[str]:
    """Names of those third parties, for the declaration that the person signs."""
    rows = DerdePartij.objects.filter(pk__in=parties_of(gemeente_id))
    return list(rows.values_list("naam", flat=True))


@action
def add_derde(
    *,
    toestemming: Toestemming,
    derde_partij: DerdePartij,
    ondertekend_op: dt.date,
    document: "UploadedFile[Any] | None",
    acting_user: Gebruiker,
) -> ToestemmingDerde:
    """Register a further declaration: the person lets one more third party read along, under a consent that was
    given. The consent itself, and what it opened, stay as they are."""
    row = locked(toestemming)
    require(acting_user, "record_toestemming", row.vergunninghouder)
    if row.status != "gegeven":
        raise DomainError("Er is geen toestemming om iets aan toe te voegen.", code="no_consent")
    if not current_text(ondertekend_op).derde:
        raise DomainError(
            "De tekst van die dag noemt geen derde partijen.", field="ondertekend_op", code="text"
        )
    judge_date(ondertekend_op, "ondertekend_op", not_before=row.ondertekend_op)
    if derde_partij.pk not in parties_of(row.gemeente_id):
        raise DomainError("Deze partij werkt niet voor de gemeente.", field="derde_partij", code="stranger")
    if row.derden.filter(derde_partij=derde_partij, ingetrokken_op=None).exists():
        raise DomainError("De toestemming noemt deze partij al.", field="derde_partij", code="named")
    checked = check_document(document)
    naming = ToestemmingDerde(
        toestemming=row, gemeente_id=row.gemeente_id, derde_partij=derde_partij, genoemd_op=ondertekend_op
    )
    naming.document.save(checked.name, checked.file, save=False)
    naming.document_naam, naming.document_soort = checked.name, checked.content_type
    naming.save()
    return naming


@action
def withdraw_derde(
    *, naming: ToestemmingDerde, ingetrokken_op: dt.date, acting_user: Gebruiker
) -> ToestemmingDerde:
    """The person takes one third party back: it reads nothing more at once, on every channel (R6). The gemeente goes
    on reading, and is told to have destroyed what the third party holds."""
    consent = locked(naming.toestemming)
    require(acting_user, "record_withdrawal", consent.vergunninghouder)
    row: ToestemmingDerde = ToestemmingDerde.objects.select_for_update().get(pk=naming.pk)
    if row.ingetrokken_op is not None:
        raise DomainError("Deze partij is al geschrapt.", code="withdrawn")
    judge_date(ingetrokken_op, "ingetrokken_op", not_before=row.genoemd_op)
    row.ingetrokken_op = ingetrokken_op
    row.save(update_fields=["ingetrokken_op"])
    koppeling = (
        Koppeling.objects.active()
        .filter(plaatsingseenheid=consent.vergunninghouder.plaatsingseenheid_id, gemeente=row.gemeente_id)
        .first()
    )
    if koppeling is not None and consent.status == "gegeven":
        tell(
            "derde_ingetrokken",
            koppeling,
            key=f"derde:{row.pk}",
            acting_user=acting_user,
            person_id=consent.vergunninghouder_id,
        )
    return row


def end_derden(toestemming: Toestemming, day: dt.date) -> None:
    """With the whole consent every naming ends; inside that transaction."""
    for row in ToestemmingDerde.objects.select_for_update().filter(
        toestemming=toestemming, ingetrokken_op=None
    ):
        row.ingetrokken_op = max(day, row.genoemd_op)
        row.save(update_fields=["ingetrokken_op"])


@action
def name_dossiers(
    *, koppeling: Koppeling, toekenning: UUID, betrokkenen: Collection[UUID], acting_user: Gebruiker
) -> list[BenoemdDossier]:
    """Say which people of a koppeling one external contact may read: exactly these from now on (R1).

    Given by a regievoerder of the gemeente; what the external then reads, the consents decide (R5). Returns what
    stands now.
    """
    lock_until_commit("koppeling", koppeling.pk)
    row: Koppeling = Koppeling.objects.shared().get(pk=koppeling.pk)
    require(acting_user, "manage", row)
    reader = ExterneLezer.objects.filter(
        pk=toekenning, gemeente_id=row.gemeente_id, alleen_benoemd=True
    ).first()
    if reader is None:
        raise DomainError("Kies een externe contactpersoon van uw gemeente.", code="stranger")
    members = set(Betrokkene.objects.filter(koppeling=row, is_lid=True).values_list("pk", flat=True))
    if not set(betrokkenen) <= members:
        raise DomainError("Deze persoon hoort niet bij de koppeling.", code="not_a_member")
    standing = {
        known.betrokkene_id: known
        for known in BenoemdDossier.objects.filter(koppeling=row, toekenning=toekenning, beeindigd_op=None)
    }
    for key, known in standing.items():
        if key not in betrokkenen:
            known.beeindigd_op, known.beeindigd_door = timezone.now(), acting_user
            known.save(update_fields=["beeindigd_op", "beeindigd_door"])
    for key in sorted(set(betrokkenen) - set(standing), key=str):
        standing[key] = BenoemdDossier(
            toekenning_id=toekenning,
            betrokkene_id=key,
            koppeling=row,
            gemeente_id=row.gemeente_id,
            benoemd_door=acting_user,
        )
        standing[key].save(force_insert=True)
    return [known for known in standing.values() if known.beeindigd_op is None]
