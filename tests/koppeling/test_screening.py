"""The screening: who records it, what is refused, what is kept, and where it shows."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.avg.confirm import MarkedWords
from coa_portal.avg.models import Bevestiging
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from koppeling import events
from koppeling.models import Screening
from koppeling.screening.actions import save_screening, token_of
from overdracht.models import ScreeningOnderdeel
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ToestemmingFactory

pytestmark = pytest.mark.django_db

TOLD: dict[str, Any] = {
    "gesprek_op": "3-4-2026",
    "werk": "Kok in Asmara.",
    "onderwijs": "Lagere school.",
    "ambities": "Eigen restaurant.",
    "netwerk": "Een zus in Utrecht.",
    "base": "nieuw",
}


def address(person: Any) -> str:
    return reverse("koppeling:screening", args=[person.pk])


def test_a_programmabegeleider_records_what_somebody_told(client_of: Any, programmabegeleider: Any) -> None:
    person, browser = household().hoofdpersoon, client_of(programmabegeleider)

    answer = browser.post(address(person), TOLD)

    row = Screening.objects.get(vergunninghouder=person)
    assert answer.headers["Location"] == reverse("klantprofiel:dossier", args=[person.pk])
    assert (row.gesprek_op, row.werk, row.netwerk) == (
        dt.date(2026, 4, 3),
        "Kok in Asmara.",
        "Een zus in Utrecht.",
    )
    assert row.history.get().history_user == programmabegeleider
    for shown in (
        browser.get(address(person)),
        browser.get(reverse("klantprofiel:dossier", args=[person.pk])),
    ):
        assert "Kok in Asmara." in shown.content.decode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gesprek_op": ""}, "Vul “Datum gesprek” in."),
        ({"gesprek_op": "morgen"}, "Vul een datum in als dag, maand en jaar."),
        ({"gesprek_op": "3-4-2090"}, "Vul een datum in die niet na vandaag ligt."),
        ({"gesprek_op": "3-4-1960"}, "Deze datum ligt voor de geboortedatum."),
        ({"werk": "x" * 2001}, "Gebruik hooguit 2000 tekens."),
        ({"werk": "", "onderwijs": "", "ambities": " ", "netwerk": ""}, "Vul ten minste één onderwerp in."),
    ],
)
def test_a_bad_answer_is_named_at_its_field_and_the_rest_is_kept(
    client_of: Any, programmabegeleider: Any, change: dict[str, Any], message: str
) -> None:
    person, browser = household().hoofdpersoon, client_of(programmabegeleider)

    text = browser.post(address(person), {**TOLD, **change}).content.decode()

    assert message in text
    for name, value in {**TOLD, **change}.items():
        if name in {"onderwijs", "netwerk"} and value.strip():
            assert value in text
    assert not Screening.objects.exists()


def test_who_may(
    client_of: Any, casemanager_luttelgeest: Any, casemanager_elders: Any, regievoerder_utrecht: Any
) -> None:
    person, child = household(34, 9).leden.order_by("geboortedatum")

    assert client_of(casemanager_luttelgeest).get(address(person)).status_code == 200
    assert client_of(casemanager_luttelgeest).get(address(child)).status_code == 404
    for stranger in (casemanager_elders, regievoerder_utrecht):
        assert client_of(stranger).post(address(person), TOLD).status_code == 404
        with pytest.raises(NotAllowed):
            save_screening(vergunninghouder=person, gesprek_op=today(), werk="Kok.", acting_user=stranger)
    with pytest.raises(DomainError) as refused:
        save_screening(vergunninghouder=child, gesprek_op=today(), werk="Kok.", acting_user=None)
    assert refused.value.code == "child"
    assert not Screening.objects.exists()


def test_r18_the_second_saver_sees_what_the_first_wrote_and_loses_nothing(
    client_of: Any, programmabegeleider: Any, casemanager_luttelgeest: Any
) -> None:
    person = household().hoofdpersoon
    first = save_screening(
        vergunninghouder=person, gesprek_op=today(), werk="Kok.", acting_user=casemanager_luttelgeest
    )
    browser = client_of(programmabegeleider)

    refused = browser.post(address(person), TOLD)

    text = refused.content.decode()
    assert "Iemand anders heeft deze screening net gewijzigd" in text
    assert "Kok in Asmara." in text
    assert "Dit staat er nu" in text
    first.refresh_from_db()
    assert first.werk == "Kok."

    again = {**TOLD, "base": refused.context["form"]["base"].value()}
    assert browser.post(address(person), again).status_code == 302

    first.refresh_from_db()
    assert first.werk == "Kok in Asmara."


def test_saving_the_same_writes_nothing(programmabegeleider: Any) -> None:
    person, heard = household().hoofdpersoon, []
    receiver = lambda **kwargs: heard.append(kwargs["screening"])  # noqa: E731
    events.screening_changed.connect(receiver)
    told = {"gesprek_op": today(), "werk": "Kok."}

    row = save_screening(vergunninghouder=person, acting_user=programmabegeleider, **told)
    save_screening(vergunninghouder=person, acting_user=programmabegeleider, base=token_of(row), **told)

    events.screening_changed.disconnect(receiver)
    assert row.history.count() == 1
    assert len(heard) == 1


def test_what_was_shared_stays_as_it_was_frozen(casemanager_luttelgeest: Any) -> None:
    person = KoppelingFactory().plaatsingseenheid.hoofdpersoon
    told = {"vergunninghouder": person, "gesprek_op": today(), "acting_user": casemanager_luttelgeest}
    save_screening(werk="Kok.", **told)
    ToestemmingFactory(vergunninghouder=person, gegeven=True)

    save_screening(werk="Bakker.", **told)

    shared = str(list(ScreeningOnderdeel.objects.values_list("section", flat=True)))
    assert "Kok." in shared
    assert "Bakker." not in shared


def test_the_card_on_the_dossier_costs_one_query(client_of: Any, programmabegeleider: Any) -> None:
    person = household().hoofdpersoon
    browser, page = client_of(programmabegeleider), reverse("klantprofiel:dossier", args=[person.pk])
    browser.get(page)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        return [row["sql"] for row in queries if 'FROM "koppeling_screening"' in row["sql"]]

    assert len(asked()) == 1
    save_screening(vergunninghouder=person, gesprek_op=today(), werk="Kok.", acting_user=programmabegeleider)
    assert len(asked()) == 1


def test_r9_marked_words_come_back_and_stay_only_with_a_logged_reason(
    client_of: Any, programmabegeleider: Any
) -> None:
    """R9: on the page and in the action itself, without the text in the log."""
    person, browser = household().hoofdpersoon, client_of(programmabegeleider)
    typed = {**TOLD, "werk": "Werkte als kok, is nu depressief."}
    assert "__avg" not in browser.get(address(person)).content.decode()

    refused = browser.post(address(person), typed)

    page = refused.content.decode()
    assert "“depressief” (psychische gezondheid)" in page
    assert "Werkte als kok, is nu <mark>depressief</mark>." in page
    assert '<select class="utrecht-select utrecht-select--html-select" name="werk__avg"' in page
    assert not Screening.objects.exists()
    with pytest.raises(MarkedWords) as error:
        save_screening(
            vergunninghouder=person, gesprek_op=today(), werk=typed["werk"], acting_user=programmabegeleider
        )
    assert (error.value.field, error.value.code) == ("werk", "avg")
    assert browser.post(address(person), {**typed, "werk__avg": "zomaar"}).status_code == 200

    assert browser.post(address(person), {**typed, "werk__avg": "nodig"}).status_code == 302

    assert Screening.objects.get().werk == typed["werk"]
    kept = Bevestiging.objects.get()
    assert (kept.door_id, kept.waar, kept.veld) == (programmabegeleider.pk, "koppelen", "Werkervaring")
    assert (kept.categorie, kept.reden) == ("psychisch", "nodig")
    assert "depressief" not in str(Bevestiging.objects.values().get())
    # text that stands there already is not asked about again
    save_screening(
        vergunninghouder=person,
        gesprek_op=today(),
        werk=typed["werk"],
        ambities="Wil in de zorg werken.",
        acting_user=programmabegeleider,
    )
    assert Bevestiging.objects.count() == 1
