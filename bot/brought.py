"""What an activity brings along besides words: files, the message that a command is about, what is looked for.

All of it is client-controlled. Here it is cut to size and cleaned; whoever calls an address checks it first.
"""

from __future__ import annotations

import html
import re
from typing import Any

from bot.payloads import Payload, id_at, parts_at, text_at
from community.privacy import clean_message, one_line, shortened
from community.shared_files import SentFile

DOWNLOAD_TYPE = "application/vnd.microsoft.teams.file.download.info"
REFERENCE_TYPE = "reference"
MOST_FILES = 20
MOST_LINKS = 5
MOST_FOUND = 25
LONGEST_NAME = 400
LONGEST_ADDRESS = 4_096
LONGEST_DOWNLOAD = 16_384
_LONGEST_BODY = 40_000
_LONGEST_TEXT = 2_000
_IN_THREAD = ";messageid="
# None of these looks past the next "<", so that no text takes longer than its length.
_LINK = re.compile(r"""<a\s[^<>]*?href\s*=\s*["'](https://[^"'<>\s]+)["']""", re.IGNORECASE)
_ENDS_LINE = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BARE = re.compile(r"https://[^\s<>\"'”“)\]]+", re.IGNORECASE)


def sent_files(payload: Payload) -> tuple[SentFile, ...]:
    """The files that were sent along in a 1:1 chat."""
    found = []
    for attached in parts_at(payload, "attachments", MOST_FILES):
        content = attached.get("content")
        address = text_at(content, "downloadUrl")
        if attached.get("contentType") != DOWNLOAD_TYPE or not 0 < len(address) <= LONGEST_DOWNLOAD:
            continue
        found.append(
            SentFile(
                name=shortened(text_at(attached, "name"), LONGEST_NAME),
                download=address,
                unique_id=id_at(content, "uniqueId"),
                file_type=id_at(content, "fileType"),
            )
        )
    return tuple(found)


def about_message(payload: Payload, value: object) -> dict[str, object]:
    """The message that a command was chosen for: which one, in which thread, by whom, and what is in it.

    Empty for a command that is about no message. Its files are a hint at best: Teams sends them to some and not to others.
    """
    if text_at(value, "commandContext") != "message" or not isinstance(value, dict):
        return {}
    about = value.get("messagePayload")
    message = id_at(about, "id")
    body, is_html = text_at(about, "body", "content")[:_LONGEST_BODY], text_at(about, "body", "contentType") != "text"
    words = _words(body) if is_html else body
    thread = id_at(payload, "conversation", "id").partition(_IN_THREAD)[2]
    return {
        "message": message,
        "root": id_at(about, "replyToId") or thread or message,
        "text": shortened(clean_message(words), _LONGEST_TEXT),
        "author": one_line(text_at(about, "from", "user", "displayName"), 120),
        "files": _referred_to(about),
        "links": _links(body if is_html else "", words),
    }


def _referred_to(about: object) -> list[dict[str, str]]:
    files = []
    for attached in parts_at(about, "attachments", MOST_FILES):
        address = text_at(attached, "contentUrl")
        if attached.get("contentType") == REFERENCE_TYPE and 0 < len(address) <= LONGEST_ADDRESS:
            name = shortened(text_at(attached, "name"), LONGEST_NAME)
            files.append({"id": id_at(attached, "id"), "name": name, "address": address})
    return files


def _words(body: str) -> str:
    """What a message in HTML says, without what it is dressed in. Its entities stay."""
    return _TAG.sub("", _ENDS_LINE.sub("\n", body))


def _links(body: str, words: str) -> list[str]:
    found = [html.unescape(link) for link in _LINK.findall(body)]
    found += [link.rstrip(".,;:!?") for link in _BARE.findall(html.unescape(words))]
    fitting = [link for link in dict.fromkeys(found) if len(link) <= LONGEST_ADDRESS and link.isprintable()]
    return fitting[:MOST_LINKS]


def query(value: object) -> dict[str, Any]:
    """What somebody looks for from the box one writes in. Teams asks once before anything is typed."""
    typed = [part for part in parts_at(value, "parameters", 10) if part.get("name") != "initialRun"]
    options = value.get("queryOptions") if isinstance(value, dict) else None
    return {
        "command": id_at(value, "commandId"),
        "words": one_line(text_at(typed[0], "value"), 200) if typed else "",
        "skip": _whole(options, "skip", 0, 10_000),
        "most": _whole(options, "count", 10, MOST_FOUND) or 10,
    }


def _whole(holder: object, field: str, otherwise: int, most: int) -> int:
    number = holder.get(field) if isinstance(holder, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        return otherwise
    return min(max(number, 0), most)
