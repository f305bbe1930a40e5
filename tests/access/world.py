"""One sample of everything an address can be about: the household of Luttelgeest, shared with Utrecht."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.apps import apps

from coa_portal.access.endpoints import Endpoint
from coa_portal.accounts.models import ExterneIdentiteit, Gebruiker, Passkey, Toekenning
from coa_portal.accounts.review import draw_up_review
from coa_portal.audit.models import Inzageregel
from coa_portal.audit.reading import Source, write_reading
from coa_portal.common.dates import today
from coa_portal.notifications.engine import drain
from coa_portal.notifications.models import Melding
from coa_portal.organisaties.models import DerdePartij, Taal
from klantprofiel.actions import merge_people, run_block, start_import, undo_merge
from overdracht import actions
from overdracht.actions import choose_scenario, plan_zitting, set_voorkeursscenario
from overdracht.models import Toestemming, ToestemmingDerde, Voorkeursscenario
from tests.access.matrix import Sample
from tests.factories.accounts import AanvraagFactory, account_with, overeenkomst
from tests.factories.documenten import document_of
from tests.factories.gesprek import agreement_of, at
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.koppeling import KoppelingFactory, casemanager_of, household
from tests.factories.overdracht import (
    OpvragingFactory,
    ProfielversieFactory,
    ToestemmingFactory,
    person_of,
    regievoerder_of,
)
from tests.factories.voorinburgering import agreed, join, lesgroep_of, make_lessons
from voorinburgering import actions as voorinburgering
from voorinburgering.actions import record_toetsen


@dataclass
class World:
    """Objects by the names that `sample_of` uses."""

    koppeling: Any
    person: Any
    other: Any
    version: Any
    consent: Any
    request: Any
    waiting: Any
    naming: Any
    meldingen: dict[Any, Any]
    line: Any
    passkey: Any
    toekenning: Any
    aanvraag: Any
    review: Any
    lesgroep: Any
    deelname: Any
    lessons: dict[str, Any]
    programme: dict[str, Any]
    kosten: Any
    logeren: Any
    talks: dict[str, Any]
    voorkeur: Any
    contact: dict[str, Any]
    toets: Any
    feed: Any
    merge: Any
    document: Any
    samples: dict[Any, dict[str, Sample]] = field(default_factory=dict)  # by account, see `sample_of`

    def melding_of(self, account: Gebruiker | None) -> tuple[str, Any]:
        """A melding in the account's own inbox; one of somebody else's when it got none."""
        if account is not None and account.pk in self.meldingen:
            return "own_melding", self.meldingen[account.pk]
        return "melding_of_somebody_else", next(iter(self.meldingen.values()))


def make_world() -> World:
    """Person 1: consent and a published version. Person 2: consent explained, profile asked for."""
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38, 9))
    person, other = person_of(koppeling, 1), person_of(koppeling, 2)
    document = document_of(person, zichtbaar="gemeente")
    version = ProfielversieFactory(vergunninghouder=person)
    consent = Toestemming.objects.get(vergunninghouder=person, status="gegeven")
    ToestemmingFactory(vergunninghouder=other)
    request = OpvragingFactory(vergunninghouder=other)
    waiting = household(29)
    ExterneIdentiteit(
        gebruiker=Gebruiker.objects.filter(party="gemeente").first(),
        provider="voorbeeld",
        issuer="https://inloggen.voorbeeld.example",
        subject="1",
    ).save()
    naming = ToestemmingDerde.objects.create(
        toestemming=consent,
        gemeente=consent.gemeente,
        derde_partij=DerdePartij.objects.get_or_create(naam="Stichting Elders")[0],
        genoemd_op=consent.uitgelegd_op,
    )
    toekenning = account_with("lezer_gemeente", koppeling.gemeente, naam="Gewoon Iemand").toekenningen.get()
    lesgroep = lesgroep_of(person.dossier_locatie)
    deelname = join(lesgroep, person)
    (toets,) = record_toetsen(
        soort="eindtoets", op=today(), uitslagen={person.pk: "a2"}, acting_user=casemanager_of(person)
    )
    kosten, logeren = handover_of(koppeling, person)
    aanvraag = AanvraagFactory(gemeente=koppeling.gemeente)
    overeenkomst(koppeling.gemeente, naming.derde_partij.naam)
    talks = make_talks(koppeling)
    contact = make_contact(koppeling)
    drain()
    meldingen = {row.recipient_id: row.pk for row in Melding.objects.all()}
    owner = Toekenning.objects.filter(rol="casemanager", opvanglocatie__naam="Luttelgeest").earliest(
        "created_at"
    )
    passkey = Passkey.objects.create(
        gebruiker=owner.gebruiker, naam="Laptop", credential_id="sleutel", public_key=b"x"
    )
    return World(
        koppeling,
        person,
        other,
        version,
        consent,
        request,
        waiting,
        naming,
        meldingen,
        log_line(person),
        passkey,
        toekenning,
        aanvraag,
        draw_up_review(periode="2026-K1", acting_user=None),
        lesgroep,
        deelname,
        make_lessons(lesgroep),
        make_programme(person),
        kosten,
        logeren,
        talks,
        follow_scenarios(koppeling),
        contact,
        toets,
        feed_of(person),
        merge_of(person),
        document,
    )


def merge_of(person: Any) -> Any:
    """A double of person 1 that was merged, and taken apart again."""
    double = VergunninghouderFactory(locatie=person.dossier_locatie)
    row = merge_people(blijft=person, vervalt=double, acting_user=None)
    undo_merge(samenvoeging=row, acting_user=None)
    return row


def feed_of(person: Any) -> Any:
    """A file of IBIS about person 1, which says something else than the dossier."""
    raw = {"v_nummer": person.v_nummer, "voornaam": "Anders"}
    row = start_import(content=json.dumps(raw).encode(), formaat="jsonl", acting_user=None)
    run_block(ibisimport=row, acting_user=None)
    return row


def make_programme(person: Any) -> dict[str, Any]:
    """A programme of person 1 that runs, with a talk, an agreement, VOORwerk and an activity of the offer."""
    words: dict[str, Any] = {"vergunninghouder": person, "acting_user": casemanager_of(person)}
    rows = {"acting_user": words["acting_user"]}
    programma = agreed(person, today())
    voorinburgering.start_programma(programma=programma, gestart_op=today(), **rows)
    talk = voorinburgering.record_gesprek(soort="participatie", dag=today(), minuten=30, **words)
    offer = voorinburgering.Aanbodfeiten("sport", "Club", uren_per_week=2, plaatsen=3, van=today())
    aanbod = voorinburgering.add_aanbod(opvanglocatie=person.dossier_locatie, feiten=offer, **rows)
    return {
        "gesprek": talk.pk,
        "afspraak": voorinburgering.agree_in_gesprek(
            gesprek=talk, tekst="Cv maken", wie="persoon", voor_op=today(), **rows
        ).pk,
        "voorwerk": voorinburgering.register_voorwerk(aanbieder="iom", aangemeld_op=today(), **words).pk,
        "aanbod": aanbod.pk,
        "participatie": voorinburgering.start_participatie(aanbod=aanbod, van=today(), **words).pk,
    }


def follow_scenarios(koppeling: Any) -> Voorkeursscenario:
    """Utrecht chose a scenario for both adults, and prefers one for the azc from now on."""
    who = regievoerder_of(koppeling.gemeente)
    adults = list(koppeling.betrokkenen.filter(volgnummer__lte=2))
    choose_scenario(koppeling=koppeling, betrokkenen=adults, scenario=2, acting_user=who)
    return set_voorkeursscenario(
        gemeente=koppeling.gemeente,
        opvanglocatie=koppeling.kaart.opvanglocatie,
        scenario=3,
        geldig_van=today(),
        acting_user=who,
    )


def make_contact(koppeling: Any) -> dict[str, Any]:
    """A question each way about the household, a published welcome page, and a day for which person 1 comes."""
    regie = regievoerder_of(koppeling.gemeente)
    member = koppeling.betrokkenen.get(volgnummer=1)
    coa = casemanager_of(member.vergunninghouder)
    page = actions.add_welkomstpagina(
        gemeente=koppeling.gemeente,
        taal=Taal.objects.get_or_create(code="nld", defaults={"naam": "Nederlands"})[0],
        titel="Welkom",
        tekst="Welkom in Utrecht.",
        links=[],
        acting_user=regie,
    )
    day = actions.add_introductiedag(
        gemeente=koppeling.gemeente,
        datum=today() + dt.timedelta(days=9),
        van=dt.time(10),
        tot=dt.time(12),
        plaats="Stadskantoor",
        max_deelnemers=10,
        acting_user=regie,
    )
    return {
        "from_gemeente": actions.ask_vraag(
            koppeling=koppeling, tekst="Is er een lift?", acting_user=regie
        ).pk,
        "from_coa": actions.ask_vraag(koppeling=koppeling, tekst="Is er een huis?", acting_user=coa).pk,
        "page": actions.publish_welkomstpagina(pagina=page, acting_user=regie).pk,
        "day": day.pk,
        "comes": actions.register_for_day(dag=day, betrokkene=member, acting_user=coa).pk,
    }


def make_talks(koppeling: Any) -> dict[str, Any]:
    """A visit day with a driegesprek, a sitting with an overdrachtsgesprek, and an agreement about person 1."""
    facts: dict[str, Any] = {
        "gemeente_id": koppeling.gemeente_id,
        "opvanglocatie": koppeling.kaart.opvanglocatie,
        "begint": at(6),
        "duur": 45,
        "vorm": "azc",
        "koppelingen": [koppeling],
        "acting_user": regievoerder_of(koppeling.gemeente),
    }
    return {
        "bezoekdag": plan_zitting(soort="driegesprek", **facts),
        "sessie": plan_zitting(soort="overdrachtsgesprek", **facts),
        "gesprek": koppeling.gesprekken.get(soort="driegesprek"),
        "afspraak": agreement_of(koppeling, 1),
    }


def handover_of(koppeling: Any, person: Any) -> tuple[Any, Any]:
    """Everything both sides write about intake, PIP and move, about one person with consent: one row of each kind."""
    regie, coa = regievoerder_of(koppeling.gemeente), casemanager_of(person)
    member = koppeling.betrokkenen.get(vergunninghouder=person)
    words: dict[str, Any] = {"koppeling": koppeling, "acting_user": regie}
    intake = actions.Trajectfeiten(intake_gestart_op=today())
    actions.save_traject(betrokkene=member, feiten=intake, **words)
    actions.save_verhuizing(feiten=actions.Verhuisfeiten(verwacht_op=today()), **words)
    kosten = actions.agree_kosten(soort="reis", wie_betaalt="coa", afgesproken_op=today(), **words)
    points = {"jgz": ("overgedragen", today())}
    actions.save_checklist(betrokkene=member, punten=points, acting_user=regie)
    actions.record_huisvestingsgesprek(koppeling=koppeling, gehouden_op=today(), acting_user=coa)
    logeren = actions.start_logeren(betrokkene=member, van=today(), tot=today(), acting_user=coa)
    return kosten, logeren


def log_line(person: Any) -> Inzageregel:
    """Somebody at COA opened the dossier of a person."""
    source = Source(Gebruiker.objects.filter(party="coa").first(), "bijhouden-klantprofiel", uuid4().hex)
    write_reading(source, what="dossier", subjects=[person.pk], object_id=person.pk)
    return Inzageregel.objects.get(trace_id=source.trace_id)


def sample_of(endpoint: Endpoint, world: World, account: Gebruiker | None) -> Sample | None:
    """The sample for an address, None where it takes no argument; AssertionError for an unknown argument."""
    if not endpoint.parameters:
        return None
    if endpoint.declaration is not None and endpoint.declaration.is_admin:
        return Sample("admin", _admin_arguments(endpoint))
    key = account and account.pk
    if key not in world.samples:
        world.samples[key] = _samples(world, account)
    found = world.samples[key].get(endpoint.name)
    assert found is not None, f"no sample for {endpoint.name} {endpoint.parameters}"
    assert set(found.arguments) == set(endpoint.parameters), endpoint.name
    return found


def _samples(world: World, account: Gebruiker | None) -> dict[str, Sample]:
    koppeling = {"pk": world.koppeling.pk}
    betrokkene = world.koppeling.betrokkenen.get(vergunninghouder=world.other)
    person = Sample("dossier", {"pk": world.person.pk})
    consent = Sample("consent", {"pk": world.consent.pk})
    member = Sample("person_gemeente", {**koppeling, "betrokkene": betrokkene.pk})
    shared = world.koppeling.betrokkenen.get(vergunninghouder=world.person)
    opened = Sample("person_gemeente", {**koppeling, "betrokkene": shared.pk})
    version = Sample("version_gemeente", {**koppeling, "versie": world.version.pk})
    melding_kind, melding = world.melding_of(account)
    return {
        **{
            f"klantprofiel:{name}": person
            for name in (
                "dossier",
                "geschiedenis",
                "toon_bsn",
                "verblijf",
                "behandelaar",
                "gezinslid",
                "verifieren",
                "verschillen",
                "documenten",
                "document_nieuw",
            )
        },
        **{
            f"klantprofiel:document{name}": Sample("dossier", {"pk": world.document.pk})
            for name in ("", "_wijzigen", "_vervangen", "_intrekken", "_bestand", "_voorbeeld")
        },
        **{
            f"klantprofiel:{name}": Sample("ibis_import", {"pk": world.feed.pk})
            for name in ("ibis_import", "ibis_stand", "ibis_rapport")
        },
        "klantprofiel:samenvoegen": Sample("dossier", {**person.arguments, "ander": world.other.pk}),
        "klantprofiel:samenvoeging_ongedaan": Sample("dossier", {"pk": world.merge.pk}),
        "klantprofiel:sectie": Sample("dossier", {**person.arguments, "code": "toekomst"}),
        "koppeling:screening": person,
        "koppeling:screening_overnemen": person,
        "koppeling:nieuw": Sample("household", {"pk": world.waiting.pk}),
        "koppeling:detail": Sample("koppeling", koppeling),
        "koppeling:stap": Sample("koppeling", {**koppeling, "code": "intrekken"}),
        **{
            f"overdracht:{name}": person
            for name in (
                "toestemming",
                "toestemming_vastleggen",
                "toestemming_uitleg",
                "voortgang",
                "huisvestingsgesprek",
                "logeren",
                "toegang",
                "checklist",
                "doorzetten",
                "vasthouden",
                "vrijgeven",
                "versies",
                "vergelijken",
            )
        },
        "overdracht_dossier:overdracht": person,
        "overdracht:toestemming_tekst": Sample("dossier", {**person.arguments, "versie": "2026-1"}),
        "overdracht:toestemming_tekst_pdf": Sample(
            "dossier", {**person.arguments, "versie": "2026-1", "taal": "ti"}
        ),
        "overdracht:pid": person,
        "overdracht:pid_document": Sample("dossier", {**person.arguments, "taal": "ar"}),
        **{
            f"overdracht:toestemming_{name}": consent
            for name in ("vragen", "geven", "weigeren", "intrekken", "document")
        },
        "overdracht:derde_toevoegen": consent,
        "overdracht:derde_intrekken": Sample("consent", {"pk": world.naming.pk}),
        "overdracht:versie": Sample("version_coa", {"pk": world.version.pk}),
        "overdracht:versie_pdf": Sample("version_coa", {"pk": world.version.pk}),
        "overdracht:opvraging_sluiten": Sample("request_coa", {"pk": world.request.pk}),
        "overdracht_gemeente:koppeling": Sample("koppeling_gemeente", koppeling),
        "overdracht_gemeente:behandelaar": Sample("koppeling_gemeente", koppeling),
        "overdracht_gemeente:externen": Sample("koppeling_gemeente", koppeling),
        **{
            f"overdracht:logeren_{name}": Sample("dossier", {"pk": world.logeren.pk})
            for name in ("verlengen", "beeindigen")
        },
        **{
            f"overdracht_gemeente:{name}": Sample("koppeling_gemeente", koppeling)
            for name in ("inburgering", "kosten", "verhuizing", "verhuizing_wijzigen", "verhuisd", "brp")
        },
        **{
            f"overdracht_gemeente:{name}": opened
            for name in ("traject", "start", "start_terugnemen", "checklist")
        },
        "overdracht_gemeente:kosten_vervallen": Sample(
            "koppeling_gemeente", {**koppeling, "kosten": world.kosten.pk}
        ),
        "overdracht_gemeente:scenario": Sample("koppeling_gemeente", koppeling),
        "overdracht_gemeente:scenario_informeren": Sample("koppeling_gemeente", koppeling),
        "overdracht_gemeente:voorkeur_beeindigen": Sample("koppeling_gemeente", {"pk": world.voorkeur.pk}),
        "overdracht_gemeente:opvragen": member,
        "overdracht_gemeente:vernietiging_bevestigen": member,
        "overdracht_gemeente:versie": version,
        "overdracht_gemeente:vergelijken": Sample("version_gemeente", opened.arguments),
        "overdracht_gemeente:versie_pdf": version,
        **{
            f"overdracht_gemeente:document{name}": Sample(
                "version_gemeente", {**version.arguments, "document": world.document.pk}
            )
            for name in ("", "_bestand", "_voorbeeld")
        },
        "overdracht:dagdelen": person,
        **_talk_samples(world),
        "portaal:inzage_overzicht_dossier": person,
        "portaal:controle_pdf": Sample("review", {"pk": world.review.pk}),
        "portaal:leeslog_regel": Sample("log_line", {"pk": world.line.pk}),
        "notifications:open": Sample(melding_kind, {"pk": melding}),
        "notifications:read": Sample(melding_kind, {"pk": melding}),
        "notifications:follow": Sample("koppeling_gemeente", koppeling),
        "api_gemeente:koppeling": Sample("koppeling_gemeente", {"id": world.koppeling.pk}),
        "api_gemeente:opvragingen": Sample("koppeling_gemeente", {"id": world.koppeling.pk}),
        "api_gemeente:profielversies": Sample("koppeling_gemeente", {"id": world.koppeling.pk}),
        "api_gemeente:profielversie": Sample("version_gemeente", {"id": world.version.pk}),
        "api_gemeente:profielversie_pdf": Sample("version_gemeente", {"id": world.version.pk}),
        "api_gemeente:leesbevestigingen": Sample(melding_kind, {"id": melding}),
        **{
            f"accounts:oidc_{name}": Sample("public", {"code": "geen-organisatie"})
            for name in ("start", "callback", "sign_out")
        },
        "accounts:remove_passkey": Sample("passkey", {"pk": world.passkey.pk}),
        **{
            f"accounts_gemeente:{name}": Sample("account_of_gemeente", {"pk": world.toekenning.pk})
            for name in ("toekenning", "verleng", "beeindigen")
        },
        **{
            f"accounts_gemeente:{name}": Sample("account_of_gemeente", {"pk": world.aanvraag.pk})
            for name in ("aanvraag", "intrekken")
        },
        "toetsen:groep": Sample("lesgroep_both", {"pk": world.lesgroep.pk}),
        "toetsen:deelnemer": Sample("lesgroep_taught", {"pk": world.deelname.pk}),
        **{f"toetsen:{name}": person for name in ("persoon", "resultatenblad", "bewijs")},
        **{
            f"toetsen:{name}": Sample("toets", {"pk": world.toets.pk}) for name in ("verbeteren", "intrekken")
        },
        **_lesson_samples(world),
        **_contact_samples(world),
        **_programme_samples(world),
        "accounts:set_password_link": Sample("public", {"key": uuid4(), "token": "geen-token"}),
    }


def _lesson_samples(world: World) -> dict[str, Sample]:
    """A docent reaches the lessons of its groups; who keeps the groups, the rest too."""
    group = {"pk": world.lesgroep.pk}
    keys = {name: {"pk": row.pk} for name, row in world.lessons.items()}
    return {
        **{
            f"voorinburgering:{name}": Sample("lesgroep", group)
            for name in ("lesgroep", "toevoegen", "sluiten", "reeks", "losse_les")
        },
        "voorinburgering:beeindigen": Sample("lesgroep", {"pk": world.deelname.pk}),
        "voorinburgering:mijn_lesgroep": Sample("lesgroep_taught", group),
        **{
            f"voorinburgering:les{step}": Sample("lesson", keys["les"])
            for step in ("", "_vervalt", "_openzetten")
        },
        "voorinburgering:les_wijzigen": Sample("lesgroep", keys["les"]),
        "voorinburgering:reeks_stoppen": Sample("lesgroep", keys["reeks"]),
        "voorinburgering:lokaal_sluiten": Sample("lesgroep", keys["lokaal"]),
        "voorinburgering:vrij_verwijderen": Sample("lesgroep", keys["vrij"]),
    }


def _talk_samples(world: World) -> dict[str, Sample]:
    """Talks are the same pages for both sides."""

    def sample(noun: str, **more: str) -> Sample:
        kind = "agreement" if noun == "afspraak" else "talk"
        return Sample(kind, {"pk": world.talks[noun].pk, **more})

    household = Sample("talk", {"pk": world.koppeling.pk})
    return {
        **{f"gesprekken:{name}": household for name in ("koppeling", "nieuw", "afspraak_nieuw")},
        **{f"gesprekken:{name}": sample("gesprek") for name in ("gesprek", "ics")},
        "gesprekken:stap": sample("gesprek", code="ander-moment"),
        "gesprekken:afspraak_stap": sample("afspraak", code="finish"),
        **{
            f"gesprekken:{noun}{part}": sample(noun)
            for noun in ("bezoekdag", "sessie")
            for part in ("", "_agenda", "_akkoord")
        },
    }


def _programme_samples(world: World) -> dict[str, Sample]:
    keys = {name: {"pk": key} for name, key in world.programme.items()}
    person = {"pk": world.person.pk}
    return {
        "programma:persoon": Sample("dossier", person),
        "programma:heropenen": Sample("dossier", person),
        "programma:stap": Sample("dossier", {**person, "code": "gesprek"}),
        "programma:aanbod": Sample("dossier", keys["aanbod"]),
        "programma:aanbod_wijzigen": Sample("dossier", keys["aanbod"]),
        "programma:afspraak_nieuw": Sample("dossier", keys["gesprek"]),
        "programma:gesprek_intrekken": Sample("dossier", keys["gesprek"]),
        "programma:afspraak_stap": Sample("dossier", {**keys["afspraak"], "code": "finish"}),
        "programma:voorwerk": Sample("dossier", keys["voorwerk"]),
        "programma:weghalen": Sample("dossier", {**keys["voorwerk"], "soort": "voorwerk"}),
        "programma:participatie_einde": Sample("dossier", keys["participatie"]),
    }


def _contact_samples(world: World) -> dict[str, Sample]:
    keys = {name: {"pk": key} for name, key in world.contact.items()}
    both = {"pk": world.koppeling.pk}
    return {
        "overdracht:vragen": Sample("koppeling", both),
        "overdracht_gemeente:vragen": Sample("koppeling_gemeente", both),
        "overdracht:antwoorden": Sample("koppeling", keys["from_gemeente"]),
        "overdracht:vraag_sluiten": Sample("koppeling", keys["from_coa"]),
        "overdracht_gemeente:antwoorden": Sample("koppeling_gemeente", keys["from_coa"]),
        "overdracht_gemeente:vraag_sluiten": Sample("koppeling_gemeente", keys["from_gemeente"]),
        "overdracht:gemeente": Sample("gemeente_coa", {"code": world.koppeling.gemeente_id}),
        "overdracht:welkom": Sample("gemeente_coa", keys["page"]),
        "overdracht:welkom_pdf": Sample("gemeente_coa", keys["page"]),
        "overdracht:introductiedag": Sample("gemeente_coa", keys["day"]),
        "overdracht:afmelden": Sample("koppeling", keys["comes"]),
        **{
            f"overdracht_gemeente:welkom_{name}": Sample("koppeling_gemeente", keys["page"])
            for name in ("wijzigen", "voorbeeld", "pdf", "publiceren", "intrekken")
        },
        **{
            f"overdracht_gemeente:introductiedag{name}": Sample("koppeling_gemeente", keys["day"])
            for name in ("", "_wijzigen", "_vervalt")
        },
    }


def _admin_arguments(endpoint: Endpoint) -> dict[str, Any]:
    """A row of the model that the address is about; a key that nobody has when there is none."""
    arguments: dict[str, Any] = {}
    for name in endpoint.parameters:
        if name == "app_label":
            arguments[name] = "accounts"
        elif name in {"content_type_id"}:
            arguments[name] = 1
        else:
            arguments[name] = _some_key(endpoint.name)
    return arguments


def _some_key(name: str) -> Any:
    label = name.removeprefix("admin:")
    for model in apps.get_models():
        if label.startswith(f"{model._meta.app_label}_{model._meta.model_name}_"):
            row = model._default_manager.first()
            return row.pk if row else uuid4()
    return uuid4()
