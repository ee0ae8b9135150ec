"""A pretend Microsoft Teams over real HTTP: start it, point a bot at it, be the people in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sandbox.answers import Answer, Form, Found
from sandbox.attaching import Files
from sandbox.delivery import Delivered
from sandbox.people import Member
from sandbox.running import RunningService
from sandbox.wire import event_id
from sandbox.world import HOME_CHANNEL, Channel, Json, Message, Place, StoredFile

T = TypeVar("T")


class Teams(RunningService):
    """One tenant, one team, its people, and the service that carries their words to one bot.

    Everything of `RunningService` (start, stop, settings, switches, tokens), and what the people do. A member is given as first
    name, name, key, id or Member.
    """

    # ---- people

    def member(self, who: str | Member) -> Member:
        """Return a member by first name, name, key or id. Raises KeyError."""
        return self.world.member(who)

    async def add_member(self, name: str, role: str = "New member", *, guest: bool = False, chat: str = "") -> Member:
        """Let somebody new, or somebody who left, join the team; or the group `chat`, by its name."""
        by = self.world.roster()[0]
        member = self.world.welcome(name, role, guest=guest)
        await self._parts.changes.member_changed(member, by, here=True, chat=self._group_chat(chat))
        return member

    def crowd(self, count: int) -> list[Member]:
        """Put so many made-up people into the team (at most 1,000) as if they had always been there: no event tells of them."""
        return self.world.crowd(count)

    async def remove_member(self, who: str | Member, *, chat: str = "") -> Member:
        """Let a member leave the team; or the group `chat`, by its name."""
        member = self.member(who)
        await self._parts.changes.member_changed(member, self.world.roster()[0], here=False, chat=self._group_chat(chat))
        return member

    def _group_chat(self, name: str) -> Channel | None:
        return self.world.channel(name) if name else None

    # ---- what is said

    async def say(
        self,
        who: str | Member,
        text: str,
        *,
        channel: str = HOME_CHANNEL,
        thread: Message | None = None,
        mention: bool | None = True,
        files: Files | None = None,
    ) -> Message:
        """Write in a channel, or in the thread of a message, and wait until the bot took it.

        With `mention` True Canopy is mentioned first unless the text says "@Canopy" somewhere; None mentions it only there.
        `files` are stored in the channel's folder, or in the member's OneDrive when their bytes are `FromOneDrive`.
        Raises KeyError for an unknown channel.
        """
        place = (
            self.world.place_of(thread) if thread else Place(self.world.channel(channel).id, channel=self.world.channel(channel))
        )
        written = self._parts.writing.write(self.member(who), place, text, mention=mention, files=files)
        await self._parts.writing.deliver(written)
        return written.message

    async def say_in_chat(self, who: str | Member, text: str, *, files: Files | None = None) -> Message:
        """Write to Canopy alone, or send it files; the first time this adds Canopy for the member, which sends two events."""
        member = self.member(who)
        await self._parts.changes.open_chat(member)
        written = self._parts.writing.write(member, self.world.chat_of(member), text, mention=False, files=files)
        await self._parts.writing.deliver(written)
        return written.message

    async def edit(self, who: str | Member, message: Message, text: str) -> Message:
        """Change one's own message. Raises PermissionError for another's."""
        await self._parts.writing.deliver(self._parts.writing.edit(self.member(who), message, text, mention=message.mentions_bot))
        return message

    async def delete(self, who: str | Member, message: Message) -> Message:
        """Delete one's own message. Raises PermissionError for another's."""
        await self._parts.writing.deliver(self._parts.writing.delete(self.member(who), message))
        return message

    def messages(self, channel: str | Channel = HOME_CHANNEL) -> list[Message]:
        """Return everything in a channel, oldest first, deleted messages too."""
        return self.world.in_place(self.world.channel(channel).id)

    def thread(self, root: Message) -> list[Message]:
        """Return a thread, its root first; any message of it will do."""
        return [message for message in self.world.in_place(root.place) if message.root == root.root]

    def chat(self, who: str | Member) -> list[Message]:
        """Return a member's chat with Canopy."""
        return self.world.in_place(self.member(who).chat_id)

    def card_for(self, who: str | Member, message: Message) -> Json:
        """Return the card as this member sees it. Raises LookupError when there is none."""
        if message.deleted or not message.cards:
            raise LookupError("this message shows no card")
        return message.private.get(self.member(who).key, message.cards[0])

    # ---- what is pressed

    async def press(
        self, who: str | Member, message: Message, button: Json, inputs: Json | None = None, *, trigger: str = "manual"
    ) -> Answer:
        """Press an Action.Execute, or an Action.Submit that opens no form. Raises ValueError for other buttons."""
        return await self._parts.pressing.press(self.member(who), message, button, inputs or {}, trigger=trigger)

    async def open_form(self, who: str | Member, message: Message | None, button: Json, inputs: Json | None = None) -> Form:
        """Press a button that opens a form; without a message it comes from the member's chat."""
        return await self._parts.pressing.open_form(self.member(who), message, button, inputs or {})

    async def submit_form(self, who: str | Member, form: Form, button: Json, inputs: Json | None = None) -> Form:
        """Press a button in a form; what comes back is the next form, a sentence, or the form closed."""
        if form.composed:
            return await self._parts.composing.submit(self.member(who), form.composed, button, inputs or {})
        return await self._parts.pressing.submit_form(self.member(who), form.message, button, inputs or {})

    async def compose_open(
        self,
        who: str | Member,
        command: str,
        *,
        channel: str = HOME_CHANNEL,
        thread: Message | None = None,
        chat: bool = False,
        elsewhere: bool = False,
    ) -> Form:
        """Choose a command of the app beside the compose box: of a channel, of a thread, of the `chat` with Canopy.

        Or `elsewhere`: of a chat between people, where Canopy is not. The form is sent with `submit_form`.
        """
        member = self.member(who)
        place = self._composing_place(member, channel, chat=chat, elsewhere=elsewhere)
        if thread and not (chat or elsewhere):
            place = self.world.place_of(thread)
        return await self._parts.composing.open(member, command, place)

    async def message_action(self, who: str | Member, command: str, message: Message) -> Form:
        """Choose a command of the app in the menu of a message. The form is sent with `submit_form`."""
        return await self._parts.composing.open_on(self.member(who), command, message)

    async def compose_search(
        self,
        who: str | Member,
        command: str,
        words: str,
        *,
        chat: bool = False,
        elsewhere: bool = False,
        skip: int = 0,
    ) -> Found:
        """Look something up beside the compose box of the community's channel, of the `chat` with Canopy, or `elsewhere`."""
        member = self.member(who)
        place = self._composing_place(member, HOME_CHANNEL, chat=chat, elsewhere=elsewhere)
        return await self._parts.composing.search(member, command, place, words, skip=skip)

    def _composing_place(self, member: Member, channel: str, *, chat: bool, elsewhere: bool) -> Place:
        if elsewhere:
            return Place(f"19:{member.id}_someone@unq.gbl.spaces", member=member)
        where = self.world.channel(channel)
        return self.world.chat_of(member) if chat else Place(where.id, channel=where)

    # ---- files

    async def accept_file(self, who: str | Member, message: Message) -> Answer:
        """Take the file that a message offers. Raises LookupError when it offers none."""
        return await self._parts.offering.answer(self.member(who), message, accept=True)

    async def decline_file(self, who: str | Member, message: Message) -> Answer:
        """Do not want the file that a message offers. Raises LookupError when it offers none."""
        return await self._parts.offering.answer(self.member(who), message, accept=False)

    def files_of(self, who: str | Member) -> list[StoredFile]:
        """Return the files that a member took, oldest first."""
        return [file for file in self.world.files.values() if file.owner == self.member(who).key]

    async def typeahead(
        self, who: str | Member, dataset: str, query: str, message: Message | None = None
    ) -> list[dict[str, str]]:
        """Type into a list that the bot fills."""
        return await self._parts.pressing.typeahead(self.member(who), message, dataset, query)

    # ---- what happens

    async def install(self, who: str | Member = "Amara", *, channel: str = HOME_CHANNEL) -> list[Delivered]:
        """Add Canopy to the team, with this channel selected: an installationUpdate, then a conversationUpdate."""
        return await self._parts.changes.install(self.member(who), self.world.channel(channel))

    async def open_group_chat(self, name: str, who: str | Member = "Amara") -> None:
        """Somebody opens a chat of everybody who is in the team, and adds Canopy to it. It goes by its name, as channels do."""
        self.world.add_group_chat(name)
        await self.in_group_chat(name, who)

    async def in_group_chat(self, name: str, who: str | Member = "Amara", *, here: bool = True) -> list[Delivered]:
        """Somebody adds Canopy to a group chat, or takes it out."""
        return await self._parts.changes.in_group_chat(self.member(who), self.world.channel(name), here=here)

    async def event(self, name: str, /, **parts: Any) -> Delivered:
        """Let something happen: see `Changes.event`. "installationUpdate" takes action="remove" or "add"; `member` did it."""
        member = self.member(parts.pop("member", "Amara"))
        if name == "installationUpdate":
            removed = parts.get("action") == "remove"
            channel = self.world.channel(parts.get("channel", HOME_CHANNEL))
            return (await (self._parts.changes.uninstall(member) if removed else self._parts.changes.install(member, channel)))[
                -1
            ]
        return await self._parts.changes.event(name, member, parts)

    async def redeliver(self, activity: Json, *, new_id: bool = False) -> tuple[int, Any]:
        """Send an activity again, as Teams does after 15 s; with `new_id` as a client does that pressed twice."""
        again = dict(activity)
        if new_id:
            again["id"] = self.world.new_id() if activity["type"] == "message" else event_id()
        return await self.post_activity(again)

    async def post_activity(self, activity: Json | bytes, token: str | None = None) -> tuple[int, Any]:
        """Send the bot any activity or bytes, with a good token unless one is given ("" sends none); return status and body."""
        delivered = await self._parts.delivery.post(activity, token)
        return delivered.status, delivered.body

    async def until(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until something is true and return it. Raises TimeoutError."""
        return await self.service.ledger.until(predicate, timeout)
