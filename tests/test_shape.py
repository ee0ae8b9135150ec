"""The shape of the house: rules that keep it a place where one knows the file before one searches."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "cards", "community", "dialogs", "graph", "store")
TOP = {
    "bot", "cards", "community", "content", "dialogs", "graph", "store",
    "migrations", "manifest", "sandbox", "bench", "tests", "docs", ".ci",
}  # fmt: skip
SUPPORT = {
    "dialogs": {
        "accepting",
        "agreeing",
        "arriving",
        "boxes",
        "cataloguing",
        "catalogue",
        "checking",
        "events",
        "following",
        "holding",
        "knowing",
        "permitting",
        "polling",
        "profiling",
        "reading",
        "reflecting",
        "repeating",
        "routing",
        "turn",
    },
    "cards": {"actions", "charts", "description", "found", "parts", "which"},
}
"""Modules that serve every activity. Everything else in these rooms is an activity."""
LONGEST = 260
VAGUE = re.compile(r"^(utils?|helpers?|manager|managers|data|info|misc|common|base)$")
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).rglob("*.py"))
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))


def activities(room: str) -> set[str]:
    """The activities that have a module in `room`."""
    return {path.stem for path in (PROJECT / room).glob("*.py")} - {"__init__"} - SUPPORT.get(room, set())


def test_an_activity_has_the_same_name_in_every_room() -> None:
    """Columns are rooms, rows are activities: one knows the file before one searches."""
    assert activities("dialogs") == activities("cards")


@pytest.mark.parametrize("activity", sorted(activities("dialogs")))
def test_an_activity_has_scenarios(activity: str) -> None:
    """What people live through is written down, under the same name."""
    assert (PROJECT / "tests" / "scenarios" / f"test_{activity}.py").is_file()


@each_module
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    """Long modules hide things. Split along the meaning."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@each_module
def test_a_module_says_what_it_is(path: Path) -> None:
    """Every module begins with a docstring, and a package's `__init__` holds nothing else."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    if path.name == "__init__.py":
        assert len(tree.body) == 1


@each_module
def test_names_say_something(path: Path) -> None:
    """`utils` is where things go to be forgotten."""
    assert not VAGUE.match(path.stem)


@each_module
def test_time_comes_in(path: Path) -> None:
    """Rules, dialogs, cards and the store never read a clock: time travels in the turn, aware and UTC."""
    if path.relative_to(PROJECT).parts[0] == "bot":
        return
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)]
    read = {f"{ast.unparse(node)}" for node in calls} & {"datetime.now", "datetime.utcnow", "time.time", "date.today"}
    assert read == set()


@each_module
def test_dialogs_wait_for_nothing(path: Path) -> None:
    """A dialog is a plain function: no network, no waiting inside a transaction."""
    if path.relative_to(PROJECT).parts[0] not in {"dialogs", "cards", "community"}:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]


def test_nothing_is_mocked() -> None:
    """Seams only where the other side is not ours; there we speak HTTP to a stand-in."""
    mocking = "unittest" + ".mock"
    guilty = [path for path in (PROJECT / "tests").rglob("*.py") if mocking in path.read_text(encoding="utf-8")]
    assert guilty == []


def test_every_room_is_on_the_plan() -> None:
    """A new folder at the top is a decision: it is named here, and in CONTRIBUTING."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True, text=True)  # noqa: S607
    folders = {name.split("/")[0] for name in listed.stdout.split("\0") if "/" in name}
    assert folders <= TOP
