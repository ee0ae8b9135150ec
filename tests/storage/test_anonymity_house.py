"""The whole house, real votes: somebody has every file, the log, an export and a backup, and knows who clicked when."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from store.ballots import Ballots
from store.columns import metadata
from store.schema_ballots import ballots_metadata
from tests.storage.test_anonymity import at_chance, found_out
from tests.support.attacker import Attacker, Loot, Round, everything_in, two_way_round
from tests.support.cards import words_of
from tests.support.export_players import exports
from tests.support.players import Player
from tests.support.poll_players import EVERYBODY, Poll, all_vote, ends, poll, votes
from tests.support.stage import Stage

YES, NO = "Mentoring", "Onboarding"
PATTERNS = {b"[1]": YES, b"[2]": NO, YES.encode(): YES, NO.encode(): NO}
VOTERS = 12
ROUNDS = int(os.environ.get("CANOPY_ATTACK_ROUNDS", "8"))

pytestmark = pytest.mark.timeout(60 + 15 * ROUNDS)


class Watch:
    """The voters, and somebody who takes everything they can get."""

    def __init__(self, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
        self.stage = stage
        self.log = caplog
        stage.teams.crowd(VOTERS)
        self.voters = {member.id: Player(stage, member) for member in stage.teams.world.roster() if member.key != "amara"}
        self.voters = dict(list(self.voters.items())[:VOTERS])
        assert len(self.voters) == VOTERS

    async def vote(self, asked: Poll, number: int) -> Round:
        """Let everybody vote, in an order."""
        happened = two_way_round(f"house {number}", list(self.voters), (YES, NO))
        for member, answer in happened.clicks:
            voter = self.voters[member]
            answered = await self.stage.teams.press(voter.member, asked.card, voter.button(asked.card, answer))
            if "Nothing was changed" in words_of(answered.card or {}):  # their own card had been replaced by the channel's
                answered = await self.stage.teams.press(voter.member, asked.card, voter.button(asked.card, answer))
            assert "Your answer is counted" in words_of(answered.card or {}) or "You chose" in words_of(answered.card or {})
        await self.stage.settles()
        return happened

    def loot(self, *, with_keys: bool, **more: bytes) -> Loot:
        """Everything there is."""
        files = {"log": self.log.text.encode(), **more}
        if "sqlite" in self.stage.rules.database:
            database = Path(str(make_url(self.stage.rules.database).database))
            files |= everything_in(database.parent)
            files["backup.db"] = _backup(database)
            files = {name: content for name, content in files.items() if with_keys or not name.endswith(".key")}
        else:
            files |= {f"dump by {by}": self._dump(by) for by in ("xmin::text::bigint", "ctid")}
        if with_keys:
            files |= everything_in(self.stage.rules.keys_dir)
        return Loot(files, PATTERNS, list(self.voters))

    def keys(self) -> list[bytes]:
        """The keys of matters."""
        return [content for name, content in everything_in(self.stage.rules.keys_dir).items() if name != "canopy.key"]

    def _dump(self, by: str) -> bytes:
        """Every row of every table, in some order. What PostgreSQL keeps beside them is another matter; the documents say so."""
        tables = [*metadata.tables, *ballots_metadata.tables]
        rows = [row for name in tables for row in self.stage.rows(f'SELECT xmin, ctid, * FROM "{name}" ORDER BY {by}')]  # noqa: S608
        return b"\n".join(b"\0".join(v if isinstance(v, bytes) else str(v).encode() for v in row) for row in rows)


def _backup(database: Path) -> bytes:
    copy = database.with_name("copy")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    content = copy.read_bytes()
    copy.unlink()
    return content


@pytest.fixture
def watch(stage: Stage, caplog: pytest.LogCaptureFixture) -> Watch:
    caplog.set_level(logging.DEBUG)
    return Watch(stage, caplog)


async def test_an_anonymous_poll_tells_nobody_who_voted_how(stage: Stage, watch: Watch) -> None:
    """While it is open, without the keys, and after it closed, with everything there is: no better than chance."""
    amara = await stage.opens()
    while_open, afterwards = Attacker(), Attacker()
    for number in range(ROUNDS):
        asked = await poll(amara, options=(YES, NO), mode="anonymous", closes="in 3 days")
        happened = await watch.vote(asked, number)
        keys = watch.keys()
        assert len(keys) == 1
        while_open.tries(watch.loot(with_keys=False), happened)
        await ends(amara, asked)
        assert asked.results == {YES: 6, NO: 6}
        exported = await exports(amara, asked, "csv")
        loot = watch.loot(with_keys=True, export=exported)
        assert not watch.keys()
        assert not [name for name, content in loot.files.items() if keys[0] in content]
        afterwards.tries(loot, happened)

    assert any("backup.db" in how or "dump" in how for how in while_open.scores)
    at_chance(while_open)
    at_chance(afterwards)


async def test_the_same_attack_tells_everything_of_a_named_poll(stage: Stage, watch: Watch) -> None:
    """The attack can find something: in a named poll, which says so on its card, it does."""
    amara = await stage.opens()
    attacker = Attacker()
    for number in range(4):
        asked = await poll(amara, options=(YES, NO), shows="closed")
        happened = await watch.vote(asked, number)
        if "sqlite" in stage.rules.database:
            attacker.tries(watch.loot(with_keys=False), happened)
        else:
            rows = stage.rows("SELECT answer FROM votes WHERE poll_id = :id ORDER BY voted_at", id=asked.id)
            attacker.tries(Loot({"rows of votes": str(rows).encode()}, PATTERNS, list(watch.voters)), happened)
        stage.change("DELETE FROM votes")

    found_out(attacker, "votes")


async def test_with_its_key_an_open_poll_tells_everything(stage: Stage, watch: Watch) -> None:
    """What the documents admit: whoever runs the server and takes the key while a poll is open can work it out."""
    if "sqlite" not in stage.rules.database:
        pytest.skip("the same key, the same tags")
    amara = await stage.opens()
    asked = await poll(amara, options=(YES, NO), mode="anonymous", closes="in 3 days")
    attacker, happened = Attacker(), await watch.vote(asked, 1)
    attacker.tries(watch.loot(with_keys=True), happened)

    how, score = attacker.best()
    assert (how, score.hits) == ("tags made again with a key that was found", VOTERS)


async def test_the_log_says_nothing_of_an_anonymous_vote(stage: Stage, watch: Watch) -> None:
    """Even at DEBUG, from launch to export: no option, no member, no poll, no tag on any line."""
    amara = await stage.opens()
    asked = await poll(amara, options=(YES, NO), mode="anonymous", closes="in 3 days")
    poll_id = asked.id
    watch.log.clear()
    await watch.vote(asked, 1)
    await ends(amara, asked)

    ours = [record for record in watch.log.records if not record.name.startswith("sandbox")]
    said = "\n".join(f"{record.name} {record.getMessage()} {vars(record)}" for record in ours)
    assert "canopy.turn pressed answered" in said
    names = [voter.member.name for voter in watch.voters.values()]
    assert not [trace for trace in (YES, NO, "[1]", poll_id, *watch.voters, *names) if trace in said]


async def test_the_database_has_no_row_of_an_anonymous_vote(stage: Stage, watch: Watch) -> None:
    """Between the fifth vote and closing, voting changes nothing in the database that knows names: not a row, not a time."""
    amara = await stage.opens()
    asked = await poll(amara, options=(YES, NO), mode="anonymous", closes="in 3 days")
    await watch.vote(asked, 1)
    before = stage.everything_kept()
    await watch.vote(asked, 2)

    assert stage.everything_kept() == before


@pytest.mark.parametrize("lost", ["key", "box"])
async def test_an_open_poll_that_lost_its_key_or_its_box_is_closed_and_says_so(stage: Stage, lost: str) -> None:
    """After a restore, say: nobody's vote can be told from a second one any more, so it is counted with what it has."""
    amara = await stage.opens()
    asked = await poll(amara, options=(YES, NO), mode="anonymous", closes="in 3 days")
    await all_vote(stage, asked, **dict.fromkeys(EVERYBODY, YES))
    if lost == "key":
        (key,) = stage.keys()
        (stage.rules.keys_dir / key).unlink()
    else:
        ballots = Ballots(stage.rules.database)
        ballots.burn(f"poll:{asked.id}")
        ballots.close()
    late = await votes(stage.person("Ben"), asked, NO)
    await stage.settles()

    assert late.status == 200
    assert asked.state == "closed"
    assert asked.results == ({YES: 5, NO: 0} if lost == "key" else None)
    assert any("was lost" in said for said in asked.thread)
    assert stage.keys() == set()
