"""An e-mail to the account itself when something about signing in changes (R11: it holds no personal data).

Written with the change, sent afterwards: a mail server or broker that is down loses nothing and holds up no page.
"""

import logging

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from coa_portal.accounts.factor_models import Beveiligingsbericht
from coa_portal.accounts.models import Gebruiker

logger = logging.getLogger(__name__)

MOVED = "adres_gewijzigd"  # goes to the address from before
TEXTS = {
    "app_toegevoegd": "Er is een app voor inlogcodes ingesteld.",
    "app_verwijderd": "De app voor inlogcodes is verwijderd.",
    "passkey_toegevoegd": "Er is een passkey toegevoegd.",
    "passkey_verwijderd": "Er is een passkey verwijderd.",
    "herstelcodes_vernieuwd": "Er zijn nieuwe herstelcodes gemaakt. De oude werken niet meer.",
    "herstelcode_gebruikt": "Er is ingelogd met een herstelcode.",
    "nieuw_apparaat": "Er is ingelogd met een browser of apparaat dat dit account nog niet gebruikte.",
    MOVED: "Het e-mailadres waarmee u inlogt is gewijzigd. Deze mail gaat naar het oude adres.",
    "wachtwoord_gewijzigd": "Het wachtwoord is gewijzigd.",
    "gereset": "De beheerder heeft het inloggen hersteld. U krijgt van de beheerder een link om opnieuw te beginnen.",
}


def announce(gebruiker: Gebruiker, soort: str) -> None:
    """Write the e-mail with the change; part of an action. `soort` is a key of TEXTS."""
    if soort not in TEXTS:
        raise KeyError(soort)
    Beveiligingsbericht(gebruiker=gebruiker, soort=soort, next_try_at=timezone.now()).save(force_insert=True)
    transaction.on_commit(_hint, robust=True)


def _hint() -> None:
    """Wake the worker; without a broker, beat sends it within a minute."""
    from coa_portal.accounts.tasks import send_security_mails  # noqa: PLC0415  (tasks import the actions)

    try:
        send_security_mails.apply_async(ignore_result=True, retry=False)
    except (OperationalError, OSError):
        logger.warning("broker unreachable; security e-mails wait for beat")
