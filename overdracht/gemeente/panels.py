"""Room on the gemeente's page of a koppeling for the nouns of the handover: scenario, talks, traject, move, questions.

The counterpart of `klantprofiel.panels` on this side of the wall. A part calls `register_panel` in `ready()`; a panel
gives ready HTML, or None when it has nothing to show to this account.
"""

from collections.abc import Callable, Sequence

from django.http import HttpRequest
from django.utils.safestring import SafeString

from koppeling.models import Koppeling
from overdracht.gemeente.dossier import Persoon

Panel = Callable[[HttpRequest, Koppeling, Sequence[Persoon]], SafeString | None]

_main: dict[str, tuple[int, Panel]] = {}
_side: dict[str, tuple[int, Panel]] = {}


def register_panel(order: int, panel: Panel, *, side: bool = False) -> None:
    """Add a panel to the main (or side) column, lowest `order` first; registering it again replaces it."""
    name = f"{panel.__module__}.{panel.__qualname__}"
    (_side if side else _main)[name] = (order, panel)


def shown_panels(
    request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon], *, side: bool = False
) -> list[SafeString]:
    """The panels that have something to show of this koppeling. `people`: the household as far as this account sees
    it, empty once the koppeling is closed."""
    registered = sorted((_side if side else _main).items(), key=lambda item: (item[1][0], item[0]))
    made = [panel(request, koppeling, people) for _, (_, panel) in registered]
    return [html for html in made if html]
