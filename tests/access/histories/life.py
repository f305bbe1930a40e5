"""One history that comes by every condition of the gate: after each of its stops some condition alone keeps a door
closed. With that condition taken away, the judge of the random histories must see a difference there."""

from collections.abc import Iterator

from coa_portal.accounts import actions as accounts
from coa_portal.accounts.models import Toekenning
from coa_portal.common.dates import today
from tests.access.histories.facts import Household, Match, Person
from tests.access.histories.machine import History
from tests.access.histories.stage import FAR, NEAR, UTRECHT, ZEIST, recorded


def stops(play: History) -> Iterator[str]:
    """The names of the stops; what happens before each is played when it is asked for."""
    play.facts.accounts = recorded(play.stage)
    play.new_household(["parent", "teenager", "child"], NEAR)
    play.new_household(["parent"], FAR)
    family, single = play.facts.households
    play.propose(single, ZEIST)
    match = _koppel(play, family, UTRECHT)
    parent, teenager, child = family.members
    _sign(play, match, parent)
    play.doorzetten(match, parent)
    play.explain(match, teenager)
    refused = play.explain(match, child)
    assert refused is not None
    play.refuse(refused)
    _name(play, match, child)
    yield "signed"  # one signed, one thinks about it, one refused; a proposal elsewhere
    _sign(play, match, teenager)
    play.doorzetten(match, teenager)
    play.withdraw_consent(next(c for c in play.facts.consents if c.person is parent))
    yield "withdrawn"
    _sign(play, match, parent)
    yield "signed again"  # nothing published under it yet
    play.doorzetten(match, parent)
    play.take_back_name(play.facts.consents[-1])
    _name(play, match, parent)
    yield "published again"  # a third party and a named dossier taken back
    play.pass_days(5)
    yield "sixteen"
    yield from _grants_end(play)
    play.set_last_day(match)
    play.pass_days(3)
    yield "last day"
    play.withdraw_koppeling(next(m for m in play.facts.matches if m.household is single))
    alone = _koppel(play, single, UTRECHT)
    play.herkoppel(match)
    yield "herkoppeld"  # with another household still at the old gemeente
    play.withdraw_koppeling(alone)
    yield "koppeling withdrawn"


def _koppel(play: History, household: Household, city: str) -> Match:
    play.propose(household, city)
    match = play.facts.matches[-1]
    play.confirm(match)
    return match


def _sign(play: History, match: Match, person: Person) -> None:
    consent = play.explain(match, person)
    assert consent is not None
    play.give(match, consent)


def _name(play: History, match: Match, person: Person) -> None:
    """This one, and no longer another, for the external with named dossiers."""
    account = play.facts.accounts["regievoerder_utrecht"]
    (grant,) = play.facts.accounts["extern_benoemd"].grants
    play.name(account, match, grant, [person])


def _grants_end(play: History) -> Iterator[str]:
    """The permissions behind a grant stay as they are: what ended counts for nothing, whoever forgot to tidy up."""
    blocked = play.facts.accounts["regievoerder_utrecht"].grants[0]
    row = Toekenning.objects.get(pk=blocked.key)
    row.status = blocked.state = "geblokkeerd"
    row.save()
    last = play.facts.accounts["lezer_beide"].grants[0]
    accounts.extend_toekenning(
        toekenning=Toekenning.objects.get(pk=last.key), eindigt_op=today(), acting_user=None
    )
    last.until = play.facts.day
    play.pass_days(1)
    yield "grants"  # one blocked, another past its last day
