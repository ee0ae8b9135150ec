"""Voting: what the buttons of a poll carry, the form for what needs more than one press, and who voted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import orjson
from pydantic import Field

from cards.actions import Action
from cards.charts import plain
from cards.parts import (
    CARD_LIMIT_BYTES,
    CardJson,
    Element,
    card,
    choice_field,
    line,
    problem,
    run,
    sender,
    text_field,
    words,
)
from community.poll_plans import OPTION_LIMIT
from community.poll_views import PollView
from community.polls import WORDS_LIMIT, PollKind, Shows
from community.privacy import SAFETY_LINE, shortened
from community.rounds import ENOUGH

MOST_PRESS = 1_000_000_000
MOST_RANKS = 8
"""More places than this nobody ranks; where many options are long, fewer fit into a form."""
MANY_OPTIONS = 8
RANKS_OF_MANY = 5
ROOM_BYTES = CARD_LIMIT_BYTES - 1_500
"""What a card may take of a message; the rest is for what Teams puts around it."""
NO_MORE = "0"
"""What a place holds that is left empty on purpose."""


class OpenVote(Action, verb="poll.open"):
    """Open the form to vote in."""

    poll: str
    community: str = ""


class _Pressed(Action):
    poll: str
    option: int
    press: int = Field(default=0, ge=0, le=MOST_PRESS)
    """Tells the card it was pressed on from older and newer ones."""
    community: str = ""


class CastVote(_Pressed, verb="poll.vote"):
    """Choose an option of a named poll."""


class CastBallot(_Pressed, verb="poll.ballot"):
    """Choose an option of an anonymous poll."""


class _Sent(Action):
    poll: str
    press: int = Field(default=0, ge=0, le=MOST_PRESS)
    community: str = ""
    choice: str = ""
    """Numbers of options with commas between."""
    words: str = ""
    rank1: str = ""
    rank2: str = ""
    rank3: str = ""
    rank4: str = ""
    rank5: str = ""
    rank6: str = ""
    rank7: str = ""
    rank8: str = ""

    @property
    def chosen(self) -> list[int]:
        """The numbers that were chosen, in the order of their places. What is no number is -1, which no option has."""
        places = [getattr(self, f"rank{place}") for place in range(1, MOST_RANKS + 1)]
        pieces = [piece.strip() for piece in self.choice.split(",")] + [place.strip() for place in places]
        return [
            int(piece) if piece.isascii() and piece.isdigit() and len(piece) < 4 else -1
            for piece in pieces
            if piece not in {"", NO_MORE}
        ]


class SendVote(_Sent, verb="poll.vote.send"):
    """Vote in a named poll through the form."""


class SendBallot(_Sent, verb="poll.ballot.send"):
    """Vote in an anonymous poll through the form."""


def titles_of(view: PollView, limit: int) -> dict[int, str]:
    """A short title for each option of a poll, and numbers before all of them where one was cut or lost signs."""
    texts = {option.number: option.text for option in view.options}
    titles = {number: plain(text, limit) for number, text in texts.items()}
    if titles == texts:
        return titles
    return {number: f"{number}. {title}" for number, title in titles.items()}


def in_full(view: PollView, letters: int = OPTION_LIMIT) -> list[Element]:
    """Every option with its number and its words, up to so many letters of them."""
    numbered = view.kind is not PollKind.RATING  # the points of a scale are numbers already
    told = [f"{option.number}. {option.text}" if numbered else option.text for option in view.options]
    return [words(shortened(text, letters), spacing="Small") for text in told]


def fitting(make: Callable[[int], CardJson]) -> CardJson:
    """The card that `make` makes with options told as fully as fits: it is given how many letters each may have."""
    made = make(OPTION_LIMIT)
    for letters in (60, 24):
        if len(orjson.dumps(made)) <= ROOM_BYTES:
            break
        made = make(letters)
    return made


def how(view: PollView) -> str:
    """How a poll is answered, in few words."""
    match view.kind:
        case PollKind.MULTIPLE:
            return "choose any" if view.most >= len(view.options) else f"choose up to {view.most}"
        case PollKind.RATING:
            return "rate"
        case PollKind.RANKED:
            return "rank"
        case PollKind.WORDS:
            return "in your own words"
        case _:
            return "choose one"


def mode_lines(view: PollView) -> list[str]:
    """What is kept of an answer and who sees it, in plain English; for an anonymous poll its limits as well."""
    if not view.anonymous:
        seen = {
            Shows.ALWAYS: "everybody here can see both",
            Shows.VOTED: "everybody here who has voted can see both",
            Shows.CLOSED: "everybody here can see both once the poll is closed",
        }
        return [f"Named: Canopy keeps your name with your answer, and {seen[view.shows]}."]
    guess = " Colleagues may guess from how you write." if view.kind is PollKind.WORDS else ""
    return [
        "Anonymous: Canopy keeps your answer, but not whose it is or when it came. "
        f"Results come after closing, from {ENOUGH} answers.",
        "Limits: Microsoft Teams carries your click to Canopy with your name, and until the poll closes Canopy's server holds "
        f"a key that whoever runs it could misuse.{guess}",
    ]


def vote_form(view: PollView, sent: SendVote | SendBallot, *, above: Sequence[Element] = (), wrong: str = "") -> CardJson:
    """The form to vote in, holding what `sent` holds. `above` are results for somebody who has voted already."""
    kept = type(sent)(poll=sent.poll, press=sent.press, community=sent.community)

    def made(letters: int) -> CardJson:
        body: list[Element] = [problem(wrong)] if wrong else []
        body += [words(run(view.question, bold=True)), *above, *_fields(view, sent, letters)]
        body.append(line(who_sees(view), subtle=True, small=True))
        if view.kind is PollKind.WORDS:
            body.append(line(SAFETY_LINE, subtle=True, small=True))
        return card(body, [sender("Vote", kept)])

    return fitting(made)


def _fields(view: PollView, sent: SendVote | SendBallot, letters: int) -> list[Element]:
    if view.kind is PollKind.WORDS:
        return [text_field("words", "Your answer", limit=WORDS_LIMIT, value=sent.words, lines=True,
                           missing="Please write your answer.")]  # fmt: skip
    if view.kind is PollKind.RANKED:
        return _ranks(view, sent, letters)
    return _choices(view, sent.choice, letters)


def who_sees(view: PollView) -> str:
    """One line that says who will see the answer."""
    if view.anonymous:
        return "Anonymous: Canopy does not keep whose answer this is. You can change it until the poll closes."
    return "Named: your name is kept with your answer. You can change it until the poll closes."


def _choices(view: PollView, chosen: str, letters: int) -> list[Element]:
    titles = titles_of(view, min(60, letters))
    many = view.kind is PollKind.MULTIPLE
    label = "Choose one"
    if many:
        label = "Choose as many as you like" if view.most >= len(view.options) else f"Choose up to {view.most}"
    shortened_some = any(titles[option.number] != option.text for option in view.options)
    field = choice_field(
        "choice", label, [(titles[option.number], str(option.number)) for option in view.options],
        value=chosen, many=many, style="expanded", missing="Please choose something.",
    )  # fmt: skip
    return [*(in_full(view, letters) if shortened_some else []), field]


def ranks_of(options: int) -> int:
    """How many places can be given among so many options."""
    return min(options, MOST_RANKS if options <= MANY_OPTIONS else RANKS_OF_MANY)


def _ranks(view: PollView, sent: SendVote | SendBallot, letters: int) -> list[Element]:
    titles = titles_of(view, min(letters, 60 if len(view.options) <= MANY_OPTIONS else 20))
    shortened_some = any(titles[option.number] != option.text for option in view.options)
    choices = [(titles[option.number], str(option.number)) for option in view.options]
    first = choice_field("rank1", PLACES[0], choices, value=sent.rank1, missing="Please say what you would put first.")
    others = [
        choice_field(f"rank{place}", PLACES[place - 1], [("No more", NO_MORE), *choices], value=getattr(sent, f"rank{place}"))
        for place in range(2, ranks_of(len(view.options)) + 1)
    ]
    told = line(
        "Put first what you want most. If it is out, your vote counts for your next place. Leave the rest empty if you like."
    )
    return [told, *(in_full(view, letters) if shortened_some else []), first, *others]


PLACES = (
    "First place", "Second place", "Third place", "Fourth place",
    "Fifth place", "Sixth place", "Seventh place", "Eighth place",
)  # fmt: skip
