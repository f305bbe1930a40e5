"""Who wants to hear what, and how: by dossier, else by kind, else as suits the role."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from coa_portal.access.grants import grants_of
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.notifications.kinds import Group, Kind, all_kinds, find_kind
from coa_portal.notifications.models import Event, Meldingsvoorkeur, Volgen, Wijze

_ORDER = (Wijze.DIRECT, Wijze.DAGELIJKS, Wijze.PORTAAL, Wijze.UIT)
_DOSSIERS: list[Group] = [group for group in Group if group not in (Group.ACCOUNT, Group.OTHER)]
_CALM: dict[Group, Wijze] = dict.fromkeys(_DOSSIERS, Wijze.DAGELIJKS)
_SILENT: dict[Group, Wijze] = dict.fromkeys(_DOSSIERS, Wijze.PORTAAL)

# Per role what does not come at once. Who has a turn to take hears at once of what asks for it; what only tells how
# things go comes once a day. Somebody who reads, follows from afar or counts for a whole country is not called for
# every household.
DEFAULTS: dict[str, Mapping[Group, Wijze]] = {
    "regievoerder_gemeente": {Group.TRAJECT: Wijze.DAGELIJKS},
    "casemanager": {Group.TRAJECT: Wijze.DAGELIJKS},
    "casemanager_participatie": _CALM | {Group.GESPREK: Wijze.DIRECT},
    "programmabegeleider": _CALM | {Group.VERHUIZING: Wijze.DIRECT},
    "woonbegeleider": _CALM | {Group.VERHUIZING: Wijze.DIRECT},
    "regievoerder_coa": _SILENT | {Group.KOPPELING: Wijze.DAGELIJKS, Group.TERMIJN: Wijze.DAGELIJKS},
    "lezer_gemeente": _CALM,
    "contactpersoon_extern": _CALM,
    "regiocoordinator": _SILENT,
}


def loudest(wijzen: Iterable[Wijze]) -> Wijze:
    """The one that tells soonest; at once when there is none."""
    return min(wijzen, key=_ORDER.index, default=Wijze.DIRECT)


def choices_of(kind: Kind) -> list[Wijze]:
    """What an account may choose for a kind, from loud to silent."""
    return list(_ORDER[: _ORDER.index(kind.least) + 1])


def default_of(kind: Kind, roles: Collection[str]) -> Wijze:
    """How accounts with these roles hear of a kind when they chose nothing. More roles: the loudest."""
    if kind.default is not None:
        return kind.default
    return _at_least(kind, loudest(DEFAULTS.get(role, {}).get(kind.group, Wijze.DIRECT) for role in roles))


def _at_least(kind: Kind, wijze: Wijze) -> Wijze:
    return min(wijze, kind.least, key=_ORDER.index)


def followers(kind: Kind, event: Event) -> set[UUID]:
    """Keys of the accounts that follow what the event is about, as far as this kind may come to them. Whether they
    still see it is asked at delivery, as of everybody (R26)."""
    rows = Volgen.objects.filter(subject_id__in=kind.followed(event)).exclude(wijze=Wijze.UIT)
    keys = set(
        rows.filter(gebruiker__party__in=[str(party) for party in kind.parties]).values_list(
            "gebruiker_id", flat=True
        )
    )
    return keys & set(kind.may_follow(event, keys)) if keys else keys


def wijzen_of(kind: Kind, event: Event, accounts: Collection[Gebruiker]) -> dict[UUID, Wijze]:
    """How each of these accounts hears of one event; three queries, however many accounts."""
    keys = [account.pk for account in accounts]
    chosen = dict(
        Meldingsvoorkeur.objects.filter(kind=kind.code, gebruiker__in=keys).values_list(
            "gebruiker_id", "wijze"
        )
    )
    by_dossier: dict[UUID, list[Wijze]] = {}
    rows = Volgen.objects.filter(subject_id__in=kind.followed(event), gebruiker__in=keys)
    for key, wijze in rows.values_list("gebruiker_id", "wijze"):
        by_dossier.setdefault(key, []).append(Wijze(wijze))
    roles = _roles(keys)
    return {
        account.pk: _judge(
            account,
            kind,
            by_dossier.get(account.pk, []),
            chosen.get(account.pk) or default_of(kind, roles.get(account.pk, ())),
        )
        for account in accounts
    }


def wijzen_now(gebruiker: Gebruiker, events: Iterable[Event]) -> dict[UUID, Wijze]:
    """By event how this account wants to hear of it now: it may have chosen otherwise since."""
    chosen, roles = own_choices(gebruiker), _roles([gebruiker.pk]).get(gebruiker.pk, set())
    followed = dict(Volgen.objects.filter(gebruiker=gebruiker).values_list("subject_id", "wijze"))
    found = {}
    for event in events:
        kind = find_kind(event.kind)
        if kind is not None:
            own = [Wijze(followed[key]) for key in kind.followed(event) if key in followed]
            found[event.pk] = _judge(gebruiker, kind, own, chosen.get(kind.code) or default_of(kind, roles))
    return found


def _judge(account: Gebruiker, kind: Kind, by_dossier: list[Wijze], by_kind: str) -> Wijze:
    """The dossier goes before the kind, and neither goes below the least of the kind. A system fetches its meldingen:
    it has no mailbox, and may not make itself deaf either."""
    if account.is_systeem:
        return Wijze.PORTAAL
    return _at_least(kind, loudest(by_dossier) if by_dossier else Wijze(by_kind))


def _roles(keys: Collection[UUID]) -> dict[UUID, set[str]]:
    roles: dict[UUID, set[str]] = {}
    rows = Toekenning.objects.active().filter(gebruiker__in=keys)
    for key, rol in rows.order_by().values_list("gebruiker_id", "rol"):
        roles.setdefault(key, set()).add(rol)
    return roles


def kinds_for(gebruiker: Gebruiker) -> list[Kind]:
    """The kinds that can come to this account, by group."""
    grants = grants_of(gebruiker)
    return [
        kind
        for kind in all_kinds()
        if gebruiker.party in kind.parties and (not kind.needs or grants.has_any(kind.needs))
    ]


def own_defaults(gebruiker: Gebruiker) -> dict[str, Wijze]:
    """By kind how this account hears of it when it chooses nothing; only kinds that can come to it."""
    roles = _roles([gebruiker.pk]).get(gebruiker.pk, set())
    return {kind.code: default_of(kind, roles) for kind in kinds_for(gebruiker)}


def own_choices(gebruiker: Gebruiker) -> dict[str, Wijze]:
    """By kind what this account chose itself."""
    rows = Meldingsvoorkeur.objects.filter(gebruiker=gebruiker).values_list("kind", "wijze")
    return {kind: Wijze(wijze) for kind, wijze in rows}
