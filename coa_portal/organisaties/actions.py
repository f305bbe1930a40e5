"""Loading reference data: creates, updates and ends rows, never deletes one, and may be repeated at will."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties import reference
from coa_portal.organisaties.models import (
    Arbeidsmarktregio,
    CodeItem,
    Gemeente,
    Inwonertal,
    Land,
    LandelijkeTaakstelling,
    Nationaliteit,
    Norm,
    Onderwijsniveau,
    Opvanglocatie,
    Organisatie,
    Provincie,
    Sector,
    Taakstelling,
    Taal,
    Termijnduur,
)
from coa_portal.organisaties.names import sort_name
from coa_portal.organisaties.reference import DATA_DIR, FileSpec, LineError, ReadFile, Values, read_file
from coa_portal.organisaties.sync import Counts, upsert
from coa_portal.organisaties.taakstelling import compute_all

logger = logging.getLogger(__name__)

# A file that lacks more of the running rows than this was cut off rather than brought up to date.
MAX_ENDED_SHARE = 0.1
MAX_ENDED_SMALL = 5

CODE_LISTS: tuple[tuple[FileSpec, type[CodeItem], tuple[str, ...]], ...] = (
    (reference.LANDEN, Land, ("naam",)),
    (reference.NATIONALITEITEN, Nationaliteit, ("naam",)),
    (reference.TALEN, Taal, ("naam", "eigen_naam", "richting")),
    (reference.ONDERWIJSNIVEAUS, Onderwijsniveau, ("naam", "hoofdniveau")),
    (reference.SECTOREN, Sector, ("naam",)),
)


@dataclass
class LoadReport:
    """Counts per table (by its Dutch plural) and everything that was skipped."""

    counts: dict[str, Counts] = field(default_factory=dict)
    errors: list[LineError] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        return any(counts.has_changes for counts in self.counts.values())


def load_reference(*, acting_user: AbstractBaseUser | None, directory: Path = DATA_DIR) -> LoadReport:
    """Load every reference file of `directory`, and compute the taakstelling (art. 29 Huisvestingswet).

    `acting_user` is None for the command. Bad lines are in the report while the good ones go in.
    DomainError when the rows as a whole cannot stand beside those there are; nothing changed then.
    """
    return _load(acting_user, lambda report: _load_all(report, directory))


def load_demo_locaties(*, acting_user: AbstractBaseUser | None, directory: Path = DATA_DIR) -> LoadReport:
    """Load the invented COA sites of the demo, marked as such. The gemeenten must be there.

    A real site with the same name is left alone. Raises as `load_reference` does.
    """
    return _load(acting_user, lambda report: _load_locaties(report, directory))


def _load(acting_user: AbstractBaseUser | None, job: Callable[[LoadReport], None]) -> LoadReport:
    report = LoadReport()
    try:
        with transaction.atomic():
            # two starts of the portal at once must not both create the same rows
            lock_until_commit("organisaties", "reference")
            job(report)
    except IntegrityError as error:
        raise DomainError(
            "De gegevens botsen met wat er al staat, bijvoorbeeld door een naam die van een ander is. "
            "Er is niets gewijzigd.",
            code="conflict",
        ) from error
    logger.info("reference data loaded by %s", acting_user.pk if acting_user else "command")
    return report


def _load_all(report: LoadReport, directory: Path) -> None:
    plain: tuple[tuple[FileSpec, type[models.Model]], ...] = (
        (reference.ORGANISATIES, Organisatie),
        (reference.PROVINCIES, Provincie),
        (reference.REGIOS, Arbeidsmarktregio),
    )
    for spec, model in plain:
        read = _read(report, spec, directory)
        _store(report, model, [model(**values) for _, values in read.rows], key=["code"], fields=["naam"])
    _load_gemeenten(report, directory)
    totals = _read(report, reference.NATIONAL_TOTALS, directory)
    _store(
        report,
        LandelijkeTaakstelling,
        [LandelijkeTaakstelling(**values) for _, values in totals.rows],
        key=["halfjaar"],
        fields=["aantal", "bron"],
    )
    _compute_taakstelling(report)
    terms = _read(report, reference.TERMIJNDUREN, directory)
    _store(
        report,
        Termijnduur,
        [Termijnduur(**values) for _, values in terms.rows],
        key=["sleutel"],
        fields=[name for name in reference.TERMIJN_FIELDS if name != "sleutel"],
    )
    norms = _read(report, reference.NORMEN, directory)
    _store(
        report,
        Norm,
        [Norm(**values) for _, values in norms.rows],
        key=["sleutel"],
        fields=[name for name in reference.NORM_FIELDS if name != "sleutel"],
    )
    for spec, code_list, fields in CODE_LISTS:
        _load_code_list(report, spec, code_list, fields, directory)


def _read(report: LoadReport, spec: FileSpec, directory: Path) -> ReadFile:
    """Read one file; its errors list is the report's from here on."""
    read = read_file(spec, directory)
    report.errors += read.errors
    return read


def _store(report: LoadReport, model: type[models.Model], rows: list[Any], **options: Any) -> None:
    report.counts[str(model._meta.verbose_name_plural)] = upsert(model, rows, **options)


def _load_code_list(
    report: LoadReport, spec: FileSpec, model: type[CodeItem], fields: tuple[str, ...], directory: Path
) -> None:
    read = _read(report, spec, directory)
    _store(
        report,
        model,
        [model(**values, is_actueel=True) for _, values in read.rows],
        key=["code"],
        fields=[*fields, "is_actueel"],
    )
    _end_absent(report, read, model, running={"is_actueel": True}, ended={"is_actueel": False})


def _end_absent(
    report: LoadReport, read: ReadFile, model: type[models.Model], *, running: Values, ended: Values
) -> None:
    """End the running rows that a faultless file no longer mentions, unless too many at once."""
    if any(error.file == read.spec.name for error in report.errors):
        return
    all_running = model._default_manager.filter(**running)
    absent = all_running.exclude(pk__in=read.keys)
    number = absent.count()
    if number > max(MAX_ENDED_SMALL, all_running.count() * MAX_ENDED_SHARE):
        message = f"{number} rijen ontbreken; dat lijkt een afgebroken bestand. Er is niets beëindigd."
        report.errors.append(LineError(read.spec.name, None, message))
        return
    report.counts[str(model._meta.verbose_name_plural)].ended = absent.update(**ended)


def _load_gemeenten(report: LoadReport, directory: Path) -> None:
    read = _read(report, reference.GEMEENTEN, directory)
    known = {
        "provincie": set(Provincie.objects.values_list("pk", flat=True)),
        "arbeidsmarktregio": set(Arbeidsmarktregio.objects.values_list("pk", flat=True)),
    }
    good = list(_with_known_references(report, read, known))
    # the end of a gemeente that merges next year may be entered before the file is renewed
    announced = dict(Gemeente.objects.filter(geldig_tot__gt=today()).values_list("pk", "geldig_tot"))
    rows = [
        Gemeente(
            code=values["code"],
            naam=values["naam"],
            naam_sorteer=sort_name(values["naam"]),
            provincie_id=values["provincie"],
            arbeidsmarktregio_id=values["arbeidsmarktregio"],
            lat=values["lat"],
            lon=values["lon"],
            geldig_tot=announced.get(values["code"]),
        )
        for values in good
    ]
    fields = ["naam", "naam_sorteer", "provincie_id", "arbeidsmarktregio_id", "lat", "lon", "geldig_tot"]
    _store(report, Gemeente, rows, key=["code"], fields=fields)
    _end_absent(report, read, Gemeente, running={"geldig_tot": None}, ended={"geldig_tot": today()})
    inhabitants = [
        Inwonertal(gemeente_id=values["code"], jaar=year, aantal=number)
        for values in good
        for year, number in values["inwoners"].items()
    ]
    _store(report, Inwonertal, inhabitants, key=["gemeente_id", "jaar"], fields=["aantal"])


def _with_known_references(
    report: LoadReport, read: ReadFile, known: dict[str, set[str]]
) -> Iterable[Values]:
    """Rows whose codes of other tables exist; the others become line errors."""
    for number, values in read.rows:
        unknown = [name for name, codes in known.items() if values[name] not in codes]
        for name in unknown:
            message = f"{name} “{values[name]}” bestaat niet."
            report.errors.append(LineError(read.spec.name, number, message))
        if not unknown:
            yield values


def _compute_taakstelling(report: LoadReport) -> None:
    """Numbers of the gemeenten of today, from what the tables hold; numbers entered by hand stay."""
    inhabitants: dict[int, dict[str, int]] = {}
    for code, year, number in Inwonertal.objects.values_list("gemeente_id", "jaar", "aantal"):
        inhabitants.setdefault(year, {})[code] = number
    computed = compute_all(
        dict(LandelijkeTaakstelling.objects.values_list("halfjaar", "aantal")),
        inhabitants,
        list(Gemeente.objects.filter(geldig_tot=None).values_list("pk", flat=True)),
    )
    rows = [
        Taakstelling(
            gemeente_id=row.gemeente,
            halfjaar=row.halfjaar,
            aantal=row.aantal,
            is_berekend=True,
            peildatum_inwoners=row.peildatum,
            peildatum_conform_art29=row.is_conform_art29,
        )
        for row in computed
    ]
    _store(
        report,
        Taakstelling,
        rows,
        key=["gemeente_id", "halfjaar"],
        fields=["aantal", "peildatum_inwoners", "peildatum_conform_art29"],
        may_update=lambda known: known.is_berekend,
    )


def _load_locaties(report: LoadReport, directory: Path) -> None:
    read = _read(report, reference.DEMO_LOCATIONS, directory)
    known = {"gemeente": set(Gemeente.objects.values_list("pk", flat=True))}
    rows = [
        Opvanglocatie(
            **{name: value for name, value in values.items() if name != "gemeente"},
            gemeente_id=values["gemeente"],
            is_demo=True,
        )
        for values in _with_known_references(report, read, known)
    ]
    _store(
        report,
        Opvanglocatie,
        rows,
        key=["naam"],
        fields=[
            "soort",
            "gemeente_id",
            "straat_huisnummer",
            "postcode",
            "plaats",
            "capaciteit",
            "lat",
            "lon",
        ],
        stamp={"updated_at": timezone.now()},
        may_update=lambda known: known.is_demo,
    )
