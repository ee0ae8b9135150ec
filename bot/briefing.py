"""What is known of a filing when it is taken up: where its file comes from, and what its columns would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from community.communities import Community
from community.documents import Document
from community.packs import pack_named
from community.people import Model
from community.privacy import display_name
from community.shared_files import AttachedFile, SentFile
from store.libraries import KeptLibrary

M = TypeVar("M", bound=Model)


class Origin(BaseModel):
    """Where a file comes from, as a dialog wrote it down."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str = ""
    """"message" for the file of a message in the channel, "chat" for one that was sent in 1:1."""
    root: str = ""
    message: str = ""
    file: dict[str, str] = {}

    @property
    def sent(self) -> SentFile | None:
        """The file that was sent in 1:1."""
        return _read(SentFile, self.file) if self.kind == "chat" else None

    @property
    def attached(self) -> AttachedFile | None:
        """The file of a message, once it is known."""
        return _read(AttachedFile, self.file) if self.kind == "message" else None


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is known about a filing."""

    community: Community
    document: Document | None
    library: KeptLibrary | None
    origin: Origin

    @property
    def columns(self) -> dict[str, str]:
        """What the library's columns would say, by internal name."""
        document = self.document
        if document is None:
            return {}
        pack = pack_named(self.community.pack)
        return {
            "CanopyKind": pack.label_of_kind(document.kind) if document.kind else "",
            "CanopyTopics": "; ".join(pack.label_of_topic(topic) for topic in document.topics),
            "CanopySource": document.source,
            "CanopyOwner": display_name(document.owner_name) if document.owner_name else "",
            "CanopyReview": document.review_on.isoformat() if document.review_on else "",
            "CanopyGoodFor": document.good_for,
        }


def read_origin(text: str) -> Origin:
    """An origin from its JSON; an empty one where nobody can read it."""
    try:
        return Origin.model_validate_json(text)
    except ValidationError:
        return Origin()


def _read(kind: type[M], file: dict[str, str]) -> M | None:
    try:
        return kind.model_validate(file) if file else None
    except ValidationError:
        return None
