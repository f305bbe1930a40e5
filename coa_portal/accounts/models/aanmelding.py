"""What is kept of signing in: every attempt that counted, and which outside identities belong to an account."""

from uuid import uuid4

from django.db import models
from django.utils import timezone


class Aanmeldpoging(models.Model):
    """One attempt to sign in, or to prove again who one is. Written once, never changed, kept for a year.

    What was typed is not here: somebody who mistypes an address, or types a password in the wrong field, leaves
    no trace of it. `gebruiker` is empty when no account was meant. `netwerk` is shortened (/24, /48).
    """

    class Method(models.TextChoices):
        WACHTWOORD = "wachtwoord", "wachtwoord"
        CODE = "code", "code uit de app"
        HERSTELCODE = "herstelcode", "herstelcode"
        PASSKEY = "passkey", "passkey"
        LINK = "link", "link om een wachtwoord te kiezen"
        ORGANISATIE = "oidc", "inloggen via de eigen organisatie"
        BEVESTIGING = "bevestiging", "opnieuw bevestigen wie u bent"
        API_SLEUTEL = "api_sleutel", "API-sleutel"

    class Result(models.TextChoices):
        GELUKT = "gelukt", "gelukt"
        MISLUKT = "mislukt", "mislukt"
        GEREMD = "geremd", "geweigerd na te veel pogingen"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    moment = models.DateTimeField("moment", default=timezone.now, editable=False)
    gebruiker = models.ForeignKey(
        "accounts.Gebruiker",
        on_delete=models.PROTECT,
        null=True,
        related_name="aanmeldpogingen",
        verbose_name="account",
    )
    method = models.CharField("waarmee", max_length=12, choices=Method.choices)
    result = models.CharField("uitkomst", max_length=8, choices=Result.choices)
    netwerk = models.CharField("netwerk", max_length=43, blank=True)
    is_new_device = models.BooleanField("nieuw apparaat", default=False)

    class Meta:
        verbose_name = "aanmeldpoging"
        verbose_name_plural = "aanmeldpogingen"
        ordering = ["-moment"]
        indexes = [
            models.Index(fields=["gebruiker", "-moment"], name="aanmeldpoging_of_account"),
            models.Index(fields=["-moment"], name="aanmeldpoging_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}: {self.get_result_display()}"
