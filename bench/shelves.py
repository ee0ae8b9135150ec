"""A library as it may be after many years: entries in the words of the practice pack, and in words of its people's own."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from sqlalchemy import Connection, insert

from community.communities import Community
from community.finding import Entry, EntryKind
from community.packs import Pack
from community.people import CommunityId, TenantId
from community.spelling import losses
from community.times import milliseconds
from store.communities import Directory
from store.schema_library import entries, entry_slips, entry_words
from store.tokens import Indexed, Marks

TENANT, COMMUNITY = TenantId("8c7a1c53-6d1f-4f0e-a6a1-1f6f7a4c9d10"), CommunityId("k3v9q1x7m2b8w4t6c5z0p1")
EVERYWHERE = ("safeguarding", "adult", "practice", "review", "person")
"""Words that half of all entries hold, each."""
OWN_WORDS = 20_000
BEGAN = datetime(2016, 1, 1, tzinfo=UTC)


class Shelves:
    """Makes entries; the same ones each time."""

    def __init__(self, pack: Pack) -> None:
        self._dice = random.Random(4711)  # noqa: S311
        self._kinds = [kind.slug for kind in pack.kinds]
        self._topics = [topic.slug for topic in pack.topics]
        self._labels = {topic.slug: topic.label for topic in pack.topics}
        self.own = tuple(self._made_up() for _ in range(OWN_WORDS))
        """Made-up words, the most used first: the first is in every other entry, the last hardly in one."""
        self._often = list(accumulate(1 / (place + 1) for place in range(OWN_WORDS)))

    def _made_up(self) -> str:
        dice = self._dice
        return "".join(dice.choice("bcdfglmnprstv") + dice.choice("aeiou") for _ in range(dice.randint(2, 5)))

    def entries(self, many: int) -> Iterator[Entry]:
        """So many entries, an hour between them."""
        for number in range(many):
            yield self.entry(number)

    def entry(self, number: int) -> Entry:
        """One entry: half of them asks, half documents; one in forty was of use."""
        dice = self._dice
        topics = tuple(dice.sample(self._topics, dice.randint(1, 2)))
        kind = dice.choice(self._kinds)
        words = [word for word in EVERYWHERE if dice.random() < 0.5]
        words += [self._labels[topic] for topic in topics] + [kind.replace("-", " ")] * (number % 4 == 0)
        words += dice.choices(self.own, cum_weights=self._often, k=50)
        dice.shuffle(words)
        what = EntryKind.ASK if number % 2 else EntryKind.DOCUMENT
        return Entry(
            ref=f"{what}:{number:022d}", what=what, kind=kind, topics=topics, title=" ".join(words[:6]), body=" ".join(words[4:]),
            at=BEGAN + timedelta(hours=number), weight=0 if number % 40 else 3,
        )  # fmt: skip


def fill(connection: Connection, shelves: Shelves, many: int) -> None:
    """Put so many entries into one community, quicker than one by one: every row as `store.entries` would have written it."""
    found = Community(
        tenant=TENANT, id=COMMUNITY, home="19:long", team=None, service_url="https://teams.example/", bot="28:canopy", name="Long"
    )
    Directory(connection, TENANT).found(found, BEGAN)
    whose = {"tenant_id": TENANT, "community_id": COMMUNITY}
    marks, vocabulary, rows = Marks(TENANT, COMMUNITY), Counter[str](), []
    on_sqlite = connection.dialect.name == "sqlite"
    for entry in shelves.entries(many):
        indexed = Indexed(entry, marks, useful=entry.weight > 0)
        vocabulary.update(indexed.counted)
        rows.append(
            {
                **whose, "ref": entry.ref, "number": milliseconds(entry.at) << 20, "what": entry.what, "kind": entry.kind,
                "topics": " ".join(entry.topics), "title": entry.title, "at": entry.at, "weight": entry.weight,
                "body": entry.body, "words": indexed.for_sqlite() if on_sqlite else indexed.for_postgres(),
            }
        )  # fmt: skip
        if len(rows) == 2_000:
            connection.execute(insert(entries), rows)
            rows.clear()
    if rows:
        connection.execute(insert(entries), rows)
    connection.execute(insert(entry_words), [{**whose, "word": word, "many": count} for word, count in vocabulary.items()])
    slips = ((slip, word) for word in vocabulary if len(word) > 4 and "." not in word for slip in {word, *losses(word)})
    connection.execute(insert(entry_slips), [{**whose, "slip": slip, "word": word} for slip, word in slips])
