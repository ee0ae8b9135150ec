"""Who voted in a named poll."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import CardJson, Element, card, line, note, run, words
from cards.votes import fitting
from community.people import Model
from community.poll_views import PollView
from community.privacy import shortened


class OpenVoters(Action, verb="poll.voters"):
    """Show who voted in a named poll."""

    poll: str
    community: str = ""


class Voters(Model):
    """Who chose an option, and how many more did."""

    number: int
    names: tuple[str, ...]
    more: int = 0


def voters_form(view: PollView, by_option: Sequence[Voters], *, total: int, private: str = "") -> CardJson:
    """Who voted: by option where results may be seen, or else in one list without what they chose (number 0)."""

    def made(letters: int) -> CardJson:
        texts = {option.number: shortened(option.text, letters) for option in view.options}
        body: list[Element] = [words(run(shortened(view.question, 160), bold=True))]
        body += [note(private)] if private else []
        if not total:
            body.append(line("Nobody has voted yet."))
        for voters in by_option:
            names = ", ".join(voters.names) or "Nobody"
            if voters.number:
                body.append(words(run(texts.get(voters.number, ""), bold=True)))
            body.append(words(f"{names} …and {voters.more} more" if voters.more else names, spacing="None"))
        return card(body)

    return fitting(made)
