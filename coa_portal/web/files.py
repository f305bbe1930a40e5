"""Files that somebody uploaded, as an answer: what is kept goes out as what the portal found it to be."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse


def stored_file(name: str, content_type: str, *, download_as: str) -> HttpResponse:
    """The kept file `name`, always as a download called `download_as`; 404 once it is gone.

    A picture too: an `img` shows it all the same, and nobody opens it as a page of this site.
    """
    if not name:
        raise Http404
    try:
        with default_storage.open(name, "rb") as content:
            response = HttpResponse(content.read(), content_type=content_type)
    except FileNotFoundError:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'attachment; filename="{download_as}"'
    return response
