"""What Teams sends, read into the house's own words. Only the fields we use are looked at; what is odd is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.brought import about_message, query, sent_files
from bot.payloads import Payload, id_at, text_at
from community.people import MemberId, Person, TeamsId, TenantId
from community.privacy import clean_message, one_line
from dialogs.events import (
    ChannelRenamed,
    Deleted,
    Edited,
    Event,
    FileAnswered,
    FormOpened,
    FormSent,
    Installed,
    Joined,
    Left,
    Place,
    PlaceClosed,
    PlaceReopened,
    Pressed,
    Queried,
    Said,
    Scope,
    Searched,
    Uninstalled,
)

_SCOPES = {"personal": Scope.CHAT, "groupChat": Scope.GROUP, "channel": Scope.CHANNEL}
_MENTION_OPENS, _MENTION_CLOSES = "<at>", "</at>"
_CLOSED = {
    "channelDeleted": False, "teamDeleted": True, "teamHardDeleted": True, "teamArchived": True,
}  # fmt: skip
_REOPENED = {"channelRestored": False, "teamRestored": True, "teamUnarchived": True}


def read(payload: Payload) -> Event | None:
    """The event in an activity, or None when there is nothing in it for a community."""
    match payload.get("type"):
        case "message":
            return _message(payload)
        case "invoke":
            return _invoke(payload)
        case "messageUpdate" if _event_type(payload) == "editMessage":
            return _edited(payload)
        case "messageDelete" if _event_type(payload) == "softDeleteMessage":
            return Deleted(**_common(payload))
        case "installationUpdate":
            return _installation(payload)
        case "conversationUpdate":
            return _conversation(payload)
        case _:
            return None


def _common(payload: Payload) -> dict[str, Any]:
    return {"id": id_at(payload, "id"), "place": _place(payload), "person": _person(payload.get("from"))}


def _place(payload: Payload) -> Place:
    conversation = id_at(payload, "conversation", "id")
    data = payload.get("channelData")
    scope = _SCOPES.get(text_at(payload, "conversation", "conversationType"))
    team = id_at(data, "team", "id") or id_at(data, "teamsTeamId")
    if scope is None:
        scope = Scope.CHANNEL if team or "@thread.tacv2" in conversation else Scope.CHAT
    channel = id_at(data, "channel", "id")
    chosen = id_at(data, "settings", "selectedChannel", "id")  # the notice that Canopy was added comes from General
    home = conversation.partition(";")[0]
    if scope is Scope.CHANNEL:
        home = chosen or channel or id_at(data, "teamsChannelId") or home
    return Place(
        tenant=TenantId(text_at(data, "tenant", "id") or text_at(payload, "conversation", "tenantId")),
        scope=scope,
        conversation=conversation,
        home=home,
        service_url=text_at(payload, "serviceUrl"),
        bot=id_at(payload, "recipient", "id"),
        team=team or None,
        team_name=text_at(data, "team", "name") or None,
        channel_name=text_at(data, "settings", "selectedChannel", "name")
        or (text_at(data, "channel", "name") if home == channel else None)
        or None,
    )


def _person(account: object) -> Person:
    teams_id = id_at(account, "id")
    return Person.model_construct(
        id=MemberId(id_at(account, "aadObjectId") or teams_id),
        teams_id=TeamsId(teams_id),
        name=one_line(text_at(account, "name"), 120),
    )


def _message(payload: Payload) -> Event | None:
    value = payload.get("value")
    verb = text_at(value, "verb")
    if verb:
        return Pressed(**_common(payload), verb=verb, data=dict(value or {}), message=_card_message(payload), answerable=False)
    common = _common(payload)
    if not _addressed(payload, common["place"]):
        return None
    files = sent_files(payload) if common["place"].scope is Scope.CHAT else ()
    return Said(**common, text=_spoken(payload), files=files, mentioned=tuple(_mentioned(payload)))


def _edited(payload: Payload) -> Event:
    common = _common(payload)
    change = text_at(payload, "timestamp") or text_at(payload, "localTimestamp")
    return Edited(**common, text=_spoken(payload), change=change, addressed=_addressed(payload, common["place"]))


def _addressed(payload: Payload, place: Place) -> bool:
    """True in a 1:1 chat, and where Canopy is mentioned: what people say to each other is not ours, even if Teams tells it."""
    canopy = id_at(payload, "recipient", "id")
    return place.scope is Scope.CHAT or any(text_at(mention, "mentioned", "id") == canopy for mention in _mentions(payload))


def _spoken(payload: Payload) -> str:
    """What was written, without the mention of Canopy; other mentions stay as names."""
    text = text_at(payload, "text")
    canopy = id_at(payload, "recipient", "id")
    for mention in _mentions(payload):
        if text_at(mention, "mentioned", "id") == canopy:
            text = text.replace(text_at(mention, "text") or "\0", " ", 1)
    return clean_message(text.replace(_MENTION_OPENS, "").replace(_MENTION_CLOSES, ""))


def _mentioned(payload: Payload) -> Iterator[Person]:
    """Who was mentioned beside Canopy, by the names that stand in the text."""
    for mention in _mentions(payload):
        who = _person(mention.get("mentioned"))
        if who.teams_id and who.teams_id != id_at(payload, "recipient", "id"):
            said = clean_message(text_at(mention, "text").replace(_MENTION_OPENS, "").replace(_MENTION_CLOSES, ""))
            yield who.model_copy(update={"name": one_line(said, 120)})


def _mentions(payload: Payload) -> Iterator[Mapping[str, Any]]:
    entities = payload.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        if isinstance(entity, Mapping) and entity.get("type") == "mention":
            yield entity


def _invoke(payload: Payload) -> Event | None:
    value = payload.get("value")
    match payload.get("name"):
        case "adaptiveCard/action":
            action = value.get("action") if isinstance(value, Mapping) else None
            data = _data(action)
            verb = text_at(action, "verb") or text_at(data, "verb")
            return Pressed(**_common(payload), verb=verb, data=data, message=_card_message(payload))
        case "task/fetch":
            data = _data(value)
            return FormOpened(**_common(payload), verb=text_at(data, "verb"), data=data, message=_card_message(payload))
        case "task/submit":
            data = _data(value)
            return FormSent(**_common(payload), verb=text_at(data, "verb"), data=data, message=_card_message(payload))
        case "composeExtension/fetchTask" | "composeExtension/submitAction" | "composeExtension/query":
            return _composed(payload, value)
        case "fileConsent/invoke":
            return _file_answered(payload, value)
        case "application/search":
            dataset, _, community = text_at(value, "dataset").partition(":")
            words = one_line(text_at(value, "queryText"), 100)
            return Searched(**_common(payload), dataset=dataset, community=community, words=words)
        case _:
            return None


def _composed(payload: Payload, value: object) -> Event:
    """What was begun from the box one writes in, or from the menu of a message."""
    match payload.get("name"):
        case "composeExtension/query":
            return Queried(**_common(payload), **query(value))
        case "composeExtension/fetchTask":
            verb = f"compose.{id_at(value, 'commandId')}"
            data = {**about_message(payload, value), "verb": verb}
            return FormOpened(**_common(payload), verb=verb, data=data, composed=True)
        case _:
            data = _data(value)
            return FormSent(**_common(payload), verb=text_at(data, "verb"), data=data, composed=True)


def _file_answered(payload: Payload, value: object) -> Event:
    context = value.get("context") if isinstance(value, Mapping) else None
    upload = value.get("uploadInfo") if isinstance(value, Mapping) else None
    return FileAnswered(
        **_common(payload),
        accepted=text_at(value, "action") == "accept",
        verb=text_at(context, "verb"),
        data=dict(context) if isinstance(context, Mapping) else {},
        message=_card_message(payload),
        name=one_line(text_at(upload, "name"), 200),
        upload_url=text_at(upload, "uploadUrl"),
        content_url=text_at(upload, "contentUrl"),
        unique_id=id_at(upload, "uniqueId"),
        file_type=id_at(upload, "fileType"),
    )


def _data(holder: object) -> dict[str, object]:
    data = holder.get("data") if isinstance(holder, Mapping) else None
    return dict(data) if isinstance(data, Mapping) else {}


def _card_message(payload: Payload) -> str | None:
    return id_at(payload, "replyToId") or None


def _event_type(payload: Payload) -> str:
    return text_at(payload, "channelData", "eventType")


def _installation(payload: Payload) -> Event | None:
    match payload.get("action"):
        case "add":
            return Installed(**_common(payload))
        case "remove":
            return Uninstalled(**_common(payload))
        case _:
            return None


def _conversation(payload: Payload) -> Event | None:
    common = _common(payload)
    canopy = id_at(payload, "recipient", "id")
    came, went = list(_people(payload, "membersAdded")), list(_people(payload, "membersRemoved"))
    if any(person.teams_id == canopy for person in came):
        return Installed(**common, founding=False)
    if any(person.teams_id == canopy for person in went):
        return Uninstalled(**common)
    if came:
        return Joined(**common, people=tuple(came))
    if went:
        return Left(**common, people=tuple(person.id for person in went))
    event = _event_type(payload)
    if event == "channelRenamed":
        return ChannelRenamed(**common)
    if event in _CLOSED:
        return PlaceClosed(**common, whole_team=_CLOSED[event])
    if event in _REOPENED:
        return PlaceReopened(**common, whole_team=_REOPENED[event])
    return None


def _people(payload: Payload, field: str) -> Iterator[Person]:
    people = payload.get(field)
    for account in people[:500] if isinstance(people, list) else []:
        if id_at(account, "id"):
            yield _person(account)
