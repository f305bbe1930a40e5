"""Who at COA sees a dossier, and who may do what to it (R1, R2). Gemeente accounts and beheer see none: they hold
none of these capabilities, and the database refuses them besides (R4)."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import YES, Decision, Policy, register
from coa_portal.organisaties.models import Organisatie
from klantprofiel.models import Document, Ibisimport, Plaatsingseenheid, Samenvoeging, Vergunninghouder

ENTER = frozenset({"view_dossier", "view_all_dossiers"})
WRITE = frozenset({"edit_profiel", "koppel"})
FEED = frozenset({"koppel"})  # the feed from IBIS comes in at the national desk (besluit 0030)


def is_national(gebruiker: object) -> bool:
    """COA's national desk, which sees every dossier."""
    return grants_of(gebruiker).has("view_all_dossiers", Organisatie.COA)


def locaties_with(gebruiker: object, capability: str) -> set[UUID]:
    """Keys of the locaties on which the account holds `capability`."""
    return {UUID(key) for key in grants_of(gebruiker).on(capability)}


def _on_locatie(capability: str, reason: str) -> Callable[[object, Vergunninghouder], Decision]:
    """Allowed with `capability` on the locatie of the dossier. A dossier without locatie is the national desk's
    (R1), so that no dossier is without somebody who may keep it."""

    def decide(gebruiker: object, vergunninghouder: Vergunninghouder) -> Decision:
        locatie = vergunninghouder.dossier_locatie_id
        if locatie is None:
            return YES if grants_of(gebruiker).has("koppel", Organisatie.COA) else Decision(False, reason)
        return YES if grants_of(gebruiker).has(capability, locatie) else Decision(False, reason)

    return decide


_edit = _on_locatie(
    "edit_profiel",
    "Alleen een casemanager of programmabegeleider van deze opvanglocatie past dit profiel aan.",
)
_manage = _on_locatie("doorzetten", "Alleen een casemanager van deze opvanglocatie kan dit doen.")
_publish = _on_locatie("doorzetten", "Alleen een casemanager van deze opvanglocatie zet een profiel door.")
_share_document = _on_locatie(
    "doorzetten", "Alleen een casemanager van deze opvanglocatie kiest of de gemeente een document mag zien."
)
_checklist = _on_locatie(
    "doorzetten", "Alleen een casemanager van deze opvanglocatie houdt de checklist van de overdracht bij."
)
_housing = _on_locatie(
    "record_huisvesting",
    "Alleen een casemanager of programmabegeleider van deze opvanglocatie kan dit doen.",
)
_programme = _on_locatie(
    "record_programma", "Alleen een casemanager van deze opvanglocatie houdt de Voorinburgering bij."
)
_participation = _on_locatie(
    "record_participatie", "Alleen een casemanager van deze opvanglocatie houdt participatie bij."
)
_consent = _on_locatie(
    "record_toestemming", "Alleen een casemanager van deze opvanglocatie legt een toestemming vast."
)


def _withdrawal(gebruiker: object, vergunninghouder: Vergunninghouder) -> Decision:
    """Nothing may stand in the way of a withdrawal: the national desk can always record one (R6)."""
    return YES if is_national(gebruiker) else _consent(gebruiker, vergunninghouder)


def _merge(gebruiker: object, vergunninghouder: Vergunninghouder) -> Decision:
    """A double may stand at another locatie: the national desk merges everywhere."""
    if grants_of(gebruiker).has("koppel", Organisatie.COA):
        return YES
    return _on_locatie("doorzetten", "Alleen een casemanager van beide opvanglocaties voegt dossiers samen.")(
        gebruiker, vergunninghouder
    )


def _overview(gebruiker: object, vergunninghouder: Vergunninghouder) -> Decision:
    """Whoever stands next to the person, and the national desk for who has moved on (AVG art. 15)."""
    if is_national(gebruiker):
        return YES
    locatie = vergunninghouder.dossier_locatie_id
    if locatie is not None and grants_of(gebruiker).has("record_toestemming", locatie):
        return YES
    return Decision(False, "Alleen een casemanager van deze opvanglocatie maakt een inzage-overzicht.")


class VergunninghouderPolicy(Policy[Vergunninghouder]):
    """Dossiers of the granted locaties; all of them for the national desk."""

    model = Vergunninghouder
    rules = {
        "edit_profiel": _edit,
        "show_bsn": _edit,
        "register_verblijf": _manage,
        "assign_behandelaar": _manage,
        "add_member": _edit,
        "doorzetten": _publish,
        "share_document": _share_document,
        "keep_checklist": _checklist,
        "record_huisvesting": _housing,
        "record_programma": _programme,
        "record_participatie": _participation,
        "record_toestemming": _consent,
        "record_withdrawal": _withdrawal,
        "make_overview": _overview,
        "merge": _merge,
    }

    def visible(self, gebruiker: object) -> QuerySet[Vergunninghouder]:
        """See the class."""
        # a double that was merged is nobody's to see
        rows: QuerySet[Vergunninghouder] = Vergunninghouder.objects.filter(samengevoegd_in=None)
        if is_national(gebruiker):
            return rows
        locaties = locaties_with(gebruiker, "view_dossier")
        return rows.filter(dossier_locatie__in=locaties) if locaties else rows.none()


def _household_rule(decide: Callable[[object, Vergunninghouder], Decision]) -> Callable[..., Decision]:
    """A rule of the hoofdpersoon's dossier, asked of the household."""

    def ask(gebruiker: object, plaatsingseenheid: Plaatsingseenheid) -> Decision:
        if plaatsingseenheid.hoofdpersoon is None:
            return Decision(False, "Deze plaatsingseenheid heeft nog geen hoofdpersoon.")
        return decide(gebruiker, plaatsingseenheid.hoofdpersoon)

    return ask


class PlaatsingseenheidPolicy(Policy[Plaatsingseenheid]):
    """A household is seen by whoever sees the dossier of one of its members."""

    model = Plaatsingseenheid
    rules = {"add_member": _household_rule(_edit), "register_verblijf": _household_rule(_manage)}

    def visible(self, gebruiker: object) -> QuerySet[Plaatsingseenheid]:
        """See the class."""
        # what was merged left its household behind: it lives alone, and its household goes with it
        doubles = Vergunninghouder.objects.filter(hoofd_van=OuterRef("pk"), samengevoegd_in__isnull=False)
        rows: QuerySet[Plaatsingseenheid] = Plaatsingseenheid.objects.filter(~Exists(doubles.order_by()))
        if is_national(gebruiker):
            return rows
        locaties = locaties_with(gebruiker, "view_dossier")
        if not locaties:
            return rows.none()
        members = Vergunninghouder.objects.filter(
            plaatsingseenheid=OuterRef("pk"), dossier_locatie__in=locaties
        )
        return rows.filter(Exists(members.order_by()))


class DocumentPolicy(Policy[Document]):
    """A document is seen by whoever sees the dossier; replaced and withdrawn ones too. What may be done to it is asked
    of its person."""

    model = Document

    def visible(self, gebruiker: object) -> QuerySet[Document]:
        """See the class."""
        people = VergunninghouderPolicy().visible(gebruiker)
        rows: QuerySet[Document] = Document.objects.filter(vergunninghouder__in=people.order_by())
        return rows


class SamenvoegingPolicy(Policy[Samenvoeging]):
    """A merge is seen by whoever sees the dossier that stayed."""

    model = Samenvoeging

    def visible(self, gebruiker: object) -> QuerySet[Samenvoeging]:
        """See the class."""
        people = VergunninghouderPolicy().visible(gebruiker)
        rows: QuerySet[Samenvoeging] = Samenvoeging.objects.filter(blijft__in=people)
        return rows


class IbisimportPolicy(Policy[Ibisimport]):
    """What came in from IBIS is the national desk's to see: a file is about people of every locatie."""

    model = Ibisimport

    def visible(self, gebruiker: object) -> QuerySet[Ibisimport]:
        """See the class."""
        rows: QuerySet[Ibisimport] = Ibisimport.objects.all()
        return rows if grants_of(gebruiker).has("koppel", Organisatie.COA) else rows.none()


def visible_household_members(gebruiker: object) -> QuerySet[Vergunninghouder]:
    """People of whom a woonbegeleider may read name, household and move date, and nothing else (DESIGN §3)."""
    locaties = locaties_with(gebruiker, "view_household")
    rows: QuerySet[Vergunninghouder] = Vergunninghouder.objects.filter(samengevoegd_in=None)
    return rows.filter(dossier_locatie__in=locaties) if locaties else rows.none()


def editable_locaties(gebruiker: object) -> set[UUID]:
    """Keys of the locaties where the account may start a dossier."""
    return locaties_with(gebruiker, "edit_profiel")


def register_policies() -> None:
    """Called in `AppConfig.ready()`."""
    register(VergunninghouderPolicy())
    register(PlaatsingseenheidPolicy())
    register(IbisimportPolicy())
    register(SamenvoegingPolicy())
    register(DocumentPolicy())
