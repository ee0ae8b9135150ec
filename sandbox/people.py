"""The made-up people of the sandbox, and ids that never change from one run to the next."""

from __future__ import annotations

import base64
import hashlib
import itertools
import uuid
from dataclasses import dataclass
from functools import cached_property

_NAMESPACE = uuid.UUID("6d0f9d0e-7f2b-4b27-9a3e-1c1d5c0f4a11")

TENANT = str(uuid.uuid5(_NAMESPACE, "tenant: Northbrook safeguarding partnership"))
PARTNER_TENANT = str(uuid.uuid5(_NAMESPACE, "tenant: Riverside home care"))
APP_ID = str(uuid.uuid5(_NAMESPACE, "app: Canopy"))
APP_PASSWORD = "made-up-secret-of-the-sandbox"
BOT_ID = f"28:{APP_ID}"
BOT_NAME = "Canopy"
BOT_KEY = "canopy"

_COLOURS = ("#8f3f71", "#2b6a8f", "#3f7a4e", "#8a5a1f", "#5b4fa0", "#9c3d3d")


def stable_uuid(label: str) -> str:
    """Return the same UUID for the same label, always."""
    return str(uuid.uuid5(_NAMESPACE, label))


def stable_token(label: str, length: int) -> str:
    """Return the same URL-safe text of `length` characters (at most 43) for the same label."""
    digest = hashlib.sha256(f"{_NAMESPACE}{label}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=").replace("-", "x")[:length]


@dataclass
class Member:
    """Somebody in the team, as Teams knows them.

    `id` is the aadObjectId, `teams_id` starts with "29:", `tenant` is the home tenant, `here` says whether they are in the team,
    `blocked` whether they have blocked Canopy in their chat, `crowd` that they are one of many who have no tab of their own.
    """

    key: str
    name: str
    role: str
    id: str
    teams_id: str
    tenant: str
    colour: str
    guest: bool = False
    here: bool = True
    blocked: bool = False
    crowd: bool = False

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name."""
        words = self.name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    @cached_property
    def chat_id(self) -> str:
        """The conversation id of this member's 1:1 chat with Canopy."""
        return f"a:1{stable_token(f'chat: {self.key}', 40)}"

    @property
    def email(self) -> str:
        """A made-up address."""
        host = "riverside.example" if self.guest else "northbrook.example"
        return f"{self.name.lower().replace(' ', '.')}@{host}"

    def as_account(self) -> dict[str, str]:
        """Return the `from` of an activity."""
        return {"id": self.teams_id, "name": self.name, "aadObjectId": self.id}

    def as_roster_entry(self) -> dict[str, str]:
        """Return what the roster of the connector says about this member."""
        given, _, surname = self.name.partition(" ")
        upn = f"{self.email.replace('@', '_')}#EXT#@northbrook.example" if self.guest else self.email
        return {
            "id": self.teams_id,
            "aadObjectId": self.id,
            "objectId": self.id,
            "name": self.name,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipalName": upn,
            "tenantId": self.tenant,
            "userRole": "guest" if self.guest else "user",
        }


def make_member(name: str, role: str = "New member", *, guest: bool = False, taken: int = 0) -> Member:
    """Return somebody new; `taken` is how many members there are already, which picks the colour."""
    key = name.split()[0].lower()
    return Member(
        key=key,
        name=name,
        role=role,
        id=stable_uuid(f"member: {name}"),
        teams_id=f"29:1{stable_token(f'member: {name}', 42)}",
        tenant=PARTNER_TENANT if guest else TENANT,
        colour=_COLOURS[taken % len(_COLOURS)],
        guest=guest,
    )


def first_members() -> list[Member]:
    """Return the six people every new world starts with; Amara is the one who installs Canopy."""
    people = (
        ("Amara Osei", "Social worker", False),
        ("Ben Carter", "Care home manager", False),
        ("Chidi Okafor", "Nurse", False),
        ("Dana Whitfield", "Safeguarding adults board", False),
        ("Efe Demir", "Occupational therapist", False),
        ("Farah Siddiqui", "Home care coordinator, new to the community", True),
    )
    return [make_member(name, role, guest=guest, taken=n) for n, (name, role, guest) in enumerate(people)]


_GIVEN = (
    "Adaeze", "Bronwen", "Callum", "Deepa", "Eilidh", "Femi", "Gareth", "Hana", "Imran", "Joanna", "Kwame", "Leila", "Mairi",
    "Nadia", "Owen", "Priya", "Quentin", "Rhiannon", "Samir", "Tamsin", "Uma", "Vikram", "Winifred", "Yusuf", "Zofia",
)  # fmt: skip
_FAMILY = (
    "Abbott", "Bello", "Chowdhury", "Davies", "Eze", "Fraser", "Ghosh", "Hughes", "Ivanova", "Jarrett", "Kowalska", "Lewis",
    "MacLeod", "Nwosu", "Oakley", "Patel", "Quigley", "Rahman", "Sinclair", "Thorne", "Underhill", "Varga", "Walsh", "Yilmaz",
    "Zielinski", "Ashworth", "Bhatt", "Cartwright", "Dyer", "Ellery", "Farrow", "Gill", "Holloway", "Iqbal", "Jessop", "Kaur",
    "Lovell", "Mistry", "Norwood", "Osborne",
)  # fmt: skip


def crowd_names(count: int) -> list[str]:
    """Return so many different made-up names, at most 1,000. Raises ValueError for more."""
    names = [f"{given} {family}" for family, given in itertools.islice(itertools.product(_FAMILY, _GIVEN), count)]
    if len(names) < count:
        raise ValueError(f"there are {len(names)} people in the crowd at most")
    return names
