"""Canopy behind the Bot Framework SDK's own extension points: its authentication, its connector, its adapter."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from botbuilder.core import CloudAdapterBase, TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ResourceResponse
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.bearer import Bearer, Claims, TokenRefused
from bot.connector import Connector
from bot.invoke_answers import InvokeAnswer

OnTurn = Callable[[TurnContext], Awaitable[InvokeAnswer | None]]

_INVOKE = "invoke"
_CLAIMS = "canopy.claims"


def payload_of(context: TurnContext) -> dict[str, Any]:
    """Return the activity of this turn as it was received: plain JSON, nothing renamed or dropped."""
    return cast(dict[str, Any], context.activity.additional_properties)


def claims_of(context: TurnContext) -> Claims:
    """Return what the caller's token vouched for."""
    return cast(Claims, context.turn_state[_CLAIMS])


class TurnConversations:
    """The four calls that a turn context makes, over Canopy's own connector."""

    def __init__(self, connector: Connector, service_url: str) -> None:
        self._connector = connector
        self._service_url = service_url

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> ResourceResponse:
        """Post into a conversation."""
        sent = await self._connector.post(self._service_url, conversation_id, _written(activity))
        return ResourceResponse(id=sent.id)

    async def reply_to_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Post as an answer to an activity."""
        sent = await self._connector.post(self._service_url, conversation_id, _written(activity), reply_to=activity_id)
        return ResourceResponse(id=sent.id)

    async def update_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Replace what was posted."""
        await self._connector.update(self._service_url, conversation_id, activity_id, _written(activity))
        return ResourceResponse(id=activity_id)

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        """Take back what was posted."""
        await self._connector.delete(self._service_url, conversation_id, activity_id)


@dataclass(frozen=True, slots=True)
class TurnConnector:
    """What the SDK calls a connector client: one service URL, one set of conversations."""

    conversations: TurnConversations


class CanopyConnectorFactory(ConnectorFactory):
    """Makes a turn's connector out of the one that all turns share: no new session, token or connection."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str) -> Any:
        """Return the connector for one service URL."""
        return TurnConnector(TurnConversations(self._connector, service_url))


class CanopyAuthentication(BotFrameworkAuthentication):
    """The SDK's question "who is calling?", answered by Canopy's own token check. No emulator, no skills, no OAuth."""

    def __init__(self, bearer: Bearer, connector: Connector) -> None:
        self._bearer = bearer
        self._factory = CanopyConnectorFactory(connector)

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Check a token. Raises `PermissionError` when it does not hold for this activity."""
        try:
            claims = await self._bearer.verify(auth_header)
        except TokenRefused as refused:
            raise PermissionError(refused.reason) from None
        if not claims.service_url or claims.service_url != activity.service_url:
            raise PermissionError("service-url-claim")
        return self.result_for(claims)

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> AuthenticateRequestResult:
        """Refuse: Teams does not stream to bots. Raises `PermissionError`."""
        raise PermissionError("streaming")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> CanopyConnectorFactory:
        """Return the one factory there is."""
        return self._factory

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> Any:
        """Return None: Canopy signs nobody in."""
        return None

    def result_for(self, claims: Claims) -> AuthenticateRequestResult:
        """Say in the SDK's words what Canopy's own door has checked."""
        result = AuthenticateRequestResult()
        result.audience = claims.app_id
        result.claims_identity = ClaimsIdentity({"aud": claims.app_id, "serviceurl": claims.service_url}, not claims.anonymous)
        result.connector_factory = self._factory
        return result


@dataclass(frozen=True, slots=True)
class _InvokeResult:
    """What the SDK looks for in the turn state after an invoke: something with a `value`."""

    value: InvokeAnswer


class TeamsAdapter(CloudAdapterBase):
    """Runs a turn the SDK's way: turn context, middleware, then `on_turn`.

    `on_turn(context)` returns the answer to an invoke, or None. `payload_of(context)` is the activity as received;
    `context.activity` holds the usual fields of it.
    """

    def __init__(self, authentication: CanopyAuthentication, on_turn: OnTurn) -> None:
        super().__init__(authentication)
        self._authentication = authentication
        self._on_turn = on_turn

    async def receive(self, payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        """Run the turn for an activity that the door let in; return what answers it when it is an invoke."""

        async def turn(context: TurnContext) -> None:
            context.turn_state[_CLAIMS] = claims
            answer = await self._on_turn(context)
            if payload["type"] == _INVOKE:
                context.turn_state[self._INVOKE_RESPONSE_KEY] = _InvokeResult(answer or InvokeAnswer())

        result = await self.process_activity(self._authentication.result_for(claims), activity_from(payload), turn)
        return result if isinstance(result, InvokeAnswer) else None


def activity_from(payload: dict[str, Any]) -> Activity:
    """Build the SDK's activity from JSON: the fields a turn uses, without the SDK's slow and strict deserialiser.

    A field of another type than it should have is left out. The JSON itself is in `additional_properties`.
    """
    conversation, extra = _mapping(payload.get("conversation")), _mapping(payload.get("channelData"))
    activity = Activity(
        type=_text(payload, "type"),
        id=_text(payload, "id"),
        name=_text(payload, "name"),
        text=_text(payload, "text"),
        locale=_text(payload, "locale"),
        action=_text(payload, "action"),
        channel_id=_text(payload, "channelId"),
        service_url=_text(payload, "serviceUrl"),
        reply_to_id=_text(payload, "replyToId"),
        value=payload.get("value"),
        channel_data=extra,
        from_property=_account(payload.get("from")),
        recipient=_account(payload.get("recipient")),
        conversation=ConversationAccount(
            id=_text(conversation, "id"),
            name=_text(conversation, "name"),
            conversation_type=_text(conversation, "conversationType"),
            is_group=conversation.get("isGroup") is True,
            tenant_id=_text(_mapping(extra.get("tenant")), "id"),
        ),
    )
    activity.additional_properties = payload
    return activity


def _account(value: object) -> ChannelAccount:
    holder = _mapping(value)
    return ChannelAccount(id=_text(holder, "id"), name=_text(holder, "name"), aad_object_id=_text(holder, "aadObjectId"))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(holder: Mapping[str, Any], field: str) -> Any:
    """Return a string or None; typed loosely because the SDK says `str` where it means either."""
    value = holder.get(field)
    return value if isinstance(value, str) else None


def _written(activity: Activity) -> dict[str, Any]:
    return cast(dict[str, Any], activity.serialize())  # type: ignore[no-untyped-call]
