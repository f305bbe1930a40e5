"""The rule about length in Dutch; the sentence of Django 5.2 has no translation."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LengthValidator(MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        """What to do about it."""
        return f"Kies een wachtwoord van minstens {self.min_length} tekens."
