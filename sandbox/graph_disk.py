"""SharePoint on disk: what it holds as JSON, and the bytes of each version of a file beside it, written once."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from sandbox.graph_drive import Column, SharePointDrive
from sandbox.graph_items import Author, Item, Json
from sandbox.graph_sites import SharePoint

FOLDER = "sharepoint"
_BYTES = ("content", "sent")


def keep(sharepoint: SharePoint, folder: Path) -> tuple[Json, set[str]]:
    """Write the bytes that are not on disk yet; return the rest as JSON, and which files it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted: set[str] = set()
    drives = [_drive_record(drive, folder, wanted) for drive in sharepoint.drives.values()]
    record = {
        "drives": drives,
        "folders": {channel: list(where) for channel, where in sharepoint.folders.items()},
        "unopened": sorted(sharepoint.unopened),
    }
    return record, wanted


def tidy(folder: Path, wanted: set[str]) -> None:
    """Remove the bytes that nothing needs any more, once the record that needs the others is on disk."""
    for file in folder.iterdir():
        if file.name not in wanted:
            file.unlink()


def _drive_record(drive: SharePointDrive, folder: Path, wanted: set[str]) -> Json:
    return {
        "id": drive.id,
        "site": drive.site,
        "path": drive.path,
        "checks_out": drive.checks_out,
        "room": drive.room,
        "changes_bytes": drive.changes_bytes,
        "seq": drive.seq,
        "epoch": drive.epoch,
        "columns": [asdict(column) for column in drive.columns.values()],
        "items": [_item_record(item, folder, wanted) for item in drive.items.values()],
    }


def _item_record(item: Item, folder: Path, wanted: set[str]) -> Json:
    record: Json = {part.name: getattr(item, part.name) for part in fields(item) if part.name not in _BYTES}
    record |= {"created_by": asdict(item.created_by), "modified_by": asdict(item.modified_by)}
    for which, content in (("content", item.content), ("sent", item.sent)):
        if item.is_folder or item.gone or (which == "sent" and content == item.content):
            continue
        name = f"{item.guid}.{item.content_version}.{which}"
        wanted.add(name)
        if not (folder / name).exists():
            draft = folder / f"{name}.tmp"
            draft.write_bytes(content)
            draft.replace(folder / name)
    return record


def bring_back(sharepoint: SharePoint, record: Json, folder: Path) -> None:
    """Take in what `keep` returned. Raises OSError, LookupError or TypeError."""
    for kept in record["drives"]:
        parts: Json = {**kept}
        parts["columns"] = {column["name"]: Column(**column) for column in kept["columns"]}
        parts["items"] = {item["id"]: _item(item, folder) for item in kept["items"]}
        sharepoint.adopt(SharePointDrive(**parts, now=sharepoint.now))
    sharepoint.folders = {channel: (drive, item) for channel, (drive, item) in record["folders"].items()}
    sharepoint.unopened = set(record["unopened"])


def _item(record: Json, folder: Path) -> Item:
    item = Item(**record | {"created_by": _author(record["created_by"]), "modified_by": _author(record["modified_by"])})
    if not (item.is_folder or item.gone):
        kept, sent = (folder / f"{item.guid}.{item.content_version}.{which}" for which in _BYTES)
        item.content = kept.read_bytes()
        item.sent = sent.read_bytes() if sent.exists() else item.content
    return item


def _author(record: dict[str, Any]) -> Author:
    return Author(tuple(record["user"]), tuple(record["application"]))
