"""The move (DESIGN §5.9): the gemeente keeps dates, address and rest; COA records the huisvestingsgesprek."""

import datetime as dt
from dataclasses import asdict, dataclass, fields

from django.utils import timezone
from stdnum.exceptions import ValidationError as NumberError
from stdnum.nl import postcode as dutch_postcode

from coa_portal.access.policy import require
from coa_portal.access.wall import elevated
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.locks import lock_until_commit
from koppeling.actions import report_housed
from koppeling.models import Koppeling
from overdracht.actions.held import fresh_koppeling
from overdracht.actions.toegang import propose_access_end
from overdracht.models import Huisvestingsgesprek, Inburgeringstraject, Verhuisdatum, Verhuizing
from overdracht.notify import tell

_NOT_YET = "Deze dag is nog niet geweest."
_ADDRESS = ("straat", "huisnummer", "postcode", "plaats")


@dataclass(frozen=True)
class Verhuisfeiten:
    """The facts of the form, all of them: what is None or empty is not so, or not so any more."""

    woning_gevonden_op: dt.date | None = None
    verwacht_op: dt.date | None = None
    definitief_op: dt.date | None = None
    straat: str = ""
    huisnummer: str = ""
    postcode: str = ""
    plaats: str = ""
    rust_van: dt.date | None = None
    rust_tot: dt.date | None = None

    def judge(self, before: Verhuizing) -> None:
        """Refuse what cannot be; DomainError at the field. `before`: the facts as they were."""
        if self.woning_gevonden_op is not None and self.woning_gevonden_op > today():
            raise DomainError(_NOT_YET, field="woning_gevonden_op", code="future")
        if self.woning_gevonden_op is None and (self.definitief_op is not None or self.straat):
            raise DomainError(
                "Vul in wanneer de woning is gevonden.", field="woning_gevonden_op", code="house_needed"
            )
        self._judge_house(before)
        self._judge_dates(before)
        self._judge_rest()
        given = [name for name in _ADDRESS if getattr(self, name)]
        for name in _ADDRESS:
            if given and name not in given:
                raise DomainError("Vul het hele adres in.", field=name, code="incomplete")

    def _judge_house(self, before: Verhuizing) -> None:
        last = before.verhuisd_op or self.definitief_op
        if self.woning_gevonden_op is not None and last is not None and self.woning_gevonden_op > last:
            raise DomainError(
                f"De woning kan niet na de verhuizing van {long_date(last)} zijn gevonden.",
                field="woning_gevonden_op",
                code="order",
            )

    def _judge_dates(self, before: Verhuizing) -> None:
        for name in ("verwacht_op", "definitief_op"):
            wanted, present = getattr(self, name), getattr(before, name)
            if wanted == present:
                continue
            if before.verhuisd_op is not None:
                raise DomainError(
                    f"Het huishouden is op {long_date(before.verhuisd_op)} verhuisd. Deze datum staat vast.",
                    field=name,
                    code="moved",
                )
            if wanted is not None and wanted < today():
                raise DomainError(
                    "Kies een dag die nog komt. Is het huishouden al verhuisd? Meld dan de verhuizing.",
                    field=name,
                    code="past",
                )

    def _judge_rest(self) -> None:
        if (self.rust_van is None) != (self.rust_tot is None):
            field = "rust_tot" if self.rust_tot is None else "rust_van"
            raise DomainError("Vul begin en einde van de rustperiode in.", field=field, code="incomplete")
        if self.rust_van is not None and self.rust_tot is not None and self.rust_tot < self.rust_van:
            raise DomainError(
                "De rustperiode kan niet eindigen voor het begin.", field="rust_tot", code="order"
            )


_FACTS = tuple(field.name for field in fields(Verhuisfeiten))


@action
def save_verhuizing(
    *, koppeling: Koppeling, feiten: Verhuisfeiten, reden: str = "", acting_user: Gebruiker
) -> Verhuizing:
    """Write the facts of the move as they are now. A date that changes needs a coded `reden`; each change is kept and
    told to both sides."""
    row, verhuizing = _opened(koppeling, acting_user)
    feiten.judge(verhuizing)
    changes = [
        (soort, present, wanted)
        for soort, name in (("verwacht", "verwacht_op"), ("definitief", "definitief_op"))
        if (present := getattr(verhuizing, name)) != (wanted := getattr(feiten, name))
    ]
    is_replaced = any(present is not None for _, present, _ in changes)
    if is_replaced and reden not in Verhuisdatum.Reden.values:
        raise DomainError("Kies waarom de datum verandert.", field="reden", code="reason_required")
    had_date = verhuizing.datum is not None
    values = {**asdict(feiten), "postcode": _postcode(feiten.postcode)}
    for name, value in values.items():
        setattr(verhuizing, name, value.strip() if isinstance(value, str) else value)
    _save(verhuizing, _FACTS)
    for soort, present, wanted in changes:
        _keep(verhuizing, soort, present, wanted, reden if present is not None else "", acting_user)
    if changes:
        kind = "verhuisdatum_gewijzigd" if had_date else "verhuisdatum_gezet"
        tell(kind, row, key=f"verhuizing:{timezone.now().isoformat()}", acting_user=acting_user)
    return verhuizing


def _keep(
    verhuizing: Verhuizing,
    soort: str,
    present: dt.date | None,
    wanted: dt.date | None,
    reden: str,
    acting_user: Gebruiker,
) -> None:
    Verhuisdatum(
        verhuizing=verhuizing,
        koppeling_id=verhuizing.koppeling_id,
        gemeente_id=verhuizing.gemeente_id,
        soort=soort,
        datum=wanted,
        vorige=present,
        reden=reden,
        door=acting_user,
    ).save(force_insert=True)


def _postcode(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return str(dutch_postcode.validate(typed))
    except NumberError:
        raise DomainError(
            "Vul een postcode in, bijvoorbeeld 3511 AB.", field="postcode", code="postcode"
        ) from None


@action
def report_verhuisd(*, koppeling: Koppeling, verhuisd_op: dt.date, acting_user: Gebruiker) -> Verhuizing:
    """The household moved in: the koppeling becomes gehuisvest, the Voorinburgering ends and the end of access is
    reckoned. Once: a household does not move in twice."""
    row, verhuizing = _opened(koppeling, acting_user)
    if verhuizing.verhuisd_op is not None:
        raise DomainError(
            f"Deze verhuizing is al gemeld: {long_date(verhuizing.verhuisd_op)}.",
            field="verhuisd_op",
            code="moved",
        )
    if verhuisd_op > today():
        raise DomainError(_NOT_YET, field="verhuisd_op", code="future")
    matched = timezone.localtime(row.definitief_op).date() if row.definitief_op else None
    if matched is not None and verhuisd_op < matched:
        raise DomainError(
            f"Het huishouden is op {long_date(matched)} gekoppeld. De verhuizing kan niet eerder zijn.",
            field="verhuisd_op",
            code="before_koppeling",
        )
    if verhuizing.woning_gevonden_op is not None and verhuisd_op < verhuizing.woning_gevonden_op:
        raise DomainError(
            f"De woning is op {long_date(verhuizing.woning_gevonden_op)} gevonden. De verhuizing kan niet eerder zijn.",
            field="verhuisd_op",
            code="order",
        )
    verhuizing.verhuisd_op = verhuisd_op
    _save(verhuizing, ("verhuisd_op",))
    for traject in Inburgeringstraject.objects.select_for_update().filter(koppeling=row, start_is_vroeg=True):
        # the move was reported after the start, and turns out to have come first
        traject.start_is_vroeg = traject.gestart_op is not None and traject.gestart_op < verhuisd_op
        traject.save(update_fields=["start_is_vroeg"])
    if row.status == "definitief":
        with elevated("house-by-gemeente"):
            report_housed(koppeling=row, acting_user=acting_user)
    else:  # COA said so before, without the day
        propose_access_end(row)
    return verhuizing


@action
def record_brp(*, koppeling: Koppeling, brp_op: dt.date | None, acting_user: Gebruiker) -> Verhuizing:
    """When the household was registered in the BRP of the gemeente: the term of the PIP may begin there (R14)."""
    _row, verhuizing = _opened(koppeling, acting_user)
    if brp_op is not None:
        _judge_brp(brp_op, verhuizing.verhuisd_op)
    verhuizing.brp_op = brp_op
    _save(verhuizing, ("brp_op",))
    return verhuizing


def _judge_brp(brp_op: dt.date, verhuisd_op: dt.date | None) -> None:
    if verhuisd_op is None:
        raise DomainError(
            "De inschrijving in de BRP komt na de verhuizing. Meld eerst de verhuizing.",
            field="brp_op",
            code="move_needed",
        )
    if brp_op > today():
        raise DomainError(_NOT_YET, field="brp_op", code="future")
    if brp_op < verhuisd_op:
        raise DomainError(
            f"Het huishouden is op {long_date(verhuisd_op)} verhuisd. De inschrijving kan niet eerder zijn.",
            field="brp_op",
            code="order",
        )


def _opened(koppeling: Koppeling, acting_user: Gebruiker) -> tuple[Koppeling, Verhuizing]:
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    found = Verhuizing.objects.select_for_update().filter(koppeling=row).first()
    return row, found or Verhuizing(koppeling=row, gemeente_id=row.gemeente_id)


def _save(verhuizing: Verhuizing, names: tuple[str, ...]) -> None:
    # the database role may change these columns and no others
    verhuizing.save(update_fields=None if verhuizing._state.adding else names)


@action
def record_huisvestingsgesprek(
    *, koppeling: Koppeling, gehouden_op: dt.date, acting_user: Gebruiker
) -> Huisvestingsgesprek:
    """COA held the talk that prepares the move; the gemeente is told once, a later call corrects the day."""
    lock_until_commit("koppeling", koppeling.pk)
    row: Koppeling = Koppeling.objects.select_related("plaatsingseenheid__hoofdpersoon").get(pk=koppeling.pk)
    head = row.plaatsingseenheid.hoofdpersoon
    if head is None:
        raise NotAllowed("Deze plaatsingseenheid heeft nog geen hoofdpersoon.")
    require(acting_user, "record_huisvesting", head)
    if not row.is_active:
        raise DomainError("Deze koppeling is niet meer actief.", code="inactive")
    if gehouden_op > today():
        raise DomainError(_NOT_YET, field="gehouden_op", code="future")
    if row.definitief_op and gehouden_op < timezone.localtime(row.definitief_op).date():
        raise DomainError(
            "Het huishouden was toen nog niet gekoppeld.", field="gehouden_op", code="before_koppeling"
        )
    found = Huisvestingsgesprek.objects.select_for_update().filter(koppeling=row).first()
    talk = found or Huisvestingsgesprek(koppeling=row, gemeente_id=row.gemeente_id)
    talk.gehouden_op, talk.door = gehouden_op, acting_user
    talk.save()
    if found is None:
        tell("huisvestingsgesprek_gehouden", row, key="gehouden", acting_user=acting_user)
    return talk
