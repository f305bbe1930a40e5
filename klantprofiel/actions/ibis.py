"""Reading a file from IBIS: block by block, each in one transaction with its part of the report."""

import json
import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from coa_portal.access.grants import grants_of
from coa_portal.audit import bulk
from coa_portal.audit.acting import action
from coa_portal.common import crypto
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import Organisatie
from klantprofiel import events
from klantprofiel.actions.verblijf import derive_locaties
from klantprofiel.ibis.bestand import Gelezen, read_blocks
from klantprofiel.ibis.blok import Blok, judge_block, report_rows
from klantprofiel.ibis.formaat import Codes, Fout, read_codes
from klantprofiel.ibis.schrijven import report_row, table, write_block
from klantprofiel.ibis.vergelijken import Verandering
from klantprofiel.models import (
    Ibisblok,
    Ibisimport,
    Ibisregel,
    Ibisverschil,
    Plaatsingseenheid,
    Verblijf,
    Vergunninghouder,
)

logger = logging.getLogger(__name__)

PURPOSE = "ibis"
BLOCK_COLUMN = crypto.EncryptedColumn("klantprofiel.Ibisblok", "ciphertext", PURPOSE, "ibisimport_id")
MOST_BYTES = 200 * 1024 * 1024


@action
def start_import(*, content: bytes, formaat: str, acting_user: Any) -> Ibisimport:
    """Keep a file, encrypted and cut into blocks, for `run_block`. Nothing of it is judged yet.

    The feed comes in at COA's national desk; None is the system (the command). DomainError at "bestand".
    """
    if acting_user is not None and not grants_of(acting_user).has("koppel", Organisatie.COA):
        raise NotAllowed("Alleen een regievoerder van het COA leest een bestand uit IBIS in.")
    if not content.strip():
        raise DomainError("Dit bestand is leeg.", field="bestand", code="empty")
    if len(content) > MOST_BYTES:
        raise DomainError("Dit bestand is te groot. Splits het.", field="bestand", code="too_large")
    blocks = read_blocks(content, formaat)
    row = Ibisimport(formaat=formaat, door=acting_user, regels=sum(len(block) for block in blocks))
    if not blocks:
        row.klaar_op = timezone.now()
    row.save()
    Ibisblok.objects.bulk_create(
        Ibisblok(ibisimport=row, nummer=number, ciphertext=_sealed(block, row))
        for number, block in enumerate(blocks, 1)
    )
    return row


def _sealed(block: Sequence[Gelezen], row: Ibisimport) -> str:
    return crypto.encrypt(json.dumps(block, ensure_ascii=False), purpose=PURPOSE, context=str(row.pk))


@action
def run_block(*, ibisimport: Ibisimport, acting_user: Any) -> bool:
    """Write the next block with its report; whether more follow. One import at a time: two files may name the same
    household. Whoever dies in here has written nothing, and the next one starts with the same block."""
    lock_until_commit("import-ibis")
    row = Ibisimport.objects.select_for_update().get(pk=ibisimport.pk)
    block = row.blokken.order_by("nummer").first()
    if block is None:
        return False
    lines = json.loads(crypto.decrypt(block.ciphertext, purpose=PURPOSE, context=str(row.pk)))
    done = _take(lines, read_codes(), acting_user)
    reported = [values for blok in done for values in report_rows(blok, row)]
    moment = timezone.now()
    bulk.copy_rows(table(Ibisregel), [report_row(values, moment) for values in reported])
    counted = Counter(values["uitkomst"] for values in reported)
    for name in Ibisregel.Uitkomst.values:
        setattr(row, name, getattr(row, name) + counted[name])
    row.verwerkt += len(reported)
    row.verschillen += sum(len(change.verschillen) for blok in done for change in blok.veranderd)
    block.delete()
    more: bool = row.blokken.exists()
    row.klaar_op = None if more else moment
    row.save()
    return more


def _take(lines: Sequence[Gelezen], codes: Codes, acting_user: Any) -> list[Blok]:
    """Judge and write lines. Where the database refuses what the rules let through, the lines are tried in halves
    until the one is found: the others go in."""
    try:
        with transaction.atomic():
            blok = judge_block(lines, codes)
            write_block(blok)
            _settle(blok)
            _follow(blok, acting_user)
            return [blok]
    except (IntegrityError, DataError) as error:
        logger.warning("ibis: the database refused %s lines (%s)", len(lines), type(error).__name__)
    if len(lines) == 1:
        refused = Blok()
        refused.refuse(lines[0][0], Fout("", "De database weigert deze regel. Meld dit bij de beheerder."))
        return [refused]
    half = len(lines) // 2
    return _take(lines[:half], codes, acting_user) + _take(lines[half:], codes, acting_user)


def _settle(blok: Blok) -> None:
    """Offer what differs, and let go of what no longer does."""
    open_ones = {
        (row.klantprofiel_id, row.veld): row
        for row in Ibisverschil.objects.select_for_update().filter(
            besluit="", klantprofiel__in=[change.profiel.pk for change in blok.veranderd]
        )
    }
    for change in blok.veranderd:
        for name in {*change.gelijk, *change.velden} - set(change.verschillen):
            if row := open_ones.get((change.profiel.pk, name)):
                row.besluit, row.besloten_op = Ibisverschil.Besluit.VERVALLEN, timezone.now()
                row.save()
        for name, value in change.verschillen.items():
            row = open_ones.get((change.profiel.pk, name)) or Ibisverschil(
                klantprofiel_id=change.profiel.pk, veld=name
            )
            row.waarde = value
            row.save()


def _follow(blok: Blok, acting_user: Any) -> None:
    """What hangs on a changed household: stays, hoofdpersoon, locatie, and the upper apps that listen."""
    moved = [change for change in blok.veranderd if change.verblijven is not None]
    for change in moved:
        _write_stays(change)
    households = blok.huishoudens
    changed = {
        change.profiel.vergunninghouder.plaatsingseenheid_id for change in blok.veranderd if change.velden
    }
    changed |= {*households.joined, *households.new_heads}
    again = {*households.joined, *(c.profiel.vergunninghouder.plaatsingseenheid_id for c in moved)}
    for key, unit in households.units.items():
        if head := households.new_heads.get(key):
            unit.hoofdpersoon_id = head
            unit.save()
        if key in again:
            _derive(unit)
    if changed:
        events.households_imported.send(
            sender=Plaatsingseenheid, plaatsingseenheden=sorted(changed), acting_user=acting_user
        )


def _derive(unit: Plaatsingseenheid) -> None:
    members = Vergunninghouder.objects.select_for_update().filter(plaatsingseenheid=unit).order_by("pk")
    derive_locaties(unit, list(members))


def _write_stays(change: Verandering) -> None:
    """The stays as the line has them. Few people move between two files, so row by row, ends before beginnings."""
    person = change.profiel.vergunninghouder
    given = {stay.van: stay for stay in change.verblijven or ()}
    known = {row.van: row for row in Verblijf.objects.filter(vergunninghouder=person)}
    for day in sorted(known):
        row, stay = known[day], given.pop(day, None)
        if stay is None:
            row.delete()
        elif (row.opvanglocatie_id, row.tot) != (stay.locatie, stay.tot):
            row.opvanglocatie_id, row.tot = stay.locatie, stay.tot
            row.save()
    for stay in given.values():
        Verblijf(vergunninghouder=person, opvanglocatie_id=stay.locatie, van=stay.van, tot=stay.tot).save()


def unfinished_imports() -> list[UUID]:
    """Imports that still have lines to read, oldest first."""
    return list(Ibisimport.objects.filter(klaar_op=None).order_by("created_at").values_list("pk", flat=True))
