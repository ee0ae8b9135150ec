"""What Teams takes from a bot, and what it refuses."""

from __future__ import annotations

from typing import Any

import orjson

from sandbox.service import Trouble
from sandbox.world import Json, Message

MOST_BYTES = 28 * 1024
ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"
SILENT = {"typing", "event", "trace", "handoff", "endOfConversation"}


def check_activity(activity: Any) -> None:
    """Refuse what Teams refuses. Raises Trouble 400 or 413."""
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


def _check_attachment(attachment: Any) -> None:
    if not isinstance(attachment, dict) or not attachment.get("contentType"):
        raise Trouble(400, "BadArgument", "An attachment has no contentType.")
    card = attachment.get("content")
    if attachment["contentType"] == ADAPTIVE_CARD and not (isinstance(card, dict) and card.get("type") == "AdaptiveCard"):
        raise Trouble(400, "BadArgument", "An attachment says it is an Adaptive Card and is not.")


def write_down(message: Message, activity: Json) -> None:
    """Make a message say what the activity says."""
    message.text = activity.get("text") or ""
    message.cards = [a["content"] for a in activity.get("attachments") or [] if a["contentType"] == ADAPTIVE_CARD]
    message.activity = activity
