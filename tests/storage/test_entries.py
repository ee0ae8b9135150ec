"""What is found again, and in which order: the same on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select, text

from community.finding import Entry, EntryKind, Hit, Wanted
from store.database import Database
from store.entries import SLOTS
from store.opened import Store
from store.schema import communities
from store.schema_library import entries, entry_slips, entry_words
from store.searching import BEARABLE, MOST
from store.tokens import USEFUL, Marks
from tests.storage.conftest import NOW, Shelf, founded


def _entry(name: str, title: str, body: str = "", **more: object) -> Entry:
    usual = {"what": EntryKind.DOCUMENT, "kind": "template", "topics": ("mca",), "at": NOW, "weight": 0}
    return Entry.model_validate({**usual, "ref": f"document:{name}", "title": title, "body": body, **more})


def _wanted(*words: str | tuple[str, ...], kind: str = "", topic: str = "") -> Wanted:
    groups = tuple((word,) if isinstance(word, str) else word for word in words)
    return Wanted(text=" ".join(group[0] for group in groups), words=groups, kind=kind, topic=topic)


def _found(store: Store, *words: str | tuple[str, ...], limit: int = 10, offset: int = 0, **filters: str) -> list[str]:
    hits = store.entries.search(_wanted(*words, **filters), limit, offset)
    return [hit.ref.removeprefix("document:") for hit in hits]


def _first(store: Store, *words: str | tuple[str, ...]) -> Hit:
    return store.entries.search(_wanted(*words), 1)[0]


def test_entries_with_all_the_words_are_found(shelf: Shelf) -> None:
    """Who looks for two words finds what holds both, wherever they stand; one word alone is not enough."""
    shelf.here.entries.put(_entry("1", "Capacity assessment", "A form to fill in"))
    shelf.here.entries.put(_entry("2", "A form", "for an assessment of capacity"))
    shelf.here.entries.put(_entry("3", "Capacity", "only"))

    assert sorted(_found(shelf.here, "assessment", "capacity")) == ["1", "2"]


def test_nobody_finds_what_another_community_keeps(shelf: Shelf) -> None:
    """The same words in two communities: each finds its own, also after the other's were changed and removed."""
    for store, title in ((shelf.here, "Hoarding here"), (shelf.there, "Hoarding there")):
        store.entries.put(_entry("1", title))
    shelf.here.entries.put(_entry("2", "Only here"))

    assert [hit.title for hit in shelf.here.entries.search(_wanted("hoarding"), 9)] == ["Hoarding here"]
    assert [hit.title for hit in shelf.there.entries.search(_wanted("hoarding"), 9)] == ["Hoarding there"]
    assert _found(shelf.there, "only") == []
    assert shelf.there.entries.near("onlly") == []
    shelf.here.entries.remove("document:1")
    assert _found(shelf.there, "hoarding") == ["1"]
    assert shelf.there.entries.near("hoardng") == ["hoarding"]


def test_what_was_put_again_is_found_as_it_is_now(shelf: Shelf) -> None:
    """A change takes the place of what was there: the old words find nothing any more."""
    shelf.here.entries.put(_entry("1", "Old title", "old body"))
    shelf.here.entries.put(_entry("1", "New title", "fresh body", at=NOW + timedelta(days=1), kind="procedure", topics=("dols",)))

    assert shelf.here.entries.count() == 1
    assert _found(shelf.here, "old") == []
    assert _found(shelf.here, "title", kind="template") == []
    assert _found(shelf.here, "title", kind="procedure", topic="dols") == ["1"]
    assert _first(shelf.here, "fresh").at == NOW + timedelta(days=1)


def test_a_use_changes_the_order_and_nothing_else(shelf: Shelf) -> None:
    """Among equals what was used more comes first; being used costs no new words."""
    for name in ("1", "2", "3"):
        shelf.here.entries.put(_entry(name, "Same title"))
    shelf.here.entries.put(_entry("2", "Same title", weight=1))
    shelf.here.entries.put(_entry("2", "Same title", weight=7))

    assert _found(shelf.here, "same")[0] == "2"
    assert len(_found(shelf.here, "same")) == 3


def test_a_use_writes_no_index_anew(shelf: Shelf) -> None:
    """Whoever presses *Same here* costs no look at the words: they are what they were. Other words are looked at, use or not."""
    shelf.here.entries.put(_entry("1", "Same title", weight=1))
    more = {
        "sqlite": "UPDATE entries SET words = words || ' kept'",
        "postgresql": "UPDATE entries SET words = words || to_tsvector('simple', 'kept')",
    }
    shelf.connection.execute(text(more[shelf.connection.dialect.name]))

    shelf.here.entries.put(_entry("1", "Same title", weight=7))
    weight, words = shelf.connection.execute(select(entries.c.weight, entries.c.words)).one()
    assert (weight, "kept" in words) == (7, True)
    shelf.here.entries.put(_entry("1", "Other title", weight=7))
    assert "kept" not in shelf.connection.execute(select(entries.c.words)).scalar_one()
    assert _found(shelf.here, "other") == ["1"]


def test_the_first_use_can_be_found(shelf: Shelf) -> None:
    """What was of use once is marked as that in the index, and stays so when nobody needs it any more."""
    marks = Marks(shelf.here.tenant, shelf.here.community)
    for weight, marked in ((0, False), (1, True), (0, True), (0, True)):
        shelf.here.entries.put(_entry("1", "Same title", weight=weight))
        words = shelf.connection.execute(select(entries.c.words)).scalar_one()
        assert (marks.mark(USEFUL) in words) is marked


async def test_what_is_put_in_one_moment_is_all_kept(database_url: str) -> None:
    """Forty people ask in the same millisecond: none is refused because another was given the same number."""
    database = Database(database_url)
    try:
        here = database.run(lambda connection: founded(connection, "here"))

        def put(connection: Connection, name: str) -> None:
            Store(connection, here.tenant, here.community).entries.put(_entry(name, f"Asked as {name}"))

        await asyncio.gather(*(database.transact(partial(put, name=str(number))) for number in range(40)))
        kept = database.run(lambda connection: Store(connection, here.tenant, here.community).entries.count())
    finally:
        database.close()

    assert kept == 40


def test_a_moment_has_room_for_a_whole_library(shelf: Shelf) -> None:
    """What is found in a library is put there at once. However full a moment is, no number of the next one is taken."""
    shelf.here.entries.put(_entry("1", "The first"))
    first = shelf.connection.execute(select(entries.c.number)).scalar_one()
    moment, room = divmod(first, SLOTS)
    shelf.connection.execute(entries.update().values(number=first - room + SLOTS - 3))
    shelf.here.entries.put(_entry("2", "The last but one"))
    shelf.here.entries.put(_entry("3", "The last"))

    numbers = shelf.connection.execute(select(entries.c.number)).scalars().all()
    assert [number // SLOTS for number in numbers] == [moment] * 3


def test_no_topic_makes_something_useful(shelf: Shelf) -> None:
    """A hashtag that looks like the mark of what was of use is a topic, and the first use is marked all the same."""
    marks = Marks(shelf.here.tenant, shelf.here.community)
    looks_like_it = (f"x {marks.mark(USEFUL)}",)
    for weight, marked in ((0, False), (1, True)):
        shelf.here.entries.put(_entry("1", "Same title", topics=looks_like_it, weight=weight))
        words = shelf.connection.execute(select(entries.c.words)).scalar_one()
        assert (USEFUL in marks.counted_in(words)) is marked
        assert marks.has(USEFUL, words) is marked


def test_nothing_is_left_of_what_was_removed(shelf: Shelf) -> None:
    """What was withdrawn is in no index and no list of words; a word that others use as well stays."""
    shelf.here.entries.put(_entry("1", "Unusual case", "of Wilhelmina"))
    shelf.here.entries.put(_entry("2", "Usual case"))
    shelf.here.entries.remove("document:1")
    shelf.here.entries.remove("document:1")

    left = [shelf.connection.execute(select(column)).scalars().all() for column in (entry_words.c.word, entry_slips.c.word)]
    assert [sorted(set(words)) for words in left] == [["", "case", "k.template", "s.mca", "usual"], ["usual"]]
    assert _found(shelf.here, "wilhelmina") == []
    assert shelf.here.entries.near("wilhelmna") == []
    assert _found(shelf.here, "case") == ["2"]


def test_a_community_takes_its_index_along(shelf: Shelf) -> None:
    """Where a community goes, nothing of it can be found in the database's own index either."""
    shelf.here.entries.put(_entry("1", "Hoarding"))
    shelf.connection.execute(delete(communities).where(communities.c.community_id == "here"))

    assert shelf.connection.execute(select(entries.c.ref)).all() == []
    if shelf.connection.dialect.name == "sqlite":
        assert shelf.connection.execute(text("SELECT rowid FROM entry_search('\"hoarding\"')")).all() == []
        shelf.connection.execute(text("INSERT INTO entry_search(entry_search) VALUES ('integrity-check')"))


def test_the_index_agrees_with_what_it_indexes(shelf: Shelf) -> None:
    """However often entries are put, changed and removed, SQLite's index holds what the table holds."""
    for turn in range(4):
        for name in range(6):
            shelf.here.entries.put(_entry(str(name), f"Title {turn} {name}", "körper " * turn, weight=turn % 2))
        shelf.here.entries.remove(f"document:{turn}")

    if shelf.connection.dialect.name == "sqlite":
        shelf.connection.execute(text("INSERT INTO entry_search(entry_search, rank) VALUES ('integrity-check', 1)"))
    assert sorted(_found(shelf.here, "title")) == ["0", "1", "2", "4", "5"]
    assert sorted(_found(shelf.here, "title", "3")) == ["0", "1", "2", "4", "5"]


def test_the_title_comes_first(shelf: Shelf) -> None:
    """What is called so comes before what mentions it, though that be newer."""
    shelf.here.entries.put(_entry("1", "Capacity assessment template"))
    shelf.here.entries.put(_entry("2", "Minutes", "the template for a capacity assessment", at=NOW + timedelta(days=9)))
    shelf.here.entries.put(_entry("3", "An assessment, and a template about capacity and more", at=NOW + timedelta(days=9)))

    assert _found(shelf.here, "capacity", "assessment", "template") == ["1", "3", "2"]


def test_what_says_it_more_often_comes_before_what_says_it_once(shelf: Shelf) -> None:
    """Among entries of the same age that mention a word, the one that is about it comes first."""
    shelf.here.entries.put(_entry("1", "One", "hoarding and hoarding, about hoarding"))
    shelf.here.entries.put(_entry("2", "Two", "hoarding once"))

    assert _found(shelf.here, "hoarding") == ["1", "2"]


def test_other_names_are_found_and_what_was_said_comes_first(shelf: Shelf) -> None:
    """A word is found under its other names, also under those of several words, which must stand together."""
    shelf.here.entries.put(_entry("1", "Deprivation of liberty", at=NOW + timedelta(days=1)))
    shelf.here.entries.put(_entry("2", "DoLS"))
    shelf.here.entries.put(_entry("3", "Liberty, and a deprivation", "of both"))

    assert _found(shelf.here, ("dols", "deprivation of liberty")) == ["2", "1"]


def test_no_phrase_reaches_from_the_title_into_the_body(shelf: Shelf) -> None:
    """Words that only happen to be neighbours are not a phrase."""
    shelf.here.entries.put(_entry("1", "What is best", "interests of others"))

    assert _found(shelf.here, ("best interests",)) == []


def test_the_last_word_may_be_unfinished(shelf: Shelf) -> None:
    """While somebody types, what they have so far finds words that begin like it; words before it stand as they are."""
    shelf.here.entries.put(_entry("1", "Capacity assessment"))

    assert _found(shelf.here, "capacity", "ass") == ["1"]
    assert _found(shelf.here, "capacity", "as") == ["1"], "a word that nothing has is left out"
    assert _first(shelf.here, "capacity", "ass").matched == ("Capacity", "assessment")
    assert _found(shelf.here, "cap", "nowhere") == []


def test_where_nothing_has_all_the_words_as_many_as_can_be_are_enough(shelf: Shelf) -> None:
    """Of four words three are better than two; of two, the rarer one."""
    for number in range(12):
        shelf.here.entries.put(_entry(f"filler {number}", "red"))
    shelf.here.entries.put(_entry("two", "red green"))
    shelf.here.entries.put(_entry("three", "nothing", "red green blue"))
    shelf.here.entries.put(_entry("rare", "white"))

    assert _found(shelf.here, "red", "green", "blue", "white")[0] == "three"
    assert _found(shelf.here, "red", "white")[0] == "rare"
    assert "two" in _found(shelf.here, "green", "white")


def test_a_filter_without_words_gives_the_newest(shelf: Shelf) -> None:
    """Kind and topic are filtered for; with nothing to look for at all nothing is found."""
    for number, (kind, topics) in enumerate([("template", ("dols",)), ("how-to-guide", ("dols", "#our-way")), ("template", ())]):
        shelf.here.entries.put(_entry(str(number), "x", kind=kind, topics=topics, at=NOW + timedelta(hours=number)))

    assert _found(shelf.here, kind="template") == ["2", "0"]
    assert _found(shelf.here, topic="dols") == ["1", "0"]
    assert _found(shelf.here, topic="our-way") == ["1"]
    assert _found(shelf.here, kind="how-to-guide", topic="dols") == ["1"]
    assert _found(shelf.here, "x", kind="how-to-guide") == ["1"]
    assert _found(shelf.here) == []


def test_a_hit_says_which_of_its_words_matched_as_they_stand(shelf: Shelf) -> None:
    """The words are shown as their author wrote them, and it is said whether the title has them all."""
    shelf.here.entries.put(_entry("1", "The Board’s Café", "for Self-Neglect and naïve questions"))

    assert _first(shelf.here, "cafe").matched == ("Café",)
    assert _first(shelf.here, "board").matched == ("Board’s",)
    assert _first(shelf.here, "cafe").in_title
    mixed = _first(shelf.here, "cafe", ("self neglect", "hoarding"), "naive")
    assert (mixed.matched, mixed.in_title) == (("Café", "Self-Neglect", "naïve"), False)


def test_pages_follow_one_another(shelf: Shelf) -> None:
    """The next page begins where the last one ended, and nothing is shown twice."""
    for number in range(25):
        shelf.here.entries.put(_entry(f"{number:02}", "Same", at=NOW + timedelta(minutes=number)))
    pages = [_found(shelf.here, "same", limit=10, offset=offset) for offset in (0, 10, 20, 30)]

    assert [name for page in pages for name in page] == [f"{number:02}" for number in reversed(range(25))]
    assert pages[3] == []


def test_a_slip_of_the_finger_is_found_among_the_community_s_own_words(shelf: Shelf) -> None:
    """Near a word are those one letter away that somebody here has used, the most used first; and itself, if it is one."""
    shelf.here.entries.put(_entry("1", "Hoarding", "boarding"))
    shelf.here.entries.put(_entry("2", "boarding 12345"))

    assert shelf.here.entries.near("hoardng") == ["hoarding"]
    assert shelf.here.entries.near("aoarding") == []
    assert shelf.here.entries.near("boarding") == ["boarding"]
    assert shelf.here.entries.near("12346") == []
    assert shelf.here.entries.near("") == []


def test_entries_of_one_moment_do_not_get_in_each_other_s_way(shelf: Shelf) -> None:
    """Many files of one import bear the same time, in every community."""
    for store in (shelf.here, shelf.there):
        for number in range(40):
            store.entries.put(_entry(str(number), "Imported"))

    assert len(_found(shelf.here, "imported", limit=99)) == 40


@pytest.mark.parametrize("letters", ["'", '"', "\\", ":*", "& | !", "<->", "NEAR(", "-", "%", "ß Œ ﬁ", "日本語", "👩‍⚕️"])
def test_no_letters_are_anything_but_letters(shelf: Shelf, letters: str) -> None:
    """Nothing that can be typed means anything to the database."""
    shelf.here.entries.put(
        _entry(
            "1", f"a{letters}b", f"{letters} c{letters}d", kind=f"k{letters}"[:60], topics=(f"t{letters}"[:40].replace(" ", ""),)
        )
    )

    assert shelf.here.entries.search(_wanted(f"a{letters}b", kind=f"k{letters}", topic=f"t{letters}"), 5) is not None
    assert _found(shelf.here, letters) is not None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60).filter(lambda text: "\x00" not in text))
def test_whatever_was_written_is_found_by_it(shelf: Shelf, written: str) -> None:
    """What stands in a title finds it, whatever the script; nothing that is written breaks the index."""
    safe = written.encode("utf-8", "ignore").decode()
    shelf.here.entries.put(_entry("1", f"anchor {safe}", safe))
    words = tuple((word,) for word in safe.split()[:6])

    assert _found(shelf.here, "anchor", *words) == ["1"]
    shelf.here.entries.remove("document:1")
    assert shelf.connection.execute(select(entry_words.c.word)).all() == []


def test_a_word_that_very_many_hold_is_still_found_in_titles_and_in_what_was_of_use(shelf: Shelf) -> None:
    """Of a word in thousands of entries not all are ranked: but those called so are, and those that helped, however old."""
    for number in range(MOST + 30):
        shelf.here.entries.put(_entry(f"{number}", "Minutes", "about capacity", at=NOW + timedelta(minutes=number)))
    shelf.here.entries.put(_entry("titled", "Capacity", at=NOW - timedelta(days=900)))
    shelf.here.entries.put(_entry("used", "Paper", "on capacity", at=NOW - timedelta(days=900), weight=30))
    shelf.connection.execute(entry_words.update().values(many=9 * BEARABLE))  # as if there were thousands

    assert _found(shelf.here, "capacity")[:2] == ["titled", "used"]
