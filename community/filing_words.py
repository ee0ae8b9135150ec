"""What members say when something belongs into the library: "file this as 7-minute briefing #hoarding", or with a link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit, urlunsplit

from community.documents import MOST_TOPICS, TITLE_LIMIT
from community.file_names import split_name
from community.file_types import title_of
from community.hashtags import hashtags
from community.packs import Pack
from community.people import Model
from community.privacy import clean, one_line
from community.refusals import Refusal

MOST_LINKS: Final = 5
LONGEST_LINK: Final = 2_000
OPENINGS: Final = (
    "file", "save", "keep", "catalogue", "add", "please file", "please save", "please keep", "please add",
    "can you file", "can you save", "could you file", "could you save",
)  # fmt: skip
"""How a message begins that may be such a wish: for `Router.begins`; `filing_wish` then says whether it is one."""
WORDS: Final = ("file this", "file these", "file it", "save this", "save these", "save it", "save to library")
"""The same said alone: for `Router.word`."""

_VERB = re.compile(
    r"(?:please +|can you +|could you +)?(?:file|save|keep|catalogue|add)\b"
    r"(?P<it> +(?:this|these|that|it|them)\b)?"
    r"(?: +(?:the +)?(?:links?|files?|documents?|attachments?|page|recording|video)\b)?"
    r"(?P<library> +(?:in|into|to) +(?:the +|our +)?library\b)?(?:,? +please\b)?",
    re.IGNORECASE,
)
_AS = re.compile(r"(?:as|under) +(?:an? +|the +|our +)?(?=\w)", re.IGNORECASE)
_TITLE = re.compile(r"\s*[:：]\s*|\s+[-–—]\s+")
_TAG = re.compile(r"(?<!\S)[#＃][\w-]+")
_LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})")
_KEPT = "/%:@!$&'()*+,;=~?-._"
_KIND_SHOWN = 60
_LONGEST_KIND = 8
"""No kind's name has more words."""
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WRAPPED = "safelinks.protection.outlook.com"
_RECORDINGS = ("youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com", "microsoftstream.com", "dailymotion.com")
_SHAREPOINTS = ("sharepoint.com", "sharepoint.us", "sharepoint-mil.us", "sharepoint.cn")
_ONEDRIVES = ("1drv.ms", "onedrive.live.com", "onedrive.com")
_SPOKEN = re.compile(r"[A-Za-z]{3,}|[A-Za-z0-9]+(?:[-_.+ ]+[A-Za-z0-9()]+)+")
_EMPTY_NAMES = frozenset({"watch", "index", "view", "default", "home", "page", "pages", "download", "playlist", "stream"})


class LinkRefused(Refusal):
    """Raised for an address that cannot be catalogued."""

    sentence = "That is not a link I can keep. Please paste a whole address that begins with https:// and has no password in it."


class LinkPlace(StrEnum):
    """What lies behind a link, as far as its address tells."""

    RECORDING = "recording"
    ONEDRIVE = "onedrive"
    """Somebody's own OneDrive: colleagues may not be able to open it."""
    SHAREPOINT = "sharepoint"
    PAGE = "page"


class FilingWish(Model):
    """What somebody wants filed, and how."""

    kind: str = ""
    """Slug of a kind of the pack; empty where none was said."""
    kind_said: str = ""
    """The words behind "as" when the pack knows no kind by them."""
    topics: tuple[str, ...] = ()
    """Slugs of topics of the pack, and hashtags of the community's own."""
    links: tuple[str, ...] = ()
    """What is to be catalogued as links; empty when a file is meant."""
    title: str = ""


def filing_wish(text: str, pack: Pack) -> FilingWish | None:
    """What `text` (without the mention of Canopy) wants filed; None when it is about something else.

    "file this", "save these to the library", "file https://… as guidance #dols: a title of its own". Behind "file" there must be
    "this", the library or a link, and nothing else that could be a question: "keep this in mind: ..." is none.
    """
    said = " ".join(clean(text).split())
    links = links_in(said)
    unlinked = " ".join(_LINK.sub(" ", said).split())
    verb = _VERB.match(unlinked)
    if verb is None or not (verb["it"] or verb["library"] or links):
        return None
    rest = _TAG.sub(" ", unlinked[verb.end() :]).strip(" .!,").removeprefix("?")
    if rest and not (links or _AS.match(rest) or _TITLE.match(f" {rest}")):
        return None
    tags = hashtags(said)
    kind, unknown, title, more = _kind_and_title(rest, pack)
    tagged = next((known.slug for known in map(pack.kind_called, tags) if known and not pack.topic_called(known.slug)), "")
    return FilingWish(
        kind=kind or tagged or (kind_of_link(links[0], pack) if links else ""),
        kind_said=unknown,
        topics=tuple(dict.fromkeys((*topics_said(tags, pack), *more)))[:MOST_TOPICS],
        links=links,
        title=one_line(title, TITLE_LIMIT),
    )


def topics_said(tags: Iterable[str], pack: Pack) -> tuple[str, ...]:
    """Hashtags as topics: the pack's slug where it knows one by that name, else the tag itself; kinds are none. Each once."""
    found: dict[str, None] = {}
    for tag in tags:
        known = pack.topic_called(tag)
        if known or not pack.kind_called(tag):
            found[known.slug if known else tag] = None
    return tuple(found)[:MOST_TOPICS]


def links_in(text: str, most: int = MOST_LINKS) -> tuple[str, ...]:
    """The https links in a text, in its order, each once: whole, without credentials, at most `most`."""
    found: dict[str, None] = {}
    for match in _LINK.finditer(clean(text)):
        try:
            found[checked_link(_without_ending(match[0]))] = None
        except LinkRefused:
            continue
        if len(found) == most:
            break
    return tuple(found)


def checked_link(address: str) -> str:
    """A link fit to keep: https, a host with a name, no credentials. Outlook's wrapping is taken off. Raises `LinkRefused`."""
    parts = _parts(address)
    if parts.hostname and f".{parts.hostname}".endswith(f".{_WRAPPED}"):
        parts = _parts(parse_qs(parts.query).get("url", [""])[0])
    path, query, fragment = (quote(part, safe=_KEPT) for part in (parts.path or "/", parts.query, parts.fragment))
    return urlunsplit(("https", parts.hostname or "", path, query, fragment))


def link_place(address: str) -> LinkPlace:
    """What lies behind a link."""
    parts = urlsplit(address)
    host, path = parts.hostname or "", parts.path.lower()
    if _within(host, _RECORDINGS) or "/:v:/" in path or path.endswith("/stream.aspx"):
        return LinkPlace.RECORDING
    if _within(host, _ONEDRIVES) or ("-my." in host and _within(host, _SHAREPOINTS)):
        return LinkPlace.ONEDRIVE
    return LinkPlace.SHAREPOINT if _within(host, _SHAREPOINTS) else LinkPlace.PAGE


def kind_of_link(address: str, pack: Pack) -> str:
    """The slug of the kind that a link is likely to be: a recording for a video; empty where nobody can tell."""
    known = pack.kind_called("recording") if link_place(address) is LinkPlace.RECORDING else None
    return known.slug if known else ""


def title_of_link(address: str) -> str:
    """What to call a link that came without a title: the last part of its path, or where it is. Never empty."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    if link_place(address) is LinkPlace.RECORDING:
        return f"Recording on {host}"
    stem = split_name(last)[0]
    if _SPOKEN.fullmatch(stem) and stem.lower() not in _EMPTY_NAMES:
        return title_of(last)
    return f"Page on {host}" if host else "Page"


def _kind_and_title(rest: str, pack: Pack) -> tuple[str, str, str, tuple[str, ...]]:
    """What stands behind the verb: the kind's slug, words for a kind nobody knows, the title, and topics that are named."""
    said = _AS.match(rest)
    if not said:
        before, _, title = _split_title(f" {rest}")
        return "", "", title.strip("\"'“”‘’ ") if not before.strip() else "", ()
    words, _, title = _split_title(rest[said.end() :])
    pieces = words.split()
    for many in range(min(len(pieces), _LONGEST_KIND), 0, -1):
        kind = pack.kind_called(" ".join(pieces[:many]))
        if kind:
            return kind.slug, "", title.strip("\"'“”‘’ "), pack.topics_in(" ".join(pieces[many:]))
    topics = pack.topics_in(words)
    return "", "" if topics else one_line(words, _KIND_SHOWN), title.strip("\"'“”‘’ "), topics


def _split_title(text: str) -> tuple[str, str, str]:
    mark = _TITLE.search(text)
    return (text[: mark.start()], mark[0], text[mark.end() :]) if mark else (text, "", "")


def _parts(address: str) -> SplitResult:
    """An address in its parts, looked through. Raises `LinkRefused`."""
    try:
        parts = urlsplit(clean(address))
        port, host = parts.port, parts.hostname or ""
    except ValueError as wrong:
        raise LinkRefused from wrong
    plain = parts.scheme.lower() == "https" and "@" not in parts.netloc and port in {None, 443}
    if not plain or len(address) > LONGEST_LINK or any(map(str.isspace, address.strip())) or not _HOST.fullmatch(host):
        raise LinkRefused
    return parts


def _without_ending(address: str) -> str:
    """An address without the punctuation of the sentence it stands in."""
    while address:
        last = address[-1]
        if last in ".,;:!?'’*_~" or (last in _PAIRS and address.count(last) > address.count(_PAIRS[last])):
            address = address[:-1]
        else:
            break
    return address


def _within(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
