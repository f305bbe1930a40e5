from django.apps import AppConfig
from django.http import HttpRequest


def _is_privacy_officer(request: HttpRequest) -> bool:
    from coa_portal.access.grants import grants_of  # noqa: PLC0415  (apps load before models)

    return grants_of(request.user).has("view_reading_log")


def _reads_figures(request: HttpRequest) -> bool:
    from coa_portal.access.grants import grants_of  # noqa: PLC0415

    return grants_of(request.user).has_any({"view_figures", "koppel"})


def _keeps_a_locatie(request: HttpRequest) -> bool:
    from coa_portal.access.grants import grants_of  # noqa: PLC0415

    return grants_of(request.user).has_any({"edit_profiel", "koppel"})


class PortaalConfig(AppConfig):
    name = "coa_portal.portaal"
    label = "portaal"

    def ready(self) -> None:
        """Put together the home page of every role, and its place in the menu."""
        from coa_portal.portaal.overzicht.panel import register_overview_panel  # noqa: PLC0415

        _register_menu()
        _register_work()
        _register_home()
        register_overview_panel()


def _register_menu() -> None:
    from coa_portal.portaal.work.teller import counted_work  # noqa: PLC0415
    from coa_portal.web.navigation import NavItem, register  # noqa: PLC0415

    home = NavItem(
        "home", "Home", "portaal:home", 0, lambda request: True, counter=counted_work, counter_label="te doen"
    )
    register(home)
    register(NavItem("cijfers", "Cijfers", "portaal:cijfers", 50, _reads_figures))
    page = "portaal:cijfers_voorinburgering"
    register(
        NavItem(
            "cijfers-voorinburgering",
            "Cijfers Voorinburgering",
            page,
            52,
            lambda request: _keeps_a_locatie(request) and _reads_figures(request),
        )
    )
    # a short word where there are no other figures: the menu of a casemanager is long
    register(
        NavItem(
            "cijfers-locatie",
            "Cijfers",
            page,
            52,
            lambda request: _keeps_a_locatie(request) and not _reads_figures(request),
        )
    )
    register(NavItem("toezicht", "Toezicht", "portaal:toezicht", 60, _is_privacy_officer))


def _register_work() -> None:
    from coa_portal.portaal.work import (  # noqa: PLC0415
        coa,
        coa_ibis,
        coa_overdracht,
        coa_programma,
        gemeente,
        gemeente_overdracht,
        lessen,
    )

    for source in (coa, coa_ibis, gemeente, coa_overdracht, coa_programma, gemeente_overdracht, lessen):
        source.register_bronnen()


def _register_home() -> None:
    from coa_portal.access.roles import TIER_CAPABILITIES  # noqa: PLC0415
    from coa_portal.portaal.work import beheer, coa, docent, figures, gemeente, lessen, register  # noqa: PLC0415

    register(10, {"koppel"}, coa.regievoerder)
    register(20, {"doorzetten"}, coa.casemanager)
    register(40, {"view_household"}, coa.household_reader)
    register(45, {"view_deelname"}, docent.docent)
    register(46, set(lessen.KEEPER), lessen.own_lessons)
    register(50, set(TIER_CAPABILITIES[0]), gemeente.everybody)
    register(60, {"manage_overdracht"}, gemeente.regievoerder)
    register(70, set(TIER_CAPABILITIES[2]), gemeente.reader)
    register(80, {"request_accounts"}, gemeente.accounts_of_gemeente)
    register(90, {"view_figures"}, figures.regiocoordinator)
    register(100, {"manage_accounts"}, beheer.beheerder)
    register(110, {"view_reading_log"}, beheer.protection_officer)
