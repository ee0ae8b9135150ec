"""What the application may do: consent of the team's owner, of an administrator, and the grant of single sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.graph_drive import Refused

ROLES = ("read", "write", "manage")


class Grant(StrEnum):
    """Usual sets of permissions. Each has what the one before it has."""

    NOTHING = "nothing"
    CATALOGUE = "catalogue"
    """Messages and the channel's folder: what a team's owner consents to at installation."""
    FILES = "files"
    """And all sites of the team, with the role "write" (Sites.Selected)."""
    COLUMNS = "columns"
    """And the library has columns."""
    ALL = "all"
    """And everything in the tenant (Sites.ReadWrite.All): shares and search work, and everybody's OneDrive."""


@dataclass
class Consent:
    """Single permissions, as they were consented to.

    `messages` is ChannelMessage.Read.Group, `folder` File.Read.Group, `channels` ChannelSettings.Read.Group; `sites` holds, by
    drive id, the role granted under Sites.Selected, and `team_role` that of every drive of the team that is not in it.
    """

    messages: bool = True
    folder: bool = True
    channels: bool = True
    team_role: str = "write"
    sites: dict[str, str] = field(default_factory=dict)
    everything: bool = False

    def check(self, allowed: bool) -> None:
        """Refuse what was not consented to. Raises Refused 403."""
        if not (allowed or self.everything):
            raise Refused(403, "Forbidden", "Missing role permissions on the request.")

    def check_drive(self, drive: str, *, of_team: bool, role: str) -> None:
        """Refuse a library that was not granted, or not with this role. Raises Refused 403."""
        granted = "manage" if self.everything else self.sites.get(drive, self.team_role if of_team else "")
        if granted not in ROLES or ROLES.index(granted) < ROLES.index(role):
            raise Refused(403, "accessDenied", "Access denied")


def consent_of(grant: Grant) -> Consent:
    """Return the permissions of a usual set."""
    match grant:
        case Grant.NOTHING:
            return Consent(messages=False, folder=False, channels=False, team_role="")
        case Grant.CATALOGUE:
            return Consent(team_role="")
        case Grant.ALL:
            return Consent(team_role="manage", everything=True)
    return Consent()
