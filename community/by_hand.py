"""Files that somebody put into the channel's folder by hand: which of them are documents, and whose those are."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from community.documents import Document
from community.file_addresses import file_address
from community.file_types import FileRefused, check_name, extension_of
from community.people import Member, MemberId
from community.privacy import display_name
from community.refusals import Refusal
from community.shared_files import Shelf, StoredItem

NOBODY: Final = MemberId("canopy")
"""Who saved what nobody saved: Canopy found it. No member has this id: theirs come from Microsoft Entra."""
OWN_AFTER: Final = timedelta(days=1)
"""What Canopy itself put there is a filing's to tell of; after so long none will."""
_NO_DOCUMENTS: Final = frozenset(
    {"", "tmp", "temp", "ini", "db", "ds_store", "one", "onetoc2", "url", "lnk", "webloc", "crdownload"}
)
"""Leftovers of programs, notebooks in pieces, and shortcuts."""
_GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_HIDDEN: Final = ("~$", "~", ".")


def is_document(item: StoredItem) -> bool:
    """True for what belongs into the catalogue; False for leftovers of programs and for what the library does not even list."""
    if item.name.startswith(_HIDDEN) or item.size <= 0 or extension_of(item.name) in _NO_DOCUMENTS:
        return False
    try:
        check_name(item.name)
    except FileRefused:
        return False
    return True


def being_filed(item: StoredItem, bot: str, now: datetime) -> bool:
    """True for what Canopy, which Teams calls `bot` (`28:...`), put there just now: whoever had it filed says what it is."""
    ours = bool(item.created_by_app) and item.created_by_app == bot.removeprefix("28:")
    return ours and item.created_at is not None and item.created_at > now - OWN_AFTER


def shared_as(item: StoredItem) -> str:
    """How a message that shares a file calls it: the GUID that the file's eTag begins with. Empty where there is none."""
    found = _GUID.search(item.etag)
    return found[0].lower() if found else ""


def found_by_hand(document: Document) -> bool:
    """True for a document that Canopy found among the channel's files."""
    return document.saver == NOBODY


def is_nobodys(document: Document) -> bool:
    """True for one that nobody saved and nobody vouches for: any member may say what it is."""
    return found_by_hand(document) and document.owner is None


def is_untouched(document: Document) -> bool:
    """True for one that was found, and that nobody has described, reviewed or used since."""
    return is_nobodys(document) and not document.uses and document.review_on is None and document.superseded_by is None


def brought_in(document: Document) -> str:
    """How a document came into the library, in words."""
    if found_by_hand(document):
        return "Added to the channel's files by hand" + ("; nobody vouches for it yet" if document.owner is None else "")
    return f"Saved by {display_name(document.saver_name or '')}"


def check_may_describe(document: Document, member: Member) -> None:
    """Raise `SaversOnly` unless `member` may say what a document is: their own, or one that is nobody's."""
    if not is_nobodys(document):
        document.check_may_change(member)


def addresses_of(item: StoredItem, shelf: Shelf) -> tuple[str, ...]:
    """The addresses under which a file may be in the catalogue as a link: where it opens, and where it lies."""
    found = []
    for address in (item.address, f"{shelf.address}/{item.name}"):
        try:
            found.append(file_address(address))
        except Refusal:
            continue
    return tuple(dict.fromkeys(found))
