"""Finding again: documents, links, asks with their answers and learnings, in one ranking."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from community.pack_parts import singular
from community.packs import Pack
from community.people import Model
from community.privacy import one_line

TEXT_LIMIT: Final = 200
MOST_WORDS: Final = 12
"""More words than that say nothing more about what is wanted."""
MOST_ALTERNATIVES: Final = 10
"""Each costs the search a little."""
LONGEST_NAME: Final = 8
MOST_SAID: Final = 4

Near = Callable[[str], Sequence[str]]
"""Words of a community's own vocabulary that are one slip from a word; the word itself among them if it is there."""


class EntryKind(StrEnum):
    """What a search finds."""

    DOCUMENT = "document"
    LINK = "link"
    ASK = "ask"
    PROFILE = "profile"
    REFLECTION = "reflection"


class Entry(Model):
    """Something as the index holds it."""

    ref: str
    """What the outbox and the cards call it: "document:ID", "ask:ID"."""
    what: EntryKind
    kind: str
    """Slug of a document kind, or of a kind of ask."""
    topics: tuple[str, ...]
    title: str
    body: str
    """Everything else that can be searched."""
    at: datetime
    weight: int = 0
    """How often it was used or said to have helped: among equals the more useful comes first."""


class Wanted(Model):
    """What somebody looks for, understood."""

    text: str
    """What they wrote, on one line."""
    words: tuple[tuple[str, ...], ...]
    """Each word with what else it may be called, the word itself first. All lower case, without accents."""
    kind: str = ""
    topic: str = ""


class Hit(Model):
    """Something that was found, best first."""

    ref: str
    what: EntryKind
    kind: str
    topics: tuple[str, ...]
    title: str
    at: datetime
    matched: tuple[str, ...]
    """The words of it that matched, as they stand there."""
    in_title: bool


_FILTER = re.compile(r"(?<!\S)(kind|type|topic|tag)\s?[:=]\s?(?:\"([^\"]{1,60})\"|“([^”]{1,60})”|([^\s,;]{1,60}))", re.IGNORECASE)
_TAG = re.compile(r"(?<!\S)[#＃]([\w-]{2,40})")
_KIND_IN_FRONT = re.compile(r"(.{2,60}?) (?:about|on|for|regarding|re|concerning|around|of|with)\b[ :]*(.*)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKS = re.compile("[\u0300-\u036f]")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and any about are as at be by can could do does for from has have help how i in is it its me my need of on or our "
        "please show some something that the their there these this to us we what when where which who with would you your",
    )
)
_POLITE = re.compile(r"^(?:(?:please|me|us|the|some|any|all|a|an|our|for|about|on)\s+)+(?=\S)")
_Group = tuple[str, ...]


def understood(text: str, pack: Pack, near: Near | None = None) -> Wanted:
    """What somebody looks for who writes `text` behind "find".

    Filters: `kind:template`, `topic:dols`, `#dols`, and a kind in front ("briefings about hoarding"). Words that the pack knows
    bring their synonyms, others their singular and plural. `near` gives words of the community's own vocabulary that are a slip
    away; it is asked for words that the pack does not know. No words are left for a wish that only filters.
    """
    line = one_line(text, TEXT_LIMIT)
    kind, topic, rest = _filters(line, pack)
    if not kind:
        kind, rest = _kind_said(rest, pack)
    groups = _groups(rest, pack, near or (lambda _: ()))
    return Wanted(text=line, words=groups, kind=kind, topic=topic)


def widened(wanted: Wanted, pack: Pack) -> Wanted:
    """The same without its filters, their names among the words instead: for when the filters leave nothing."""
    names = [pack.label_of_kind(wanted.kind)] if wanted.kind else []
    names += [pack.label_of_topic(wanted.topic)] if wanted.topic else []
    groups = tuple(group for name in names for group in _groups(name, pack, lambda _: ()))
    kept = tuple(dict.fromkeys((*wanted.words, *groups)))[:MOST_WORDS]
    return Wanted(text=wanted.text, words=kept)


def why_it_matched(hit: Hit) -> str:
    """Why it is among what was found, as a sentence. For one that only filters found: nothing."""
    found = [f"“{word}”" for word in dict.fromkeys(hit.matched)][:MOST_SAID]
    if not found:
        return ""
    said = found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
    if hit.what is EntryKind.PROFILE:
        return f"Their profile has {said}."
    if hit.what is EntryKind.REFLECTION:
        return f"The reflection has {said}."
    if hit.in_title:
        return f"Its title has {said}."
    return f"The question or an answer has {said}." if hit.what is EntryKind.ASK else f"What is known of it has {said}."


def also_looked_for(wanted: Wanted, hits: Sequence[Hit] = ()) -> tuple[str, ...]:
    """What else was looked for than what they wrote: other names, and words a slip away. Of `hits`, only what is in them."""
    there = {folded(word) for hit in hits for word in hit.matched}
    others = [word for first, *more in wanted.words for word in more if word not in _forms(first)]
    written = {form for first, *_ in wanted.words for form in (first, *_forms(first))}
    found = [word for word in dict.fromkeys(others) if word not in written and (not hits or word in there)]
    return tuple(found[:MOST_SAID])


def said_plainly(wanted: Wanted) -> str:
    """The words that are looked for, without filters and small words: what a field to search on with holds."""
    return " ".join(group[0] for group in wanted.words)


def folded(text: str) -> str:
    """A text as it is searched: in lower case, without accents. Marks that make the letters of other scripts stay."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", plain))


def words_of(text: str) -> list[str]:
    """The words of a text as they are searched."""
    return _WORD.findall(folded(text).replace("’", "'"))


def _filters(line: str, pack: Pack) -> tuple[str, str, str]:
    """The kind and the topic that are filtered for, and the text without them. What the pack does not know stays text."""
    found = {"kind": "", "topic": ""}

    def take(match: re.Match[str]) -> str:
        said = match[2] or match[3] or match[4]
        what = "kind" if match[1].lower() in {"kind", "type"} else "topic"
        slug = _slug_of(what, said, pack)
        found[what] = found[what] or slug
        return " " if slug else f" {said} "

    rest = _FILTER.sub(take, line)
    for tag in _TAG.findall(rest):
        found["topic"] = found["topic"] or _slug_of("topic", tag, pack)
    return found["kind"], found["topic"], _TAG.sub(" ", rest)


def _slug_of(what: str, said: str, pack: Pack) -> str:
    """The slug that is meant; for a topic the pack does not know a hashtag of the community's own."""
    if what == "kind":
        kind = pack.kind_called(said)
        return kind.slug if kind else ""
    topic = pack.topic_called(said)
    return topic.slug if topic else said.lstrip("#＃").lower()


def _kind_said(rest: str, pack: Pack) -> tuple[str, str]:
    """The kind that stands in front ("briefings about hoarding"), or alone ("briefings"), and what is left."""
    plain = _POLITE.sub("", " ".join(rest.casefold().split()))
    alone = pack.kind_called(plain)
    if alone:
        return alone.slug, ""
    front = _KIND_IN_FRONT.fullmatch(plain)
    kind = pack.kind_called(front[1]) if front else None
    return (kind.slug, front[2]) if front and kind else ("", rest)


def _groups(text: str, pack: Pack, near: Near) -> tuple[_Group, ...]:
    """Each word, or phrase the pack knows, with what else it may be called."""
    words = words_of(text)[:MOST_WORDS]
    groups: list[_Group] = []
    at = 0
    while at < len(words):
        many, group = _known_at(words, at, pack)
        if not group and words[at] not in _STOP:
            group = _unknown(words[at], pack, near)
        if group:
            groups.append(group)
        at += many
    return tuple(dict.fromkeys(groups)) or tuple((word,) for word in words)


def _known_at(words: list[str], at: int, pack: Pack) -> tuple[int, _Group]:
    """The longest name of the pack that begins at a word, and its synonyms."""
    for many in range(min(LONGEST_NAME, len(words) - at), 0, -1):
        said = " ".join(words[at : at + many])
        others = pack.synonyms(said)
        if others and (many > 1 or said not in _STOP):
            return many, _each_once((said, *_forms(said), *map(folded, others)))
    return 1, ()


def _unknown(word: str, pack: Pack, near: Near) -> _Group:
    """A word that the pack does not know: its forms, what the community writes that is a slip away, or what the pack does."""
    close = [folded(other) for other in near(word)]
    if word in close or any(form in close for form in _forms(word)):
        return _each_once((word, *_forms(word)))
    meant = pack.topic_called(word)
    guessed = _said_as(meant.label, pack) if meant else ()
    return _each_once((word, *_forms(word), *close, *guessed))


def _said_as(label: str, pack: Pack) -> _Group:
    """A topic's name and its synonyms, as they are searched."""
    name = folded(label.partition("(")[0].strip())
    return (" ".join(words_of(name)), *map(folded, pack.synonyms(name)))


def _forms(said: str) -> _Group:
    """Singular and plural of a word, or of a phrase's last word, as far as its letters tell."""
    before, blank, word = said.rpartition(" ")
    if len(word) < 3 or not word.isalpha():
        return ()
    if word.endswith("ies") and len(word) > 4:
        other = f"{word[:-3]}y"
    elif word.endswith("y") and word[-2] not in "aeiou":
        other = f"{word[:-1]}ies"
    elif word.endswith("s"):
        other = singular(word)
    else:
        other = f"{word}s"
    return (f"{before}{blank}{other}",) if other != word else ()


def _each_once(group: Iterable[str]) -> _Group:
    return tuple(dict.fromkeys(word for word in group if word))[:MOST_ALTERNATIVES]
