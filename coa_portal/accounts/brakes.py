"""Brakes on guessing: passwords, codes, recovery codes, links, API keys, and proving again who one is.

Only failures count, on three ladders: of an account from one network, of an account from everywhere, and of one
network over all accounts. Waits are short and never longer than fifteen minutes, because a brake on an account
is also a way to shut its owner out. The owner passes it: a browser that signed in before is judged on its own
failures alone, and from a network where the account signed in before the failures from elsewhere do not count.

Known and unknown accounts are braked alike: what is counted is what was typed, before anybody looks it up.
"""

from dataclasses import dataclass, field

from django.http import HttpRequest

from coa_portal.accounts import devices
from coa_portal.accounts.attempts import record
from coa_portal.accounts.models import Aanmeldpoging
from coa_portal.common import throttle
from coa_portal.common.addresses import client_address, counted_network
from coa_portal.common.throttle import Ladder, Place
from coa_portal.web.waiting import in_words

Method = Aanmeldpoging.Method
Result = Aanmeldpoging.Result

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600
# one account from one network, or from one known browser: somebody at a keyboard
OWN = Ladder(free=5, waits=(_MINUTE, 2 * _MINUTE, 4 * _MINUTE, 8 * _MINUTE, 15 * _MINUTE), window=_DAY)
# one account from everywhere else: somebody with many addresses
ACCOUNT = Ladder(free=20, waits=(30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE), window=_HOUR)
# of a six-digit code three are right at any moment, so fewer guesses: some hundred a day at most
ACCOUNT_CODE = Ladder(free=10, waits=(_MINUTE, 5 * _MINUTE, 15 * _MINUTE), window=_DAY)
# one network over all accounts: a whole gemeente works behind one address
NETWORK = Ladder(free=100, waits=(30, _MINUTE, 2 * _MINUTE), window=_HOUR)

_SHORT = {Method.CODE, Method.HERSTELCODE}
_HOME_SECONDS = devices.MAX_AGE_SECONDS


@dataclass
class Attempt:
    """One attempt that was counted. Say how it ended with `failed` or `passed`, once; with `wait` it must not be
    made at all, and has ended."""

    request: HttpRequest
    email: str
    method: str
    wait: int = 0
    places: list[Place] = field(default_factory=list)

    @property
    def message(self) -> str:
        """For who has to wait: how long, and what to do meanwhile. The same for every account, known or not."""
        return (
            f"Er is te vaak iets verkeerds ingevuld. Probeer het over {in_words(self.wait)} opnieuw. "
            "Lukt het dan niet, vraag dan de beheerder van het COA om hulp."
        )

    def failed(self) -> None:
        """It was wrong: it stays counted, and a line says so."""
        record(self.request, self.method, Result.MISLUKT, email=self.email)

    def passed(self) -> None:
        """It was right: it is no failure. Of this account on this browser or network nothing remains; the
        counts of everywhere else stay, or each sign-in of the owner would give a guesser new chances."""
        for place in self.places:
            if place.ladder is OWN:
                throttle.forget(*place.parts)
            else:
                throttle.give_back(place)


def judge(request: HttpRequest, email: str, method: str) -> Attempt:
    """Count an attempt on the account of `email` before it is made. With `wait` it must be refused, with
    `message`; otherwise make it and say how it ended."""
    attempt = Attempt(request, email, method)
    for ladder, parts in _ladders(request, email, method):
        place = throttle.reserve(ladder, *parts)
        if place.wait:
            for taken in attempt.places:
                throttle.give_back(taken)
            attempt.places, attempt.wait = [], place.wait
            # once in a while is enough: refusing costs a guesser nothing, and lines cost us room
            if not throttle.hit("1/5 minutes", "braked", *parts):
                record(request, method, Result.GEREMD, email=email)
            return attempt
        attempt.places.append(place)
    return attempt


def judge_visitor(request: HttpRequest, method: str) -> Attempt:
    """The same for what names no account before it is right (a link, an API key): by network alone.

    Ask only after it turned out wrong. Such a secret cannot be guessed, so a right one is never refused for the
    failures of a neighbour; what is braked is the cost of trying.
    """
    attempt = Attempt(request, "", method)
    place = throttle.reserve(NETWORK, "network", method, _network(request))
    attempt.wait, attempt.places = place.wait, [place]
    if not place.wait or not throttle.hit("1/5 minutes", "braked", *place.parts):
        record(request, method, Result.GEREMD if place.wait else Result.MISLUKT)
    return attempt


def note_home(request: HttpRequest, email: str) -> None:
    """The account signed in from this network: failures from elsewhere do not count here for ninety days."""
    throttle.remember(_HOME_SECONDS, "home", devices.account_key(email), _network(request))


def _ladders(request: HttpRequest, email: str, method: str) -> list[tuple[Ladder, tuple[str, ...]]]:
    who, network = devices.account_key(email), _network(request)
    device = devices.known_device(request, email)
    if device:
        return [(OWN, ("device", method, who, device))]
    ladders: list[tuple[Ladder, tuple[str, ...]]] = [(OWN, ("pair", method, who, network))]
    if not throttle.remembers("home", who, network):
        ladders.append((ACCOUNT_CODE if method in _SHORT else ACCOUNT, ("account", method, who)))
    return [*ladders, (NETWORK, ("network", method, network))]


def _network(request: HttpRequest) -> str:
    return counted_network(client_address(request))
