"""Whether somebody may do what they are about to do: asked before every dialog, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from community.communities import Community, SayItThere
from community.people import Role
from community.privacy import display_name
from community.rights import LED, Right, State, check_may, deed_of, right_of
from community.roles import MOST_OF_A_ROLE
from dialogs.turn import Turn
from store.opened import Store

SAID = "said"
PLACED_LAST = ("poll.new", "compose.poll", "prompt.new", "compose.reflection", "help.asks")
"""What is pressed or opened before the community is chosen."""


def check_permitted(name: str, turn: Turn) -> None:
    """Raise a refusal unless this member may do what is called `name`."""
    led = deed_of(name) in LED

    def hosts() -> list[str]:
        members = turn.store.members
        found = members.leading() if led else members.facilitators()
        return [display_name(member.name) for member in found[:MOST_OF_A_ROLE]]

    check_may(name, turn.member, turn.community, hosts)


def check_pressed(verb: str, turn: Turn, *, placed: bool) -> None:
    """The same for a button or form. `placed` says whether it names its community.

    In a 1:1 chat with somebody of several communities these are placed last: what they choose is checked then.
    """
    if placed or len(turn.mine) < 2 or not verb.startswith(PLACED_LAST):
        check_permitted(verb, turn)


def permitted_places(name: str, turn: Turn) -> tuple[Community, ...]:
    """Of the communities of somebody who acts in none of them, those in which they may do what is called `name`.

    Raises a refusal where there is none.
    """
    if len(turn.mine) < 2:
        check_permitted(name, turn)
        return turn.mine or (turn.community,)
    deed = deed_of(name)
    places = [
        community for community in turn.mine if deed and right_of(_role_in(community, turn), deed, State.HOSTED) is not Right.NO
    ]
    if not places:
        check_permitted(name, turn)
    return tuple(places)


def _role_in(community: Community, turn: Turn) -> Role:
    if community.id == turn.community.id:
        return turn.member.role
    member = Store(turn.store.connection, turn.store.tenant, community.id).members.read(turn.member.id)
    return member.role if member is not None and member.here else Role.SPONSOR


def check_heard(dialog: Callable[..., Any], turn: Turn) -> None:
    """The same for what a message or a search asks of a dialog.

    In a 1:1 chat with somebody of several communities, which one is meant is not known yet: what they choose is checked then.
    Whoever has but a looker-on's role in the first of them names the community by writing where it meets.
    """
    if len(turn.mine) < 2:
        check_permitted(heard_as(dialog), turn)
    elif turn.member.role in {Role.EXPERT, Role.SPONSOR} and heard_as(dialog).split(".")[1] != "help":
        raise SayItThere


def heard_as(dialog: Callable[..., Any]) -> str:
    """What a message for a dialog is called: `said.`, its activity, its name."""
    return f"{SAID}.{dialog.__module__.rpartition('.')[2]}.{dialog.__name__}"
