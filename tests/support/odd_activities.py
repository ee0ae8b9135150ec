"""Activities as Teams sends them, bent in every way that JSON allows: made from real ones, the same for the same seed."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

from bot.metrics import KNOWN_INVOKES
from cards.actions import Action
from dialogs.catalogue import CATALOGUE

Json = dict[str, Any]
TYPES = [
    "message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "installationUpdate", "invoke", "event",
    "typing", "endOfConversation", "contactRelationUpdate", "command", "commandResult", "handoff", "trace", "suggestion",
    "configuration", "delay", "invokeResponse", "deleteUserData", "agentLifecycle", "somethingNew",
]  # fmt: skip
EVENTS = [
    "teamMemberAdded", "teamMemberRemoved", "channelCreated", "channelRenamed", "channelDeleted", "channelRestored",
    "channelShared", "channelUnshared", "channelMemberAdded", "channelMemberRemoved", "teamRenamed", "teamArchived",
    "teamUnarchived", "teamDeleted", "teamHardDeleted", "teamRestored", "editMessage", "undeleteMessage", "softDeleteMessage",
    "application/vnd.microsoft.readReceipt", "application/vnd.microsoft.meetingStart", "application/vnd.microsoft.meetingEnd",
    "application/vnd.microsoft.meetingParticipantJoin", "application/vnd.microsoft.meetingParticipantLeave",
]  # fmt: skip
INVOKES = [*sorted(KNOWN_INVOKES), "htmlwidget/calltool", "task/other", "composeExtension/other", "unknown/invoke"]
_RAW = [
    "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 5_000, "-" + "1" * 5_000, "0." + "3" * 5_000,
    "[" * 300 + "]" * 300, '{"a":' * 200 + "1" + "}" * 200, "[" * 2_000 + "]" * 2_000, '"\\ud800"', '"\\udfff\\ud800"',
    '"\\u0000"', '"a\\u0000b"', '{"verb":"ask.same","verb":7}', '{"id":"1","id":null}', '"\\q"', "tru", "'x'", "01", "1.",
]  # fmt: skip
_PLAIN: list[Any] = [
    None, True, False, 0, -1, 1, 0.5, -0.0, 2**31, 2**53, 2**63, 2**64, -(2**63), 1e308, "", " ", "0", "null", "true", "[]", "{}",
    "\u202eevil", "\u200b\u200d", "é" * 300, "x" * 9_000, "\U0001f9d1\u200d\U0001f4bb", "\n\n\n", "\t", "\x7f\x85\x1b[31m",
    "<at>Canopy</at>", "<script>alert(1)</script>", "&lt;b&gt;", "'; DROP TABLE asks; --", "%s%n{}{0}", "../../etc/passwd",
    "19:elsewhere@thread.tacv2", "a:1nobody", "29:nobody", "28:nobody", "ask:nobody", "help", "settings", "asks", "deliveries",
    [], {}, [None], [[]], [{}], {"": ""}, {"a": {"b": {"c": [1, "2", None]}}}, list(range(500)), ["x"] * 300,
    {str(n): n for n in range(300)}, [{"id": "29:x", "aadObjectId": 5}], {"verb": None}, {"verb": ["ask.same"]},
    {"data": {"verb": {}}},
    {"action": {"verb": "ask.same", "data": "x"}}, {"id": {"id": "x"}}, {"dataset": "members", "queryText": "a"},
]  # fmt: skip


_CHECKED = {("serviceUrl",), ("channelId",), ("channelData",), ("channelData", "tenant"), ("channelData", "tenant", "id")}


class Oddities:
    """A stream of JSON texts, most of which pass the door. `seeds` are activities that were really sent."""

    def __init__(self, seeds: Sequence[Json], seed: int) -> None:
        self._seeds = seeds
        self._random = random.Random(seed)  # noqa: S311 - the same activities every time
        self._count = 0

    def some(self, count: int) -> Iterator[bytes]:
        """The next `count` activities, as the bytes of an HTTP body."""
        for _ in range(count):
            yield self._one()

    def _one(self) -> bytes:
        activity = copy.deepcopy(self._random.choice(self._seeds))
        self._count += 1
        if self._random.random() < 0.9:
            activity["id"] = f"f:{self._count:08}"
        self._relabel(activity)
        for _ in range(self._random.choice([0, 1, 1, 1, 2, 3, 6])):
            self._bend(activity)
        return self._written(activity)

    def _relabel(self, activity: Json) -> None:
        """Another kind of activity, another verb, another event: names that exist, on what they do not belong to."""
        wish = self._random.random()
        if wish < 0.2:
            activity["type"] = self._random.choice(TYPES)
        if activity.get("type") == "invoke" or wish > 0.95:
            if self._random.random() < 0.3:
                activity["name"] = self._random.choice(INVOKES)
            if self._random.random() < 0.6:
                self._press(activity)
        if isinstance(activity.get("channelData"), dict) and self._random.random() < 0.25:
            activity["channelData"]["eventType"] = self._random.choice(EVENTS)
        if self._random.random() < 0.1:
            activity["conversation"]["conversationType"] = self._random.choice(["personal", "groupChat", "channel", "", "x", 7])

    def _press(self, activity: Json) -> None:
        """A verb that Canopy knows, with some of its fields, each of any type."""
        name = str(activity.get("name"))
        known = {**CATALOGUE.presses, **CATALOGUE.opens, **CATALOGUE.sends}
        verb, route = self._random.choice(sorted(known.items(), key=lambda item: item[0]))
        data: Json = {"verb": verb, **self._fields(route.action)}
        if name == "adaptiveCard/action":
            activity["value"] = {"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"}
        elif name == "application/search":
            dataset = self._random.choice([*CATALOGUE.searches, "nothing"])
            activity["value"] = {"queryText": self._value(), "dataset": dataset, "queryOptions": self._value()}
        else:
            activity["value"] = {"data": data, "context": {"theme": "default"}}

    def _fields(self, action: type[Action]) -> Json:
        found: list[Any] = []
        for seed in self._seeds:
            value = seed.get("value")
            for holder in (value, value.get("action") if isinstance(value, dict) else None):
                data = holder.get("data") if isinstance(holder, dict) else None
                if isinstance(data, dict) and data.get("verb") == action.verb:
                    found.append(data)
        fields = dict(self._random.choice(found)) if found else {}
        for name in action.model_fields:
            if self._random.random() < 0.3:
                fields[name] = self._value()
        return fields

    def _bend(self, activity: Json) -> None:
        """Put any value in any place, take something away, or add something."""
        holder, key = self._place(activity)
        wish = self._random.random()
        if wish < 0.7:
            holder[key] = self._value()
        elif wish < 0.85:
            del holder[key]
        elif isinstance(holder, dict):
            holder[self._random.choice(["extra", "verb", "id", "data", "value", "", "text", "\u0000"])] = self._value()

    def _place(self, activity: Json) -> tuple[Any, Any]:
        """Anywhere in the activity; now and then even what the door looks at."""
        places = list(_places(activity, ()))
        while True:
            path, holder, key = self._random.choice(places)
            if path not in _CHECKED or self._random.random() < 0.03:
                return holder, key

    def _value(self) -> Any:
        if self._random.random() < 0.1:
            return f"@@RAW{self._random.randrange(len(_RAW))}@@"
        return copy.deepcopy(self._random.choice(_PLAIN))

    def _written(self, activity: Json) -> bytes:
        text = json.dumps(activity, ensure_ascii=self._random.random() < 0.5)
        for number, raw in enumerate(_RAW):
            text = text.replace(f'"@@RAW{number}@@"', raw)
        if self._random.random() < 0.03:
            text = text[:-1] + f',"type":{json.dumps(self._random.choice(TYPES))}' + "}"
        if self._random.random() < 0.01:
            text = text[: self._random.randrange(len(text))]
        return text.encode("utf-8", "surrogatepass")


def _places(holder: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], Any, Any]]:
    """Every place in a JSON value: its path, what holds it, and its key there."""
    for key, inside in list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder)):
        yield (*path, key), holder, key
        if isinstance(inside, dict | list):
            yield from _places(inside, (*path, key))
