"""What the search holds: documents, links, asks, profiles, shared reflections. No name: nobody is found by what they asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from community.answers import Answer
from community.asks import Ask, AskState
from community.documents import Document, DocumentState
from community.file_names import split_name
from community.filing_words import topics_said
from community.finding import Entry, EntryKind
from community.hashtags import without_last_tags
from community.kinds import KINDS
from community.packs import Pack
from community.privacy import one_line
from community.profile_drafts import profile_view
from community.profiles import Profile
from community.reflections import Reflection, ReflectionState, written

TITLE_MOST: Final = 200
BODY_MOST: Final = 8_000
"""Characters. An ask with hundreds of answers is found by what stands in the best of them."""
PROFILE: Final = "profile"
REFLECTION: Final = "reflection"
"""The kinds that profiles and shared reflections are filtered by; no pack's kind of document is filed as one."""


def document_entry(document: Document, pack: Pack) -> Entry | None:
    """What the search holds of a document: what its card says. None for one that cannot be opened."""
    if not document.usable:
        return None
    said = (
        document.good_for,
        document.source,
        pack.label_of_kind(document.kind) if document.kind else "",
        *map(pack.label_of_topic, document.topics),
        split_name(document.name)[0],
    )
    return Entry(
        ref=f"document:{document.id}",
        what=EntryKind.LINK if document.state is DocumentState.LINK else EntryKind.DOCUMENT,
        kind=document.kind,
        topics=document.topics,
        title=document.title,
        body=_body(said),
        at=document.filed_at or document.saved_at,
        weight=0 if document.superseded_by else document.uses,
    )


def ask_entry(ask: Ask, answers: Iterable[Answer], pack: Pack) -> Entry | None:
    """What the search holds of an ask: question, answers (best first) and what was learned. None before and after its life."""
    if ask.state not in {AskState.OPEN, AskState.CLOSED} or ask.kind is None:
        return None
    given = list(answers)
    return Entry(
        ref=f"ask:{ask.id}",
        what=EntryKind.ASK,
        kind=ask.kind.value,
        topics=topics_said(ask.tags, pack),
        title=one_line(without_last_tags(ask.text), TITLE_MOST),
        body=_body((ask.text, ask.learned or "", KINDS[ask.kind].label, *ask.tags, *(answer.text for answer in given))),
        at=ask.closed_at or ask.asked_at,
        weight=ask.same_here + sum(answer.helped for answer in given),
    )


def profile_entry(profile: Profile, pack: Pack) -> Entry | None:
    """What the search holds of a profile: what its member wrote, not their name, which is the roster's. None for one put away."""
    if not profile.found:
        return None
    view = profile_view(profile, pack)
    said = (*(text for _, text in view.headings), view.experience, *view.can_help, *view.wants_to_learn)
    return Entry(
        ref=f"profile:{profile.member}",
        what=EntryKind.PROFILE,
        kind=PROFILE,
        topics=profile.can_help,
        title=one_line(view.work, TITLE_MOST),
        body=_body(said),
        at=profile.confirmed_at,
    )


def reflection_entry(reflection: Reflection, label: str, pack: Pack) -> Entry | None:
    """What the search holds of a reflection that its author shared with their name. None for every other one.

    `label` is what kind of reflection it is. No name in it: whose it is, is read when it is shown.
    """
    if reflection.state is not ReflectionState.NAMED or reflection.written_at is None:
        return None
    texts = [part.text for part in written(reflection.parts)]
    return Entry(
        ref=f"reflection:{reflection.id}",
        what=EntryKind.REFLECTION,
        kind=REFLECTION,
        topics=pack.topics_in(" ".join(texts)),
        title=one_line(label, TITLE_MOST),
        body=_body(texts),
        at=reflection.written_at,
    )


def _body(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)[:BODY_MOST]
