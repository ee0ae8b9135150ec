"""The app package for Teams: what is in it, and that Microsoft's published schema takes it."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema
import pytest
import regex
from jsonschema.validators import extend
from typer.testing import CliRunner

from app import cli
from community.commands import COMMANDS, FIND, SAVE, STARTED, Where
from community.kinds import KINDS, split_kind
from dialogs.catalogue import CATALOGUE
from manifest.package import ICONS, LONGEST_NAME, VERSION, build

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests/node_modules/@microsoft/app-manifest/build/json-schemas/teams"
APP_ID = "0a1b2c3d-4e5f-6789-abcd-ef0123456789"
DOMAIN = "canopy.example.org"


def with_letters(_validator: object, pattern: str, instance: object, _schema: object) -> Iterator[jsonschema.ValidationError]:
    """Check `pattern` as ECMAScript means it: `re` knows no letters by Unicode category."""
    if isinstance(instance, str) and not regex.search(pattern, instance):  # type: ignore[no-untyped-call]
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


# The schema calls itself draft 4 and uses `const`, which came with draft 6.
Published = extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft4Validator,
    {"pattern": with_letters, "const": jsonschema.Draft6Validator.VALIDATORS["const"]},
)


def newest_schema() -> dict[str, Any]:
    """The newest published schema that the pinned package of schemas holds."""
    numbered = [folder for folder in SCHEMAS.iterdir() if folder.name.removeprefix("v").replace(".", "").isdigit()]
    newest = max(numbered, key=lambda folder: [int(part) for part in folder.name.removeprefix("v").split(".")])
    schema: dict[str, Any] = json.loads((newest / "MicrosoftTeams.schema.json").read_text("utf-8"))
    return schema


def mistakes(manifest: dict[str, Any]) -> list[str]:
    """What the published schema has against a manifest."""
    return [f"{list(error.absolute_path)}: {error.message}" for error in Published(newest_schema()).iter_errors(manifest)]


def unpacked(file: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest, and everything in the package by name."""
    with ZipFile(file) as package:
        assert package.testzip() is None
        inside = {name: package.read(name) for name in package.namelist()}
    manifest: dict[str, Any] = json.loads(inside["manifest.json"])
    return manifest, inside


@pytest.fixture
def manifest(tmp_path: Path) -> dict[str, Any]:
    """A manifest as it is uploaded."""
    return unpacked(build(APP_ID, DOMAIN, tmp_path, version=VERSION))[0]


def test_the_published_schema_takes_the_manifest(manifest: dict[str, Any]) -> None:
    """The manifest is of the newest published version and has no mistake in it."""
    assert mistakes(manifest) == []
    assert manifest["manifestVersion"] == newest_schema()["properties"]["manifestVersion"]["const"]
    assert manifest["$schema"].endswith(f"/teams/v{manifest['manifestVersion']}/MicrosoftTeams.schema.json")


def test_the_check_against_the_schema_can_fail(manifest: dict[str, Any]) -> None:
    """A wrong version, id, colour, address, length or an unknown part would be noticed."""
    for part, wrong in (
        ("manifestVersion", "1.0"),
        ("id", "canopy"),
        ("accentColor", "green"),
        ("developer", {**manifest["developer"], "privacyUrl": "canopy.example.org"}),
        ("name", {"short": "x" * 31}),
        ("surprise", True),
    ):
        assert mistakes({**manifest, part: wrong}), part
    assert mistakes({key: value for key, value in manifest.items() if key != "icons"})


def test_the_package_holds_three_files_at_its_root(tmp_path: Path) -> None:
    """The zip has the manifest and the two icons that it names, and nothing else."""
    file = build(APP_ID, DOMAIN, tmp_path / "new" / "folder", version="1.2.3")
    manifest, inside = unpacked(file)

    assert file == tmp_path / "new" / "folder" / "canopy-1.2.3.zip"
    assert list(inside) == ["manifest.json", "color.png", "outline.png"]
    assert set(manifest["icons"].values()) == set(ICONS)
    for icon in ICONS:
        assert inside[icon] == (ROOT / "manifest" / icon).read_bytes()
    assert file.stat().st_size < 30_000


def test_the_package_can_be_written_under_a_name_of_ones_own(tmp_path: Path) -> None:
    """A path that ends in .zip is the file itself; an older one is replaced."""
    file = tmp_path / "for-teams.zip"
    file.write_text("older")

    assert build(APP_ID, DOMAIN, file, version=VERSION) == file
    assert unpacked(file)[0]["id"] == APP_ID


def test_the_same_input_makes_the_same_bytes(tmp_path: Path) -> None:
    """Two people who make the package get the same file; another domain makes another."""
    files = [
        build(APP_ID, domain, tmp_path / str(number), version="1.0.0")
        for number, domain in enumerate((DOMAIN, DOMAIN, "b.example"))
    ]
    one, same, other = (hashlib.sha256(file.read_bytes()).hexdigest() for file in files)

    assert one == same
    assert one != other


def test_what_was_given_is_filled_in_everywhere(tmp_path: Path) -> None:
    """Id, domain, version and name stand wherever they belong, and no blank is left."""
    manifest, inside = unpacked(build(APP_ID.upper(), " Canopy.Example.ORG ", tmp_path, version="2.0.1", name='Tree "C" \\ Ltd'))

    assert b"${" not in inside["manifest.json"]
    assert manifest["id"] == manifest["bots"][0]["botId"] == APP_ID
    assert manifest["version"] == "2.0.1"
    assert manifest["validDomains"] == [DOMAIN]
    assert manifest["name"]["short"] == 'Tree "C" \\ Ltd'
    assert "Canopy" not in manifest["name"]["full"] + manifest["description"]["full"]
    assert manifest["developer"] == {
        "name": "Canopy (self-hosted)",
        "websiteUrl": f"https://{DOMAIN}/",
        "privacyUrl": f"https://{DOMAIN}/privacy",
        "termsOfUseUrl": f"https://{DOMAIN}/terms",
    }
    assert mistakes(manifest) == []


def test_the_longest_name_fits(tmp_path: Path) -> None:
    """With the longest name that is taken, everything built from it still fits the schema."""
    assert mistakes(unpacked(build(APP_ID, DOMAIN, tmp_path, version=VERSION, name="W" * LONGEST_NAME))[0]) == []


def test_the_app_asks_a_team_for_what_filing_needs_and_no_more(manifest: dict[str, Any]) -> None:
    """To read what is attached to a message, and where files lie: in that team alone, and nothing that writes."""
    asked = manifest["authorization"]["permissions"]["resourceSpecific"]

    assert asked == [
        {"name": "ChannelMessage.Read.Group", "type": "Application"},
        {"name": "File.Read.Group", "type": "Application"},
    ]
    assert manifest["webApplicationInfo"] == {"id": APP_ID, "resource": f"api://{DOMAIN}/{APP_ID}"}
    assert manifest.keys().isdisjoint({"permissions", "devicePermissions"})
    assert "read that team's channel messages" in manifest["description"]["full"]


def test_without_the_library_the_app_asks_for_no_permission(tmp_path: Path) -> None:
    """Being mentioned, posting and reading the roster need none; so none is asked for, and none is spoken of."""
    manifest = unpacked(build(APP_ID, DOMAIN, tmp_path, version=VERSION, library=False))[0]

    assert manifest.keys().isdisjoint({"permissions", "devicePermissions", "authorization", "webApplicationInfo"})
    assert "SharePoint" not in manifest["description"]["full"] and "channel messages" not in manifest["description"]["full"]
    assert mistakes(manifest) == []


def test_the_app_is_a_bot_for_teams_chats_and_people(manifest: dict[str, Any]) -> None:
    """One bot, offered for teams first; and teams' other sorts of channel are declared, as Teams demands since 1.25."""
    (bot,) = manifest["bots"]

    assert bot["scopes"] == ["team", "personal", "groupChat"]
    assert manifest["defaultInstallScope"] == "team"
    assert manifest["supportsChannelFeatures"] == "tier1"
    assert "supportedChannelTypes" not in manifest


def test_what_teams_offers_to_say_is_what_the_help_knows(manifest: dict[str, Any]) -> None:
    """Each scope has one list: the commands of that scope, in their order, short enough to be shown."""
    lists = manifest["bots"][0]["commandLists"]

    assert [listed["scopes"] for listed in lists] == [[where.value] for where in Where]
    for listed, where in zip(lists, Where, strict=True):
        commands = [{"title": command.say, "description": command.does} for command in COMMANDS if where in command.scopes]
        assert listed["commands"] == commands
        assert 1 <= len(commands) <= 12
    for command in COMMANDS:
        assert len(command.say) <= 32
        assert len(command.does) <= 128


def test_canopy_understands_everything_that_teams_offers() -> None:
    """Each command is a word that Canopy answers, or a kind of ask that the question follows."""
    asked = [split_kind(f"{command.say} Why?") for command in COMMANDS if command.say.endswith(":")]
    words = [command.say for command in COMMANDS if not command.say.endswith(":")]

    assert asked == [(kind, "Why?") for kind in KINDS]
    assert set(words) == {"help", "find", "library", "poll", "my reflections"}
    assert set(words) <= CATALOGUE.words.keys()
    assert "find" in CATALOGUE.openings
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)


def test_what_can_be_begun_from_the_compose_box_has_a_form(manifest: dict[str, Any]) -> None:
    """Each command beside the box one writes in asks Canopy for its form, and Canopy has it."""
    (extension,) = manifest["composeExtensions"]
    composed = [command for command in extension["commands"] if "compose" in command["context"] and command["type"] == "action"]

    assert extension["botId"] == APP_ID
    assert [(command["id"], command["title"], command["description"]) for command in composed] == [
        (started.name, started.title, started.does) for started in STARTED
    ]
    for command in composed:
        assert (command["fetchTask"], command["context"]) == (True, ["compose", "commandBox"])
        assert f"compose.{command['id']}" in CATALOGUE.opens
        assert len(command["title"]) <= 32


def test_any_message_can_be_saved_and_anything_be_found(manifest: dict[str, Any]) -> None:
    """The menu of a message opens a form that Canopy has; the box one writes in has a search that Canopy answers."""
    commands = {command["id"]: command for command in manifest["composeExtensions"][0]["commands"]}
    save, find = commands[SAVE.name], commands[FIND.name]

    assert len(commands) == len(STARTED) + 2
    assert (save["type"], save["fetchTask"], save["context"]) == ("action", True, ["message"])
    assert (save["title"], save["description"]) == (SAVE.title, SAVE.does)
    assert f"compose.{SAVE.name}" in CATALOGUE.opens
    assert (find["type"], find["context"], find["initialRun"]) == ("query", ["compose", "commandBox"], True)
    assert (find["title"], find["description"]) == (FIND.title, FIND.does)
    assert [parameter["inputType"] for parameter in find["parameters"]] == ["text"]
    assert FIND.name in CATALOGUE.queries


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"app_id": "canopy"}, "must be a GUID"),
        ({"app_id": ""}, "must be a GUID"),
        ({"app_id": "00000000-0000-0000-0000-000000000000"}, "must be a GUID"),
        ({"app_id": APP_ID.replace("-", "")}, "must be a GUID"),
        ({"app_id": f"{{{APP_ID}}}"}, "must be a GUID"),
        ({"domain": "https://canopy.example.org/"}, "without https://: 'canopy.example.org'"),
        ({"domain": "canopy.example.org/api"}, "without a path"),
        ({"domain": "canopy.example.org:3978"}, "without a port"),
        ({"domain": "[::1]"}, "without a port"),
        ({"domain": "*.example.org"}, "without a wildcard"),
        ({"domain": "me@example.org"}, "without a user name"),
        ({"domain": "localhost"}, "public host name"),
        ({"domain": "canopy.localhost"}, "public host name"),
        ({"domain": "192.0.2.7"}, "public host name"),
        ({"domain": "canopy"}, "full host name"),
        ({"domain": ""}, "full host name"),
        ({"domain": "canopy..example"}, "full host name"),
        ({"domain": "-canopy.example"}, "full host name"),
        ({"domain": "canopy example.org"}, "full host name"),
        ({"domain": "canopy.example.org."}, "full host name"),
        ({"domain": "canopy.1"}, "full host name"),
        ({"domain": "bäume.example"}, "full host name"),
        ({"domain": "a." * 126 + "example"}, "full host name"),
        ({"version": "1.0"}, "three numbers"),
        ({"version": "v1.0.0"}, "three numbers"),
        ({"version": "1.0.01"}, "three numbers"),
        ({"version": "1.0.0\n"}, "three numbers"),
        ({"name": "  "}, "people can read"),
        ({"name": "Can\u202eopy"}, "people can read"),
        ({"name": "C" * 31}, "30 characters"),
    ],
    ids=lambda given: ascii(given)[:40],
)
def test_what_teams_would_not_take_is_refused(tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    """A wrong id, domain, version or name is refused with a sentence that says what to give, and nothing is written."""
    given = {"app_id": APP_ID, "domain": DOMAIN, "version": VERSION, "name": "Canopy"} | wrong

    with pytest.raises(ValueError, match=re.escape(said)):
        build(given["app_id"], given["domain"], tmp_path / "out", version=given["version"], name=given["name"])

    assert not (tmp_path / "out").exists()


def test_the_package_is_written_from_the_command_line(tmp_path: Path) -> None:
    """`python app.py package` writes the zip and says where, or says in one line what is wrong."""
    good = CliRunner().invoke(cli, ["package", "--app-id", APP_ID, "--domain", DOMAIN, "--out", str(tmp_path)])
    bad = CliRunner().invoke(cli, ["package", "--app-id", APP_ID, "--domain", "localhost", "--out", str(tmp_path)])

    assert good.exit_code == 0, good.output
    assert unpacked(tmp_path / f"canopy-{VERSION}.zip")[0]["version"] == VERSION
    assert bad.exit_code != 0
    assert "public host name" in bad.output


def test_the_version_is_canopys_own() -> None:
    """The package carries the version that the project has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
