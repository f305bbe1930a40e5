"""What stands in an inzage-overzicht. Names no employee: organisation and role (docs/besluiten, HvJ C-579/21)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from coa_portal.access.wall import elevated
from coa_portal.audit.models import Inzageregel
from coa_portal.audit.selectors import about
from coa_portal.common.dates import short_date
from klantprofiel.models import Vergunninghouder
from overdracht.models import GedeeldDocument, Inzage, Kaart, Profielversie, Screeningspublicatie, Toestemming

MOST_READINGS = 1500


@dataclass(frozen=True)
class Gedeeld:
    """One thing that was made readable for one gemeente. `nu`: whether it is readable there now."""

    wat: str
    gemeente: str
    wanneer: dt.date
    nu: bool


@dataclass(frozen=True)
class Gelezen:
    """Readings of one day that are alike."""

    dag: dt.date
    organisatie: str
    rol: str
    wat: str
    weg: str
    keer: int


@dataclass(frozen=True)
class Overzicht:
    """Everything of one person. `meer`: there were more readings than fit."""

    naam: str
    v_nummer: str
    toestemmingen: list[tuple[str, str]]
    gedeeld: list[Gedeeld]
    gelezen: list[Gelezen]
    meer: bool


def overview_of(key: UUID, *, by_officer: bool) -> Overzicht:
    """Gather it. The privacy officer has no right on what was shared, COA none on the log: each gets the other half
    in a named elevation (R4). Vergunninghouder.DoesNotExist when there is no such person."""
    if by_officer:
        with elevated("overview-of-sharing"):
            person, consents, shared = _sharing(key)
    else:
        person, consents, shared = _sharing(key)
    with elevated("overview-of-reading"):
        read = _readings(key)
    return Overzicht(
        person.naam, person.v_nummer, consents, shared, read[:MOST_READINGS], len(read) > MOST_READINGS
    )


def _sharing(key: UUID) -> tuple[Vergunninghouder, list[tuple[str, str]], list[Gedeeld]]:
    person = Vergunninghouder.objects.get(pk=key)
    gates = Inzage.objects.filter(vergunninghouder=person)
    open_now = {row.koppeling_id: row for row in gates}
    consents = [
        (row.gemeente.naam, _consent_text(row))
        for row in Toestemming.objects.filter(vergunninghouder=person)
        .select_related("gemeente")
        .order_by("created_at")
    ]
    shared = [
        Gedeeld(
            "Informatieprofiel", row.gemeente.naam, localdate(row.created_at), row.koppeling_id in open_now
        )
        for row in Kaart.objects.filter(koppeling__betrokkenen__vergunninghouder=person).select_related(
            "gemeente"
        )
    ]
    shared += [
        Gedeeld(
            "Screening",
            row.gemeente.naam,
            localdate(row.created_at),
            _is_screening_open(row, open_now.get(row.koppeling_id)),
        )
        for row in Screeningspublicatie.objects.filter(vergunninghouder=person).select_related(
            "gemeente", "toestemming"
        )
    ]
    shared += [
        Gedeeld(
            f"Klantprofiel, versie {row.nummer}",
            row.gemeente.naam,
            localdate(row.doorgezet_op),
            _is_open(row, open_now.get(row.koppeling_id)),
        )
        for row in Profielversie.objects.filter(vergunninghouder=person).select_related("gemeente")
    ]
    shared += [
        Gedeeld(
            f"Document bij versie {row.versie.nummer}: {row.soort_naam}",
            row.gemeente.naam,
            localdate(row.versie.doorgezet_op),
            row.teruggenomen_op is None and _is_open(row.versie, open_now.get(row.versie.koppeling_id)),
        )
        for row in GedeeldDocument.objects.filter(versie__vergunninghouder=person).select_related(
            "gemeente", "versie"
        )
    ]
    return person, consents, sorted(shared, key=lambda row: (row.wanneer, row.wat))


def _is_screening_open(row: Screeningspublicatie, gate: Inzage | None) -> bool:
    """Whether the gemeente reads this screening now: frozen under the signature that holds (R6)."""
    is_held = row.toestemming is not None and row.toestemming.status == "gegeven"
    return is_held and gate is not None and gate.tier >= 1


def _is_open(version: Profielversie, gate: Inzage | None) -> bool:
    """Whether the gemeente reads this version now: of the present signature, not of one that ended (R6)."""
    if gate is None or gate.tier < 2:
        return False
    return gate.sinds is not None and version.doorgezet_op >= gate.sinds


def _consent_text(row: Toestemming) -> str:
    parts = [row.status_label]
    if row.ondertekend_op:
        parts.append(f"ondertekend op {short_date(row.ondertekend_op)}")
    if row.ingetrokken_op:
        parts.append(f"ingetrokken op {short_date(row.ingetrokken_op)}")
    return ", ".join(parts)


def _readings(key: UUID) -> list[Gelezen]:
    """Shown readings of a person, newest first. Refusals are left out: nobody saw anything."""
    rows = (
        Inzageregel.objects.filter(about([key]), result=Inzageregel.Result.SHOWN)
        .annotate(day=TruncDate("created_at"))
        .values("day", "organisatie", "rol", "what", "channel")
        .annotate(times=Count("pk"))
        .order_by("-day", "organisatie", "rol", "what", "channel")
    )
    channels = dict(Inzageregel.Channel.choices)
    return [
        Gelezen(
            row["day"],
            row["organisatie"],
            row["rol"] or "Medewerker",
            row["what"],
            str(channels[row["channel"]]),
            row["times"],
        )
        for row in rows[: MOST_READINGS + 1]
    ]
