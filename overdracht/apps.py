from django.apps import AppConfig


class OverdrachtConfig(AppConfig):
    name = "overdracht"
    label = "overdracht"

    def ready(self) -> None:
        """Make policies and kinds of melding known, and listen to COA's side."""
        from klantprofiel.moves import register_moves  # noqa: PLC0415
        from overdracht import (  # noqa: PLC0415
            contact_policy,
            documenten_policy,
            gesprekken_policy,
            listeners,
            notify,
            policy,
            selectors,
            verhuizing_policy,
        )
        from overdracht.coa import (  # noqa: PLC0415
            documenten,
            gesprekken,
            navigation,
            overdracht,
            panels,
            programma_panel,
            sectievragen,
        )
        from overdracht.gemeente import scenario_panels  # noqa: PLC0415
        from overdracht.gemeente.following import register_follow_panel  # noqa: PLC0415
        from overdracht.gemeente.navigation import register_navigation  # noqa: PLC0415
        from overdracht.gemeente.verhuizing import (  # noqa: PLC0415
            register_panels as register_panels_of_move,
        )
        from overdracht.gesprekken.navigation import register_navigation as register_gesprekken  # noqa: PLC0415

        policy.register_policies()
        verhuizing_policy.register_policies()
        gesprekken_policy.register_policies()
        contact_policy.register_policies()
        documenten_policy.register_policies()
        notify.register_kinds()
        register_navigation()
        register_panels_of_move()
        register_moves(selectors.move_dates)
        navigation.register_navigation()
        panels.register_panels()
        programma_panel.register_programme_panel()
        overdracht.register_panels()
        sectievragen.register_notes()
        gesprekken.register_hints()
        documenten.register()
        register_gesprekken()
        register_follow_panel()
        scenario_panels.register_panels()
        listeners.connect()
