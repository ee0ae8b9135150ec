"""The accounts that are drawn up after Canopy was killed: what was acknowledged, what is stored, what was posted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, func, make_url, select, text

from sandbox.live import Recorded
from sandbox.teams import Teams
from store.database import Database
from store.migrating import upgrade
from store.outbox import CAREFUL, State
from store.schema import answers, asks, outbox, same_here
from tests.support.clicking import AskedCard, Clicker, revision_on

_SAID = "CREATE TABLE said (id TEXT, kind TEXT, place TEXT)"
_ON_SQLITE = ("CREATE TRIGGER keep_said AFTER INSERT ON outbox BEGIN INSERT INTO said VALUES (new.id, new.kind, new.place); END",)
_ON_POSTGRES = (
    "CREATE FUNCTION keep_said() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN INSERT INTO said VALUES (new.id, new.kind, new.place); RETURN new; END $$",
    "CREATE TRIGGER keep_said AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION keep_said()",
)
_ACTIVITIES, _CONVERSATIONS = "/activities", "/v3/conversations"


class Accounts:
    """Reads one database. From `open` on, a trigger lists all that was to be said: a delivery that was made leaves no row."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Engine = create_engine(make_url(url).set(drivername="postgresql+psycopg") if "postgres" in url else url)

    def open(self) -> None:
        """Bring the database up to date and begin to keep the list."""
        database = Database(self._url)
        database.run(upgrade)
        for statement in (_SAID, *(_ON_SQLITE if database.on_sqlite else _ON_POSTGRES)):
            database.run(lambda connection, statement=statement: connection.execute(text(statement)))  # type: ignore[misc]
        database.close()

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def waiting(self) -> int:
        """How many deliveries are still to be made."""
        wanted = select(func.count()).select_from(outbox).where(outbox.c.state.in_([State.PENDING, State.SENDING]))
        with self._engine.connect() as connection:
            return int(connection.execute(wanted).scalar_one())

    def check_clicks(self, clickers: Sequence[Clicker], already: Counter[tuple[str, str]]) -> None:
        """Every acknowledged press and answer had its effect, once. `already` are (ask, member) presses made before."""
        presses = already + Counter((ask, clicker.account["aadObjectId"]) for clicker in clickers for ask in clicker.pressed)
        sent = {words: ask for clicker in clickers for words, ask in clicker.answered.items()}
        with self._engine.connect() as connection:
            stored = sorted(row.answer for row in connection.execute(select(answers.c.answer)))
            assert stored == sorted(sent), "answers stored and answers acknowledged"
            said = {(row.ask_id, row.member_id) for row in connection.execute(select(same_here))}
            assert said == {pair for pair, times in presses.items() if times % 2}, "who says the same here"
            changes = Counter(ask for ask, _ in presses.elements()) + Counter(sent.values())
            for row in connection.execute(select(asks)):
                assert row.revision == changes[row.ask_id], "each acknowledged act changed the ask once"
                assert row.same_here == sum(ask == row.ask_id for ask, _ in said)
                assert row.answers == sum(ask == row.ask_id for ask in sent.values())

    def check_cards(self, teams: Teams, cards: Sequence[AskedCard]) -> None:
        """The channel shows each ask as it is now."""
        with self._engine.connect() as connection:
            now = {row.ask_id: row.revision for row in connection.execute(select(asks.c.ask_id, asks.c.revision))}
        for card in cards:
            shown = teams.world.messages[card.pattern["replyToId"]].cards[0]
            assert revision_on(shown) == now[card.ask], "the card was not brought up to date"

    def check_posts(self, teams: Teams) -> int:
        """Nothing was posted twice, and what was not posted is there as unconfirmed. Returns how many are."""
        chats = {member.id: member.chat_id for member in teams.world.members.values()}
        with self._engine.connect() as connection:
            said = self._said(connection, chats)
            unsure = Counter(chats.get(row.place, row.place) for row in connection.execute(select(outbox)) if _is_unsure(row))
            left = connection.execute(select(func.count()).select_from(outbox)).scalar_one()
        posted = Counter(place for record in teams.requests if (place := _posted_to(record)))
        assert left == unsure.total(), "nothing else is left over in the outbox"
        assert posted <= said, f"posted more often than said: {posted - said}"
        assert said - unsure <= posted, f"never posted, and not unconfirmed either: {said - unsure - posted}"
        twice = {words: times for words, times in Counter(map(_words, _posts(teams))).items() if times > 1 and words}
        assert not twice, f"posted twice: {twice}"
        return unsure.total()

    @staticmethod
    def _said(connection: Connection, chats: dict[str, str]) -> Counter[str]:
        rows = connection.execute(text("SELECT DISTINCT id, kind, place FROM said")).all()
        return Counter(chats.get(row.place, row.place) for row in rows if row.kind in CAREFUL)

    def check_sound(self) -> None:
        """The database file is whole."""
        if "postgres" in self._url:
            return
        with self._engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def check_rates(teams: Teams, windows: Sequence[tuple[int, float]]) -> int:
    """No channel or chat heard more than so many posts and edits in so many seconds. Returns the most that one heard in all.

    `slack` allows for requests that arrive closer together than they left.
    """
    slack = 0.4
    heard: dict[str, list[float]] = {}
    for record in teams.requests:
        if record.area == "connector" and record.method in {"POST", "PUT"} and _ACTIVITIES in record.path:
            conversation = record.path.removeprefix(f"{_CONVERSATIONS}/").partition(_ACTIVITIES)[0]
            heard.setdefault(conversation.partition(";")[0], []).append(record.at)
    for place, times in heard.items():
        times.sort()
        for count, seconds in windows:
            closest = min((later - first for first, later in zip(times, times[count:], strict=False)), default=seconds)
            assert closest > seconds - slack, f"{count + 1} calls within {closest:.2f} s to {place}"
    return max(map(len, heard.values()))


def _is_unsure(row: Any) -> bool:
    return bool(row.state == State.UNCONFIRMED)


def _posts(teams: Teams) -> list[Recorded]:
    return [record for record in teams.requests if _posted_to(record)]


def _posted_to(record: Recorded) -> str:
    """The conversation that a request said something new in, if it did."""
    if record.area != "connector" or record.method != "POST" or record.status not in {0, 200, 201}:
        return ""
    if record.path == _CONVERSATIONS:
        channel: Any = (record.body.get("channelData") or {}).get("channel") or {}
        return str(channel.get("id", ""))
    return record.path.removeprefix(f"{_CONVERSATIONS}/").partition(_ACTIVITIES)[0]


def _words(record: Recorded) -> bytes:
    """What tells this message from all others: an answer's own words, or the ask on a card."""
    whole = orjson.dumps(record.body)
    at = whole.find(b"What worked for ")
    if at >= 0 and b'"Action.' not in whole:
        return whole[at : whole.index(b'"', at)]
    return b""
