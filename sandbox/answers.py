"""What the Teams client makes of a bot's answer to an invoke."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import orjson

from sandbox.activity_rules import ADAPTIVE_CARD, MOST_BYTES
from sandbox.delivery import Delivered
from sandbox.world import Json, Message, Place

CARD_ANSWER = ADAPTIVE_CARD
MESSAGE_ANSWER = "application/vnd.microsoft.activity.message"
ERROR_ANSWER = "application/vnd.microsoft.error"
SEARCH_ANSWER = "application/vnd.microsoft.search.searchResponse"
WENT_WRONG = "Something went wrong. Please try again."
UNREACHABLE = "Unable to reach app. Please try again."


@dataclass(frozen=True)
class Answer:
    """What a press came to. `status` is the HTTP status, or the one inside the answer; `text` is what the member reads."""

    status: int
    kind: Literal["card", "message", "error", "none"]
    card: Json | None = None
    text: str = ""
    ms: float = 0.0


@dataclass(frozen=True)
class Composed:
    """The command that opened a form, and where: of the compose box of a place, or in the menu of a `message`."""

    command: str
    place: Place
    message: Message | None = None


@dataclass(frozen=True)
class FoundCard:
    """One thing that a search command found: what the list says of it, and the card that is put into the compose box."""

    title: str
    text: str
    card: Json


@dataclass(frozen=True)
class Found:
    """What a search command found, or the sentence that is shown in its place."""

    kind: Literal["results", "message", "error"]
    results: tuple[FoundCard, ...] = ()
    text: str = ""
    ms: float = 0.0


@dataclass(frozen=True)
class Form:
    """A Teams dialog, or what came instead; `message` is the one whose button opened it, `composed` the command that did.

    A "result" is a card for the compose box, which only a command can bring.
    """

    kind: Literal["form", "message", "closed", "error", "result"]
    title: str = ""
    card: Json | None = None
    text: str = ""
    height: int | str | None = None
    width: int | str | None = None
    message: Message | None = None
    composed: Composed | None = None
    ms: float = 0.0


def is_card(card: Any) -> bool:
    """Whether a client can show this: an Adaptive Card of at most 28 KB."""
    return isinstance(card, dict) and card.get("type") == "AdaptiveCard" and len(orjson.dumps(card)) <= MOST_BYTES


def _trouble(delivered: Delivered) -> str:
    """Return what the client says when there is no proper answer, "" when there is one."""
    if delivered.accepted:
        return ""
    return UNREACHABLE if delivered.status in (0, 504) else WENT_WRONG


def read_answer(delivered: Delivered) -> Answer:
    """Read the answer to `adaptiveCard/action`."""
    trouble = _trouble(delivered)
    if trouble:
        return Answer(delivered.status, "error", text=trouble, ms=delivered.ms)
    if delivered.body in (None, "", {}):
        return Answer(delivered.status, "none", ms=delivered.ms)
    body = delivered.body if isinstance(delivered.body, dict) else {}
    status, value = body.get("statusCode"), body.get("value")
    match body.get("type"):
        case "application/vnd.microsoft.card.adaptive" if status == 200 and is_card(value):
            return Answer(200, "card", card=value, ms=delivered.ms)
        case "application/vnd.microsoft.activity.message" if status == 200 and isinstance(value, str):
            return Answer(200, "message", text=value, ms=delivered.ms)
        case "application/vnd.microsoft.error" if isinstance(status, int) and isinstance(value, dict):
            return Answer(status, "error", text=str(value.get("message") or WENT_WRONG), ms=delivered.ms)
    return Answer(delivered.status, "error", text=WENT_WRONG, ms=delivered.ms)


def read_form(delivered: Delivered, message: Message | None, *, opening: bool) -> Form:
    """Read the answer to `task/fetch` (`opening`) or `task/submit`; only the latter may be empty."""
    trouble = _trouble(delivered)
    if not trouble and not opening and delivered.body in (None, "", {}):
        return Form("closed", message=message, ms=delivered.ms)
    task = delivered.body.get("task") if isinstance(delivered.body, dict) else None
    if trouble or not isinstance(task, dict):
        return Form("error", text=trouble or WENT_WRONG, message=message, ms=delivered.ms)
    value: Any = task.get("value")
    if task.get("type") == "message" and isinstance(value, str):
        return Form("message", text=value, message=message, ms=delivered.ms)
    card = _card_in(value)
    if task.get("type") != "continue" or card is None:
        return Form("error", text=WENT_WRONG, message=message, ms=delivered.ms)
    title, height, width = str(value.get("title") or ""), value.get("height"), value.get("width")
    return Form("form", title, card, height=height, width=width, message=message, ms=delivered.ms)


def read_composed(delivered: Delivered, composed: Composed, *, opening: bool) -> Form:
    """Read the answer to `composeExtension/fetchTask` (`opening`) or `composeExtension/submitAction`."""
    result = delivered.body.get("composeExtension") if isinstance(delivered.body, dict) and not opening else None
    if not delivered.accepted or not isinstance(result, dict):
        return replace(read_form(delivered, None, opening=opening), composed=composed)
    attachments = result.get("attachments")
    card = _card_in({"card": attachments[0]}) if isinstance(attachments, list) and attachments else None
    if result.get("type") != "result" or card is None:
        return Form("error", text=WENT_WRONG, composed=composed, ms=delivered.ms)
    return Form("result", card=card, composed=composed, ms=delivered.ms)


def read_found(delivered: Delivered) -> Found:
    """Read the answer to `composeExtension/query`. What has no card that can be shown is left out, as the client does."""
    result = delivered.body.get("composeExtension") if isinstance(delivered.body, dict) else None
    trouble = _trouble(delivered)
    if trouble or not isinstance(result, dict):
        return Found("error", text=trouble or WENT_WRONG, ms=delivered.ms)
    if result.get("type") == "message" and isinstance(result.get("text"), str):
        return Found("message", text=result["text"], ms=delivered.ms)
    attachments = result.get("attachments")
    if result.get("type") != "result" or not isinstance(attachments, list):
        return Found("error", text=WENT_WRONG, ms=delivered.ms)
    return Found("results", tuple(_found_in(attachments)), ms=delivered.ms)


def _found_in(attachments: list[Any]) -> Iterator[FoundCard]:
    for attachment in attachments:
        card = _card_in({"card": attachment})
        preview = attachment.get("preview") if isinstance(attachment, dict) else None
        shown = preview.get("content") if isinstance(preview, dict) else None
        if card is not None and isinstance(shown, dict) and shown.get("title"):
            yield FoundCard(str(shown["title"]), str(shown.get("text") or shown.get("subtitle") or ""), card)


def _card_in(value: Any) -> Json | None:
    attachment = value.get("card") if isinstance(value, dict) else None
    if not isinstance(attachment, dict) or attachment.get("contentType") != ADAPTIVE_CARD:
        return None
    card = attachment.get("content")
    return card if is_card(card) else None


def read_choices(delivered: Delivered) -> list[dict[str, str]]:
    """Read the answer to `application/search`; nothing proper means no choices."""
    body = delivered.body if isinstance(delivered.body, dict) else {}
    value = body.get("value")
    if not delivered.accepted or body.get("type") != SEARCH_ANSWER or not isinstance(value, dict):
        return []
    results = value.get("results")
    return (
        [{"title": str(r["title"]), "value": str(r["value"])} for r in results if "title" in r]
        if isinstance(results, list)
        else []
    )
