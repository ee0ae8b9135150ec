"""Addresses: whatever a file is called, its path leads to it and to nothing else."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kiota_abstractions.method import Method

from graph.addresses import guid_of, guid_of_etag, may_be_named, paths_below
from graph.client import asked_by_path

FOLDER = "https://northbrook.sharepoint.example/sites/Practice/Shared%20Documents/MCA%20community"
GUID = "6e1f3c2a-0b4d-4c5e-8f60-718293a4b5c6"
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(may_be_named)


@given(names=st.lists(NAMES, min_size=1, max_size=3))
def test_an_encoded_address_leads_to_the_names_it_was_made_of(names: list[str]) -> None:
    """Decoded once: whatever Unicode the names hold, percent signs too."""
    address = f"{FOLDER}/{'/'.join(quote(name, safe='') for name in names)}"
    assert paths_below(FOLDER, address)[0] == tuple(names)


@given(names=st.lists(NAMES, min_size=1, max_size=3))
def test_a_path_is_encoded_once(names: list[str]) -> None:
    """What goes over the wire decodes to the names, step by step, and its query cannot be changed by a name."""
    request = asked_by_path("b!d", "01F", tuple(names), "/content?@microsoft.graph.conflictBehavior=fail", Method.PUT)
    request.path_parameters["baseurl"] = "https://graph.example/v1.0"
    parts = urlsplit(request.url)
    steps = parts.path.removeprefix("/v1.0/drives/b%21d/items/01F:/").removesuffix(":/content").split("/")
    assert [unquote(step, errors="strict") for step in steps] == names
    assert (parts.query, parts.fragment) == ("@microsoft.graph.conflictBehavior=fail", "")


@given(address=st.text(max_size=80))
def test_any_text_leads_somewhere_below_or_nowhere(address: str) -> None:
    """An address is nobody's word: it never raises, and never climbs."""
    for written in (address, f"{FOLDER}/{address}"):
        for path in paths_below(FOLDER, written):
            assert path
            assert all(may_be_named(step) for step in path)
            assert ".." not in path


@pytest.mark.parametrize(
    ("etag", "guid"),
    [
        (f'"{{{GUID.upper()}}},3"', GUID), (f'"{GUID},12"', GUID), (f'W/"{GUID},1"', GUID), (f"{{{GUID}}},1", GUID),
        ("", ""), ('""', ""), (f'"{GUID}"', ""), (f'"x{GUID},1"', ""), ('"c:{' + GUID + '},1"', ""),
    ],
)  # fmt: skip
def test_the_guid_of_an_etag_is_read(etag: str, guid: str) -> None:
    """Braces and case differ from one answer to the next."""
    assert guid_of_etag(etag) == guid


@pytest.mark.parametrize(
    ("written", "guid"), [(GUID.upper(), GUID), (f"{{{GUID}}}", GUID), ("", ""), ("card-1", ""), (GUID + "0", "")]
)
def test_the_guid_of_an_attachment_is_read(written: str, guid: str) -> None:
    """What is no GUID proves nothing."""
    assert guid_of(written) == guid
