"""Lines go after their term, and the chain still tells that nothing else went."""

import datetime as dt
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from django.utils import timezone

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.audit.chain import START, link_hash, row_hash, rows_by_id
from coa_portal.audit.models import Inzageregel, Verwerkingsregel, Verwijdering, Zegel
from coa_portal.audit.reading import Source, write_reading
from coa_portal.audit.retention import MONTHS, remove_expired
from coa_portal.audit.seal import seal_batch
from coa_portal.audit.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_and_new(casemanager_luttelgeest: Any) -> tuple[int, int]:
    """Three readings whose term is over (six lines) and two of today (four)."""
    for age, number in ((dt.timedelta(days=31 * MONTHS + 2), 3), (dt.timedelta(), 2)):
        for _ in range(number):
            source = Source(casemanager_luttelgeest, "bijhouden-klantprofiel", uuid4().hex)
            write_reading(source, what="dossier", subjects=[uuid4()])
            moment = timezone.now() - age
            for model in (Inzageregel, Verwerkingsregel):
                model._default_manager.filter(trace_id=source.trace_id).update(created_at=moment)
        seal_batch(everything=True, moment=timezone.now() - age)
    return 6, 4


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("remove_expired_reading_log", "--door", "Bea Beheer", *arguments, stdout=out)
    return out.getvalue()


def test_lines_after_their_term_go_with_a_proof(old_and_new: Any) -> None:
    assert run("--proef") == "Zou gaan: plaats 1 tot en met 6.\n"
    assert Inzageregel.objects.count() == 5
    assert run() == "6 regels verwijderd, plaats 1 tot en met 6.\n"
    assert (Inzageregel.objects.count(), Verwerkingsregel.objects.count()) == (2, 2)
    assert Zegel.objects.count() == 11, "seals stay, and the removal has one"
    report = verify()
    assert report.is_intact and report.removed_by_term == 6
    assert run() == f"Geen regels ouder dan {MONTHS} maanden.\n"


def test_one_line_more_than_the_term_allows_is_found(old_and_new: Any) -> None:
    remove_expired("Bea Beheer")
    Inzageregel.objects.first().delete()
    assert [finding.code for finding in verify().findings] == ["removed"]


@pytest.mark.parametrize("forged", ["unsealed", "short term", "in the future"])
def test_a_removal_that_somebody_wrote_in_excuses_nothing(forged: str, old_and_new: Any) -> None:
    Inzageregel.objects.all().delete()
    row = Verwijdering.objects.create(
        from_position=1,
        to_position=10,
        count=5,
        end_hash=Zegel.objects.get(position=10).hash,
        term_months=0 if forged == "short term" else MONTHS,
        name="niemand",
    )
    if forged == "in the future":
        Verwijdering.objects.filter(pk=row.pk).update(created_at=timezone.now() + dt.timedelta(days=9999))
    if forged != "unsealed":
        seal_batch(everything=True)
    assert len([finding for finding in verify().findings if finding.code == "removed"]) == 5


def test_lines_of_today_cannot_be_made_to_look_old(old_and_new: Any) -> None:
    """Who owns the tables moves the time of sealing back, and has the sealer seal a removal that then fits."""
    Zegel.objects.update(sealed_at=timezone.now() - dt.timedelta(days=31 * MONTHS + 2))
    Inzageregel.objects.all().delete()
    end = Zegel.objects.get(position=10)
    Verwijdering.objects.create(
        from_position=1, to_position=10, count=5, end_hash=end.hash, term_months=MONTHS, name="niemand"
    )
    seal_batch(everything=True)
    assert "chain" in {finding.code for finding in verify().findings}


def test_a_removal_in_the_future_excuses_nothing_even_sealed_there(old_and_new: Any) -> None:
    Inzageregel.objects.all().delete()
    end = Zegel.objects.get(position=10)
    row = Verwijdering.objects.create(
        from_position=1, to_position=10, count=5, end_hash=end.hash, term_months=MONTHS, name="niemand"
    )
    future = timezone.now() + dt.timedelta(days=9999)
    Verwijdering.objects.filter(pk=row.pk).update(created_at=future)
    seal_batch(everything=True, moment=future)
    assert len([finding for finding in verify().findings if finding.code == "removed"]) == 5


def test_seals_of_the_first_form_still_close(old_and_new: Any) -> None:
    previous = START
    for seal in Zegel.objects.order_by("position"):
        row = rows_by_id(seal.soort, [seal.regel_id])[seal.regel_id]
        seal.form, seal.row_hash = 1, row_hash(seal.soort, row, 1)
        seal.hash = previous = link_hash(previous, seal)
        seal.save()
    Inzageregel.objects.create(
        gebruiker=Inzageregel.objects.latest("created_at").gebruiker, trace_id="f" * 32
    )
    seal_batch(everything=True)
    assert set(Zegel.objects.values_list("form", flat=True)) == {1, 3}
    assert verify().is_intact


def test_nothing_goes_while_the_chain_is_broken(old_and_new: Any) -> None:
    Inzageregel.objects.filter(pk=Inzageregel.objects.latest("created_at").pk).update(what="iets anders")
    with pytest.raises(CommandError, match="Er wordt niets verwijderd"):
        run()
    assert Inzageregel.objects.count() == 5


def test_only_the_owner_can(old_and_new: Any, fg: Any) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), behind_wall(WallRole.TOEZICHT, fg.pk):
        remove_expired("Fleur Gegevens")
