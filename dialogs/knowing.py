"""Who knows about something: looked up in profiles, in answers that helped, and in reflections that were shared with a name.

What looking for colleagues and calling on them share. Nothing that was asked or shared without a name counts for anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from community.calls import CallState, rests
from community.entries import PROFILE, REFLECTION
from community.finding import EntryKind, Hit, Wanted, understood
from community.ids import AskId, ReflectionId
from community.knowing import (
    MOST_SUBJECTS,
    Evidence,
    Knower,
    Speaks,
    from_profile,
    has_all,
    own_word,
    own_words_in,
    ranked,
    said_of_oneself,
    speaks_of,
    topics_meant,
)
from community.knowledge_maps import QUARTER, KnowledgeMap, asked_about, drawn
from community.people import MemberId
from community.reflections import ReflectionState
from dialogs.cataloguing import pack_in, pack_of
from dialogs.turn import Turn
from store.opened import Store

MOST_LOOKED_AT = 40
"""So many of each sort are looked at."""
MOST_ANSWERS = 20
MOST_ASKED = 1_000
"""So many asks of the last quarter are read for the map, the newest of them."""
MAP = "map:all"
"""What exports call the knowledge map."""


def who_knows(subject: str, turn: Turn) -> list[Knower]:
    """Who may know about a subject, most likely first: those who are here, and have not said “not now” lately."""
    return _free(ranked(_evidence(subject, turn)), turn)


def who_may_help(text: str, turn: Turn) -> list[Knower]:
    """Who may help with an ask: who knows about the topics it names, or about words that members have in their profiles."""
    pack = pack_of(turn)
    known = topics_meant(text, pack)[:MOST_SUBJECTS]
    own = own_words_in(text, (topic for topic in turn.store.profiles.count_helping() if pack.topic(topic) is None))
    subjects = [pack.label_of_topic(topic).lstrip("#") for topic in dict.fromkeys((*known, *own))]
    found = [evidence for subject in subjects[:MOST_SUBJECTS] for evidence in _evidence(subject, turn)]
    return _free(ranked(found), turn)


def _free(knowers: Sequence[Knower], turn: Turn) -> list[Knower]:
    """Those who are in the team, and are not to be left in peace."""
    people = [knower.member for knower in knowers]
    here = turn.store.members.askable(people)
    recent = turn.store.calls.recent(here, turn.now)
    peace = {
        member
        for member, calls in recent.items()
        if any(call.state is CallState.NOT_NOW and rests(call, turn.now) for call in calls)
    }
    return [knower for knower in knowers if knower.member in here and knower.member not in peace]


def _evidence(subject: str, turn: Turn) -> Iterator[Evidence]:
    pack = pack_of(turn)
    wanted = understood(subject, pack, turn.store.entries.near).model_copy(update={"kind": "", "topic": ""})
    topics = topics_meant(subject, pack)
    yield from _who_say_so((*topics, *filter(None, [own_word(subject)])), turn)
    wanted = wanted if wanted.words else understood(" ".join(map(pack.label_of_topic, topics)), pack)
    yield from _whose_profile_speaks(wanted, turn)
    yield from _who_helped(wanted, turn)
    yield from _who_reflected(wanted, turn)


def _who_say_so(topics: Collection[str], turn: Turn) -> Iterator[Evidence]:
    """Those whose profile says “ask me about” one of these."""
    pack, profiles = pack_of(turn), turn.store.profiles
    for topic in dict.fromkeys(topics):
        found = profiles.of(profiles.helping(topic, MOST_LOOKED_AT))
        yield from (from_profile(profile, Speaks.ASK_ME, pack.label_of_topic(topic)) for profile in found.values())


def _whose_profile_speaks(wanted: Wanted, turn: Turn) -> Iterator[Evidence]:
    """Those whose profile speaks of it, other than as something they would like to learn."""
    pack = pack_of(turn)
    hits = {MemberId(hit.ref.partition(":")[2]): hit for hit in _hits(wanted, PROFILE, turn)}
    for member, profile in turn.store.profiles.of(hits).items():
        labels = [label for label in map(pack.label_of_topic, profile.can_help) if speaks_of(wanted, label)]
        if labels:
            yield from_profile(profile, Speaks.ASK_ME, labels[0])
        elif speaks_of(wanted, said_of_oneself(profile, pack)):
            yield from_profile(profile, Speaks.PROFILE, _said(hits[member]))


def _who_helped(wanted: Wanted, turn: Turn) -> Iterator[Evidence]:
    """Those whose answer to an ask about it helped."""
    for hit in _hits(wanted, "", turn):
        if hit.what is not EntryKind.ASK:
            continue
        ask = AskId(hit.ref.partition(":")[2])
        for answer in turn.store.answers.best(ask, MOST_ANSWERS):
            if answer.helped:
                yield Evidence(member=answer.by, speaks=Speaks.HELPED, about=hit.title, at=hit.at)


def _who_reflected(wanted: Wanted, turn: Turn) -> Iterator[Evidence]:
    """Those who shared a reflection that speaks of it, with their name."""
    for hit in _hits(wanted, REFLECTION, turn):
        found = turn.store.reflections.read(ReflectionId(hit.ref.partition(":")[2]))
        if found is not None and found.member and found.state is ReflectionState.NAMED:
            yield Evidence(member=found.member, speaks=Speaks.REFLECTED, about=_said(hit), at=hit.at)


def _hits(wanted: Wanted, kind: str, turn: Turn) -> list[Hit]:
    """What the search finds that has all the words."""
    if not wanted.words:
        return []
    hits = turn.store.entries.search(wanted.model_copy(update={"kind": kind}), MOST_LOOKED_AT)
    return [hit for hit in hits if has_all(hit, wanted)]


def _said(hit: Hit) -> str:
    """The words that were found, as they stand there."""
    return "“" + "”, “".join(list(dict.fromkeys(hit.matched))[:3]) + "”"


def map_of(store: Store, now: datetime) -> KnowledgeMap:
    """What the community knows, and what it is missing, as things are at `now`."""
    pack, profiles = pack_in(store), store.profiles
    asked = asked_about(store.asks.since(now - QUARTER, MOST_ASKED), pack)
    return drawn(profiles.count_helping(), profiles.count_learning(), asked, pack)
