"""Documents on a dossier: added, corrected, replaced by a newer one, withdrawn (besluit 0035)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from coa_portal.access.policy import policy_of
from coa_portal.audit.acting import action
from coa_portal.avg.confirm import guard_texts
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.common.uploads import check_upload
from coa_portal.common.uploads.preview import Preview, draw_preview
from klantprofiel import events
from klantprofiel.actions.dossier import allow, announce, lock_profiel, touch
from klantprofiel.actions.herkomst import keep_sources
from klantprofiel.actions.verifieren import verify_row
from klantprofiel.choices import Bron
from klantprofiel.documenten import provable
from klantprofiel.documentsoorten import SOORTEN
from klantprofiel.lifecycle import DOCUMENT, INTREKREDENEN, NOT_SHOWN_AFTER_ALL
from klantprofiel.models import Document, Feitherkomst, Klantprofiel, Vergunninghouder, Zichtbaar
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.state import row_model

_FILE = "bestand"


@dataclass(frozen=True)
class Documentfeiten:
    """What is said of a document. `bewijst`: key of what it shows (`documenten.Provable`), "" for nothing; `gezien`:
    the value of that as it was shown, so that nobody verifies what they did not see."""

    soort: str
    omschrijving: str
    datum: dt.date
    zichtbaar: str = Zichtbaar.COA
    bewijst: str = ""
    gezien: Any = None


@dataclass(frozen=True)
class _Files:
    """An upload that passed, with its picture."""

    content: bytes
    content_type: str
    preview: Preview


@action
def add_document(
    *,
    vergunninghouder: Vergunninghouder,
    feiten: Documentfeiten,
    bestand: "UploadedFile[Any] | None",
    acting_user: Any,
) -> Document:
    """Put a document on a dossier. What it shows becomes verified with source *document* (R16)."""
    files = _checked(bestand)
    profiel = lock_profiel(vergunninghouder)
    person = profiel.vergunninghouder
    allow(acting_user, "edit_profiel", person)
    _judge(person, feiten, acting_user, was_shared=False)
    row = _new_row(person, feiten, files, acting_user)
    row.save()
    _prove(profiel, feiten, acting_user)
    _tell(profiel, acting_user)
    return row


@action
def correct_document(
    *, document: Document, feiten: Documentfeiten, stand: dt.datetime, acting_user: Any
) -> Document:
    """Say it better: kind, description, date, who may see it, what it shows. The file stays.

    `stand`: `updated_at` as the person saw it. A gemeente that may no longer see it, does not from that moment.
    """
    profiel, row = _locked(document)
    allow(acting_user, "edit_profiel", profiel.vergunninghouder)
    _judge_current(row)
    if row.updated_at != stand:
        raise DomainError(
            "Iemand anders heeft dit document net gewijzigd. Kijk wat er nu staat en wijzig het opnieuw.",
            code="conflict",
        )
    was_shared = row.zichtbaar == Zichtbaar.GEMEENTE
    _judge(profiel.vergunninghouder, feiten, acting_user, was_shared=was_shared, known=row.omschrijving)
    is_new_proof = feiten.bewijst != row.bewijst
    _describe(row, feiten)
    row.save()
    if is_new_proof:
        _prove(profiel, feiten, acting_user)
    if was_shared and row.zichtbaar != Zichtbaar.GEMEENTE:
        _take_back(row, acting_user)
    _tell(profiel, acting_user)
    return row


@action
def replace_document(
    *,
    document: Document,
    feiten: Documentfeiten,
    bestand: "UploadedFile[Any] | None",
    acting_user: Any,
) -> Document:
    """Put a newer document in the place of this one. The older one stays readable at COA, and for a gemeente in the
    versions it was published with (R19), unless who may share it says that the newer one is for COA alone.

    That the older one was shared says nothing of the newer file: it is chosen again.
    """
    files = _checked(bestand)
    profiel, former = _locked(document)
    person = profiel.vergunninghouder
    allow(acting_user, "edit_profiel", person)
    DOCUMENT.judge(former.status, "replace")
    was_shared = former.zichtbaar == Zichtbaar.GEMEENTE
    _judge(person, feiten, acting_user, was_shared=False, known=former.omschrijving)
    row = _new_row(person, feiten, files, acting_user)
    row.vervangt = former
    row.save()
    DOCUMENT.apply(former, "replace", acting_user=acting_user)
    if was_shared and row.zichtbaar != Zichtbaar.GEMEENTE and _may_share(person, acting_user):
        _take_back(former, acting_user)
    _prove(profiel, feiten, acting_user)
    _tell(profiel, acting_user)
    return row


@action
def withdraw_document(*, document: Document, reden: str, acting_user: Any) -> Document:
    """Take a document out of the dossier: its file is destroyed, for every reader at once; that it was there stays.

    What a document of somebody else showed has to be verified again.
    """
    profiel, row = _locked(document)
    allow(acting_user, "edit_profiel", profiel.vergunninghouder)
    if reden not in INTREKREDENEN:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    DOCUMENT.judge(row.status, "withdraw")
    files = [str(row.bestand.name), str(row.voorbeeld.name)]
    row.bestand = row.voorbeeld = ""
    DOCUMENT.apply(row, "withdraw", acting_user=acting_user, reason=reden, save=["bestand", "voorbeeld"])
    if reden == NOT_SHOWN_AFTER_ALL:
        _unprove(profiel, row.bewijst)
    _take_back(row, acting_user)
    _tell(profiel, acting_user)
    # a file that this misses is an orphan, and goes at night
    transaction.on_commit(lambda: _destroy(files), robust=True)
    return row


def _destroy(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _checked(bestand: "UploadedFile[Any] | None") -> _Files:
    """Judged and drawn before anything is locked: drawing takes a while."""
    checked = check_upload(bestand, field=_FILE)
    preview = draw_preview(checked, field=_FILE)
    return _Files(checked.file.read(), checked.content_type, preview)


def _locked(document: Document) -> tuple[Klantprofiel, Document]:
    """The profile and the document, always in this order."""
    profiel = lock_profiel(Vergunninghouder(pk=document.vergunninghouder_id))
    row: Document = Document.objects.select_for_update().get(pk=document.pk)
    if row.vergunninghouder_id != profiel.vergunninghouder.pk:  # merged meanwhile
        raise DomainError("Dit document hoort nu bij een ander dossier.", code="moved")
    return profiel, row


def _judge_current(row: Document) -> None:
    if not row.is_current:
        raise DomainError(f"Dit kan niet: het document is {row.status_label.lower()}.", code="not_current")


def _judge(
    person: Vergunninghouder, feiten: Documentfeiten, acting_user: Any, *, was_shared: bool, known: str = ""
) -> None:
    """`was_shared`: the gemeente may see it already; taking that back is for whoever keeps the dossier."""
    if feiten.soort not in SOORTEN:
        raise DomainError("Kies een soort document.", field="soort", code="unknown_kind")
    if not feiten.omschrijving.strip():
        raise DomainError("Vul een omschrijving in.", field="omschrijving", code="required")
    guard_texts({"omschrijving": feiten.omschrijving}, known=(known,))
    if feiten.datum > today():
        raise DomainError("Vul een datum in die niet na vandaag ligt.", field="datum", code="future")
    if feiten.datum < person.geboortedatum:
        raise DomainError("Deze datum ligt voor de geboortedatum.", field="datum", code="before_birth")
    if feiten.zichtbaar not in Zichtbaar.values:
        raise DomainError("Kies wie het document mag zien.", field="zichtbaar", code="unknown")
    if feiten.zichtbaar == Zichtbaar.GEMEENTE:
        if not SOORTEN[feiten.soort].may_be_shared:
            raise DomainError(
                "Een ander document blijft bij het COA. Kies de soort die past, of “Alleen het COA”.",
                field="zichtbaar",
                code="kind_not_shared",
            )
        if not was_shared:
            allow(acting_user, "share_document", person)


def _may_share(person: Vergunninghouder, acting_user: Any) -> bool:
    return acting_user is None or bool(policy_of(Vergunninghouder).may(acting_user, "share_document", person))


def _new_row(person: Vergunninghouder, feiten: Documentfeiten, files: _Files, acting_user: Any) -> Document:
    row = Document(
        vergunninghouder=person,
        status=DOCUMENT.initial,
        status_door=acting_user,
        toegevoegd_door=acting_user,
        bestand_soort=files.content_type,
        bytes=len(files.content),
        paginas=files.preview.pages,
    )
    _describe(row, feiten)
    row.bestand.save("document", ContentFile(files.content), save=False)
    row.voorbeeld.save("voorbeeld", ContentFile(files.preview.picture), save=False)
    return row


def _describe(row: Document, feiten: Documentfeiten) -> None:
    row.soort, row.omschrijving, row.datum = feiten.soort, feiten.omschrijving.strip(), feiten.datum
    row.zichtbaar, row.bewijst = feiten.zichtbaar, feiten.bewijst


def _prove(profiel: Klantprofiel, feiten: Documentfeiten, acting_user: Any) -> None:
    """What the document shows is verified by it, today and by who looked at it (R16)."""
    if not feiten.bewijst:
        return
    item = next((item for item in provable(profiel) if item.key == feiten.bewijst), None)
    if item is None:
        raise DomainError("Dit gegeven staat niet meer in het dossier.", field="bewijst", code="gone")
    if item.state != feiten.gezien:
        raise DomainError(
            f"Dit gegeven is net gewijzigd in “{item.tekst}”. Klopt dat met het document? Verstuur dan opnieuw.",
            field="bewijst",
            code="conflict",
        )
    if item.key in FACTS:
        keep_sources(profiel, {item.key}, bron=Bron.DOCUMENT, op=today(), door=acting_user)
    else:
        verify_row(profiel, item.key, Bron.DOCUMENT, today(), acting_user)


def _unprove(profiel: Klantprofiel, key: str) -> None:
    """It waits to be verified again, so that it goes into no further version (R16)."""
    name, _, pk = key.partition(":")
    rows: Any = ()
    if name in FACTS:
        rows = Feitherkomst.objects.filter(klantprofiel=profiel, veld=name, bron=Bron.DOCUMENT)
    elif name in ROW_SETS:
        model: Any = row_model(ROW_SETS[name])
        rows = model.objects.filter(klantprofiel=profiel, pk=pk, bron=Bron.DOCUMENT)
    for row in rows:
        row.geverifieerd_op = row.geverifieerd_door_id = None
        row.save()


def _take_back(row: Document, acting_user: Any) -> None:
    """Announce that no gemeente may see it from now on."""
    events.document_taken_back.send(sender=Document, document=row, acting_user=acting_user)


def _tell(profiel: Klantprofiel, acting_user: Any) -> None:
    touch(profiel)
    announce(profiel.vergunninghouder, acting_user)
