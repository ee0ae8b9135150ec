"""Which dialog answers what. Each activity has a router of its own; `catalogue` lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cards.actions import Action
from community.finding import Entry
from dialogs.events import Due, Event
from dialogs.turn import Drawn, FileOffer, FileReady, Reply, Turn, Uploaded
from store.opened import Store

A = TypeVar("A", bound=Action)
E = TypeVar("E", bound=Event)

PressHandler = Callable[[Any, Turn], Reply]
EventHandler = Callable[[Any, Turn], Reply]
Hearer = Callable[[Any, Turn], Reply | None]
"""Answers a message; None when it is about something else after all."""
Painter = Callable[[str, Store], Drawn | FileOffer | None]
FileMaker = Callable[[str, Store], FileReady | None]
Receipt = Callable[[str, Uploaded, Store], Drawn]
Indexer = Callable[[str, Store], Entry | None]
P = TypeVar("P", bound=Painter)
H = TypeVar("H", bound=Hearer)
KeysOf = Callable[[Any], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Route:
    """A verb's action type, the dialog that answers it, and what makes two presses the same press."""

    action: type[Action]
    handle: PressHandler
    once: KeysOf | None = None
    """Parts that, with the member, name the effect: the same parts again get the same answer."""
    traceless: bool = False
    """True where nothing may be kept of the act itself, not even that it happened. Doing it again must be safe."""


@dataclass
class Router:
    """The routes of one activity."""

    presses: dict[str, Route] = field(default_factory=dict)
    opens: dict[str, Route] = field(default_factory=dict)
    sends: dict[str, Route] = field(default_factory=dict)
    words: dict[str, Hearer] = field(default_factory=dict)
    prefixes: dict[str, EventHandler] = field(default_factory=dict)
    events: dict[type[Event], EventHandler] = field(default_factory=dict)
    searches: dict[str, Callable[[str, Turn], Reply]] = field(default_factory=dict)
    paints: dict[str, Painter] = field(default_factory=dict)
    dues: dict[str, EventHandler] = field(default_factory=dict)
    files: dict[str, Route] = field(default_factory=dict)
    makes: dict[str, FileMaker] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    openings: dict[str, Hearer] = field(default_factory=dict)
    queries: dict[str, EventHandler] = field(default_factory=dict)
    indexes: dict[str, Indexer] = field(default_factory=dict)

    def press(
        self, action: type[A], *, once: Callable[[A], tuple[str, ...]] | None = None, traceless: bool = False
    ) -> Callable[..., Any]:
        """Answer a button on a card."""
        return self._keep(self.presses, action, once, traceless=traceless)

    def opening(self, action: type[A]) -> Callable[[Callable[[A, Turn], Reply]], Callable[[A, Turn], Reply]]:
        """Answer a button that opens a form. Nothing may be changed."""
        return self._keep(self.opens, action, None)

    def sending(
        self, action: type[A], *, once: Callable[[A], tuple[str, ...]] | None = None, traceless: bool = False
    ) -> Callable[[Callable[[A, Turn], Reply]], Callable[[A, Turn], Reply]]:
        """Answer a form that was sent."""
        return self._keep(self.sends, action, once, traceless=traceless)

    def file(self, action: type[A], *, once: Callable[[A], tuple[str, ...]] | None = None) -> Callable[..., Any]:
        """Answer whether an offered file is wanted: `handle(action, turn)`, with the event in `turn.file`."""
        return self._keep(self.files, action, once)

    def make(self, prefix: str) -> Callable[[FileMaker], FileMaker]:
        """Make the file of subjects that begin with `prefix:`, as things are when it is sent."""

        def keep(make: FileMaker) -> FileMaker:
            self.makes[prefix] = make
            return make

        return keep

    def receipt(self, prefix: str) -> Callable[[Receipt], Receipt]:
        """Draw what stands in place of the offer of such a file, once something came of it."""

        def keep(draw: Receipt) -> Receipt:
            self.receipts[prefix] = draw
            return draw

        return keep

    def due(self, what: str) -> Callable[[Callable[[Due, Turn], Reply]], Callable[[Due, Turn], Reply]]:
        """Do work whose time has come. It happens once: the work is taken off the clock in the same transaction."""

        def keep(handle: Callable[[Due, Turn], Reply]) -> Callable[[Due, Turn], Reply]:
            self.dues[what] = handle
            return handle

        return keep

    def word(self, *words: str) -> Callable[[H], H]:
        """Answer a message that says one of `words` and nothing else."""

        def keep(handle: H) -> H:
            for word in words:
                self.words[word] = handle
            return handle

        return keep

    def prefix(self, *words: str) -> Callable[[EventHandler], EventHandler]:
        """Answer a message that begins with one of `words` and a colon: "poll: Which topic next?"."""

        def keep(handle: EventHandler) -> EventHandler:
            for word in words:
                self.prefixes[word] = handle
            return handle

        return keep

    def begins(self, *words: str) -> Callable[[Hearer], Hearer]:
        """Answer a message that begins with one of `words` and goes on: "find assessment template". The longest one counts."""

        def keep(handle: Hearer) -> Hearer:
            for word in words:
                self.openings[word] = handle
            return handle

        return keep

    def query(self, command: str) -> Callable[[EventHandler], EventHandler]:
        """Answer a search from the box one writes in with `Results`. Nothing may be changed."""

        def keep(handle: EventHandler) -> EventHandler:
            self.queries[command] = handle
            return handle

        return keep

    def index(self, prefix: str) -> Callable[[Indexer], Indexer]:
        """What the search holds of subjects that begin with `prefix:`; None for what it should not find."""

        def keep(entry: Indexer) -> Indexer:
            self.indexes[prefix] = entry
            return entry

        return keep

    def event(self, kind: type[E]) -> Callable[[Callable[[E, Turn], Reply]], Callable[[E, Turn], Reply]]:
        """Answer an event of this kind."""

        def keep(handle: Callable[[E, Turn], Reply]) -> Callable[[E, Turn], Reply]:
            self.events[kind] = handle
            return handle

        return keep

    def search(self, dataset: str) -> Callable[[Callable[[str, Turn], Reply]], Callable[[str, Turn], Reply]]:
        """Fill a list while somebody types."""

        def keep(handle: Callable[[str, Turn], Reply]) -> Callable[[str, Turn], Reply]:
            self.searches[dataset] = handle
            return handle

        return keep

    def paint(self, prefix: str) -> Callable[[P], P]:
        """Draw subjects that begin with `prefix:`, when they are sent."""

        def keep(draw: P) -> P:
            self.paints[prefix] = draw
            return draw

        return keep

    def include(self, others: Iterable[Router]) -> Router:
        """This router and all of `others`. Raises `ValueError` where two claim the same verb."""
        for other in others:
            for mine, theirs in (
                (self.presses, other.presses), (self.opens, other.opens), (self.sends, other.sends),
                (self.words, other.words), (self.events, other.events), (self.searches, other.searches),
                (self.paints, other.paints), (self.dues, other.dues), (self.files, other.files),
                (self.prefixes, other.prefixes), (self.makes, other.makes), (self.receipts, other.receipts),
                (self.openings, other.openings), (self.queries, other.queries), (self.indexes, other.indexes),
            ):  # fmt: skip
                twice = mine.keys() & theirs.keys()
                if twice:
                    raise ValueError(f"claimed twice: {sorted(map(str, twice))}")
                mine.update(theirs)  # type: ignore[arg-type]
        return self

    @staticmethod
    def _keep(
        routes: dict[str, Route], action: type[Action], once: KeysOf | None, *, traceless: bool = False
    ) -> Callable[..., Any]:
        if not action.verb:
            raise ValueError(f"{action.__name__} has no verb")

        def keep(handle: PressHandler) -> PressHandler:
            routes[action.verb] = Route(action, handle, once, traceless)
            return handle

        return keep
