"""How close reading a file from IBIS comes to the database's own bulk load (issue 6.8).

    python -m benchmarks.ibis_feed [number of persons, 20,000]

Reads that many invented persons (nineteen facts, a language, a job and a stay each, two in three with a BSN), then the
same file again, then one in which every person changed. The measure: the same rows, history and report included, taken
out of the tables and put back by plain COPY into the same tables with their keys and indexes. Works on the embedded
database of this checkout (make demo made it), inside a transaction that is rolled back. Prints JSON.
"""

import io
import json
import os
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coa_portal.settings")
os.environ.setdefault("PORTAL_DB", "owner")

_NAMES = ("Amina", "Yusuf", "Selam", "Daniyal", "Mehmet", "Rahel", "Omar", "Leyla", "Tesfay", "Zahra")
_JOBS = (
    "Kok",
    "Lasser",
    "Docent wiskunde",
    "Verpleegkundige",
    "Chauffeur",
    "Kapper",
    "Timmerman",
    "Boekhouder",
)
FIRST = 8_000_000_000


def _bsn(number: int) -> str:
    """A number that passes the eleven test."""
    digits = f"{number:08d}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
    return f"{digits}{rest}" if rest < 10 else ""


def make_file(persons: int, locaties: list[str], *, tolk: str = "ja", phone: str = "06-1") -> bytes:
    """JSON lines, four persons to a household."""
    random = Random(20170403)  # noqa: S311  (invented people)
    lines = []
    for number in range(persons):
        line = {
            "v_nummer": str(FIRST + number),
            "huishouden": f"BM-{number // 4}",
            "hoofdpersoon": "ja" if number % 4 == 0 else "nee",
            "voornaam": random.choice(_NAMES),
            "achternaam": f"{random.choice(_NAMES)}{random.randrange(9999)}",
            "geboortedatum": f"{random.randrange(1960, 2006)}-{random.randrange(1, 13):02d}-15",
            "geslacht": random.choice("mv"),
            "nationaliteit": random.choice(("0084", "0315", "0336")),
            "bsn": _bsn(30_000_000 + number) if number % 3 else "",
            "burgerlijke_staat": random.choice(("gehuwd", "ongehuwd")),
            "telefoonnummer": f"{phone}{number:07d}",
            "digid_aangevraagd": "nee",
            "land_van_herkomst": "5012",
            "gezinshereniging_aangevraagd": random.choice(("ja", "nee", "onbekend")),
            "vergunningsoort": "asiel_bepaald",
            "vergunning_datum": "2026-03-11",
            "verblijfsrecht_van": "2025-11-04",
            "verblijfsrecht_tot": "2030-11-04",
            "spreektaal": random.choice(("tir", "ara", "fas")),
            "tolk_nodig": tolk,
            "opleidingsniveau": random.choice(("laag", "middelbaar", "hoog")),
            "jaren_onderwijs": random.randrange(4, 16),
            "talen": [{"taal": "eng", "mondeling": "redelijk", "schriftelijk": "zwak"}],
            "werkervaring": [{"beroep": random.choice(_JOBS), "van": "2021-01-01", "tot": "2024-01-01"}],
            "verblijven": [{"opvanglocatie": random.choice(locaties), "van": "2025-12-01"}],
        }
        lines.append(json.dumps(line))
    return "\n".join(lines).encode()


def _read(content: bytes) -> tuple[float, float, Any]:
    """Seconds by the clock, and computed, from the bytes to the last line of the report; and the import."""
    from klantprofiel.actions.ibis import run_block, start_import  # noqa: PLC0415
    from klantprofiel.models import Ibisimport  # noqa: PLC0415

    start, computed = time.perf_counter(), _cpu()
    row = start_import(content=content, formaat="jsonl", acting_user=None)
    while run_block(ibisimport=row, acting_user=None):
        pass
    return time.perf_counter() - start, _cpu() - computed, Ibisimport.objects.get(pk=row.pk)


def _cpu() -> float:
    """Seconds that this process and its server process of PostgreSQL computed: unlike the clock, these do not grow when
    the machine is busy. For an embedded server on Linux."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        times = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rsplit(")", 1)[1].split()
    return time.process_time() + (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def _tables() -> list[str]:
    """Every table that an import writes, those first that others point at."""
    from django.apps import apps  # noqa: PLC0415

    last = ("ibisblok", "ibisimport")
    models = [model for model in apps.get_app_config("klantprofiel").get_models(include_auto_created=True)]
    return [model._meta.db_table for model in models if not model._meta.db_table.endswith(last)]


def _bulk_load() -> tuple[float, float, int]:
    """Seconds by the clock, seconds computed, and rows of putting everything back by COPY, foreign keys checked."""
    from django.db import connection  # noqa: PLC0415

    rows, kept = 0, {}
    with connection.cursor() as cursor:
        for name in _tables():
            kept[name] = io.BytesIO()
            cursor.copy_expert(f"COPY {name} TO STDOUT", kept[name])
            rows += kept[name].getvalue().count(b"\n")
            kept[name].seek(0)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {', '.join(kept)} CASCADE")
        start, computed = time.perf_counter(), _cpu()
        for name, data in kept.items():
            cursor.copy_expert(f"COPY {name} FROM STDIN", data)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return time.perf_counter() - start, _cpu() - computed, rows


def main(persons: int) -> dict[str, Any]:
    """Everything; the demo's own few people are in the bulk load too."""
    import django  # noqa: PLC0415

    from coa_portal.embedded import ensure_services  # noqa: PLC0415

    ensure_services()
    django.setup()
    from django.db import transaction  # noqa: PLC0415

    from coa_portal.organisaties.models import Opvanglocatie  # noqa: PLC0415

    result: dict[str, Any] = {"persons": persons}
    with transaction.atomic():
        locaties = list(Opvanglocatie.objects.filter(gesloten_op=None).values_list("naam", flat=True)[:10])
        if not locaties:
            raise SystemExit("Laad eerst de demo: make demo")
        content = make_file(persons, locaties)
        made, made_cpu, row = _read(content)
        if row.gemaakt != persons:
            raise SystemExit(f"{row.geweigerd} regels geweigerd, {row.gewijzigd} gewijzigd")
        load, load_cpu, rows = _bulk_load()
        result |= {"file_mb": round(len(content) / 1e6, 1), "rows": rows, "copy_s": round(load, 2)}
        result |= {
            "new_s": round(made, 2),
            "new_per_s": round(persons / made),
            "ratio": round(made / load, 2),
            "ratio_computed": round(made_cpu / load_cpu, 2),
        }
        again, _, row = _read(content)
        assert row.ongewijzigd == persons  # noqa: S101
        changed, _, row = _read(make_file(persons, locaties, tolk="nee", phone="06-2"))
        assert row.gewijzigd == persons  # noqa: S101
        result |= {"again_s": round(again, 2), "all_changed_s": round(changed, 2)}
        transaction.set_rollback(True)
    return result


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)))
