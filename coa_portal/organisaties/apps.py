from django.apps import AppConfig


class OrganisatiesConfig(AppConfig):
    name = "coa_portal.organisaties"
    label = "organisaties"
    verbose_name = "Organisaties en referentiegegevens"
