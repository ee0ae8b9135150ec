"""The knowledge map: gaps first, counts that add up, and nothing but counts."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from community.knowledge_maps import CHARTED, COLUMNS, asked_about, drawn, map_export
from community.packs import pack_named

PACK = pack_named("mca")
COUNTS = st.dictionaries(st.sampled_from([topic.slug for topic in PACK.topics]), st.integers(1, 50))


def test_an_ask_counts_once_for_each_topic_it_names() -> None:
    """In its text or as a hashtag; hashtags of the community's own count too."""
    found = asked_about([("Hoarding, hoarding and DoLS?", ("hoarding", "puppetry")), ("Nothing of the kind", ())], PACK)
    assert found == {"hoarding": 1, "dols": 1, "puppetry": 1}


def test_what_nobody_can_help_with_comes_first() -> None:
    """Then what is wanted most of each who can help."""
    found = drawn({"dols": 1, "imca": 9}, {"dols": 3, "hoarding": 2}, {"imca": 9, "self-neglect": 1}, PACK)
    assert [topic.topic for topic in found.topics] == ["hoarding", "dols", "self-neglect", "imca"]
    assert [topic.topic for topic in found.missing] == ["hoarding", "self-neglect"]
    assert [topic.topic for topic in found.strong] == ["imca"]
    assert "Hoarding" not in found.untouched
    assert len(found.untouched) == len(PACK.topics) - 4


@given(COUNTS, COUNTS, COUNTS)
def test_every_count_is_on_the_map_once(helping: dict[str, int], learning: dict[str, int], asked: dict[str, int]) -> None:
    """No topic is lost or counted twice, and the chart shows wanted topics only."""
    found = drawn(helping, learning, asked, PACK)
    assert {each.topic: each.helping for each in found.topics if each.helping} == helping
    assert {each.topic: each.learning for each in found.topics if each.learning} == learning
    assert {each.topic: each.asked for each in found.topics if each.asked} == asked
    assert len(found.topics) + len(found.untouched) == len(PACK.topics)
    assert len(found.charted) <= CHARTED
    assert all(topic.wanted for topic in found.charted)
    assert [topic.gap for topic in found.topics] == sorted((topic.gap for topic in found.topics), reverse=True)


def test_the_file_holds_every_topic() -> None:
    """Those that nobody has named are at its end, with nothing in their columns but 0."""
    found = drawn({"dols": 1}, {}, {}, PACK)
    export = map_export(found, "MCA community", "Europe/London", datetime(2026, 11, 2, 9, tzinfo=UTC))
    [table] = export.tables
    assert table.columns == COLUMNS
    assert table.rows[0] == ("Deprivation of liberty (DoLS)", 1, 0, 0)
    assert len(table.rows) == len(PACK.topics)
    assert export.title == "Knowledge map - MCA community - 2 Nov 2026"
