"""Acts of a gemeente, and the worker that delivers the news of all of them."""

from coa_portal.notifications.engine import spread
from overdracht import actions as overdracht
from overdracht.models import Betrokkene
from tests.access.histories import rules
from tests.access.histories.facts import Account, Ask, Consent, Destruction, Grant, Match, Named, News, Person
from tests.access.histories.play import Play


class GemeenteActs(Play):
    """See the module."""

    def ask(self, account: Account, match: Match, person: Person) -> None:
        """Opvragen; asking twice is one request."""
        if any(a.is_open and a.match is match and a.person is person for a in self.facts.asks):
            return
        member = Betrokkene.objects.get(koppeling=match.key, vergunninghouder=person.key)
        row = overdracht.request_profiel(
            koppeling=self._koppeling(match), betrokkene=member, acting_user=self._account(account)
        )
        self.facts.asks.append(Ask(row.pk, match, person))
        self.facts.news.append(News("profiel_opgevraagd", match, person))

    def take_case(self, account: Account, match: Match) -> None:
        """Become the behandelaar."""
        row = self._account(account)
        overdracht.assign_behandelaar_gemeente(
            koppeling=self._koppeling(match), behandelaar=row, acting_user=row
        )
        match.handler = account.name

    def name(self, account: Account, match: Match, grant: Grant, people: list[Person]) -> None:
        """From now on an external with named dossiers may read exactly these people of a koppeling (R1)."""
        members = Betrokkene.objects.filter(koppeling=match.key, vergunninghouder__in=[p.key for p in people])
        rows = overdracht.name_dossiers(
            koppeling=self._koppeling(match),
            toekenning=grant.key,
            betrokkenen=set(members.values_list("pk", flat=True)),
            acting_user=self._account(account),
        )
        given = {row.betrokkene.vergunninghouder_id: row.pk for row in rows}
        standing = {n.person.key: n for n in self._named_now(match, grant)}
        for key, old in standing.items():
            old.is_over = key not in given
        fresh = [p for p in people if p.key not in standing]
        self.facts.named += [Named(given[p.key], grant, match, p) for p in fresh]

    def _named_now(self, match: Match, grant: Grant) -> list[Named]:
        return [n for n in self.facts.named if n.match is match and n.grant is grant and not n.is_over]

    def destroy(self, account: Account, match: Match, person: Person) -> None:
        """R6: the gemeente confirms that it destroyed what it downloaded; nothing when it owes nothing."""
        if not self._owed(match, person):
            return
        member = Betrokkene.objects.get(koppeling=match.key, vergunninghouder=person.key)
        overdracht.confirm_destruction(
            koppeling=self._koppeling(match), betrokkene=member, acting_user=self._account(account)
        )
        self.facts.destructions += [Destruction(match, c) for c in self._owed(match, person)]

    def _owed(self, match: Match, person: Person) -> list[Consent]:
        confirmed = {id(d.consent) for d in self.facts.destructions}
        return [
            c
            for c in self.facts.consents
            if c.person is person
            and c.city == match.city
            and c.state == "ingetrokken"
            and id(c) not in confirmed
        ]

    def run_worker(self) -> None:
        """The worker runs: whom news concerns, and whether they may see it, is decided now (R26)."""
        spread()
        for news in self.facts.news:
            if news.readers is None:
                news.readers = {a.name for a in self.facts.accounts.values() if self._is_told(a, news)}

    def _is_told(self, account: Account, news: News) -> bool:
        if not account.is_active or not rules.may_see_news(self.facts, account, news):
            return False
        if news.match is None:  # the account itself, and who looks after the accounts of the gemeente
            return account.party != "coa" or news.grant in account.grants
        if account.party == "coa":
            return self._is_told_at_coa(account, news)
        if news.kind == "profiel_opgevraagd" or not rules.manages(self.facts, account, news.match.city):
            return False
        handler = self.facts.accounts.get(news.match.handler or "")
        if handler is None or not rules.manages(self.facts, handler, news.match.city):
            return True
        return account is handler

    def _is_told_at_coa(self, account: Account, news: News) -> bool:
        if news.match is None or not (
            news.kind.startswith("koppeling_") or news.kind == "profiel_opgevraagd"
        ):
            return False
        people = [news.person] if news.person else news.match.household.members
        mine = {g.parent for g in rules.in_force(self.facts, account) if g.role == "casemanager"}
        return any(rules.locatie_of(self.facts, person) in mine for person in people)
