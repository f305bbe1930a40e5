"""JPEG: keep the segments that make the picture, and which way up it is."""

import struct

from coa_portal.common.uploads.parts import check_size, damaged

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_JFIF, _EXIF, _COLOURS, _ADOBE, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
# frame headers: all of C0..CF but the tables DHT (C4), JPG (C8) and DAC (CC)
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ORIENTATION = 0x0112


def clean_jpeg(content: bytes) -> bytes:
    """The picture alone: no place, camera, thumbnail or comment, nothing behind its end. Raises BadFile."""
    out, place, has_frame = [b"\xff\xd8"], 2, False
    while True:
        marker, segment, place = _segment(content, place)
        if marker in _FRAMES:
            if len(segment) < 10:
                raise damaged()
            height, width = struct.unpack(">HH", segment[5:9])
            check_size(width, height)
            has_frame = True
        if marker == _EXIF:
            segment = _upright(segment)
            out.append(segment)
        elif not (_JFIF < marker <= 0xEF or marker == _COMMENT) or marker in {_COLOURS, _ADOBE}:
            out.append(b"\xff" + bytes([marker]) + segment)
        if marker == _SCAN:
            end = _end_of_scan(content, place)
            out.append(content[place:end])
            place = end
        if content[place : place + 2] == b"\xff\xd9":
            break
    if not has_frame:
        raise damaged()
    return b"".join([*out, b"\xff\xd9"])


def _segment(content: bytes, place: int) -> tuple[int, bytes, int]:
    """Marker, length and body of the segment at `place`, and where the next one begins."""
    while content[place : place + 2] == b"\xff\xff":  # fill bytes
        place += 1
    head = content[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] in {0x00, _START, _END}:
        raise damaged()
    length = int.from_bytes(head[2:4], "big")
    end = place + 2 + length
    if length < 2 or end > len(content):
        raise damaged()
    return head[1], content[place + 2 : end], end


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the next marker stands: in a scan FF is followed by 00 or by a restart marker (D0..D7)."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise damaged()
        if content[place + 1] != 0x00 and not 0xD0 <= content[place + 1] <= 0xD7:
            return place
        place += 2


def _upright(segment: bytes) -> bytes:
    """A segment that says which way up the picture is and nothing else; b"" where the original does not say."""
    body = segment[2:]
    order = {b"II": "<", b"MM": ">"}.get(body[6:8])
    if not body.startswith(b"Exif\x00\x00") or order is None:
        return b""
    tiff = body[6:]
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(min(count, 64)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + number * 12)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return _orientation(value)
    except struct.error:
        pass
    return b""


def _orientation(value: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0)
    tiff = b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
