"""R4-R7: random histories of koppeling, consent and publishing, judged after every step by a small model of the
rules that knows nothing of the portal's code.

What every gemeente account can read is asked twice: through the policies that pages use, and with raw SQL under
the database role, where no Python filter helps. `histories` looks through every door of many more accounts; this adds
people who leave a household, and the policies of an external where no wall helps them.
"""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
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
from overdracht.actions import (
    add_derde,
    explain_toestemming,
    give_toestemming,
    name_dossiers,
    publish_profiel,
    withdraw_derde,
    withdraw_toestemming,
)
from overdracht.models import Kaart, Profielversie, Screeningspublicatie, Toestemming
from tests.access.gate_world import (
    Reader,
    World,
    count,
    execute,
    fresh,
    named_reader,
    raw_gate,
    shown_gate,
)
from tests.factories.accounts import account_with
from tests.factories.overdracht import PDF

PEOPLE = ("parent", "teenager", "child")
CITIES = ("GM0344", "GM0355")
BESLUIT = Besluit(
    grond="werk", grondslag="huisvestingswet", toelichting="Kansen in de techniek.", afwijking_reden="proef"
)


def signed_pdf() -> SimpleUploadedFile:
    """The smallest upload that passes as a signed declaration."""
    return SimpleUploadedFile("verklaring.pdf", PDF, content_type="application/pdf")


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
        self.naming: set[tuple[str, str]] = set()  # (person, city): the present consent names the third party
        self.given: set[tuple[Any, str]] = set()  # (koppeling key, person): named dossiers
        self.gone: set[tuple[Any, str]] = set()  # (koppeling key, person): left the household
        self.is_over = False  # the last day of access of the koppeling has passed

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
        self.city, self.state, self.is_over = None, "none", False

    @precondition(lambda self: self.state == "gehuisvest" and not self.is_over)
    @rule()
    def last_day_of_access_passes(self) -> None:
        execute(
            "UPDATE koppeling_koppeling SET toegang_tot = %s WHERE id = %s",
            today() - dt.timedelta(days=1),
            self.koppeling.pk,
        )
        self.is_over = True

    @precondition(lambda self: self.city is not None)
    @rule(name=st.sampled_from(PEOPLE))
    def leave_or_come_back(self, name: str) -> None:
        key = (self.koppeling.pk, name)
        execute(
            "UPDATE overdracht_betrokkene SET is_lid = %s WHERE koppeling_id = %s AND vergunninghouder_id = %s",
            key in self.gone,
            self.koppeling.pk,
            self.people[name].pk,
        )
        self.gone ^= {key}

    @precondition(lambda self: ("child", self.city) in self.consents)
    @rule()
    def child_turns_sixteen(self) -> None:
        execute(
            "UPDATE overdracht_toestemming SET geldig_tot = %s WHERE vergunninghouder_id = %s AND gemeente_id = %s",
            today(),
            self.people["child"].pk,
            self.city,
        )
        self.consents.remove(("child", str(self.city)))
        self.naming.discard(("child", str(self.city)))

    @precondition(lambda self: self.city == CITIES[0])
    @rule(names=st.sets(st.sampled_from(PEOPLE)))
    def name_dossiers(self, names: set[str]) -> None:
        key = self.koppeling.pk
        names = {name for name in names if (key, name) not in self.gone}
        members = self.koppeling.betrokkenen.filter(vergunninghouder__in=[self.people[n] for n in names])
        name_dossiers(
            koppeling=self.koppeling,
            toekenning=named_reader(self.world).account.toekenningen.get().pk,
            betrokkenen=set(members.values_list("pk", flat=True)),
            acting_user=self.world.readers[0].account,
        )
        self.given = {row for row in self.given if row[0] != key} | {(key, name) for name in names}

    @precondition(lambda self: self.city == CITIES[0] and self.consents)
    @rule(data=st.data())
    def third_party_comes_or_goes(self, data: Any) -> None:
        here = sorted(row for row in self.consents if row[1] == self.city)
        if not here:
            return
        key = data.draw(st.sampled_from(here))
        consent = Toestemming.objects.get(
            vergunninghouder=self.people[key[0]], gemeente=self.city, status="gegeven"
        )
        who = self.world.casemanager
        if key in self.naming:
            naming = consent.derden.get(ingetrokken_op=None)
            withdraw_derde(naming=naming, ingetrokken_op=today(), acting_user=who)
        else:
            add_derde(
                toestemming=consent,
                derde_partij=self.world.party,
                ondertekend_op=today(),
                document=signed_pdf(),
                acting_user=who,
            )
        self.naming ^= {key}

    @precondition(lambda self: self.city is not None)
    @rule(name=st.sampled_from(PEOPLE), names_party=st.booleans())
    def consent(self, name: str, names_party: bool) -> None:
        if (name, str(self.city)) in self.consents:
            return
        names_party = names_party and self.city == CITIES[0]
        row = explain_toestemming(
            vergunninghouder=self.people[name],
            taal=Taal.objects.get(pk="nld") if Taal.objects.filter(pk="nld") else Taal.objects.first(),
            met_tolk=False,
            tekst_versie="2026-2",
            uitgelegd_op=today(),
            derden=[self.world.party] if names_party else [],
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
        if names_party:
            self.naming.add((name, str(self.city)))
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
        self.naming.discard((name, city))

    @precondition(lambda self: self.city is not None)
    @rule(name=st.sampled_from(PEOPLE))
    def publish(self, name: str) -> None:
        key = (self.koppeling.pk, name)
        if (name, str(self.city)) not in self.consents or self.published.get(key):
            return
        if self.is_over or key in self.gone:
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

    def expected(self, reader: Reader) -> dict[str, Any]:
        """The rules R1 and R5-R7 in a dozen lines: what this account may read."""
        if self.city != reader.city or self.is_over:
            return {"kaart": 0, "screening": 0, "versie": 0, "gate": {}}
        key = self.koppeling.pk
        people = [name for name in PEOPLE if (key, name) not in self.gone]
        if reader.kind == "named":
            people = [name for name in people if (key, name) in self.given]
        names = self.consents if reader.kind in {"whole", "low"} else self.naming
        here = [name for name in people if (name, reader.city) in names and reader.kind != "low"]
        published = {name: self.published.get((key, name), 0) for name in here}
        return {
            "kaart": 1 if people else 0,
            "screening": sum(self.frozen.get((key, name), 0) for name in here),
            "versie": sum(published.values()),
            "gate": {name: (2 if published[name] else 1) if name in here else 0 for name in people},
        }

    @invariant()
    def every_account_reads_what_the_model_says(self) -> None:
        names = {person.pk: name for name, person in getattr(self, "people", {}).items()}
        for reader in self.world.readers:
            account = fresh(reader.account)
            with behind_wall(WallRole.GEMEENTE, account.pk):
                through_policy = {
                    "kaart": visible(Kaart, account).count(),
                    "screening": visible(Screeningspublicatie, account).count(),
                    "versie": visible(Profielversie, account).count(),
                    "gate": {names[key]: tier for key, tier in shown_gate(account)},
                }
                raw = {
                    "kaart": count("overdracht_kaart"),
                    "screening": count("overdracht_screeningspublicatie"),
                    "versie": count("overdracht_profielversie"),
                    "gate": dict(raw_gate(names)),
                }
                foreign = Koppeling.objects.defer("status_reden").exclude(gemeente=reader.city).exists()
            assert through_policy == raw == self.expected(reader), reader.kind
            if reader.kind in {"third", "named"}:  # without the wall: the first wall holds alone
                assert visible(Screeningspublicatie, account).count() == raw["screening"], reader.kind
            assert not foreign


@pytest.mark.django_db
def test_r5_r6_r7_every_gemeente_reads_what_the_rules_open_and_nothing_else(
    casemanager_luttelgeest: Any,
    regievoerder_coa: Any,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
    lezer_utrecht: Any,
    contactpersoon_extern: Any,
    gemeente_utrecht: Any,
    locatie_luttelgeest: Any,
) -> None:
    world = World()
    world.casemanager, world.regievoerder = casemanager_luttelgeest, regievoerder_coa
    terms = {"eindigt_op": today() + dt.timedelta(days=90), "verwerkersovereenkomst": "VWO-2026-002"}
    named = account_with(
        "contactpersoon_extern",
        gemeente_utrecht,
        terms={**terms, "alleen_benoemd": True},
        organisatie_naam=contactpersoon_extern.organisatie_naam,
    )
    world.party = named.toekenningen.get().derde_partij
    world.readers = [
        Reader(regievoerder_utrecht, "GM0344"),
        Reader(regievoerder_zeist, "GM0355"),
        Reader(lezer_utrecht, "GM0344", "low"),
        Reader(contactpersoon_extern, "GM0344", "third"),
        Reader(named, "GM0344", "named"),
    ]
    world.locatie = locatie_luttelgeest
    GateMachine.world = world
    profile = settings.get_current_profile_name()
    run_state_machine_as_test(
        GateMachine,
        settings=settings(
            max_examples=400 if profile == "deep" else 3,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
