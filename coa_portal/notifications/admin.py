"""What the beheerder sees of the outbox: what does not get through, and what waits (R25)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from coa_portal.accounts.requests import acting
from coa_portal.common.admin import BeheerAdmin
from coa_portal.common.errors import DomainError
from coa_portal.notifications import actions
from coa_portal.notifications.kinds import find_kind
from coa_portal.notifications.models import Delivery, Digest, Event


class StateFilter(admin.SimpleListFilter):
    """Where a delivery stands; without a choice the undeliverable ones."""

    title = "stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The other ones; "Alle" is relabelled in `choices`."""
        return [
            ("wachtend", "wacht op een poging"),
            ("verstuurd", "verstuurd"),
            ("vervallen", "niet meer nodig"),
        ]

    def choices(self, changelist: Any) -> Any:
        """The first choice is what is shown without one."""
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": "onbestelbaar"} if number == 0 else choice

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The chosen ones."""
        if self.value() == "wachtend":
            return queryset.filter(sent_at=None, silenced_at=None).exclude(next_try_at=None)
        if self.value() == "verstuurd":
            return queryset.exclude(sent_at=None)
        if self.value() == "vervallen":
            return queryset.exclude(silenced_at=None)
        return queryset.undeliverable()


class SendingAdmin(BeheerAdmin):
    """E-mails, in the first place those that were given up."""

    list_filter = (StateFilter,)
    actions = ("try_again",)

    @admin.action(description="Opnieuw proberen", permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        """Those that are given up, each by its action."""
        tried = 0
        for sending in queryset:
            try:
                actions.retry_sending(sending=sending, acting_user=acting(request))
            except DomainError:
                continue  # sent meanwhile, or never given up
            tried += 1
        said = "1 e-mail wordt" if tried == 1 else f"{tried} e-mails worden"
        messages.success(request, f"{said} opnieuw geprobeerd.")


@admin.register(Delivery)
class DeliveryAdmin(SendingAdmin):
    """E-mails about one melding."""

    list_display = (
        "ontvanger",
        "soort",
        "referentie",
        "channel",
        "attempts",
        "error",
        "created_at",
        "next_try_at",
    )
    list_select_related = ("melding__event", "melding__recipient")
    search_fields = ("melding__event__reference", "melding__recipient__email")
    fields = (
        "ontvanger", "soort", "referentie", "channel", "attempts", "error", "created_at", "next_try_at", "sent_at",
        "silenced_at",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="ontvanger")
    def ontvanger(self, obj: Delivery) -> str:
        """The account."""
        return obj.melding.recipient.naam

    @admin.display(description="soort")
    def soort(self, obj: Delivery) -> str:
        """What happened, in words."""
        return _kind_in_words(obj.melding.event)

    @admin.display(description="referentie")
    def referentie(self, obj: Delivery) -> str:
        """What people call it."""
        return obj.melding.event.reference


@admin.register(Digest)
class DigestAdmin(SendingAdmin):
    """Daily e-mails: to whom and how many meldingen, never which."""

    list_display = ("ontvanger", "dag", "aantal", "attempts", "error", "created_at", "next_try_at")
    list_select_related = ("recipient",)
    search_fields = ("recipient__email",)
    fields = (*list_display, "sent_at", "silenced_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Digest]":
        """With the number of lines."""
        rows: QuerySet[Digest] = Digest.objects.annotate(number=Count("lines"))
        return rows.order_by("-dag", "pk")

    @admin.display(description="ontvanger")
    def ontvanger(self, obj: Digest) -> str:
        """The account."""
        return str(obj.recipient)

    @admin.display(description="meldingen")
    def aantal(self, obj: Any) -> int:
        """How many lines it gathered."""
        return int(obj.number)


@admin.register(Event)
class EventAdmin(BeheerAdmin):
    """The outbox: what was not spread yet, and why."""

    list_display = ("soort", "reference", "created_at", "attempts", "next_try_at", "error")
    fields = ("soort", "reference", "created_at", "attempts", "next_try_at", "error")
    readonly_fields = fields
    ordering = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Event]":
        """Waiting ones only."""
        return Event.objects.filter(drained_at=None)

    @admin.display(description="soort")
    def soort(self, obj: Event) -> str:
        """What happened, in words."""
        return _kind_in_words(obj)


def _kind_in_words(event: Event) -> str:
    kind = find_kind(event.kind)
    return kind.title if kind else event.kind
