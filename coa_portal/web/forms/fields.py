"""Fields that speak Dutch: a typed date, and a fact that may be unknown (R15)."""

import datetime as dt
import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from coa_portal.common.dates import long_date, parse_dutch_date, short_date, today

_SHORT_YEAR = re.compile(r"^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}$")
_NUMBERS = re.compile(r"^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}$")
_EARLIEST = dt.date(1900, 1, 1)
_LATEST = dt.date(2100, 12, 31)

JA_NEE_ONBEKEND = (("ja", "Ja"), ("nee", "Nee"), ("onbekend", "Onbekend"))


class DutchDateInput(forms.TextInput):
    """One text input for a date; shows a date as dd-mm-jjjj and gives typed text back unchanged."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "veld__kort", "autocomplete": "off", "maxlength": "20", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """A date in Dutch order; anything else as it was typed."""
        return short_date(value) if isinstance(value, dt.date) else super().format_value(value)


class DutchDateField(forms.DateField):
    """A date as people in the Netherlands write it: 3-4-2017, 03-04-2017, 3/4/2017, 3 april 2017, 2017-04-03.

    `not_future` refuses days after today (in the Netherlands); `earliest` and `latest` are inclusive bounds.
    """

    widget = DutchDateInput
    default_error_messages = {
        "invalid": "Vul een datum in als dag, maand en jaar. Bijvoorbeeld 3-4-2017.",
        "no_day": "Deze datum bestaat niet. Vul een datum in als dag, maand en jaar. Bijvoorbeeld 3-4-2017.",
        "short_year": "Vul het jaar in met 4 cijfers. Bijvoorbeeld 3-4-2017.",
        "future": "Vul een datum in die niet na vandaag ligt.",
        "too_early": "Vul een datum in op of na {bound}.",
        "too_late": "Vul een datum in op of voor {bound}.",
    }

    def __init__(
        self,
        *,
        not_future: bool = False,
        earliest: dt.date | None = None,
        latest: dt.date | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("help_text", "")
        kwargs["help_text"] = kwargs["help_text"] or "Bijvoorbeeld 31-12-2024"
        super().__init__(**kwargs)
        self.not_future = not_future
        self.earliest = earliest or _EARLIEST
        self.latest = latest or _LATEST

    def to_python(self, value: Any) -> dt.date | None:
        """Read the text; None when empty, ValidationError with a Dutch sentence when it is no date."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        text = str(value).strip()
        if not text:
            return None
        if _SHORT_YEAR.match(text):
            raise ValidationError(self.error_messages["short_year"], code="short_year")
        try:
            return parse_dutch_date(text)
        except ValueError as error:
            code = "no_day" if _NUMBERS.match(text) else "invalid"
            raise ValidationError(self.error_messages[code], code=code) from error

    def validate(self, value: Any) -> None:
        """Refuse days outside the bounds; 1900–2100 where none are given, which catches a mistyped year."""
        super().validate(value)
        if value is None:
            return
        day = cast(dt.date, value)
        if self.not_future and day > today():
            raise ValidationError(self.error_messages["future"], code="future")
        for is_outside, code, bound in (
            (day < self.earliest, "too_early", self.earliest),
            (day > self.latest, "too_late", self.latest),
        ):
            if is_outside:
                raise ValidationError(self.error_messages[code].format(bound=long_date(bound)), code=code)


class JaNeeOnbekendField(forms.ChoiceField):
    """Ja, Nee or Onbekend as radios; "" means that nobody asked yet (R15).

    Not required by default: then a fourth choice takes an answer back, because a radio cannot be unchecked.
    """

    widget = forms.RadioSelect

    def __init__(
        self, *, required: bool = False, empty_label: str = "Nog niet gevraagd", **kwargs: Any
    ) -> None:
        self.offers_empty_choice = not required
        choices = JA_NEE_ONBEKEND if required else (*JA_NEE_ONBEKEND, ("", empty_label))
        kwargs.pop("choices", None)
        super().__init__(required=required, choices=choices, **kwargs)
