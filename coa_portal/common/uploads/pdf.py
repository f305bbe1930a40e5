"""PDF: refuse what runs, hides a file, or cannot be read."""

import io
import logging
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from coa_portal.common.uploads.parts import BadFile, damaged

# what starts something, reaches outside or carries another file (ISO 32000-2: 7.11.4, 12.6.4, 12.7, 13)
_ACTIVE = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/EF",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/RichMedia",
    "/RichMediaContent",
    "/Movie",
    "/Sound",
    "/Rendition",
    "/XFA",
    "/AA",
    "/3D",
}
_MOST_OBJECTS = 50_000
# a scan has one page, a declaration in two languages a handful
_MOST_PAGES = 200

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it quotes the file in its warnings


def check_pdf(content: bytes) -> bytes:
    """The same bytes. Raises BadFile for a PDF that is damaged, locked, active or too large to look through."""
    if content.count(b"<<") > _MOST_OBJECTS:  # nested so deep that reading them would keep a process busy
        raise damaged()
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise BadFile(
                "Deze pdf is beveiligd met een wachtwoord. Maak een scan zonder wachtwoord.",
                "document_locked",
            )
        if not 0 < len(reader.pages) <= _MOST_PAGES:
            raise damaged()
        is_active = _is_active(reader)
    except BadFile:
        raise
    except Exception:  # a parser of other people's files fails in more ways than it documents
        raise damaged() from None
    if is_active:
        raise BadFile(
            "Deze pdf bevat iets wat kan worden uitgevoerd, of een ander bestand. Voeg een scan of foto toe.",
            "document_active",
        )
    return content


def _is_active(reader: PdfReader) -> bool:
    """Whether a dictionary anywhere in the file, also in a compressed part or one no page leads to, is active."""
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > _MOST_OBJECTS:
        raise damaged()
    waiting: list[Any] = [reader.trailer]
    waiting += [
        reader.get_object(IndirectObject(number, generation, reader)) for number, generation in numbers
    ]
    looked = 0
    while waiting:
        thing = waiting.pop()
        looked += 1
        if looked > _MOST_OBJECTS * 10:
            raise damaged()
        if isinstance(thing, DictionaryObject):
            names = {str(key) for key in thing}
            names |= {str(thing[key]) for key in ("/S", "/Type", "/Subtype") if key in thing}
            if names & _ACTIVE:
                return True
            waiting += [thing.raw_get(key) for key in thing]
        elif isinstance(thing, ArrayObject):
            waiting += list(thing)
    return False
