"""What somebody typed is kept when the session ended or the factors are asked again (R18).

A form that arrives too late waits in the visitor's own session, encrypted, for KEPT_SECONDS. It belongs to one
account: when that signs in again, a page offers to send it after all; when another does, it is gone. Never kept:
passwords, codes, proofs of origin and files.
"""

import datetime as dt
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from coa_portal.accounts.models import Gebruiker
from coa_portal.common import crypto

KEPT_SECONDS = 30 * 60
LARGEST = 300_000  # characters of one form; the largest section of a klantprofiel is a tenth of it
MOST = 5  # tabs in which somebody was typing at once
FIELD = "_bewaard"  # in the form that is sent again: which one it was
_KEY, _ENDED = "kept", "ended"
_PURPOSE = "kept-input"
_NEVER = {"csrfmiddlewaretoken", "password", "repeated", "current", "code", "credential", FIELD}


@dataclass(frozen=True)
class KeptForm:
    """One form: where it was going, its fields, the names of fields that had a file, and since when (epoch)."""

    key: str
    path: str
    fields: list[tuple[str, str]]
    files: list[str]
    at: int

    @property
    def time(self) -> dt.datetime:
        """When it was sent and kept."""
        return dt.datetime.fromtimestamp(self.at, tz=dt.UTC)

    @property
    def filled(self) -> int:
        """How many fields hold something."""
        return sum(1 for _, value in self.fields if value)

    @property
    def texts(self) -> list[str]:
        """What was written in words, to recognise the form by; keys and choices say nothing to people."""
        return [value for _, value in self.fields if len(value) > 15 and " " in value.strip()]


def keep(request: HttpRequest, account_id: UUID) -> bool:
    """Keep the posted form for the account; False when it is too large or there is nothing in it."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _NEVER and isinstance(value, str)
    ]
    files = sorted(request.FILES)
    body: dict[str, Any] = {"path": request.get_full_path(), "fields": fields, "files": files}
    text = json.dumps(body)
    if not (fields or files) or len(text) > LARGEST:
        return False
    key = secrets.token_urlsafe(8)
    entry = {
        "account": str(account_id),
        "at": int(time.time()),
        "text": crypto.encrypt(text, purpose=_PURPOSE, context=f"{account_id}:{key}"),
    }
    entries = [*_entries(request).items(), (key, entry)]
    request.session[_KEY] = dict(entries[-MOST:])
    return True


def note_ended(request: HttpRequest, account_id: UUID) -> None:
    """Whose session just ended in this browser, so that forms in its other tabs are kept as well."""
    request.session[_ENDED] = {"account": str(account_id), "at": int(time.time())}
    request.session.set_expiry(KEPT_SECONDS)


def ended_account(request: HttpRequest) -> UUID | None:
    """Whose session ended in this browser less than KEPT_SECONDS ago, when nobody signed in since."""
    entry = request.session.get(_ENDED)
    if not isinstance(entry, dict) or not 0 <= time.time() - entry["at"] < KEPT_SECONDS:
        return None
    return UUID(entry["account"])


def kept_forms(request: HttpRequest, account: Gebruiker) -> list[KeptForm]:
    """What is kept in this session for the account, the oldest first."""
    found = []
    for key, entry in _entries(request).items():
        if entry["account"] != str(account.pk):
            continue
        try:
            text = crypto.decrypt(entry["text"], purpose=_PURPOSE, context=f"{account.pk}:{key}")
        except crypto.CannotDecrypt:
            continue
        body = json.loads(text)
        fields = [(name, value) for name, value in body["fields"]]
        found.append(KeptForm(key, body["path"], fields, body["files"], entry["at"]))
    return found


def _entries(request: HttpRequest) -> dict[str, Any]:
    entries = request.session.get(_KEY)
    if not isinstance(entries, dict):
        return {}
    now = time.time()
    return {key: entry for key, entry in entries.items() if 0 <= now - entry["at"] < KEPT_SECONDS}


def drop(request: HttpRequest, key: str) -> None:
    """Forget one form: it was sent, or its owner does not want it."""
    entries = _entries(request)
    entries.pop(key, None)
    _store(request, entries)


def belongs_to(request: HttpRequest, account: Gebruiker) -> None:
    """Somebody signed in: what was kept for anybody else is gone."""
    request.session.pop(_ENDED, None)
    mine = {key: entry for key, entry in _entries(request).items() if entry["account"] == str(account.pk)}
    _store(request, mine)


def _store(request: HttpRequest, entries: dict[str, Any]) -> None:
    if entries:
        request.session[_KEY] = entries
    else:
        request.session.pop(_KEY, None)


def address(request: HttpRequest) -> str:
    """The page that offers what was kept, "" when there is nothing."""
    return reverse("accounts:kept") if _entries(request) else ""
