"""The pieces every card is made of, and the promises they keep.

Text that people wrote goes into text runs only, where Teams reads no Markdown. Every input has a label and says what is
wrong. Nothing is told by colour alone. Buttons are types.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from cards.actions import Action
from community.people import Model
from community.privacy import shortened

CARD_LIMIT_BYTES = 28 * 1024
"""What Teams accepts for one message."""

CardJson = dict[str, Any]
Element = dict[str, Any]
"""A part of a card, as JSON. What a part may hold is checked against Microsoft's published schema in the tests."""
Style = Literal["default", "positive", "destructive"]
Spacing = Literal["None", "Small", "Medium"]
_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_UNMENTIONABLE = str.maketrans(dict.fromkeys("<>[]()*_~`\\#&\"'"))


class Mentioned(Model):
    """Somebody a card calls by name, so that Teams tells them."""

    teams_id: str
    name: str


def card(
    body: Sequence[Element],
    actions: Iterable[Element] = (),
    *,
    mentions: Sequence[Mentioned] = (),
    speak: str | None = None,
) -> CardJson:
    """A whole card, as JSON. `speak` is what a screen reader says first."""
    entities = [
        {"type": "mention", "text": mention_text(person), "mentioned": {"id": person.teams_id, "name": person.name}}
        for person in mentions
    ]
    return _with(
        {"$schema": _SCHEMA, "type": "AdaptiveCard", "version": "1.5", "body": list(body)},
        actions=list(actions) or None,
        msteams={"width": "Full", "entities": entities} if entities else {"width": "Full"},
        speak=speak,
    )


def _with(element: Element, **optional: Any) -> Element:
    """`element` with those of `optional` that are set."""
    for name, value in optional.items():
        if value is not None:
            element[name] = value
    return element


def _text(text: str, **optional: Any) -> Element:
    return _with({"type": "TextBlock", "text": text, "wrap": True}, **optional)


def mention_text(person: Mentioned) -> str:
    """How a mention of `person` is written in a card. The name keeps no sign that could be read as markup."""
    return f"<at>{person.name.translate(_UNMENTIONABLE).strip() or 'colleague'}</at>"


def heading(text: str) -> Element:
    """A heading in our own words."""
    return _text(text, weight="Bolder", size="Medium", style="heading")


def label(text: str) -> Element:
    """A small line in our own words that names what follows."""
    return _text(text, weight="Bolder", size="Small", spacing="Medium")


def line(text: str, *, subtle: bool = False, small: bool = False) -> Element:
    """One line in our own words."""
    return _text(text, isSubtle=subtle or None, size="Small" if small else None)


def greeting(person: Mentioned, text: str) -> Element:
    """A line in our own words that begins by mentioning somebody."""
    return _text(f"{mention_text(person)} {text}")


def run(text: str, *, bold: bool = False, subtle: bool = False, italic: bool = False) -> Element:
    """A piece of text that anybody may have written."""
    return _with(
        {"type": "TextRun", "text": text}, weight="Bolder" if bold else None, isSubtle=subtle or None, italic=italic or None
    )


def link_run(text: str, address: str) -> Element:
    """A piece of text that opens a web address."""
    return {"type": "TextRun", "text": text, "underline": True, "selectAction": {"type": "Action.OpenUrl", "url": address}}


def words(*runs: Element | str, small: bool = False, spacing: Spacing | None = None) -> Element:
    """A paragraph of text that anybody may have written."""
    made = [run(piece) if isinstance(piece, str) else piece for piece in runs]
    if small:
        for piece in made:
            piece["size"] = "Small"
    return _with({"type": "RichTextBlock", "inlines": made}, spacing=spacing)


def paragraphs(text: str) -> list[Element]:
    """Text that anybody may have written, with its own line breaks kept."""
    return [words(part) for part in text.split("\n") if part.strip()]


def note(text: str) -> Element:
    """A framed line for the person who acted."""
    return {"type": "Container", "style": "emphasis", "spacing": "Small", "items": [words(text)]}


def problem(text: str) -> Element:
    """What went wrong with a form, above the form, in words."""
    said = words(run("Not sent yet. ", bold=True), text)
    return {"type": "Container", "style": "attention", "spacing": "Small", "items": [said]}


def framed(items: Sequence[Element]) -> Element:
    """Things that belong together."""
    return {"type": "Container", "style": "emphasis", "spacing": "Medium", "items": list(items)}


def titled(left: str, right: str) -> Element:
    """A kind of thing on the left, the state it is in on the right."""
    state = {"type": "TextBlock", "text": right, "isSubtle": True, "size": "Small"}
    return {
        "type": "ColumnSet",
        "columns": [
            {"type": "Column", "width": "stretch", "items": [_text(left, weight="Bolder", color="Accent", style="heading")]},
            {"type": "Column", "width": "auto", "verticalContentAlignment": "Center", "items": [state]},
        ],
    }


def beside(*actions: Element) -> Element:
    """Buttons in the middle of a card, close to what they are about."""
    return {"type": "ActionSet", "spacing": "Small", "actions": list(actions)}


def button(title: str, action: Action, *, style: Style | None = None, secondary: bool = False) -> Element:
    """A button that does something. Clients without `Action.Execute` send it as a message instead."""
    data = action.carried()
    return _with(
        {
            "type": "Action.Execute",
            "title": title,
            "verb": action.verb,
            "data": data,
            "associatedInputs": "auto",
            "fallback": {"type": "Action.Submit", "title": title, "data": data},
        },
        style=style,
        mode="secondary" if secondary else None,
    )


def opener(title: str, action: Action, *, style: Style | None = None, secondary: bool = False) -> Element:
    """A button that opens a form."""
    data = {"msteams": {"type": "task/fetch"}, **action.carried()}
    pressed = {"type": "Action.Submit", "title": title, "data": data}
    return _with(pressed, style=style, mode="secondary" if secondary else None)


def sender(title: str, action: Action, *, style: Style | None = "positive") -> Element:
    """The button that sends a form."""
    return _with({"type": "Action.Submit", "title": title, "data": action.carried()}, style=style)


def web_button(title: str, address: str) -> Element:
    """A button that opens a web address."""
    return {"type": "Action.OpenUrl", "title": title, "url": address}


def text_field(
    name: str, title: str, *, limit: int, value: str = "", hint: str = "", lines: bool = False, missing: str | None = None
) -> Element:
    """A field to write in. `missing` is what to say when it is left empty; without it the field is optional.

    Of a `value` that is far too long, as no client of Teams lets one write it, the beginning is shown.
    """
    return _with(
        {"type": "Input.Text", "id": name, "label": title, "maxLength": limit},
        value=value[: 2 * limit] or None,
        placeholder=hint or None,
        isMultiline=lines or None,
        isRequired=True if missing else None,
        errorMessage=missing or f"Please keep this under {limit} characters.",
    )


def choice_field(
    name: str,
    title: str,
    choices: Iterable[tuple[str, str]],
    *,
    value: str = "",
    missing: str | None = None,
    many: bool = False,
    style: Literal["compact", "expanded", "filtered"] = "compact",
    dataset: str | None = None,
) -> Element:
    """A list to choose from, as (title, value) pairs. With `dataset`, Canopy is asked for more while somebody types."""
    shown = [{"title": title, "value": kept} for title, kept in choices]
    return _with(
        {"type": "Input.ChoiceSet", "id": name, "label": title, "choices": shown, "style": style, "wrap": True},
        value=value or None,
        isMultiSelect=many or None,
        isRequired=True if missing else None,
        errorMessage=missing or "Please choose from the list.",
        **{"choices.data": {"type": "Data.Query", "dataset": dataset} if dataset else None},
    )


def toggle_field(name: str, title: str, label: str, *, on: bool = False) -> Element:
    """A yes or no."""
    return {
        "type": "Input.Toggle", "id": name, "title": title, "label": label, "value": "true" if on else "false",
        "valueOn": "true", "valueOff": "false", "errorMessage": "Please tick it or leave it empty.",
    }  # fmt: skip


def date_field(name: str, title: str, *, value: str = "") -> Element:
    """A day to choose, as `2027-03-31`. Optional."""
    field = {"type": "Input.Date", "id": name, "label": title, "errorMessage": "Please choose a day."}
    return _with(field, value=value or None)


def counted(number: int, one: str, many: str) -> str:
    """`1 answer`, `3 answers`."""
    return f"{number} {one if number == 1 else many}"


def counted_to(most: int, number: int, one: str, many: str) -> str:
    """The same for a number that was counted up to `most` only: `100 or more answers`."""
    return counted(number, one, many) if number < most else f"{most} or more {many}"


def link_name(address: str) -> str:
    """What a link is called: where it leads, so that nobody is led elsewhere."""
    return shortened(urlsplit(address).hostname or "link", 60)
