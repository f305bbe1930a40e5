"""Uploads are judged by what they contain; pictures are written anew (DESIGN §10)."""

import io
import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter

from coa_portal.common.errors import DomainError
from coa_portal.common.uploads import check_upload
from coa_portal.portaal.demo.teller import sample_pdf
from tests.factories.files import chunk, jpeg, png, segment

PDF = sample_pdf()


def upload(content: bytes, name: str = "x.pdf") -> Any:
    return check_upload(SimpleUploadedFile(name, content), field="document")


def refused(content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        upload(content)
    assert caught.value.field == "document"
    return caught.value.code


def written(make: Any) -> bytes:
    """The sample PDF after pypdf did something to it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PDF)))
    make(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def exif(orientation: int, order: str = "<") -> bytes:
    mark = {"<": b"II*\0", ">": b"MM\0*"}[order]
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    gps = struct.pack(f"{order}HHII", 0x8825, 4, 1, 99)
    tiff = mark + struct.pack(f"{order}IH", 8, 2) + gps + entries + b"\0\0\0\0GPS 52.123"
    return segment(0xE1, b"Exif\0\0" + tiff)


@pytest.mark.parametrize(
    ("content", "kind", "extension"),
    [
        (PDF, "application/pdf", ".pdf"),
        (png(), "image/png", ".png"),
        (jpeg(), "image/jpeg", ".jpg"),
    ],
)
def test_what_it_is_counts_and_not_its_name(content: bytes, kind: str, extension: str) -> None:
    checked = upload(content, "../../<script>.html")
    assert (checked.content_type, checked.extension, checked.file.read()) == (kind, extension, content)


def test_a_pdf_that_carries_a_file_is_refused() -> None:
    assert upload(written(lambda pdf: None)).content_type == "application/pdf"
    assert refused(written(lambda pdf: pdf.add_attachment("kwaad.exe", b"MZ"))) == "document_active"


@pytest.mark.parametrize(
    "action",
    [
        b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>",
        b"/OpenAction<</S/J#61vaScript/#4aS(x)>>",
        b"/OpenAction<</S/Launch/F(cmd.exe)>>",
        b"/AA<</O<</S/URI/URI(https://kwaad.example)>>>>",
        b"/AcroForm<</Fields[]/XFA(x)>>",
        b"/OpenAction[<</S/GoToR/F(x)>>]",
        b"/OpenAction<</S/SubmitForm/F(https://kwaad.example)>>",
    ],
)
def test_whatever_way_it_is_written(action: bytes) -> None:
    assert refused(PDF.replace(b"/Lang (nl)", action)) == "document_active"


def test_a_pdf_that_only_keeps_the_reader_busy_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coa_portal.common.uploads.pdf.PdfReader", None)
    deep = b"<</A" * 60_000 + b">>" * 60_000
    assert refused(PDF.replace(b"/Lang (nl)", b"/A " + deep)) == "document_damaged"


def with_compressed_part(text: bytes) -> bytes:
    """A PDF of one page, of which object 5 stands in a compressed part."""
    packed = zlib.compress(b"5 0       " + text, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/ObjStm/N 1/First 10/Length %d/Filter/FlateDecode>>stream\n%s\nendstream"
        % (len(packed), packed),
    ]
    content, places = b"%PDF-1.7\n", [b"\0" * 6]
    for number, thing in enumerate(objects, 1):
        places.append(b"\1" + len(content).to_bytes(4, "big") + b"\0")
        content += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    places += [b"\2\0\0\0\4\0", b"\1" + len(content).to_bytes(4, "big") + b"\0"]
    table = b"6 0 obj\n<</Type/XRef/Size 7/Root 1 0 R/W[1 4 1]/Length 42>>stream\n%s\nendstream\nendobj\n"
    return content + table % b"".join(places) + b"startxref\n%d\n%%%%EOF" % len(content)


def test_a_pdf_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    assert upload(with_compressed_part(b"<</A 1>>")).content_type == "application/pdf"
    assert refused(with_compressed_part(b"<</S/JavaScript>>")) == "document_active"
    assert refused(with_compressed_part(b"<</A 1>>" + b" " * 80_000_000)) == "document_damaged"


def test_a_locked_pdf_is_refused_with_what_to_do() -> None:
    assert refused(written(lambda pdf: pdf.encrypt("geheim", algorithm="RC4-128"))) == "document_locked"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7",
        b"%PDF-<script>alert(1)</script>",
        PDF[:300],
        png()[:-6],
        png().replace(b"IDAT", b"IDAX"),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
        b"\xff\xd8\xff\xe0 foto",
        jpeg()[:-2],
        b"\xff\xd8\xff\xd9",
        jpeg().replace(b"\xff\xc0", b"\xff\xe5"),
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    assert refused(content) == "document_damaged"


@pytest.mark.parametrize("content", [png(width=2**31 - 1), png(width=0), jpeg(width=0)])
def test_a_picture_of_no_or_too_many_pixels_is_refused(content: bytes) -> None:
    assert refused(content) == "document_pixels"


def test_a_png_keeps_the_picture_alone() -> None:
    hidden = chunk(b"tEXt", b"Author\0Geheim"), chunk(b"eXIf", b"Geheim")
    assert upload(png(*hidden, tail=b"PK\x03\x04Geheim<script>")).file.read() == png()


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_loses_its_place_and_stays_upright(order: str) -> None:
    hidden = (exif(6, order), segment(0xFE, b"Geheim"), segment(0xED, b"Geheim"))
    cleaned = upload(jpeg(*hidden, tail=b"Geheim")).file.read()
    assert b"Geheim" not in cleaned
    assert b"GPS" not in cleaned
    again = upload(jpeg(exif(6, ">"))).file.read()
    assert cleaned == again
    assert upload(cleaned).file.read() == cleaned
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in cleaned


@pytest.fixture
def clamd(settings: Any) -> Iterator[Any]:
    """A scanner that answers what the test says and keeps what it was sent."""
    state: dict[str, Any] = {"answer": b"stream: OK\0", "sent": b""}
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    while not state["sent"].endswith(b"\0\0\0\0"):
                        state["sent"] += line.recv(65536)
                    line.sendall(state["answer"])

        threading.Thread(target=serve, daemon=True).start()
        yield state


def test_a_scanner_decides_where_there_is_one(clamd: Any) -> None:
    assert upload(PDF).content_type == "application/pdf"
    assert PDF in clamd["sent"]
    clamd.update(sent=b"", answer=b"stream: Eicar-Test-Signature FOUND\0")
    assert refused(PDF) == "document_infected"
    clamd.update(sent=b"", answer=b"INSTREAM size limit exceeded. ERROR\0")
    assert refused(PDF) == "document_unscanned"


def test_a_scanner_that_is_away_keeps_files_out(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
    assert refused(PDF) == "document_unscanned"
