"""The number in the menu: how many rows stand under "Mijn werk", on every page.

Counting asks every kind of work, which is too much for each page; so the number is remembered for a minute, dropped at
once by what the account does itself, and written anew by the page of the list. It is never older than that minute.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.requests import acting
from coa_portal.common import shortlived
from coa_portal.portaal.work.regels import bronnen_of

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_HERE = "_open_work"


def counted_work(request: HttpRequest) -> int | None:
    """The number for this page; None for who has no such list."""
    if _HERE in request.__dict__:
        counted: int = request.__dict__[_HERE]
        return counted
    account = acting(request)
    if not settings.WORK_COUNTER_SECONDS or not bronnen_of(account):
        return None
    known = shortlived.kept(*_parts(account))
    if known is None:
        known = count_mine(account)
        shortlived.keep(known, settings.WORK_COUNTER_SECONDS, *_parts(account))
    request.__dict__[_HERE] = known
    return known


def count_mine(gebruiker: Gebruiker) -> int:
    """How many rows the list has under "Mijn werk"."""
    return sum(
        bron.rows(gebruiker).filter(bron.mine(gebruiker)).order_by().count() for bron in bronnen_of(gebruiker)
    )


def note_counted(request: HttpRequest, number: int) -> None:
    """The page of the list counted anyway."""
    request.__dict__[_HERE] = number
    if settings.WORK_COUNTER_SECONDS:
        shortlived.keep(number, settings.WORK_COUNTER_SECONDS, *_parts(acting(request)))


def _parts(gebruiker: Gebruiker) -> tuple[object, ...]:
    return ("open-work", gebruiker.pk)


class WorkCounterMiddleware:
    """Forgets the number of who wrote something, after that was committed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.WORK_COUNTER_SECONDS and request.method not in _READS and request.user.is_authenticated:
            shortlived.drop(*_parts(acting(request)))
        return response
