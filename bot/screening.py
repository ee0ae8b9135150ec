"""What a call must look like before a turn begins: from Teams, from an allowed tenant, with the ids we need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.bearer import Claims
from bot.service_hosts import ServiceHosts

TEAMS = "msteams"
LONGEST_ID = 300
_LONGEST_TYPE = 64


class NotLetIn(Exception):
    """The call ends here: `status` is the HTTP answer, `reason` one short word, `sentence` says what was missing."""

    def __init__(self, status: int, reason: str, sentence: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class DoorRules:
    """Who may come in, and how much they may bring.

    `tenants`: ids of the tenants that are let in (none listed: nobody). `body_limit` in bytes, `invoke_seconds` in
    seconds. `playground`: no tokens at all, for a playground on this machine; not possible with an app id.
    """

    hosts: ServiceHosts
    tenants: frozenset[str] = frozenset()
    app_id: str = ""
    playground: bool = False
    body_limit: int = 256 * 1024
    invoke_seconds: float = 4.0

    def __post_init__(self) -> None:
        if self.playground and self.app_id:
            raise ValueError("the playground is for a bot without an app id")
        object.__setattr__(self, "tenants", frozenset(tenant.lower() for tenant in self.tenants if tenant))


def check_trust(payload: Mapping[str, Any], claims: Claims, rules: DoorRules) -> None:
    """Raise `NotLetIn` (403) unless the call is from Teams, over an allowed service, for an allowed tenant."""
    platform, service_url = payload.get("channelId"), payload.get("serviceUrl")
    if not isinstance(service_url, str) or not rules.hosts.allows(service_url):
        raise NotLetIn(403, "service-url", "The serviceUrl is not on a host this bot talks to.")
    if claims.anonymous:
        return
    if platform != TEAMS:
        raise NotLetIn(403, "platform", "This bot talks to Microsoft Teams only.")
    if service_url != claims.service_url:
        raise NotLetIn(403, "service-url-claim", "The serviceUrl is not the one in the token.")
    if TEAMS not in claims.endorsements:
        raise NotLetIn(403, "endorsement", "The signing key may not speak for Microsoft Teams.")
    if _tenant(payload).lower() not in rules.tenants:
        raise NotLetIn(403, "tenant", "This bot does not serve that tenant.")


def check_shape(payload: Mapping[str, Any]) -> None:
    """Raise `NotLetIn` (400) unless every id that a turn needs is there and is a sane string."""
    _need(payload, "type", _LONGEST_TYPE)
    _need(payload, "id", LONGEST_ID)
    _need(payload.get("conversation"), "id", LONGEST_ID)
    _need(payload.get("from"), "id", LONGEST_ID)


def _tenant(payload: Mapping[str, Any]) -> str:
    extra = payload.get("channelData")
    tenant = extra.get("tenant") if isinstance(extra, dict) else None
    name = tenant.get("id") if isinstance(tenant, dict) else None
    return name if isinstance(name, str) else ""


def _need(holder: object, field: str, longest: int) -> None:
    value = holder.get(field) if isinstance(holder, dict) else None
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise NotLetIn(400, "shape", "The activity lacks a type or an id that is needed, or it is not a plain string.")
