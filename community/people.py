"""Who takes part: tenants, communities, members and their roles."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NewType

from pydantic import BaseModel, ConfigDict

TenantId = NewType("TenantId", str)
"""A Microsoft Entra tenant, as Teams sends it in `channelData.tenant.id`."""

CommunityId = NewType("CommunityId", str)
"""One community of practice: one channel. Ours, random."""

MemberId = NewType("MemberId", str)
"""A person, by `from.aadObjectId`. The same person has the same id in every community of a tenant."""

TeamsId = NewType("TeamsId", str)
"""How Teams addresses a person or a bot (`29:...`, `28:...`). Needed to write to them or to mention them."""


class Model(BaseModel):
    """The base of every value in the house: frozen, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Role(StrEnum):
    """What a member may do."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    CO_FACILITATOR = "co-facilitator"
    """Facilitates, and leaves the settings and the roles to the facilitators."""
    EXPERT = "expert"
    """From outside: is asked, answers, and does not see what members show each other."""
    SPONSOR = "sponsor"
    """Sees how the community does as a whole, and nobody's own words."""


HOSTS: Final = frozenset({Role.FACILITATOR, Role.CO_FACILITATOR})
"""Who facilitates."""


class Person(Model):
    """Somebody who acts, as the platform says (never as a card says)."""

    id: MemberId
    teams_id: TeamsId
    name: str


class Member(Model):
    """A person in one community."""

    id: MemberId
    teams_id: TeamsId
    name: str
    role: Role = Role.MEMBER
    here: bool = True
    """False once the person has left the team."""

    @property
    def facilitates(self) -> bool:
        """True for a facilitator or co-facilitator who is still here."""
        return self.here and self.role in HOSTS

    @property
    def leads(self) -> bool:
        """True for a facilitator who is still here: who settles what the community is, and who has which role."""
        return self.here and self.role is Role.FACILITATOR
