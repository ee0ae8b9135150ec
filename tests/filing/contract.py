"""The contract with Microsoft Graph: every request and every answer that went over the wire is held against it.

The contract is OpenAPI 3.1, whose schemas are JSON Schema 2020-12. Two things in it no router knows: items addressed by path
(`items/{id}:/name:/content`), which are turned into items by id before they are looked up, and a second host for bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from sandbox.graph_state import Exchange

Json = dict[str, Any]
FILES = ("graph-subset.yaml", "graph-additions.yaml")
OUTSIDE = ("browse",)
"""What people's browsers ask of SharePoint is no part of Graph."""
_URN = "urn:contract"
_BY_PATH = re.compile(r"/(items/[^/:]+|root):/[^:]*(?::|$)")
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def by_id(path: str) -> str:
    """Turn an address by path into one by id: `items/1:/a/b.docx:/content` is `items/1/content` to the contract."""
    path = re.sub("%3A", ":", path, flags=re.IGNORECASE)
    path = re.sub(":%2F", ":/", path, flags=re.IGNORECASE)
    return _BY_PATH.sub(lambda found: f"/items/{found[1].removeprefix('items/')}", path)


@dataclass(frozen=True)
class Operation:
    """One operation of the contract."""

    name: str
    method: str
    path: re.Pattern[str]
    spec: Json

    def parameters(self, where: str) -> dict[str, Json]:
        """Its parameters in the path, the query or the header, by name."""
        return {one["name"]: one for one in self.spec.get("parameters", ()) if one["in"] == where}

    def body(self) -> Json | None:
        """The media types of its request, None when it takes none."""
        wanted: Json | None = self.spec.get("requestBody", {}).get("content")
        return wanted

    def answer(self, status: int) -> Json | None:
        """What it answers with a status, None for one that is not in the contract."""
        responses = self.spec["responses"]
        found: Json | None = responses.get(str(status), responses["default"] if status >= 400 else None)
        return found


class Contract:
    """The operations of the contract, and what they have to say about an exchange."""

    def __init__(self, *documents: Json) -> None:
        schemas = {name: schema for document in documents for name, schema in _part(document, "components", "schemas").items()}
        contents = _absolute({"components": {"schemas": schemas}})
        self._registry: Registry[Any] = Registry().with_resource(_URN, DRAFT202012.create_resource(contents))
        self._validators: dict[str, Draft202012Validator] = {}
        self.operations = [
            Operation(spec["operationId"], method.upper(), _pattern(path), _absolute(spec))
            for document in documents
            for path, methods in document["paths"].items()
            for method, spec in methods.items()
        ]

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a request means. An address that has more of its own in it is the better fit."""
        fitting = [one for one in self.operations if one.method == method and one.path.fullmatch(by_id(path))]
        return max(fitting, key=lambda one: len(one.path.pattern), default=None)

    def findings(self, exchange: Exchange) -> list[str]:
        """What is wrong with an exchange, as sentences; nothing when it keeps to the contract."""
        operation = self.operation(exchange.method, exchange.path)
        if operation is None:
            return [f"{exchange.method} {exchange.path} is not in the contract"]
        found = [*self._request(operation, exchange), *(self._answer(operation, exchange) if exchange.status else ())]
        return [f"{operation.name}: {each}" for each in found]

    def _request(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        known = operation.parameters("query")
        for name, value in exchange.query.items():
            if name not in known:
                yield f"unknown query parameter {name}"
            else:
                yield from self._check(f"{operation.name} ?{name}", known[name]["schema"], _as_number(value, known[name]))
        for where, there in (("query", exchange.query), ("header", exchange.headers)):
            for name, parameter in operation.parameters(where).items():
                if parameter.get("required") and name not in there and name.lower() not in there:
                    yield f"{name} is missing in the {where}"
        yield from self._request_body(operation, exchange)

    def _request_body(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        wanted, sent = operation.body(), exchange.headers.get("content-type", "").partition(";")[0]
        if wanted is None:
            if exchange.body_size:
                yield "a body that nobody asked for"
        elif "*/*" not in wanted and sent not in wanted:
            yield f"the body is {sent or 'of no type'}"
        elif sent in wanted:
            yield from self._check(f"{operation.name} request", wanted[sent]["schema"], exchange.body)

    def _answer(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        wanted = operation.answer(exchange.status)
        if wanted is None:
            yield f"the status {exchange.status} is not in the contract"
            return
        for name, header in wanted.get("headers", {}).items():
            if header.get("required") and name.lower() not in exchange.answer_headers:
                yield f"the header {name} is missing"
        content, sent = wanted.get("content"), exchange.answer_headers.get("content-type", "").partition(";")[0]
        if content is None or "*/*" in content:
            return
        if sent not in content:
            yield f"the answer is {sent or 'of no type'}"
        else:
            yield from self._check(f"{operation.name} {exchange.status}", content[sent]["schema"], exchange.answer)

    def _check(self, name: str, schema: Json, value: Any) -> Iterator[str]:
        if name not in self._validators:
            self._validators[name] = Draft202012Validator(schema, registry=self._registry, format_checker=FORMATS)
        for error in self._validators[name].iter_errors(value):
            yield f"{error.json_path}: {error.message[-200:]} ({error.validator})"


def _part(document: Json, *path: str) -> Json:
    for name in path:
        document = document.get(name, {})
    return document


def _absolute(part: Any) -> Any:
    """Let references lead to the merged contract, wherever the schema with them is used."""
    if isinstance(part, list):
        return [_absolute(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: f"{_URN}{value}" if name == "$ref" and isinstance(value, str) else _absolute(value) for name, value in part.items()
    }


def _pattern(path: str) -> re.Pattern[str]:
    pieces = re.split(r"(\{\w+\})", path)
    return re.compile("".join("[^/]+" if piece.startswith("{") else re.escape(piece) for piece in pieces))


def _as_number(value: str, parameter: Json) -> object:
    wants_number = parameter["schema"].get("type") == "integer"
    return int(value) if wants_number and re.fullmatch(r"-?\d{1,9}", value) else value


def _read(file: Path) -> Json:
    document: Json = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # type: ignore[no-untyped-call]
    return document


@cache
def contract() -> Contract:
    """Read the contract, once."""
    here = Path(__file__).parent
    return Contract(*(_read(here / name) for name in FILES))


def check_log(log: Iterable[Exchange]) -> None:
    """Hold everything that was recorded against the contract. Raises AssertionError with all that is wrong."""
    found = [finding for exchange in log if exchange.operation not in OUTSIDE for finding in contract().findings(exchange)]
    assert not found, "\n".join(dict.fromkeys(found))
