"""What the lists of accounts and toekenningen are narrowed by."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from coa_portal.access.roles import ROLE_CHOICES
from coa_portal.accounts.lifecycle import TOEKENNING
from coa_portal.accounts.models import RUNNING, Gebruiker, Toekenning
from coa_portal.accounts.selectors import SOON
from coa_portal.accounts.usage import long_unused, without_second_factor
from coa_portal.common.dates import today
from coa_portal.lifecycle.table import Lifecycle

UNUSED_DAYS = 60


class ListFilter(admin.SimpleListFilter):
    """Narrows grants, and accounts by the grants that they hold now."""

    options: ClassVar[list[tuple[str, str]]] = []

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The choices."""
        return self.options

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the choice."""
        value = self.value()
        return self.narrow(queryset, value) if value else queryset

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """By the accounts that are meant."""
        keys = self.accounts(value)
        return rows.filter(pk__in=keys) if rows.model is Gebruiker else rows.filter(gebruiker__in=keys)

    def accounts(self, value: str) -> QuerySet[Gebruiker]:
        """Only for what is a property of an account."""
        raise NotImplementedError


def filter_by_step(lifecycle: Lifecycle) -> type[admin.SimpleListFilter]:
    """A list filter on the status of a noun, in the words of its lifecycle."""

    class StepFilter(ListFilter):
        title = "status"
        parameter_name = "status"
        options = lifecycle.choices

        def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
            return rows.filter(status=value)

    return StepFilter


class GrantFilter(ListFilter):
    """Narrows by a property of a grant; an account has it by a grant that runs."""

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """The grants themselves, or who holds one."""
        wanted = self.condition(value)
        if rows.model is Toekenning:
            return rows.filter(wanted)
        held = Toekenning.objects.filter(wanted, gebruiker=OuterRef("pk"), status__in=RUNNING)
        return rows.filter(Exists(held))

    def condition(self, value: str) -> Q:
        """On a grant."""
        raise NotImplementedError


class StatusFilter(GrantFilter):
    """The statuses of the lifecycle, in words."""

    title = "status"
    parameter_name = "status"
    options = TOEKENNING.choices

    def condition(self, value: str) -> Q:
        """Now."""
        return Q(status=value)


class RoleFilter(GrantFilter):
    """The table of roles."""

    title = "rol"
    parameter_name = "rol"
    options = ROLE_CHOICES

    def condition(self, value: str) -> Q:
        """Exactly this one."""
        return Q(rol=value)


class ExpiresFilter(GrantFilter):
    """What runs out soon."""

    title = "einddatum"
    parameter_name = "verloopt"
    options = [("30", "verloopt binnen 30 dagen")]

    def condition(self, value: str) -> Q:
        """Running grants that end within 30 days."""
        day: dt.date = today()
        return Q(status__in=RUNNING, eindigt_op__range=(day, day + SOON))


class NameFilter(GrantFilter):
    """Part of the name of a parent, typed: 342 gemeenten are no list to choose from."""

    template = "admin/filter_naam.html"
    path: ClassVar[str]

    def has_output(self) -> bool:
        """Always: there is something to type in."""
        return True

    def condition(self, value: str) -> Q:
        """Whatever the capitals."""
        return Q(**{f"{self.path}__naam__icontains": value.strip()})

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What the template needs to keep the other filters."""
        kept = changelist.get_filters_params().items()
        yield {
            "selected": False,
            "name": self.parameter_name,
            "value": self.value() or "",
            "kept": [(key, one) for key, many in kept if key != self.parameter_name for one in many],
            "search": changelist.query,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
        }


class GemeenteFilter(NameFilter):
    """Granted on a gemeente."""

    title = "gemeente"
    parameter_name = path = "gemeente"


class LocatieFilter(NameFilter):
    """Granted on an opvanglocatie."""

    title = "opvanglocatie"
    parameter_name = "locatie"
    path = "opvanglocatie"


class UnusedFilter(ListFilter):
    """People who did not sign in for long, or never."""

    title = "laatst ingelogd"
    parameter_name = "ongebruikt"
    options = [("1", f"{UNUSED_DAYS} dagen of langer niet ingelogd")]

    def accounts(self, value: str) -> QuerySet[Gebruiker]:
        """Not systems: those do not sign in."""
        return long_unused(Gebruiker.objects.filter(kind=Gebruiker.Kind.MENS, is_active=True), UNUSED_DAYS)


class NoFactorFilter(ListFilter):
    """People without a second step."""

    title = "tweede stap"
    parameter_name = "stap"
    options = [("nee", "nog niet ingesteld")]

    def accounts(self, value: str) -> QuerySet[Gebruiker]:
        """They set one up when they first sign in."""
        return without_second_factor(Gebruiker.objects.filter(kind=Gebruiker.Kind.MENS, is_active=True))
