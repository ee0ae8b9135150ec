"""What repeats in a community, for its facilitators."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import CardJson, Element, beside, card, heading, line, opener, run, sender, words
from community.people import Model


class OpenStop(Action, verb="rhythm.stop"):
    """Ask once more before something is stopped."""

    community: str = ""
    rhythm: str


class SendStop(Action, verb="rhythm.stop.send"):
    """Stop something that repeats, or waits to be launched."""

    community: str = ""
    rhythm: str


class RhythmSeen(Model):
    """Something that repeats, as a facilitator sees it."""

    id: str
    title: str
    when: str
    by: str
    """Who set it up."""


def rhythms_card(community_id: str, community: str, seen: Sequence[RhythmSeen]) -> CardJson:
    """What repeats, soonest first."""
    if not seen:
        return card(
            [
                words(run("Nothing repeats in "), run(community, bold=True), run(", and nothing waits to be launched.")),
                line("When you launch a poll, a check-in or a reflection, you can choose a time and how often it comes back."),
            ]
        )
    body: list[Element] = [heading("What is planned here"), words(run(community, bold=True))]
    for each in seen:
        body.append(words(run(each.title, bold=True), spacing="Medium"))
        body.append(words(run(f"{each.when} · set up by {each.by}", subtle=True), small=True))
        body.append(beside(opener("Stop", OpenStop(community=community_id, rhythm=each.id))))
    return card(body)


def stop_form(community_id: str, seen: RhythmSeen) -> CardJson:
    """Ask once more."""
    body: list[Element] = [
        heading("Stop this?"),
        words(run(seen.title, bold=True)),
        words(run(f"{seen.when}.")),
        line("What was launched already stays as it is."),
    ]
    return card(body, [sender("Stop it", SendStop(community=community_id, rhythm=seen.id), style="destructive")])


def skipped_card(community: str, title: str, missed: str, next_time: str) -> CardJson:
    """Tell a facilitator what was not launched, and when it comes round next."""
    body: list[Element] = [
        heading("This was not launched"),
        words(run(title, bold=True), run(" in "), run(community, bold=True)),
        line(f"I was not there when it was due: {missed}."),
        line("More than six hours late it might only confuse people, so I left it."),
        line(f"It comes round next on {next_time}." if next_time else "It does not come round again. You can launch it by hand."),
    ]
    return card(body)
