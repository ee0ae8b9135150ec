"""The knowledge map: topics, how many can help with each, want to learn about it, and asked about it lately. Counts, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from community.packs import Pack
from community.people import Model
from community.tables import Export, Table, moment_named, titled
from community.times import wall_clock

QUARTER: Final = timedelta(days=91)
"""What was asked in this time counts."""
CHARTED: Final = 8
"""So many topics are in the chart."""
NAMED: Final = 6
"""So many topics are named in one line."""
ENOUGH_HELP: Final = 3
"""With so many who can help, a topic is in good hands."""
COLUMNS: Final = ("Topic", "Can help", "Want to learn", "Asked about in the last quarter")


class OnTheMap(Model):
    """One topic on the map."""

    topic: str
    label: str
    helping: int = 0
    learning: int = 0
    asked: int = 0

    @property
    def wanted(self) -> int:
        """How often it is wanted: asked about, or wished to learn."""
        return self.learning + self.asked

    @property
    def gap(self) -> float:
        """How much is wanted of each who can help; twice that where nobody can."""
        return self.wanted / self.helping if self.helping else 2.0 * self.wanted


class KnowledgeMap(Model):
    """What a community knows and misses, gaps first."""

    topics: tuple[OnTheMap, ...]
    """Those that somebody can help with, wants to learn about, or asked about."""
    untouched: tuple[str, ...]
    """What the pack's other topics are called: nobody has named them yet."""

    @property
    def charted(self) -> tuple[OnTheMap, ...]:
        """The topics that are wanted most, for those who can help."""
        return tuple(topic for topic in self.topics if topic.wanted)[:CHARTED]

    @property
    def missing(self) -> tuple[OnTheMap, ...]:
        """What is wanted, and nobody can help with."""
        return tuple(topic for topic in self.topics if topic.wanted and not topic.helping)

    @property
    def strong(self) -> tuple[OnTheMap, ...]:
        """What several can help with, the most first."""
        several = (topic for topic in self.topics if topic.helping >= ENOUGH_HELP)
        return tuple(sorted(several, key=lambda topic: (-topic.helping, topic.label)))


def asked_about(asks: Iterable[tuple[str, tuple[str, ...]]], pack: Pack) -> Counter[str]:
    """How many asks are about each topic. Each ask is its text and its hashtags; topics are named in the one or the other."""
    found: Counter[str] = Counter()
    for text, tags in asks:
        meant = [(tag, pack.topic_called(tag)) for tag in tags]
        found.update({*pack.topics_in(text), *(topic.slug if topic else tag for tag, topic in meant)})
    return found


def drawn(helping: Mapping[str, int], learning: Mapping[str, int], asked: Mapping[str, int], pack: Pack) -> KnowledgeMap:
    """The map from what was counted, by topic."""
    topics = [
        OnTheMap(
            topic=topic,
            label=pack.label_of_topic(topic),
            helping=helping.get(topic, 0),
            learning=learning.get(topic, 0),
            asked=asked.get(topic, 0),
        )
        for topic in {*helping, *learning, *asked}
    ]
    gaps_first = sorted(topics, key=lambda each: (-each.gap, each.helping, each.label.casefold()))
    touched = {topic.topic for topic in topics}
    return KnowledgeMap(
        topics=tuple(gaps_first), untouched=tuple(topic.label for topic in pack.topics if topic.slug not in touched)
    )


def map_export(found: KnowledgeMap, community: str, zone: str, now: datetime) -> Export:
    """The map as a file, with the pack's other topics at its end."""
    rows = tuple((each.label, each.helping, each.learning, each.asked) for each in found.topics)
    rest = tuple((label, 0, 0, 0) for label in found.untouched)
    facts = (("Community", community), ("As of", moment_named(now, zone)), ("Asked about", "Asks of the last 13 weeks"))
    table = Table(name="Knowledge map", facts=facts, columns=COLUMNS, rows=(*rows, *rest))
    return Export(title=titled("Knowledge map", community, wall_clock(now, zone).date()), tables=(table,), made_at=now)
