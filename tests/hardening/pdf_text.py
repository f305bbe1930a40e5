"""The words of a PDF."""

import io

from pypdf import PdfReader


def text_of(content: bytes) -> str:
    """All text, page after page."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
