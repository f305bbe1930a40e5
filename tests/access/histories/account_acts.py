"""Acts about accounts: granting, blocking, ending, expiring; signing in and out."""

import datetime as dt

from coa_portal.accounts import actions as accounts
from coa_portal.accounts.expiry import expire_due
from coa_portal.accounts.models import Toekenning
from coa_portal.common.dates import today
from tests.access.histories import rules
from tests.access.histories.doors import Browser
from tests.access.histories.facts import Account, Grant, News
from tests.access.histories.play import Play, one_of
from tests.access.histories.stage import FAR, NEAR, UTRECHT, ZEIST

# role, where, highest tier, sections: what may be granted to an account of a gemeente, and to one of COA
OFFERS = {
    "gemeente": (
        ("regievoerder_gemeente", UTRECHT, None, ()),
        ("regievoerder_gemeente", ZEIST, None, ()),
        ("lezer_gemeente", UTRECHT, 0, ()),
        ("lezer_gemeente", UTRECHT, 1, ("arbeid",)),
        ("lezer_gemeente", ZEIST, 2, ("toekomst",)),
        ("lezer_gemeente", ZEIST, None, ()),
    ),
    "coa": (
        ("casemanager", NEAR, None, ()),
        ("casemanager", FAR, None, ()),
        ("woonbegeleider", NEAR, None, ()),
        ("woonbegeleider", FAR, None, ()),
    ),
}


class AccountActs(Play):
    """See the module."""

    def give_grant(self, party: str, who: int, what: int, days: int | None) -> None:
        """One of the offers to one of the accounts, for ever or up to a day; nothing when it is held already."""
        role, parent, tier, sections = one_of(list(OFFERS[party]), what)
        fitting = [
            a
            for a in self.facts.accounts.values()
            if a.party == party and a.is_active and not self._keeps_others_out(a)
        ]
        if not fitting:
            return
        account = one_of(fitting, who)
        if any(g.role == role and g.parent == parent for g in self._running(account)):
            return
        row = accounts.grant_role(
            gebruiker=self._account(account),
            rol=role,
            parent=self.stage.parent(parent),
            eindigt_op=None if days is None else today() + dt.timedelta(days=days),
            max_tier=tier,
            onderdelen=list(sections),
            acting_user=None,
        )
        account.grants.append(
            Grant(
                row.pk,
                role,
                parent,
                tier,
                frozenset(sections),
                None if row.eindigt_op is None else self.facts.day + (row.eindigt_op - today()).days,
            )
        )

    def change_grant(self, who: int, step: str) -> None:
        """`last_day`: today becomes the last one."""
        held = [
            (a, g)
            for a in self.facts.accounts.values()
            for g in a.grants
            if g.state == ("geblokkeerd" if step == "unblock" else "actief")
            and (g.until is None or g.until >= self.facts.day)
            and g.role != "beheerder"  # the last one stays
        ]
        if not held:
            return
        account, grant = one_of(held, who)
        row = Toekenning.objects.get(pk=grant.key)
        if step == "end":
            accounts.end_toekenning(toekenning=row, reden="functie", acting_user=None)
            self._ends(account, grant)
        elif step == "block":
            accounts.block_toekenning(toekenning=row, reden="misbruik", acting_user=None)
            grant.state = "geblokkeerd"
            self.facts.news.append(News("toegang_beeindigd", grant=grant))
        elif step == "unblock":
            accounts.unblock_toekenning(toekenning=row, acting_user=None)
            grant.state = "actief"
        else:
            accounts.extend_toekenning(toekenning=row, eindigt_op=today(), acting_user=None)
            grant.until = self.facts.day

    def _ends(self, account: Account, grant: Grant) -> None:
        """Who no longer works for a gemeente is behandelaar of nothing there."""
        grant.state = "beeindigd"
        self.facts.news.append(News("toegang_beeindigd", grant=grant))
        if not rules.manages(self.facts, account, grant.parent):
            for match in self.facts.matches:
                if match.city == grant.parent and match.handler == account.name:
                    match.handler = None

    def run_beat(self) -> None:
        """The nightly task tidies up; nothing may depend on when it does."""
        expire_due()
        for account in self.facts.accounts.values():
            for grant in account.grants:
                if (
                    grant.state in ("actief", "geblokkeerd")
                    and grant.until is not None
                    and grant.until < self.facts.day
                ):
                    grant.state = "verlopen"
                    self.facts.news.append(News("toegang_beeindigd", grant=grant))

    def switch_off(self, who: int) -> None:
        """An account ends; its grants end with it, and its session works no more."""
        active = [a for a in self.facts.accounts.values() if a.is_active and a.name != "beheerder"]
        if len(active) < 8:
            return
        account = one_of(active, who)
        accounts.deactivate_gebruiker(gebruiker=self._account(account), reden="uit_dienst", acting_user=None)
        for grant in account.grants:
            if grant.state in ("actief", "geblokkeerd"):
                self._ends(account, grant)
        account.is_active = account.is_signed_in = False

    def switch_on(self, who: int) -> None:
        """It comes back with nothing, and without a session."""
        off = [a for a in self.facts.accounts.values() if not a.is_active and not a.is_system]
        if not off:
            return
        account = one_of(off, who)
        accounts.reactivate_gebruiker(gebruiker=self._account(account), acting_user=None)
        account.is_active = True

    def log_out(self, who: int) -> None:
        here = [a for a in self.facts.accounts.values() if a.is_signed_in]
        if not here:
            return
        account = one_of(here, who)
        browser = self.browsers[account.name]
        self.stale.append(Browser(cookies=browser.client.cookies))
        browser.post("/uitloggen/")
        account.is_signed_in = False

    def log_in(self, who: int) -> None:
        out = [
            a for a in self.facts.accounts.values() if a.is_active and not a.is_signed_in and not a.is_system
        ]
        if not out:
            return
        account = one_of(out, who)
        browser = Browser()
        browser.client.force_login(
            self._account(account), backend="coa_portal.accounts.backends.EmailBackend"
        )
        self.browsers[account.name] = browser
        account.is_signed_in = True
