"""The main menu as a registry: each app adds its items in `AppConfig.ready()`, this app knows none."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class NavItem:
    """One item of the main menu.

    `visible` decides per request (by the account's capabilities); `counter` gives the number in the badge,
    `counter_label` what is counted ("open taken"), `alarm` colours it. Both are asked for signed-in accounts
    only; `counter` only on pages behind the wall, because elsewhere the database role may read no dossier; None shows
    no badge.
    """

    code: str
    label: str
    url_name: str
    order: int
    visible: Callable[[HttpRequest], bool]
    counter: Callable[[HttpRequest], int | None] | None = None
    counter_label: str = ""
    alarm: bool = False


@dataclass(frozen=True)
class ShownItem:
    """A menu item as the template shows it."""

    label: str
    url: str
    is_current: bool
    counter: int | None
    counter_label: str
    alarm: bool


@dataclass(frozen=True)
class SearchBox:
    """The search box in the head of every page: sent by POST to `url_name` as the field `zoek`, because addresses end
    up in logs. `visible` as of a menu item; `hint`: what can be looked for.
    """

    label: str
    hint: str
    url_name: str
    visible: Callable[[HttpRequest], bool]

    @property
    def url(self) -> str:
        """Where it is sent to, "" where that app is not installed."""
        return url_or_empty(self.url_name)


_items: dict[str, NavItem] = {}
_search: list[SearchBox] = []
_unread: list[Callable[[HttpRequest], int]] = []
_inbox: list[str] = []


def register(item: NavItem) -> None:
    """Add an item, or replace the one with the same code (`ready()` may run twice in tests)."""
    _items[item.code] = item


def register_unread(counter: Callable[[HttpRequest], int]) -> None:
    """Set who counts the unread meldingen of the signed-in account."""
    _unread[:] = [counter]


def register_inbox(url_name: str) -> None:
    """Set the address of "Meldingen" in the head of the page."""
    _inbox[:] = [url_name]


def register_search(box: SearchBox) -> None:
    """Set the search box in the head of the page."""
    _search[:] = [box]


def search_box(request: HttpRequest) -> SearchBox | None:
    """The search box of this account; None on the page that it leads to, which has one of its own."""
    shown = (box for box in _search if box.url and box.url != request.path and box.visible(request))
    return next(shown, None)


def url_or_empty(name: str) -> str:
    """The address of a named URL, or "" where that app is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def inbox_url() -> str:
    """Address of the inbox, "" when no app registered one."""
    return url_or_empty(_inbox[0]) if _inbox else ""


def unread(request: HttpRequest) -> int:
    """Number of unread meldingen; 0 when no app counts them."""
    return _unread[0](request) if _unread else 0


def shown_items(request: HttpRequest, *, with_counters: bool) -> list[ShownItem]:
    """The items this account may see, in order; the longest address that fits the path is the current one."""
    ordered = sorted(_items.values(), key=lambda item: (item.order, item.code))
    found = [
        (item, url) for item in ordered if item.visible(request) and (url := url_or_empty(item.url_name))
    ]
    fitting = [
        url for _, url in found if request.path == url or (url != "/" and request.path.startswith(url))
    ]
    current = max(fitting, key=len, default="")
    return [_shown(item, url, current, request, with_counters) for item, url in found]


def _shown(item: NavItem, url: str, current: str, request: HttpRequest, with_counters: bool) -> ShownItem:
    counter = item.counter(request) if item.counter and with_counters else None
    return ShownItem(item.label, url, url == current, counter, item.counter_label, item.alarm)
