"""Acts of COA that open and close the gate: koppelen, consent, doorzetten."""

import datetime as dt
from typing import Any

from coa_portal.common.dates import today
from coa_portal.organisaties.models import DerdePartij
from klantprofiel.actions import save_section
from koppeling import actions as koppelen
from overdracht import actions as overdracht
from overdracht.models import Screeningspublicatie, Toestemming, ToestemmingDerde
from overdracht.teksten import current_text
from tests.access.histories import rules
from tests.access.histories.facts import Consent, Household, Match, News, Person, Shared
from tests.access.histories.play import Play, token
from tests.access.histories.stage import UTRECHT, ZEIST
from tests.factories.koppeling import besluit
from tests.factories.overdracht import signed_document

CITIES = (UTRECHT, ZEIST)


class SharingActs(Play):
    """See the module."""

    def propose(self, household: Household, city: str) -> None:
        """A proposal: no gemeente hears of it."""
        words = token("G")
        row = koppelen.propose_koppeling(
            plaatsingseenheid=self._row(household),
            gemeente=self.stage.gemeenten[city],
            besluit=besluit(toelichting=words),
            acting_user=self.stage.regievoerder,
        )
        self.facts.matches.append(Match(row.pk, row.referentie, household, city, words))

    def confirm(self, match: Match) -> None:
        koppelen.confirm_koppeling(koppeling=self._koppeling(match), acting_user=self.stage.regievoerder)
        self._opened(match)

    def _opened(self, match: Match) -> None:
        match.state, match.was_definitive = "definitief", True
        self.facts.news.append(News("koppeling_gemaakt", match, None))
        for person in match.household.members:  # who signed for this gemeente before opens tier 1 at once
            consent = rules.consent_of(self.facts, person, match.city)
            if consent:
                self._frozen(match, person, consent)

    def _frozen(self, match: Match, person: Person, consent: Consent) -> None:
        rows = Screeningspublicatie.objects.filter(koppeling=match.key, vergunninghouder=person.key)
        known = {s.key for s in self.facts.screenings}
        (row,) = [row for row in rows if row.pk not in known]
        words = {**person.texts, "alles": match.words}
        self.facts.screenings.append(Shared(row.pk, match, person, consent, self.facts.day, words=words))

    def withdraw_koppeling(self, match: Match) -> None:
        koppelen.withdraw_koppeling(
            koppeling=self._koppeling(match), reden="fout", acting_user=self.stage.regievoerder
        )
        if match.is_active:
            self._ended(match)
            self.facts.news.append(News("koppeling_ingetrokken", match, None))
        match.state = "ingetrokken"

    def _ended(self, match: Match) -> None:
        for ask in self.facts.asks:
            if ask.match is match:
                ask.is_open = False
        for consent in self.facts.consents:
            here = consent.person.household is match.household and consent.city == match.city
            if here and consent.state == "uitgelegd":
                consent.state = "vervallen"

    def herkoppel(self, match: Match) -> None:
        city = next(name for name in CITIES if name != match.city)
        words = token("G")
        row = koppelen.move_koppeling(
            koppeling=self._koppeling(match),
            gemeente=self.stage.gemeenten[city],
            reden="familie",
            besluit=besluit(toelichting=words),
            acting_user=self.stage.regievoerder,
        )
        self._ended(match)
        match.state = "herkoppeld"
        self.facts.news.append(News("koppeling_verplaatst", match, None))
        new = Match(row.pk, row.referentie, match.household, city, words)
        self.facts.matches.append(new)
        self._opened(new)

    def house(self, match: Match) -> None:
        koppelen.report_housed(koppeling=self._koppeling(match), acting_user=self.stage.regievoerder)
        match.state = "gehuisvest"
        self.facts.news.append(News("koppeling_gehuisvest", match, None))

    def set_last_day(self, match: Match) -> None:
        """Access that ends by itself: no action sets it yet (DESIGN §5.10 says when), the gate reads it."""
        row = self._koppeling(match)
        row.toegang_tot = today() + dt.timedelta(days=2)
        row.save()
        match.until = self.facts.day + 2

    def end_access(self, match: Match) -> None:
        koppelen.end_access(koppeling=self._koppeling(match), acting_user=self.stage.regievoerder)
        self._ended(match)
        match.state = "afgesloten"

    def explain(self, match: Match, person: Person, *, names_party: bool = True) -> Consent | None:
        """The consent that is being talked about, or a new one; None while one counts already.

        `names_party`: the third parties that work for the gemeente now stand in the text.
        """
        running = [
            c
            for c in self.facts.consents
            if c.person is person and c.city == match.city and c.state in ("uitgelegd", "gegeven")
        ]
        for consent in running:
            if consent.state == "uitgelegd":
                return consent
            if rules.consent_of(self.facts, person, consent.city):
                return None
        parties = self._parties(match.city) if names_party else set()
        row = overdracht.explain_toestemming(
            vergunninghouder=self._person(person),
            taal=self.stage.taal,
            met_tolk=True,
            tekst_versie=current_text(today()).versie,
            uitgelegd_op=today(),
            derden=list(DerdePartij.objects.filter(pk__in=parties)),
            acting_user=self.stage.casemanager,
        )
        for outgrown in running:  # a representative signed; the own signature takes its place
            outgrown.state = "vervallen"
        consent = Consent(row.pk, person, match.city, names=parties, ever_named=list(parties))
        self.facts.consents.append(consent)
        return consent

    def _parties(self, city: str) -> set[Any]:
        held = [g for a in self.facts.accounts.values() for g in rules.in_force(self.facts, a)]
        return {g.party for g in held if g.parent == city and g.party is not None}

    def take_back_name(self, consent: Consent) -> None:
        """The person no longer wants a third party to read along; the consent itself stands."""
        party = next(iter(consent.names))
        naming = ToestemmingDerde.objects.get(
            toestemming=consent.key, derde_partij=party, ingetrokken_op=None
        )
        overdracht.withdraw_derde(naming=naming, ingetrokken_op=today(), acting_user=self.stage.casemanager)
        consent.names.discard(party)
        match = self.facts.active_match(consent.person.household)
        if match and match.city == consent.city:
            self.facts.news.append(News("derde_ingetrokken", match, consent.person))

    def add_name(self, consent: Consent) -> None:
        """A third party is named later, in a declaration of its own; nothing when none is left to name."""
        left = sorted(self._parties(consent.city) - consent.names, key=str)
        if not left:
            return
        overdracht.add_derde(
            toestemming=Toestemming.objects.get(pk=consent.key),
            derde_partij=DerdePartij.objects.get(pk=left[0]),
            ondertekend_op=today(),
            document=signed_document(),
            acting_user=self.stage.casemanager,
        )
        consent.names.add(left[0])
        consent.ever_named.append(left[0])

    def refuse(self, consent: Consent) -> None:
        overdracht.refuse_toestemming(
            toestemming=Toestemming.objects.get(pk=consent.key), acting_user=self.stage.casemanager
        )
        consent.state = "geweigerd"

    def give(self, match: Match, consent: Consent) -> None:
        """A child is signed for by the hoofdpersoon, up to the sixteenth birthday."""
        person = consent.person
        is_child = self.facts.day < person.sixteen
        head = match.household.members[0]
        overdracht.give_toestemming(
            toestemming=Toestemming.objects.get(pk=consent.key),
            ondertekend_op=today(),
            document=signed_document(),
            vertegenwoordiger=self._person(head) if is_child else None,
            acting_user=self.stage.casemanager,
        )
        consent.state = "gegeven"
        consent.covers_until = person.sixteen if is_child else None
        self._frozen(match, person, consent)
        self.facts.news.append(News("toestemming_gegeven", match, person))

    def withdraw_consent(self, consent: Consent) -> None:
        overdracht.withdraw_toestemming(
            toestemming=Toestemming.objects.get(pk=consent.key),
            ingetrokken_op=today(),
            acting_user=self.stage.casemanager,
        )
        consent.state = "ingetrokken"
        consent.names.clear()
        match = self.facts.active_match(consent.person.household)
        if match and match.city == consent.city:
            self.facts.news.append(News("toestemming_ingetrokken", match, consent.person))

    def doorzetten(self, match: Match, person: Person) -> None:
        plan = token("P")
        save_section(
            vergunninghouder=self._person(person),
            section="toekomst",
            facts={"ambities": plan},
            acting_user=None,
        )
        row = overdracht.publish_profiel(
            vergunninghouder=self._person(person), moment="tussentijds", acting_user=self.stage.casemanager
        )
        consent = rules.consent_of(self.facts, person, match.city)
        assert consent is not None
        others = tuple(m for m in match.household.members if m is not person)
        sections = rules.SECTIONS + (rules.OF_ADULTS if self.facts.day >= person.eighteen else ())
        words = {"toekomst": plan}
        self.facts.versions.append(
            Shared(row.pk, match, person, consent, self.facts.day, row.nummer, words, others, sections)
        )
        for ask in self.facts.asks:
            if ask.match is match and ask.person is person:
                ask.is_open = False
        self.facts.news.append(News("profiel_doorgezet", match, person))
