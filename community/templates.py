"""Templates of reflective prompts: what a member is asked to write about, box by box. Each is a file in `content/reflections`."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StringConstraints, ValidationError

from community.people import Model

FOLDER: Final = Path(__file__).resolve().parent.parent / "content" / "reflections"
MOST_PARTS: Final = 6
"""A form has this many boxes to write in, and no more."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n]*$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\n]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class TemplateBroken(ValueError):
    """Raised at start for a template that cannot be used. Says which file, which field, and what is wrong with it."""


class TemplatePart(Model):
    """One box to write in."""

    heading: Title
    hint: Words


class Template(Model):
    """One way to reflect."""

    slug: Slug
    """The name of its file. Prompts remember it, so a file is not renamed."""
    place: int = Field(ge=1)
    """Where it stands in lists. The first is what “reflect: …” launches."""
    label: Title
    invites: Words
    """What the card in the channel says under the label."""
    topic_hint: Words
    """An example of a topic."""
    guidance: Annotated[tuple[Words, ...], Field(max_length=6)] = ()
    """Lines that help with the writing, above the boxes."""
    parts: Annotated[tuple[TemplatePart, ...], Field(min_length=1, max_length=MOST_PARTS)]


def read_templates(folder: Path = FOLDER) -> tuple[Template, ...]:
    """Every template in `folder`, in the order of lists.

    Raises `TemplateBroken` for a file that cannot be used, for two with the same place, and when there is none.
    """
    found = sorted((_read(path) for path in folder.glob("*.toml")), key=lambda template: (template.place, template.slug))
    if not found:
        raise TemplateBroken(f"{folder}: there is no template")
    for one, other in itertools.pairwise(found):
        if one.place == other.place:
            raise TemplateBroken(f"{other.slug}.toml: place: {one.slug}.toml stands there already")
    return tuple(found)


def _read(path: Path) -> Template:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        return Template.model_validate({"slug": path.stem, **written})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise TemplateBroken(f"{path.name}: {wrong}") from wrong
    except ValidationError as wrong:
        first = wrong.errors()[0]
        field = ".".join(map(str, first["loc"])) or "file"
        raise TemplateBroken(f"{path.name}: {field}: {first['msg']}") from wrong


TEMPLATES: Final = read_templates()
"""Read once, so that a broken one is noticed at start."""
FIRST: Final = TEMPLATES[0]
_RETIRED: Final = Template(
    slug="retired",
    place=1,
    label="A reflection",
    invites="Look back, and write down what you see.",
    topic_hint="A piece of practice",
    parts=(TemplatePart(heading="What I see now", hint="What happened, what it meant, what next."),),
)


def template_named(slug: str) -> Template | None:
    """The template of this name, or None."""
    return next((template for template in TEMPLATES if template.slug == slug), None)


def template_of(slug: str) -> Template:
    """The template a prompt was launched with; a plain one where its file is gone."""
    return template_named(slug) or _RETIRED
