"""django-guardian's rows, with a direct key to each kind of parent object (R1).

A direct key instead of guardian's generic one makes the list of granted parents a plain indexed read, and
lets the policies of the second wall join on it.
"""

from django.db import models
from guardian.models import UserObjectPermissionBase

from coa_portal.organisaties.models import Arbeidsmarktregio, Gemeente, Opvanglocatie, Organisatie


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
