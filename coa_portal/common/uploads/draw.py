"""Draws the first page of a file on standard input as a small JPEG: a program of its own, run by `preview`.

Decoders of other people's files are where memory errors live. So they run in a process without the portal's code,
settings or open files, that may take little memory and time, and may write no file. Argument: the content type. Writes
the number of pages on the first line, then the picture; leaves with 1 when there is nothing to draw.
"""

import io
import resource
import sys

import pypdfium2
from PIL import Image, ImageOps

WIDTH, HEIGHT = 900, 1272  # points of the picture at most: a page of A4 that can be read
_SECONDS, _BYTES = 10, 1_500 * 1024 * 1024
_QUALITY = 82
_PDF = "application/pdf"
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def main() -> None:
    """Read, draw, write."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content, kind = sys.stdin.buffer.read(), sys.argv[1]
    pages, picture = _from_pdf(content) if kind == _PDF else (1, _from_image(content, _FORMATS[kind]))
    out = io.BytesIO()
    picture.save(
        out, "JPEG", quality=_QUALITY, optimize=True
    )  # written anew: nothing of the original comes along
    sys.stdout.buffer.write(b"%d\n" % pages + out.getvalue())


def _from_pdf(content: bytes) -> tuple[int, Image.Image]:
    document = pypdfium2.PdfDocument(content)
    page = document[0]
    width, height = page.get_size()
    # forms and annotations stay out: what a page shows only when it is opened in a reader is no part of the page
    bitmap = page.render(scale=min(WIDTH / width, HEIGHT / height), may_draw_forms=False, draw_annots=False)
    return len(document), bitmap.to_pil().convert("RGB")


def _from_image(content: bytes, form: str) -> Image.Image:
    picture: Image.Image = Image.open(io.BytesIO(content), formats=[form])
    picture.draft("RGB", (WIDTH, HEIGHT))  # a JPEG is decoded at about the size that is wanted
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((WIDTH, HEIGHT))
    flat = Image.new("RGB", picture.size, "white")
    with_alpha = picture.convert("RGBA")
    flat.paste(with_alpha, mask=with_alpha)
    return flat


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # whatever it is, its words may quote the file
        sys.exit(1)
