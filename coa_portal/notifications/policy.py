"""Whose melding it is."""

from django.db.models import QuerySet

from coa_portal.access.policy import Policy
from coa_portal.notifications.models import Melding


class MeldingPolicy(Policy[Melding]):
    """A melding belongs to its recipient alone."""

    model = Melding

    def visible(self, gebruiker: object) -> "QuerySet[Melding]":
        """The own ones."""
        rows: QuerySet[Melding] = Melding.objects.filter(recipient=gebruiker).select_related("event")
        return rows
