"""One-page profiles: what a member wants colleagues to know of them. No name, address or photo: those are the roster's.

The life of a profile: draft → written → confirmed once a year; withdrawn at any time, and then nothing of it is kept. It is put
away when its member leaves, comes back with them within 30 days, and is erased after that.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from community.documents import in_months
from community.people import Member, MemberId, Model
from community.privacy import display_name
from community.refusals import Refusal
from community.times import moment_of, wall_clock
from community.working_days import MORNING, working_day

CONFIRM_MONTHS: Final = 12
"""After so many months its member is asked, once, whether it is still right."""
KEPT_AFTER_LEAVING: Final = timedelta(days=30)

HEADINGS: Final = {
    "appreciated": "What people appreciate about me",
    "matters": "What matters to me",
    "support": "How best to support me",
}
"""The three headings of a one-page profile, by the field that holds what stands under them."""


class Experience(StrEnum):
    """How much somebody has worked with the Mental Capacity Act, in their own eyes."""

    NEW = "new"
    SOME = "some"
    CONFIDENT = "confident"
    LEADING = "leading"


EXPERIENCE_SAID: Final = {
    Experience.NEW: "New to the Mental Capacity Act",
    Experience.SOME: "I use the Mental Capacity Act with some support",
    Experience.CONFIDENT: "I use the Mental Capacity Act with confidence",
    Experience.LEADING: "I advise or train others in the Mental Capacity Act",
}


class NoProfileYet(Refusal):
    """Raised when somebody changes, confirms or withdraws a profile of their own that is not there."""

    sentence = "You have no profile here at the moment. Write @Canopy profile to write one: a single line is enough."


class NotWrittenYet(Refusal):
    """Raised when somebody looks for the profile of a colleague who has none."""

    sentence = "{name} has not written a profile yet. You can simply say hello: most people like to be asked."


class NobodyCalled(Refusal):
    """Raised when nobody here is called so."""

    sentence = "I find nobody called “{words}” in {community}. Try the first or last name alone, or mention them with @."


class ProfilesOwn(Refusal):
    """Raised when somebody presses what belongs to the member whose profile it is."""

    sentence = "Only {name} can do that: it is their profile. Write @Canopy profile for your own."


class Written(Model):
    """What a member says of themselves, checked."""

    appreciated: str = ""
    matters: str = ""
    support: str = ""
    job: str = ""
    organisation: str = ""
    years: int | None = None
    """How long they have worked with the Act."""
    experience: Experience | None = None
    can_help: tuple[str, ...] = ()
    """“Ask me about”: slugs of topics in the pack, or hashtags of their own without the `#`."""
    wants_to_learn: tuple[str, ...] = ()
    reach: str = ""
    """How to reach them, in their own words."""
    pronouns: str = ""
    introduced: bool = False
    """True where its member had it posted in the channel; else it is found when somebody looks."""


class Profile(Written):
    """One member's profile, as stored."""

    member: MemberId
    name: str = ""
    """Of its member, as the roster has it now; never kept with the profile."""
    here: bool = True
    """False once its member has left the team."""
    written_at: datetime
    confirmed_at: datetime
    """When its member last said that it is right, by writing it or by confirming it."""
    revision: int = 1
    """Counts every change. Buttons carry it, so that one press is told from the next."""
    ended_at: datetime | None = None
    """When it was put away because its member left; None while it can be found."""
    thread: str | None = None
    """The conversation in which it was introduced; None where it was not."""
    card: str | None = None
    """The message id of that introduction, once known."""

    @property
    def found(self) -> bool:
        """True for a profile that colleagues can find: its member is here."""
        return self.here and self.ended_at is None

    @property
    def called(self) -> str:
        """Its member's name, as cards show it."""
        return display_name(self.name)

    def check_own(self, member: Member) -> None:
        """Raise `ProfilesOwn` for anybody but its member; facilitators too read it and leave it alone."""
        if member.id != self.member:
            raise ProfilesOwn(name=self.called)

    def confirmed(self, now: datetime) -> Profile:
        """The profile, still right at `now`."""
        return self.model_copy(update={"confirmed_at": now, "revision": self.revision + 1})


def confirm_at(profile: Profile, zone: str) -> datetime:
    """When its member is asked whether it is still right: twelve months on, in the morning of a working day. UTC."""
    day = in_months(wall_clock(profile.confirmed_at, zone).date(), CONFIRM_MONTHS)
    return moment_of(datetime.combine(working_day(day), MORNING), zone)


def should_ask(profile: Profile, zone: str, now: datetime) -> bool:
    """True when its member is to be asked now: it can be found, and nobody wrote or confirmed it in the meantime."""
    return profile.found and confirm_at(profile, zone) <= now


def erase_at(left: datetime) -> datetime:
    """When nothing is kept any more of the profile of somebody who left at `left`."""
    return left + KEPT_AFTER_LEAVING


def may_return(profile: Profile, now: datetime) -> bool:
    """True for a profile that was put away and comes back with its member; False for one whose 30 days are over."""
    return profile.ended_at is not None and now < erase_at(profile.ended_at)


def should_erase(profile: Profile, now: datetime) -> bool:
    """True for one that was put away 30 days ago, or longer."""
    return profile.ended_at is not None and now >= erase_at(profile.ended_at)
