"""Home page of beheerder and functionaris gegevensbescherming: accounts and deliveries, no dossiers."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from coa_portal.accounts.models import Accountaanvraag, Toekenning
from coa_portal.accounts.selectors import SOON
from coa_portal.common.dates import long_date, today
from coa_portal.notifications.models import Delivery, Digest
from coa_portal.portaal.toezicht.keten import stand
from coa_portal.portaal.work.base import Blok, Cijfer, Werk
from coa_portal.web.components import Taak


def beheerder(request: HttpRequest, werk: Werk) -> None:
    """Grants that end within thirty days, and e-mails that could not be delivered."""
    rows = Toekenning.objects.active().filter(eindigt_op__lte=today() + SOON).order_by("eindigt_op", "pk")
    shown, total = werk.first(rows.with_parents().prefetch_related("gebruiker"))
    tasks = [
        Taak(
            row.gebruiker.naam,
            reverse("admin:accounts_toekenning_change", args=[row.pk]),
            row.description,
            termijn=f"tot en met {long_date(row.eindigt_op)}",
        )
        for row in shown
    ]
    url = f"{reverse('admin:accounts_toekenning_changelist')}?verloopt=30"
    _requests(werk)
    werk.bloks.append(
        Blok("Toekenningen die aflopen", tasks, total, "Er loopt de komende 30 dagen niets af.", url)
    )
    running = f"{reverse('admin:accounts_toekenning_changelist')}?status=actief"
    stuck, daily = (rows.objects.undeliverable().count() for rows in (Delivery, Digest))
    link = reverse(f"admin:notifications_{'delivery' if stuck or not daily else 'digest'}_changelist")
    stuck += daily
    label = "Bekijk" if stuck else ""
    werk.cijfers += [
        Cijfer("Lopen af", total, "binnen 30 dagen", url=url),
        Cijfer("Niet bezorgd", stuck, "e-mails", alarm=stuck > 0, url=link if stuck else "", url_label=label),
        Cijfer("Toekenningen", Toekenning.objects.active().count(), "zijn nu actief", url=running),
    ]


def _requests(werk: Werk) -> None:
    """What gemeenten ask for, the oldest first."""
    rows = Accountaanvraag.objects.filter(status="aangevraagd").select_related("gemeente")
    shown, total = werk.first(rows.order_by("created_at", "pk"))
    tasks = [
        Taak(
            f"{row.referentie}: {row.gemeente}",
            reverse("admin:accounts_accountaanvraag_change", args=[row.pk]),
            f"{row.role.label} voor {row.naam}",
            termijn=f"sinds {long_date(timezone.localdate(row.created_at))}",
        )
        for row in shown
    ]
    url = f"{reverse('admin:accounts_accountaanvraag_changelist')}?status=aangevraagd"
    werk.bloks.append(Blok("Aanvragen voor accounts", tasks, total, "Er zijn geen open aanvragen.", url))


def protection_officer(request: HttpRequest, werk: Werk) -> None:
    """How the reading log stands, and what a functionaris gegevensbescherming may do here."""
    now, url = stand(), reverse("portaal:toezicht")
    found = now.controle.findings if now.controle else 0
    checked = long_date(timezone.localdate(now.controle.created_at)) if now.controle else "nog niet"
    werk.cijfers += [
        Cijfer("Afwijkingen", found, f"laatste controle: {checked}", alarm=now.is_broken, url=url),
        Cijfer("Zonder zegel", now.unsealed, "regels van het leeslog", alarm=now.late, url=url),
    ]
    werk.uitleg.append(
        "U houdt toezicht op het gebruik van persoonsgegevens. Elke keer dat iemand een dossier leest, komt dat "
        "in het leeslog. U ziet zelf geen dossiers."
    )
