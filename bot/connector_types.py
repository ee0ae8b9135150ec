"""What the connector answers, and the three ways in which it does not."""

from dataclasses import dataclass


class ConnectorError(Exception):
    """A call to the connector did not do what was asked."""


class Unsent(ConnectorError):
    """Nothing left this machine for certain: no connection, no token, or a host that is not on the allow-list."""


class Unclear(ConnectorError):
    """It may have been done: the service failed (5xx), the answer was dropped or came too late.

    `status` is 0 when there was no answer. Posting again could post twice; updating and deleting again is safe.
    """

    def __init__(self, status: int, why: str, retry_after: float | None = None) -> None:
        super().__init__(f"{status or 'no answer'}: {why}")
        self.status = status
        self.why = why
        self.retry_after = retry_after


class Refused(ConnectorError):
    """It was not done: the service said no (3xx, 4xx). `retry_after` is in seconds, when it said when to come back."""

    def __init__(self, status: int, code: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was posted."""

    id: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that was begun; `message_id` is that of its first message, empty when it has none."""

    conversation_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class RosterMember:
    """One person as the roster has them. `id` is the Teams id (29:...); texts are empty where nothing is known."""

    id: str
    aad_object_id: str
    name: str
    given_name: str
    surname: str
    email: str
    user_principal_name: str
    tenant_id: str
    role: str

    @property
    def guest(self) -> bool:
        """Whether they are a guest of the tenant."""
        return self.role.lower() in {"guest", "anonymous"}


@dataclass(frozen=True, slots=True)
class MembersPage:
    """One page of a roster; `continuation` asks for the next, None on the last."""

    members: tuple[RosterMember, ...]
    continuation: str | None


@dataclass(frozen=True, slots=True)
class Team:
    """A team."""

    id: str
    name: str
    aad_group_id: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a team; the general channel has the team's id and often no name."""

    id: str
    name: str
