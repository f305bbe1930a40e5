"""Two dossiers of one person: made one, and made two again (besluit 0031)."""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError
from coa_portal.common.references import next_reference
from klantprofiel import events
from klantprofiel.actions.bsn import tell_bsn_changed, write_bsn
from klantprofiel.actions.dossier import allow, announce, announce_household, lock_household, touch
from klantprofiel.actions.huishouden import REFERENCE_SEQUENCE
from klantprofiel.actions.verblijf import derive_locaties
from klantprofiel.bsn import decrypt
from klantprofiel.ibis.vergelijken import is_empty
from klantprofiel.models import (
    Feitherkomst,
    Klantprofiel,
    Plaatsingseenheid,
    Samenvoeging,
    Verblijf,
    Vergunninghouder,
)
from klantprofiel.samenvoegen import OTHER_WAY, Moving, put_back, rows_of
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.state import row_model, stored

BSN = "bsn"
# pointed at a person, and handled by name or left with the dossier that lapses
_OWN = {"Burgerservicenummer", "Klantprofiel", "Ibisstand", "Ibisregel", "Samenvoeging", "Verblijf"}
_OWN |= {"Vergunninghouder", "Plaatsingseenheid"}


@action
def merge_people(*, blijft: Vergunninghouder, vervalt: Vergunninghouder, acting_user: Any) -> Samenvoeging:
    """Make `vervalt` part of `blijft`: what `blijft` does not know is filled in, rows move, and nobody sees `vervalt`
    any more. What both say differently stays as `blijft` has it. DomainError with the reason when it cannot be.
    """
    moving = Moving(*_lock(blijft, vervalt))
    for person in (moving.blijft, moving.vervalt):
        allow(acting_user, "merge", person)
    _judge(moving)
    events.people_merging.send(sender=Vergunninghouder, moving=moving, acting_user=acting_user)
    _move_own(moving)
    _move_bsn(moving)
    former = moving.vervalt.plaatsingseenheid
    _leave_household(moving)
    moving.fill(moving.vervalt, "samengevoegd_in_id", moving.blijft.pk)
    moving.blijft.save()
    moving.vervalt.save()
    row = Samenvoeging.objects.create(
        blijft=moving.blijft,
        vervalt=moving.vervalt,
        door=acting_user,
        verplaatst=moving.verplaatst,
        ingevuld=moving.ingevuld,
    )
    _tell([moving.blijft.plaatsingseenheid, former], [moving.blijft, moving.vervalt], acting_user)
    return row


@action
def undo_merge(*, samenvoeging: Samenvoeging, acting_user: Any) -> list[str]:
    """Make two dossiers of it again. Returns which columns somebody changed since: those stay as they are now."""
    row = Samenvoeging.objects.select_for_update().get(pk=samenvoeging.pk)
    blijft, vervalt = _lock(row.blijft, row.vervalt)
    allow(acting_user, "merge", blijft)
    if row.ongedaan_op is not None:
        raise DomainError("Deze samenvoeging is al ongedaan gemaakt.", code="undone")
    if blijft.samengevoegd_in_id is not None:
        raise DomainError("Maak eerst de latere samenvoeging ongedaan.", code="merged_again")
    former = vervalt.plaatsingseenheid
    keys = {str(blijft.pk): str(vervalt.pk), str(_profile(blijft).pk): str(_profile(vervalt).pk)}
    changed = []
    for label, column, key in reversed(row.verplaatst):
        if label == BSN:
            _bsn_back(blijft, vervalt, column)
            continue
        model = apps.get_model(label)
        now = str(_profile(blijft).pk) if _points_at_profile(model, column) else str(blijft.pk)
        if not put_back(label, key, column, was=keys[now], now=now):
            changed.append(f"{label}.{column}")
    for label, key, column, was, now in reversed(row.ingevuld):
        if not put_back(label, key, column, was=was, now=now):
            changed.append(f"{label}.{column}")
    row.ongedaan_op, row.ongedaan_door = timezone.now(), acting_user
    row.save()
    blijft, vervalt = (Vergunninghouder.objects.get(pk=one.pk) for one in (blijft, vervalt))
    if former.pk != vervalt.plaatsingseenheid_id:
        former.delete()  # made for the merge alone
    _tell([blijft.plaatsingseenheid, vervalt.plaatsingseenheid], [blijft, vervalt], acting_user)
    return changed


def _points_at_profile(model: Any, column: str) -> bool:
    field = model._meta.get_field(column.removesuffix("_id"))
    return field.related_model is Klantprofiel


def _lock(one: Vergunninghouder, other: Vergunninghouder) -> tuple[Vergunninghouder, Vergunninghouder]:
    """Both, with their households and profiles, locked by key whatever their order."""
    if one.pk == other.pk:
        raise DomainError("Kies twee verschillende dossiers.", code="same")
    keys = {one.pk, other.pk}
    units = Vergunninghouder.objects.filter(pk__in=keys).values_list("plaatsingseenheid_id", flat=True)
    people: dict[Any, Vergunninghouder] = {}
    for unit in Plaatsingseenheid.objects.filter(pk__in=list(units)).order_by("pk"):
        people |= {member.pk: member for member in lock_household(unit)}
    list(Klantprofiel.objects.select_for_update().filter(vergunninghouder__in=keys).order_by("pk"))
    return people[one.pk], people[other.pk]


def _judge(moving: Moving) -> None:
    blijft, vervalt = moving.blijft, moving.vervalt
    if blijft.samengevoegd_in_id or vervalt.samengevoegd_in_id:
        moving.refuse("Een van deze dossiers is al samengevoegd.")
    others = Vergunninghouder.objects.filter(plaatsingseenheid=vervalt.plaatsingseenheid_id)
    others = others.filter(samengevoegd_in=None).exclude(pk=vervalt.pk)
    is_head = Plaatsingseenheid.objects.filter(hoofdpersoon=vervalt).exists()
    if is_head and others.exists():
        moving.refuse(f"Het dossier dat vervalt, is van de hoofdpersoon van een gezin. {OTHER_WAY}")
    numbers = [one.bsn.keyed_hash for one in (blijft, vervalt) if getattr(one, "bsn", None)]
    if len(set(numbers)) > 1:
        moving.refuse("Deze dossiers hebben elk een ander BSN. Het zijn dus twee personen.")


def _profile(person: Vergunninghouder) -> Klantprofiel:
    profiel: Klantprofiel = Klantprofiel.objects.get(vergunninghouder=person)
    return profiel


def _move_own(moving: Moving) -> None:
    """Facts that the dossier that stays does not know, rows that it does not have, and stays that fit between."""
    here, there = _profile(moving.blijft), _profile(moving.vervalt)
    taken = []
    for name, fact in FACTS.items():
        if fact.is_bsn or name == "v_nummer":
            continue
        target, source = (moving.blijft, moving.vervalt) if fact.on_person else (here, there)
        value = stored(source, name)
        if is_empty(name, stored(target, name)) and name not in here.onbekend and not is_empty(name, value):
            moving.fill(target, target._meta.get_field(name).attname, value)  # type: ignore[union-attr]
            taken.append(name)
    if moving.blijft.behandelaar_id is None and moving.vervalt.behandelaar_id:
        moving.fill(moving.blijft, "behandelaar_id", moving.vervalt.behandelaar_id)
    known = Feitherkomst.objects.filter(klantprofiel=here).values_list("veld", flat=True)
    sources = Feitherkomst.objects.filter(klantprofiel=there, veld__in=taken).exclude(veld__in=list(known))
    moving.move(sources, "klantprofiel_id", here.pk)
    for name in ROW_SETS:
        if name not in here.geen:
            _move_rows(moving, name, here, there)
    here.save()
    _move_stays(moving)
    for column, rows in rows_of("klantprofiel", moving.vervalt):
        if rows.model.__name__ not in _OWN:
            moving.move(rows, column, moving.blijft.pk, or_leave=True)


def _move_rows(moving: Moving, name: str, here: Klantprofiel, there: Klantprofiel) -> None:
    row_set, model = ROW_SETS[name], row_model(ROW_SETS[name])
    first = model._meta.get_field(row_set.columns[0][0]).attname  # type: ignore[union-attr]
    known = [getattr(row, first) for row in getattr(here, name).all()]
    new = getattr(there, name).exclude(**{f"{first}__in": known})
    moving.move(new, "klantprofiel_id", here.pk)


def _move_stays(moving: Moving) -> None:
    for stay in Verblijf.objects.filter(vergunninghouder=moving.vervalt).order_by("van"):
        clash = Verblijf.objects.filter(vergunninghouder=moving.blijft).filter(
            Q(tot=None) | Q(tot__gt=stay.van)
        )
        if stay.tot:
            clash = clash.filter(van__lt=stay.tot)
        if not clash.exists():
            moving.move(Verblijf.objects.filter(pk=stay.pk), "vergunninghouder_id", moving.blijft.pk)


def _move_bsn(moving: Moving) -> None:
    """The number is encrypted for one person's row: it is written anew, never copied."""
    known = getattr(moving.vervalt, "bsn", None)
    if known is None or getattr(moving.blijft, "bsn", None):
        return
    digits = decrypt(known.ciphertext, moving.vervalt.pk)
    write_bsn(moving.vervalt, "")
    write_bsn(moving.blijft, digits)
    tell_bsn_changed(moving.blijft, digits)
    moving.verplaatst.append([BSN, known.keyed_hash, ""])


def _bsn_back(blijft: Vergunninghouder, vervalt: Vergunninghouder, mark: str) -> None:
    known = getattr(blijft, "bsn", None)
    if known is not None and known.keyed_hash == mark:
        digits = decrypt(known.ciphertext, blijft.pk)
        write_bsn(blijft, "")
        write_bsn(vervalt, digits)


def _leave_household(moving: Moving) -> None:
    """A double lives in a household of its own, which is hidden with it: it counts nowhere as a member."""
    vervalt = moving.vervalt
    if Plaatsingseenheid.objects.filter(hoofdpersoon=vervalt).exists():
        return
    own = Plaatsingseenheid.objects.create(
        referentie=next_reference(REFERENCE_SEQUENCE, "PE"), hoofdpersoon=vervalt
    )
    moving.fill(vervalt, "plaatsingseenheid_id", own.pk)


def _tell(units: list[Plaatsingseenheid], people: list[Vergunninghouder], acting_user: Any) -> None:
    """Count and derive again what hangs on both, and tell upper apps."""
    for unit in {unit.pk: unit for unit in units}.values():
        derive_locaties(unit, list(Vergunninghouder.objects.filter(plaatsingseenheid=unit).order_by("pk")))
        announce_household(unit, acting_user)
    for person in people:
        touch(_profile(person))
        announce(person, acting_user)
