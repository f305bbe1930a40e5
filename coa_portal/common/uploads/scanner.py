"""A virus scanner, where the hosting party has one: clamd, asked over TCP (`CLAMD_ADDRESS`, "host:port")."""

import logging
import socket
import struct

from django.conf import settings

from coa_portal.common.errors import DomainError

logger = logging.getLogger(__name__)
_SECONDS = 20
_CHUNK = 64 * 1024


def is_infected(content: bytes, *, field: str) -> bool:
    """What the scanner says; False without one. A scanner that does not answer refuses the upload (DomainError)."""
    if not settings.CLAMD_ADDRESS:
        return False
    try:
        answer = _ask(content)
    except OSError as error:
        logger.error("virus scanner does not answer: %s", type(error).__name__)
        answer = b""
    if answer.startswith(b"stream: OK"):
        return False
    if answer.rstrip(b"\0\n").endswith(b"FOUND"):
        return True
    raise DomainError(
        "Het bestand kan nu niet op virussen worden onderzocht. Probeer het later opnieuw.",
        field=field,
        code="document_unscanned",
    )


def _ask(content: bytes) -> bytes:
    """Clamd's INSTREAM: the file in chunks, each after its length, and a zero at the end."""
    host, _, port = settings.CLAMD_ADDRESS.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=_SECONDS) as line:
        line.sendall(b"zINSTREAM\0")
        for place in range(0, len(content), _CHUNK):
            chunk = content[place : place + _CHUNK]
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        return line.recv(4096)
