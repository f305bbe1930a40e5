"""Questions of the gemeente about one section: beside that section in the dossier, with what the gemeente read."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.audit.reading import log_reading
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import register_section_notes
from klantprofiel.sections import BY_CODE
from overdracht.models import Profielversie, Vraag
from overdracht.payload import only_section
from overdracht.readers import version_for_reader
from overdracht.vragen import questions, to_answer

MAY_ANSWER = frozenset({"plan_gesprek", "koppel"})


def notes_of(request: HttpRequest, person: Vergunninghouder) -> dict[str, SafeString]:
    """The open questions at each section, the oldest first; one query whatever their number."""
    waiting = to_answer(request.user).values("pk")
    rows = (
        questions(request.user)
        .filter(pk__in=waiting, betrokkene__vergunninghouder=person)
        .exclude(onderdeel="")
        .select_related("gemeente", "koppeling", "betrokkene")
        .order_by("created_at", "pk")
    )
    by_section: dict[str, list[Vraag]] = {}
    for row in rows:
        by_section.setdefault(row.onderdeel, []).append(row)
    if by_section:
        log_reading(request, what="vragen", subjects=[person.pk], object_id=person.pk)
    may_answer = grants_of(request.user).has_any(MAY_ANSWER)
    return {
        code: render_to_string(
            "overdracht/vragen/_bij_onderdeel.html", {"vragen": found, "may_answer": may_answer}
        )
        for code, found in by_section.items()
    }


def section_asked(vraag: Vraag, gebruiker: Any) -> dict[str, Any] | None:
    """The section that a question is about, in the version that the gemeente read when it asked; None for a question
    about no section. `wijzig_url`: where it stands in the dossier now."""
    if not vraag.onderdeel or vraag.betrokkene is None:
        return None
    version = (
        visible(Profielversie, gebruiker)
        .filter(
            koppeling=vraag.koppeling_id,
            vergunninghouder=vraag.betrokkene.vergunninghouder_id,
            doorgezet_op__lte=vraag.created_at,
        )
        .order_by("-nummer")
        .first()
    )
    if version is None:
        return None
    person = vraag.betrokkene.vergunninghouder_id
    here = f"{reverse('klantprofiel:dossier', args=[person])}#{vraag.onderdeel}"
    return {
        "versie": version,
        "payload": only_section(version_for_reader(version, gebruiker), vraag.onderdeel),
        "wijzig_url": here if vraag.onderdeel in BY_CODE else "",
    }


def register_notes() -> None:
    """Called in `AppConfig.ready()`."""
    register_section_notes(notes_of)
