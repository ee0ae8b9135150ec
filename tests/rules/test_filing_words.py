"""What members say when something belongs into the library, and the links they paste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.filing_words import (
    MOST_LINKS,
    OPENINGS,
    WORDS,
    FilingWish,
    LinkPlace,
    LinkRefused,
    checked_link,
    filing_wish,
    kind_of_link,
    link_place,
    links_in,
    title_of_link,
    topics_said,
)
from community.packs import USUAL, pack_named

MCA = pack_named(USUAL)
GUIDE = "https://www.example.org/guides/mental-capacity-act.pdf"
FILM = "https://www.youtube.com/watch?v=a1b2c3"


def wish(kind: str = "", *topics: str, links: tuple[str, ...] = (), title: str = "", said: str = "") -> FilingWish:
    """A wish, in few words."""
    return FilingWish(kind=kind, topics=topics, links=links, title=title, kind_said=said)


WISHES = {
    "file this": wish(),
    "File these, please": wish(),
    "save this please": wish(),
    "Please save it": wish(),
    "could you file that document": wish(),
    "save this to the library": wish(),
    "add these files to our library": wish(),
    "save to library": wish(),
    "file this?": wish(),
    "file this as 7-minute briefing #hoarding": wish("7-minute-briefing", "hoarding"),
    "file this as a 7 minute breifing #Hoarding #our-own": wish("7-minute-briefing", "hoarding", "our-own"),
    "save this as guidance.": wish("guidance"),
    "file these as case studies": wish("case-study"),
    "file this as template for capacity assessments": wish("template", "capacity-assessment"),
    "file this as procedure: Who decides, and when": wish("procedure", title="Who decides, and when"),
    "file this as a how-to guide - Writing for the court": wish("how-to-guide", title="Writing for the court"),
    "file this as how to guide #dols: “Looking at restrictions”": wish("how-to-guide", "dols", title="Looking at restrictions"),
    "file this: What we learned: a summary": wish(title="What we learned: a summary"),
    "file it under self-neglect": wish("", "self-neglect"),
    "file this #template #lpa": wish("template", "lpa"),
    "file this as poem": wish(said="poem"),
    f"file {GUIDE}": wish(links=(GUIDE,)),
    f"save this {GUIDE}": wish(links=(GUIDE,)),
    f"file {GUIDE} as guidance #dols: Our own title": wish("guidance", "dols", links=(GUIDE,), title="Our own title"),
    f"Save {FILM}": wish("recording", links=(FILM,)),
    f"file {FILM} as case study": wish("case-study", links=(FILM,)),
    f"file this link: {GUIDE}": wish(links=(GUIDE,)),
    f"catalogue {GUIDE} and {FILM}": wish(links=(GUIDE, FILM)),
    f"file ({GUIDE}).": wish(links=(GUIDE,)),
}
NONE = [
    "file notes: how long do we keep them?",
    "file",
    "save time on assessments",
    "keep this in mind: never guess",
    "save this idea for later",
    "file this person's complaint as what?",
    f"What do you think of {GUIDE}?",
    f"have you filed this? {GUIDE}",
    "filed this as guidance",
    "",
]


@pytest.mark.parametrize(("text", "wanted"), WISHES.items(), ids=WISHES.keys())
def test_a_wish_is_understood(text: str, wanted: FilingWish) -> None:
    """Kind, topics, links and title are taken from one line, however it is said."""
    assert filing_wish(text, MCA) == wanted


@pytest.mark.parametrize("text", NONE)
def test_something_else_is_no_wish(text: str) -> None:
    """A question that begins with "file" or "save" stays a question."""
    assert filing_wish(text, MCA) is None


def test_every_wish_begins_as_it_is_listened_for() -> None:
    """What is understood is also heard: by its first words, or said alone."""
    for text in WISHES:
        said = text.lower().rstrip("?")
        assert said in WORDS or any(said.startswith(f"{opening} ") for opening in OPENINGS), text


def test_hashtags_become_topics() -> None:
    """The pack's own topic where it knows the tag, the tag itself where it does not; a kind is no topic."""
    assert topics_said(("DoL", "hording", "our-own", "dols", "template"), MCA) == ("dols", "hoarding", "our-own")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("no link here", ()),
        ("see https://example.org.", ("https://example.org/",)),
        ("(https://example.org/a_(b)) and https://example.org/c!", ("https://example.org/a_(b)", "https://example.org/c")),
        ("https://EXAMPLE.org/A https://example.org/A", ("https://example.org/A",)),
        ("<https://example.org/a?b=c&d=e#f>", ("https://example.org/a?b=c&d=e#f",)),
        ("https://example.org/été", ("https://example.org/%C3%A9t%C3%A9",)),
        ("https://example.org:443/a", ("https://example.org/a",)),
        ("http://example.org ftp://example.org example.org", ()),
        ("https://amara:secret@example.org/ https://example.org@evil.example/", ()),
        ("https://127.0.0.1/ https://[::1]/ https://localhost/ https://10.0.0.1.nip/", ("https://10.0.0.1.nip/",)),
        ("https://example.org:8080/ https://example.org:no/", ()),
        ("https://exämple.org/", ()),
        ("https://-bad.org https://bad..org https://x", ()),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.org%2Fa%3Fb%3Dc&data=05",
            ("https://www.example.org/a?b=c",),
        ),
        ("https://eur01.safelinks.protection.outlook.com/?data=05", ()),
    ],
)
def test_links_are_taken_whole_and_safe(text: str, links: tuple[str, ...]) -> None:
    """Only https, only hosts with a name, nobody's password; without the sentence's own punctuation, each once."""
    assert links_in(text) == links


def test_so_many_links_and_no_more() -> None:
    """Five links in one message; the others are left."""
    assert len(links_in(" ".join(f"https://example.org/{number}" for number in range(9)))) == MOST_LINKS


@pytest.mark.parametrize(
    "address", ["", "example.org", "http://example.org", "https://a b.org/", f"https://example.org/{'a' * 2_000}"]
)
def test_an_address_that_is_no_link_is_refused(address: str) -> None:
    """Whoever types one into a form reads what to paste instead."""
    with pytest.raises(LinkRefused) as caught:
        checked_link(address)
    assert "https://" in caught.value.said


@pytest.mark.parametrize(
    ("address", "place", "kind", "title"),
    [
        (FILM, LinkPlace.RECORDING, "recording", "Recording on youtube.com"),
        ("https://youtu.be/a1b2", LinkPlace.RECORDING, "recording", "Recording on youtu.be"),
        ("https://notyoutube.com/watch", LinkPlace.PAGE, "", "Page on notyoutube.com"),
        ("https://x.sharepoint.com/:v:/s/team/Eab1", LinkPlace.RECORDING, "recording", "Recording on x.sharepoint.com"),
        ("https://x-my.sharepoint.com/:w:/g/personal/a_b/EabcD12", LinkPlace.ONEDRIVE, "", "Page on x-my.sharepoint.com"),
        ("https://1drv.ms/w/abc1", LinkPlace.ONEDRIVE, "", "Page on 1drv.ms"),
        ("https://x.sharepoint.com/sites/a/Docs/A%20b.docx", LinkPlace.SHAREPOINT, "", "A b"),
        (GUIDE, LinkPlace.PAGE, "", "Mental capacity act"),
        ("https://example.org/", LinkPlace.PAGE, "", "Page on example.org"),
        ("https://example.org/guides/index.html", LinkPlace.PAGE, "", "Page on example.org"),
        ("https://example.org/a/hoarding", LinkPlace.PAGE, "", "Hoarding"),
    ],
)
def test_what_lies_behind_a_link(address: str, place: LinkPlace, kind: str, title: str) -> None:
    """A recording is told from a page, and somebody's OneDrive from what everybody can open."""
    assert (link_place(address), kind_of_link(address, MCA), title_of_link(address)) == (place, kind, title)


@given(
    st.text(max_size=200) | st.builds("{} {} {}".format, st.sampled_from(OPENINGS), st.text(max_size=60), st.text(max_size=60))
)
def test_any_text_can_be_read(text: str) -> None:
    """Nothing that somebody writes breaks it; what is found is fit to keep."""
    found = filing_wish(text, MCA)
    if found is not None:
        assert not found.kind or MCA.kind(found.kind)
        assert len(found.title) <= 200
        assert len(found.topics) <= 10


@given(st.text(max_size=80))
def test_a_link_that_is_kept_stays_the_same(text: str) -> None:
    """What was made fit to keep is fit to keep: it is found again under the same address."""
    for link in links_in(f"https://example.org/{text} https://{text}"):
        assert checked_link(link) == link
        assert link.startswith("https://")
        assert link.isascii()
