"""What the accounts of the demo chose to hear, and when they last looked."""

import datetime as dt

from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.actions import choose_preferences, follow
from coa_portal.notifications.models import LaatsteBezoek, Wijze
from coa_portal.organisaties.models import Gemeente
from coa_portal.portaal.demo.accounts import UTRECHT, Cast
from koppeling.models import Koppeling
from overdracht.models import Betrokkene, Profielversie

_AFTER = dt.timedelta(hours=20)
_FOLLOWED = (Wijze.DAGELIJKS, Wijze.DIRECT, Wijze.UIT)


def follow_some(cast: Cast) -> None:
    """A regievoerder of Utrecht and COA's national desk follow some dossiers, and each chose one preference."""
    utrecht = cast.regievoerders(Gemeente.objects.get(pk=UTRECHT))[0]
    rows = list(visible(Koppeling, utrecht).order_by("referentie")[: len(_FOLLOWED)])
    for row, wijze in zip(rows, _FOLLOWED, strict=False):
        follow(subject_id=row.pk, wijze=wijze, acting_user=utrecht)
    for row in rows[:2]:
        follow(subject_id=row.plaatsingseenheid_id, wijze=Wijze.DIRECT, acting_user=cast.regievoerder_coa)
    choose_preferences(choices={"gesprek_gehouden": "uit"}, acting_user=utrecht)
    choose_preferences(choices={"koppeling_gemaakt": "portaal"}, acting_user=cast.regievoerder_coa)
    _look(utrecht)


def _look(account: Gebruiker) -> None:
    """The account read every first version, so that its pages show what changed since (R27)."""
    for version in visible(Profielversie, account).filter(nummer=1):
        place = Betrokkene.objects.get(
            koppeling=version.koppeling_id, vergunninghouder=version.vergunninghouder_id
        )
        LaatsteBezoek.objects.create(gebruiker=account, subject_id=place.pk, op=version.doorgezet_op + _AFTER)
