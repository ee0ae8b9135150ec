"""What an invoke is answered with, and the answers for when we could not do what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CARD_ERROR = "application/vnd.microsoft.error"
_SEARCH_RESULT = "application/vnd.microsoft.search.searchResponse"

_FAULT = "Something went wrong on our side and nothing was changed. Please try again; if it happens again, quote {reference}."
_LATE = "This is taking longer than it should. Look at the card again in a moment before you press once more."


@dataclass(frozen=True, slots=True)
class InvokeAnswer:
    """The body of an HTTP answer to an invoke, as plain data; None for an empty one (a form then closes)."""

    body: Mapping[str, Any] | None = None
    status: int = 200


class Apologies:
    """The answers to an invoke that failed or ran out of time. Subclass it to say something better."""

    def for_fault(self, payload: Mapping[str, Any], reference: str) -> InvokeAnswer:
        """Return what the member reads when the turn failed; `reference` is also in our log."""
        return sentence_answer(payload.get("name"), _FAULT.format(reference=reference), code="Fault")

    def when_late(self, payload: Mapping[str, Any]) -> InvokeAnswer:
        """Return what the member reads when the turn was not done in time; it may still take effect."""
        return sentence_answer(payload.get("name"), _LATE, code="Late")


def sentence_answer(name: object, sentence: str, *, code: str, card_status: int = 500) -> InvokeAnswer:
    """Say one sentence in the shape that the invoke called `name` understands.

    `card_status` and `code` go into the error that a card's button gets; a search finds nothing.
    """
    match name:
        case "adaptiveCard/action":
            value = {"code": code, "message": sentence}
            return InvokeAnswer({"statusCode": card_status, "type": _CARD_ERROR, "value": value})
        case "application/search":
            return InvokeAnswer({"statusCode": 200, "type": _SEARCH_RESULT, "value": {"results": []}})
        case "composeExtension/fetchTask" | "composeExtension/submitAction":
            return InvokeAnswer({"task": {"type": "message", "value": sentence}})
        case str() if name.startswith("task/"):
            return InvokeAnswer({"task": {"type": "message", "value": sentence}})
        case str() if name.startswith("composeExtension/"):
            return InvokeAnswer({"composeExtension": {"type": "message", "text": sentence}})
        case _:
            return InvokeAnswer({})
