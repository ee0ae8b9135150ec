"""Which dialog answers an event, and how it is called."""

from __future__ import annotations

from pydantic import ValidationError

from cards.actions import Action
from community.refusals import Refusal
from dialogs.catalogue import CATALOGUE, hear, hear_again
from dialogs.events import Edited, Event, FileAnswered, FormOpened, FormSent, Pressed, Queried, Said, Searched
from dialogs.permitting import check_permitted, check_pressed
from dialogs.routing import Route
from dialogs.turn import Reply, Turn


class UnknownButton(Refusal):
    """Raised for a button that this Canopy does not know: a card from another time."""

    sentence = "That button comes from an older card and does nothing any more. Write @Canopy help to see what you can do."


class UnreadableForm(Refusal):
    """Raised when a card or form sent something that cannot be read."""

    sentence = "I could not read that. Please open the form again, or write @Canopy help."


def route_of(event: Event) -> tuple[Route | None, Action | None]:
    """The route of a verb, and its checked action. Raises a refusal for a verb or a form nobody knows."""
    match event:
        case Pressed():
            routes = CATALOGUE.presses
        case FormOpened():
            routes = CATALOGUE.opens
        case FormSent():
            routes = CATALOGUE.sends
        case FileAnswered():
            routes = CATALOGUE.files
        case _:
            return None, None
    route = routes.get(event.verb)
    if route is None:
        raise UnknownButton
    try:
        return route, route.action.read(event.data)
    except ValidationError as wrong:
        raise UnreadableForm from wrong


def reply_to(event: Event, route: Route | None, action: Action | None, turn: Turn) -> Reply:
    """What the dialog says; `route` and `action` are what `route_of` gave."""
    if route is not None and action is not None:
        check_pressed(action.verb, turn, placed=bool(wanted_community(event)))
        return route.handle(action, turn)
    if isinstance(event, Said):
        return hear(event, turn)
    if isinstance(event, Edited):
        return hear_again(event, turn)
    if isinstance(event, Searched):
        search = CATALOGUE.searches.get(event.dataset)
        check_permitted(f"search.{event.dataset}", turn)
        return search(event.words, turn) if search else Reply()
    if isinstance(event, Queried):
        look_up = CATALOGUE.queries.get(event.command)
        return look_up(event, turn) if look_up else Reply()
    return CATALOGUE.events[type(event)](event, turn)


def wanted_community(event: Event) -> str:
    """The community that a card or form names, if any."""
    if isinstance(event, Searched):
        return event.community
    named = event.data.get("community") if isinstance(event, Pressed | FormOpened | FormSent | FileAnswered) else None
    return named if isinstance(named, str) else ""


def changes_nothing(event: Event) -> bool:
    """True for opening a form and for searching: nothing is kept of those."""
    return isinstance(event, FormOpened | Searched | Queried)


def answers_in_response(event: Event) -> bool:
    """True where what is said goes into the HTTP answer."""
    return isinstance(event, FormOpened | FormSent | Searched | Queried) or (isinstance(event, Pressed) and event.answerable)
