"""Each condition of the gate, of its policies and of grants in force taken away in turn: the machine finds every one.

Left out is what another condition says once more: whose gemeente a betrokkene is of follows from its koppeling too.
The definitions are read from the database as PostgreSQL holds them, so that a new migration is mutated as it stands.
`pages` mutations take a filter of Python away, behind which the pages are looked at.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from django.db import connection

_DAY = r".*?::date"


@dataclass(frozen=True)
class Mutation:
    """In the definition of a view, or of the gemeente's policy on a table: what is replaced, by what. `also`: where the
    same condition stands once more."""

    name: str
    of: str
    pattern: str
    by: str = ""
    also: "Mutation | None" = None

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """For a transaction that is rolled back afterwards."""
        with connection.cursor() as cursor:
            self._replace(cursor)
            if self.also:
                self.also._replace(cursor)
        yield

    def _replace(self, cursor: Any) -> None:
        cursor.execute("SELECT relkind = 'v' FROM pg_class WHERE oid = %s::regclass", [self.of])
        is_view = cursor.fetchone()[0]
        self._view(cursor) if is_view else self._policy(cursor)

    def _mutated(self, definition: str) -> str:
        changed, count = re.subn(self.pattern, self.by, definition, flags=re.DOTALL)
        assert count, f"{self.name}: not found in {definition}"
        return changed

    def _view(self, cursor: Any) -> None:
        cursor.execute("SELECT pg_get_viewdef(oid), reloptions FROM pg_class WHERE relname = %s", [self.of])
        definition, options = cursor.fetchone()
        settings = f"WITH ({', '.join(options)})" if options else ""
        cursor.execute(f"CREATE OR REPLACE VIEW {self.of} {settings} AS {self._mutated(definition)}")

    def _policy(self, cursor: Any) -> None:
        cursor.execute(
            "SELECT policyname, qual FROM pg_policies WHERE tablename = %s AND qual IS NOT NULL"
            " AND 'portal_gemeente' = ANY(roles) AND cmd IN ('SELECT', 'ALL') ORDER BY policyname LIMIT 1",
            [self.of],
        )
        policy, using = cursor.fetchone()
        cursor.execute(f"ALTER POLICY {policy} ON {self.of} USING ({self._mutated(using)})")


@dataclass(frozen=True)
class PageMutation:
    """A function of the portal, and what stands in its place."""

    name: str
    target: str
    stand_in: Callable[..., Any]

    @contextmanager
    def in_place(self) -> Iterator[None]:
        with mock.patch(self.target, self.stand_in):
            yield


_GATE, _SCREENING, _VERSION = (
    "overdracht_inzage",
    "overdracht_screeningspublicatie",
    "overdracht_profielversie",
)
_PUBLISHED = "overdracht_doorgezet"
_OUTGROWN = "overdracht_niet_ontgroeide_toestemming"
_GIVEN = r"\(\(t\.status\)::text = 'gegeven'::text\)"
_GRANTS = "access_every_grant_in_force"
_OWN = r"\(\(gemeente_id\)::text IN \( SELECT portal_gemeenten\('view_tier\d'::text\) AS portal_gemeenten\)\)"

_ANY_SECTION = (r"\(onderdeel\)::text", "'altijd'::text")
# a list of words, as PostgreSQL writes it, and as it does after a dump and restore
_LIST = r"\((?:\(ARRAY.*?\]\)::text\[\]|ARRAY.*?\])\)"
_ACTIVE = rf"\(\(status\)::text = ANY {_LIST}\)"


def _or_kept(status: str) -> Mutation:
    """The keys of consents that hold say "given" once more."""
    given = r"\(\(status\)::text = 'gegeven'::text\)"
    return Mutation("given, once more", _OUTGROWN, given, f"status <> '{status}'")


# stop of `life` → the conditions of which each, at that stop, is all that keeps some door closed
AT_STOP: dict[str, tuple[Mutation, ...]] = {
    "signed": (
        Mutation("consent of this person", _GATE, r"t\.vergunninghouder_id = b\.vergunninghouder_id", "true"),
        Mutation(
            "consent is given",
            _GATE,
            _GIVEN,
            "t.status <> 'ingetrokken'",
            _or_kept("ingetrokken"),
        ),
        Mutation("the grant's tier 2", _PUBLISHED, "view_tier2", "view_tier1"),
        Mutation("member of a version: tier 1", "overdracht_versiegezinslid", r" AND \(i\.tier >= 1\)"),
        Mutation("section: of the grant", "overdracht_versieonderdeel", *_ANY_SECTION),
        Mutation("fact: of the grant's sections", "overdracht_screeningonderdeel", *_ANY_SECTION),
        Mutation("koppeling: own gemeente", "koppeling_koppeling", _OWN, "true"),
        Mutation("koppeling: no proposals", "koppeling_koppeling", r"definitief_op IS NOT NULL", "true"),
        Mutation("toestemming: own gemeente", "overdracht_toestemming", _OWN, "true"),
        Mutation("toestemming: no refusals", "overdracht_toestemming", _ACTIVE, "true"),
        Mutation("named: these people", "overdracht_betrokkene", r"\(n\.betrokkene_id = [a-z_.]+\)", "true"),
    ),
    "withdrawn": (
        Mutation(
            "consent is not withdrawn",
            _GATE,
            _GIVEN,
            "t.status <> 'uitgelegd'",
            _or_kept("uitgelegd"),
        ),
        Mutation("published: consent is given", _PUBLISHED, _GIVEN, "true"),
    ),
    "signed again": (Mutation("a version was published", _GATE, r"WHEN \(\( SELECT o\.sinds.*?THEN 1"),),
    "published again": (
        Mutation("a third party is named", _GATE, r"\(d\.ingetrokken_op IS NULL\)", "true"),
        Mutation("this consent names it", _GATE, r"\(d\.toestemming_id = t\.id\)", "true"),
        Mutation("version: of this person", _VERSION, r" AND \(i\.vergunninghouder_id = [a-z_.]+\)"),
        Mutation("the grant's tier 1", _GATE, "view_tier1", "view_tier0"),
        Mutation("version: present signature", _VERSION, r" AND \(i\.sinds <= [a-z_.]+\)"),
        Mutation("named: not taken back", "overdracht_benoemddossier", r"\(beeindigd_op IS NULL\)", "true"),
    ),
    "sixteen": (
        Mutation("screening: tier 1", _SCREENING, r" AND \(i\.tier >= 1\)"),
        Mutation("screening: of this person", _SCREENING, r" AND \(i\.vergunninghouder_id = [a-z_.]+\)"),
        Mutation("before the sixteenth birthday", _OUTGROWN, rf" AND \(\(geldig_tot IS NULL\){_DAY}\)\)"),
    ),
    "grants": (
        Mutation("grant: not ended or blocked", _GRANTS, r" AND \(\(t\.status\)::text = 'actief'::text\)"),
        Mutation("grant: up to its last day", _GRANTS, rf" AND \(\(t\.eindigt_op IS NULL\){_DAY}\)\)"),
    ),
    "last day": (Mutation("access has not ended", _GATE, rf" AND \(\(k\.toegang_tot IS NULL\){_DAY}\)\)"),),
    "herkoppeld": (
        Mutation(
            "consent for this gemeente",
            _GATE,
            r" AND \(\(t\.gemeente_id\)::text = \(b\.gemeente_id\)::text\)",
        ),
        Mutation("Kaart: the gate", "overdracht_kaart", r"\(i\.koppeling_id = [a-z_.]+\)", "true"),
        Mutation("named: this koppeling", "koppeling_koppeling", r"\(n\.koppeling_id = [a-z_.]+\)", "true"),
        Mutation("named: while it is active", "koppeling_koppeling", _ACTIVE, "true"),
    ),
    "koppeling withdrawn": (
        Mutation("the koppeling is active", _GATE, rf" AND \(\(k\.status\)::text = ANY {_LIST}\)"),
    ),
}
GATE_MUTATIONS = tuple(mutation for found in AT_STOP.values() for mutation in found)


def _with_names(data: Any, people: set[str]) -> Any:
    return data


def _everybody(gebruiker: Any, meldingen: Any) -> Any:
    return {melding.pk for melding in meldingen}


def _every_locatie(gebruiker: object, capability: str) -> Any:
    from coa_portal.organisaties.models import Opvanglocatie  # noqa: PLC0415

    return set(Opvanglocatie.objects.values_list("pk", flat=True))


PAGE_MUTATIONS = (
    PageMutation(
        "meldingen judged at reading", "coa_portal.notifications.selectors.visible_meldingen", _everybody
    ),
    PageMutation("dossiers by locatie", "klantprofiel.policy.locaties_with", _every_locatie),
)
