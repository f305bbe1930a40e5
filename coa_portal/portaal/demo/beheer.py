"""What the beheerder and an accountbeheerder did in the demo: requests, and reviews of rights."""

from coa_portal.accounts.actions import refuse_aanvraag, request_account
from coa_portal.accounts.review import draw_up_review, sign_off_review
from coa_portal.organisaties.models import Gemeente
from coa_portal.portaal.demo.accounts import UTRECHT, Cast
from coa_portal.portaal.demo.clock import DemoClock


def review_rights(cast: Cast, clock: DemoClock) -> None:
    """The beheerder went through the rights of the last two quarters; the latest report still waits for that (BIO2)."""
    erik = cast.named("erik.meijer@coa.example")
    for days_ago, remarks in (
        (120, "Twee toekenningen zijn in overleg met de gemeente beëindigd."),
        (25, ""),
    ):
        clock.turn_to(days_ago, 10)
        day = clock.day(days_ago)
        quarter = (day.month - 1) // 3 or 4
        year = day.year if day.month > 3 else day.year - 1
        report = draw_up_review(periode=f"{year}-K{quarter}", acting_user=erik)
        if remarks:
            sign_off_review(controle=report, opmerkingen=remarks, acting_user=erik)


def ask_for_accounts(cast: Cast, clock: DemoClock) -> None:
    """Two requests of the accountbeheerder of Utrecht: one that was refused, one that waits for the beheerder."""
    asker, utrecht = cast.named("wim.kuipers@utrecht.example"), Gemeente.objects.get(pk=UTRECHT)
    clock.turn_to(9, 10)
    refused = request_account(
        gemeente=utrecht,
        email="info@utrecht.example",
        naam="Team inburgering",
        rol="lezer_gemeente",
        toelichting="Voor het hele team, zodat iedereen kan inloggen.",
        acting_user=asker,
    )
    clock.turn_to(8, 11)
    refuse_aanvraag(
        aanvraag=refused,
        reden="onvolledig",
        antwoord="Een account is van één persoon. Vraag er een aan voor ieder die toegang nodig heeft.",
        acting_user=cast.named("erik.meijer@coa.example"),
    )
    clock.turn_to(2, 14)
    request_account(
        gemeente=utrecht,
        email="samira.bouzid@utrecht.example",
        naam="Samira Bouzid",
        rol="regievoerder_gemeente",
        functie="Regisseur inburgering",
        toelichting="Begint op 1 december in het team inburgering.",
        acting_user=asker,
    )
