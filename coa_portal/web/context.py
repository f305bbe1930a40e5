"""What the base page needs of every request, worked out only when the template asks for it."""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from coa_portal.web import navigation
from coa_portal.web.navigation import SearchBox


class PortaalContext:
    """Navigation, account and environment for `portaal.html`.

    Everything is lazy: a fragment, a redirect or an error page that never asks costs no query, and a visitor
    who is not signed in costs none at all.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def is_ingelogd(self) -> bool:
        """Whether somebody is signed in."""
        user = getattr(self._request, "user", None)
        return bool(user is not None and user.is_authenticated)

    @property
    def is_demo(self) -> bool:
        """Whether the bar "Demo-omgeving" is shown."""
        return bool(getattr(settings, "PORTAL_DEMO", False))

    @property
    def versie(self) -> str:
        """Version for the foot of the page."""
        return str(getattr(settings, "PORTAL_VERSION", "0.1"))

    @cached_property
    def naam(self) -> str:
        """Name of the signed-in account."""
        return str(getattr(self._request.user, "naam", "")) if self.is_ingelogd else ""

    @property
    def wie(self) -> str:
        """Key of the signed-in account: what is kept in the browser belongs to it alone."""
        return str(getattr(self._request.user, "pk", "")) if self.is_ingelogd else ""

    @cached_property
    def rol(self) -> str:
        """Role and scope of the account in words ("Casemanager, azc Luttelgeest")."""
        return str(getattr(self._request.user, "rol_omschrijving", "")) if self.is_ingelogd else ""

    @cached_property
    def _may_count(self) -> bool:
        # Outside the wall the login role may read no dossier table: a counter would be "permission denied".
        declaration = getattr(self._request, "declaration", None)
        return self.is_ingelogd and (declaration is None or bool(declaration.wall))

    @cached_property
    def navigation(self) -> list[navigation.ShownItem]:
        """Main menu of this account, empty for a visitor."""
        if not self.is_ingelogd:
            return []
        return navigation.shown_items(self._request, with_counters=self._may_count)

    @cached_property
    def zoekvak(self) -> SearchBox | None:
        """The search box in the head of the page, for who has one."""
        return navigation.search_box(self._request) if self.is_ingelogd else None

    @cached_property
    def ongelezen(self) -> int:
        """Unread meldingen, 0 for a visitor."""
        return navigation.unread(self._request) if self._may_count else 0

    @property
    def postvak_url(self) -> str:
        """Address of the inbox."""
        return navigation.inbox_url() if self.is_ingelogd else ""

    @property
    def home_url(self) -> str:
        """Where the brand leads to."""
        return navigation.url_or_empty("portaal:home") or "/"

    @property
    def uitlog_url(self) -> str:
        """Address that signs out (POST)."""
        return navigation.url_or_empty("accounts:logout")

    @property
    def inlog_url(self) -> str:
        """Address of the sign-in page, for visitors."""
        return navigation.url_or_empty("accounts:login")

    @property
    def account_url(self) -> str:
        """The account's own page, when there is one."""
        return navigation.url_or_empty("accounts:account")


def portaal(request: HttpRequest) -> dict[str, PortaalContext]:
    """Context processor; put it in TEMPLATES."""
    return {"portaal": PortaalContext(request)}
