"""What an account really reads: by page, fragment of a page, search, number, pdf, API and inbox.

A history writes texts that occur nowhere else (`TOKEN`); a door answers which of them it found.
"""

import io
import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client
from pypdf import PdfReader

# N name, W work, A ambitions (screening), G ground in words, P plan (profile); and the two kinds of reference
TOKEN = re.compile(r"[NWAGP]q\d{4}z|KOP-\d{6}|PE-\d{6}")
_STANDS = re.compile(
    r"Wacht op toestemming|Toestemming gegeven|Toestemming van \d van \d|Profiel ontvangen"
    r"|Profiel van \d van \d ontvangen"
)
_SILENT = "Deze melding gaat over iets dat u niet meer mag zien"


@dataclass(frozen=True)
class Answer:
    """One answer of the portal; `text` without tags."""

    status: int
    text: str
    data: Any = None

    @property
    def tokens(self) -> frozenset[str]:
        return frozenset(TOKEN.findall(self.text))

    @property
    def references(self) -> frozenset[str]:
        return frozenset(found for found in self.tokens if found.startswith("KOP-"))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(found for found in self.tokens if found.startswith("Nq"))

    def after(self, words: str) -> "Answer":
        """The part of the page that follows these words; a page without them is empty."""
        return Answer(self.status, self.text.partition(words)[2])

    def stands(self) -> Counter[str]:
        """How far the sharing is, as badges say it."""
        return Counter(_STANDS.findall(self.text))

    def number(self, words: str) -> int | None:
        """The number after or before a phrase, None where the phrase is not there."""
        found = re.search(words.replace("#", r"(\d+)"), self.text)
        return int(found[1]) if found else None


class Browser:
    """Somebody's browser, or their system when there is an API key."""

    def __init__(self, cookies: Any = None, key: str = "") -> None:
        self.client = Client(raise_request_exception=True)
        self.key = key
        if cookies is not None:
            for name, morsel in cookies.items():
                self.client.cookies[name] = morsel.value

    def get(self, path: str, query: dict[str, str] | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return _answer(self.client.get(path, query or {}, headers=headers))

    def post(self, path: str, data: dict[str, str] | None = None) -> Answer:
        return _answer(self.client.post(path, data or {}))


def _answer(response: Any) -> Answer:
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        pages = PdfReader(io.BytesIO(response.content)).pages
        return Answer(response.status_code, " ".join(page.extract_text() for page in pages))
    if "json" in kind:
        return Answer(response.status_code, response.text, response.json())
    body = response.text.partition("<main")[2] or response.text
    return Answer(response.status_code, " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split()))


def inbox_lines(answer: Answer, titles: dict[str, str]) -> Counter[str]:
    """Every melding of the inbox: "title reference", or the sentence that says nothing."""
    lines: Counter[str] = Counter()
    # an unread one says everything once more, behind ": " in its button
    for kind, title in titles.items():
        for reference in re.findall(
            rf"(?<!: ){re.escape(title)} (KOP-\d{{6}}|TK-[0-9A-F]{{8}})", answer.text
        ):
            lines[f"{kind} {reference}"] += 1
    silent = len(re.findall(rf"(?<!: ){_SILENT}", answer.text))
    if silent:
        lines["silent"] = silent
    return lines
