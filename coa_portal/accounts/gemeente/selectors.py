"""What the accountbeheerder's pages show: accounts and requests of the own gemeente(n), out of the policy."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import policy_of, visible
from coa_portal.accounts.models import RUNNING, Accountaanvraag, Gebruiker, Toekenning, Verwerkersovereenkomst
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.accounts.policy import CAPABILITY
from coa_portal.accounts.selectors import SOON, expires_soon
from coa_portal.accounts.usage import Standing, standing_of
from coa_portal.common.dates import today

RUNNING_NOW, SOON_OVER, OVER = "", "loopt-af", "voorbij"
_NO_STANDING = Standing(None, False)


@dataclass(frozen=True)
class Rij:
    """One grant in the list, with what is known of its account."""

    toekenning: Toekenning
    account: Gebruiker
    standing: Standing
    may_renew: bool
    is_own: bool

    @property
    def loopt_af(self) -> bool:
        """Whether it ends within thirty days."""
        return expires_soon(self.toekenning)

    @property
    def omvang(self) -> list[str]:
        """How far a reader sees, in words; empty when the role sees all it may."""
        row = self.toekenning
        words = [] if row.max_tier is None else [f"Hoogste laag {row.get_max_tier_display()}"]
        if row.onderdelen:
            words.append(", ".join(ONDERDELEN.get(code, code) for code in row.onderdelen))
        if row.alleen_benoemd:
            words.append("Alleen benoemde dossiers")
        return words


def managed(gebruiker: object) -> Any:
    """Grants on the gemeenten whose accounts the account manages; not its own elsewhere."""
    own = grants_of(gebruiker).on(CAPABILITY)
    rows: Any = visible(Toekenning, gebruiker).filter(gemeente__in=own)
    return rows.with_parents().order_by("gemeente__naam_sorteer", "eindigt_op", "pk")


def narrowed(rows: "QuerySet[Toekenning]", filters: dict[str, Any]) -> "QuerySet[Toekenning]":
    """The rows that a filter bar leaves."""
    weergave = filters.get("weergave") or RUNNING_NOW
    if weergave == OVER:
        rows = rows.exclude(status__in=RUNNING).order_by("-status_sinds")
    else:
        rows = rows.filter(status__in=RUNNING)
    if weergave == SOON_OVER:
        rows = rows.filter(eindigt_op__lte=today() + SOON)
    if filters.get("rol"):
        rows = rows.filter(rol=filters["rol"])
    if filters.get("zoek"):
        rows = rows.filter(gebruiker__naam__icontains=filters["zoek"])
    return rows


def rijen(gebruiker: Gebruiker, toekenningen: Sequence[Toekenning]) -> list[Rij]:
    """The rows of one page: the accounts and what is known of them in a fixed number of questions."""
    keys = {row.gebruiker_id for row in toekenningen}
    accounts = {row.pk: row for row in Gebruiker.contact.filter(pk__in=keys)}
    standings = standing_of(keys)
    policy = policy_of(Toekenning)
    return [
        Rij(
            row,
            accounts[row.gebruiker_id],
            standings.get(row.gebruiker_id, _NO_STANDING),
            bool(policy.may(gebruiker, "renew", row)),
            row.gebruiker_id == gebruiker.pk,
        )
        for row in toekenningen
        if row.gebruiker_id in accounts
    ]


def to_certify(gebruiker: Gebruiker) -> list[Toekenning]:
    """What ends within thirty days and this accountbeheerder may renew."""
    rows = managed(gebruiker).filter(status="actief", eindigt_op__range=(today(), today() + SOON))
    policy = policy_of(Toekenning)
    return [row for row in rows.order_by("eindigt_op", "pk") if policy.may(gebruiker, "renew", row)]


def aanvragen(gebruiker: object) -> "QuerySet[Accountaanvraag]":
    """Requests of the own gemeenten, open ones first."""
    rows = visible(Accountaanvraag, gebruiker).select_related("gemeente").prefetch_related("gevraagd_door")
    return rows.order_by("-created_at")


def answered_lately(gebruiker: object, days: int = 14) -> "QuerySet[Accountaanvraag]":
    """Requests that COA answered in the last two weeks."""
    border = today() - dt.timedelta(days=days)
    rows = aanvragen(gebruiker).filter(status__in=["toegekend", "geweigerd"], status_sinds__date__gte=border)
    return rows.order_by("-status_sinds")


def agreements(gebruiker: object) -> "QuerySet[Verwerkersovereenkomst]":
    """Agreements of the own gemeenten that are in force."""
    rows: Any = visible(Verwerkersovereenkomst, gebruiker)
    return rows.in_force().select_related("gemeente")  # type: ignore[no-any-return]
