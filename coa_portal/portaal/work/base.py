"""The registry of the home page: each role's part is a callable that adds its blocks and figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from coa_portal.access.grants import grants_of
from coa_portal.web.components import Taak

SHOWN = 10
ALL_SHOWN = 200  # after "Alle": more than anybody works through, and still one page


@dataclass(frozen=True)
class Blok:
    """One list of tasks. `totaal` counts all of them, also those that are not shown."""

    titel: str
    taken: Sequence[Taak]
    totaal: int
    leeg: str
    alle_url: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.totaal > len(self.taken)

    @property
    def rest(self) -> int:
        """How many are not shown."""
        return self.totaal - len(self.taken)


@dataclass(frozen=True)
class Cijfer:
    """One key figure, with the way to what it counts."""

    kop: str
    waarde: int
    uitleg: str = ""
    alarm: bool = False
    url: str = ""
    url_label: str = "Bekijk"


@dataclass
class Werk:
    """The home page of one account. `subjects`: people whose names it shows, for the reading log (R10).

    `shown`: how many lines each list has at most.
    """

    bloks: list[Blok] = field(default_factory=list)
    cijfers: list[Cijfer] = field(default_factory=list)
    uitleg: list[str] = field(default_factory=list)
    subjects: set[Any] = field(default_factory=set)
    shown: int = SHOWN

    def first(self, rows: "QuerySet[Any]") -> tuple[list[Any], int]:
        """The rows that are shown, and how many there are."""
        return list(rows[: self.shown]), rows.order_by().count()

    @property
    def kolommen(self) -> list[list[Blok]]:
        """The blocks in two columns, read from left to right; one column for a single block."""
        return [column for column in (self.bloks[::2], self.bloks[1::2]) if column]


Part = Callable[[HttpRequest, Werk], None]
_parts: dict[str, tuple[int, frozenset[str], Part]] = {}


def register(order: int, capabilities: set[str], part: Part) -> None:
    """Add a part for accounts that hold one of `capabilities`; registering it again replaces it."""
    _parts[part.__qualname__ + part.__module__] = (order, frozenset(capabilities), part)


def gather(request: HttpRequest) -> Werk:
    """Everything for the account of this request, in order."""
    grants = grants_of(request.user)
    werk = Werk(shown=ALL_SHOWN if request.GET.get("toon") == "alles" else SHOWN)
    for _, capabilities, part in sorted(_parts.values(), key=lambda row: row[0]):
        if grants.has_any(capabilities):
            part(request, werk)
    return werk
