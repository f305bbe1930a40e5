"""Which dossiers external contacts read, and who looked in the last days: so that the reading log and the
inzage-overzicht tell of something. Lines are written as a page writes them, and sealed."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Case, Q, When
from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.models import Inzageregel
from coa_portal.audit.reading import Channel, Result, Source, write_reading
from coa_portal.audit.seal import seal_batch
from coa_portal.organisaties.models import DerdePartij
from coa_portal.portaal.demo.accounts import UTRECHT, Cast
from coa_portal.portaal.demo.clock import DemoClock
from coa_portal.portaal.demo.teller import sample_pdf
from klantprofiel.demo_sample import PEOPLE
from koppeling.lifecycle import ACTIVE_STATES
from overdracht.actions import add_derde, name_dossiers
from overdracht.models import Betrokkene, ExterneLezer, Profielversie, Toestemming

_NAMED = 2  # dossiers that third parties read along
_SIGNED = 10  # days ago
_READ = 14  # versions that were read, one each working day
_SATURDAY = 5  # reading on other days counts as remarkable


def name_externals(cast: Cast, clock: DemoClock) -> None:
    """People of Utrecht let the third parties read along, and their dossiers are named for the contact who reads no
    others."""
    clock.turn_to(_SIGNED, 14)
    members = Betrokkene.objects.filter(
        koppeling__gemeente=UTRECHT, koppeling__status__in=ACTIVE_STATES
    ).select_related("koppeling__gemeente")
    consents = Toestemming.objects.filter(
        gemeente=UTRECHT,
        status="gegeven",
        ondertekend_op__lt=clock.day(_SIGNED),
        vergunninghouder__betrokken_bij__in=members,
    ).select_related("vergunninghouder__dossier_locatie")
    readers = list(ExterneLezer.objects.filter(gemeente_id=UTRECHT))
    parties = DerdePartij.objects.filter(pk__in={reader.derde_partij_id for reader in readers})
    contact = next(reader for reader in readers if reader.alleen_benoemd)
    for consent in consents.order_by("ondertekend_op", "pk")[:_NAMED]:
        person = consent.vergunninghouder
        for party in parties:
            add_derde(
                toestemming=consent,
                derde_partij=party,
                ondertekend_op=clock.day(_SIGNED),
                document=SimpleUploadedFile("voorbeeld.pdf", sample_pdf(), content_type="application/pdf"),
                acting_user=cast.casemanagers(person.dossier_locatie)[0],
            )
        member = members.get(vergunninghouder=person)
        name_dossiers(
            koppeling=member.koppeling,
            toekenning=contact.pk,
            betrokkenen=[member.pk],
            acting_user=cast.regievoerders(member.koppeling.gemeente)[0],
        )


@dataclass(frozen=True)
class Reading:
    """One line: who, of which activity, and what of whom."""

    gebruiker: Gebruiker
    activity: str
    what: str
    capability: str
    channel: Inzageregel.Channel = Channel.PAGE
    result: Inzageregel.Result = Result.SHOWN

    def write(self, person_id: Any, object_id: Any, version: str = "") -> None:
        """A refusal knows no person: nobody saw one."""
        source = Source(
            self.gebruiker,
            self.activity,
            secrets.token_hex(16),
            started_at=timezone.now(),
            capabilities=frozenset({self.capability}),
        )
        write_reading(
            source,
            what=self.what,
            subjects=[person_id] if self.result == Result.SHOWN else [],
            object_id=object_id,
            version=version,
            channel=self.channel,
            result=self.result,
        )


def look(cast: Cast, clock: DemoClock) -> None:
    """One dossier each working day, the sample person's first: the casemanager works on it, the gemeente reads what was
    published, on screen and on paper; now and then somebody of another gemeente asks in vain."""
    versions = Profielversie.objects.filter(
        koppeling__status__in=ACTIVE_STATES, vergunninghouder__dossier_locatie__isnull=False
    ).select_related("vergunninghouder__dossier_locatie", "gemeente")
    is_sample = Q(vergunninghouder__v_nummer=PEOPLE[0].v_nummer)
    first = versions.filter(nummer=1).order_by(Case(When(is_sample, then=0), default=1), "doorgezet_op", "pk")
    days = [days_ago for days_ago in range(1, 3 * _READ) if clock.day(days_ago).weekday() < _SATURDAY]
    for days_ago, version in zip(days, first[:_READ], strict=False):
        locatie = version.vergunninghouder.dossier_locatie
        assert locatie is not None  # noqa: S101  (the filter)
        casemanager = cast.casemanagers(locatie)[0]
        regievoerder, stranger = _two_sides(cast, version)
        read, tier = "raadplegen-doorgezet-profiel", "view_tier2"
        clock.turn_to(days_ago, 9, 2 * days_ago)
        Reading(casemanager, "bijhouden-klantprofiel", "dossier", "view_dossier").write(
            version.vergunninghouder_id, version.vergunninghouder_id
        )
        of_version = version.vergunninghouder_id, version.pk, str(version.nummer)
        clock.turn_to(days_ago, 13, 2 * days_ago)
        Reading(regievoerder, read, "profielversie", tier).write(*of_version)
        Reading(regievoerder, read, "profielversie", tier, Channel.PDF).write(*of_version)
        if days_ago % 4 == 0:
            Reading(stranger, read, "koppeling", tier, result=Result.REFUSED).write(
                None, version.koppeling_id
            )


def seal() -> None:
    """Seal every line. When the clock of the demo has stopped: no seal is older than its line."""
    while seal_batch(everything=True):
        pass


def _two_sides(cast: Cast, version: Profielversie) -> tuple[Gebruiker, Gebruiker]:
    """A regievoerder of the gemeente of a version, and one of another gemeente."""
    of_version = cast.regievoerders(version.gemeente)[0]
    return of_version, next(row for row in cast.all_regievoerders if row != of_version)
