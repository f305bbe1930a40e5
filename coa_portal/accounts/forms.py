"""Forms of the sign-in and own-account pages."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest

from coa_portal.accounts import brakes
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.werkdagen import CHOICES
from coa_portal.web.forms import PortaalForm, Unguarded

_HELP_CHOOSING = (
    "Minstens 12 tekens. Gebruik bijvoorbeeld een zin van een paar woorden. "
    "Kies geen wachtwoord dat veel mensen gebruiken, en niet uw naam of e-mailadres."
)
PHONE = RegexValidator(
    r"^\+?[\d ()\-]{8,}$", "Vul een telefoonnummer in met alleen cijfers. Bijvoorbeeld 030 123 45 67."
)


def _password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    # strip=False: a space is part of a password. The widget never gives a password back to the page.
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=500, help_text=help_text)


class LoginForm(PortaalForm):
    """E-mail address and password. One error for a wrong password, an unknown and an ended account: who
    guesses learns nothing."""

    unguarded = {"email": Unguarded.EMPLOYEE}

    email = forms.CharField(
        label="E-mailadres",
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _password_field("Wachtwoord", "current-password")
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.account: Gebruiker | None = None
        self.retry_after = 0  # seconds, when the brakes refuse to judge the pair

    def clean(self) -> dict[str, Any]:
        """Check the pair when both are there; `account` is set when it is right."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("email") and cleaned.get("password"):
            attempt = brakes.judge(self.request, cleaned["email"], brakes.Method.WACHTWOORD)
            if attempt.wait:
                self.retry_after = attempt.wait
                raise ValidationError(attempt.message, code="braked")
            found = authenticate(self.request, username=cleaned["email"], password=cleaned["password"])
            if not isinstance(found, Gebruiker):
                attempt.failed()
                raise ValidationError(
                    "U kunt met deze gegevens niet inloggen. Controleer het e-mailadres en het wachtwoord.",
                    code="invalid_login",
                )
            attempt.passed()
            self.account = found
        return cleaned


class NewPasswordForm(PortaalForm):
    """A new password, twice."""

    password = _password_field("Nieuw wachtwoord", "new-password", _HELP_CHOOSING)
    repeated = _password_field("Nieuw wachtwoord nog een keer", "new-password")

    def __init__(self, *args: Any, account: Gebruiker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """The rules of AUTH_PASSWORD_VALIDATORS."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password

    def clean_repeated(self) -> str:
        """The same text as above, when that was good."""
        repeated: str = self.cleaned_data["repeated"]
        if self.data.get(self.add_prefix("password")) != repeated:
            raise ValidationError("De twee wachtwoorden zijn niet gelijk.", code="mismatch")
        return repeated


class ChangePasswordForm(NewPasswordForm):
    """A new password by somebody who knows the present one."""

    current = _password_field("Huidig wachtwoord", "current-password")
    field_order = ("current", "password", "repeated")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_current(self) -> str:
        """The password of the account that is signed in. Braked: who found a session open may not guess it here."""
        current: str = self.cleaned_data["current"]
        attempt = brakes.judge(self.request, self.account.email, brakes.Method.BEVESTIGING)
        if attempt.wait:
            raise ValidationError(attempt.message, code="braked")
        if not self.account.check_password(current):
            attempt.failed()
            raise ValidationError("Dit is niet uw huidige wachtwoord.", code="wrong")
        attempt.passed()
        return current


class CodeForm(PortaalForm):
    """A code of six digits from the app."""

    unguarded = {"code": Unguarded.NUMBER}

    code = forms.CharField(
        label="Code uit uw app",
        max_length=12,
        help_text="Zes cijfers. De app toont elke 30 seconden een nieuwe code.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
    )

    def clean_code(self) -> str:
        """As people type it: with a space in the middle."""
        code = "".join(str(self.cleaned_data["code"]).split())
        if len(code) != 6 or not (code.isascii() and code.isdigit()):
            raise ValidationError("Een code heeft zes cijfers. Bijvoorbeeld 123 456.", code="shape")
        return code


class RecoveryForm(PortaalForm):
    """One of the codes that the person kept."""

    unguarded = {"code": Unguarded.NUMBER}

    code = forms.CharField(
        label="Herstelcode",
        max_length=40,
        help_text="Een van de codes die u hebt bewaard, bijvoorbeeld ABCD-EFGH-2345-WXYZ.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )


class ConfirmForm(CodeForm):
    """Password and code again, of who is signed in."""

    unguarded = {"code": Unguarded.NUMBER}

    password = _password_field("Wachtwoord", "current-password")
    field_order = ("password", "code")


class PasskeyNameForm(PortaalForm):
    """How the person will recognise the new passkey; `credential` is filled in by the browser."""

    unguarded = {"naam": Unguarded.EMPLOYEE}

    naam = forms.CharField(
        label="Naam van de passkey",
        max_length=60,
        help_text="Bijvoorbeeld: laptop van het werk.",
    )
    credential = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)


class OwnDetailsForm(PortaalForm):
    """What others see of an account."""

    unguarded = {"naam": Unguarded.EMPLOYEE, "functie": Unguarded.EMPLOYEE, "telefoon": Unguarded.EMPLOYEE}

    naam = forms.CharField(
        label="Naam", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    functie = forms.CharField(
        label="Functie",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    telefoon = forms.CharField(
        label="Telefoonnummer",
        max_length=20,
        required=False,
        help_text="Hierop kunnen collega's van het COA en de gemeente u bellen.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        validators=[PHONE],
    )
    werkdagen = forms.TypedMultipleChoiceField(
        label="Op welke dagen werkt u?",
        required=False,
        coerce=int,
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Anderen zien dan of u er vandaag bent.",
    )
