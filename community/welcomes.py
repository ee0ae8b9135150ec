"""Welcoming who is new: one private message, never one in the channel, and no more of them than somebody wants.

The life of a welcome: due → told → for later, and then told again once; or stopped at any time. Where Teams delivers no private
message it is refused, and offered when its member first writes to Canopy.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from community.people import MemberId, Model

AGAIN_AFTER: Final = timedelta(days=7)
"""How long “not now” lasts."""


class WelcomeState(StrEnum):
    """How far a member's welcome has come."""

    DUE = "due"
    """They are here, and the message is still to be written."""
    TOLD = "told"
    REFUSED = "refused"
    """Teams delivered no private message. It is offered at their first mention of Canopy."""
    LATER = "later"
    """They said “not now”, once."""
    AGAIN = "again"
    """Told a second time; it does not come by itself any more."""
    STOPPED = "stopped"
    """They want no private messages of this kind, for good."""


S = WelcomeState
_NOT_NOW: Final = {S.DUE: S.LATER, S.TOLD: S.LATER, S.REFUSED: S.LATER}
_TELLING: Final = {S.DUE: S.TOLD, S.REFUSED: S.TOLD, S.LATER: S.AGAIN}
_REFUSED: Final = {S.TOLD: S.REFUSED, S.DUE: S.REFUSED, S.AGAIN: S.REFUSED}


class Welcome(Model):
    """One member's welcome, as stored."""

    member: MemberId
    state: WelcomeState
    at: datetime
    """When it came to be in this state."""

    def told(self, now: datetime) -> Welcome:
        """It was told, at `now`."""
        return self._to(_TELLING.get(self.state, self.state), now)

    def refused(self, now: datetime) -> Welcome:
        """Teams did not deliver it."""
        return self._to(_REFUSED.get(self.state, self.state), now)

    def not_now(self, now: datetime) -> Welcome:
        """Its member pressed “Not now”. The first time, it comes once more after a week; after that it does not."""
        return self._to(_NOT_NOW.get(self.state, self.state), now)

    def stopped(self, now: datetime) -> Welcome:
        """Its member pressed “Stop”."""
        return self._to(WelcomeState.STOPPED, now)

    def _to(self, state: WelcomeState, now: datetime) -> Welcome:
        return self if state is self.state else self.model_copy(update={"state": state, "at": now})


def told_again_at(welcome: Welcome) -> datetime | None:
    """When it comes once more; None for one that does not."""
    return welcome.at + AGAIN_AFTER if welcome.state is WelcomeState.LATER else None


def due_now(welcome: Welcome, now: datetime) -> bool:
    """True for one that is to be told by itself now."""
    again = told_again_at(welcome)
    return welcome.state is WelcomeState.DUE or (again is not None and again <= now)


def offered_at_mention(welcome: Welcome) -> bool:
    """True for one that is shown when its member writes to Canopy, because Teams did not deliver it."""
    return welcome.state is WelcomeState.REFUSED


def may_whisper(welcome: Welcome | None) -> bool:
    """True unless its member wants no private messages of this kind."""
    return welcome is None or welcome.state is not WelcomeState.STOPPED


def forgotten_with_leaver(welcome: Welcome) -> bool:
    """True for one of which nothing is kept when its member is away for 30 days; that somebody said “Stop” is kept for good."""
    return welcome.state is not WelcomeState.STOPPED
