"""Files that somebody uploaded, as an answer: what is kept goes out as what the portal found it to be."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse


def stored_file(name: str, content_type: str, *, download_as: str = "") -> HttpResponse:
    """The kept file `name`; 404 once it is gone. `download_as`: the name of a download. Without it the browser shows
    the file, which is only for what the portal made itself (a picture of a page)."""
    if not name:
        raise Http404
    try:
        with default_storage.open(name, "rb") as content:
            response = HttpResponse(content.read(), content_type=content_type)
    except FileNotFoundError:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    if download_as:
        response["Content-Disposition"] = f'attachment; filename="{download_as}"'
    return response
