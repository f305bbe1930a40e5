"""Documents on a dossier, put there by the actions of the portal."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from coa_portal.portaal.demo.teller import sample_pdf
from klantprofiel.actions import Documentfeiten, add_document
from klantprofiel.models import Document, Vergunninghouder
from tests.factories.koppeling import casemanager_of

PDF = sample_pdf()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 60), **how: Any) -> bytes:
    """A red picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **how)
    return out.getvalue()


def upload(content: bytes = PDF, name: str = "scan.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, "application/octet-stream")


def facts(**changes: Any) -> Documentfeiten:
    """What is said of a document."""
    said: dict[str, Any] = {
        "soort": "diploma",
        "omschrijving": "Diploma elektrotechniek",
        "datum": dt.date(2015, 6, 1),
        **changes,
    }
    return Documentfeiten(**said)


def document_of(person: Vergunninghouder, content: bytes = PDF, **changes: Any) -> Document:
    """A document on the dossier of this person; `zichtbaar="gemeente"` lets the gemeente see it after publishing."""
    return add_document(
        vergunninghouder=person,
        feiten=facts(**changes),
        bestand=upload(content),
        acting_user=casemanager_of(person),
    )
