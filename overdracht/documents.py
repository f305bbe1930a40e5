"""Uploaded declarations: accepted by what they contain, not by what they are called."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from coa_portal.common.errors import DomainError
from coa_portal.common.uploads import check_upload


@dataclass(frozen=True)
class CheckedDocument:
    """An upload that passed: what to keep, its real content type, and a name fit for a download header."""

    file: "ContentFile[bytes]"
    content_type: str
    name: str


def check_document(file: "UploadedFile[Any] | None", *, field: str = "document") -> CheckedDocument:
    """Judge an upload; DomainError at `field` when it is absent or not accepted (`common.uploads`)."""
    if file is None:
        raise DomainError("Voeg het ondertekende document toe.", field=field, code="document_required")
    checked = check_upload(file, field=field)
    return CheckedDocument(checked.file, checked.content_type, f"toestemmingsverklaring{checked.extension}")
