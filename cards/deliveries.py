"""What Canopy is not sure to have said, for a facilitator to settle."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import CardJson, Element, beside, button, card, heading, line, note, run, words
from community.people import Model


class PostAgain(Action, verb="delivery.again"):
    """Say it once more. `about` names what it shows, so that a card that quotes it is found when that is withdrawn."""

    community: str = ""
    delivery: str
    about: str = ""


class LeaveIt(Action, verb="delivery.leave"):
    """It is there, or it is not needed any more."""

    community: str = ""
    delivery: str
    about: str = ""


class Unsure(Model):
    """Something that may or may not have been posted."""

    id: str
    about: str
    what: str
    when: str


def unconfirmed_card(community_id: str, community: str, unsure: Sequence[Unsure], *, private: str = "") -> CardJson:
    """What may or may not have been posted, oldest first."""
    body: list[Element] = [note(private)] if private else []
    if not unsure:
        return card([*body, words(run("Everything Canopy said in "), run(community, bold=True), run(" has arrived."))])
    body += [
        heading("Did these arrive?"),
        words(run("Teams did not confirm what follows in "), run(community, bold=True), run(".")),
        line("Look in the channel first. Posting again what is there would show it twice, so I leave it to you."),
    ]
    for item in unsure[:5]:
        body.append(words(run(item.what), run(f"  {item.when}", subtle=True)))
        actions = [
            button("Post again", PostAgain(community=community_id, delivery=item.id, about=item.about)),
            button("Leave it", LeaveIt(community=community_id, delivery=item.id, about=item.about)),
        ]
        body.append(beside(*actions))
    if len(unsure) > 5:
        body.append(line(f"…and {len(unsure) - 5} more. They follow once these are settled.", subtle=True))
    return card(body)
