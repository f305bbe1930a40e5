"""Median time of one profile PDF beside a trivial document of the same engine in the same run (DESIGN §10).

    python -m benchmarks.pdf [number of runs]

The ratio says more than the milliseconds on a machine that does other work at the same time. Prints JSON.
"""

import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from coa_portal.web.pdf.document import compile_document
from overdracht.pdf.render import PdfHeader, render_profielversie

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "overdracht" / "payload_voorbeeld.json"
TRIVIAL = Path(__file__).parent / "pdf_leeg.typ"
MOMENT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def median_ms(job: Callable[[int], bytes], runs: int) -> float:
    """Median of `runs`, each with other data, so that the engine cannot answer from its memory."""
    job(-1)
    times = []
    for n in range(runs):
        start = time.perf_counter()
        job(n)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main(runs: int) -> dict[str, float | int]:
    payload = json.loads(SAMPLE.read_text())

    def profile(n: int) -> bytes:
        facts = payload["sections"][0]["facts"]
        facts[0]["text"] = f"Voorbeeld {n} Vergunninghouder"
        header = PdfHeader(referentie=f"K-2026-{n:06}", gemeente="Utrecht", published_at=MOMENT, versie=1)
        return render_profielversie(payload, header=header)

    def trivial(n: int) -> bytes:
        return compile_document(TRIVIAL, {"text": f"Regel {n}"}, MOMENT)

    profile_ms, trivial_ms = median_ms(profile, runs), median_ms(trivial, runs)
    return {
        "runs": runs,
        "profile_ms": round(profile_ms, 2),
        "trivial_ms": round(trivial_ms, 2),
        "ratio": round(profile_ms / trivial_ms, 1),
        "bytes": len(profile(0)),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)))
