"""How fast somebody is found among many, and whether PostgreSQL uses the indexes for it (issue 6.7).

    python -m benchmarks.zoeken [number of persons, 60,000]

Adds that many invented people to the embedded database of this checkout (make demo made it), inside a transaction that
is rolled back, and searches them as COA's national desk and as a casemanager. Prints JSON: milliseconds of the first
page with its count, how many were found, and which large tables were read from begin to end (none should be).
"""

import datetime as dt
import json
import os
import sys
import time
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coa_portal.settings")
os.environ.setdefault("PORTAL_DB", "owner")

_LARGE = ("klantprofiel_vergunninghouder", "klantprofiel_klantprofiel", "klantprofiel_plaatsingseenheid")
_SEEDS = "Mohammed Amina Yusuf Selam Daniyal Mehmet Rahel Omar Leyla Tesfay Zahra Hussein Ivan Khadija Samuel Abdul"
_BITS = "ab al am an ar as at ba da di el en er fa ga ha ho in is ka la li ma mo na no or ra ro sa se ta ti ul wa ya za"
SEARCHES = {
    "naam": "Muhamed Hoessein",
    "naam_veel": "mohammed",
    "naam_ander_schrift": "محمد",
    "naam_verschreven": "Danyial",
    "kort": "li",
    "v_nummer": "810000",
    "bsn": "111222333",
    "datum": "15 maart 1990",
    "adres": "8315 PS",
}


def _add(persons: int) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from coa_portal.audit import bulk  # noqa: PLC0415
    from coa_portal.organisaties.models import Opvanglocatie  # noqa: PLC0415
    from klantprofiel.ibis.schrijven import table  # noqa: PLC0415
    from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Vergunninghouder  # noqa: PLC0415
    from klantprofiel.namen import search_values  # noqa: PLC0415

    random, moment = Random(20170403), timezone.now()  # noqa: S311  (invented people)
    places = list(Opvanglocatie.objects.values_list("pk", flat=True))
    seeds, bits = _SEEDS.split(), _BITS.split()
    units, people, profiles = [], [], []
    for number in range(persons):
        first = random.choice(seeds)
        last = "".join(random.choices(bits, k=4)).capitalize()
        unit = table(Plaatsingseenheid).row({"referentie": f"Z-{number:06d}"}, moment)
        person = table(Vergunninghouder).row(
            {
                "v_nummer": str(8_100_000_000 + number),
                "voornaam": first,
                "achternaam": last,
                "geboortedatum": dt.date(random.randrange(1960, 2010), random.randrange(1, 13), 15),
                "plaatsingseenheid_id": unit["id"],
                "dossier_locatie_id": random.choice(places),
                **search_values(first, last),
            },
            moment,
        )
        units.append(unit)
        people.append(person)
        profiles.append(table(Klantprofiel).row({"vergunninghouder_id": person["id"]}, moment))
    for model, rows in ((Plaatsingseenheid, units), (Vergunninghouder, people), (Klantprofiel, profiles)):
        bulk.copy_rows(table(model), rows)


def _sequential(plan: dict[str, Any], *, stops: bool = False) -> set[str]:
    """Large tables that a plan reads from begin to end; not those of which it `stops` reading at enough rows."""
    is_whole = plan.get("Node Type", "").endswith("Seq Scan") and not stops
    found = {plan["Relation Name"]} if is_whole else set()
    for part in plan.get("Plans", ()):
        found |= _sequential(part, stops=plan.get("Node Type") == "Limit")
    return found & set(_LARGE)


def _measure(account: Any, text: str) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from klantprofiel.selectors import DossierFilter, list_dossiers  # noqa: PLC0415

    times = []
    for _ in range(5):
        start = time.perf_counter()
        rows = list_dossiers(account, DossierFilter(zoek=text))
        number, _page = rows.count(), list(rows[:25])
        times.append((time.perf_counter() - start) * 1000)
    with CaptureQueriesContext(connection) as asked:  # all of them: what finds the keys, the count, the page
        rows = list_dossiers(account, DossierFilter(zoek=text))
        number, _page = rows.count(), list(rows[:25])
    found: set[str] = set()
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"].replace("%", "%%"), ())
            found |= _sequential(cursor.fetchone()[0][0]["Plan"])
    return {"ms": round(sorted(times)[2], 1), "gevonden": number, "van_begin_tot_eind": sorted(found)}


def main(persons: int) -> dict[str, Any]:
    """Every kind of search, for both."""
    import django  # noqa: PLC0415

    from coa_portal.embedded import ensure_services  # noqa: PLC0415

    ensure_services()
    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415

    from coa_portal.accounts.models import Gebruiker  # noqa: PLC0415

    result: dict[str, Any] = {"persons": persons}
    accounts = {"landelijk": "saskia.vandijk@coa.example", "casemanager": "jeroen.bakker@coa.example"}
    with transaction.atomic():
        _add(persons)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(_LARGE)}")
        for who, email in accounts.items():
            account = Gebruiker.objects.get(email=email)
            result[who] = {name: _measure(account, text) for name, text in SEARCHES.items()}
        transaction.set_rollback(True)
    return result


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000), ensure_ascii=False))
