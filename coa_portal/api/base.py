"""Base of every API view."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.views import APIView

from coa_portal.access import rates
from coa_portal.access.declare import Audience, Declaration
from coa_portal.api.permissions import DeclaredAccount


class PortaalApiView(APIView):
    """A view for gemeente systems. Subclasses set `declaration` (by `api_page`), which the wall and R3 read."""

    declaration: ClassVar[Declaration]
    permission_classes = (DeclaredAccount,)
    metadata_class = None  # OPTIONS would describe the code

    @property
    def asked(self) -> HttpRequest:
        """Django's own request, which the reading log writes about."""
        return self.request._request

    @property
    def account(self) -> Any:
        """The system account that is asking."""
        return self.request.user

    def query(self, serializer: type[Any]) -> dict[str, Any]:
        """The query of the address by a serializer; 400 names everything that is wrong with it."""
        checked = serializer(data=self.request.query_params.dict())
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def body(self, serializer: type[Any]) -> dict[str, Any]:
        """The body by a serializer; 400 and 415 as they should."""
        request: Request = self.request
        checked = serializer(data=request.data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)


def api_page(
    who: Audience | Collection[str],
    *,
    activity: str,
    methods: tuple[str, ...] = ("GET",),
    rate: str = rates.API,
    scope: str = "",
) -> Declaration:
    """The declaration of an API view. Every operation counts for the rate of the whole API as well."""
    audience = who if isinstance(who, Audience) else frozenset(who)
    return Declaration(audience, activity, methods, is_api=True, rate=rate, scope=scope)
