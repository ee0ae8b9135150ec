"""The SDK's adapter, authentication and turn, on Canopy's own parts."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapter import CanopyAuthentication, TeamsAdapter, activity_from, claims_of, payload_of
from bot.bearer import Bearer, BearerRules, Claims
from bot.connector import Connector
from bot.invoke_answers import InvokeAnswer
from bot.service_hosts import ServiceHosts
from bot.signing_keys import SigningKeys
from tests.support.edge_door import OpenDoor, activity, invoke
from tests.support.edge_keys import APP_ID, SERVICE_URL, KeyServer, SigningKey
from tests.support.edge_service import Service


class Stage:
    """An adapter, and the service it speaks to."""

    def __init__(self, session: aiohttp.ClientSession, key_server: KeyServer, service: Service) -> None:
        self.service = service
        self.contexts: list[TurnContext] = []
        self.answer: InvokeAnswer | None = None
        self.act: Any = None
        bearer = Bearer(BearerRules(APP_ID), SigningKeys(session, key_server.url))
        self.authentication = CanopyAuthentication(bearer, Connector(session, None, ServiceHosts([service.url])))
        self.adapter = TeamsAdapter(self.authentication, self._on_turn)
        self.claims = Claims(APP_ID, service.url, frozenset({"msteams"}))

    async def _on_turn(self, context: TurnContext) -> InvokeAnswer | None:
        self.contexts.append(context)
        if self.act is not None:
            await self.act(context)
        return self.answer

    async def receive(self, payload: dict[str, Any]) -> InvokeAnswer | None:
        return await self.adapter.receive(payload, self.claims)


@pytest.fixture
async def stage(session: aiohttp.ClientSession, key_server: KeyServer) -> AsyncIterator[Stage]:
    service = await Service().start()
    yield Stage(session, key_server, service)
    await service.stop()


async def test_a_turn_sees_the_activity_as_it_came(stage: Stage) -> None:
    """The turn gets the SDK's activity, the JSON it was made of, and what the token vouched for."""
    payload = activity(serviceUrl=stage.service.url)

    assert await stage.receive(payload) is None

    context = stage.contexts[0]
    seen = context.activity
    assert payload_of(context) is payload
    assert claims_of(context) is stage.claims
    assert (seen.type, seen.id, seen.text) == ("message", payload["id"], payload["text"])
    assert (seen.conversation.id, seen.conversation.is_group) == (payload["conversation"]["id"], True)
    assert seen.conversation.tenant_id == payload["channelData"]["tenant"]["id"]
    assert (seen.from_property.id, seen.from_property.aad_object_id) == ("29:amara", payload["from"]["aadObjectId"])
    assert seen.recipient.id == f"28:{APP_ID}"


async def test_an_invoke_returns_the_very_answer(stage: Stage) -> None:
    """The answer travels through the SDK untouched: not copied, not serialised."""
    stage.answer = InvokeAnswer({"statusCode": 200})

    assert await stage.receive(invoke()) is stage.answer


async def test_an_invoke_with_nothing_to_say_is_no_501(stage: Stage) -> None:
    """The SDK's "not implemented" never reaches Teams, which would send the invoke again."""
    assert await stage.receive(invoke("never/heard/of")) == InvokeAnswer()


async def test_a_message_has_no_answer(stage: Stage) -> None:
    """Only invokes are answered in the HTTP response, also when the sender asks for replies that way."""
    stage.answer = InvokeAnswer({"x": 1})

    assert await stage.receive(activity()) is None
    assert await stage.receive(activity(deliveryMode="expectReplies")) is None


async def test_a_fault_in_the_turn_comes_out(stage: Stage) -> None:
    """The door hears of a fault; the adapter swallows nothing and posts nothing."""

    async def fail(_: TurnContext) -> None:
        raise LookupError("gone")

    stage.act = fail
    with pytest.raises(LookupError, match="gone"):
        await stage.receive(activity())
    assert stage.service.requests == []


async def test_the_turn_context_can_send_edit_and_delete(stage: Stage) -> None:
    """What the SDK offers in a turn works, over our own connector."""
    ids: list[str] = []

    async def speak(context: TurnContext) -> None:
        reply = await context.send_activity("Hello")
        assert reply is not None
        ids.append(reply.id)
        await context.update_activity(Activity(type="message", id=reply.id, text="Hello again"))
        await context.delete_activity(reply.id)
        fresh = Activity(type="message", text="A new one", conversation=context.activity.conversation)
        sent = await context.adapter.send_activities(context, [fresh])
        ids.append(sent[0].id)

    stage.act = speak
    await stage.receive(activity(serviceUrl=stage.service.url))

    base = "/v3/conversations/19%3Amca%40thread.tacv2%3Bmessageid%3D1764000000000/activities"
    assert ids == ["1764000000009"] * 2
    assert [(request.method, request.path) for request in stage.service.requests] == [
        ("POST", f"{base}/1764000000001"), ("PUT", f"{base}/1764000000009"), ("DELETE", f"{base}/1764000000009"), ("POST", base),
    ]  # fmt: skip
    assert stage.service.requests[0].json["text"] == "Hello"


async def test_the_sdk_may_check_a_token_too(stage: Stage) -> None:
    """Asked through the SDK, our check is the same: good tokens pass, others are a PermissionError."""
    message = activity_from(activity())
    result = await stage.authentication.authenticate_request(message, f"Bearer {SigningKey(1).token()}")

    assert result.audience == APP_ID
    assert result.claims_identity.claims == {"aud": APP_ID, "serviceurl": SERVICE_URL}
    assert stage.authentication.create_connector_factory(result.claims_identity) is result.connector_factory
    elsewhere = activity_from(activity(serviceUrl="https://smba.trafficmanager.net/amer/"))
    for activity_, token in ((message, "Bearer x.y.z"), (message, ""), (elsewhere, f"Bearer {SigningKey(1).token()}")):
        with pytest.raises(PermissionError):
            await stage.authentication.authenticate_request(activity_, token)
    with pytest.raises(PermissionError):
        await stage.authentication.authenticate_streaming_request("", "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(["\x00", "‮", "29:amara", "x" * 600]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "tenant", "data", "verb"]), inner),
    max_leaves=8,
)  # fmt: skip
FIELDS = st.sampled_from(
    ["type", "id", "name", "text", "value", "from", "recipient", "conversation", "channelData", "entities", "replyToId",
     "locale", "action", "membersAdded", "timestamp", "deliveryMode", "attachments", "localTimestamp"]
)  # fmt: skip
KINDS = st.sampled_from(["message", "invoke", "conversationUpdate", "installationUpdate", "event", "messageReaction", "odd"])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=KINDS, odd=st.dictionaries(FIELDS, JSON, max_size=6))
async def test_no_activity_makes_it_fail(door: OpenDoor, kind: str, odd: dict[str, Any]) -> None:
    """Whatever an authenticated activity holds in whatever field, the answer is never a 5xx."""

    async def turn(payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        seen = activity_from(payload)
        assert seen.additional_properties is payload
        return InvokeAnswer({"text": seen.text})

    door.turn = turn
    answer = await door.knock(activity(type=kind) | odd)

    assert answer.status in {200, 400, 403}
    assert door.counted('canopy_turn_faults_total{kind="event"}') == 0
    assert door.counted('canopy_turn_faults_total{kind="invoke"}') == 0
