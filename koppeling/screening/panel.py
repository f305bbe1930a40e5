"""The card "Screening" on the dossier page."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coa_portal.access.policy import policy_of
from klantprofiel.models import Vergunninghouder
from koppeling.screening.facts import facts_of
from koppeling.screening.models import Screening


def screening_panel(request: HttpRequest, vergunninghouder: Vergunninghouder) -> SafeString | None:
    """What the person told at the screening; nothing for a child."""
    if not vergunninghouder.is_adult:
        return None
    known = Screening.objects.filter(vergunninghouder=vergunninghouder).first()
    may_edit = bool(policy_of(Vergunninghouder).may(request.user, "edit_profiel", vergunninghouder))
    context = {"person": vergunninghouder, "facts": facts_of(known), "may_edit": may_edit}
    return render_to_string("koppeling/screening_paneel.html", context, request=request)
