"""The world as one member's page shows it."""

from __future__ import annotations

import html
import re

from sandbox.activity_rules import FILE_CONSENT, FILE_INFO, file_cards
from sandbox.answers import Answer, Form, Found
from sandbox.live import Change
from sandbox.page_library import file_link
from sandbox.people import BOT_ID, BOT_KEY, BOT_NAME, Member
from sandbox.world import Channel, Json, Message, World


def member_view(member: Member) -> Json:
    """Return a member for the page."""
    return {
        "key": member.key,
        "name": member.name,
        "initials": member.initials,
        "colour": member.colour,
        "role": member.role,
        "guest": member.guest,
        "here": member.here,
        "crowd": member.crowd,
    }


def text_as_html(text: str) -> str:
    """Return text escaped, its mentions marked and its lines broken."""
    escaped = html.escape(text, quote=True).replace("\n", "<br>")
    return re.sub(r"&lt;at&gt;(.*?)&lt;/at&gt;", r'<span class="mention">\1</span>', escaped)


def text_to_edit(text: str) -> str:
    """Return text as a member would type it: mentions with an @."""
    return re.sub(r"<at>(.*?)</at>", r"@\1", text)


def message_view(world: World, message: Message, viewer: Member) -> Json:
    """Return a message as the viewer sees it; `private` says that its card is for the viewer alone."""
    author = world.members.get(message.sender)
    sender: Json = {"key": author.key, "name": author.name, "initials": author.initials} if author else {}
    if message.from_bot:
        sender = {"bot": True, "key": BOT_KEY, "name": BOT_NAME, "initials": BOT_NAME[0]}
    private = message.private.get(viewer.key)
    cards = [private, *message.cards[1:]] if private else message.cards
    return {
        "id": message.id,
        "conversation": message.conversation,
        "root": message.root,
        "from": sender,
        "at": message.at,
        "html": "" if message.deleted else text_as_html(message.text),
        "text": "" if message.deleted else text_to_edit(message.text),
        "format": str(message.activity.get("textFormat") or "markdown"),
        "cards": [] if message.deleted else cards,
        "private": private is not None,
        "edited": message.edited > 0,
        "deleted": message.deleted,
        "failed": message.failed,
        "files": [] if message.deleted else [*_attached_view(world, message), *_files_view(message)],
    }


def _attached_view(world: World, message: Message) -> list[Json]:
    """Files that a member sent along: links to where they lie, as long as they lie there."""
    where = "In this channel's files" if message.root else "In your OneDrive"
    there = {file["id"]: world.sharepoint.by_guid(file["id"]) is not None for file in message.files}
    return [
        {
            "kind": "attached",
            "name": file["name"],
            "url": file_link(file["id"]) if there[file["id"]] else "",
            "note": where if there[file["id"]] else "Not there any more",
        }
        for file in message.files
    ]


def _files_view(message: Message) -> list[Json]:
    offered = [
        {
            "kind": "offer",
            "name": offer["name"],
            "about": str(offer["content"].get("description") or ""),
            "size": offer["content"]["sizeInBytes"],
            "answered": message.consent,
        }
        for offer in file_cards(message, FILE_CONSENT)
    ]
    kept = [{"kind": "file", "name": file["name"], "url": file["contentUrl"]} for file in file_cards(message, FILE_INFO)]
    return offered + kept


def _channel_view(world: World, channel: Channel, viewer: Member) -> Json:
    threads = [
        {"root": message_view(world, root, viewer), "replies": [message_view(world, reply, viewer) for reply in replies]}
        for root, replies in world.threads(channel)
    ]
    return {"id": channel.id, "name": channel.name, "threads": threads}


def state_view(world: World, viewer: Member) -> Json:
    """Return everything the viewer's page shows."""
    return {
        "me": member_view(viewer),
        "members": [member_view(member) for member in world.members.values()],
        "bot": {"id": BOT_ID, "name": BOT_NAME},
        "installed": world.installed,
        "team": {"id": world.team.id, "name": world.team.name},
        "channels": [_channel_view(world, channel, viewer) for channel in world.channels if not channel.deleted],
        "chat": [message_view(world, message, viewer) for message in world.in_place(viewer.chat_id)],
    }


def change_view(world: World, change: Change, viewer: Member) -> Json | None:
    """Return what the viewer's page is told of a change: None when it is none of their business."""
    of_chat = change.place.startswith("a:")
    if any(chat.id == change.place for chat in world.group_chats):
        return None
    if (change.only and change.only != viewer.key) or (of_chat and change.place != viewer.chat_id):
        return None
    told: Json = {"type": change.kind}
    if change.place:
        told["place"] = {"chat": viewer.key} if of_chat else {"channel": change.place}
    if change.message is not None:
        told["message"] = message_view(world, change.message, viewer)
    if change.note:
        told["text"] = change.note
    return told


def answer_view(answer: Answer) -> Json:
    """Return what a press came to, for the page."""
    match answer.kind:
        case "card":
            return {"kind": "card", "card": answer.card}
        case "none":
            return {"kind": "none"}
    return {"kind": answer.kind, "text": answer.text}


def form_view(form: Form) -> Json:
    """Return a form, or what came instead, for the page."""
    match form.kind:
        case "form":
            return {"kind": "form", "title": form.title, "card": form.card, "height": form.height, "width": form.width}
        case "closed":
            return {"kind": "closed"}
        case "result":
            return {"kind": "result", "card": form.card}
    return {"kind": form.kind, "text": form.text}


def found_view(found: Found) -> Json:
    """Return what a search came to, for the page."""
    results = [{"title": one.title, "text": one.text, "card": one.card} for one in found.results]
    return {"kind": found.kind, "results": results, "text": found.text}
