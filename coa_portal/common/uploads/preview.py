"""A small picture of the first page of an upload, to show in a page in place of the file itself.

The browser gets a JPEG that the portal drew, never something that somebody else made. Drawing happens in another
process (`draw`).
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from coa_portal.common.errors import DomainError
from coa_portal.common.uploads import CheckedUpload

CONTENT_TYPE, PREVIEW_NAME = "image/jpeg", "voorbeeld.jpg"
_PROGRAM = Path(__file__).with_name("draw.py")
_SECONDS = 20
_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Preview:
    """The first page as a JPEG, and how many pages the file has."""

    picture: bytes
    pages: int


def draw_preview(upload: CheckedUpload, *, field: str) -> Preview:
    """Draw an upload that was checked; DomainError at `field` when it cannot be drawn, because a file that the portal
    cannot show is one that nobody can read either."""
    upload.file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603  (our own program, and nothing of the upload in its arguments)
            [sys.executable, "-I", str(_PROGRAM), upload.content_type],
            input=upload.file.read(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env={},
        )
    except (subprocess.SubprocessError, OSError):
        raise _unreadable(field) from None
    finally:
        upload.file.seek(0)
    head, _, picture = done.stdout.partition(b"\n")
    if not head.isdigit() or not picture or len(picture) > _LARGEST:
        raise _unreadable(field)
    return Preview(picture, int(head))


def _unreadable(field: str) -> DomainError:
    return DomainError(
        "Van dit bestand kan geen voorbeeld worden gemaakt. Waarschijnlijk is het beschadigd. Maak de scan of foto "
        "opnieuw en voeg die toe.",
        field=field,
        code="document_unreadable",
    )
