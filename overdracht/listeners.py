"""What the shared side does when something happens on COA's side; all inside that transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from coa_portal.access.wall import elevated
from coa_portal.accounts import events as account_events
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from klantprofiel import events as dossier_events
from klantprofiel.models import Document, Plaatsingseenheid, Vergunninghouder
from klantprofiel.samenvoegen import OTHER_WAY, Moving, rows_of
from koppeling import events as koppeling_events
from koppeling.models import Koppeling
from overdracht.actions import vraag as vragen
from overdracht.actions.begeleiding import end_logeren_of
from overdracht.actions.gemeente import release_behandelaar
from overdracht.actions.gesprek import cancel_for_ended_koppeling
from overdracht.actions.opvragen import close_for_ended_koppeling
from overdracht.actions.scenario import follow_voorkeur
from overdracht.actions.toegang import propose_access_end
from overdracht.actions.toestemming import freeze_for_standing_consents, lapse_unsigned
from overdracht.actions.welkom import deregister_for_ended_koppeling
from overdracht.kaart import refresh_betrokkenen, refresh_kaart
from overdracht.models import Betrokkene, GedeeldDocument, Inzage, Profielversie, Verhuizing
from overdracht.notify import tell
from voorinburgering.actions import end_voorinburgering, resume_voorinburgering
from voorinburgering.models import Eindereden


def on_definitive(koppeling: Koppeling, acting_user: Any, **kwargs: Any) -> None:
    """Open tier 0 and tell the gemeente."""
    people = refresh_betrokkenen(koppeling)
    refresh_kaart(koppeling)
    freeze_for_standing_consents(koppeling)
    follow_voorkeur(koppeling, people, koppeling.definitief_op or timezone.now())
    tell("koppeling_gemaakt", koppeling, key="gemaakt", acting_user=acting_user)


def on_withdrawn(koppeling: Koppeling, acting_user: Any, **kwargs: Any) -> None:
    """The status closed the gate; end what was waiting and tell."""
    _end(koppeling, acting_user)
    _resume(koppeling, acting_user)
    tell("koppeling_ingetrokken", koppeling, key="ingetrokken", acting_user=acting_user)


def on_moved(koppeling: Koppeling, acting_user: Any, **kwargs: Any) -> None:
    """As withdrawn: the old gemeente keeps a stub (R7)."""
    _end(koppeling, acting_user)
    _resume(koppeling, acting_user)
    tell("koppeling_verplaatst", koppeling, key="verplaatst", acting_user=acting_user)


def on_housed(koppeling: Koppeling, acting_user: Any, **kwargs: Any) -> None:
    """Tell both sides; the gate stays as it is. The move ends what COA did meanwhile, and says when access ends."""
    moved = Verhuizing.objects.filter(koppeling=koppeling).values_list("verhuisd_op", flat=True).first()
    day = moved or today()
    for member in koppeling.betrokkenen.filter(is_lid=True).select_related("vergunninghouder"):
        end_voorinburgering(
            vergunninghouder=member.vergunninghouder,
            reden=Eindereden.VERHUISD,
            op=day,
            acting_user=acting_user,
        )
    end_logeren_of(koppeling, day)
    propose_access_end(koppeling)
    tell("koppeling_gehuisvest", koppeling, key="gehuisvest", acting_user=acting_user)


def on_access_ended(koppeling: Koppeling, acting_user: Any, **kwargs: Any) -> None:
    """End what was waiting."""
    _end(koppeling, acting_user)


def on_household_changed(plaatsingseenheid: Plaatsingseenheid, acting_user: Any, **kwargs: Any) -> None:
    """Keep people and Kaart of the active koppeling true."""
    for koppeling in plaatsingseenheid.koppelingen.active().select_related("plaatsingseenheid", "besluit"):
        joined = refresh_betrokkenen(koppeling)
        refresh_kaart(koppeling)
        follow_voorkeur(koppeling, joined, timezone.now())


def on_dossier_changed(vergunninghouder: Vergunninghouder, acting_user: Any, **kwargs: Any) -> None:
    """A fact of tier 0 may have changed (language, locatie, birth date)."""
    on_household_changed(vergunninghouder.plaatsingseenheid, acting_user)


def on_households_imported(plaatsingseenheden: Sequence[UUID], acting_user: Any, **kwargs: Any) -> None:
    """The feed changed many: those with an active koppeling are followed, the others have nothing here."""
    koppelingen = Koppeling.objects.active().filter(plaatsingseenheid__in=plaatsingseenheden)
    for unit in Plaatsingseenheid.objects.filter(koppelingen__in=koppelingen).distinct():
        on_household_changed(unit, acting_user)


def on_people_merging(moving: Moving, acting_user: Any, **kwargs: Any) -> None:
    """What was shared with a gemeente stays with who it was about (R19): such a dossier cannot lapse. The screening
    goes along where the other has none."""
    vervalt = moving.vervalt
    if Koppeling.objects.filter(plaatsingseenheid__hoofdpersoon=vervalt).exists():
        moving.refuse(f"Het dossier dat vervalt, heeft een koppeling met een gemeente. {OTHER_WAY}")
    for _, rows in rows_of("overdracht", vervalt):
        if rows.model is not Betrokkene and rows.exists():
            moving.refuse(f"Het dossier dat vervalt, is met een gemeente gedeeld. {OTHER_WAY}")
    for column, rows in rows_of("koppeling", vervalt):
        moving.move(rows, column, moving.blijft.pk, or_leave=True)


def on_document_taken_back(document: Document, acting_user: Any, **kwargs: Any) -> None:
    """No gemeente reads it from now on, in whatever version it went, and who could is asked to destroy what was
    downloaded (besluit 0036)."""
    rows = GedeeldDocument.objects.select_for_update(of=("self",)).filter(
        document=document.pk, teruggenomen_op=None
    )
    koppelingen = set()
    for row in rows.select_related("versie__koppeling").defer("versie__payload"):
        row.teruggenomen_op = timezone.now()
        row.save(update_fields=["teruggenomen_op"])
        koppelingen.add(row.versie.koppeling)
    readers = Inzage.objects.filter(
        koppeling__in=koppelingen, vergunninghouder=document.vergunninghouder_id, tier__gte=Profielversie.TIER
    )
    told = set(readers.values_list("koppeling_id", flat=True))
    for koppeling in koppelingen:
        if koppeling.pk in told:
            tell(
                "document_teruggenomen",
                koppeling,
                key=f"document:{document.pk}:{timezone.now().isoformat()}",
                acting_user=acting_user,
                person_id=document.vergunninghouder_id,
            )


def on_gemeente_left(gebruiker: Gebruiker, gemeente_id: str, acting_user: Any, **kwargs: Any) -> None:
    """Nothing stays in the name of who no longer works for the gemeente. The beheerder's side has no right here."""
    with elevated("release-behandelaar"):
        release_behandelaar(gebruiker=gebruiker, gemeente_id=gemeente_id, acting_user=acting_user)


def _end(koppeling: Koppeling, acting_user: Any) -> None:
    end_logeren_of(koppeling, today())
    close_for_ended_koppeling(koppeling, acting_user=acting_user)
    cancel_for_ended_koppeling(koppeling, acting_user=acting_user)
    lapse_unsigned(koppeling, acting_user=acting_user)
    vragen.close_for_ended_koppeling(koppeling, acting_user=acting_user)
    deregister_for_ended_koppeling(koppeling, acting_user=acting_user)


def _resume(koppeling: Koppeling, acting_user: Any) -> None:
    """What this gemeente started no longer goes on, so the Voorinburgering that ended with it may."""
    for member in koppeling.betrokkenen.filter(is_lid=True).select_related("vergunninghouder"):
        resume_voorinburgering(
            vergunninghouder=member.vergunninghouder, reden=Eindereden.REGULIER, acting_user=acting_user
        )


def connect() -> None:
    """Called in `AppConfig.ready()`."""
    for signal, receiver in (
        (koppeling_events.koppeling_became_definitive, on_definitive),
        (koppeling_events.koppeling_was_withdrawn, on_withdrawn),
        (koppeling_events.koppeling_was_moved, on_moved),
        (koppeling_events.koppeling_was_housed, on_housed),
        (koppeling_events.koppeling_access_ended, on_access_ended),
        (dossier_events.household_changed, on_household_changed),
        (dossier_events.dossier_changed, on_dossier_changed),
        (dossier_events.people_merging, on_people_merging),
        (dossier_events.households_imported, on_households_imported),
        (dossier_events.document_taken_back, on_document_taken_back),
        (account_events.gemeente_was_left, on_gemeente_left),
    ):
        signal.connect(receiver, dispatch_uid=f"overdracht.{receiver.__name__}")
