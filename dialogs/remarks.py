"""Remarks on a draft of the memorandum: members say what they would change, and can take it back."""

from __future__ import annotations

from cards.memoranda import OpenComment
from cards.remarks import SendComment, TakeBackComment, comment_form
from community.memoranda import Comment, CommentGone, CommentId, DraftAdopted, Memorandum, NoDraft, comment_words
from community.refusals import Refusal
from dialogs.agreeing import draft_subject
from dialogs.arriving import has_arrived
from dialogs.routing import Router
from dialogs.turn import Effect, Refresh, Reply, Say, ShowForm, Turn

router = Router()
TITLE = "Comments on the draft"
READ = 200
"""So many comments are read; a form shows the newest that fit."""
THANKS = "Thank you. Your comment is with the draft."
TAKEN_BACK = "Your comment is taken back. Nothing of it is kept."


@router.opening(OpenComment)
def open_comment(wish: OpenComment, turn: Turn) -> Reply:
    """Open what others said, with a field to say something."""
    return _form(_draft(wish.version, turn), SendComment(version=wish.version, nonce=turn.new_id()), turn)


def _draft(version: int, turn: Turn) -> Memorandum:
    """The draft that can be commented on. Raises `NoDraft` or `DraftAdopted`."""
    found = turn.store.memoranda.read(version)
    if found is None:
        raise NoDraft
    if not found.draft:
        raise DraftAdopted(version=version)
    return found


def _form(draft: Memorandum, sent: SendComment, turn: Turn, wrong: str = "") -> Reply:
    comments = turn.store.memorandum_comments.of(draft.version, READ)
    kept = sent.model_copy(update={"community": turn.community.id})
    form = comment_form(kept, draft, comments, mine=turn.member.id, facilitates=turn.member.facilitates, wrong=wrong)
    return Reply(ShowForm(TITLE, form))


@router.sending(SendComment, once=lambda sent: ("memorandum", "comment", sent.nonce))
def send_comment(sent: SendComment, turn: Turn) -> Reply:
    """Leave a comment; what others said is shown again, with it."""
    draft = _draft(sent.version, turn)
    comments = turn.store.memorandum_comments
    try:
        kept = comment_words(sent.words, comments.count_by(draft.version, turn.member.id))
    except Refusal as refusal:
        return _form(draft, sent, turn, wrong=refusal.said)
    made = Comment(id=CommentId(turn.new_id()), version=draft.version, member=turn.member.id, words=kept, at=turn.now)
    comments.add(made)
    return Reply(Say(THANKS), then=_seen(draft, turn))


@router.sending(TakeBackComment)
def take_back(sent: TakeBackComment, turn: Turn) -> Reply:
    """Take a comment back. Nothing of it is kept."""
    comments = turn.store.memorandum_comments
    found = comments.read(CommentId(sent.comment))
    if found is None:
        raise CommentGone
    found.check_may_take_back(turn.member)
    comments.take_back(found.id)
    draft = turn.store.memoranda.read(found.version)
    return Reply(Say(TAKEN_BACK), then=_seen(draft, turn) if draft else ())


def _seen(draft: Memorandum, turn: Turn) -> tuple[Effect, ...]:
    subject = draft_subject(draft.version)
    has_arrived(turn, subject, turn.shown_on)
    return (Refresh(subject),) if turn.store.postings.read(subject) else ()
