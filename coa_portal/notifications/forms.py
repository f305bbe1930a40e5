"""The filter of the inbox."""

from django import forms

from coa_portal.web.forms import PortaalForm


class InboxFilter(PortaalForm):
    """All meldingen, or only what is unread."""

    mark_optional = False

    toon = forms.ChoiceField(
        label="Toon", choices=[("", "Alle meldingen"), ("ongelezen", "Alleen ongelezen")], required=False
    )
