"""What members read when something stands between a document and the library."""

from __future__ import annotations

import pytest

from community.file_addresses import file_address
from community.filing_troubles import BECAUSE, ELSEWHERE, FINAL, ONEDRIVE, because, kept_as_link
from community.filing_words import LinkRefused
from community.shared_files import Trouble

AWAY = "https://contoso.sharepoint.com/sites/other/Shared Documents/a.docx"
OWN = "https://contoso-my.sharepoint.com/personal/ben/Documents/a.docx"


@pytest.mark.parametrize("why", Trouble)
def test_every_trouble_has_a_sentence(why: Trouble) -> None:
    """It goes on behind “Not filed, because”, ends, and says to try again only where that may help."""
    told = because(why, "0f1e2d3c")
    assert told[0].islower() or told.startswith(("Teams", "Canopy", "Microsoft"))
    assert told.endswith((".", ")"))
    assert "try again" not in told or why not in FINAL


def test_a_refusal_of_microsofts_has_its_number() -> None:
    """Whoever runs Canopy can ask about it; members are not shown numbers for what they can settle themselves."""
    assert "(Microsoft's number for it: 0f1e2d3c)" in because(Trouble.FAULT, "0f1e2d3c")
    assert because(Trouble.FULL, "0f1e2d3c") == BECAUSE[Trouble.FULL]


def test_what_cannot_be_filed_is_kept_as_a_link() -> None:
    """Where it lies elsewhere, or nothing may be filed; and it says so, also of somebody's own OneDrive."""
    assert kept_as_link(Trouble.ELSEWHERE, AWAY) == ELSEWHERE
    assert kept_as_link(Trouble.ELSEWHERE, OWN) == ONEDRIVE
    assert kept_as_link(Trouble.ELSEWHERE, "http://127.0.0.1:8/personal/ben/a.docx") == ONEDRIVE
    assert "may not look after files here yet" in kept_as_link(Trouble.NOT_ALLOWED, AWAY)
    assert kept_as_link(Trouble.FULL, AWAY) == ""
    assert kept_as_link(Trouble.ELSEWHERE, "") == ""


def test_an_address_with_spaces_can_be_opened() -> None:
    """Teams writes addresses as people read them; what is encoded already stays as it is."""
    assert file_address(AWAY) == AWAY.replace(" ", "%20")
    assert file_address(AWAY.replace(" ", "%20")) == AWAY.replace(" ", "%20")
    assert file_address("https://a.example/ü.pdf?x=1 2") == "https://a.example/%C3%BC.pdf?x=1%202"
    assert file_address("http://127.0.0.1:80/a b") == "http://127.0.0.1:80/a%20b"


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "http://example.org/a", "https://ben:secret@example.org/a", "http://x@127.0.0.1/a", "https://["],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """No other scheme, nobody else's machine without https, no passwords."""
    with pytest.raises(LinkRefused):
        file_address(address)
