"""The published document, brought to the NL API Design Rules where drf-spectacular does not do so by itself."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from coa_portal.api.problems import MEDIA_TYPE, TITLES

_VERSION_HEADER = {
    "description": "Versie van de API die antwoordde.",
    "schema": {"type": "string", "example": "1.1.0"},
}
_PROBLEM = {
    "type": "object",
    "description": "Een fout volgens RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Soort fout; about:blank als de status genoeg zegt."},
        "title": {"type": "string", "description": "De fout in het kort."},
        "status": {"type": "integer", "description": "De HTTP-status."},
        "detail": {"type": "string", "description": "Wat er mis is, in gewone woorden."},
        "code": {"type": "string", "description": "Vaste code van de regel die weigert."},
        "errors": {
            "type": "array",
            "description": "Alles wat er aan de invoer niet klopt.",
            "items": {
                "type": "object",
                "required": ["in", "location", "code", "detail"],
                "properties": {
                    "in": {"type": "string", "enum": ["body", "query"]},
                    "location": {"type": "string", "description": "Naam van het veld of de parameter."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_READING = (400, 401, 404, 406, 429, 500)
_WRITING = (400, 401, 403, 404, 406, 409, 415, 429, 500)


class SystemAccountScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a system signs in, for the document."""

    target_class = "coa_portal.api.authentication.SystemAccount"
    name = "apiSleutel"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A key of the organisation, in the header Authorization."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "De API-sleutel van uw organisatie. De beheerder van het COA geeft die uit.",
        }


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Post-processing hook: problems on every operation, and the version header on every answer."""
    schemas = result["components"].setdefault("schemas", {})
    for schema in schemas.values():
        schema.pop("description", None)  # the docstring of the code, in English; the document is in Dutch
    schemas["Probleem"] = _PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status in _READING if method == "get" else _WRITING:
                operation["responses"].setdefault(str(status), _problem(status))
            for answer in operation["responses"].values():
                answer["description"] = answer.get("description") or "Gelukt"
                answer.setdefault("headers", {})["API-Version"] = _VERSION_HEADER
    return result


def _problem(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": TITLES[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Probleem"}}},
    }
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status == 429:
        seconds = {"type": "integer", "minimum": 1}
        answer["headers"] = {"Retry-After": {"description": "Over hoeveel seconden weer.", "schema": seconds}}
    return answer
