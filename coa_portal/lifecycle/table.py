"""The transition-table type (R13): a lifecycle is data, and this is the only code that assigns a status."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from coa_portal.common.errors import DomainError


@dataclass(frozen=True)
class Step:
    """One arrow: from any of `sources` to `target`. `label` is the verb on the button, in Dutch."""

    action: str
    sources: frozenset[str]
    target: str
    label: str
    needs_reason: bool = False


class Lifecycle:
    """The table of one noun: states with their Dutch labels, and steps."""

    def __init__(self, noun: str, *, initial: str, states: dict[str, str], steps: Iterable[Step]) -> None:
        self.noun = noun
        self.initial = initial
        self.states = states
        self.steps = {step.action: step for step in steps}
        known = set(states)
        for step in self.steps.values():
            unknown = (step.sources | {step.target}) - known
            if unknown:
                raise ValueError(f"{noun}: step {step.action} names unknown states {sorted(unknown)}")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """For the model field."""
        return list(self.states.items())

    def allows(self, status: str, action: str) -> bool:
        """Whether `action` is legal in `status`; KeyError for an unknown action."""
        return status in self.steps[action].sources

    def possible(self, status: str) -> list[Step]:
        """The steps that are legal in `status`, in the order of the table."""
        return [step for step in self.steps.values() if status in step.sources]

    def judge(self, status: str, action: str) -> None:
        """Raise DomainError when `action` is illegal in `status`."""
        if not self.allows(status, action):
            raise DomainError(
                f"Dit kan niet: {self.noun} is al '{self.states[status]}'.", code="illegal_step"
            )

    def apply(
        self, row: Any, action: str, *, acting_user: Any, reason: str = "", save: Iterable[str] = ()
    ) -> None:
        """Take one step on a locked row and save it, with who, when and why.

        `save` names further fields that the action changed. Raises DomainError for an illegal step or a
        missing reason; nothing is changed then.
        """
        step = self.steps[action]
        self.judge(row.status, action)
        if step.needs_reason and not reason:
            raise DomainError("Kies een reden.", field="reden", code="reason_required")
        row.status = step.target
        row.status_sinds = timezone.now()
        row.status_door = acting_user if getattr(acting_user, "pk", None) else None
        row.status_reden = reason
        row.save(update_fields={"status", "status_sinds", "status_door", "status_reden", *save})


def step(action: str, sources: str, target: str, label: str, *, needs_reason: bool = False) -> Step:
    """A row of a table; `sources` separated by spaces."""
    return Step(action, frozenset(sources.split()), target, label, needs_reason)
