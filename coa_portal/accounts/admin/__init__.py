"""Accounts in Django admin; every write is an action of `coa_portal.accounts.actions`."""

from django.contrib import admin
from django.contrib.auth.models import Group

from coa_portal.accounts.admin import (
    aanmeldpoging,
    aanvraag,
    api_sleutel,
    controle,
    gebruiker,
    identiteit,
    overeenkomst,
    toekenning,
)

__all__ = [
    "aanmeldpoging",
    "aanvraag",
    "api_sleutel",
    "controle",
    "gebruiker",
    "identiteit",
    "overeenkomst",
    "toekenning",
]

# rights come from toekenningen alone (R1)
admin.site.unregister(Group)
