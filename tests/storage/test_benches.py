"""What measures the store still does so: a little of it, so that what breaks it is noticed before somebody wants a figure."""

from __future__ import annotations

from pathlib import Path

from bench.finding import ASKED, FindingBench
from bench.people import LOOKED, PeopleBench
from tests.support.databases import Postgres

BOTH = {"SQLite", "PostgreSQL"}


def test_finding_is_measured(tmp_path: Path, postgres_server: Postgres) -> None:
    """Both databases are filled, searched in every way, and put more into."""
    found = FindingBench(stored=300, searches=3, folder=tmp_path, server=postgres_server, say=print).run()

    assert set(found) == BOTH
    assert {kind for each in found.values() for kind in each.costs} == set(ASKED)
    assert all(each.costs["words of the field"].found > 0 for each in found.values())


def test_looking_for_people_is_measured(tmp_path: Path, postgres_server: Postgres) -> None:
    """The same for profiles."""
    found = PeopleBench(looks=2, folder=tmp_path, server=postgres_server, say=print, profiles=200).run()

    assert set(found) == BOTH
    assert {kind for each in found.values() for kind in each} == set(LOOKED)
