"""Life of a consent (R5, R6, R13)."""

from coa_portal.lifecycle.table import Lifecycle, step

TOESTEMMING = Lifecycle(
    "de toestemming",
    initial="uitgelegd",
    states={
        "uitgelegd": "Uitgelegd",
        "gevraagd": "Gevraagd",
        "gegeven": "Gegeven",
        "geweigerd": "Geweigerd",
        "ingetrokken": "Ingetrokken",
        "vervallen": "Vervallen",
    },
    steps=[
        step("ask", "uitgelegd", "gevraagd", "Toestemming vragen"),
        step("give", "uitgelegd gevraagd", "gegeven", "Toestemming vastleggen"),
        step("refuse", "uitgelegd gevraagd", "geweigerd", "Weigering vastleggen"),
        step("withdraw", "gegeven", "ingetrokken", "Toestemming intrekken"),
        # the gemeente it names no longer is the gemeente of the koppeling, before anybody signed
        step("lapse", "uitgelegd gevraagd", "vervallen", "Laten vervallen"),
        # signed by a representative, and the child turned sixteen: the own signature takes its place
        step("outgrow", "gegeven", "vervallen", "Vervangen door eigen handtekening"),
    ],
)
