"""Uploaded declarations: accepted by what they contain, not by what they are called."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from coa_portal.common.errors import DomainError

_SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
)


@dataclass(frozen=True)
class CheckedDocument:
    """An upload that passed: its real content type, and a name fit for a download header."""

    file: "UploadedFile[Any]"
    content_type: str
    name: str


def check_document(file: "UploadedFile[Any] | None", *, field: str = "document") -> CheckedDocument:
    """Judge an upload; DomainError at `field` when it is absent, empty, too large or of another kind."""
    if file is None:
        raise DomainError("Voeg het ondertekende document toe.", field=field, code="document_required")
    size = file.size or 0
    if size == 0:
        raise DomainError("Dit bestand is leeg.", field=field, code="document_empty")
    if size > settings.UPLOAD_MAX_BYTES:
        megabytes = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise DomainError(
            f"Dit bestand is groter dan {megabytes} MB.", field=field, code="document_too_large"
        )
    head = file.read(16)
    file.seek(0)
    for signature, content_type, extension in _SIGNATURES:
        if head.startswith(signature):
            return CheckedDocument(file, content_type, f"toestemmingsverklaring{extension}")
    raise DomainError("Kies een pdf, jpg of png.", field=field, code="document_kind")
