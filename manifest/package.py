"""Makes the zip that is uploaded into Teams: the manifest filled in, and the two icons.

For the library the manifest asks for two resource-specific permissions, which a team's owner gives for that team alone when
they add the app: to read its channel messages, which is how Canopy learns what is attached to one, and to see where its files
lie. Neither writes anything; writing is a grant on the team's site that an administrator gives. `webApplicationInfo` is there
because Teams wants to know which application is given them. A package made with `library=False` asks for nothing: a bot may
read messages that mention it, post where it is installed, and read that place's roster without being given anything.
That only one tenant is served is settled by the bot's registration and by Canopy's settings; a manifest cannot say it.
`supportsChannelFeatures` is what Teams demands of apps for teams since manifest version 1.25.
"""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile, ZipInfo

VERSION: Final = "0.1.0"
"""The package's version, Canopy's own. Teams offers an update only when it has grown."""

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "manifest.template.json"
ICONS: Final = ("color.png", "outline.png")
LONGEST_NAME: Final = 30

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_VERSION = re.compile(r"(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}", re.ASCII)
_BLANK = re.compile(r"\$\{(\w+)\}")
_PERMISSIONS: Final = ("authorization", "webApplicationInfo")
_OF_THE_LIBRARY: Final = ("The community's library", "Whoever adds")
"""How the paragraphs of the description begin that are about the library and what it needs."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def build(app_id: str, domain: str, out: Path, *, version: str, name: str = "Canopy", library: bool = True) -> Path:
    """Write the app package and return where it is.

    `app_id` is the bot registration's application (client) id, `domain` the host name Canopy answers under, `out` a
    folder (made if absent) or a file ending in `.zip`. Without `library` no permission is asked for. The same input makes the
    same bytes.
    Raises `ValueError`, saying what to give instead, for anything that Teams would not take.
    """
    filled = {
        "APP_ID": _app_id(app_id),
        "DOMAIN": _domain(domain),
        "VERSION": _version(version),
        "NAME": _name(name),
    }
    template = json.loads(TEMPLATE.read_text("utf-8"))
    manifest = _fill(template if library else _asking_for_nothing(template), filled)
    file = out if out.suffix == ".zip" else out / f"{_file_name(filled['NAME'])}-{version}.zip"
    file.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(file, "w") as package:
        _add(package, "manifest.json", (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())
        for icon in ICONS:
            _add(package, icon, (HERE / icon).read_bytes())
    return file


def _app_id(said: str) -> str:
    app_id = said.strip().lower()
    if not _GUID.fullmatch(app_id) or UUID(app_id).int == 0:
        raise ValueError(f"the app id must be a GUID like 0a1b2c3d-4e5f-6789-abcd-ef0123456789, not {said!r}")
    return app_id


def _domain(said: str) -> str:
    domain = said.strip().lower()
    if "://" in domain:
        raise ValueError(f"the domain is written without https://: {domain.partition('://')[2].split('/')[0]!r}, not {said!r}")
    for mark, part in (("/", "a path"), ("@", "a user name"), ("*", "a wildcard"), (":", "a port")):
        if mark in domain:
            raise ValueError(f"the domain must be a host name alone, without {part}: {said!r}")
    if _is_address(domain) or domain == "localhost" or domain.endswith(".localhost"):
        raise ValueError(f"Teams needs a public host name with https, not {said!r}")
    labels = domain.split(".")
    if len(domain) > 253 or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise ValueError(f"the domain must be a full host name like canopy.example.org, not {said!r}")
    return domain


def _is_address(domain: str) -> bool:
    try:
        ipaddress.ip_address(domain.strip("[]"))
    except ValueError:
        return False
    return True


def _version(version: str) -> str:
    if not _VERSION.fullmatch(version):
        raise ValueError(f"the version must be three numbers like 1.4.0, not {version!r}")
    return version


def _name(said: str) -> str:
    name = " ".join(said.split())
    if not name or not name.isprintable():
        raise ValueError(f"the name must be something people can read, not {said!r}")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"the name may have {LONGEST_NAME} characters, and {said!r} has {len(name)}")
    return name


def _file_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "canopy"


def _asking_for_nothing(template: dict[str, Any]) -> dict[str, Any]:
    about = template["description"]
    paragraphs = [part for part in about["full"].split("\n\n") if not part.startswith(_OF_THE_LIBRARY)]
    kept = {part: each for part, each in template.items() if part not in _PERMISSIONS}
    return {**kept, "description": {**about, "full": "\n\n".join(paragraphs)}}


def _fill(part: object, filled: dict[str, str]) -> object:
    """Fill in the blanks of the template, `${NAME}` and the like, wherever they are."""
    match part:
        case str():
            return _BLANK.sub(lambda blank: filled[blank[1]], part)
        case list():
            return [_fill(each, filled) for each in part]
        case dict():
            return {key: _fill(each, filled) for key, each in part.items()}
        case _:
            return part


def _add(package: ZipFile, name: str, content: bytes) -> None:
    # Stored, with a fixed date and maker: compressed sizes and clocks differ from machine to machine.
    entry = ZipInfo(name, _LONG_AGO)
    entry.compress_type = ZIP_STORED
    entry.create_system = 0
    package.writestr(entry, content)
