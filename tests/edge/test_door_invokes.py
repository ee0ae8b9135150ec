"""Every invoke is answered in time and in the shape that it understands."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import pytest

from bot.bearer import Claims
from bot.invoke_answers import Apologies, InvokeAnswer
from tests.support.edge_door import OpenDoor, Turn, activity, invoke

FAULT = "Something went wrong on our side and nothing was changed. Please try again; if it happens again, quote {}."
LATE = "This is taking longer than it should. Look at the card again in a moment before you press once more."

SHAPES: list[tuple[Any, Any]] = [
    (
        "adaptiveCard/action",
        lambda text, code: {
            "statusCode": 500,
            "type": "application/vnd.microsoft.error",
            "value": {"code": code, "message": text},
        },
    ),
    ("task/fetch", lambda text, code: {"task": {"type": "message", "value": text}}),
    ("task/submit", lambda text, code: {"task": {"type": "message", "value": text}}),
    ("composeExtension/query", lambda text, code: {"composeExtension": {"type": "message", "text": text}}),
    ("composeExtension/fetchTask", lambda text, code: {"task": {"type": "message", "value": text}}),
    (
        "application/search",
        lambda text, code: {
            "statusCode": 200,
            "type": "application/vnd.microsoft.search.searchResponse",
            "value": {"results": []},
        },
    ),
    ("signin/verifyState", lambda text, code: {}),
    ("never/heard/of", lambda text, code: {}),
    ({"not": "a name"}, lambda text, code: {}),
]  # fmt: skip


def answering(answer: InvokeAnswer | None) -> Turn:
    async def turn(payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        return answer

    return turn


def failing(fault: BaseException) -> Turn:
    async def turn(payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
        raise fault

    return turn


async def _forever(payload: dict[str, Any], claims: Claims) -> InvokeAnswer | None:
    await asyncio.sleep(3600)
    return None


async def test_an_invoke_is_answered_with_what_the_turn_returns(door: OpenDoor) -> None:
    """The answer of the turn is the body, as JSON."""
    card = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": {"body": [{"text": "é 🙂"}]}}
    door.turn = answering(InvokeAnswer(card))

    answer = await door.knock(invoke())

    assert (answer.status, answer.headers["Content-Type"], answer.json) == (200, "application/json", card)
    assert door.counted('canopy_invokes_total{name="adaptiveCard/action",outcome="answered"}') == 1


@pytest.mark.parametrize("nothing", [None, InvokeAnswer()])
async def test_nothing_to_say_is_an_empty_answer(door: OpenDoor, nothing: InvokeAnswer | None) -> None:
    """An invoke that needs no body gets an empty 200: a form closes."""
    door.turn = answering(nothing)

    answer = await door.knock(invoke("task/submit"))

    assert (answer.status, answer.body) == (200, b"")


async def test_a_message_is_never_answered_with_a_body(door: OpenDoor) -> None:
    """What a turn returns for a message is not sent: Teams would not know what to do with it."""
    door.turn = answering(InvokeAnswer({"x": 1}))

    assert (await door.knock()).body == b""


@pytest.mark.parametrize(("name", "shape"), SHAPES)
async def test_a_failed_invoke_says_so_in_its_own_shape(door: OpenDoor, name: Any, shape: Any) -> None:
    """When the turn fails, the member reads a sentence with a reference that is also in the log."""
    door.turn = failing(RuntimeError("a secret detail"))

    answer = await door.knock(invoke(name))

    found = re.search(rb"quote ([0-9a-f]{8})\.", answer.body)
    assert answer.status == 200
    assert answer.json == shape(FAULT.format(found[1].decode() if found else ""), "Fault")
    assert b"secret" not in answer.body
    assert door.counted('canopy_turn_faults_total{kind="invoke"}') == 1


@pytest.mark.parametrize(("name", "shape"), SHAPES)
async def test_a_late_invoke_is_answered_in_time(closed_door: OpenDoor, name: Any, shape: Any) -> None:
    """When the turn takes longer than its deadline, the member is told to look again."""
    await closed_door.open(invoke_seconds=0.05)
    closed_door.turn = _forever

    answer = await closed_door.knock(invoke(name))

    assert (answer.status, answer.json) == (200, shape(LATE, "Late"))


async def test_the_deadline_is_four_seconds(door: OpenDoor) -> None:
    """A hung turn is answered after four seconds, and counted as late."""
    door.turn = _forever
    began = asyncio.get_running_loop().time()

    answer = await door.knock(invoke())

    assert answer.json["value"]["code"] == "Late"
    assert 3.9 <= asyncio.get_running_loop().time() - began < 5
    assert door.counted('canopy_invokes_total{name="adaptiveCard/action",outcome="late"}') == 1


async def test_a_time_out_inside_the_turn_is_a_fault(door: OpenDoor) -> None:
    """Only our own deadline means "late"; a time-out deeper down failed, and says so."""
    door.turn = failing(TimeoutError())

    assert (await door.knock(invoke())).json["value"]["code"] == "Fault"


async def test_an_answer_that_cannot_be_written_is_a_fault(door: OpenDoor) -> None:
    """An answer that is not JSON is our fault too, and is answered like any other."""
    door.turn = answering(InvokeAnswer({"card": object()}))

    assert (await door.knock(invoke())).json["value"]["code"] == "Fault"


async def test_the_words_can_be_chosen(closed_door: OpenDoor) -> None:
    """What a member reads when a turn fails or is late can be said otherwise."""

    class Gentle(Apologies):
        def when_late(self, payload: Mapping[str, Any]) -> InvokeAnswer:
            return InvokeAnswer({"late": payload["name"]})

        def for_fault(self, payload: Mapping[str, Any], reference: str) -> InvokeAnswer:
            return InvokeAnswer({"sorry": len(reference)})

    await closed_door.open(invoke_seconds=0.05, apologies=Gentle())
    closed_door.turn = _forever
    assert (await closed_door.knock(invoke())).json == {"late": "adaptiveCard/action"}

    closed_door.turn = failing(ValueError())
    assert (await closed_door.knock(invoke())).json == {"sorry": 8}


@pytest.mark.parametrize("kind", ["message", "conversationUpdate", "installationUpdate", "event"])
async def test_a_failed_event_is_counted_and_not_sent_again(door: OpenDoor, kind: str) -> None:
    """A fault of ours while handling an event is answered 200: sent again it would only fail again."""
    door.turn = failing(LookupError("x"))

    answer = await door.knock(activity(type=kind))

    assert (answer.status, answer.body) == (200, b"")
    assert door.counted('canopy_turn_faults_total{kind="event"}') == 1
