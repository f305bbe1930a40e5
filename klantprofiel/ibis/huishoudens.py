"""In which plaatsingseenheid a line belongs. IBIS gives households a number; a line without one is a
household by itself.

A person is never moved to another household by a file: that breaks up a placement, which people decide (R21).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import connection

from klantprofiel.ibis.formaat import HOOFDPERSOON, HUISHOUDEN, Fout
from klantprofiel.ibis.nieuw import Nieuw, derive_locaties
from klantprofiel.ibis.regel import Regel
from klantprofiel.models import Ibisstand, Plaatsingseenheid, Vergunninghouder

KEPT_HEAD = "Dit huishouden heeft al een andere hoofdpersoon. Die blijft."


@dataclass
class NieuwHuishouden:
    """A household to be made, with its members; the first is the hoofdpersoon."""

    nummer: str
    leden: list[Nieuw]
    referentie: str = ""
    pk: UUID = field(default_factory=uuid4)


class Huishoudens:
    """The households that the lines of a block speak of: those that are there, locked, and those that must come."""

    def __init__(self, nummers: Collection[str], leden: Sequence[Vergunninghouder]) -> None:
        units = list(
            Plaatsingseenheid.objects.select_for_update()
            .filter(ibis_nummer__in=sorted({nummer for nummer in nummers if nummer}))
            .order_by("pk")
        )
        own = {person.plaatsingseenheid_id for person in leden} - {unit.pk for unit in units}
        units += Plaatsingseenheid.objects.select_for_update().filter(pk__in=own).order_by("pk")
        self.units: dict[UUID, Plaatsingseenheid] = {unit.pk: unit for unit in units}
        self.by_number = {unit.ibis_nummer: unit for unit in units if unit.ibis_nummer}
        self.renumbered: dict[UUID, Plaatsingseenheid] = {}
        self.joined: dict[UUID, list[Nieuw]] = {}
        self.new: list[NieuwHuishouden] = []
        heads = Vergunninghouder.objects.filter(pk__in=[unit.hoofdpersoon_id for unit in units])
        self.handlers: dict[UUID | None, UUID | None] = dict(
            heads.order_by().values_list("pk", "behandelaar_id")
        )
        self.claims: list[tuple[Regel, UUID, UUID]] = []
        self.new_heads: dict[UUID, UUID] = {}

    def judge(self, regel: Regel, person: Vergunninghouder) -> None:
        """Fout when the line puts somebody who has a dossier in another household."""
        unit = self.units[person.plaatsingseenheid_id]
        if not regel.huishouden or unit.ibis_nummer == regel.huishouden:
            return
        if unit.ibis_nummer or regel.huishouden in self.by_number:
            raise Fout(
                HUISHOUDEN,
                f"Deze persoon hoort in het portaal bij een ander huishouden ({unit.referentie}). Een bestand "
                "verplaatst niemand.",
            )
        unit.ibis_nummer = regel.huishouden
        self.by_number[regel.huishouden] = unit
        self.renumbered[unit.pk] = unit

    def place(self, made: Sequence[Nieuw]) -> None:
        """Give every new dossier its household."""
        groups: dict[str, list[Nieuw]] = {}
        for nieuw in made:
            nummer = nieuw.regel.huishouden
            unit = self.by_number.get(nummer) if nummer else None
            if unit is not None:
                nieuw.huishouden = unit.pk
                nieuw.behandelaar = self.handlers.get(unit.hoofdpersoon_id)
                self.joined.setdefault(unit.pk, []).append(nieuw)
            else:
                groups.setdefault(nummer or str(nieuw.pk), []).append(nieuw)
        for members in groups.values():
            self._start(members)
        references = next_references(len(self.new))
        for household, reference in zip(self.new, references, strict=True):
            household.referentie = reference
        for pk, joined in self.joined.items():
            for nieuw in joined:
                self.claim(nieuw.regel, nieuw.pk, pk)
        self._settle_claims()

    def _start(self, members: list[Nieuw]) -> None:
        """The hoofdpersoon is who IBIS says, else the eldest."""
        members.sort(key=lambda member: (not member.regel.hoofdpersoon, member.geboortedatum))
        household = NieuwHuishouden(members[0].regel.huishouden, members)
        for member in members:
            member.huishouden = household.pk
        for member in members[1:]:
            if member.regel.hoofdpersoon:
                member.regel.opmerkingen.append((HOOFDPERSOON, KEPT_HEAD))
        derive_locaties(members)
        self.new.append(household)

    def claim(self, regel: Regel, person: UUID, unit: UUID) -> None:
        """Somebody in a household that is there is its hoofdpersoon, says IBIS. That takes the place which the eldest
        held meanwhile; who was chosen, by IBIS or by people, keeps it."""
        if regel.hoofdpersoon and self.units[unit].hoofdpersoon_id != person:
            self.claims.append((regel, person, unit))

    def _settle_claims(self) -> None:
        heads = {self.units[unit].hoofdpersoon_id for _, _, unit in self.claims}
        chosen: dict[UUID | None, bool] = {
            stand.vergunninghouder_id: bool(stand.waarden.get(HOOFDPERSOON))
            for stand in Ibisstand.objects.filter(vergunninghouder__in=heads - {None})
        }
        for regel, person, unit in self.claims:
            if chosen.get(self.units[unit].hoofdpersoon_id) is False and unit not in self.new_heads:
                self.new_heads[unit] = person
            else:
                regel.opmerkingen.append((HOOFDPERSOON, KEPT_HEAD))


def next_references(number: int) -> list[str]:
    """So many references of households at once ("PE-000123")."""
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('klantprofiel_referentie_seq') FROM generate_series(1, %s)", [number])
        return [f"PE-{row[0]:06d}" for row in cursor.fetchall()]
