"""PNG: keep the chunks that make the picture."""

import struct
import zlib

from coa_portal.common.uploads.parts import check_size, damaged

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD"}
_HEADER_BYTES = 13


def clean_png(content: bytes) -> bytes:
    """The picture alone: no text, no EXIF, nothing behind its end. Raises BadFile when a chunk does not fit."""
    out, place, names = [_SIGNATURE], len(_SIGNATURE), []
    while place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        end = place + 12 + length
        chunk = content[place + 4 : end - 4]
        if end > len(content) or struct.pack(">I", zlib.crc32(chunk)) != content[end - 4 : end]:
            raise damaged()
        name = chunk[:4]
        names.append(name)
        if name in _KEPT:
            out.append(content[place:end])
        place = end
        if name == b"IEND":
            break
    if not names or names[0] != b"IHDR" or names[-1] != b"IEND" or b"IDAT" not in names:
        raise damaged()
    if len(out[1]) != 12 + _HEADER_BYTES:
        raise damaged()
    check_size(*struct.unpack(">II", out[1][8:16]))
    return b"".join(out)
