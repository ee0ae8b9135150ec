"""What Teams takes from a bot, and what it refuses."""

from __future__ import annotations

from typing import Any

import orjson

from sandbox.service import Trouble
from sandbox.world import Json, Message

MOST_BYTES = 28 * 1024
ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"
FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"
SILENT = {"typing", "event", "trace", "handoff", "endOfConversation"}


def check_activity(activity: Any, *, in_chat: bool = False) -> None:
    """Refuse what Teams refuses; files are for 1:1 chats only (`in_chat`). Raises Trouble 400 or 413."""
    if not isinstance(activity, dict) or not isinstance(activity.get("type"), str) or not activity["type"]:
        raise Trouble(400, "BadSyntax", "The activity has no type.")
    if activity["type"] in SILENT:
        return
    if activity["type"] != "message":
        raise Trouble(400, "BadArgument", f"Unknown activity type {activity['type']}.")
    attachments = activity.get("attachments") or []
    if not isinstance(attachments, list) or not (activity.get("text") or attachments):
        raise Trouble(400, "BadSyntax", "A message needs text or attachments.")
    if len(orjson.dumps({"text": activity.get("text"), "attachments": attachments})) > MOST_BYTES:
        raise Trouble(413, "MessageSizeTooBig", "Message size too large.")
    for attachment in attachments:
        _check_attachment(attachment)
        if attachment["contentType"] in (FILE_CONSENT, FILE_INFO):
            _check_file(attachment, in_chat=in_chat)


def _check_attachment(attachment: Any) -> None:
    if not isinstance(attachment, dict) or not attachment.get("contentType"):
        raise Trouble(400, "BadArgument", "An attachment has no contentType.")
    card = attachment.get("content")
    if attachment["contentType"] == ADAPTIVE_CARD and not (isinstance(card, dict) and card.get("type") == "AdaptiveCard"):
        raise Trouble(400, "BadArgument", "An attachment says it is an Adaptive Card and is not.")


def _check_file(attachment: Json, *, in_chat: bool) -> None:
    content = attachment.get("content")
    if not in_chat:
        raise Trouble(400, "BadArgument", "Files can be offered in 1:1 chats only.")
    if not isinstance(content, dict) or not isinstance(attachment.get("name"), str) or not attachment["name"]:
        raise Trouble(400, "BadArgument", "A file card needs a name and content.")
    if attachment["contentType"] == FILE_CONSENT and not isinstance(content.get("sizeInBytes"), int):
        raise Trouble(400, "BadArgument", "A file consent card needs sizeInBytes.")
    if attachment["contentType"] == FILE_INFO and not (content.get("uniqueId") and attachment.get("contentUrl")):
        raise Trouble(400, "BadArgument", "A file info card needs contentUrl and uniqueId.")


def file_cards(message: Message, kind: str) -> list[Json]:
    """Return a message's attachments of one kind: FILE_CONSENT or FILE_INFO."""
    return [a for a in message.activity.get("attachments") or [] if isinstance(a, dict) and a.get("contentType") == kind]


def write_down(message: Message, activity: Json) -> None:
    """Make a message say what the activity says."""
    message.text = activity.get("text") or ""
    message.cards = [a["content"] for a in activity.get("attachments") or [] if a["contentType"] == ADAPTIVE_CARD]
    message.activity = activity
    message.consent = ""
