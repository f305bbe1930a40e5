"""Following a koppeling from its page (DESIGN §9)."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.safestring import SafeString

from coa_portal.notifications.following import follow_card
from koppeling.models import Koppeling
from overdracht.gemeente.dossier import Persoon
from overdracht.gemeente.panels import register_panel


def follow_panel(request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon]) -> SafeString:
    """The card, for everybody who sees the koppeling."""
    return follow_card(request, subject_id=koppeling.pk, reference=koppeling.referentie)


def register_follow_panel() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(90, follow_panel, side=True)
