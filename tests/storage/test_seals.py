"""Seals stand for members; without the key nobody can say for whom."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store.seals import KEY_BYTES, KeyLost, Seals


@pytest.fixture
def seals(tmp_path: Path) -> Seals:
    return Seals(tmp_path / "keys")


def test_a_seal_is_the_same_for_the_same_member_in_one_matter_only(seals: Seals) -> None:
    """A member has one seal in a matter, another member another, and another matter another."""
    seals.begin("ask:1")
    seals.begin("ask:2")

    assert seals.tag("ask:1", "ben") == seals.tag("ask:1", "ben")
    assert len({seals.tag("ask:1", "ben"), seals.tag("ask:1", "chidi"), seals.tag("ask:2", "ben")}) == 3


def test_a_seal_has_a_veil_that_its_tag_does_not_tell(seals: Seals) -> None:
    """A member's veil in a matter stays the same, is another in another matter, and is no part of the tag."""
    for matter in ("poll:1", "poll:2"):
        seals.begin(matter)
    members = [f"member {number}" for number in range(200)]
    made = [seals.seal("poll:1", member) for member in members]

    assert made == [seals.seal("poll:1", member) for member in members]
    assert [seal.tag for seal in made] == [seals.tag("poll:1", member) for member in members]
    assert len({seal.veil for seal in made}) == len({seals.seal("poll:2", member).veil for member in members}) == 200
    assert max(seal.veil for seal in made) < 2**31
    assert not any(f"{seal.veil:08x}" in seal.tag or f"{seal.veil * 2:08x}"[:7] in seal.tag for seal in made)


def test_a_whole_roster_is_told_by_its_tags(seals: Seals) -> None:
    """Tags lead back to members for whoever has the key, and for nobody once it is gone."""
    seals.begin("poll:1")
    assert seals.tags("poll:1", ["ben", "chidi"]) == {seals.tag("poll:1", member): member for member in ("ben", "chidi")}
    seals.end("poll:1")
    with pytest.raises(KeyLost):
        seals.tags("poll:1", ["ben"])


def test_seals_outlive_a_restart(seals: Seals, tmp_path: Path) -> None:
    """Replicas and later processes that share the folder make the same seals."""
    seals.begin("ask:1")
    before = seals.tag("ask:1", "ben"), seals.opaque("activity", "1")
    again = Seals(tmp_path / "keys")
    again.begin("ask:1")

    assert (again.tag("ask:1", "ben"), again.opaque("activity", "1")) == before


def test_without_its_key_a_matter_has_no_seals(seals: Seals, tmp_path: Path) -> None:
    """Once the key is destroyed the seal cannot be made again, not even with a new key."""
    seals.begin("ask:1")
    before = seals.tag("ask:1", "ben")
    seals.end("ask:1")
    with pytest.raises(KeyLost):
        seals.tag("ask:1", "ben")
    seals.end("ask:1")
    seals.begin("ask:1")

    assert seals.tag("ask:1", "ben") != before
    assert len(list((tmp_path / "keys").iterdir())) == 2


def test_a_key_is_overwritten_before_it_goes(seals: Seals, tmp_path: Path) -> None:
    """What is left on the disk of a destroyed key is not the key."""
    seals.begin("ask:1")
    (file,) = set((tmp_path / "keys").iterdir()) - {tmp_path / "keys" / "canopy.key"}
    key = file.read_bytes()
    os.link(file, tmp_path / "what the disk still holds")
    seals.end("ask:1")

    left = (tmp_path / "what the disk still holds").read_bytes()
    assert len(left) == KEY_BYTES
    assert left != key


def test_keys_are_for_canopy_alone(seals: Seals, tmp_path: Path) -> None:
    """Nobody else on the machine may read the folder or a key; the names of the files say nothing."""
    seals.begin("ask:1")

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "keys").iterdir()} == {0o600}
    assert not any("ask" in file.name for file in (tmp_path / "keys").iterdir())


@pytest.mark.parametrize("links", [True, False], ids=["with hard links", "without hard links"])
def test_replicas_that_begin_at_once_have_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    """Eight processes that make the same key at the same moment end with the same one, on every kind of shared folder."""
    if not links:

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)

    def begin(_: int) -> str:
        seals = Seals(tmp_path / "keys")
        seals.begin("ask:1")
        return seals.tag("ask:1", "ben") + seals.opaque("x")

    with ThreadPoolExecutor(8) as replicas:
        assert len(set(replicas.map(begin, range(8)))) == 1
    assert not list((tmp_path / "keys").glob("*.draft"))


def test_odd_ids_have_seals_too(seals: Seals) -> None:
    """Half a surrogate pair or a NUL in an id is no reason to fail, nor to make two ids one."""
    seals.begin("ask:1")

    assert len({seals.tag("ask:1", member) for member in ["", "\0", "a\0b", "ab", "x" * 10_000]}) == 5
    assert seals.tag("ask:1", "\ud800")
    assert seals.opaque("a", "b") != seals.opaque("a", "c") != seals.opaque("ab")
