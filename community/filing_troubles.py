"""What members read when something stands between a document and the library, and what can still be done about it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from community.filing_words import LinkPlace, link_place
from community.shared_files import Trouble

BECAUSE: Final = {
    Trouble.NOT_THERE_YET: "Teams has not shown me that message yet. Please try again in a few minutes.",
    Trouble.NO_FILES_TAB: "the channel has no place for files yet. Please open its Files tab once, then try again.",
    Trouble.NOT_ALLOWED: "Canopy may not look after files here yet. @Canopy library says what is missing; then try again.",
    Trouble.ELSEWHERE: "it lies where I cannot reach it. Please upload it to the channel's Files tab and share it from there.",
    Trouble.NAME_TAKEN: "too many files there have that name. Please rename yours and share it again.",
    Trouble.NAME_REUSED: "another file has that name by now. Please share the one you mean again.",
    Trouble.CHANGED: "somebody changed it at the same moment. Please try again.",
    Trouble.LOCKED: "somebody has it open just now. Please try again once they are done.",
    Trouble.FULL: "there is no room left in the channel's library. Once somebody has made room, try again.",
    Trouble.TOO_BIG: "it is bigger than the library takes here. Please share its link instead.",
    Trouble.REFUSED_TYPE: "it is of a type the library does not take, or not what its name says. Please share it as a PDF.",
    Trouble.EXPIRED: "Teams lends me a file for a short time only, and that is over. Please send it to me again.",
    Trouble.GONE: "it is not there any more. Please share it again.",
    Trouble.BUSY: "Microsoft 365 is very busy. Please try again later.",
    Trouble.UNCLEAR: "Microsoft 365 did not answer. Please try again in a few minutes.",
    Trouble.OFF: "filing is switched off here. I can keep a link: write @Canopy file this, and the link.",
    Trouble.GROUP_CHAT: "a group chat has no library of its own. I can keep a link: write @Canopy file this, and the link.",
    Trouble.FAULT: "Microsoft 365 refused it. Please try again later; if it goes on, tell whoever runs Canopy.",
}
"""Why something was not filed, behind the words "Not filed, because"."""
FINAL: Final = frozenset({
    Trouble.NAME_REUSED, Trouble.TOO_BIG, Trouble.REFUSED_TYPE, Trouble.EXPIRED, Trouble.GONE, Trouble.OFF, Trouble.NAME_TAKEN,
    Trouble.GROUP_CHAT,
})  # fmt: skip
"""What trying again would not change."""
ELSEWHERE: Final = "It lies outside this channel's files, so it is kept as a link."
_AS_LINK: Final = {
    Trouble.ELSEWHERE: ELSEWHERE,
    Trouble.NOT_ALLOWED: "It is kept as a link, because Canopy may not look after files here yet. @Canopy library says more.",
    Trouble.OFF: "It is kept as a link, because filing is switched off here.",
    Trouble.GROUP_CHAT: "It is kept as a link, because a group chat has no library of its own.",
}
_PERSONAL: Final = "/personal/"
"""How the path of everybody's own OneDrive begins."""
ONEDRIVE: Final = (
    "It lies in somebody's own OneDrive, so it is kept as a link. If colleagues cannot open it, upload it to the channel's "
    "Files tab and save it again."
)
NO_FILE: Final = (
    "I found no file in that message. Use “Save to library” in the menu of the message that has it, "
    "or write @Canopy file this with a link."
)


def because(why: Trouble, request_id: str = "") -> str:
    """Why something was not filed. `request_id` is what Microsoft calls the request, for whoever looks into it."""
    told = BECAUSE[why]
    return f"{told} (Microsoft's number for it: {request_id[:60]})" if why is Trouble.FAULT and request_id else told


def kept_as_link(why: Trouble, address: str) -> str:
    """Why a document whose file cannot be filed is catalogued as a link; empty when it cannot be one."""
    if not address:
        return ""
    somebodys_own = link_place(address) is LinkPlace.ONEDRIVE or urlsplit(address).path.startswith(_PERSONAL)
    return ONEDRIVE if somebodys_own and why in _AS_LINK else _AS_LINK.get(why, "")
