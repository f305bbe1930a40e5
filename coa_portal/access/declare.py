"""Who may use a view: declared on the view itself, read by middleware, tests and the printed matrix (R3)."""

import enum
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

ViewFunction = TypeVar("ViewFunction", bound=Callable[..., Any])


class Audience(enum.Enum):
    """Views that need no capability."""

    PUBLIC = "iedereen"
    ACCOUNT = "iedereen die is ingelogd"


@dataclass(frozen=True)
class Declaration:
    """What a view says of itself.

    `who`: an audience, or capabilities of which one is enough to enter; which *objects* are then visible is
    the policy's to say. `activity`: code in the verwerkingsregister, None where no person's data is read.
    `wall`: False for sign-in and own-account pages, which run under the login role without dossier rights.
    `recent`: asks for the password and second factor again when that was REAUTH_SECONDS ago or longer.
    `rate`: how often one account may ask ("30/minute", see `rates`); empty for pages that cost little.
    """

    who: Audience | frozenset[str]
    activity: str | None
    methods: tuple[str, ...] = ("GET",)
    wall: bool = True
    is_api: bool = False
    is_admin: bool = False
    scope: str = ""
    recent: bool = False
    rate: str = ""

    @property
    def is_public(self) -> bool:
        """Whether a visitor without an account may come in."""
        return self.who is Audience.PUBLIC


def page(
    who: Audience | Collection[str],
    *,
    activity: str | None,
    methods: tuple[str, ...] = ("GET",),
    wall: bool = True,
    scope: str = "",
    recent: bool = False,
    rate: str = "",
) -> Callable[[ViewFunction], ViewFunction]:
    """Declare a view. The middleware answers 405 to methods outside `methods` (HEAD goes with GET)."""
    audience = who if isinstance(who, Audience) else frozenset(who)
    declaration = Declaration(
        audience,
        activity,
        tuple(methods),
        wall=wall and audience is not Audience.PUBLIC,
        scope=scope,
        recent=recent,
        rate=rate,
    )

    def decorate(view: ViewFunction) -> ViewFunction:
        view.declaration = declaration  # type: ignore[attr-defined]
        return view

    return decorate


def declaration_of(view: object) -> Declaration | None:
    """The declaration of a resolved view (function, `as_view()` result or DRF view), if any."""
    for candidate in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
        found = getattr(candidate, "declaration", None)
        if isinstance(found, Declaration):
            return found
    return None
