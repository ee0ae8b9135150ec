"""A bell that can be rung later and again and again: the smallest thing a community could repeat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from bot.effects import write_effects
from cards.parts import card, line
from dialogs.catalogue import CATALOGUE
from dialogs.events import Due, Place, Scope
from dialogs.repeating import begin
from dialogs.turn import Drawn, Post, Reply, Turn
from store.database import Connection
from store.opened import Store
from store.seals import Seals
from tests.support.cards import words_of
from tests.support.edge_house import store_of, write
from tests.support.players import Player
from tests.support.stage import Stage

BELL = "bell"


@contextmanager
def bell_hung() -> Iterator[None]:
    """Canopy knows how to ring a bell: “bell.launch” says in the channel what its plan holds."""

    def ring(due: Due, turn: Turn) -> Reply:
        if due.detail == "broken":
            raise RuntimeError("the rope broke")
        return Reply(then=(Post(f"{BELL}:{due.detail}"),))

    def paint(words: str, _store: Store) -> Drawn:
        return Drawn(card([line(words)]), words)

    CATALOGUE.dues[f"{BELL}.launch"], CATALOGUE.paints[BELL] = ring, paint
    try:
        yield
    finally:
        del CATALOGUE.dues[f"{BELL}.launch"], CATALOGUE.paints[BELL]


def plan_ringing(stage: Stage, who: Player, words: str, *, first: datetime, repeat: str = "", what: str = BELL) -> str:
    """Have the bell rung, as a launch form would put it down, and return the rhythm's id."""

    def put_down(connection: Connection) -> str:
        turn = _turn(connection, stage, who)
        effects = begin(turn, what, f"Ring {words}", words, repeat, first)
        write_effects(turn.store, effects, turn.community, turn.community.home, turn.now)
        return str(getattr(effects[0], "about", ""))

    return write(stage, put_down)


def _turn(connection: Connection, stage: Stage, who: Player) -> Turn:
    store = store_of(connection, stage)
    community = store.settlements.read()
    assert community is not None
    member = store.members.read(who.member.id)  # type: ignore[arg-type]
    assert member is not None, f"Canopy does not know {who}"
    place = Place(
        tenant=community.tenant, scope=Scope.CHANNEL, conversation=community.home, home=community.home,
        service_url=community.service_url, bot=community.bot, team=community.team,
    )  # fmt: skip
    return Turn(
        member=member, community=community, now=stage.now, store=store, seals=Seals(stage.rules.keys_dir), place=place,
        new_id=lambda: uuid4().hex,
    )  # fmt: skip


def rung(stage: Stage) -> list[str]:
    """What the bell has said in the channel."""
    shown = [words_of(message.cards[0]) for message in stage.posted() if message.cards]
    return [words for words in shown if words.startswith("ding")]


def put_due(stage: Stage, what: str, about: str, at: datetime, detail: str = "") -> None:
    """Put work on the clock, as a turn would."""
    write(stage, lambda connection: store_of(connection, stage).due.put(what, about, at, detail))
