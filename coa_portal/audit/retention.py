"""Removing lines after their term: only here, by the owner of the tables, and never without a proof (AVG art. 5).

Whole sealed ranges from the start of the chain go; their seals stay, so the chain still closes, and a record of the
removal is sealed with the rest. Lines are kept for the longest term in the register, because one range holds lines of
every activity.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from coa_portal.audit.chain import MODELS
from coa_portal.audit.models import Soort, Verwijdering, Zegel
from coa_portal.audit.register import REGISTER
from coa_portal.audit.seal import seal_batch
from coa_portal.audit.verify import verify
from coa_portal.common.errors import DomainError

MONTHS = max(item.log_maanden for item in REGISTER.values())
_DAYS = 31  # of a month: rather a few days too long than one too short


def expired_range() -> tuple[int, int] | None:
    """First and last place whose term is over and that was not removed before; None when there is none."""
    cutoff = timezone.now() - dt.timedelta(days=_DAYS * MONTHS)
    last = Zegel.objects.filter(sealed_at__lt=cutoff).aggregate(last=Max("position"))["last"]
    first = (Verwijdering.objects.aggregate(last=Max("to_position"))["last"] or 0) + 1
    return (first, last) if last is not None and last >= first else None


def remove_expired(name: str) -> Verwijdering | None:
    """Remove what is over its term, in the name of who runs it; None when there is nothing.

    DomainError when the chain does not hold: then lines are evidence, and nothing goes. Needs the owner of the tables;
    PostgreSQL refuses every other role.
    """
    with transaction.atomic():
        found = expired_range()
        if found is None:
            return None
        if not verify().is_intact:
            raise DomainError(
                "De keten klopt niet. Er wordt niets verwijderd: laat eerst uitzoeken wat er is gebeurd.",
                code="chain_broken",
            )
        first, last = found
        seals = Zegel.objects.filter(position__range=found)
        removal = Verwijdering(
            from_position=first,
            to_position=last,
            count=sum(_remove(soort, seals) for soort in MODELS if soort != Soort.VERWIJDERING),
            end_hash=Zegel.objects.get(position=last).hash,
            term_months=MONTHS,
            name=name[:120],
        )
        removal.save()
        seal_batch()
    return removal


def _remove(soort: str, seals: "QuerySet[Zegel]") -> int:
    keys = seals.filter(soort=soort).values("regel_id")
    return MODELS[soort]._default_manager.filter(pk__in=keys).delete()[0]
