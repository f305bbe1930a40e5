"""How far intake, PIP and move are, in words for the pages of both sides. Knows no living dossier."""

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import long_date
from coa_portal.web.components import Gebeurtenis, Gegeven
from overdracht.models import (
    ExtraKosten,
    Huisvestingsgesprek,
    Inburgeringstraject,
    Logeerperiode,
    Overdrachtspunt,
    Verhuisdatum,
    Verhuizing,
)

NOT_YET = "Nog niet"


def traject_stand(traject: Inburgeringstraject | None) -> str:
    """The last thing that happened, in one sentence part."""
    if traject is None:
        return "Nog niet begonnen"
    for day, words in (
        (traject.gestart_op, "Gestart op {}"),
        (traject.pip_vastgesteld_op, "PIP vastgesteld op {}"),
        (traject.intake_afgerond_op, "Brede intake klaar op {}"),
        (traject.intake_gestart_op, "Brede intake begonnen op {}"),
    ):
        if day is not None:
            return words.format(long_date(day))
    return "Nog niet begonnen"


def traject_facts(traject: Inburgeringstraject | None) -> list[Gegeven]:
    """Intake, toets, PIP and start as they are known."""
    row = traject or Inburgeringstraject()
    intake = NOT_YET
    if row.intake_afgerond_op is not None:
        intake = f"Van {long_date(row.intake_gestart_op)} tot en met {long_date(row.intake_afgerond_op)}"
    elif row.intake_gestart_op is not None:
        intake = f"Begonnen op {long_date(row.intake_gestart_op)}"
    toets = NOT_YET
    if row.toets_op is not None:
        outcome = row.get_toets_uitkomst_display() or "uitkomst volgt"
        toets = f"{outcome}, {long_date(row.toets_op)}"
    facts = [
        Gegeven("Brede intake", intake),
        Gegeven("Leerbaarheidstoets", toets),
        Gegeven("Kennisgeving van DUO", long_date(row.kennisgeving_op) or NOT_YET),
        Gegeven("PIP", _pip(row)),
    ]
    if row.pip_verlengd_tot is not None:
        reason = row.get_pip_verlenging_reden_display().lower()
        facts.append(
            Gegeven("Termijn PIP verlengd", f"Tot en met {long_date(row.pip_verlengd_tot)}: {reason}")
        )
    start = NOT_YET
    if row.gestart_op is not None:
        early = ", voor de verhuizing" if row.start_is_vroeg else ""
        start = f"Gestart op {long_date(row.gestart_op)}{early}"
    return [*facts, Gegeven("Regulier traject", start)]


def _pip(row: Inburgeringstraject) -> str:
    if row.pip_vastgesteld_op is None:
        return NOT_YET
    return f"Vastgesteld op {long_date(row.pip_vastgesteld_op)}, {row.get_leerroute_display()}"


def move_date(verhuizing: Verhuizing | None) -> str:
    """The date of the move with how sure it is."""
    if verhuizing is None:
        return "Nog niet bekend"
    if verhuizing.verhuisd_op is not None:
        return f"Verhuisd op {long_date(verhuizing.verhuisd_op)}"
    if verhuizing.definitief_op is not None:
        return f"{long_date(verhuizing.definitief_op)} (definitief)"
    if verhuizing.verwacht_op is not None:
        return f"{long_date(verhuizing.verwacht_op)} (verwacht)"
    return "Nog niet bekend"


def move_facts(verhuizing: Verhuizing | None, gesprek: Huisvestingsgesprek | None) -> list[Gegeven]:
    """House, dates, address, BRP and rest as they are known."""
    row = verhuizing or Verhuizing()
    facts = [
        Gegeven("Woning gevonden", long_date(row.woning_gevonden_op) or NOT_YET),
        Gegeven("Huisvestingsgesprek bij het COA", long_date(gesprek.gehouden_op) if gesprek else NOT_YET),
    ]
    if row.verhuisd_op is not None:
        facts.append(Gegeven("Verhuisd op", long_date(row.verhuisd_op)))
    else:
        facts += [
            Gegeven("Verwachte verhuisdatum", long_date(row.verwacht_op) or NOT_YET),
            Gegeven("Definitieve verhuisdatum", long_date(row.definitief_op) or NOT_YET),
        ]
    facts.append(Gegeven("Adres", address(row) or "Nog niet bekend"))
    if row.rust_van is not None:
        facts.append(
            Gegeven("Rustperiode", f"Van {long_date(row.rust_van)} tot en met {long_date(row.rust_tot)}")
        )
    return [*facts, Gegeven("Ingeschreven in de BRP", long_date(row.brp_op) or NOT_YET)]


def address(row: Verhuizing) -> str:
    """The address on one line; empty while it is not known."""
    if not row.straat:
        return ""
    return f"{row.straat} {row.huisnummer}, {row.postcode} {row.plaats}"


def date_changes(rows: Sequence[Verhuisdatum]) -> list[Gebeurtenis]:
    """The changes of the date of a move, as a history.

    The names come apart: of a colleague who left, a gemeente reads no account, and the change has to stay.
    """
    names = names_of({row.door_id for row in rows})
    return [_change(row, names.get(row.door_id, "")) for row in rows]


def _change(row: Verhuisdatum, who: str) -> Gebeurtenis:
    what = row.get_soort_display()
    if row.datum is None:
        text = f"{what} vervallen"
    elif row.vorige is None:
        text = f"{what}: {long_date(row.datum)}"
    else:
        text = f"{what} gewijzigd naar {long_date(row.datum)}"
    details = [f"Was {long_date(row.vorige)}."] if row.vorige else []
    if row.reden:
        details.append(f"{row.get_reden_display()}.")
    return Gebeurtenis(row.created_at, who, text, details)


def stay_text(row: Logeerperiode) -> str:
    """From when until when somebody stays with a host."""
    if row.beeindigd_op is not None:
        return f"Van {long_date(row.van)} tot en met {long_date(row.beeindigd_op)}"
    text = f"Van {long_date(row.van)} tot en met {long_date(row.laatste_dag)}"
    return f"{text} (verlengd: {row.get_verlenging_reden_display().lower()})" if row.verlengd_tot else text


def point_text(row: Overdrachtspunt | None, who: str = "") -> str:
    """How one point of the checklist stands, and who said so."""
    if row is None:
        return "Nog niet ingevuld"
    text = str(row.get_stand_display())
    if row.stand == Overdrachtspunt.Stand.OVERGEDRAGEN:
        text = f"Overgedragen op {long_date(row.op)}"
    return f"{text}, ingevuld door {who}" if who else text


def names_of(keys: Collection[UUID]) -> dict[UUID, str]:
    """Names of accounts, as far as the asking side may read them."""
    return dict(Gebruiker.objects.filter(pk__in=keys).values_list("pk", "naam")) if keys else {}


def costs_text(row: ExtraKosten) -> str:
    """What it is about, and the amount where one was agreed."""
    words = row.get_soort_display()
    if row.omschrijving:
        words = f"{words}: {row.omschrijving}"
    if row.bedrag_centen is None:
        return words
    euros, cents = divmod(row.bedrag_centen, 100)
    return f"{words}, €\u00a0{euros},{cents:02d}"


def access_text(toegang_tot: dt.date | None, reden: str = "") -> str:
    """Until when the gemeente has access. `reden`: why COA chose that day, in words; empty when it was reckoned."""
    if toegang_tot is None:
        return "De einddatum komt na de verhuizing"
    chosen = f", gekozen door het COA: {reden[0].lower()}{reden[1:]}" if reden else ""
    return f"Tot en met {long_date(toegang_tot)}{chosen}"
