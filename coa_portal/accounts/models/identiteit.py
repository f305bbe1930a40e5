"""Which outside identity belongs to an account (OpenID Connect)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel

if TYPE_CHECKING:
    from coa_portal.accounts.models import Gebruiker  # noqa: F401


class ExterneIdentiteit(BaseModel):
    """The pair (issuer, subject) under which an organisation knows the person of an account.

    The row stays when a beheerder unlinks it: that identity then opens nothing, also not by its address anew, until
    a beheerder links it again.
    """

    gebruiker = models.ForeignKey(
        "accounts.Gebruiker", on_delete=models.PROTECT, related_name="identiteiten", verbose_name="account"
    )
    provider = models.CharField("organisatie", max_length=31, editable=False)
    issuer = models.CharField("uitgever", max_length=255, editable=False)
    subject = models.CharField("kenmerk bij de organisatie", max_length=255, editable=False)
    ontkoppeld_op = models.DateTimeField("ontkoppeld op", null=True, editable=False)

    history = tracked()

    class Meta:
        verbose_name = "externe identiteit"
        verbose_name_plural = "externe identiteiten"
        ordering = ["gebruiker__naam", "provider"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identiteit_once"),
            models.UniqueConstraint(
                fields=["gebruiker", "issuer"],
                condition=Q(ontkoppeld_op=None),
                name="identiteit_one_per_issuer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gebruiker} via {self.provider}"
