"""The cast in the database of a running portal: `manage.py shell -c "from tests.e2e.seed import seed; seed()"`."""

from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from tests.factories.accounts import account_with
from tests.factories.second_factor import give_app

LUTTELGEEST = {
    "soort": "azc",
    "gemeente_id": "GM0171",
    "straat_huisnummer": "Oosterringweg 41",
    "postcode": "8315PS",
    "plaats": "Luttelgeest",
    "capaciteit": 1000,
    "lat": "52.75",
    "lon": "5.85",
}


def seed() -> None:
    """Accounts that sign in with the password of the factories, each named after its role."""
    locatie, _ = Opvanglocatie.objects.get_or_create(naam="Luttelgeest", defaults=LUTTELGEEST)
    utrecht, zeist = Gemeente.objects.get(pk="GM0344"), Gemeente.objects.get(pk="GM0355")
    for rol, naam, parents in (
        ("casemanager", "casemanager", (locatie,)),
        ("regievoerder_coa", "regievoerder.coa", ()),
        ("regievoerder_gemeente", "utrecht", (utrecht,)),
        ("regievoerder_gemeente", "zeist", (zeist,)),
        ("beheerder", "beheerder", ()),
    ):
        give_app(account_with(rol, *parents, naam=f"Account {naam}", email=f"{naam}@voorbeeld.example"))
