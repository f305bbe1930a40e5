"""R4-R7: random histories of koppeling, consent and publishing, judged after every step by a small model of the
rules that knows nothing of the portal's code.

What every gemeente account can read is asked twice: through the policies that pages use, and with raw SQL under
the database role, where no Python filter helps.
"""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from coa_portal.access.policy import visible
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Gemeente, Taal
from klantprofiel.actions import NewPerson, create_household
from koppeling.actions import (
    Besluit,
    end_access,
    make_koppeling,
    move_koppeling,
    report_housed,
    withdraw_koppeling,
)
from koppeling.models import Koppeling
from overdracht.actions import explain_toestemming, give_toestemming, publish_profiel, withdraw_toestemming
from overdracht.models import Kaart, Profielversie, Screeningspublicatie, Toestemming
from tests.factories.overdracht import PDF

PEOPLE = ("parent", "teenager", "child")
CITIES = ("GM0344", "GM0355")
BESLUIT = Besluit(
    grond="werk", grondslag="huisvestingswet", toelichting="Kansen in de techniek.", afwijking_reden="proef"
)


def signed_pdf() -> SimpleUploadedFile:
    """The smallest upload that passes as a signed declaration."""
    return SimpleUploadedFile("verklaring.pdf", PDF, content_type="application/pdf")


class World:
    """Made once per test; each example works in a savepoint of its own."""

    casemanager: Any
    regievoerder: Any
    readers: dict[str, Any]
    locatie: Any


class GateMachine(RuleBasedStateMachine):
    """The portal's actions beside a model of sets."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.city: str | None = None  # the gemeente of the active koppeling
        self.state = "none"
        self.koppeling: Any = None
        self.consents: set[tuple[str, str]] = set()  # (person, city): signed and not withdrawn
        self.published: dict[
            tuple[Any, str], int
        ] = {}  # (koppeling key, person) -> versions that the present signature opens
        self.frozen: dict[tuple[Any, str], int] = {}  # (koppeling key, person) -> screenings

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def household(self) -> None:
        now = today()
        born = {"parent": 40, "teenager": 17, "child": 7}
        members = [
            NewPerson(
                v_nummer=f"29000000{number:02d}",
                voornaam=name,
                achternaam="Model",
                geboortedatum=dt.date(now.year - born[name], 1, 1),
            )
            for number, name in enumerate(PEOPLE)
        ]
        self.pe = create_household(
            members=members, opvanglocatie=self.world.locatie, acting_user=self.world.casemanager
        )
        self.people = {person.voornaam: person for person in self.pe.leden.all()}

    @precondition(lambda self: self.city is None)
    @rule(city=st.sampled_from(CITIES))
    def koppel(self, city: str) -> None:
        self.koppeling = make_koppeling(
            plaatsingseenheid=self.pe,
            gemeente=Gemeente.objects.get(pk=city),
            besluit=BESLUIT,
            acting_user=self.world.regievoerder,
        )
        self.city, self.state = city, "definitief"
        self.screenings_of_standing_consents()

    @precondition(lambda self: self.state == "definitief")
    @rule()
    def withdraw(self) -> None:
        withdraw_koppeling(koppeling=self.koppeling, reden="fout", acting_user=self.world.regievoerder)
        self.city, self.state = None, "none"

    @precondition(lambda self: self.state == "definitief")
    @rule()
    def move(self) -> None:
        other = next(city for city in CITIES if city != self.city)
        self.koppeling = move_koppeling(
            koppeling=self.koppeling,
            gemeente=Gemeente.objects.get(pk=other),
            reden="familie",
            besluit=BESLUIT,
            acting_user=self.world.regievoerder,
        )
        self.city = other
        self.screenings_of_standing_consents()

    @precondition(lambda self: self.state == "definitief")
    @rule()
    def house(self) -> None:
        report_housed(koppeling=self.koppeling, acting_user=self.world.regievoerder)
        self.state = "gehuisvest"

    @precondition(lambda self: self.state == "gehuisvest")
    @rule()
    def end(self) -> None:
        end_access(koppeling=self.koppeling, acting_user=self.world.regievoerder)
        self.city, self.state = None, "none"

    @precondition(lambda self: self.city is not None)
    @rule(name=st.sampled_from(PEOPLE))
    def consent(self, name: str) -> None:
        if (name, str(self.city)) in self.consents:
            return
        row = explain_toestemming(
            vergunninghouder=self.people[name],
            taal=Taal.objects.get(pk="nld") if Taal.objects.filter(pk="nld") else Taal.objects.first(),
            met_tolk=False,
            tekst_versie="2026-1",
            uitgelegd_op=today(),
            acting_user=self.world.casemanager,
        )
        give_toestemming(
            toestemming=row,
            ondertekend_op=today(),
            document=signed_pdf(),
            vertegenwoordiger=self.people["parent"] if name == "child" else None,
            acting_user=self.world.casemanager,
        )
        self.consents.add((name, str(self.city)))
        key = (self.koppeling.pk, name)
        self.frozen[key] = self.frozen.get(key, 0) + 1
        self.published[key] = 0  # a new signature opens only what is published under it
        self.published.pop(key, None)  # a new signature opens what is published from now on

    @precondition(lambda self: self.consents)
    @rule(data=st.data())
    def withdraw_consent(self, data: Any) -> None:
        name, city = data.draw(st.sampled_from(sorted(self.consents)))
        row = Toestemming.objects.get(vergunninghouder=self.people[name], gemeente=city, status="gegeven")
        withdraw_toestemming(toestemming=row, ingetrokken_op=today(), acting_user=self.world.casemanager)
        self.consents.remove((name, city))

    @precondition(lambda self: self.city is not None)
    @rule(name=st.sampled_from(PEOPLE))
    def publish(self, name: str) -> None:
        key = (self.koppeling.pk, name)
        if (name, str(self.city)) not in self.consents or self.published.get(key):
            return
        publish_profiel(
            vergunninghouder=self.people[name], moment="koppeling", acting_user=self.world.casemanager
        )
        self.published[key] = 1

    def screenings_of_standing_consents(self) -> None:
        """A household that comes back to a gemeente it signed for: tier 1 is written anew."""
        for name in PEOPLE:
            if (name, str(self.city)) in self.consents:
                self.frozen[(self.koppeling.pk, name)] = 1

    def expected(self, city: str) -> dict[str, int]:
        """The rules R5-R7 in five lines: how many rows of each kind this gemeente may read."""
        if self.city != city:
            return {"kaart": 0, "screening": 0, "versie": 0}
        here = [name for name in PEOPLE if (name, city) in self.consents]
        return {
            "kaart": 1,
            "screening": sum(self.frozen.get((self.koppeling.pk, name), 0) for name in here),
            "versie": sum(self.published.get((self.koppeling.pk, name), 0) for name in here),
        }

    @invariant()
    def every_gemeente_reads_what_the_model_says(self) -> None:
        for city, reader in self.world.readers.items():
            with behind_wall(WallRole.GEMEENTE, reader.pk):
                through_policy = {
                    "kaart": visible(Kaart, reader).count(),
                    "screening": visible(Screeningspublicatie, reader).count(),
                    "versie": visible(Profielversie, reader).count(),
                }
                raw = {
                    "kaart": count("overdracht_kaart"),
                    "screening": count("overdracht_screeningspublicatie"),
                    "versie": count("overdracht_profielversie"),
                }
                foreign = Koppeling.objects.exclude(gemeente=city).count()
            assert through_policy == raw == self.expected(city), city
            assert foreign == 0


def count(table: str) -> int:
    """Rows of a table as the present database role sees them, without any filter."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (a name of our own)
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_r5_r6_r7_every_gemeente_reads_what_the_rules_open_and_nothing_else(
    casemanager_luttelgeest: Any,
    regievoerder_coa: Any,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
    locatie_luttelgeest: Any,
) -> None:
    world = World()
    world.casemanager, world.regievoerder = casemanager_luttelgeest, regievoerder_coa
    world.readers = {"GM0344": regievoerder_utrecht, "GM0355": regievoerder_zeist}
    world.locatie = locatie_luttelgeest
    GateMachine.world = world
    profile = settings.get_current_profile_name()
    run_state_machine_as_test(
        GateMachine,
        settings=settings(
            max_examples=400 if profile == "deep" else 12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
