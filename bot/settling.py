"""Writing down what became of deliveries, and telling facilitators what is not sure to have arrived."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import orjson

from bot.delivering import PAUSE_SECONDS, Delivered, Fate
from bot.effects import put_in_place
from bot.faults import outline
from bot.uploads import UploadPlan
from community.people import CommunityId, MemberId, Person, TenantId
from community.times import milliseconds
from dialogs.arriving import arrival, who_facilitates
from dialogs.catalogue import receipt
from dialogs.deliveries import SUBJECT
from dialogs.holding import CALLED
from dialogs.profiling import ROSTER
from dialogs.turn import Uploaded
from dialogs.welcomes import REFUSED, WELCOME
from store import chats, deliveries
from store.database import Connection, PartFailed, part
from store.opened import Store
from store.outbox import CAREFUL, Kind, State

_log = logging.getLogger("canopy.courier")
MOST_TRIES = 12
PATIENCE = timedelta(hours=24)
"""A delivery that certainly was not made is tried at least this often and this long before it is given up."""
UPLOAD_PATIENCE = timedelta(minutes=10)
"""An upload is given up sooner: the address it goes to runs out, and is not to be kept for long."""


def settle_all(connection: Connection, delivered: Iterable[Delivered], now: datetime, *, fenced: bool = False) -> None:
    """Write down what became of each delivery.

    First what was made, then the outbox, each in one order: turns go the same way, so that nobody waits for each other in a ring.
    With `fenced`, one whose outcome the database does not take is given up, so that it does not keep the others back.
    """
    ordered = sorted((_in_time(one, now) for one in delivered), key=lambda one: one.parcel.row[:3])
    kept = [_kept(connection, one, now, fenced=fenced) for one in ordered]
    for one in kept:
        _settle(connection, one, now)
    if any(one.fate is Fate.UNCLEAR for one in kept):
        _tell_facilitators(connection, now)


def _in_time(one: Delivered, now: datetime) -> Delivered:
    """The same, or an upload that is not tried any more."""
    row = one.parcel.row
    if row.kind is not Kind.UPLOAD or one.uploaded is not None or now - row.written_at < UPLOAD_PATIENCE:
        return one
    return replace(one, fate=Fate.GONE, uploaded=Uploaded.FAILED)


def _kept(connection: Connection, one: Delivered, now: datetime, *, fenced: bool) -> Delivered:
    """Keep what a delivery made. Returns it, or as failed when that cannot be kept."""
    try:
        part(connection, lambda: _keep_what_was_made(connection, one, now), fenced=fenced)
    except PartFailed as fault:
        _log.error("what came of a %s cannot be kept: %s", one.parcel.row.kind, outline(fault))
        return Delivered(one.parcel, Fate.FAILED, reason="a fault of ours")
    return one


def _settle(connection: Connection, one: Delivered, now: datetime) -> None:
    row = one.parcel.row
    if one.fate is not Fate.DONE:
        _log.warning("%s %s: %s (%s)", row.kind, row.subject.partition(":")[0], one.fate, one.reason)
    match one.fate:
        case Fate.DONE:
            deliveries.done(connection, row, milliseconds(now))
        case Fate.AGAIN if row.tries + 1 < MOST_TRIES or now - row.written_at < PATIENCE:
            # What is said in order keeps its place in the row; the courier remembers how long it waits.
            due = row.due_at if row.kind in CAREFUL else milliseconds(now, one.pause or PAUSE_SECONDS)
            deliveries.later(connection, row, due, tries=row.tries + 1)
        case Fate.UNCLEAR if row.kind in CAREFUL:
            deliveries.settle(connection, row, State.UNCONFIRMED, one.reason)
        case Fate.UNCLEAR:
            deliveries.later(connection, row, milliseconds(now), tries=row.tries)
        case Fate.GONE:
            deliveries.drop(connection, row)
        case Fate.SHUT:
            _be_silent(connection, one, now)
        case _:
            deliveries.settle(connection, row, State.FAILED, one.reason)


def _be_silent(connection: Connection, one: Delivered, now: datetime) -> None:
    """Say nothing more where Teams does not let Canopy speak, until somebody speaks to it there."""
    row = one.parcel.row
    deliveries.silence(connection, row.tenant, row.place or one.parcel.conversation, one.reason, now)
    deliveries.settle(connection, row, State.HELD, one.reason)
    if row.subject.startswith(f"{WELCOME}:"):
        _store(connection, one).due.put(REFUSED, row.place, now)  # what follows from it is for the clock


def _keep_what_was_made(connection: Connection, one: Delivered, now: datetime) -> None:
    row, store = one.parcel.row, _store(connection, one)
    if one.fate is Fate.GONE:
        store.postings.forget(row.subject)
    if one.chat:
        chats.keep_chat(connection, store.tenant, MemberId(row.place), one.chat, row.service_url)
    if one.people is not None:
        _keep_roster(store, one.people, now)
    if one.called:
        store.settlements.call(one.called)
    if one.uploaded is not None:
        _show_what_came(store, one, one.uploaded, now)
    said_to_one = row.subject.startswith(f"{CALLED}:")  # each is to one member, so it is known which message shows it
    if one.posting is not None and row.subject and (said_to_one or row.kind in {Kind.POST, Kind.THREAD}):
        store.postings.keep(row.subject, one.posting, now)


def _keep_roster(store: Store, people: Sequence[Person], now: datetime) -> None:
    """Who is in the team. What the channel was told of who facilitates follows."""
    before = who_facilitates(store)
    store.members.met(people)
    store.members.left_unless({person.id for person in people}, now)
    store.settlements.roster_read(now)
    store.due.put(ROSTER, "", now)  # what follows from it is for the clock
    if who_facilitates(store) != before:
        store.outbox.freshen(Kind.REFRESH, arrival(store.community).subject, "", now)


def _show_what_came(store: Store, one: Delivered, came: Uploaded, now: datetime) -> None:
    """In place of the offer, what came of it, so that it is taken once; and the file, where it is now."""
    row, plan = one.parcel.row, UploadPlan.model_validate_json(one.parcel.row.body or "")
    put_in_place(store, plan.chat, plan.message, receipt(row.subject, came, store), now)
    if came is Uploaded.DONE:
        store.outbox.say(Kind.WHISPER, plan.to, now, body=orjson.dumps(plan.shown()).decode())


def _tell_facilitators(connection: Connection, now: datetime) -> None:
    """Once for all that is newly unconfirmed in a community; in 1:1, so that the channel stays quiet."""
    for tenant, community in deliveries.untold(connection):
        store = Store(connection, TenantId(tenant), CommunityId(community))
        settled = store.settlements.read()
        if settled is None:
            continue
        store.service_url = settled.service_url
        for facilitator in store.members.facilitators():
            store.outbox.say(Kind.WHISPER, facilitator.id, now, subject=f"{SUBJECT}{facilitator.id}")


def _store(connection: Connection, one: Delivered) -> Store:
    row = one.parcel.row
    return Store(connection, TenantId(row.tenant), CommunityId(row.community), row.service_url)
