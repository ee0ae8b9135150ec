"""What there is in the pretend Teams: one team, its channels, its members, every message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.graph_sites import SharePoint
from sandbox.people import BOT_KEY, Member, crowd_names, first_members, make_member, stable_token, stable_uuid

Json = dict[str, Any]

GENERAL = "General"
HOME_CHANNEL = "MCA community"
_THREAD_MARK = ";messageid="


@dataclass
class Message:
    """One message, as its conversation shows it.

    `sender` is a member's key, or "canopy"; `place` is a channel id or a chat id; `root` is the id of the message that opened the
    thread (its own id for that message, empty in a chat). `private` holds, by member key, the card that replaced the message's
    card for this member alone. `activity` is what the bot last sent for it. `consent` is "accepted" or "declined" once the file
    that it offers was answered. `files` are those that a member sent along, as {"id": the item's GUID, "name", "path": where it
    is in SharePoint, decoded}.
    """

    id: str
    place: str
    root: str
    sender: str
    text: str
    at: str
    cards: list[Json] = field(default_factory=list)
    edited: int = 0
    deleted: bool = False
    failed: bool = False
    mentions_bot: bool = False
    private: dict[str, Json] = field(default_factory=dict)
    activity: Json = field(default_factory=dict)
    consent: str = ""
    files: list[Json] = field(default_factory=list)

    @property
    def conversation(self) -> str:
        """The conversation id that activities about this message carry."""
        return f"{self.place}{_THREAD_MARK}{self.root}" if self.root else self.place

    @property
    def from_bot(self) -> bool:
        """Whether Canopy said it."""
        return self.sender == BOT_KEY


@dataclass
class StoredFile:
    """A file that a member took from Canopy into their own OneDrive.

    `owner` is the member's key, `url` where it can be fetched.
    """

    id: str
    owner: str
    name: str
    url: str
    content: bytes


@dataclass
class Channel:
    """A channel of the team; `membership` is "standard", "private" or "shared". Or with "group" a chat that is in no team."""

    id: str
    name: str
    deleted: bool = False
    membership: str = "standard"

    @property
    def threaded(self) -> bool:
        """Whether each message opens a thread: in channels, and not in group chats."""
        return self.membership != "group"


@dataclass
class Team:
    """The team itself; its id is that of its General channel, as in Teams."""

    id: str
    name: str
    aad_group_id: str
    archived: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Place:
    """Where a conversation id leads: a thread of a channel (or the channel or group chat itself, `root` empty), or a 1:1 chat."""

    id: str
    channel: Channel | None = None
    root: str = ""
    member: Member | None = None


def _channel_id(name: str) -> str:
    return f"19:{stable_token(f'channel: {name}', 40)}@thread.tacv2"


def utc_now() -> datetime:
    """Return the time, aware and UTC."""
    return datetime.now(UTC)


class World:
    """All that the pretend Teams remembers. Changes are made by the connector and the people; this class only keeps them."""

    def __init__(self, *, installed: bool = True) -> None:
        self.team = Team(_channel_id(GENERAL), "Adult Safeguarding Practice", stable_uuid("team: Adult Safeguarding Practice"))
        self.channels = [Channel(self.team.id, GENERAL), Channel(_channel_id(HOME_CHANNEL), HOME_CHANNEL)]
        self.group_chats: list[Channel] = []
        self.members = {member.key: member for member in first_members()}
        self.installed = installed
        self.chats: set[str] = set()
        self.messages: dict[str, Message] = {}
        self.files: dict[str, StoredFile] = {}
        self.sharepoint = SharePoint(lambda: self.now())
        self.ahead = 0.0
        """By how many seconds this world's clock is ahead of the real one."""
        self.now: Callable[[], datetime] = self._moved_now
        self._by_place: dict[str, list[Message]] = {}
        self._last_id = 0
        self._known: dict[str, Member] = {}
        self._known_count = 0

    def _moved_now(self) -> datetime:
        return utc_now() + timedelta(seconds=self.ahead)

    # ---- people

    def member(self, who: str | Member) -> Member:
        """Return a member by key, name, first name, aadObjectId or "29:" id. Raises KeyError."""
        if isinstance(who, Member):
            return who
        found = self.members.get(who.lower()) or self.find_account(who)
        if found is None:
            found = next((member for member in self.members.values() if who in (member.name, member.name.split()[0])), None)
        if found is None:
            raise KeyError(f"nobody is called {who!r}; there are {', '.join(self.members)}")
        return found

    def find_account(self, account_id: str) -> Member | None:
        """Return the member with this "29:" id, aadObjectId or address."""
        return self._index().get(account_id)

    def _index(self) -> dict[str, Member]:
        """Everybody by every id they have; a crowd is not searched one by one."""
        if self._known_count != len(self.members):
            self._known_count = len(self.members)
            everybody = reversed(self.members.values())  # of two with the same address, the first is found
            self._known = {
                each: member for member in everybody for each in (member.email, member.id, member.teams_id, member.chat_id)
            }
        return self._known

    def roster(self) -> list[Member]:
        """Return who is in the team now."""
        return [member for member in self.members.values() if member.here]

    def welcome(self, name: str, role: str, *, guest: bool) -> Member:
        """Return the member of this name, new or back again."""
        for member in self.members.values():
            if member.name == name:
                member.here = True
                return member
        member = make_member(name, role, guest=guest, taken=len(self.members))
        if member.key in self.members:
            member.key = name.lower().replace(" ", "-")
        self.members[member.key] = member
        return member

    def crowd(self, count: int) -> list[Member]:
        """Put so many made-up people into the team, who were always there. The same people every time."""
        found = []
        for number, name in enumerate(crowd_names(count), 1):
            member = make_member(name, "Member", taken=number)
            member.key, member.crowd = f"crowd-{number}", True
            found.append(self.members.setdefault(member.key, member))
        return found

    # ---- places

    def channel(self, which: str | Channel) -> Channel:
        """Return a channel by name or id. Raises KeyError."""
        if isinstance(which, Channel):
            return which
        for channel in (*self.channels, *self.group_chats):
            if which in (channel.name, channel.id):
                return channel
        raise KeyError(f"no channel is called {which!r}")

    def add_channel(self, name: str, membership: str = "standard") -> Channel:
        """Open a channel; a private or shared one has a library of its own."""
        channel = Channel(_channel_id(f"{name} {len(self.channels)}"), name, membership=membership)
        self.channels.append(channel)
        return channel

    def add_group_chat(self, name: str) -> Channel:
        """Open a chat of everybody who is in the team, outside of it. The page does not show it."""
        chat = Channel(f"19:{stable_token(f'group chat: {name}', 32)}@thread.v2", name, membership="group")
        self.group_chats.append(chat)
        return chat

    def place(self, conversation_id: str) -> Place | None:
        """Return where a conversation id leads, or None when there is no such conversation."""
        base, _, root = conversation_id.partition(_THREAD_MARK)
        for channel in (*self.channels, *self.group_chats):
            if channel.id == base:
                return None if root and not self._is_root(root, base) else Place(base, channel=channel, root=root)
        member = self._index().get(conversation_id)
        if member and member.key in self.chats and member.chat_id == conversation_id:
            return Place(conversation_id, member=member)
        return None

    def place_of(self, message: Message) -> Place:
        """Return the thread or chat that a message is in."""
        found = self.place(message.place)
        return Place(message.place, found.channel, message.root, found.member) if found else Place(message.place)

    def chat_of(self, member: Member) -> Place:
        """Return a member's chat with Canopy, whether or not it was opened yet."""
        return Place(member.chat_id, member=member)

    def _is_root(self, message_id: str, place: str) -> bool:
        message = self.messages.get(message_id)
        return message is not None and message.place == place and message.root == message_id

    # ---- messages

    def new_id(self) -> str:
        """Return a message id: milliseconds since 1970, never the same twice."""
        self._last_id = max(int(self.now().timestamp() * 1000), self._last_id + 1)
        return str(self._last_id)

    def add_message(self, place: Place, sender: str, text: str) -> Message:
        """Write a message down: a reply when `place` is a thread, a new thread when it is a channel."""
        message_id = self.new_id()
        root = (place.root or message_id) if place.channel and place.channel.threaded else ""
        message = Message(message_id, place.id, root, sender, text, self.now().isoformat(timespec="milliseconds"))
        self._keep(message)
        return message

    def _keep(self, message: Message) -> None:
        self.messages[message.id] = message
        self._by_place.setdefault(message.place, []).append(message)

    def in_place(self, place: str) -> list[Message]:
        """Return the messages of a channel or chat, oldest first."""
        return list(self._by_place.get(place, ()))

    def threads(self, channel: Channel) -> Iterator[tuple[Message, list[Message]]]:
        """Yield each root message of a channel with its replies."""
        replies: dict[str, list[Message]] = {}
        for message in self._by_place.get(channel.id, ()):
            replies.setdefault(message.root, []).append(message)
        for root, messages in replies.items():
            yield self.messages[root], messages[1:]

    def restore(self, messages: Iterable[Message]) -> None:
        """Take in messages that were written down before."""
        for message in messages:
            self._keep(message)
        self._last_id = max((int(message_id) for message_id in self.messages), default=0)
