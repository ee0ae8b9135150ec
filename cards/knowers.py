"""The card that says who may know about something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cards.actions import Action
from cards.asks import OpenAsk
from cards.parts import CardJson, Element, beside, card, heading, line, opener, run, words
from cards.profile_writing import OpenProfile
from cards.profiles import about
from community.finding import TEXT_LIMIT
from community.people import MemberId
from community.privacy import one_line, shortened
from community.profile_drafts import ProfileView

WHY_SHOWN = 200
HOW = "I looked in profiles, in answers that helped, and in reflections that were shared with a name."
NOBODY = "I find nobody who says so. Somebody may know all the same: shall I ask the community?"
ONLY_YOU = "Only you, as far as I can see. Somebody else may know all the same: shall I ask the community?"


class ShowKnower(Action, verb="knower.show"):
    """Show the profile of somebody who may know."""

    member: str
    community: str = ""


class Known(NamedTuple):
    """Somebody who may know, as the card shows them."""

    member: MemberId
    name: str
    work: str
    """Role and organisation on one line; empty where neither is known."""
    why: str
    has_profile: bool


def knowers_card(subject: str, people: Sequence[Known], community: str) -> CardJson:
    """Who may know, most likely first, each with the best reason."""
    body: list[Element] = [heading("Who may know"), _subject(subject)]
    for person in people:
        body += _listed(person, community)
    body.append(line(HOW, subtle=True, small=True))
    return card(body, [_ask(subject, community, first=False)], speak=f"Who may know: {', '.join(each.name for each in people)}")


def nobody_card(subject: str, community: str, *, only_you: bool = False) -> CardJson:
    """Nobody was found: the community can be asked."""
    own = opener("My profile", OpenProfile(community=community))
    said = line(ONLY_YOU if only_you else NOBODY)
    return card([heading("Who may know"), _subject(subject), said], [_ask(subject, community, first=True), own])


def knower_form(view: ProfileView) -> CardJson:
    """Somebody's profile, in front of the list."""
    return card(about(view))


def _subject(subject: str) -> Element:
    return words(run(one_line(subject, TEXT_LIMIT), italic=True), spacing="None")


def _listed(person: Known, community: str) -> list[Element]:
    made = [words(run(person.name, bold=True), spacing="Medium")]
    if person.work:
        made.append(words(run(shortened(person.work, WHY_SHOWN), subtle=True), small=True, spacing="None"))
    made.append(words(run(shortened(person.why, WHY_SHOWN)), small=True, spacing="None"))
    if person.has_profile:
        made.append(beside(opener("Profile", ShowKnower(member=person.member, community=community))))
    return made


def _ask(subject: str, community: str, *, first: bool) -> Element:
    wish = OpenAsk(community=community, text=f"Who knows about {one_line(subject, TEXT_LIMIT)}?")
    return opener("Ask the community", wish, style="positive" if first else None)
