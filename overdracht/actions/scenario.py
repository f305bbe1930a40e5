"""Choosing a scenario per person, telling the inburgeraar, and the voorkeursscenario per azc (B1 chapter 3).

The gemeente's own work, under its database role. What follows from a voorkeursscenario is written by COA's side, in the
transaction that makes a koppeling definitive.
"""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from koppeling.models import Koppeling
from overdracht.actions.held import fresh_koppeling
from overdracht.models import Betrokkene, Inzage, Kaart, Scenario, Scenariokeuze, Voorkeursscenario
from overdracht.models.gedeeld import WORKING_AGE
from overdracht.notify import tell

_TOLD = ["inburgeraar_geinformeerd_op", "inburgeraar_geinformeerd_hoe"]


@action
def choose_scenario(
    *,
    koppeling: Koppeling,
    betrokkenen: Sequence[Betrokkene],
    scenario: int,
    reden: str = "",
    acting_user: Gebruiker,
) -> list[Scenariokeuze]:
    """Choose or change the scenario of one or more adults of a household, in one act.

    Changing one, and deviating from the voorkeursscenario, needs a reason. Who already follows this scenario is left
    alone; when that is everybody the act is refused. COA hears of it.
    """
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    if scenario not in Scenario.values:
        raise DomainError("Kies een scenario.", field="scenario", code="scenario")
    people = _adults(row, betrokkenen)
    held = Scenariokeuze.objects.select_for_update(of=("self",))
    current = {one.betrokkene_id: one for one in held.filter(betrokkene__in=people, vervangen_op=None)}
    changing = [p for p in people if p.pk not in current or current[p.pk].scenario != scenario]
    if not changing:
        raise DomainError("Dit scenario geldt al.", field="scenario", code="same")
    reden = reden.strip()
    if not reden and any(person.pk in current for person in changing):
        raise DomainError(
            "Schrijf waarom u van scenario wisselt of van de voorkeur afwijkt.", field="reden", code="reason"
        )
    made = [_chosen(row, person, current.get(person.pk), scenario, reden, acting_user) for person in changing]
    is_first = not any(person.pk in current for person in changing)
    tell(
        "scenario_gekozen" if is_first else "scenario_gewijzigd",
        row,
        key=f"scenario:{made[0].pk}",
        acting_user=acting_user,
        person_id=changing[0].vergunninghouder_id if len(changing) == 1 else None,
    )
    return made


def _adults(koppeling: Koppeling, betrokkenen: Sequence[Betrokkene]) -> list[Betrokkene]:
    """The rows of these people, when all are members of this active koppeling and take part in the inburgering."""
    wanted = {person.pk for person in betrokkenen}
    members = Inzage.objects.filter(koppeling=koppeling, betrokkene__in=wanted).values("betrokkene")
    found = list(Betrokkene.objects.filter(pk__in=members, leeftijdsgroep=WORKING_AGE).order_by("volgnummer"))
    if not wanted:
        raise DomainError("Kies voor wie u het scenario kiest.", field="betrokkenen", code="nobody")
    if len(found) != len(wanted):
        raise DomainError(
            "Een scenario kiest u voor wie 18 tot en met 66 jaar is en bij dit huishouden hoort.",
            field="betrokkenen",
            code="not_adult",
        )
    return found


def _chosen(
    koppeling: Koppeling,
    person: Betrokkene,
    former: Scenariokeuze | None,
    scenario: int,
    reden: str,
    acting_user: Gebruiker,
) -> Scenariokeuze:
    now = timezone.now()
    if former is not None:
        former.vervangen_op = now
        former.save(update_fields=["vervangen_op"])
    voorkeur = former.voorkeur if former else None
    keuze = Scenariokeuze(
        koppeling=koppeling,
        gemeente_id=koppeling.gemeente_id,
        betrokkene=person,
        scenario=scenario,
        gekozen_op=now,
        gekozen_door=acting_user,
        voorkeur=voorkeur,
        is_afwijking=voorkeur is not None and voorkeur.scenario != scenario,
        reden=reden,
    )
    keuze.save(force_insert=True)
    return keuze


@action
def record_informed(
    *, koppeling: Koppeling, betrokkenen: Sequence[Betrokkene], op: dt.date, hoe: str, acting_user: Gebruiker
) -> list[Scenariokeuze]:
    """Record when and how people were told which scenario is followed (B1 §3.4), or correct that."""
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    if hoe not in Scenariokeuze.Geinformeerd.values:
        raise DomainError("Kies hoe de inburgeraar is geïnformeerd.", field="hoe", code="how")
    if op > today():
        raise DomainError("Deze datum is nog niet geweest.", field="op", code="future")
    people = _adults(row, betrokkenen)
    rows = list(
        Scenariokeuze.objects.select_for_update(of=("self",)).filter(betrokkene__in=people, vervangen_op=None)
    )
    if len(rows) != len(people):
        raise DomainError("Kies eerst een scenario.", field="betrokkenen", code="no_scenario")
    if any(op < timezone.localdate(keuze.gekozen_op) for keuze in rows):
        raise DomainError("Deze datum ligt voor de keuze van het scenario.", field="op", code="too_early")
    for keuze in rows:
        keuze.inburgeraar_geinformeerd_op = op
        keuze.inburgeraar_geinformeerd_hoe = hoe
        keuze.save(update_fields=_TOLD)
    return rows


@action
def set_voorkeursscenario(
    *,
    gemeente: Gemeente,
    opvanglocatie: Opvanglocatie,
    scenario: int,
    geldig_van: dt.date,
    acting_user: Gebruiker,
) -> Voorkeursscenario:
    """Agree which scenario holds for inburgeraars of one azc who are gekoppeld from `geldig_van` on (B1 §3.1).

    Ends the running one the day before. Koppelingen that exist are not touched.
    """
    _manages(acting_user, gemeente.pk)
    lock_until_commit("voorkeursscenario", gemeente.pk, opvanglocatie.pk)
    if scenario not in Scenario.values:
        raise DomainError("Kies een scenario.", field="scenario", code="scenario")
    if opvanglocatie.soort != Opvanglocatie.Soort.AZC or opvanglocatie.gesloten_op is not None:
        raise DomainError("Kies een azc dat open is.", field="opvanglocatie", code="no_azc")
    if geldig_van < today():
        raise DomainError("Kies vandaag of een latere dag.", field="geldig_van", code="past")
    running = (
        Voorkeursscenario.objects.select_for_update(of=("self",))
        .filter(gemeente=gemeente, opvanglocatie=opvanglocatie, geldig_tot=None)
        .first()
    )
    if running is not None and running.scenario == scenario:
        raise DomainError("Dit is al uw voorkeur voor dit azc.", field="scenario", code="same")
    if running is not None:
        _end(running, geldig_van - dt.timedelta(days=1))
    voorkeur = Voorkeursscenario(
        gemeente=gemeente,
        opvanglocatie=opvanglocatie,
        scenario=scenario,
        geldig_van=geldig_van,
        gezet_door=acting_user,
    )
    voorkeur.save(force_insert=True)
    return voorkeur


@action
def end_voorkeursscenario(*, voorkeur: Voorkeursscenario, acting_user: Gebruiker) -> Voorkeursscenario:
    """End a voorkeursscenario: whoever is gekoppeld from today on has to be chosen for again."""
    _manages(acting_user, voorkeur.gemeente_id)
    row: Voorkeursscenario = Voorkeursscenario.objects.select_for_update(of=("self",)).get(pk=voorkeur.pk)
    if row.geldig_tot is not None:
        raise DomainError("Deze voorkeur is al beëindigd.", code="ended")
    _end(row, today() - dt.timedelta(days=1))
    return row


def _end(row: Voorkeursscenario, last: dt.date) -> None:
    row.geldig_tot = last
    row.save(update_fields=["geldig_tot"])


def _manages(acting_user: Gebruiker, gemeente_id: str) -> None:
    if not grants_of(acting_user).has("manage_overdracht", gemeente_id):
        raise NotAllowed("Alleen een regievoerder van de gemeente kan dit doen.")


def follow_voorkeur(koppeling: Koppeling, people: Sequence[Betrokkene], moment: dt.datetime) -> None:
    """Write what the voorkeursscenario of the azc says for the adults among `people`, who belong to the koppeling since
    `moment`: the melding, or the day on which they joined. Runs on COA's side, inside the change it follows from."""
    kaart = Kaart.objects.filter(koppeling=koppeling).first()
    adults = [person for person in people if person.may_have_traject]
    if kaart is None or kaart.opvanglocatie_id is None or not adults:
        return
    voorkeur = voorkeur_on(koppeling.gemeente_id, kaart.opvanglocatie_id, timezone.localdate(moment))
    if voorkeur is None:
        return
    for person in adults:
        Scenariokeuze(
            koppeling=koppeling,
            gemeente_id=koppeling.gemeente_id,
            betrokkene=person,
            scenario=voorkeur.scenario,
            gekozen_op=moment,
            voorkeur=voorkeur,
        ).save(force_insert=True)


def voorkeur_on(gemeente_id: str, locatie_id: object, day: dt.date) -> Voorkeursscenario | None:
    """The voorkeursscenario of a gemeente for one azc that holds on `day`."""
    rows = Voorkeursscenario.objects.filter(
        gemeente=gemeente_id, opvanglocatie=locatie_id, geldig_van__lte=day
    )
    for row in rows.order_by("-geldig_van", "-created_at"):
        if row.geldig_tot is None or row.geldig_tot >= day:
            found: Voorkeursscenario = row
            return found
    return None
