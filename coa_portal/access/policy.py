"""One policy per noun answers three questions from one definition: which objects, may this account do this
to it, and why not (R1, R2). Objects are fetched through here and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404

from coa_portal.common.errors import NotAllowed

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Decision:
    """An answer with its reason: a Dutch sentence for the person who is refused."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)


class Policy(Generic[M]):
    """Subclass per noun; register an instance with `register`."""

    model: ClassVar[type[Model]]
    rules: ClassVar[dict[str, Callable[[Any, Any], Decision]]] = {}

    def visible(self, gebruiker: object) -> QuerySet[M]:
        """Every object the account may see. Lists, search, counts, exports and files all start here."""
        raise NotImplementedError

    def may(self, gebruiker: object, action: str, obj: M) -> Decision:
        """Whether the account may do `action` to an object it sees; KeyError for an unknown action."""
        return self.rules[action](gebruiker, obj)


_POLICIES: dict[type[Model], Policy[Any]] = {}


def register(policy: Policy[Any]) -> None:
    """Make a policy the one of its model; called in `AppConfig.ready()`."""
    _POLICIES[policy.model] = policy


def policy_of(model: type[M]) -> Policy[M]:
    """The policy of a model; KeyError when nobody decided one, so that missing means no."""
    return _POLICIES[model]


def visible(model: type[M], gebruiker: object) -> QuerySet[M]:
    """Short for `policy_of(model).visible(gebruiker)`."""
    return policy_of(model).visible(gebruiker)


def get_visible_or_404(
    model: type[M], gebruiker: object, queryset: QuerySet[M] | None = None, **lookup: Any
) -> M:
    """The one object, or 404 both for what does not exist and for what this account may not see (R2).

    `queryset` narrows or joins further, and must itself come from `visible`.
    """
    rows = visible(model, gebruiker) if queryset is None else queryset
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, ValidationError, ValueError):
        raise Http404 from None


def require(gebruiker: object, action: str, obj: Model) -> None:
    """Raise NotAllowed (403) with the policy's reason when the account may not do `action` to `obj`."""
    decision = policy_of(type(obj)).may(gebruiker, action, obj)
    if not decision:
        raise NotAllowed(decision.reason or "U mag dit niet doen.")
