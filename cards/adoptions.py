"""Adopting a memorandum: the last look at a draft, who accepted what, and a word to those who have not."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.memoranda import CONDITION, OpenAccepted, OpenMemorandum, Seen, words_in
from cards.parts import CardJson, Element, card, counted, line, opener, run, sender, toggle_field, words
from community.memoranda import Memorandum
from community.people import Model
from community.privacy import display_name


class SendAdopt(Action, verb="memorandum.adopt.send"):
    """Have a draft in force. `revision` is the one that was read."""

    version: int
    revision: int
    community: str = ""


class SendCondition(Action, verb="memorandum.condition"):
    """Settle whether accepting is a condition."""

    community: str = ""
    condition: str = "false"


class SendNudge(Action, verb="memorandum.nudge"):
    """Remind those who have not accepted a version, once."""

    version: int
    community: str = ""
    condition: str = ""


class AcceptedLine(Model):
    """One line of the list of who accepted what."""

    name: str
    said: str


def adopt_form(draft: Memorandum, comments: int, *, community: str) -> CardJson:
    """A draft once more, before it is in force."""
    told = f"There {'is' if comments == 1 else 'are'} {counted(comments, 'comment', 'comments')} on it. " if comments else ""
    return card(
        [
            line(f"{told}Once adopted it cannot be changed; a change is a new version. It is posted once in the channel, and "
                 "everybody is asked to accept it."),
            *words_in(draft),
        ],
        [sender("Adopt it", SendAdopt(version=draft.version, revision=draft.revision, community=community))],
    )  # fmt: skip


def accepted_form(
    memorandum: Memorandum, lines: Sequence[AcceptedLine], seen: Seen, following: OpenAccepted | None, *, community: str
) -> CardJson:
    """Who accepted which version and when, page by page, for facilitators."""
    told = f"{seen.accepted} of {counted(seen.here, 'member', 'members')} accepted version {memorandum.version}."
    body: list[Element] = [words(run(told, bold=True))]
    body += [words(run(f"{display_name(each.name)}: "), run(each.said, subtle=True), small=True) for each in lines]
    body.append(toggle_field("condition", CONDITION, "A condition", on=seen.condition))
    actions = [sender("Save", SendCondition(community=community))]
    if seen.accepted < seen.here:
        actions.append(sender("Remind the others", SendNudge(version=memorandum.version, community=community), style="default"))
    if following is not None:
        actions.append(opener("Next page", following))
    return card(body, actions)


def nudge_card(community: str, name: str, *, again: bool) -> CardJson:
    """A private word to somebody who has not accepted the version in force. `again` where they accepted an earlier one."""
    why = "has a new version of its memorandum." if again else "has a memorandum: what members hold each other to."
    return card(
        [
            words(run(name, bold=True), run(f" {why}")),
            line("It takes two minutes to read. You are reminded of this version once."),
        ],
        [opener("Read it", OpenMemorandum(community=community), style="positive")],
    )
