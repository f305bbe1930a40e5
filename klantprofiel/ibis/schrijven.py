"""Writing a judged block: rows by COPY, changes by one UPDATE per table, history by the database itself."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from coa_portal.audit import bulk
from coa_portal.audit.bulk import Table
from klantprofiel.bsn import encrypt, keyed_hash
from klantprofiel.choices import Bron
from klantprofiel.completeness import measure
from klantprofiel.herkomst import sources_of, waits
from klantprofiel.ibis.blok import Blok
from klantprofiel.ibis.nieuw import Nieuw
from klantprofiel.ibis.vergelijken import Verandering, as_given, asks_verifying
from klantprofiel.models import (
    Burgerservicenummer,
    Feitherkomst,
    Ibisstand,
    Klantprofiel,
    Plaatsingseenheid,
    Verblijf,
    Vergunninghouder,
)
from klantprofiel.namen import search_values
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import row_model, take_snapshot

Row = dict[str, Any]


@cache
def table(model: Any) -> Table:
    """The columns of a model, worked out once."""
    return Table(model)


@cache
def columns_on(*, person: bool) -> dict[str, str]:
    """Fact → column, of the person or of the profile."""
    model: Any = Vergunninghouder if person else Klantprofiel
    return {
        name: model._meta.get_field(name).attname
        for name, fact in FACTS.items()
        if fact.on_person == person and not fact.is_bsn
    }


def write_block(blok: Blok) -> None:
    """Everything of a judged block, in the transaction of the caller."""
    _write_new(blok)
    _write_changes(blok)
    _write_standen(blok)
    with connection.cursor() as cursor:
        # keys are checked here instead of at the commit, so that an error belongs to this block
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _write_new(blok: Blok) -> None:
    moment, made = blok.moment, blok.nieuw
    _write_households(blok)
    bulk.copy_with_history(table(Vergunninghouder), [_person(nieuw, moment) for nieuw in made])
    bulk.copy_with_history(table(Klantprofiel), [_profile(nieuw, moment) for nieuw in made])
    numbers = [(nieuw.pk, nieuw.regel.bsn) for nieuw in made if nieuw.regel.bsn]
    _write_numbers(numbers, moment)
    stays = [(nieuw.pk, stay) for nieuw in made for stay in nieuw.regel.verblijven or ()]
    bulk.copy_with_history(table(Verblijf), [_stay(pk, stay, moment) for pk, stay in stays])
    _write_rows([(nieuw.profiel, nieuw.regel.rijen) for nieuw in made], moment)
    _write_new_sources([(nieuw.profiel, nieuw.bronnen) for nieuw in made], moment)


def _write_households(blok: Blok) -> None:
    """New ones with their hoofdpersoon, whose row follows: the key is checked at the commit."""
    rows = [
        table(Plaatsingseenheid).row(
            {
                "id": unit.pk,
                "referentie": unit.referentie,
                "hoofdpersoon_id": unit.leden[0].pk,
                "ibis_nummer": unit.nummer or None,
            },
            blok.moment,
        )
        for unit in blok.huishoudens.new
    ]
    bulk.copy_with_history(table(Plaatsingseenheid), rows)
    for unit in blok.huishoudens.renumbered.values():
        unit.save()


def _person(nieuw: Nieuw, moment: dt.datetime) -> Row:
    facts = nieuw.regel.feiten
    values = {column: facts[name] for name, column in columns_on(person=True).items() if name in facts}
    values |= {
        "id": nieuw.pk,
        "v_nummer": nieuw.regel.v_nummer,
        "plaatsingseenheid_id": nieuw.huishouden,
        "dossier_locatie_id": nieuw.locatie,
        "behandelaar_id": nieuw.behandelaar,
        **search_values(facts["voornaam"], facts["achternaam"]),
    }
    return table(Vergunninghouder).row(values, moment)


def _profile(nieuw: Nieuw, moment: dt.datetime) -> Row:
    facts = nieuw.regel.feiten
    values = {column: facts[name] for name, column in columns_on(person=False).items() if name in facts}
    values |= {
        "id": nieuw.profiel,
        "vergunninghouder_id": nieuw.pk,
        "onbekend": sorted(nieuw.regel.onbekend),
        "geen": sorted(nieuw.regel.geen),
        "volledigheid": nieuw.volledigheid,
        "te_verifieren": nieuw.te_verifieren,
    }
    return table(Klantprofiel).row(values, moment)


def _stay(person: UUID, stay: Any, moment: dt.datetime) -> Row:
    values = {
        "vergunninghouder_id": person,
        "opvanglocatie_id": stay.locatie,
        "van": stay.van,
        "tot": stay.tot,
    }
    return table(Verblijf).row(values, moment)


def _write_numbers(numbers: Iterable[tuple[UUID, str]], moment: dt.datetime) -> None:
    rows = [
        table(Burgerservicenummer).row(
            {
                "vergunninghouder_id": person,
                "ciphertext": encrypt(digits, person),
                "keyed_hash": keyed_hash(digits),
                "last_digits": digits[-3:],
            },
            moment,
        )
        for person, digits in numbers
    ]
    bulk.copy_rows(table(Burgerservicenummer), rows)


def _write_rows(given: Sequence[tuple[UUID, dict[str, list[Row]]]], moment: dt.datetime) -> None:
    """Rows of sections, with IBIS as their source."""
    for name, row_set in ROW_SETS.items():
        model = row_model(row_set)
        columns = {column: model._meta.get_field(column).attname for column, _ in row_set.columns}  # type: ignore[union-attr]
        made = [
            table(model).row(
                {
                    "klantprofiel_id": profiel,
                    "volgorde": place,
                    "bron": Bron.IBIS.value,
                    **{columns[column]: value for column, value in row.items()},
                },
                moment,
            )
            for profiel, rows in given
            for place, row in enumerate(rows.get(name, ()))
        ]
        bulk.copy_with_history(table(model), made)


_SOURCES = """
WITH written AS (
    INSERT INTO {table} (id, created_at, updated_at, klantprofiel_id, veld, bron)
    SELECT gen_random_uuid(), clock_timestamp(), clock_timestamp(), given.profiel, one.veld, %s
    FROM unnest(%s::uuid[], %s::text[]) AS given(profiel, velden),
         LATERAL unnest(string_to_array(given.velden, ' ')) AS one(veld)
    ON CONFLICT (klantprofiel_id, veld) DO UPDATE
    SET bron = excluded.bron, geverifieerd_op = NULL, geverifieerd_door_id = NULL, updated_at = excluded.updated_at
    RETURNING {columns}, (xmax = 0) AS is_new
)
INSERT INTO {history} ({columns}, history_id, history_date, history_type, history_user_id)
SELECT {columns}, gen_random_uuid(), clock_timestamp(), CASE WHEN is_new THEN '+' ELSE '~' END, %s FROM written
"""


def _write_new_sources(given: Sequence[tuple[UUID, Sequence[str]]], moment: dt.datetime) -> None:
    """As `_write_sources`, of profiles that have none yet: plain lines for COPY, for most rows of a feed are these."""
    stamp, account = moment.isoformat(), bulk.acting_key() or "\\N"
    rows = [(profiel, name) for key, names in given for profiel in (str(key),) for name in names]
    made = [(key, *row) for row, key in zip(rows, bulk.keys_in_order(), strict=False)]
    found, bron = table(Feitherkomst), Bron.IBIS.value
    known = {"created_at": stamp, "updated_at": stamp, "bron": bron, "geverifieerd_op": "\\N"}
    known["geverifieerd_door_id"] = "\\N"
    places = {"id": "{0}", "klantprofiel_id": "{1}", "veld": "{2}"}
    # the line of a row, but for its key, its profile and its fact
    line = "\t".join(places.get(name) or known[name] for name in found.columns) + "\n"
    bulk.copy_lines(found.name, found.columns, (line.format(*row) for row in made))
    line = "\t".join(places.get(name) or known[name] for name in found.remembered)
    line += f"\t{{3}}\t{stamp}\t+\t{account}\n"
    bulk.copy_lines(
        found.history,
        [*found.remembered, *bulk.HISTORY_COLUMNS],
        (line.format(*row, key) for row, key in zip(made, bulk.keys_in_order(), strict=False)),
    )


def _write_sources(given: Sequence[tuple[UUID, Sequence[str]]]) -> None:
    """That these facts come from IBIS and nobody verified them (R16), with history, in one statement: there are
    twenty of them to a person."""
    told = [(str(profiel), " ".join(names)) for profiel, names in given if names]
    if not told:
        return
    found = table(Feitherkomst)
    sql = _SOURCES.format(table=found.name, history=found.history, columns=", ".join(found.remembered))
    with connection.cursor() as cursor:
        cursor.execute(
            sql, [Bron.IBIS.value, [one for one, _ in told], [names for _, names in told], bulk.acting_key()]
        )


def _write_changes(blok: Blok) -> None:
    moment, changes = blok.moment, [change for change in blok.veranderd if change.changes_profile]
    people = [change for change in changes if change.persoon]
    names = sorted({columns_on(person=True)[name] for change in people for name in change.persoon})
    bulk.update_with_history(
        table(Vergunninghouder),
        [_person_after(change, names) for change in people],
        [*names, "zoeknaam", "klanken"],
        moment,
    )
    _replace_rows(changes, moment)
    _write_numbers(
        [(change.profiel.vergunninghouder_id, change.regel.bsn) for change in changes if change.zet_bsn],
        moment,
    )
    _write_sources([(change.profiel.pk, sorted(change.bronnen)) for change in changes])
    columns = columns_on(person=False)
    names = sorted({columns[name] for change in changes for name in change.feiten})
    bulk.update_with_history(
        table(Klantprofiel),
        [_profile_after(change, names) for change in changes],
        [*names, "onbekend", "geen", "volledigheid", "te_verifieren"],
        moment,
    )


def _person_after(change: Verandering, names: Sequence[str]) -> Row:
    person = change.profiel.vergunninghouder
    first, last = (change.persoon.get(name, getattr(person, name)) for name in ("voornaam", "achternaam"))
    return {**_after(person, change.persoon, names, person=True), **search_values(first, last)}


def _after(instance: Any, facts: Row, names: Sequence[str], *, person: bool) -> Row:
    """The columns `names` as they become; unchanged ones as they are."""
    columns = columns_on(person=person)
    given = {columns[name]: value for name, value in facts.items()}
    return {"id": instance.pk, **{name: given.get(name, getattr(instance, name)) for name in names}}


def _profile_after(change: Verandering, names: Sequence[str]) -> Row:
    before = take_snapshot(change.profiel)
    values = {**before.values, **change.persoon, **change.feiten}
    if change.zet_bsn:
        values["bsn"] = change.regel.bsn[-3:]
    rows = {**before.rows, **{name: as_given(rows) for name, rows in change.rijen.items()}}
    after = Snapshot(values, rows, frozenset(change.onbekend), frozenset(change.geen))
    return {
        **_after(change.profiel, change.feiten, names, person=False),
        "onbekend": sorted(change.onbekend),
        "geen": sorted(change.geen),
        "volledigheid": measure(after).percentage,
        "te_verifieren": _waiting(change, after),
    }


def _waiting(change: Verandering, after: Snapshot) -> int:
    """What nobody verified yet of the dossier as it becomes, as `klantprofiel.herkomst.count_open` counts it."""
    sources = sources_of(change.profiel)
    names = {name for name, source in sources.items() if name in FACTS and waits(FACTS[name], source)}
    names = {name for name in names | change.bronnen if asks_verifying(name) and after.is_known(name)}
    standing = [
        row for name in ROW_SETS if name not in change.rijen for row in getattr(change.profiel, name).all()
    ]
    rows: int = sum(row.waits for row in standing) + sum(map(len, change.rijen.values()))
    return len(names) + rows


def _replace_rows(changes: Sequence[Verandering], moment: dt.datetime) -> None:
    for name, row_set in ROW_SETS.items():
        gone = [
            row.pk
            for change in changes
            if name in change.rijen
            for row in getattr(change.profiel, row_set.name).all()
        ]
        bulk.delete_with_history(table(row_model(row_set)), gone)
    _write_rows([(change.profiel.pk, change.rijen) for change in changes], moment)


def _write_standen(blok: Blok) -> None:
    """What IBIS said, for the next time; an INSERT that becomes an UPDATE for who was known."""
    told = [(nieuw.pk, nieuw.stand) for nieuw in blok.nieuw]
    told += [(change.profiel.vergunninghouder_id, change.stand) for change in blok.veranderd]
    if not told:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table(Ibisstand).name} (id, created_at, updated_at, vergunninghouder_id, waarden)
            SELECT gen_random_uuid(), %s, %s, told.person, told.waarden::jsonb
            FROM unnest(%s::uuid[], %s::text[]) AS told(person, waarden)
            ON CONFLICT (vergunninghouder_id) DO UPDATE
            SET waarden = excluded.waarden, updated_at = excluded.updated_at
            """,  # noqa: S608  (the name of our own table)
            [
                blok.moment,
                blok.moment,
                [str(person) for person, _ in told],
                [json.dumps(stand, ensure_ascii=False) for _, stand in told],
            ],
        )


def report_row(values: Row, moment: dt.datetime) -> Row:
    """JSON columns as the text that COPY reads."""
    texts = {name: json.dumps(values[name], ensure_ascii=False) for name in ("velden", "opmerkingen")}
    return {"id": uuid4(), "created_at": moment, "updated_at": moment, **values, **texts}
