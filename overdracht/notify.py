"""The kinds of event of the warm handover: whom they concern, who may see them, where they lead (DESIGN §9)."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.urls import reverse

from coa_portal.access.grants import accounts_holding, grants_of
from coa_portal.access.policy import visible
from coa_portal.access.roles import TIER_CAPABILITIES, Party, ScopeKind
from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.kinds import (
    OF_COA,
    OF_GEMEENTE,
    FollowedDossier,
    Group,
    Kind,
    Recipients,
    everybody,
    register,
    register_followable,
)
from coa_portal.notifications.models import Event, Wijze
from coa_portal.notifications.outbox import announce
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import ENTER
from koppeling.models import Koppeling
from overdracht.models import BehandelaarGemeente, Betrokkene
from overdracht.policy import gemeenten_reading


def visible_koppelingen(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> set[UUID]:
    """Which of the koppelingen the account may see now (R26)."""
    return set(visible(Koppeling, gebruiker).filter(pk__in=subject_ids).values_list("pk", flat=True))


def koppelingen_of_tier1(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> set[UUID]:
    """Of the visible koppelingen those of gemeenten where the account may read tier 1: news about what the gate opens
    tells others that there is something (R26)."""
    rows = visible(Koppeling, gebruiker).filter(pk__in=subject_ids)
    if gebruiker.party != Party.COA:
        rows = rows.filter(gemeente__in=gemeenten_reading(gebruiker, 1))
    return set(rows.values_list("pk", flat=True))


def koppeling_link(gebruiker: Gebruiker, event: Event) -> str:
    """The koppeling on the recipient's own side, at the person it is about; for COA that person's dossier."""
    person = event.extra.get("vergunninghouder")
    if gebruiker.party != Party.COA:
        address = reverse("overdracht_gemeente:koppeling", args=[event.subject_id])
        known = Betrokkene.objects.filter(koppeling=event.subject_id, vergunninghouder=person or None).first()
        return f"{address}?persoon={known.volgnummer}" if known else address
    if person:
        return reverse("klantprofiel:dossier", args=[person])
    return reverse("koppeling:detail", args=[event.subject_id])


def _koppeling(event: Event) -> Koppeling:
    row: Koppeling = Koppeling.objects.get(pk=event.subject_id)
    return row


def to_gemeente(event: Event) -> Iterable[UUID]:
    """Regievoerders of the gemeente; once a behandelaar is known, that one and the replacement."""
    koppeling = _koppeling(event)
    own = BehandelaarGemeente.objects.filter(koppeling=koppeling).first()
    everyone = set(accounts_holding("manage_overdracht", ScopeKind.GEMEENTE, koppeling.gemeente_id))
    mine = {key for key in (own.behandelaar_id, own.vervanger_id) if key} if own else set()
    return mine & everyone or everyone


def to_gemeente_with_tier1(event: Event) -> Iterable[UUID]:
    """As `to_gemeente`, for news about tiers 1 and 2: who may read those."""
    koppeling = _koppeling(event)
    return set(to_gemeente(event)) & set(
        accounts_holding("view_tier1", ScopeKind.GEMEENTE, koppeling.gemeente_id)
    )


def to_coa(event: Event) -> Iterable[UUID]:
    """The behandelaar (and replacement) of the person, or of everybody in the household."""
    people = Vergunninghouder.objects.filter(plaatsingseenheid=_koppeling(event).plaatsingseenheid_id)
    person = event.extra.get("vergunninghouder")
    if person:
        people = people.filter(pk=person)
    recipients: set[UUID] = set()
    locaties: set[UUID] = set()
    for row in people:
        recipients |= {key for key in (row.behandelaar_id, row.vervanger_id) if key}
        if row.dossier_locatie_id and not row.behandelaar_id:
            locaties.add(row.dossier_locatie_id)
    for locatie in locaties:  # nobody's case yet: whoever may publish at the locatie
        recipients |= set(accounts_holding("doorzetten", ScopeKind.OPVANGLOCATIE, locatie))
    return recipients


def followed_of(event: Event) -> Collection[UUID]:
    """A gemeente follows the koppeling; COA the household, which stays when it is koppeld elsewhere."""
    return [event.subject_id, _koppeling(event).plaatsingseenheid_id]


def readers_of_tier1(event: Event, accounts: Collection[UUID]) -> Collection[UUID]:
    """Of these followers those at COA, and of the gemeente those who may read tier 1 there. An external reads it
    by name only, and hears of nothing but the koppeling."""
    gemeente = _koppeling(event).gemeente_id
    readers = set(accounts_holding("view_tier1", ScopeKind.GEMEENTE, gemeente))
    at_coa = Gebruiker.objects.filter(pk__in=accounts, party=str(Party.COA)).values_list("pk", flat=True)
    return {*at_coa, *(readers & set(accounts))}


def nobody_else(event: Event, accounts: Collection[UUID]) -> Collection[UUID]:
    """No follower: who reads other sections only does not even know that there was a document."""
    return ()


def followable_koppelingen(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> Iterable[FollowedDossier]:
    """Koppelingen of the own gemeente that the account may see, ended ones too."""
    if gebruiker.party == Party.COA or not grants_of(gebruiker).has_any(TIER_CAPABILITIES[0]):
        return
    rows = visible(Koppeling, gebruiker).filter(pk__in=subject_ids).order_by()
    for key, referentie in rows.values_list("pk", "referentie"):
        yield FollowedDossier(key, referentie, reverse("overdracht_gemeente:koppeling", args=[key]))


def followable_households(gebruiker: Gebruiker, subject_ids: Collection[UUID]) -> Iterable[FollowedDossier]:
    """Households of which an account of COA may see somebody; they lead to the first of those."""
    if gebruiker.party != Party.COA or not grants_of(gebruiker).has_any(ENTER):
        return
    people = visible(Vergunninghouder, gebruiker).filter(plaatsingseenheid__in=subject_ids)
    shown: dict[UUID, FollowedDossier] = {}
    for person, unit, referentie in people.order_by("created_at", "pk").values_list(
        "pk", "plaatsingseenheid", "plaatsingseenheid__referentie"
    ):
        link = reverse("klantprofiel:dossier", args=[person])
        shown.setdefault(unit, FollowedDossier(unit, referentie, link))
    yield from shown.values()


def to_both(event: Event) -> Iterable[UUID]:
    """Both sides of a koppeling."""
    return {*to_gemeente(event), *to_coa(event)}


def to_other_side(event: Event) -> Iterable[UUID]:
    """Whom a question or an answer is for: the side that did not write it. What names a person: who may read that."""
    by_coa = Gebruiker.contact.filter(pk__in=[event.acting_user_id], party=Party.COA).exists()
    if not by_coa:
        return to_coa(event)
    return to_gemeente_with_tier1(event) if "vergunninghouder" in event.extra else to_gemeente(event)


def vragen_link(gebruiker: Gebruiker, event: Event) -> str:
    """The questions of the koppeling on the recipient's own side."""
    side = "overdracht" if gebruiker.party == Party.COA else "overdracht_gemeente"
    return reverse(f"{side}:vragen", args=[event.subject_id])


def to_whose_turn(event: Event) -> Iterable[UUID]:
    """The side whose term it is: `extra["wie"]`, as the term says."""
    return to_coa(event) if event.extra.get("wie") == "coa" else to_gemeente(event)


_KINDS = (
    ("koppeling_gemaakt", "Er is een huishouden gekoppeld", to_both),
    ("koppeling_ingetrokken", "Een koppeling is ingetrokken", to_both),
    ("koppeling_verplaatst", "Een huishouden is aan een andere gemeente gekoppeld", to_both),
    ("koppeling_gehuisvest", "Een huishouden is gehuisvest", to_both),
    ("toestemming_gegeven", "Er is toestemming gegeven om gegevens te delen", to_gemeente_with_tier1),
    ("toestemming_ingetrokken", "Toestemming is beëindigd: vernietig wat u hebt gedownload", to_gemeente),
    ("derde_ingetrokken", "Een derde partij mag niet meer meelezen: laat vernietigen", to_gemeente),
    (
        "document_teruggenomen",
        "Een document is teruggenomen: vernietig wat u hebt gedownload",
        to_gemeente_with_tier1,
    ),
    ("profiel_doorgezet", "Er is een nieuwe versie van een klantprofiel", to_gemeente_with_tier1),
    ("profiel_ligt_stil", "Een gewijzigd klantprofiel is nog niet doorgezet", to_coa),
    ("profiel_opgevraagd", "De gemeente vraagt om een klantprofiel", to_coa),
    ("opvraging_gesloten", "Het COA heeft uw vraag om een klantprofiel beantwoord", to_gemeente),
    ("scenario_gekozen", "De gemeente heeft een scenario gekozen", to_coa),
    ("scenario_gewijzigd", "De gemeente heeft een ander scenario gekozen", to_coa),
    ("gesprek_voorgesteld", "Er is een moment voor een gesprek voorgesteld", to_both),
    ("gesprek_gepland", "Een gesprek is gepland", to_both),
    ("gesprek_verplaatst", "Een gesprek is verplaatst", to_both),
    ("gesprek_afgezegd", "Een gesprek gaat niet door", to_both),
    ("gesprek_gehouden", "Een gesprek is gehouden", to_both),
    ("gesprek_niet_gehouden", "Een gesprek is niet gehouden", to_both),
    ("gesprek_herinnering", "Er komt een gesprek aan", to_both),
    ("afspraak_gemaakt", "Er is een afspraak gemaakt", to_both),
    ("intake_afgerond", "De brede intake is afgerond", to_coa),
    ("pip_vastgesteld", "Het PIP is vastgesteld", to_coa),
    ("traject_gestart", "De gemeente is gestart met het reguliere inburgeringstraject", to_coa),
    ("traject_teruggenomen", "De gemeente heeft de start van het reguliere traject teruggenomen", to_coa),
    ("verhuisdatum_gezet", "Er is een verhuisdatum", to_both),
    ("verhuisdatum_gewijzigd", "De verhuisdatum is gewijzigd", to_both),
    ("huisvestingsgesprek_gehouden", "Het huisvestingsgesprek is gehouden", to_gemeente),
    ("logeren_gewijzigd", "Er is iets veranderd aan het logeren", to_both),
    ("toegang_eindigt", "De toegang van de gemeente eindigt binnenkort", to_gemeente),
    ("toegang_gewijzigd", "Het COA heeft de laatste dag van uw toegang gewijzigd", to_gemeente),
    ("termijn_nabij", "Een termijn loopt bijna af", to_whose_turn),
    ("termijn_voorbij", "Een termijn is voorbij", to_whose_turn),
    ("vraag_gesteld", "Er is een vraag over een dossier gesteld", to_other_side),
    ("vraag_beantwoord", "Een vraag over een dossier is beantwoord", to_other_side),
    ("introductiedag_aangemeld", "Er is iemand aangemeld voor een introductiedag", to_gemeente),
    ("introductiedag_gewijzigd", "Een introductiedag is gewijzigd of gaat niet door", to_coa),
)


def _may_follow(code: str) -> Callable[[Event, Collection[UUID]], Collection[UUID]]:
    if code == "document_teruggenomen":
        return nobody_else
    return readers_of_tier1 if code in _OF_TIER1 else everybody


_LINKS: dict[str, Callable[[Gebruiker, Event], str]] = {
    "vraag_gesteld": vragen_link,
    "vraag_beantwoord": vragen_link,
}

# what an account of a gemeente may announce itself; the policy of the outbox repeats it (migration 0014)
KINDS_OF_GEMEENTE = frozenset(
    {
        "afspraak_gemaakt",
        "gesprek_afgezegd",
        "gesprek_gehouden",
        "gesprek_gepland",
        "gesprek_niet_gehouden",
        "gesprek_verplaatst",
        "gesprek_voorgesteld",
        "intake_afgerond",
        "introductiedag_gewijzigd",
        "koppeling_gehuisvest",
        "logeren_gewijzigd",
        "pip_vastgesteld",
        "profiel_opgevraagd",
        "scenario_gekozen",
        "scenario_gewijzigd",
        "traject_gestart",
        "traject_teruggenomen",
        "verhuisdatum_gewijzigd",
        "verhuisdatum_gezet",
        "vraag_beantwoord",
        "vraag_gesteld",
    }
)


# what a kind is about: by the first part of its code
_GROUPS = {
    "koppeling": Group.KOPPELING,
    "toegang": Group.KOPPELING,
    "toestemming": Group.DELEN,
    "derde": Group.DELEN,
    "profiel": Group.DELEN,
    "document": Group.DELEN,
    "opvraging": Group.DELEN,
    "scenario": Group.TRAJECT,
    "intake": Group.TRAJECT,
    "pip": Group.TRAJECT,
    "traject": Group.TRAJECT,
    "gesprek": Group.GESPREK,
    "afspraak": Group.GESPREK,
    "verhuisdatum": Group.VERHUIZING,
    "huisvestingsgesprek": Group.VERHUIZING,
    "logeren": Group.VERHUIZING,
    "termijn": Group.TERMIJN,
    "vraag": Group.VRAAG,
    "introductiedag": Group.VRAAG,
}
# who must destroy what it downloaded is told, whatever it chose (R6)
_NOT_TO_BE_MISSED = frozenset({"toestemming_ingetrokken", "derde_ingetrokken", "document_teruggenomen"})
# a reminder is no alarm
_DEFAULTS = {
    "termijn_nabij": Wijze.DAGELIJKS,
    **dict.fromkeys(_NOT_TO_BE_MISSED, Wijze.DIRECT),
}
# of what the gate opens with a consent only those hear, of a gemeente, who may read tier 1 there (DESIGN §4)
_OF_TIER1 = frozenset(
    {
        "afspraak_gemaakt",
        "document_teruggenomen",
        "opvraging_gesloten",
        "profiel_doorgezet",
        "profiel_opgevraagd",
        "toestemming_gegeven",
        "toestemming_ingetrokken",
        "derde_ingetrokken",
        "vraag_beantwoord",
        "vraag_gesteld",
    }
)
# accounts without dossiers, as a beheerder's, are not asked what they want to hear about dossiers
_READS_DOSSIERS = TIER_CAPABILITIES[0] | {"view_dossier", "view_all_dossiers", "view_household"}


def _parties(recipients: Recipients) -> frozenset[Party]:
    if recipients is to_coa:
        return OF_COA
    return OF_GEMEENTE if recipients in (to_gemeente, to_gemeente_with_tier1) else OF_COA | OF_GEMEENTE


def register_kinds() -> None:
    """Called in `AppConfig.ready()`."""
    for code, title, recipients in _KINDS:
        register(
            Kind(
                code=code,
                title=title,
                recipients=recipients,
                visible_subjects=koppelingen_of_tier1 if code in _OF_TIER1 else visible_koppelingen,
                link=_LINKS.get(code, koppeling_link),
                group=_GROUPS[code.split("_")[0]],
                least=Wijze.PORTAAL if code in _NOT_TO_BE_MISSED else Wijze.UIT,
                default=_DEFAULTS.get(code),
                parties=_parties(recipients),
                needs=_READS_DOSSIERS,
                followed=followed_of,
                may_follow=_may_follow(code),
            )
        )
    register_followable("koppeling", followable_koppelingen)
    register_followable("huishouden", followable_households)


def tell(
    kind: str,
    koppeling: Koppeling,
    *,
    key: str,
    acting_user: Gebruiker | None,
    person_id: UUID | None = None,
    wie: str = "",
) -> None:
    """Put news about a koppeling in the outbox; `key` tells one happening of a kind from another.

    `person_id`: whom it is about, a key without meaning outside the portal. `wie`: whose turn it is ("coa" or
    "gemeente"), of news about a term.
    """
    announce(
        kind,
        subject_id=koppeling.pk,
        reference=koppeling.referentie,
        key=f"{koppeling.pk}:{key}",
        acting_user=acting_user,
        extra=({"vergunninghouder": str(person_id)} if person_id else {}) | ({"wie": wie} if wie else {}),
    )
