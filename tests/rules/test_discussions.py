"""Discussion points: which question goes with a document, and the one behind it."""

from __future__ import annotations

from datetime import UTC, datetime

from community.discussions import another_question, first_question, key_of, question_with
from community.documents import Document, DocumentState
from community.ids import DocumentId
from community.packs import USUAL, pack_named
from community.people import MemberId

MCA = pack_named(USUAL)


def document(**known: object) -> Document:
    """A document that can be opened."""
    usual = {"id": DocumentId("d"), "title": "A", "saver": MemberId("m"), "state": DocumentState.LINK}
    return Document.model_validate({**usual, "saved_at": datetime(2026, 11, 2, tzinfo=UTC), **known})


def test_every_question_has_a_key_of_its_own() -> None:
    """So that the one that was chosen is found again, on a card that is years old."""
    keys = {key_of(question) for question in MCA.questions}
    assert len(keys) == len(MCA.questions)
    assert all(question_with(key_of(question), document(), MCA) is question for question in MCA.questions)


def test_a_key_that_nobody_knows_gives_a_fitting_question_all_the_same() -> None:
    """A pack that changed, or a form that was tampered with: a question of the pack's, and always the same."""
    found = question_with("gone", document(topics=("hoarding",)), MCA)
    assert "hoarding" in found.topics
    assert question_with("gone", document(topics=("hoarding",)), MCA) is found


def test_the_questions_go_round() -> None:
    """Each once, those that fit best first; then from the beginning. One that does not fit leads to the first that does."""
    for known in ({"topics": ("hoarding",)}, {"kind": "7-minute-briefing"}, {}):
        about = document(**known)
        first = first_question(about, MCA, "seed")
        seen = [first]
        while (following := another_question(about, MCA, key_of(seen[-1]))) is not first:
            seen.append(following)
        assert len({question.text for question in seen}) == len(seen) > 1
        assert {*MCA.questions_for(about.kind, about.topics)} <= {*seen}
        assert another_question(about, MCA, "gone") is MCA.questions_for(about.kind, about.topics)[0]
