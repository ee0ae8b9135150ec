"""Reading a card as a person does: its words, its buttons, its fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def elements(card: Json) -> Iterator[Json]:
    """Every element of a card, from top to bottom, nested ones too."""
    for part in ("body", "items", "columns", "inlines", "actions"):
        for element in card.get(part) or []:
            if isinstance(element, dict):
                yield element
                yield from elements(element)


def words_of(card: Json) -> str:
    """Everything a card says in its body, one line for each paragraph."""
    said = []
    for element in elements(card):
        if element.get("type") == "TextBlock":
            said.append(element["text"])
        elif element.get("type") == "RichTextBlock":
            said.append("".join(run if isinstance(run, str) else run["text"] for run in element["inlines"]))
    return "\n".join(said)


def buttons_of(card: Json) -> dict[str, Json]:
    """The buttons of a card, by title. Of two with the same title, the first."""
    found: dict[str, Json] = {}
    for element in elements(card):
        if str(element.get("type", "")).startswith("Action."):
            found.setdefault(element["title"], element)
    return found


def fields_of(card: Json) -> dict[str, Json]:
    """The inputs of a card, by id."""
    return {element["id"]: element for element in elements(card) if str(element.get("type", "")).startswith("Input.")}


def filled_in(card: Json) -> Json:
    """What a card would send if nobody touched it."""
    return {name: element.get("value", "") for name, element in fields_of(card).items()}
