"""The memorandum of understanding: its card in force and as a draft, and the forms around it."""

from __future__ import annotations

from cards.actions import Action
from cards.parts import (
    CardJson,
    Element,
    button,
    card,
    counted,
    heading,
    line,
    note,
    opener,
    paragraphs,
    problem,
    run,
    sender,
    text_field,
    titled,
    toggle_field,
    words,
)
from community.memoranda import WORDS_LIMIT, Memorandum, sections
from community.people import Model

MEMORANDUM = "Memorandum of understanding"
CONDITION = "Accepting it is a condition here for asking, and for sharing reflections."
ABOUT_WORDS = "An empty line begins a new part. A short first line without a full stop is its heading."


class OpenMemorandum(Action, verb="memorandum.open"):
    """Open the memorandum to read, and to accept."""

    community: str = ""


class AcceptMemorandum(Action, verb="memorandum.accept"):
    """Accept a version."""

    version: int
    community: str = ""


class OpenDraft(Action, verb="memorandum.draft"):
    """Open the form in which facilitators write the memorandum."""

    community: str = ""


class SendDraft(Action, verb="memorandum.draft.send"):
    """Keep a draft. `revision` is the one the form was opened with; 0 for a new one."""

    community: str = ""
    revision: int = 0
    words: str = ""
    together: str = "false"
    """“true” to ask the community for comments."""


class SendDiscard(Action, verb="memorandum.discard"):
    """Keep nothing of the draft, whatever its form holds."""

    version: int
    community: str = ""
    words: str = ""
    together: str = ""


class OpenComment(Action, verb="memorandum.comment"):
    """Open the form to comment on a draft, with what others said."""

    version: int
    community: str = ""


class OpenAdopt(Action, verb="memorandum.adopt"):
    """Read a draft once more before it is in force."""

    version: int
    community: str = ""


class OpenAccepted(Action, verb="memorandum.accepted"):
    """Open the list of who accepted what. `name` and `member` say behind whom the page begins."""

    community: str = ""
    name: str = ""
    member: str = ""
    condition: str = ""


class Seen(Model):
    """What a card says beside the words: how many have accepted, of how many, and whether it is a condition."""

    accepted: int
    here: int
    condition: bool


def words_in(memorandum: Memorandum) -> list[Element]:
    """The words of a version, part by part."""
    made: list[Element] = []
    for section in sections(memorandum.words):
        if section.heading:
            made.append(words(run(section.heading, bold=True)))
        made += paragraphs(section.words)
    return made


def memorandum_card(
    memorandum: Memorandum, seen: Seen, *, since: str, community: str = "", private: str = "", draft: int = 0
) -> CardJson:
    """A version that was adopted. `since` is the day in words, `private` a line for who just acted, `draft` the next version."""
    body: list[Element] = [note(private)] if private else []
    if not memorandum.in_force:
        body += [titled(MEMORANDUM, f"Version {memorandum.version}, superseded"), *words_in(memorandum)]
        return card([*body, line("A newer version is in force: write **@Canopy memorandum**.")])
    body += [titled(MEMORANDUM, f"Version {memorandum.version}"), *words_in(memorandum)]
    told = f"In force since {since}. {seen.accepted} of {counted(seen.here, 'member', 'members')} accepted it."
    body.append(words(run(told, subtle=True), small=True))
    if seen.condition:
        body.append(line(CONDITION, subtle=True, small=True))
    about = {"community": community} if community else {}
    actions = [
        button("I accept", AcceptMemorandum(version=memorandum.version, **about), style="positive"),
        opener("Who accepted", OpenAccepted(**about)),
        opener("Change it", OpenDraft(**about), secondary=True),
    ]
    if draft:
        body.append(line(f"A draft of version {draft} is being written.", subtle=True, small=True))
        actions.append(opener("Comment on the draft", OpenComment(version=draft, **about)))
        actions.append(opener("Adopt the draft", OpenAdopt(version=draft, **about), secondary=True))
    return card(body, actions)


def over_card(version: int, told: str) -> CardJson:
    """What stands where a draft was, once it is none any more."""
    return card([titled(MEMORANDUM, f"Draft of version {version}"), line(told)])


def draft_card(draft: Memorandum, comments: int, *, community: str = "") -> CardJson:
    """A draft, for everybody to read and comment on."""
    body = [titled(MEMORANDUM, f"Draft of version {draft.version}"), *words_in(draft)]
    said = counted(comments, "comment", "comments") if comments else "No comments yet. What is missing, what is too much?"
    body.append(words(run(said, subtle=True), small=True))
    about = {"community": community} if community else {}
    actions = [
        opener("Comment", OpenComment(version=draft.version, **about), style="positive"),
        opener("Edit the draft", OpenDraft(**about)),
        opener("Adopt it", OpenAdopt(version=draft.version, **about)),
    ]
    return card(body, actions)


def none_yet_card(community: str) -> CardJson:
    """For a facilitator of a community without a memorandum."""
    return card(
        [
            heading(MEMORANDUM),
            line("This community has none yet. There is a sound text to start from: purpose, confidentiality, no identifiable "
                 "cases, and what Canopy stores. Change it as you like, draft it together, then adopt it."),
        ],
        [opener("Write it", OpenDraft(community=community), style="positive")],
    )  # fmt: skip


def read_form(memorandum: Memorandum, *, accepted: str, community: str) -> CardJson:
    """The version in force, to read and accept in a form. `accepted` is the day in words when this member did."""
    body = words_in(memorandum)
    if accepted:
        return card([*body, note(f"You accepted this version on {accepted}.")])
    return card(body, [sender("I accept", AcceptMemorandum(version=memorandum.version, community=community))])


def draft_form(sent: SendDraft, *, draft: int = 0, shown: bool = False, wrong: str = "") -> CardJson:
    """Write the memorandum. `draft` is the version of one that is there already; `shown` when its card is in the channel."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [
        line(ABOUT_WORDS, subtle=True, small=True),
        text_field("words", MEMORANDUM, limit=WORDS_LIMIT, value=sent.words, lines=True, missing="Please write a few words."),
    ]
    if not shown:
        body.append(
            toggle_field("together", "Post the draft in the channel and ask for comments", "Draft together",
                         on=sent.together == "true")
        )  # fmt: skip
    actions = [sender("Save the draft", SendDraft(community=sent.community, revision=sent.revision))]
    if draft:
        actions.append(sender("Discard it", SendDiscard(version=draft, community=sent.community), style="destructive"))
    return card(body, actions)
