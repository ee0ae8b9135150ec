"""A dialog's answer, in the shape that Teams expects for what was pressed."""

from __future__ import annotations

from typing import Any

from dialogs.events import Event, FormOpened, FormSent, Pressed, Queried, Searched
from dialogs.turn import Answer, Choices, CloseForm, FileOffer, Result, Results, Say, ShowCard, ShowForm

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
CONSENT_TYPE = "application/vnd.microsoft.teams.card.file.consent"
_MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
_SEARCH_TYPE = "application/vnd.microsoft.search.searchResponse"
_PREVIEW_TYPE = "application/vnd.microsoft.card.thumbnail"
DONE = "Done."
NOTHING_FOUND = "Nothing was found."


def attachment(card: dict[str, Any]) -> dict[str, Any]:
    """A card as Teams attaches it."""
    return {"contentType": CARD_TYPE, "content": card}


def card_message(card: dict[str, Any], summary: str = "") -> dict[str, Any]:
    """A message that shows a card; `summary` is what a notification says."""
    made: dict[str, Any] = {"type": "message", "attachments": [attachment(card)]}
    if summary:
        made["summary"] = summary
    return made


def offer_message(offer: FileOffer) -> dict[str, Any]:
    """A message with which Teams asks a member whether they want a file."""
    content = {
        "description": offer.description,
        "sizeInBytes": offer.size,
        "acceptContext": offer.carried,
        "declineContext": offer.carried,
    }
    return {"type": "message", "attachments": [{"contentType": CONSENT_TYPE, "name": offer.name, "content": content}]}


def text_message(sentence: str) -> dict[str, Any]:
    """A message that says one sentence, with no markup in it."""
    return {"type": "message", "text": sentence, "textFormat": "plain"}


def as_message(answer: Answer | None) -> dict[str, Any] | None:
    """The answer to something that was written: a message of its own."""
    match answer:
        case ShowCard(card):
            return card_message(card)
        case Say(sentence):
            return text_message(sentence)
        case _:
            return None


def as_response(event: Event, answer: Answer | None) -> dict[str, Any] | None:
    """The answer to an invoke, or None for an empty one."""
    match event:
        case Pressed():
            return _to_press(answer)
        case FormOpened() | FormSent():
            return _to_form(answer)
        case Queried():
            return {"composeExtension": _to_query(answer)}
        case Searched():
            found = answer.found if isinstance(answer, Choices) else ()
            results = [{"title": title, "value": value} for title, value in found]
            return {"statusCode": 200, "type": _SEARCH_TYPE, "value": {"results": results}}
        case _:
            return None


def as_repeated(event: Event, body: dict[str, Any] | None) -> dict[str, Any] | None:
    """What was answered before, in the shape for this event: the same may have been done with a form, a button or a message."""
    match event, body:
        case (Pressed(), {"statusCode": _}) | (FormSent(), {"task": _} | None):
            return body
        case (Pressed() | FormSent(), {"task": {"type": "message", "value": str(said)}} | {"type": str(), "value": str(said)}):
            return as_response(event, Say(said))
        case _:
            return as_response(event, None)


def _to_press(answer: Answer | None) -> dict[str, Any]:
    match answer:
        case ShowCard(card):
            return {"statusCode": 200, "type": CARD_TYPE, "value": card}
        case Say(sentence):
            return {"statusCode": 200, "type": _MESSAGE_TYPE, "value": sentence}
        case _:
            return {"statusCode": 200, "type": _MESSAGE_TYPE, "value": DONE}


def _to_form(answer: Answer | None) -> dict[str, Any] | None:
    match answer:
        case ShowForm(title, card, wide):
            size = "large" if wide else "medium"
            shown = {"title": title, "height": size, "width": size, "card": attachment(card)}
            return {"task": {"type": "continue", "value": shown}}
        case Say(sentence):
            return {"task": {"type": "message", "value": sentence}}
        case CloseForm() | None:
            return None
        case _:
            return {"task": {"type": "message", "value": DONE}}


def _to_query(answer: Answer | None) -> dict[str, Any]:
    """A list to choose from: what is chosen is put into the box one writes in, as a card. Or a sentence in its place."""
    match answer:
        case Results(found) if found:
            return {"type": "result", "attachmentLayout": "list", "attachments": [_listed(result) for result in found]}
        case Results(_, sentence) | Say(sentence) if sentence:
            return {"type": "message", "text": sentence}
        case _:
            return {"type": "message", "text": NOTHING_FOUND}


def _listed(result: Result) -> dict[str, Any]:
    preview = {"contentType": _PREVIEW_TYPE, "content": {"title": result.title, "text": result.text}}
    return {**attachment(result.card), "preview": preview}
