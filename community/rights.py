"""Who may do what: one table of role × deed × state. What it does not declare, nobody may.

Every button, form, word, search and file has a name: the verb it carries, or `said.`, the activity that a message is for and
the dialog that answers it. `deed_of` says what kind of deed a name is; `RIGHTS` says to whom it is open. Where it says
`OWN`, the deed is open as far as the thing is theirs or the community has settled so, and the activity's own rule decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

from community.communities import Community, FacilitatorsOnly, NobodyFacilitates
from community.people import Member, Role
from community.refusals import Refusal


class Deed(StrEnum):
    """What kind of thing somebody does."""

    ORIENT = "find one's way"
    """Help, the welcome, where to find support, who has which role, the settings as everybody reads them."""
    AGREE = "agree"
    """Read, comment on and accept the memorandum."""
    OVERVIEW = "see how the community does"
    """What is counted over many: the knowledge map, trends, what polls and check-ins came to."""
    ASK = "ask"
    """Ask, join in an ask, and steer one's own."""
    ANSWER = "answer"
    """Answer asks, and take an answer back."""
    READ = "read"
    """Read what waits for an answer, and search asks and the library."""
    VOTE = "vote"
    """Answer polls and check-ins."""
    WHO = "see who"
    """Who voted, what was said in a check-in, who a colleague is and who knows: what members show each other."""
    REFLECT = "reflect"
    """Write and keep reflections."""
    PRESENT = "present oneself"
    """Write one's own profile."""
    KEEP = "keep the library"
    """File, describe, use, review and discuss documents."""
    LAUNCH = "launch polls"
    RUN = "run polls and prompts"
    """Close, extend, remind, export and so on."""
    FACILITATE = "facilitate"
    """Check-ins, prompts, rhythms, the memorandum's wording, deliveries, calls, support, the library's set-up."""
    SETTLE = "settle"
    """Change the settings, and who has which role."""
    STEP_DOWN = "step down"
    """Give up a role."""
    TAKE_OVER = "take over"
    """Become the facilitator of a community that has none."""


class State(StrEnum):
    """What a right may depend on, of the community and of the member in it."""

    HOSTED = "hosted"
    """Somebody facilitates."""
    ORPHANED = "orphaned"
    """Every facilitator has left."""
    GONE = "gone"
    """The member has left the team."""


class Right(StrEnum):
    """What the table says."""

    YES = "yes"
    OWN = "own"
    """As far as it is theirs, or settled so: the activity decides."""
    NO = "no"


_YES, _OWN, _NO = Right.YES, Right.OWN, Right.NO
LED: Final = frozenset({Deed.SETTLE, Deed.TAKE_OVER})
"""What co-facilitators leave to the facilitators: only here does it matter whether there is one."""
_COLUMNS: Final = (Role.FACILITATOR, Role.CO_FACILITATOR, Role.MEMBER, Role.EXPERT, Role.SPONSOR)
_HOSTED: Final = {
    #                 facilitator  co-  member expert sponsor
    Deed.ORIENT:     (_YES, _YES, _YES, _YES, _YES),
    Deed.AGREE:      (_YES, _YES, _YES, _YES, _YES),
    Deed.OVERVIEW:   (_YES, _YES, _YES, _YES, _YES),
    Deed.STEP_DOWN:  (_YES, _YES, _OWN, _YES, _YES),
    Deed.ANSWER:     (_YES, _YES, _OWN, _OWN, _NO),
    Deed.READ:       (_YES, _YES, _YES, _YES, _NO),
    Deed.KEEP:       (_OWN, _OWN, _OWN, _OWN, _NO),
    Deed.PRESENT:    (_OWN, _OWN, _OWN, _OWN, _NO),
    Deed.ASK:        (_OWN, _OWN, _OWN, _NO,  _NO),
    Deed.VOTE:       (_YES, _YES, _YES, _NO,  _NO),
    Deed.WHO:        (_YES, _YES, _YES, _NO,  _NO),
    Deed.REFLECT:    (_OWN, _OWN, _OWN, _NO,  _NO),
    Deed.LAUNCH:     (_YES, _YES, _OWN, _NO,  _NO),
    Deed.RUN:        (_YES, _YES, _OWN, _NO,  _NO),
    Deed.FACILITATE: (_YES, _YES, _NO,  _NO,  _NO),
    Deed.SETTLE:     (_YES, _NO,  _NO,  _NO,  _NO),
    Deed.TAKE_OVER:  (_NO,  _NO,  _NO,  _NO,  _NO),
}  # fmt: skip
_ORPHANED: Final = _HOSTED | {
    Deed.SETTLE:     (_NO,  _NO,  _NO,  _NO,  _NO),
    Deed.TAKE_OVER:  (_NO,  _YES, _NO,  _NO,  _NO),
}  # fmt: skip
_GONE: Final = dict.fromkeys(Deed, (_NO,) * len(_COLUMNS))

RIGHTS: Final[Mapping[tuple[State, Deed, Role], Right]] = {
    (state, deed, role): right
    for state, table in ((State.HOSTED, _HOSTED), (State.ORPHANED, _ORPHANED), (State.GONE, _GONE))
    for deed, row in table.items()
    for role, right in zip(_COLUMNS, row, strict=True)
}
"""The table. Whatever is not in it is `NO`."""

DEEDS: Final[Mapping[str, Deed]] = {
    # asks
    "ask": Deed.ASK, "ask.answer": Deed.ANSWER, "said.asks": Deed.ASK, "said.asks.list_asks": Deed.READ,
    "help.asks": Deed.READ,
    # polls
    "poll": Deed.RUN, "poll.open": Deed.OVERVIEW, "said.polls": Deed.OVERVIEW, "poll.voters": Deed.WHO,
    "poll.ballot": Deed.VOTE, "poll.vote": Deed.VOTE, "poll.option": Deed.VOTE,
    "poll.new": Deed.LAUNCH, "poll.again": Deed.LAUNCH, "compose.poll": Deed.LAUNCH, "said.launches": Deed.LAUNCH,
    "export": Deed.RUN,
    # check-ins
    "checkin": Deed.FACILITATE, "compose.checkin": Deed.FACILITATE, "said.checkin_launches": Deed.FACILITATE,
    "checkin.answer": Deed.VOTE, "checkin.ballot": Deed.VOTE, "checkin.comment": Deed.VOTE, "checkin.who": Deed.WHO,
    "checkin.comments": Deed.WHO, "checkin.trend": Deed.OVERVIEW, "said.checkin_results": Deed.OVERVIEW,
    "said.checkins": Deed.OVERVIEW,
    # reflections
    "prompt": Deed.RUN, "prompt.new": Deed.FACILITATE, "said.prompts": Deed.FACILITATE, "compose.reflection": Deed.FACILITATE,
    "reflection": Deed.REFLECT, "notebook": Deed.REFLECT, "said.notebooks": Deed.REFLECT,
    # the library
    "find": Deed.READ, "library": Deed.READ, "library.setup": Deed.FACILITATE, "library.look": Deed.FACILITATE,
    "said.finding": Deed.READ, "said.libraries": Deed.READ,
    "said.libraries.say_setup": Deed.FACILITATE, "query.findInLibrary": Deed.READ,
    "said.starter_packs": Deed.READ, "search.documents": Deed.KEEP,
    "starter": Deed.FACILITATE, "saving": Deed.KEEP, "chatfiles": Deed.KEEP, "document": Deed.KEEP, "filing": Deed.KEEP,
    "review": Deed.KEEP, "use": Deed.KEEP, "discussion": Deed.KEEP, "compose.saveToLibrary": Deed.KEEP, "said.keeping": Deed.KEEP,
    "said.documents": Deed.KEEP, "said.discussions": Deed.KEEP, "said.chat_files": Deed.KEEP, "search.topics": Deed.KEEP,
    # people
    "profile": Deed.PRESENT, "profile.show": Deed.WHO, "compose.profile": Deed.PRESENT, "said.profiles": Deed.PRESENT,
    "said.profiles.who_is": Deed.WHO, "knower": Deed.WHO, "said.knowers": Deed.WHO, "map": Deed.OVERVIEW,
    "said.knowledge_maps": Deed.OVERVIEW, "call": Deed.ANSWER, "search.members": Deed.KEEP,
    "memorandum": Deed.FACILITATE, "memorandum.open": Deed.AGREE, "memorandum.accept": Deed.AGREE,
    "memorandum.comment": Deed.AGREE, "said.memoranda": Deed.AGREE,
    "welcome": Deed.ORIENT, "said.welcomes": Deed.ORIENT,
    # hosting
    "calls": Deed.FACILITATE, "said.calls": Deed.READ, "delivery": Deed.FACILITATE, "said.deliveries": Deed.FACILITATE,
    "rhythm": Deed.FACILITATE, "said.rhythms": Deed.FACILITATE, "support": Deed.FACILITATE, "said.support": Deed.ORIENT,
    "community.settings": Deed.SETTLE, "said.communities": Deed.ORIENT, "search.timezones": Deed.SETTLE,
    "role.change": Deed.SETTLE, "role.leave": Deed.STEP_DOWN, "role.take": Deed.TAKE_OVER, "said.roles": Deed.ORIENT,
    "said.help": Deed.ORIENT, "said.help.offer_to_ask": Deed.ASK,
}  # fmt: skip
"""The kind of deed of every name, or of a name's beginning up to a dot; the longest beginning counts."""


class ForMembers(Refusal):
    """Raised for an expert who reaches for what stays among members."""

    sentence = (
        "You are with {community} as an expert: colleagues ask you, and you can answer, look through the library and add to it. "
        "The rest stays among its members."
    )


class NotForSponsors(Refusal):
    """Raised for a sponsor who reaches for anything but what is counted over many."""

    sentence = (
        "You are with {community} as its sponsor: you see how it does as a whole, and nobody's own words. Write @Canopy map, "
        "@Canopy polls or @Canopy trend to see more."
    )


class StillHosted(Refusal):
    """Raised for somebody who would take over a community that has a facilitator."""

    sentence = "{community} has a facilitator. Ask one of them: {facilitators}."


class NobodyMay(Refusal):
    """Raised for what the table does not declare: a fault of ours, and no right of anybody's."""

    sentence = "I do not know who may do that here, so nobody may. Please tell whoever looks after Canopy."


def deed_of(name: str) -> Deed | None:
    """The kind of deed of a name: of the longest beginning, cut at dots, that is declared. None where none is."""
    while name:
        deed = DEEDS.get(name)
        if deed is not None:
            return deed
        name = name.rpartition(".")[0]
    return None


def right_of(role: Role, deed: Deed, state: State) -> Right:
    """What the table says; `NO` for what it does not say."""
    return RIGHTS.get((state, deed, role), Right.NO)


def check_may(name: str, member: Member, community: Community, facilitators: Callable[[], Iterable[str]]) -> None:
    """Raise unless `member` may do what is called `name`, or may do it as far as it is theirs.

    `facilitators` gives the names of those who are here and facilitate, of a deed in `LED` without their co-facilitators; it is
    called only where they matter.
    Raises `FacilitatorsOnly`, `NobodyFacilitates`, `ForMembers`, `NotForSponsors`, `StillHosted` or `NobodyMay`.
    """
    deed = deed_of(name)
    if deed is None:
        raise NobodyMay
    state = State.HOSTED if member.here else State.GONE
    if member.here and deed in LED and not list(facilitators()):
        state = State.ORPHANED
    if right_of(member.role, deed, state) is Right.NO:
        raise _refusal(deed, member, community, list(facilitators()))


def _refusal(deed: Deed, member: Member, community: Community, facilitators: list[str]) -> Refusal:
    if deed is Deed.TAKE_OVER and facilitators:
        return StillHosted(community=community.name, facilitators=", ".join(facilitators[:3]))
    if member.here and member.role is Role.SPONSOR:
        return NotForSponsors(community=community.name)
    if member.here and member.role is Role.EXPERT and deed is not Deed.TAKE_OVER:
        return ForMembers(community=community.name)
    if facilitators:
        return FacilitatorsOnly(community=community.name, facilitators=", ".join(facilitators[:3]))
    return NobodyFacilitates(community=community.name)
