"""Room on the page of somebody's Voorinburgering for results, and for upper apps it does not know (the move).

Called in `ready()`; a panel gives ready HTML, or None when it has nothing to show.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from klantprofiel.models import Vergunninghouder

Panel = Callable[[HttpRequest, Vergunninghouder], SafeString | None]

_panels: dict[str, tuple[int, Panel]] = {}


def register_panel(order: int, panel: Panel) -> None:
    """Add a panel to the main column: below 50 above the hours, else under the talks; again replaces it."""
    _panels[f"{panel.__module__}.{panel.__qualname__}"] = (order, panel)


def shown_panels(request: HttpRequest, person: Vergunninghouder, *, top: bool) -> list[SafeString]:
    """The panels of one half of the page that have something to show, lowest order first."""
    wanted = sorted((order, name, panel) for name, (order, panel) in _panels.items() if (order < 50) is top)
    made = [panel(request, person) for _, _, panel in wanted]
    return [html for html in made if html]
