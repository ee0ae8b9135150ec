"""What an activity brings along besides words: read with care, cut to size, and never trusted."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.answers import NOTHING_FOUND, as_response
from bot.inbound import read
from dialogs.events import FormOpened, Queried, Said
from dialogs.turn import Result, Results, Say

HOME = "19:home@thread.tacv2"
DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


def activity(**parts: Any) -> dict[str, Any]:
    """An activity from the home channel."""
    return {
        "id": "f:1",
        "conversation": {"id": f"{HOME};messageid=5", "conversationType": "channel"},
        "from": {"id": "29:ben", "name": "Ben"},
        "recipient": {"id": "28:canopy"},
        "channelData": {"tenant": {"id": "t"}, "team": {"id": "19:team"}, "channel": {"id": HOME}},
        **parts,
    }


def chosen(message: object, **value: Any) -> FormOpened:
    """A command that was chosen in the menu of a message."""
    value = {"commandId": "saveToLibrary", "commandContext": "message", "messagePayload": message, **value}
    event = read(activity(type="invoke", name="composeExtension/fetchTask", value=value))
    assert isinstance(event, FormOpened)
    return event


def searched(**value: Any) -> Queried:
    """Something that is looked for from the box one writes in."""
    event = read(activity(type="invoke", name="composeExtension/query", value={"commandId": "findInLibrary", **value}))
    assert isinstance(event, Queried)
    return event


def sent(*attachments: object, where: str = "personal") -> Said | None:
    """A message with attachments."""
    parts = activity(type="message", text="", attachments=list(attachments))
    parts["conversation"] = {"id": "a:1", "conversationType": where}
    event = read(parts)
    assert event is None or isinstance(event, Said)
    return event


def attached(name: object = "a.pdf", address: object = "https://x.sharepoint.com/a") -> dict[str, Any]:
    """A file, as Teams attaches it in 1:1."""
    return {"contentType": DOWNLOAD, "name": name, "content": {"downloadUrl": address, "uniqueId": "U", "fileType": "pdf"}}


def test_the_form_knows_which_message_it_is_about() -> None:
    """A reply, its thread, its words without markup, its author, its files and its links."""
    link = '<a href="https://a.example/x?a=1&amp;b=2">this</a>'
    body = f'<p>See &amp; use {link}<br>and https://b.example/y.</p><attachment id="g"></attachment>'
    event = chosen(
        {
            "id": "9", "replyToId": "5", "from": {"user": {"displayName": "Dana"}},
            "body": {"contentType": "html", "content": body},
            "attachments": [
                {"id": "g", "contentType": "reference", "contentUrl": "https://x.sharepoint.com/a.docx", "name": "a.docx"},
                {"id": "c", "contentType": "application/vnd.microsoft.card.adaptive", "content": "{}"},
                "nothing",
            ],
        }
    )  # fmt: skip

    assert event.composed
    assert event.data == {
        "verb": "compose.saveToLibrary", "message": "9", "root": "5", "text": "See & use this\nand https://b.example/y.",
        "author": "Dana", "files": [{"id": "g", "name": "a.docx", "address": "https://x.sharepoint.com/a.docx"}],
        "links": ["https://a.example/x?a=1&b=2", "https://b.example/y"],
    }  # fmt: skip


def test_a_message_that_begins_a_thread_is_its_own_root() -> None:
    """Without a thread in the conversation's id and without a reply the message is the root; else the thread is."""
    alone = read(
        {
            **activity(type="invoke", name="composeExtension/fetchTask"),
            "conversation": {"id": HOME, "conversationType": "channel"},
            "value": {"commandId": "saveToLibrary", "commandContext": "message", "messagePayload": {"id": "9"}},
        }
    )
    assert isinstance(alone, FormOpened)
    assert (alone.data["root"], chosen({"id": "9"}).data["root"]) == ("9", "5")


@pytest.mark.parametrize("message", [None, "x", [], {}, {"body": 7, "attachments": {"a": 1}, "id": ["9"], "from": "me"}])
def test_an_odd_message_opens_a_form_that_knows_nothing(message: object) -> None:
    """Whatever the payload is, it is read as a message of which nothing is known."""
    event = chosen(message)

    assert (event.data["message"], event.data["files"], event.data["links"], event.data["text"]) == ("", [], [], "")


def test_a_command_from_elsewhere_is_about_no_message() -> None:
    """Chosen beside the box one writes in, the form knows its own name and nothing else, whatever came with it."""
    assert chosen({"id": "9"}, commandContext="compose").data == {"verb": "compose.saveToLibrary"}


@pytest.mark.parametrize("body", ["<" * 200_000, "<a " * 60_000, '<a href="' * 30_000, "<a href" * 30_000, "https://" * 30_000])
def test_no_body_takes_long_to_read(body: str) -> None:
    """Text that is made to be hard to read is read in no time."""
    began = time.perf_counter()
    chosen({"id": "9", "body": {"contentType": "html", "content": body}})

    assert time.perf_counter() - began < 1.0


def test_what_is_too_much_is_left_out() -> None:
    """Twenty files, five links, two thousand letters: a form carries no more."""
    files = [{"id": str(number), "contentType": "reference", "contentUrl": f"https://x/{number}"} for number in range(60)]
    links = " ".join(f"https://x.example/{number}" for number in range(60))
    event = chosen({"id": "9", "body": {"contentType": "text", "content": links + "x" * 9_000}, "attachments": files})

    assert len(str(event.data["text"])) <= 2_000
    assert [len(part) for part in (event.data["files"], event.data["links"]) if isinstance(part, list)] == [20, 5]


def test_a_file_sent_in_a_chat_is_read() -> None:
    """Its name and where it can be fetched; what is no such file is passed over."""
    said = sent({"contentType": "text/html", "content": "<p></p>"}, attached(), attached(address=7), "x", attached(address=""))

    assert said is not None
    assert [(file.name, file.download, file.unique_id) for file in said.files] == [("a.pdf", "https://x.sharepoint.com/a", "U")]


def test_files_count_in_a_chat_only() -> None:
    """In a channel or a group Teams sends no such files, so whoever says so is not believed."""
    assert sent(attached(), where="channel") is None
    assert sent(attached(), where="groupChat") is None


@pytest.mark.parametrize(
    ("value", "words", "skip", "most"),
    [
        ({"parameters": [{"name": "words", "value": " dols \n guide "}], "queryOptions": {"skip": 5}}, "dols guide", 5, 10),
        ({"parameters": [{"name": "initialRun", "value": "true"}]}, "", 0, 10),
        ({"parameters": [], "queryOptions": {"skip": -3, "count": 10_000}}, "", 0, 25),
        ({"parameters": {"a": 1}, "queryOptions": {"skip": "2", "count": True}}, "", 0, 10),
        ({"parameters": [{"name": "words", "value": "x" * 900}], "queryOptions": {"count": 0}}, "x" * 199 + "…", 0, 10),
        ({}, "", 0, 10),
    ],
)  # fmt: skip
def test_what_is_looked_for_is_read(value: dict[str, Any], words: str, skip: int, most: int) -> None:
    """The words, and which page; before anything is typed there are no words."""
    event = searched(**value)

    assert (event.command, event.words, event.skip, event.most) == ("findInLibrary", words, skip, most)


def test_what_was_found_is_a_list_of_cards() -> None:
    """Each has a line for the list, and a card that is put into the box."""
    answer = as_response(searched(), Results((Result("DoLS guide", "Guidance, because of “dols”", CARD),)))

    assert answer == {
        "composeExtension": {
            "type": "result",
            "attachmentLayout": "list",
            "attachments": [
                {
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "content": CARD,
                    "preview": {
                        "contentType": "application/vnd.microsoft.card.thumbnail",
                        "content": {"title": "DoLS guide", "text": "Guidance, because of “dols”"},
                    },
                }
            ],
        }
    }


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Results((), "Nothing about that."), "Nothing about that."),
        (Say("No."), "No."),
        (Results(()), NOTHING_FOUND),
        (None, NOTHING_FOUND),
    ],
)
def test_where_nothing_was_found_a_sentence_is_said(answer: Results | Say | None, said: str) -> None:
    """A search is never answered with nothing at all."""
    assert as_response(searched(), answer) == {"composeExtension": {"type": "message", "text": said}}
