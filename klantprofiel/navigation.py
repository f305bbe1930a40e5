"""The menu items of the living dossiers."""

from django.http import HttpRequest

from coa_portal.access.grants import grants_of
from coa_portal.web.navigation import NavItem, SearchBox, register, register_search
from klantprofiel.policy import ENTER


def _reads_dossiers(request: HttpRequest) -> bool:
    return grants_of(request.user).has_any(ENTER)


def _reads_households_only(request: HttpRequest) -> bool:
    return grants_of(request.user).has("view_household") and not _reads_dossiers(request)


def register_navigation() -> None:
    """Called in `AppConfig.ready()`."""
    register(NavItem("dossiers", "Dossiers", "klantprofiel:lijst", 20, _reads_dossiers))
    register(NavItem("profielen", "Profielen", "klantprofiel:overzicht", 21, _reads_dossiers))
    register(NavItem("huishoudens", "Huishoudens", "klantprofiel:huishoudens", 20, _reads_households_only))
    hint = "Naam, V-nummer, BSN, datum of adres"
    register_search(SearchBox("Zoek een dossier", hint, "klantprofiel:lijst", _reads_dossiers))
