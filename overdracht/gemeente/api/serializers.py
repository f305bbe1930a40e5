"""What the API of a gemeente takes and gives. Dutch names in camelCase, as the NL API Design Rules ask."""

from typing import Any

from rest_framework import serializers

from coa_portal.api.fields import StrictSerializer
from coa_portal.api.pagination import PageQuery, page_schema
from koppeling.lifecycle import ACTIVE_STATES, KOPPELING
from overdracht.lifecycle import OPVRAGING
from overdracht.models import Profielversie

_SHARED_STATES = [code for code in KOPPELING.states if code != "voorgesteld"]
Plain = serializers.Serializer[Any]


class KoppelingenQuery(PageQuery):
    """Filters of the list."""

    toon = serializers.ChoiceField(
        choices=["actief", "beeindigd"], default="actief", help_text="Actieve of beëindigde koppelingen."
    )
    status = serializers.ChoiceField(
        choices=list(ACTIVE_STATES), required=False, help_text="Alleen actieve koppelingen met deze status."
    )
    sorteer = serializers.ChoiceField(
        choices=["nieuwste", "oudste", "referentie"], default="nieuwste", help_text="Volgorde."
    )


class MeldingenQuery(PageQuery):
    """Filters of the inbox."""

    gelezen = serializers.ChoiceField(
        choices=["ja", "nee"], required=False, help_text="Alleen gelezen of alleen ongelezen meldingen."
    )


class OpvragingInvoer(StrictSerializer):
    """The body of a request for a profile."""

    persoon = serializers.UUIDField(help_text="Id van een persoon van de koppeling.")


class BronSerializer(Plain):
    """Where a fact comes from."""

    code = serializers.CharField()
    tekst = serializers.CharField(help_text="De bron met de dag waarop die het gegeven vaststelde.")


class GegevenSerializer(Plain):
    """One fact of a frozen payload."""

    code = serializers.CharField()
    naam = serializers.CharField()
    waarde = serializers.JSONField(allow_null=True, help_text="De waarde zoals vastgelegd.")
    tekst = serializers.CharField(allow_blank=True, help_text="De waarde zoals de pagina die toont.")
    eigenOpgave = serializers.BooleanField(
        help_text="Verteld door de persoon, niet met een document getoond."
    )
    bron = BronSerializer(
        allow_null=True, help_text="Leeg waar dat niet is vastgelegd, en in een versie van voor schema 2."
    )


class CelSerializer(Plain):
    """One cell of a table."""

    waarde = serializers.JSONField(allow_null=True)
    tekst = serializers.CharField(allow_blank=True)


class KolomSerializer(Plain):
    """One column of a table."""

    code = serializers.CharField()
    naam = serializers.CharField()


class TabelrijSerializer(Plain):
    """One row of a table."""

    cellen = CelSerializer(many=True)
    eigenOpgave = serializers.BooleanField()


class TabelSerializer(Plain):
    """One table of a section."""

    code = serializers.CharField()
    naam = serializers.CharField()
    kolommen = KolomSerializer(many=True)
    rijen = TabelrijSerializer(many=True)


class SectieSerializer(Plain):
    """One section of a frozen payload."""

    code = serializers.CharField()
    naam = serializers.CharField()
    toelichting = serializers.CharField(allow_blank=True)
    gegevens = GegevenSerializer(many=True)
    tabellen = TabelSerializer(many=True)


class VastgelegdSerializer(Plain):
    """A frozen payload: what COA sent, as it was sent."""

    schemaVersie = serializers.IntegerField()
    soort = serializers.ChoiceField(choices=["kaart", "screening", "profielversie"])
    secties = SectieSerializer(many=True)


class HuishoudenSerializer(Plain):
    """Size and place of the household."""

    referentie = serializers.CharField()
    aantalPersonen = serializers.IntegerField(min_value=0)
    aantalKinderen = serializers.IntegerField(min_value=0)
    opvanglocatie = serializers.CharField(allow_null=True)


class DelenSerializer(Plain):
    """How far the sharing is."""

    aantalPersonen = serializers.IntegerField(min_value=0)
    aantalMetToestemming = serializers.IntegerField(min_value=0)
    aantalMetKlantprofiel = serializers.IntegerField(min_value=0)


class KoppelingSerializer(Plain):
    """A koppeling of the own gemeente."""

    id = serializers.UUIDField()
    referentie = serializers.CharField()
    gemeente = serializers.CharField(help_text="CBS-code, bijvoorbeeld GM0344.")
    status = serializers.ChoiceField(choices=_SHARED_STATES)
    statusSinds = serializers.DateTimeField()
    gekoppeldOp = serializers.DateTimeField()
    isActief = serializers.BooleanField(help_text="Of er nu gegevens open staan.")
    huishouden = HuishoudenSerializer(allow_null=True, help_text="Leeg bij een beëindigde koppeling.")
    delen = DelenSerializer(
        allow_null=True, help_text="Leeg als uw account alleen het informatieprofiel ziet."
    )
    behandelaar = serializers.CharField(allow_null=True, help_text="Naam van de behandelaar bij de gemeente.")


class OpvragingSerializer(Plain):
    """A request for the profile of one person."""

    id = serializers.UUIDField()
    koppeling = serializers.UUIDField()
    persoon = serializers.UUIDField(allow_null=True, help_text="Leeg bij een beëindigde koppeling.")
    status = serializers.ChoiceField(choices=list(OPVRAGING.states))
    gevraagdOp = serializers.DateTimeField()
    statusSinds = serializers.DateTimeField()
    reden = serializers.CharField(allow_blank=True)


class PersoonSerializer(Plain):
    """A member of the household, as far as open."""

    id = serializers.UUIDField()
    volgnummer = serializers.IntegerField(min_value=1)
    isHoofdpersoon = serializers.BooleanField()
    leeftijdsgroep = serializers.CharField()
    laag = serializers.IntegerField(
        min_value=0, max_value=2, help_text="0 informatieprofiel, 1 screening, 2 klantprofiel."
    )
    moetVernietigen = serializers.BooleanField(
        help_text="De toestemming is ingetrokken en de gemeente heeft vernietiging nog niet bevestigd."
    )
    naam = serializers.CharField(allow_null=True, help_text="Pas bekend na toestemming.")
    screening = VastgelegdSerializer(allow_null=True, help_text="Niet geverifieerd.")
    laatsteProfielversie = serializers.UUIDField(allow_null=True)


class KoppelingDetailSerializer(KoppelingSerializer):
    """A koppeling with its Kaart and people."""

    informatieprofiel = VastgelegdSerializer(allow_null=True)
    personen = PersoonSerializer(many=True)


class ProfielversieSerializer(Plain):
    """One publication of a klantprofiel, without its content."""

    id = serializers.UUIDField()
    koppeling = serializers.UUIDField()
    persoon = serializers.UUIDField()
    nummer = serializers.IntegerField(min_value=1)
    moment = serializers.ChoiceField(choices=Profielversie.Moment.values)
    doorgezetOp = serializers.DateTimeField()
    doorgezetDoor = serializers.CharField()


class ProfielversieDetailSerializer(ProfielversieSerializer):
    """One publication with its content."""

    naam = serializers.CharField()
    gewijzigd = serializers.ListField(
        child=serializers.CharField(),
        help_text="Wat anders is dan in de vorige versie: sectie.gegeven, sectie.tabel of sectie.tabel.rij.",
    )
    klantprofiel = VastgelegdSerializer()


class MeldingSerializer(Plain):
    """A melding; of what may no longer be seen only that there was something."""

    id = serializers.UUIDField()
    soort = serializers.CharField(allow_null=True)
    titel = serializers.CharField()
    referentie = serializers.CharField(allow_null=True)
    onderwerp = serializers.UUIDField(
        allow_null=True, help_text="Id van de koppeling waar de melding over gaat."
    )
    gemeldOp = serializers.DateTimeField()
    gelezenOp = serializers.DateTimeField(allow_null=True)


KOPPELINGEN = page_schema("Koppelingen", KoppelingSerializer)
PROFIELVERSIES = page_schema("Profielversies", ProfielversieSerializer)
OPVRAGINGEN = page_schema("Opvragingen", OpvragingSerializer)
MELDINGEN = page_schema("Meldingen", MeldingSerializer)
