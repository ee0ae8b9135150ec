"""Welcoming: the private message for who is new, and the one message in the channel when Canopy arrives."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.asks import OpenAsk
from cards.communities import OpenSettings
from cards.memoranda import OpenMemorandum
from cards.parts import CardJson, Element, button, card, heading, label, line, opener, run, words
from cards.profile_writing import OpenProfile
from cards.starter_packs import listed
from community.communities import Community, is_group_chat
from community.documents import Document
from community.packs import Pack
from community.people import Model

FIRST = "Three things to do first"
PRIVATE = "Only you see this. I write to you in private when there is a reason, and not otherwise."
SAID_LATER = "All right. I come back to this in a week, once. Until then: **@Canopy welcome** shows it."
SAID_NO_MORE = "All right. **@Canopy welcome** shows it whenever you like."
SAID_STOP = "All right, I will not write to you like this again. What you ask me I still answer."


class LaterWelcome(Action, verb="welcome.later"):
    """Not now."""

    community: str = ""


class StopWelcome(Action, verb="welcome.stop"):
    """No more private messages of this kind."""

    community: str = ""


class OpenWelcome(Action, verb="welcome.open"):
    """Read one's own welcome in a form."""

    community: str = ""


class Welcoming(Model):
    """What a welcome is made of."""

    community: Community
    memorandum: bool
    """True where there is one to accept."""
    starters: tuple[Document, ...]


def _steps(of: Welcoming) -> list[str]:
    first = "Read the memorandum: what we hold each other to. Two minutes." if of.memorandum else ""
    return [
        first or "Look at what colleagues ask: write **@Canopy asks** in the channel.",
        "Write your one-page profile: what you can be asked about, and what you would like to learn. Two minutes.",
        "Ask your first question, or say “same here” to somebody else's.",
    ]


def _body(of: Welcoming, pack: Pack) -> list[Element]:
    body: list[Element] = [
        words(run(f"Welcome to {of.community.name}", bold=True)),
        words(run(of.community.purpose, italic=True)),
        label(FIRST),
        *(line(f"{number}. {step}") for number, step in enumerate(_steps(of), 1)),
    ]
    if of.starters:
        body += [label("Good places to start"), *listed(of.starters, pack)]
    return body


def _buttons(of: Welcoming) -> list[Element]:
    here = of.community.id
    read = [opener("Read the memorandum", OpenMemorandum(community=here), style="positive")] if of.memorandum else []
    write = opener("Write my profile", OpenProfile(community=here), style=None if read else "positive")
    return [*read, write, opener("Ask a question", OpenAsk(community=here))]


def welcome_card(of: Welcoming, pack: Pack, *, asked_for: bool = False) -> CardJson:
    """The private message for who is new. Not to be put off where it was `asked_for`."""
    here = of.community.id
    off = [
        button("Not now", LaterWelcome(community=here), secondary=True),
        button("Stop", StopWelcome(community=here), secondary=True),
    ]
    body = [*_body(of, pack), line(PRIVATE, subtle=True, small=True)]
    return card(body, [*_buttons(of), *([] if asked_for else off)])


def welcome_form(of: Welcoming, pack: Pack) -> CardJson:
    """The same, to be read in a form by whoever could not be written to."""
    return card(_body(of, pack), _buttons(of))


def offer_card() -> CardJson:
    """For the thread of somebody whom Teams did not let Canopy write to."""
    told = "There is a welcome for you that I could not bring you in private."
    return card([line(told)], [opener("Read it", OpenWelcome())])


def put_off_card(told: str) -> CardJson:
    """What stands in place of a welcome that was put off."""
    return card([line(told)])


def arrival_card(community: Community, facilitators: Sequence[str]) -> CardJson:
    """What the channel reads once, when Canopy is added to it."""
    in_chat = is_group_chat(community.home)
    here, back = ("chat", "somebody adds me to the chat") if in_chat else ("channel", "a team owner adds me to the team")
    removed = "Anybody here removes me under Manage apps." if in_chat else "A team owner removes me under Manage team, Apps."
    nobody = f"Nobody at the moment. A co-facilitator can take over with @Canopy roles; or {back} again."
    names = ", ".join(facilitators) or nobody
    body = [
        heading("Canopy is here"),
        line(f"I help this {here} to be a community of practice: people ask, colleagues answer, and what was learned stays."),
        line("**What I read:** what is addressed to me, and nothing else. Write **@Canopy** and your question to begin."),
        line("**What I keep:** what you ask, answer, vote and file through me, and who is in the team. No case belongs here that "
             "somebody could be recognised in."),
        words(run("Who facilitates: ", bold=True), run(names)),
        line(f"**To switch parts off:** facilitators do that under Settings; **@Canopy rhythms** stops what repeats. {removed}"),
    ]  # fmt: skip
    return card(body, [opener("Ask a question", OpenAsk(community=community.id), style="positive"),
                       opener("Settings", OpenSettings(community=community.id))])  # fmt: skip
