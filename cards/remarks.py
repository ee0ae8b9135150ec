"""Remarks on a draft of the memorandum: what members would change in it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import CardJson, Element, card, counted, line, problem, run, sender, text_field, words
from community.memoranda import COMMENT_LIMIT, Comment, Memorandum

ROOM_BYTES, AROUND_BYTES = 20_000, 700
"""What comments may take of a form, and what stands around each."""


class SendComment(Action, verb="memorandum.comment.send"):
    """Leave a comment on a draft."""

    version: int
    nonce: str
    community: str = ""
    words: str = ""


class TakeBackComment(Action, verb="memorandum.comment.back"):
    """Take a comment back."""

    version: int
    comment: str
    community: str = ""
    words: str = ""


def comment_form(
    sent: SendComment, draft: Memorandum, comments: Sequence[Comment], *, mine: str, facilitates: bool, wrong: str = ""
) -> CardJson:
    """What others said about a draft, the newest that fit, and a field to say something. `mine` is the member's own id."""
    body: list[Element] = [problem(wrong)] if wrong else []
    comments, earlier = _fitting(comments)
    if earlier:
        body.append(line(f"Not shown: {counted(earlier, 'earlier comment', 'earlier comments')}.", subtle=True))
    for comment in comments:
        body.append(words(run(f"{comment.by}: ", bold=True), run(comment.words)))
        if comment.member == mine or facilitates:
            back = TakeBackComment(version=draft.version, comment=comment.id, community=sent.community)
            body.append({"type": "ActionSet", "spacing": "None", "actions": [sender("Take it back", back, style="default")]})
    if not comments:
        body.append(line("Nobody has commented yet.", subtle=True))
    body.append(
        text_field("words", "Your comment", limit=COMMENT_LIMIT, value=sent.words, lines=True,
                   hint="What would make this right for us?", missing="Please write a few words.")
    )  # fmt: skip
    body.append(line("Everybody who reads the draft can read comments, with your name.", subtle=True, small=True))
    kept = SendComment(version=draft.version, nonce=sent.nonce, community=sent.community)
    return card(body, [sender("Leave the comment", kept)])


def _fitting(comments: Sequence[Comment]) -> tuple[list[Comment], int]:
    """The newest comments that a form can hold, oldest first, and how many there are before them."""
    kept: list[Comment] = []
    room = ROOM_BYTES
    for comment in reversed(comments):
        room -= len(comment.words.encode()) + AROUND_BYTES
        if room < 0:
            break
        kept.insert(0, comment)
    return kept, len(comments) - len(kept)
