"""The card of a profile, and what is shown to somebody who looks for a colleague, or for their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.actions import Action
from cards.parts import CardJson, Element, button, card, heading, label, line, note, opener, run, titled, words
from cards.profile_writing import EASY, OpenProfile, OpenWithdraw
from cards.which import which_card
from community.communities import Community
from community.privacy import display_name, shortened
from community.profile_drafts import ProfileView

WHY = "It tells colleagues who you are, and what they can ask you about. It takes less than two minutes."
HOW_TO_SEE = "Colleagues read it when they write “@Canopy who is” and your name."


class ShowProfile(Action, verb="profile.show"):
    """Show somebody's profile, to who pressed."""

    member: str
    community: str = ""


class ConfirmProfile(Action, verb="profile.confirm"):
    """One's own profile is still right."""

    revision: int = 0
    community: str = ""


def profile_card(view: ProfileView, day: date, *, community: str = "", introducing: bool = False) -> CardJson:
    """Somebody's profile. `day` is when they last said that it is right.

    With `community` its buttons say where they belong: for a 1:1 chat.
    """
    seen = (
        OpenProfile(community=community, seen=f"profile:{view.member}")
        if community
        else OpenProfile(seen=f"profile:{view.member}")
    )
    named = "Meet a colleague" if introducing else "Profile"
    return card([titled(named, _as_of(day)), *about(view)], [opener("Your own profile", seen)], speak=f"{named}: {view.name}")


def about(view: ProfileView) -> list[Element]:
    """What a profile says, from the name on. What is empty is left out."""
    pronouns = [run(f"  {view.pronouns}", subtle=True)] if view.pronouns else []
    body: list[Element] = [words(run(view.name, bold=True), *pronouns)]
    body += [words(run(said), small=True, spacing="None") for said in (view.work, view.experience) if said]
    for title, text in view.headings:
        body += [label(title), *(words(part, spacing="Small") for part in text.split("\n") if part.strip())]
    for title, topics in (("Ask me about", view.can_help), ("I would like to learn about", view.wants_to_learn)):
        if topics:
            body += [label(title), words(" · ".join(topics), spacing="Small")]
    if view.reach:
        body += [label("How to reach me"), words(view.reach, spacing="Small")]
    return body


def _as_of(day: date) -> str:
    return f"As of {day:%B %Y}"


def my_card(view: ProfileView, day: date, community: Community, *, private: str = "") -> CardJson:
    """One's own profile, in the 1:1 chat, with all that can be done with it."""
    body = [note(private)] if private else []
    return card([*body, titled("Your profile", _as_of(day)), *about(view)], _changing(community.id))


def mine_here_card(community: Community, name: str) -> CardJson:
    """That one has a profile, where others read along: what it says is not shown, and each button is for whoever presses."""
    first = display_name(name).split()[0]
    return card(
        [
            heading("Your one-page profile"),
            words(run(f"You have one in {community.name}. To see it as colleagues do, write “who is {first}” to me.")),
            line("Whoever presses a button here opens their own.", subtle=True, small=True),
        ],
        _changing(community.id),
    )


def _changing(community: str, *, first: bool = True) -> list[Element]:
    return [
        opener("Change it", OpenProfile(community=community), style="positive" if first else None),
        opener("Withdraw it", OpenWithdraw(community=community), secondary=True),
    ]


def none_yet_card(communities: Sequence[Community], *, drafted: bool = False) -> CardJson:
    """How to write one's profile. With several communities, a button for each: a profile belongs to one of them."""
    body = [heading("Your one-page profile"), line(f"{WHY} {EASY}"), line(HOW_TO_SEE, subtle=True)]
    if len(communities) == 1:
        title = "Go on writing" if drafted else "Write my profile"
        return card(body, [opener(title, OpenProfile(community=communities[0].id), style="positive")])
    question = [*body, line("You are in more than one community. Which one is it for?")]
    return which_card(question, communities, lambda name, community: opener(name, OpenProfile(community=community)))


def choose_card(asked: str, people: Sequence[tuple[str, str]], *, more: bool, unsure: bool, community: str) -> CardJson:
    """Which colleague is meant: (title, member id) pairs. `unsure` where nobody is called just so."""
    said = "I find nobody called just that. Do you mean one of these?" if unsure else "Which colleague do you mean?"
    body = [words(run(shortened(asked, 60), bold=True)), line(said)]
    if more:
        body.append(line("There are more. Write the whole name, or mention them with @.", subtle=True, small=True))
    about_them = {"community": community} if community else {}
    return card(body, [button(title, ShowProfile(member=member, **about_them)) for title, member in people])


def confirm_card(view: ProfileView, community: Community, revision: int) -> CardJson:
    """The question that is asked once a year, in private."""
    body = [
        heading("Is your profile still right?"),
        words(run(f"You wrote it a year ago, or longer, in {community.name}. This is what colleagues read:")),
        *about(view),
        line("If you do nothing, it stays as it is, and I do not ask again.", subtle=True, small=True),
    ]
    right = button("Still right", ConfirmProfile(revision=revision, community=community.id), style="positive")
    return card(body, [right, *_changing(community.id, first=False)])


def gone_card() -> CardJson:
    """In place of a profile that is not shown any more."""
    return card([line("This profile is not shown here any more.", subtle=True)])
