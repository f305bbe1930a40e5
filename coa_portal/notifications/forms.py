"""The filter of the inbox, the preferences per kind, and the choice per dossier."""

from typing import Any

from django import forms

from coa_portal.notifications.kinds import Group, Kind
from coa_portal.notifications.models import Wijze
from coa_portal.notifications.preferences import choices_of
from coa_portal.web.forms import PortaalForm, Unguarded


class InboxFilter(PortaalForm):
    """What to show: only what is unread, about one matter, or about one dossier."""

    unguarded = {"dossier": Unguarded.NUMBER}

    mark_optional = False

    toon = forms.ChoiceField(
        label="Toon", choices=[("", "Alle meldingen"), ("ongelezen", "Alleen ongelezen")], required=False
    )
    onderwerp = forms.ChoiceField(
        label="Onderwerp",
        choices=[
            ("", "Alle onderwerpen"),
            *((str(g), g.label) for g in Group if g != Group.OTHER),
        ],
        required=False,
    )
    dossier = forms.CharField(label="Kenmerk", max_length=20, required=False)

    @property
    def chosen(self) -> dict[str, str]:
        """What is filtered on, without what is empty or wrong."""
        self.is_valid()
        return {name: str(value).strip() for name, value in self.cleaned_data.items() if str(value).strip()}


class VoorkeurenForm(PortaalForm):
    """One choice per kind of melding, by group; the default of the account's roles says so."""

    mark_optional = False

    def __init__(self, *args: Any, kinds: list[Kind], defaults: dict[str, Wijze], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds:
            self.fields[kind.code] = forms.ChoiceField(
                label=kind.title,
                choices=[(str(w), _with_default(w, defaults[kind.code])) for w in choices_of(kind)],
                error_messages={"invalid_choice": "Kies een antwoord uit de lijst."},
            )
        groups = {kind.group: [k.code for k in kinds if k.group == kind.group] for kind in kinds}
        self.groepen = [(group.label, codes) for group, codes in groups.items()]
        self.rijen = [codes[n : n + 2] for codes in groups.values() for n in range(0, len(codes), 2)]


def _with_default(wijze: Wijze, default: Wijze) -> str:
    return f"{wijze.label} (standaard)" if wijze == default else str(wijze.label)


STOP = "stop"


class VolgenForm(PortaalForm):
    """How to hear of one dossier."""

    mark_optional = False

    wijze = forms.ChoiceField(
        label="Meldingen over dit dossier",
        choices=[
            *((str(w), f"Volgen: {w.label[0].lower()}{w.label[1:]}") for w in Wijze if w != Wijze.UIT),
            (str(Wijze.UIT), "Geen meldingen over dit dossier"),
            (STOP, "Niet volgen: volgens uw voorkeuren"),
        ],
    )
