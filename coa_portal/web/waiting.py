"""How long somebody has to wait, in words."""

import math


def in_words(seconds: int) -> str:
    """ "40 seconden", "1 minuut", "15 minuten": rounded up, so that it is over when we said so."""
    if seconds < 60:
        return "1 seconde" if seconds <= 1 else f"{seconds} seconden"
    minutes = math.ceil(seconds / 60)
    return "1 minuut" if minutes == 1 else f"{minutes} minuten"
