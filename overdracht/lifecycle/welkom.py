"""Life of a gemeente's welcome page in one language (R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

WELKOMSTPAGINA = Lifecycle(
    "de welkomstpagina",
    initial="concept",
    states={"concept": "Concept", "gepubliceerd": "Gepubliceerd"},
    steps=[
        # again, when the text changed since
        step("publish", "concept gepubliceerd", "gepubliceerd", "Publiceren"),
        step("withdraw", "gepubliceerd", "concept", "Van het portaal halen"),
    ],
)
