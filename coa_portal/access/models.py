"""django-guardian's rows, with a direct key to each kind of parent object (R1).

A direct key instead of guardian's generic one makes the list of granted parents a plain indexed read, and
lets the policies of the second wall join on it.
"""

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from coa_portal.organisaties.models import (
    Arbeidsmarktregio,
    Gemeente,
    Lesgroep,
    Opvanglocatie,
    Organisatie,
)


class GemeentePermission(UserObjectPermissionBase):  # type: ignore[misc]
    """One permission of one account on one gemeente."""

    content_object = models.ForeignKey(Gemeente, on_delete=models.CASCADE)


class OpvanglocatiePermission(UserObjectPermissionBase):  # type: ignore[misc]
    """One permission of one account on one opvanglocatie."""

    content_object = models.ForeignKey(Opvanglocatie, on_delete=models.CASCADE)


class ArbeidsmarktregioPermission(UserObjectPermissionBase):  # type: ignore[misc]
    """One permission of one account on one arbeidsmarktregio."""

    content_object = models.ForeignKey(Arbeidsmarktregio, on_delete=models.CASCADE)


class OrganisatiePermission(UserObjectPermissionBase):  # type: ignore[misc]
    """One permission of one account on an organisation as a whole."""

    content_object = models.ForeignKey(Organisatie, on_delete=models.CASCADE)


class LesgroepPermission(UserObjectPermissionBase):  # type: ignore[misc]
    """One permission of one account on one lesgroep."""

    content_object = models.ForeignKey(Lesgroep, on_delete=models.CASCADE)


class GrantInForce(models.Model):
    """A database view: guardian's rows of active accounts under a toekenning that is in force today (R1).

    Everything that asks what an account may do reads this or the function `portal_gemeenten`, which reads the same.
    """

    id = models.TextField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    capability = models.TextField()
    kind = models.TextField()
    parent_id = models.TextField()

    class Meta:
        managed = False
        db_table = "access_grant_in_force"

    def __str__(self) -> str:
        return f"{self.capability} {self.parent_id}"
