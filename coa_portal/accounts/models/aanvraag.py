"""Requests of a gemeente for an account or a role (DESIGN §3, accountbeheerder gemeente)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from coa_portal.access.roles import ROLES, Role, ScopeKind
from coa_portal.accounts.lifecycle import AANVRAAG, REFUSAL_REASONS
from coa_portal.accounts.models.overeenkomst import Verwerkersovereenkomst
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Gemeente

# what a gemeente may ask for: the roles on a gemeente
REQUESTABLE = tuple(role.code for role in ROLES.values() if role.scope == ScopeKind.GEMEENTE)


class Accountaanvraag(BaseModel, LifecycleModel):
    """One role on one gemeente for one person, by e-mail address: whose account that is, the beheerder sees.

    A gemeente is not told whether an address has an account elsewhere. `overeenkomst_*` describe an agreement that is
    not registered yet; `toekenning` is what came of it.
    """

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    gevraagd_door = models.ForeignKey(
        "accounts.Gebruiker", on_delete=models.PROTECT, related_name="+", verbose_name="aangevraagd door"
    )
    email = models.EmailField("e-mailadres")
    naam = models.CharField("naam", max_length=120)
    functie = models.CharField("functie", max_length=120, blank=True)
    telefoon = models.CharField("telefoonnummer", max_length=20, blank=True)
    rol = models.CharField("rol", max_length=40, choices=[(code, ROLES[code].label) for code in REQUESTABLE])
    max_tier = models.PositiveSmallIntegerField("hoogste laag", null=True, blank=True)
    onderdelen = ArrayField(
        models.CharField(max_length=40), verbose_name="onderdelen", default=list, blank=True
    )
    eindigt_op = models.DateField("eindigt op", null=True, blank=True)
    verwerkersovereenkomst = models.ForeignKey(
        Verwerkersovereenkomst, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    overeenkomst_partij = models.CharField("derde partij", max_length=120, blank=True)
    overeenkomst_kenmerk = models.CharField("kenmerk van de overeenkomst", max_length=120, blank=True)
    overeenkomst_einde = models.DateField("einddatum van de overeenkomst", null=True, blank=True)
    toelichting = models.CharField("toelichting", max_length=500, blank=True)
    antwoord = models.CharField("antwoord van het COA", max_length=500, blank=True)
    toekenning = models.ForeignKey(
        "accounts.Toekenning", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "accountaanvraag"
        verbose_name_plural = "accountaanvragen"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="aanvraag_once_open",
                fields=["gemeente", "email", "rol"],
                condition=Q(status="aangevraagd"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referentie}: {self.role.label} voor {self.naam}"

    @property
    def referentie(self) -> str:
        """What people call it; tells neither who nor how many there are (R11)."""
        return f"AA-{self.pk.hex[:8].upper()}"

    @property
    def role(self) -> Role:
        """The row of the table of roles."""
        return ROLES[self.rol]

    @property
    def status_label(self) -> str:
        """Status in words."""
        return AANVRAAG.states[self.status]

    @property
    def reden_label(self) -> str:
        """Why it was refused, in words; empty when it was not."""
        return REFUSAL_REASONS.get(self.status_reden, "")

    @property
    def wants_new_agreement(self) -> bool:
        """Whether it describes an agreement that still has to be registered."""
        return bool(self.overeenkomst_kenmerk) and self.verwerkersovereenkomst is None
