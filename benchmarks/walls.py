"""What each wall and the reading log cost a page: the same pages with one of them away, in the same run (R3, R4, R10).

    python -m benchmarks.walls [rounds] [households]

Works on the embedded database of this checkout (make demo made it) inside a transaction that is rolled back: one
household that the portal's own actions made is copied by SQL and spread over the gemeenten. Taking a wall away is done
in this process only. The ratio says more than the milliseconds on a machine that does other work. Prints JSON.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coa_portal.settings")
os.environ.setdefault("PORTAL_DB", "owner")

HOME = "GM0344"

# table → what a copy has of its own, beside its key; {…} are the keys of the copied household
_COPIES = {
    "klantprofiel_plaatsingseenheid": ("id = {pe}", {"id": "c.pe", "referentie": "'PX-' || c.n"}),
    "klantprofiel_vergunninghouder": (
        "id = {person}",
        {"id": "c.person", "plaatsingseenheid_id": "c.pe", "v_nummer": "(3000000000 + c.n)::text"},
    ),
    "klantprofiel_klantprofiel": ("vergunninghouder_id = {person}", {"vergunninghouder_id": "c.person"}),
    "koppeling_koppeling": (
        "id = {koppeling}",
        {"id": "c.koppeling", "plaatsingseenheid_id": "c.pe", "referentie": "'KX-' || c.n"},
    ),
    "overdracht_betrokkene": ("koppeling_id = {koppeling}", {"id": "c.betrokkene"}),
    "overdracht_openstelling": ("betrokkene_id = {betrokkene}", {"betrokkene_id": "c.betrokkene"}),
    "overdracht_toestemming": ("vergunninghouder_id = {person}", {"id": "c.toestemming"}),
    "overdracht_kaart": ("koppeling_id = {koppeling}", {}),
    "overdracht_screeningspublicatie": (
        "koppeling_id = {koppeling}",
        {"id": "c.screening", "toestemming_id": "c.toestemming"},
    ),
    "overdracht_screeningonderdeel": ("screening_id = {screening}", {"screening_id": "c.screening"}),
    "overdracht_profielversie": ("koppeling_id = {koppeling}", {"id": "c.versie"}),
    "overdracht_versieonderdeel": ("versie_id = {versie}", {"versie_id": "c.versie"}),
}


def copy_household(keys: dict[str, UUID], number: int, first: int = 0) -> None:
    """Copy one household of one person `number` times, over all gemeenten in turn; every column as it is there."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copies")
        cursor.execute(
            "CREATE TEMP TABLE copies AS SELECT n, gen_random_uuid() pe, gen_random_uuid() person,"
            " gen_random_uuid() koppeling, gen_random_uuid() betrokkene, gen_random_uuid() screening,"
            " gen_random_uuid() toestemming,"
            " gen_random_uuid() versie, g.codes[1 + n %% cardinality(g.codes)] gemeente"
            " FROM generate_series(%s, %s) n,"
            " (SELECT array_agg(code::text ORDER BY code) codes FROM organisaties_gemeente) g",
            [first + 1, first + number],
        )
        for table, (which, own) in _COPIES.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
            )
            columns = {name for (name,) in cursor.fetchall()}
            usual = {
                "vergunninghouder_id": "c.person",
                "koppeling_id": "c.koppeling",
                "gemeente_id": "c.gemeente",
            }
            values = {"id": "gen_random_uuid()", **usual, **own}
            if table == "klantprofiel_plaatsingseenheid":
                values["hoofdpersoon_id"] = "c.person"
            pairs = ", ".join(f"'{name}', {value}" for name, value in values.items() if name in columns)
            where = which.format(**{name: f"'{key}'" for name, key in keys.items()})
            cursor.execute(
                f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table},"  # noqa: S608  (names of our own)
                f" to_jsonb(s) || jsonb_build_object({pairs}))).* FROM copies c, {table} s WHERE s.{where}"
            )
            cursor.execute(f"ANALYZE {table}")


@contextmanager
def _no_declaration(urls: dict[str, Any]) -> Iterator[None]:
    """Nobody looks up or judges what a view declares; the wall behind it is told beforehand."""
    from coa_portal.access.middleware import DeclarationMiddleware  # noqa: PLC0415

    def let_in(self: Any, request: Any) -> Any:
        request.declaration = urls[request.path_info]
        request.endpoint_name = request.path_info  # for the counting of requests
        return self.get_response(request)

    with (
        mock.patch.object(DeclarationMiddleware, "__call__", let_in),
        mock.patch.object(DeclarationMiddleware, "process_view", return_value=None),
    ):
        yield


@contextmanager
def _no_role() -> Iterator[None]:
    """A transaction as before, as the owner of the tables: no other role, so no row-level policies."""
    from django.db import transaction  # noqa: PLC0415

    def same_role(role: Any, account: Any) -> Any:
        return transaction.atomic()

    with mock.patch("coa_portal.access.middleware.behind_wall", same_role):
        yield


@contextmanager
def _no_log() -> Iterator[None]:
    with mock.patch("coa_portal.audit.reading.write_reading"):
        yield


def _timed(
    account: Any, path: str, ways: dict[str, list[Callable[[], Any]]], rounds: int
) -> dict[str, float]:
    """Median per way, taking turns, so that every way meets the same machine.

    A browser per way: its first request builds the chain of middleware as that way has it.
    """
    browsers = {name: browser_of(account) for name in ways}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, parts in ways.items():
            with ExitStack() as stack:
                for part in parts:
                    stack.enter_context(part())
                start = time.perf_counter()
                answer = browsers[name].get(path, HTTP_HOST="localhost")
                spent = (time.perf_counter() - start) * 1000
            assert answer.status_code == 200, f"{path}: {answer.status_code}"  # noqa: S101
            if turn:  # the first one warms up
                times[name].append(spent)
    return {name: statistics.median(found) for name, found in times.items()}


def browser_of(account: Any) -> Any:
    from django.test import Client  # noqa: PLC0415

    browser = Client()
    browser.force_login(account, backend="coa_portal.accounts.backends.EmailBackend")
    return browser


def measure(pages: dict[str, tuple[Any, str]], rounds: int) -> dict[str, Any]:
    """Per page, of {name: (account, path)}: milliseconds as it is, and how many times as long as without a part."""
    from django.urls import resolve  # noqa: PLC0415

    from coa_portal.access.declare import declaration_of  # noqa: PLC0415

    declared = {path: declaration_of(resolve(path).func) for _, path in pages.values()}

    def first() -> Any:
        return _no_declaration(declared)

    ways: dict[str, list[Callable[[], Any]]] = {
        "whole": [],
        "without first wall": [first],
        "without second wall": [_no_role],
        "without reading log": [_no_log],
        "without any": [first, _no_role, _no_log],
    }
    found = {}
    for name, (account, path) in pages.items():
        medians = _timed(account, path, ways, rounds)
        whole = medians["whole"]
        found[name] = {
            "whole_ms": round(whole, 2),
            **{
                f"times_{way.replace(' ', '_')}": round(whole / ms, 3)
                for way, ms in medians.items()
                if way != "whole"
            },
        }
    return found


def make_pages() -> tuple[dict[str, tuple[Any, str]], dict[str, UUID]]:
    """The pages, of a household that the actions of the portal made for this."""
    from overdracht.models import Screeningspublicatie  # noqa: PLC0415
    from tests.factories.accounts import account_with  # noqa: PLC0415
    from tests.factories.koppeling import KoppelingFactory, household, locatie  # noqa: PLC0415
    from tests.factories.overdracht import ProfielversieFactory, person_of  # noqa: PLC0415
    from tests.plugins.cast import make_gemeente  # noqa: PLC0415

    casemanager = account_with("casemanager", locatie("Metingen"))
    regievoerder = account_with("regievoerder_gemeente", make_gemeente(HOME))
    koppeling = KoppelingFactory(plaatsingseenheid=household(34, opvanglocatie=locatie("Metingen")))
    person = person_of(koppeling)
    version = ProfielversieFactory(vergunninghouder=person)
    keys = {
        "pe": koppeling.plaatsingseenheid_id,
        "person": person.pk,
        "koppeling": koppeling.pk,
        "betrokkene": koppeling.betrokkenen.get().pk,
        "screening": Screeningspublicatie.objects.get(koppeling=koppeling).pk,
        "versie": version.pk,
    }
    here = f"/gemeente/koppelingen/{koppeling.pk}/"
    return {
        "gemeente list": (regievoerder, "/gemeente/koppelingen/"),
        "gemeente dossier": (regievoerder, here),
        "gemeente version": (regievoerder, f"{here}versies/{version.pk}/"),
        "coa list": (casemanager, "/dossiers/"),
        "coa dossier": (casemanager, f"/dossiers/{person.pk}/"),
    }, keys


def run(rounds: int, households: int) -> dict[str, Any]:
    """Everything, inside a transaction of the caller; the lists once more with ten times as many households."""
    pages, keys = make_pages()
    copy_household(keys, households)
    small = measure(pages, rounds)
    copy_household(keys, 9 * households, first=households)
    lists = {name: page for name, page in pages.items() if name.endswith("list")}
    large = measure(lists, rounds)
    growth = {name: round(large[name]["whole_ms"] / small[name]["whole_ms"], 2) for name in lists}
    return {"rounds": rounds, "households": households, "pages": small, "times_as_long_at_10x": growth}


def rolled_back(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do it on the embedded database of this checkout; nothing stays."""
    import django  # noqa: PLC0415

    from coa_portal.embedded import ensure_services  # noqa: PLC0415

    ensure_services()
    django.setup()
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    rounds, households = given + [20, 2000][len(given) :]
    print(json.dumps(rolled_back(lambda: run(rounds, households)), indent=2))
