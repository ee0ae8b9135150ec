"""The cards and forms of running a community: set-up, settings."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import (
    CardJson,
    Element,
    card,
    choice_field,
    heading,
    label,
    line,
    opener,
    problem,
    run,
    sender,
    text_field,
    toggle_field,
    words,
)
from cards.which import which_card
from community.communities import DEFAULT_TIME_ZONE, NAME_LIMIT, PURPOSE_LIMIT, Community, known_time_zones
from community.packs import Pack
from community.people import Member
from community.privacy import display_name

TIME_ZONES_FIRST = (DEFAULT_TIME_ZONE, "Europe/Dublin", "Europe/Paris", "Europe/Berlin", "Europe/Malta", "Europe/Gibraltar")
MEMBERS_DATASET = "members"
"""Lists that are filled as one types name their community behind a colon, as they carry no other data."""
TIME_ZONES_DATASET = "timezones"


class OpenSettings(Action, verb="community.settings"):
    """Open the settings of a community."""

    community: str = ""


class SendSettings(Action, verb="community.settings.send"):
    """Keep the settings of a community."""

    community: str = ""
    name: str = ""
    purpose: str = ""
    time_zone: str = DEFAULT_TIME_ZONE
    unnamed: str = "false"
    anyone_polls: str = "false"
    pack: str = ""


def setup_card(community: Community) -> CardJson:
    """What whoever added Canopy sees first, in 1:1."""
    return card(
        [
            heading("Canopy is ready"),
            words(run("You are the first facilitator of "), run(community.name, bold=True), run(".")),
            line("In the channel, anybody can write @Canopy and a question. Colleagues answer on the card."),
            line("I read only what is addressed to me. I keep what you ask, answer, vote and file through me, and who is here."),
            line("Take a minute to say what the community is for. **@Canopy roles** says who facilitates with you."),
        ],
        [opener("Settings", OpenSettings(community=community.id), style="positive")],
    )


def settings_card(community: Community, facilitators: Sequence[Member]) -> CardJson:
    """What a community has settled, for everybody to read."""
    names = ", ".join(display_name(member.name) for member in facilitators) or "nobody yet"
    unnamed = "Members may ask without their name." if community.anonymous_asking else "Asks carry the asker's name."
    polls = "Everybody may launch polls." if community.anyone_launches else "Facilitators launch polls."
    body: list[Element] = [
        words(run(community.name, bold=True)),
        words(run(community.purpose)),
        label("Facilitators"),
        words(run(names)),
        label("How it works here"),
        line(unnamed),
        line(polls),
        words(run(f"Times are in {community.time_zone}.", subtle=True), small=True),
    ]
    return card(body, [opener("Change the settings", OpenSettings(community=community.id))])


def which_settings_card(communities: Sequence[Community]) -> CardJson:
    """One button for each community, where it is not clear which one is meant."""
    question = [heading("Which community?")]
    return which_card(question, communities, lambda name, community: opener(name, OpenSettings(community=community)))


def settings_form(sent: SendSettings, *, packs: Sequence[Pack] = (), wrong: str = "") -> CardJson:
    """The settings of a community. Of several practice `packs` one is chosen."""
    zone = sent.time_zone if sent.time_zone in known_time_zones() else ""
    zones = dict.fromkeys([zone, *TIME_ZONES_FIRST] if zone else TIME_ZONES_FIRST)
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [
        text_field("name", "Name", limit=NAME_LIMIT, value=sent.name, missing="Please give the community a name."),
        text_field("purpose", "What it is for", limit=PURPOSE_LIMIT, value=sent.purpose, lines=True,
                   hint="What do you want to get better at together?"),
        choice_field("time_zone", "Time zone", [(each, each) for each in zones], value=zone, style="filtered",
                     dataset=TIME_ZONES_DATASET, missing="Please choose a time zone."),
        toggle_field("unnamed", "Members may ask without their name", "Asking without a name", on=sent.unnamed == "true"),
        toggle_field("anyone_polls", "Members may launch polls too", "Launching polls", on=sent.anyone_polls == "true"),
        *([_packs(sent, packs)] if len(packs) > 1 else []),
    ]  # fmt: skip
    return card(body, [sender("Save", SendSettings(community=sent.community))])


def _packs(sent: SendSettings, packs: Sequence[Pack]) -> Element:
    """What documents and topics are called here."""
    named = [(pack.label, pack.slug) for pack in packs]
    return choice_field("pack", "Practice pack: the words of the library", named, value=sent.pack, missing="Please choose one.")
