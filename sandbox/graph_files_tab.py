"""A channel's Files tab: what people do there by hand, and what tests look at."""

from __future__ import annotations

from sandbox.graph_drive import Column, SharePointDrive
from sandbox.graph_items import Author, Item, person
from sandbox.people import Member, stable_uuid
from sandbox.world import Channel, World

COLUMNS = ("CanopyKind", "CanopyTopics", "CanopySource", "CanopyOwner", "CanopyReview", "CanopyGoodFor")


class FilesTab:
    """The folder of one channel in its library."""

    def __init__(self, world: World, channel: Channel) -> None:
        team = world.team
        self._world = world
        self.channel = channel
        self.drive: SharePointDrive
        self.folder: Item
        self.drive, self.folder = world.sharepoint.channel_folder(
            channel.id, channel.name, channel.membership, team.aad_group_id, team.name
        )

    def _author(self, by: str | Member) -> Author:
        if by == "person":
            return Author((stable_uuid("somebody"), "Somebody Else"))
        return person(self._world.member(by))

    def files(self) -> list[Item]:
        """Return the files of the folder and of the folders in it, by path."""
        return [item for item in self.drive.below(self.folder) if not item.is_folder]

    def named(self, name: str) -> Item:
        """Return the file or folder at a path in this folder. Raises LookupError."""
        found = self.drive.at(name, self.folder)
        if found is None:
            raise LookupError(f"there is no {name!r} in {self.channel.name}")
        return found

    def put(self, name: str, content: bytes, *, by: str | Member = "person", in_teams: bool = False) -> Item:
        """Store a file as a person does, under a free name ("a 1.docx") when this one is taken; `by` is who."""
        author = self._author(by)
        if in_teams and by != "person":
            author = person(self._world.member(by), in_teams=True)
        return self.drive.store(self.folder, name, content, author, "rename")[0]

    def replace(self, name: str, content: bytes, *, by: str | Member = "person") -> Item:
        """Store a new version of a file as a person does."""
        return self.drive.store(self.folder, name, content, self._author(by), "replace")[0]

    def rename(self, name: str, new: str, *, by: str | Member = "person") -> Item:
        """Rename a file by hand. Raises LookupError or Refused."""
        item = self.named(name)
        self.drive.move(item, self._author(by), name=new)
        return item

    def remove(self, name: str) -> None:
        """Delete a file by hand. Raises LookupError."""
        self.drive.remove(self.named(name))

    def add_folder(self, name: str, *, by: str | Member = "person") -> Item:
        """Make a folder by hand. Raises Refused."""
        return self.drive.make_folder(self.folder, name, self._author(by))

    def add_columns(self, *names: str, required: bool = False) -> None:
        """Add columns as an administrator does; without names those that Canopy fills in."""
        for name in names or COLUMNS:
            self.drive.columns[name] = Column(name, name.removeprefix("Canopy"), required=required)

    @property
    def opened(self) -> bool:
        """Whether somebody has opened this tab; until then the folder is not there for Graph."""
        return self.channel.id not in self._world.sharepoint.unopened

    @opened.setter
    def opened(self, opened: bool) -> None:
        change = self._world.sharepoint.unopened.discard if opened else self._world.sharepoint.unopened.add
        change(self.channel.id)
