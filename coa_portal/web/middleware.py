"""Headers and error pages that every answer shares."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.web import errors

_FORM_BYTES = 1024 * 1024
_WRONG_METHOD = 405
# a passkey is asked for by our own pages alone
_NO_DEVICES = (
    "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), "
    "midi=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"
)
GetResponse = Callable[[HttpRequest], HttpResponse]


class BoundsMiddleware:
    """Refuses what no form of the portal sends: a NUL in an address (400) and a body larger than the largest
    upload with its form (413). Without it both would cost a crash page or a full disk, before anybody signed in.
    A refused method (405) gets a page in words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return errors.bad_request(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_chunked = "HTTP_TRANSFER_ENCODING" in request.META
        if is_chunked or not length.isdigit() or int(length) > _largest(request) + _FORM_BYTES:
            return errors.too_large(request)
        response = self.get_response(request)
        if response.status_code != _WRONG_METHOD or request.path.startswith("/api/"):
            return response
        # Django's own answer is an empty page
        page = errors.wrong_method(request)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page


def _largest(request: HttpRequest) -> int:
    """The largest upload of a page. Of more than the usual only for who may have signed in."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return settings.UPLOAD_MAX_BYTES
    return settings.LARGE_UPLOADS.get(request.path_info, settings.UPLOAD_MAX_BYTES)


# a file that somebody else made is never run, whatever a browser takes it for
_FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


class HeadersMiddleware:
    """What every answer says, also a refused or broken one: stays in no cache (static files carry their own
    lifetime), is loaded by no other site, and asks for no device."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", _NO_DEVICES)
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = _FILE_POLICY
        return response


class DomainErrorMiddleware:
    """A domain error that no view put on a form: 403 for not allowed, 409 for a step that is not possible now."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with the Dutch sentence of the error, and have the wall roll back what was written.

        The wall's own `process_exception` is not asked once this one answers.
        """
        if isinstance(exception, DomainError):
            request.must_roll_back = True  # type: ignore[attr-defined]
        if isinstance(exception, NotAllowed):
            return errors.permission_denied(request, exception)
        if isinstance(exception, DomainError):
            return errors.conflict(request, exception.message)
        return None
