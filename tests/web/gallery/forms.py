"""Forms of the example pages: one of each kind of field."""

from django import forms

from coa_portal.web.forms import DutchDateField, JaNeeOnbekendField, PortaalForm, portaal_formset


class WerkForm(PortaalForm):
    """One form with all kinds of fields, a group and a line."""

    groepen = (("Periode", ("van", "tot")),)
    rijen = (("van", "tot"),)

    functie = forms.CharField(
        max_length=60, help_text="Zoals de persoon het zelf noemt. Bijvoorbeeld: lasser."
    )
    van = DutchDateField(label="Begonnen op", not_future=True)
    tot = DutchDateField(label="Gestopt op", required=False)
    land = forms.ChoiceField(choices=[("", "---------"), ("er", "Eritrea"), ("sd", "Soedan")])
    uren = forms.IntegerField(label="Uren per week", min_value=1, max_value=80, required=False)
    toelichting = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    bewijs = forms.ChoiceField(
        label="Is er bewijs van dit werk?",
        choices=[("document", "Ja, een document"), ("referentie", "Ja, een referentie"), ("geen", "Nee")],
        widget=forms.RadioSelect,
    )
    tolk = JaNeeOnbekendField(label="Tolk nodig?", help_text="Vraag het aan de persoon zelf.")
    dagen = forms.MultipleChoiceField(
        label="Beschikbaar op",
        choices=[("ma", "Maandag"), ("di", "Dinsdag"), ("wo", "Woensdag")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    document = forms.FileField(label="Document", required=False)
    akkoord = forms.BooleanField(label="De persoon heeft dit zelf verteld")
    kenmerk = forms.CharField(widget=forms.HiddenInput, required=False, initial="k")


class TaalForm(PortaalForm):
    """A row."""

    taal = forms.CharField(max_length=40)
    mondeling = forms.ChoiceField(choices=[("", "---------"), ("goed", "Goed"), ("zwak", "Zwak")])
    schriftelijk = forms.ChoiceField(
        choices=[("", "---------"), ("goed", "Goed"), ("zwak", "Zwak")], required=False
    )


TaalRijen = portaal_formset(
    TaalForm, titel="Talen", rij_label="Taal", hint="Begin met de moedertaal.", max_num=5
)


class FilterForm(PortaalForm):
    """A filter bar."""

    mark_optional = False
    locatie = forms.ChoiceField(choices=[("", "Alle locaties"), ("1", "azc Luttelgeest")], required=False)
    stand = forms.ChoiceField(choices=[("", "Alle"), ("open", "Open")], required=False)


class LoginForm(PortaalForm):
    """The sign-in pattern."""

    email = forms.EmailField(label="E-mailadres", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    wachtwoord = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
