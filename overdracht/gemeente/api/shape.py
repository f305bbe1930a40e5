"""From what the selectors give to the names of the API. No decision is taken here."""

import datetime as dt
from typing import Any

from coa_portal.notifications.selectors import InboxRow
from overdracht.gemeente.dossier import Getoond, Persoon
from overdracht.gemeente.selectors import Rij
from overdracht.models import Profielversie
from overdracht.payload import Payload


def utc(moment: dt.datetime | None) -> str | None:
    """ISO 8601 in UTC with Z, as the design rules ask."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if moment else None


def koppeling_json(rij: Rij) -> dict[str, Any]:
    """One koppeling of the list."""
    row, kaart, stand = rij.koppeling, rij.kaart, rij.stand
    place = kaart.opvanglocatie if kaart else None
    return {
        "id": str(row.pk),
        "referentie": row.referentie,
        "gemeente": row.gemeente_id,
        "status": row.status,
        "statusSinds": utc(row.status_sinds),
        "gekoppeldOp": utc(row.definitief_op),
        "isActief": kaart is not None,
        "huishouden": {
            "referentie": kaart.huishouden,
            "aantalPersonen": kaart.aantal_personen,
            "aantalKinderen": kaart.aantal_kinderen,
            "opvanglocatie": place.naam if place else None,
        }
        if kaart
        else None,
        "delen": {
            "aantalPersonen": stand.personen,
            "aantalMetToestemming": stand.toestemming,
            "aantalMetKlantprofiel": stand.profiel,
        }
        if stand
        else None,
        "behandelaar": rij.behandelaar or None,
    }


def persoon_json(person: Persoon, screening: Getoond | None) -> dict[str, Any]:
    """One member of the household."""
    row = person.betrokkene
    owes = person.vernietiging is not None and not person.vernietiging.is_confirmed
    return {
        "id": str(row.pk),
        "volgnummer": row.volgnummer,
        "isHoofdpersoon": row.is_hoofdpersoon,
        "leeftijdsgroep": row.leeftijdsgroep,
        "laag": person.tier,
        "moetVernietigen": owes,
        "naam": person.naam or None,
        "screening": payload_json(screening.payload) if screening else None,
        "laatsteProfielversie": str(person.versies[0].pk) if person.versies else None,
    }


def versie_json(version: Profielversie, betrokkene_id: object) -> dict[str, Any]:
    """One version without its content."""
    return {
        "id": str(version.pk),
        "koppeling": str(version.koppeling_id),
        "persoon": str(betrokkene_id),
        "nummer": version.nummer,
        "moment": version.moment,
        "doorgezetOp": utc(version.doorgezet_op),
        "doorgezetDoor": version.doorgezet_door_naam,
    }


def versie_detail_json(shown: Getoond, betrokkene_id: object) -> dict[str, Any]:
    """One version with its content."""
    return {
        **versie_json(shown.row, betrokkene_id),
        "naam": shown.row.naam,
        "gewijzigd": sorted(shown.changed),
        "klantprofiel": payload_json(shown.payload),
    }


def opvraging_json(
    found: dict[str, Any], koppeling_id: object, betrokkene_id: object | None
) -> dict[str, Any]:
    """One request for a profile, of `dossier.requests_of`."""
    request = found["aanvraag"]
    return {
        "id": str(found["id"]),
        "koppeling": str(koppeling_id),
        "persoon": str(betrokkene_id) if betrokkene_id else None,
        "status": request.status,
        "gevraagdOp": utc(request.op),
        "statusSinds": utc(request.sinds),
        "reden": request.reden,
    }


def melding_json(row: InboxRow) -> dict[str, Any]:
    """One melding, silent about what may no longer be seen (R26)."""
    event = row.melding.event
    return {
        "id": str(row.melding.pk),
        "soort": event.kind if row.is_visible else None,
        "titel": row.title,
        "referentie": row.reference or None,
        "onderwerp": str(event.subject_id) if row.is_visible else None,
        "gemeldOp": utc(event.created_at),
        "gelezenOp": utc(row.melding.read_at),
    }


def payload_json(payload: Payload) -> dict[str, Any]:
    """A frozen payload under Dutch names. Keys of household members stay inside the portal."""
    return {
        "schemaVersie": payload["schema"],
        "soort": payload["kind"],
        "secties": [_section(part) for part in payload["sections"]],
    }


def _section(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": part["key"],
        "naam": part["label"],
        "toelichting": part.get("note", ""),
        "gegevens": [
            {
                "code": item["key"],
                "naam": item["label"],
                "waarde": item["value"],
                "tekst": item["text"],
                "eigenOpgave": bool(item.get("own_statement")),
                "bron": {"code": item["source"], "tekst": item["source_text"]}
                if item.get("source")
                else None,
            }
            for item in part["facts"]
        ],
        "tabellen": [_table(table) for table in part["tables"]],
    }


def _table(table: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": table["key"],
        "naam": table["label"],
        "kolommen": [{"code": column["key"], "naam": column["label"]} for column in table["columns"]],
        "rijen": [
            {
                "cellen": [{"waarde": cell["value"], "tekst": cell["text"]} for cell in row["cells"]],
                "eigenOpgave": bool(row.get("own_statement")),
            }
            for row in table["rows"]
        ],
    }
