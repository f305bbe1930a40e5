"""Reference data in Django admin. What comes from national files is read here and loaded by
`manage.py load_reference`; what COA itself decides is entered here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from coa_portal.common.admin import BeheerAdmin
from coa_portal.organisaties import edit_actions
from coa_portal.organisaties.models import (
    Arbeidsmarktregio,
    Gemeente,
    Inwonertal,
    Land,
    LandelijkeTaakstelling,
    Nationaliteit,
    Norm,
    Opvanglocatie,
    Organisatie,
    Provincie,
    Taakstelling,
    Taal,
)


@admin.register(Opvanglocatie)
class OpvanglocatieAdmin(BeheerAdmin):
    """COA's sites."""

    may_add = may_change = True
    list_display = ("naam", "soort", "gemeente", "capaciteit", "gesloten_op", "is_demo")
    list_filter = ("soort", "is_demo", ("gesloten_op", admin.EmptyFieldListFilter))
    list_select_related = ("gemeente",)
    search_fields = ("naam", "plaats", "gemeente__naam")
    readonly_fields = ("is_demo",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action."""
        edit_actions.save_opvanglocatie(row=obj, acting_user=request.user)  # type: ignore[arg-type]


@admin.register(LandelijkeTaakstelling)
class LandelijkeTaakstellingAdmin(BeheerAdmin):
    """The national number per half year."""

    may_add = may_change = True
    list_display = ("halfjaar", "aantal", "bron")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The half year is the key: changing it would make a second row."""
        return ("halfjaar",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action."""
        edit_actions.save_landelijke_taakstelling(row=obj, acting_user=request.user)  # type: ignore[arg-type]


@admin.register(Taakstelling)
class TaakstellingAdmin(BeheerAdmin):
    """The number per gemeente: computed, unless the beheerder enters another."""

    may_change = True
    list_display = ("gemeente", "halfjaar", "aantal", "is_berekend", "peildatum_conform_art29")
    list_filter = ("halfjaar", "is_berekend", "peildatum_conform_art29")
    list_select_related = ("gemeente",)
    search_fields = ("gemeente__naam",)
    fields = (
        "gemeente",
        "halfjaar",
        "aantal",
        "is_berekend",
        "peildatum_inwoners",
        "peildatum_conform_art29",
    )
    readonly_fields = ("gemeente", "halfjaar", "is_berekend", "peildatum_inwoners", "peildatum_conform_art29")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action."""
        edit_actions.save_taakstelling(row=obj, acting_user=request.user)  # type: ignore[arg-type]


@admin.register(Norm)
class NormAdmin(BeheerAdmin):
    """Hours, weeks and days of the Voorinburgering, per period."""

    may_add = may_change = True
    list_display = ("omschrijving", "waarde", "geldig_van", "geldig_tot", "bron")
    list_filter = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The key stays what it is: changing it would make a second row."""
        return ("sleutel",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action."""
        edit_actions.save_norm(row=obj, acting_user=request.user)  # type: ignore[arg-type]


@admin.register(Gemeente)
class GemeenteAdmin(BeheerAdmin):
    """CBS' list."""

    list_display = ("naam", "code", "provincie", "arbeidsmarktregio", "geldig_tot")
    list_filter = ("provincie", "arbeidsmarktregio")
    list_select_related = ("provincie", "arbeidsmarktregio")
    search_fields = ("naam", "code")


@admin.register(Inwonertal)
class InwonertalAdmin(BeheerAdmin):
    """Inhabitants, by which the taakstelling is computed."""

    list_display = ("gemeente", "jaar", "aantal")
    list_filter = ("jaar",)
    list_select_related = ("gemeente",)
    search_fields = ("gemeente__naam",)


@admin.register(Land, Nationaliteit, Taal)
class CodeItemAdmin(BeheerAdmin):
    """Code lists."""

    list_display = ("naam", "code", "is_actueel")
    list_filter = ("is_actueel",)
    search_fields = ("naam", "code")


@admin.register(Arbeidsmarktregio, Organisatie, Provincie)
class NamedAdmin(BeheerAdmin):
    """Short lists of a code and a name."""

    list_display = ("naam", "code")
    search_fields = ("naam", "code")
