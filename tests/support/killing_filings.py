"""Documents that are filed while Canopy is killed, and the accounts that are drawn up after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from sandbox.teams import Teams
from sandbox.world import Message
from store.engines import create_engine_for
from tests.support.cards import Json, buttons_of, words_of

SETTLED_SECONDS = 60.0
_WAITING = """
    SELECT (SELECT count(*) FROM filings WHERE due_at IS NOT NULL)
        + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending'))
"""


class Shelves:
    """What the database and the library hold, read beside the houses; and members who save and send files."""

    def __init__(self, teams: Teams, database_url: str) -> None:
        self.teams = teams
        self._engine = create_engine_for(database_url)

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def count(self, query: str, **values: Any) -> int:
        """One number from the database."""
        return int(self.rows(query, **values)[0][0])

    async def community_there(self) -> None:
        """Wait until a community meets in the channel, and knows its people."""
        await self.teams.until(lambda: self.count("SELECT count(*) FROM members") > 1, timeout=20)

    async def sends(self, who: str, name: str, content: bytes) -> None:
        """Send a file in 1:1 and have it filed. Returns when the press was answered."""
        await self.teams.say_in_chat(who, "", files={name: content})
        await self.teams.until(lambda: self._offer(who, name) is not None, timeout=20)
        offer = self._offer(who, name)
        assert offer is not None
        answer = await self.teams.press(who, offer, _file_it(self.teams.card_for(who, offer)))
        assert answer.status == 200

    async def saves(self, who: str, name: str, content: bytes) -> None:
        """Share a file in the channel and save it to the library. Returns when the form was answered."""
        message = await self.teams.say(who, f"Look at {name}", files={name: content}, mention=False)
        form = await self.teams.message_action(who, "saveToLibrary", message)
        assert (await self.teams.submit_form(who, form, _file_it(form.card or {}))).kind == "closed"

    async def settled(self) -> None:
        """Wait until everything is filed and said."""
        await self.teams.until(lambda: self.count(_WAITING) == 0, timeout=SETTLED_SECONDS)

    def _offer(self, who: str, name: str) -> Message | None:
        shown = [message for message in self.teams.chat(who) if message.from_bot and message.cards]
        offers = [message for message in shown if "File it" in buttons_of(message.cards[0])]
        return next((message for message in reversed(offers) if name in words_of(message.cards[0])), None)


def _file_it(card: Json) -> Json:
    button: Json = buttons_of(card)["File it"]
    return button
