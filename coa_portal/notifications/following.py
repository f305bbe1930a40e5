"""The card on a dossier page by which an account follows it: both sides show it through their panels."""

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coa_portal.accounts.requests import acting
from coa_portal.notifications.forms import VolgenForm
from coa_portal.notifications.models import Wijze
from coa_portal.notifications.selectors import following_of

_IN_WORDS = {
    Wijze.DIRECT: "U volgt dit dossier. U krijgt meldingen meteen per e-mail.",
    Wijze.DAGELIJKS: "U volgt dit dossier. U krijgt meldingen één keer per dag per e-mail.",
    Wijze.PORTAAL: "U volgt dit dossier. U krijgt meldingen alleen in het portaal.",
    Wijze.UIT: "U krijgt geen meldingen over dit dossier, behalve over wat u moet weten.",
}


def followed_in_words(wijze: Wijze) -> str:
    """What the account chose, as a sentence."""
    return _IN_WORDS[wijze]


def follow_card(request: HttpRequest, *, subject_id: UUID, reference: str) -> SafeString:
    """The card. `subject_id`: what `kinds.Followable` shows; `reference`: what meldingen call it."""
    wijze = following_of(acting(request), subject_id)
    context = {
        "subject_id": subject_id,
        "referentie": reference,
        "stand": followed_in_words(wijze) if wijze else "",
        "volgt": wijze is not None and wijze != Wijze.UIT,
        "form": VolgenForm(initial={"wijze": wijze}, auto_id="volgen-%s") if wijze else None,
        "terug": request.get_full_path(),
    }
    return render_to_string("notifications/_volgen.html", context, request)
