"""Promises that every card keeps, whatever people write."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import orjson
import pytest
from jsonschema_rs import Draft6Validator

from cards.parts import CARD_LIMIT_BYTES
from community.commands import SAVE, STARTED
from dialogs.catalogue import CATALOGUE
from tests.support.cards import Json, elements, fields_of, words_of
from tests.support.gallery import hostile, longest, usual

HOSTILE = hostile()
ALL = {f"{kind}/{name}": card for kind, cards in
       (("usual", usual()), ("hostile", HOSTILE), ("longest", longest())) for name, card in cards.items()}  # fmt: skip
every_card = pytest.mark.parametrize("card", ALL.values(), ids=ALL.keys())
MOST_PRIMARY_ACTIONS = 6


_POINT = {"type": "object", "required": ["x", "y"], "properties": {"x": {"type": "string"}, "y": {"type": "number"}}}
_LINE = {
    "type": "object", "required": ["legend", "values"],
    "properties": {"legend": {"type": "string"}, "values": {"type": "array", "minItems": 1, "items": _POINT}},
}  # fmt: skip
CHARTS: dict[str, Json] = {
    "Chart.HorizontalBar": {
        "data": {"type": "array", "minItems": 1, "items": _POINT},
        "displayMode": {"enum": ["AbsoluteWithAxis", "AbsoluteNoAxis", "PartToWhole"]},
    },
    "Chart.Line": {"data": {"type": "array", "minItems": 1, "items": _LINE}},
}
"""The charts that Teams draws in a card, as its reference describes them; each of ours has words to fall back on."""


def _schema() -> dict[str, Any]:
    """The published schema for 1.5, and what Teams adds to it."""
    found = files("adaptive_cards").joinpath("schemas/schema-1.5.json")
    schema: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    definitions = schema["definitions"]
    definitions["AdaptiveCard"]["properties"]["msteams"] = {"type": "object"}
    query = {"type": {"const": "Data.Query"}, "dataset": {"type": "string"}}
    found_by_typing = {"type": "object", "required": ["type", "dataset"], "properties": query}
    definitions["Input.ChoiceSet"]["properties"]["choices.data"] = found_by_typing
    definitions["ChoiceInputStyle"] = {"enum": ["compact", "expanded", "filtered"]}
    element = definitions["ImplementationsOf.Element"]
    for name, properties in CHARTS.items():
        words = {"$ref": "#/definitions/ImplementationsOf.Element"}
        properties = {**properties, "type": {"const": name}, "title": {"type": "string"}, "fallback": words}
        whole = {"required": list(properties), "properties": properties, "additionalProperties": False}
        definitions[name] = {"type": "object", **whole}
        element["anyOf"].append({"required": ["type"], "allOf": [{"$ref": f"#/definitions/{name}"}]})
    return schema


SCHEMA = Draft6Validator(_schema(), validate_formats=False)


@every_card
def test_a_card_is_what_the_schema_says(card: Json) -> None:
    """Every card validates against the published schema."""
    problems = [f"{error.instance_path}: {error.message[:200]}" for error in SCHEMA.iter_errors(card)]
    assert problems == []


@every_card
def test_a_card_fits_into_a_message(card: Json) -> None:
    """Teams takes 28 KB; no card is bigger, whatever people write."""
    assert len(orjson.dumps(card)) <= CARD_LIMIT_BYTES - 1024


@every_card
def test_every_input_has_a_label_and_says_what_is_wrong(card: Json) -> None:
    """Nobody has to guess what a field is for; ids are unique."""
    inputs = [element for element in elements(card) if str(element.get("type", "")).startswith("Input.")]
    assert all(field.get("label") and field.get("errorMessage") for field in inputs)
    assert len({field["id"] for field in inputs}) == len(inputs)


@every_card
def test_a_card_asks_for_few_decisions(card: Json) -> None:
    """At most six primary buttons; titles are short enough for a phone."""
    actions = card.get("actions", [])
    assert len([action for action in actions if action.get("mode") != "secondary"]) <= MOST_PRIMARY_ACTIONS
    assert all(0 < len(action["title"]) <= 100 for action in actions)


@every_card
def test_every_button_has_a_handler_and_every_field_a_place(card: Json) -> None:
    """No button leads nowhere, and what a handler needs is on the card."""
    names = set(fields_of(card))
    for button in elements(card):
        match button.get("type"):
            case "Action.Execute":
                routes, data = CATALOGUE.presses, button["data"]
                assert button["verb"] == data["verb"]
                assert button["fallback"] == {"type": "Action.Submit", "title": button["title"], "data": data}
            case "Action.Submit" if "msteams" in button["data"]:
                routes, data = CATALOGUE.opens, button["data"]
                assert data["msteams"] == {"type": "task/fetch"}
            case "Action.Submit":
                routes, data = CATALOGUE.sends, button["data"]
                assert names <= set(routes[data["verb"]].action.model_fields)
            case _:
                continue
        action = routes[data["verb"]].action
        needed = {name for name, field in action.model_fields.items() if field.is_required()}
        assert needed <= names | set(data)
        assert set(data) - {"verb", "msteams"} <= set(action.model_fields)


@every_card
def test_a_chart_is_told_in_words_too(card: Json) -> None:
    """A client that draws no charts shows the same numbers as words; a label in a chart holds nothing that could be markup."""
    for chart in (element for element in elements(card) if element.get("type") in CHARTS):
        points = chart["data"] if "x" in chart["data"][0] else chart["data"][0]["values"]
        lines = words_of({"body": [chart["fallback"]]}).split("\n")
        assert len(lines) == len(points)
        assert all(f"{point['y']:g}" in line for point, line in zip(points, lines, strict=True))
        assert not [point["x"] for point in points if set(point["x"]) & set("[]<>*_`{}$")]


def test_every_handler_has_a_button() -> None:
    """Nothing is handled that nobody can press: on a card, beside the box one writes in, or in the menu of a message."""
    pressed = {
        button["data"]["verb"] for card in ALL.values() for button in elements(card) if "verb" in (button.get("data") or [])
    }
    composed = {f"compose.{started.name}" for started in (*STARTED, SAVE)}
    assert pressed | composed == {*CATALOGUE.presses, *CATALOGUE.opens, *CATALOGUE.sends}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_write_never_becomes_markup(name: str) -> None:
    """Member text is in text runs, in what a field holds, or in a choice; never where Markdown or a mention is read."""
    card = HOSTILE[name]
    for element in elements(card):
        if element.get("type") == "TextBlock":
            assert "CANARY" not in element["text"].replace("CANARY</at>", "")
            assert "](" not in element["text"]
    mentions = card["msteams"].get("entities", [])
    assert all("<at>Everyone" not in mention["text"] for mention in mentions)


def test_every_screen_reader_hears_who_asks() -> None:
    """An ask says its kind and its asker first."""
    assert ALL["usual/ask-new"]["speak"] == "Seeking experiences, asked by Ben Carter"
