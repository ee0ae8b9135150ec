"""The world on disk, so that yesterday's threads are there again."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from pathlib import Path

from sandbox.graph_disk import FOLDER, bring_back, keep, tidy
from sandbox.people import Member
from sandbox.world import Channel, Message, StoredFile, Team, World


def save(world: World, file: Path) -> None:
    """Write everything to a json file, whole or not at all; the bytes of SharePoint lie in a folder beside it."""
    sharepoint, wanted = keep(world.sharepoint, file.parent / FOLDER)
    record = {
        "team": asdict(world.team),
        "channels": [asdict(channel) for channel in world.channels],
        "group_chats": [asdict(chat) for chat in world.group_chats],
        "members": [asdict(member) for member in world.members.values()],
        "installed": world.installed,
        "chats": sorted(world.chats),
        "messages": [asdict(message) for message in world.messages.values()],
        "files": [asdict(kept) | {"content": base64.b64encode(kept.content).decode()} for kept in world.files.values()],
        "sharepoint": sharepoint,
        "ahead": world.ahead,
    }
    draft = file.with_suffix(".tmp")
    draft.write_text(json.dumps(record, ensure_ascii=True, indent=1), encoding="utf-8")
    draft.replace(file)
    tidy(file.parent / FOLDER, wanted)


def load(file: Path) -> World:
    """Read what `save` wrote. Raises OSError, ValueError, LookupError or TypeError."""
    record = json.loads(file.read_text(encoding="utf-8"))
    world = World(installed=record["installed"])
    world.team = Team(**record["team"])
    world.channels = [Channel(**channel) for channel in record["channels"]]
    world.group_chats = [Channel(**chat) for chat in record.get("group_chats", ())]
    world.members = {member["key"]: Member(**member) for member in record["members"]}
    world.chats = set(record["chats"])
    world.restore(Message(**message) for message in record["messages"])
    for kept in record.get("files", ()):
        world.files[kept["id"]] = StoredFile(**kept | {"content": base64.b64decode(kept["content"])})
    if "sharepoint" in record:
        bring_back(world.sharepoint, record["sharepoint"], file.parent / FOLDER)
    world.ahead = float(record.get("ahead", 0.0))
    return world
