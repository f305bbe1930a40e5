from django.apps import AppConfig


class VoorinburgeringConfig(AppConfig):
    name = "voorinburgering"
    label = "voorinburgering"
    verbose_name = "Voorinburgering"

    def ready(self) -> None:
        """Make policies, menu items and listeners known."""
        from klantprofiel.keepers import register_keeper  # noqa: PLC0415
        from klantprofiel.panels import register_panel  # noqa: PLC0415
        from voorinburgering.activiteiten import activities_in_week  # noqa: PLC0415
        from voorinburgering.dagdelen import lessons_in_week, register_bezetting  # noqa: PLC0415
        from voorinburgering.keepers import kept_here  # noqa: PLC0415
        from voorinburgering.listeners import listen  # noqa: PLC0415
        from voorinburgering.navigation import register_navigation  # noqa: PLC0415
        from voorinburgering.policy import register_policies  # noqa: PLC0415
        from voorinburgering.programma_policy import register_programma_policies  # noqa: PLC0415
        from voorinburgering.toets_panel import register_toetsen_panel  # noqa: PLC0415
        from voorinburgering.toets_policy import register_toets_policy  # noqa: PLC0415
        from voorinburgering.views.programma import dossier_panel  # noqa: PLC0415

        register_policies()
        register_toets_policy()
        register_toetsen_panel()
        register_programma_policies()
        register_navigation()
        register_panel(19, dossier_panel, side=True)
        register_keeper(kept_here)
        listen()
        register_bezetting(lessons_in_week)
        register_bezetting(activities_in_week)
