"""How much a library may do: what works in each degree, what to ask for, and when facilitators are told."""

from __future__ import annotations

import pytest

from community.library_setup import Setup, setup_of, setup_view, to_tell
from community.shared_files import LIBRARY_COLUMNS, Degree, LibraryState, Trouble

OFF = LibraryState(degree=Degree.CATALOGUE, problem=Trouble.OFF)
REFUSED = LibraryState(degree=Degree.CATALOGUE, problem=Trouble.NOT_ALLOWED)
CATALOGUE = LibraryState(degree=Degree.CATALOGUE, problem=Trouble.NOT_ALLOWED, reads_messages=True)
NO_TAB = LibraryState(degree=Degree.CATALOGUE, problem=Trouble.NO_FILES_TAB, reads_messages=True)
FILES = LibraryState(degree=Degree.FILES, reads_messages=True)
COLUMNS = LibraryState(degree=Degree.COLUMNS, reads_messages=True, columns=LIBRARY_COLUMNS)
FOLDER = LibraryState(degree=Degree.FILES, local=True)


@pytest.mark.parametrize(
    ("state", "setup", "names"),
    [
        (None, Setup.UNKNOWN, ()),
        (OFF, Setup.OFF, ("CANOPY_LIBRARY=graph",)),
        (REFUSED, Setup.CATALOGUE, ("ChannelMessage.Read.Group", "File.Read.Group", "Sites.Selected")),
        (CATALOGUE, Setup.CATALOGUE, ("Sites.Selected",)),
        (NO_TAB, Setup.CATALOGUE, ()),
        (FILES, Setup.FILES, LIBRARY_COLUMNS),
        (COLUMNS, Setup.COLUMNS, ()),
        (COLUMNS.model_copy(update={"columns": LIBRARY_COLUMNS[1:]}), Setup.COLUMNS, LIBRARY_COLUMNS[:1]),
        (FILES.model_copy(update={"reads_messages": False}), Setup.FILES,
         ("ChannelMessage.Read.Group", "File.Read.Group", *LIBRARY_COLUMNS)),
        (FOLDER, Setup.FOLDER, ()),
    ],
)  # fmt: skip
def test_each_degree_names_exactly_what_to_ask_for(state: LibraryState | None, setup: Setup, names: tuple[str, ...]) -> None:
    """Permissions, settings and columns by their exact names, and nothing that is there already."""
    view = setup_view(state)
    assert setup_of(state) is view.setup is setup
    assert tuple(name for wanted in view.wanted for name in wanted.names) == names
    assert view.works
    assert view.title


def test_a_library_that_asks_for_checking_in_says_so() -> None:
    """And one that does not, does not."""
    assert any("checked in" in said for said in setup_view(FILES.model_copy(update={"checks_out": True})).works)
    assert not any("checked in" in said for said in setup_view(FILES).works)


def test_what_cannot_be_read_is_not_promised() -> None:
    """Without the permission to read messages nothing of the channel can be saved."""
    assert len(setup_view(REFUSED).works) < len(setup_view(CATALOGUE).works)


@pytest.mark.parametrize(
    ("told", "state", "tells"),
    [
        ("", FILES, False),
        ("", COLUMNS, False),
        ("", FOLDER, False),
        ("", OFF, False),
        ("", CATALOGUE, True),
        ("catalogue", NO_TAB, False),
        ("catalogue", FILES, True),
        ("files", FILES, False),
        ("files", COLUMNS, True),
        ("columns", CATALOGUE, True),
    ],
)
def test_facilitators_are_told_of_a_change_and_of_what_is_missing_at_first(told: str, state: LibraryState, tells: bool) -> None:
    """The same again is never told again; that all is well from the start is no news."""
    assert to_tell(told, state) is tells
