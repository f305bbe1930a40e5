"""Who may do what, where: `manage.py print_access_matrix --format html > toegang.html`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.loader import render_to_string

from coa_portal.access import matrix
from coa_portal.access.roles import ROLES
from coa_portal.access.scopes import OF_CAPABILITY
from coa_portal.access.wall import ELEVATIONS


class Command(BaseCommand):
    """Prints every address and API operation × method × role, from the declarations that the portal itself uses."""

    help = "Toon per adres, methode en rol wie erbij mag, met welke regel en onder welke databaserol."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """In which form."""
        parser.add_argument("--format", choices=["json", "html"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print to standard output; asks nothing of the database."""
        if options["format"] == "json":
            self.stdout.write(json.dumps(matrix.as_data(), ensure_ascii=False, indent=2))
            return
        context = {
            "groepen": matrix.as_groups(),
            "rollen": [
                (role, dict.fromkeys(OF_CAPABILITY[code] for code in sorted(role.capabilities)))
                for role in ROLES.values()
            ],
            "verheffingen": ELEVATIONS.items(),
        }
        self.stdout.write(render_to_string("access/matrix.html", context))
