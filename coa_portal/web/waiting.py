"""Telling somebody to wait: in words, and to the browser."""

import math

from django.http import HttpResponse


def in_words(seconds: int) -> str:
    """ "40 seconden", "1 minuut", "15 minuten": rounded up, so that it is over when we said so."""
    if seconds < 60:
        return "1 seconde" if seconds <= 1 else f"{seconds} seconden"
    minutes = math.ceil(seconds / 60)
    return "1 minuut" if minutes == 1 else f"{minutes} minuten"


def answer_with_wait(response: HttpResponse, seconds: int) -> HttpResponse:
    """The page of a form that must wait, as 429 with `Retry-After`; as it was for 0 seconds."""
    if seconds:
        response.status_code = 429
        response["Retry-After"] = str(seconds)
    return response
