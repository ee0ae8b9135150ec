"""What a dialog wants said, written to the outbox in the dialog's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from community.communities import Community
from dialogs.turn import At, Effect, NotAt, Post, PostThread, ReadRoster, Refresh, Unseal, Whisper
from store.opened import Store
from store.outbox import Kind

GROUP_CHAT = "@thread.v2"
"""How the id of a group chat ends. It has no threads."""


def write_effects(store: Store, effects: Iterable[Effect], community: Community, conversation: str, now: datetime) -> None:
    """Write `effects` for the courier. `conversation` is where the turn happened."""
    for effect in effects:
        if isinstance(effect, At):
            store.due.put(effect.what, effect.about, effect.when, effect.detail)
        elif isinstance(effect, NotAt):
            store.due.drop(effect.what, effect.about)
        else:
            _write(store, effect, community, conversation, now)


def _write(store: Store, effect: Effect, community: Community, conversation: str, now: datetime) -> None:
    match effect:
        case Post(subject, where):
            store.outbox.say(Kind.POST, where or conversation, now, subject=subject)
        case PostThread(subject):
            kind = Kind.POST if community.home.endswith(GROUP_CHAT) else Kind.THREAD
            store.outbox.say(kind, community.home, now, subject=subject)
        case Refresh(subject):
            store.outbox.freshen(Kind.REFRESH, subject, "", now)
        case Whisper(to, subject):
            store.outbox.say(Kind.WHISPER, to, now, subject=subject)
        case ReadRoster():
            store.outbox.freshen(Kind.ROSTER, "roster", community.home, now)
        case Unseal(matter):
            store.outbox.freshen(Kind.UNSEAL, matter, "", now)
