"""Uploaded files: judged by what they contain, never by their name or the type a browser claims (DESIGN §10).

A PDF with active content is refused, a picture is written anew without what is not the picture (place, camera,
thumbnails, anything hidden behind its end). What passes is kept under a name of our own.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from coa_portal.common.errors import DomainError
from coa_portal.common.uploads.jpeg import clean_jpeg
from coa_portal.common.uploads.parts import BadFile
from coa_portal.common.uploads.pdf import check_pdf
from coa_portal.common.uploads.png import clean_png
from coa_portal.common.uploads.scanner import is_infected

_KINDS = (
    (b"%PDF-", "application/pdf", ".pdf", check_pdf),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg", clean_jpeg),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png", clean_png),
)


@dataclass(frozen=True)
class CheckedUpload:
    """An upload that passed: what to store, its real content type and the extension that belongs to it."""

    file: "ContentFile[bytes]"
    content_type: str
    extension: str


def check_upload(file: "UploadedFile[Any] | None", *, field: str) -> CheckedUpload:
    """Judge an upload of pdf, jpg or png; DomainError at `field` when it is absent, empty, larger than
    UPLOAD_MAX_BYTES, of another kind, damaged, active, or called infected by the scanner."""
    if file is None:
        raise DomainError("Voeg een bestand toe.", field=field, code="document_required")
    size = file.size or 0
    if size == 0:
        raise DomainError("Dit bestand is leeg.", field=field, code="document_empty")
    if size > settings.UPLOAD_MAX_BYTES:
        megabytes = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise DomainError(
            f"Dit bestand is groter dan {megabytes} MB.", field=field, code="document_too_large"
        )
    content = file.read(settings.UPLOAD_MAX_BYTES + 1)
    file.seek(0)
    if is_infected(content, field=field):
        raise DomainError("De virusscanner keurt dit bestand af.", field=field, code="document_infected")
    for signature, content_type, extension, clean in _KINDS:
        if content.startswith(signature):
            try:
                return CheckedUpload(ContentFile(clean(content)), content_type, extension)
            except BadFile as error:
                raise DomainError(error.message, field=field, code=error.code) from None
    raise DomainError("Kies een pdf, jpg of png.", field=field, code="document_kind")
