"""Closed by default. Which capability opens a view stands in its declaration, judged by the middleware (R3)."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Nobody(BasePermission):
    """The default: a view that chooses nothing answers nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Never."""
        return False


class DeclaredAccount(BasePermission):
    """A system account that came past the declaration of the view; without one DRF answers 401."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether there is an account at all."""
        return request.user is not None
