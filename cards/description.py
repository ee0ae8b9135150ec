"""What forms ask about a document: the same fields wherever one is filed or described."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from cards.actions import Action
from cards.communities import MEMBERS_DATASET
from cards.parts import Element, choice_field, date_field, line, text_field
from community.documents import GOOD_FOR_LIMIT, SOURCE_LIMIT, TITLE_LIMIT
from community.packs import Pack
from community.people import Member
from community.privacy import SAFETY_LINE, one_line

ANY_KIND = "any"
"""What the list of kinds holds while nobody has said: a list shows no choice that is empty."""
TAGS_LIMIT = 200
TOPICS_DATASET = "topics"
"""Topics are found by their other names too, while one types."""


class Description(Action):
    """What somebody says about a document in a form."""

    community: str = ""
    title: str = ""
    kind: str = ANY_KIND
    topics: str = ""
    tags: str = ""
    good_for: str = ""
    source: str = ""
    owner: str = ""
    review: str = ""


D = TypeVar("D", bound=Description)


def fields(
    sent: Description, pack: Pack, *, people: Sequence[Member], title_hint: str = "", owned: bool = True, titled: bool = True
) -> list[Element]:
    """The fields of a description, filled in with what was sent. `people` can be chosen as owner; more are found by typing.

    Not `owned` where it is not settled whose members could own it; not `titled` where several documents are described at once.
    """
    known = pack.kind(sent.kind)
    named = text_field("title", "Title", limit=TITLE_LIMIT, value=sent.title, hint=title_hint)
    return [
        *([named] if titled else []),
        choice_field("kind", "What is it?", [("I do not know yet", ANY_KIND), *((kind.label, kind.slug) for kind in pack.kinds)],
                     value=sent.kind if known else ANY_KIND),
        choice_field("topics", "Topics", [(topic.label, topic.slug) for topic in pack.topics], value=sent.topics, many=True,
                     style="filtered", dataset=f"{TOPICS_DATASET}:{sent.community}"),
        text_field("tags", "Other topics, as #hashtags", limit=TAGS_LIMIT, value=sent.tags, hint="#fire-service #housing"),
        text_field("good_for", "Good for, in one line", limit=GOOD_FOR_LIMIT, value=sent.good_for,
                   hint=known.good_for if known else pack.prompts.good_for),
        text_field("source", "Source", limit=SOURCE_LIMIT, value=sent.source, hint=pack.prompts.source),
        *([_owner(sent, people)] if owned else []),
        date_field("review", "To be looked at again on", value=sent.review),
        line(SAFETY_LINE, subtle=True, small=True),
    ]  # fmt: skip


def _owner(sent: Description, people: Sequence[Member]) -> Element:
    names = [(one_line(member.name, 60) or "A member", str(member.id)) for member in people]
    chosen = sent.owner if any(value == sent.owner for _, value in names) else ""
    return choice_field("owner", "Who vouches for it?", names, value=chosen, style="filtered",
                        dataset=f"{MEMBERS_DATASET}:{sent.community}")  # fmt: skip


def carried(into: type[D], sent: Description, body: Sequence[Element], **more: str) -> D:
    """What the button of a form carries: what was sent, but for what its own fields hold, as an emptied one says nothing."""
    typed = {element["id"] for element in body if "id" in element}
    unchanged = {name: field.default for name, field in into.model_fields.items()}
    kept = {name: value for name, value in sent if name in unchanged and name not in typed and value != unchanged[name]}
    return into.model_validate({**kept, **more})
