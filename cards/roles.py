"""Who has which role: the card everybody may read, the form that changes it, and giving a role up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cards.actions import Action
from cards.communities import MEMBERS_DATASET
from cards.parts import (
    CardJson,
    Element,
    button,
    card,
    choice_field,
    heading,
    label,
    line,
    opener,
    problem,
    run,
    sender,
    words,
)
from cards.which import which_card
from community.communities import Community
from community.people import Member, Role
from community.privacy import display_name, one_line
from community.roles import GIVEN

NAME_IN_LIST: Final = 28
SHOWN: Final = 12
"""So many names of a role are said."""
TITLES: Final = {
    Role.FACILITATOR: "Facilitators",
    Role.CO_FACILITATOR: "Co-facilitators",
    Role.EXPERT: "Experts from outside",
    Role.SPONSOR: "Sponsors",
}
MEANINGS: Final = {
    Role.FACILITATOR: "Launch, close and tidy up everything, and settle how the community works.",
    Role.CO_FACILITATOR: "The same, but for the settings and the roles.",
    Role.EXPERT: "Can be asked, answer, and use the library. They do not see what members show each other.",
    Role.SPONSOR: "See how the community does as a whole: the knowledge map, trends and results. Nobody's own words.",
}
ONE: Final = {
    Role.FACILITATOR: "a facilitator",
    Role.CO_FACILITATOR: "a co-facilitator",
    Role.EXPERT: "an expert",
    Role.SPONSOR: "a sponsor",
    Role.MEMBER: "a member",
}


class OpenRoles(Action, verb="role.change"):
    """Open the form that says who has which role."""

    community: str = ""


class SendRoles(Action, verb="role.change.send"):
    """Keep who has which role: member ids with commas between. `seen` says how it was when the form was opened."""

    community: str = ""
    nonce: str = ""
    seen: str = ""
    facilitators: str = ""
    co_facilitators: str = ""
    experts: str = ""
    sponsors: str = ""


class OpenLeave(Action, verb="role.leave"):
    """Ask to give up one's role."""

    community: str = ""


class SendLeave(Action, verb="role.leave.send"):
    """Give up one's role; the last facilitator says who follows."""

    community: str = ""
    nonce: str = ""
    successor: str = ""


class TakeOver(Action, verb="role.take"):
    """Become the facilitator of a community that has none."""

    community: str = ""


FIELDS: Final = {
    Role.FACILITATOR: "facilitators",
    Role.CO_FACILITATOR: "co_facilitators",
    Role.EXPERT: "experts",
    Role.SPONSOR: "sponsors",
}


def roles_card(community: Community, holders: Mapping[Role, Sequence[Member]]) -> CardJson:
    """Who has which role, for everybody to read."""
    orphaned = not holders.get(Role.FACILITATOR)
    body: list[Element] = [heading("Who does what"), words(run(community.name, bold=True))]
    for role in GIVEN:
        people = holders.get(role, ())
        if people or role is Role.FACILITATOR:
            body += [label(TITLES[role]), words(run(_names(people))), line(MEANINGS[role], subtle=True, small=True)]
    body.append(line("Everybody else in the team is a member: they ask, answer, vote and reflect.", subtle=True, small=True))
    if not orphaned:
        return card(body, [opener("Change roles", OpenRoles(community=community.id)), _leave(community)])
    body.append(
        line("Nobody facilitates at the moment. A co-facilitator can take over; or a team owner adds Canopy to the team again.")
    )
    return card(body, [button("Take over", TakeOver(community=community.id)), _leave(community)])


def _leave(community: Community) -> Element:
    return opener("Give up my role", OpenLeave(community=community.id), secondary=True)


def _names(people: Sequence[Member]) -> str:
    if not people:
        return "nobody at the moment"
    more = f" and {len(people) - SHOWN} more" if len(people) > SHOWN else ""
    return ", ".join(display_name(member.name) for member in people[:SHOWN]) + more


def which_roles_card(communities: Sequence[Community]) -> CardJson:
    """One button for each community, where it is not clear which one is meant."""
    question = [heading("Who does what: which community?")]
    return which_card(question, communities, lambda name, community: opener(name, OpenRoles(community=community)))


def roles_form(sent: SendRoles, *, known: Mapping[Role, Sequence[Member]], wrong: str = "") -> CardJson:
    """Who has which role. `known` are members to choose from for each; more are found by typing."""
    body: list[Element] = [problem(wrong)] if wrong else []
    for role in GIVEN:
        body.append(_role_field(role, getattr(sent, FIELDS[role]), _named(known.get(role, ())), sent.community))
        body.append(line(MEANINGS[role], subtle=True, small=True))
    return card(body, [sender("Save", SendRoles(community=sent.community, nonce=sent.nonce, seen=sent.seen))])


def _role_field(role: Role, value: str, names: Mapping[str, str], community: str) -> Element:
    return choice_field(
        FIELDS[role],
        TITLES[role],
        [(name, member) for member, name in names.items()],
        value=",".join(member for member in value.split(",") if member in names),
        many=True,
        style="filtered",
        dataset=f"{MEMBERS_DATASET}:{community}",
        missing="Please choose at least one facilitator." if role is Role.FACILITATOR else None,
    )


def _named(people: Sequence[Member]) -> dict[str, str]:
    return {str(member.id): one_line(member.name, NAME_IN_LIST) or "A member" for member in people}


def leave_form(sent: SendLeave, role: Role, *, others: Sequence[Member] | None, wrong: str = "") -> CardJson:
    """Give up one's role. `others` are whom the last facilitator may choose from; None where nobody has to follow."""
    body: list[Element] = [problem(wrong)] if wrong else []
    body.append(line(f"You are {ONE[role]} here. Without the role you are a member, like everybody else."))
    if others is not None:
        names = _named(others)
        body.append(line("You are the only facilitator. Whoever you choose facilitates from now on, and is told so in private."))
        body.append(
            choice_field(
                "successor", "Who facilitates after you", [(name, member) for member, name in names.items()],
                value=sent.successor if sent.successor in names else "", style="filtered",
                dataset=f"{MEMBERS_DATASET}:{sent.community}", missing="Please choose somebody.",
            )
        )  # fmt: skip
    return card(body, [sender("Give up my role", SendLeave(community=sent.community, nonce=sent.nonce))])


def told_card(community: Community, role: Role) -> CardJson:
    """Tells somebody in private which role they have now."""
    if role is Role.MEMBER:
        said = line("You are a member now, like everybody else. Thank you for what you did.")
        return card([heading("Your role has changed"), words(run(community.name, bold=True)), said])
    title = words(run(f"You are {ONE[role]} of "), run(community.name, bold=True), run(" now."))
    return card([heading("You have a new role"), title, line(MEANINGS[role])], [_leave(community)])
