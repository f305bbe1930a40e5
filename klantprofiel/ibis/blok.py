"""One block of lines, from what stands in the file to what is in the database, inside one transaction.

Every line is judged by itself, in Python; what passes is written by the thousand (`schrijven`). A line that is
refused leaves the others alone.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from klantprofiel.bsn import all_hashes
from klantprofiel.ibis.bestand import Gelezen
from klantprofiel.ibis.formaat import Codes, Fout
from klantprofiel.ibis.huishoudens import Huishoudens
from klantprofiel.ibis.nieuw import Nieuw, judge_new
from klantprofiel.ibis.regel import Regel, read_line
from klantprofiel.ibis.vergelijken import Said, Verandering, compare, said_by
from klantprofiel.models import Burgerservicenummer, Ibisregel, Vergunninghouder
from klantprofiel.selectors import profile_of, with_profile

Uitkomst = Ibisregel.Uitkomst
BSN_KNOWN = "Dit BSN staat al bij een ander dossier. Controleer het nummer."

MERGED = "Dit V-nummer hoort bij een dossier dat is samengevoegd. Pas het dossier zelf aan."


@dataclass
class Uitslag:
    """What became of a line."""

    nummer: int
    uitkomst: str
    vergunninghouder: UUID | None = None
    velden: list[str] = field(default_factory=list)
    opmerkingen: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Blok:
    """The judged lines of a block. `moment`: the one time that all its rows carry."""

    uitslagen: list[Uitslag] = field(default_factory=list)
    nieuw: list[Nieuw] = field(default_factory=list)
    veranderd: list[Verandering] = field(default_factory=list)
    huishoudens: Huishoudens = field(default_factory=lambda: Huishoudens((), ()))
    moment: dt.datetime = field(default_factory=timezone.now)

    def refuse(self, nummer: int, fout: Fout) -> None:
        """Report a line that is not taken."""
        self.uitslagen.append(Uitslag(nummer, Uitkomst.GEWEIGERD, opmerkingen=[(fout.veld, fout.reden)]))


def judge_block(lines: Sequence[Gelezen], codes: Codes) -> Blok:
    """Read and judge every line; nothing is written yet. Locks the dossiers and households concerned."""
    blok = Blok()
    regels = list(_read(lines, codes, blok))
    known = _known([regel.v_nummer for regel in regels])
    owners = _owners(regels)
    fresh: list[tuple[Regel, Said]] = []
    touched: list[tuple[Regel, Said, Said]] = []
    for regel in regels:
        said = said_by(regel)
        found = known.get(regel.v_nummer)
        if found is None:
            fresh.append((regel, said))
        elif found[2]:
            blok.refuse(regel.nummer, Fout("v_nummer", MERGED))
        elif {**found[1], **said} == found[1]:
            unchanged = Uitslag(regel.nummer, Uitkomst.ONGEWIJZIGD, found[0], [], regel.opmerkingen)
            blok.uitslagen.append(unchanged)
        else:
            touched.append((regel, found[1], said))
    people = _lock(blok, regels, [regel.v_nummer for regel, _, _ in touched])
    for regel, last, said in touched:
        _compare(blok, regel, people[regel.v_nummer], last, said, owners)
    for regel, said in fresh:
        _start(blok, regel, said, owners)
    blok.huishoudens.place(blok.nieuw)
    return blok


def _read(lines: Iterable[Gelezen], codes: Codes, blok: Blok) -> Iterable[Regel]:
    for number, raw, fault in lines:
        try:
            if raw is None:
                raise Fout(*fault)
            yield read_line(number, raw, codes)
        except Fout as fout:
            blok.refuse(number, fout)


def _known(v_nummers: Sequence[str]) -> dict[str, tuple[UUID, Said, bool]]:
    """V-nummer → key of the person, what IBIS last said, and whether the dossier was merged into another."""
    rows = Vergunninghouder.objects.filter(v_nummer__in=v_nummers).values_list(
        "v_nummer", "pk", "ibisstand__waarden", "samengevoegd_in"
    )
    return {
        v_nummer: (pk, waarden or {}, other is not None) for v_nummer, pk, waarden, other in rows.order_by()
    }


def _owners(regels: Iterable[Regel]) -> dict[str, str]:
    """BSN → V-nummer of the dossier that has it already."""
    marks = {mark: regel.bsn for regel in regels if regel.bsn for mark in all_hashes(regel.bsn)}
    rows = Burgerservicenummer.objects.filter(keyed_hash__in=marks).values_list(
        "keyed_hash", "vergunninghouder__v_nummer"
    )
    return {marks[mark]: v_nummer for mark, v_nummer in rows}


def _lock(blok: Blok, regels: Sequence[Regel], v_nummers: Sequence[str]) -> dict[str, Vergunninghouder]:
    """The dossiers that may change, with everything in them, locked: households first, then people, both by key."""
    found = Vergunninghouder.objects.filter(v_nummer__in=v_nummers)
    blok.huishoudens = Huishoudens({regel.huishouden for regel in regels}, list(found))
    keys = list(found.order_by("pk").select_for_update().values_list("pk", flat=True))
    people = with_profile(Vergunninghouder.objects.filter(pk__in=keys).prefetch_related(None))
    return {person.v_nummer: person for person in people}


def _claim_bsn(regel: Regel, owners: dict[str, str]) -> None:
    if regel.bsn and owners.setdefault(regel.bsn, regel.v_nummer) != regel.v_nummer:
        raise Fout("bsn", BSN_KNOWN)


def _compare(
    blok: Blok, regel: Regel, person: Vergunninghouder, last: Said, said: Said, owners: dict[str, str]
) -> None:
    try:
        _claim_bsn(regel, owners)
        blok.huishoudens.judge(regel, person)
        change = compare(regel, profile_of(person), last, said)
    except Fout as fout:
        blok.refuse(regel.nummer, fout)
        return
    blok.huishoudens.claim(regel, person.pk, person.plaatsingseenheid_id)
    blok.veranderd.append(change)
    outcome = Uitkomst.GEWIJZIGD if change.changes_profile else Uitkomst.ONGEWIJZIGD
    blok.uitslagen.append(Uitslag(regel.nummer, outcome, person.pk, change.velden, regel.opmerkingen))


def _start(blok: Blok, regel: Regel, said: Said, owners: dict[str, str]) -> None:
    try:
        nieuw = judge_new(regel, said)
        _claim_bsn(regel, owners)
    except Fout as fout:
        blok.refuse(regel.nummer, fout)
        return
    blok.nieuw.append(nieuw)
    blok.uitslagen.append(Uitslag(regel.nummer, Uitkomst.GEMAAKT, nieuw.pk, [], regel.opmerkingen))


def report_rows(blok: Blok, ibisimport: Any) -> list[dict[str, Any]]:
    """The lines of the report; a field where IBIS and the dossier differ is an opmerking too."""
    offered: dict[UUID | None, Any] = {
        change.profiel.vergunninghouder_id: change.verschillen for change in blok.veranderd
    }
    rows = []
    for uitslag in blok.uitslagen:
        remarks = [*uitslag.opmerkingen]
        for name in offered.get(uitslag.vergunninghouder, ()):
            remarks.append((name, "Verschilt van het dossier: iemand moet kiezen."))
        rows.append(
            {
                "ibisimport_id": ibisimport.pk,
                "nummer": uitslag.nummer,
                "uitkomst": str(uitslag.uitkomst),
                "vergunninghouder_id": uitslag.vergunninghouder,
                "velden": uitslag.velden,
                "opmerkingen": [list(remark) for remark in remarks],
            }
        )
    return rows
