"""Room on the dossier page for upper apps (koppeling, toestemming, doorzetten), which this app does not know.

An upper app calls `register_panel` in `ready()`; a panel gives ready HTML, or None when it has nothing to show.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from klantprofiel.models import Vergunninghouder

Panel = Callable[[HttpRequest, Vergunninghouder], SafeString | None]
# by code of the section: what stands above it, on the dossier page and on the page of the section
Notes = Callable[[HttpRequest, Vergunninghouder], dict[str, SafeString]]

_main: dict[str, tuple[int, Panel]] = {}
_side: dict[str, tuple[int, Panel]] = {}
_notes: dict[str, Notes] = {}


def register_panel(order: int, panel: Panel, *, side: bool = False) -> None:
    """Add a panel under the title (or in the side column), lowest `order` first; again replaces it."""
    name = f"{panel.__module__}.{panel.__qualname__}"
    (_side if side else _main)[name] = (order, panel)


def shown_panels(request: HttpRequest, person: Vergunninghouder, *, side: bool = False) -> list[SafeString]:
    """The panels that have something to show for this person."""
    registered = sorted((_side if side else _main).items(), key=lambda item: (item[1][0], item[0]))
    made = [panel(request, person) for _, (_, panel) in registered]
    return [html for html in made if html]


def register_section_notes(notes: Notes) -> None:
    """Add what upper apps have to say about single sections; registering it again replaces it."""
    _notes[f"{notes.__module__}.{notes.__qualname__}"] = notes


def section_notes(request: HttpRequest, person: Vergunninghouder) -> dict[str, SafeString]:
    """Per section with something to say: ready HTML."""
    found: dict[str, SafeString] = {}
    for notes in _notes.values():
        for code, html in notes(request, person).items():
            found[code] = found.get(code, SafeString("")) + html
    return found
