"""Files that a member sends to Canopy in 1:1: whether to file them, into which community's library, and as what."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.description import Description, carried, fields
from cards.parts import CardJson, Element, button, card, choice_field, heading, line, opener, problem, run, sender, words
from community.file_types import title_of
from community.packs import Pack
from community.privacy import shortened

WHICH = "Which community's library?"
CHOOSE = "Please choose a community."


class FileThese(Action, verb="chatfiles.file"):
    """File what was sent, as it is. `offer` tells one offer from the next."""

    offer: str
    files: tuple[dict[str, str], ...] = ()
    kind: str = ""
    topics: str = ""
    community: str = ""


class OpenThese(Action, verb="chatfiles.describe"):
    """Open the form that describes what was sent before it is filed."""

    offer: str
    files: tuple[dict[str, str], ...] = ()
    kind: str = ""
    topics: str = ""
    community: str = ""


class SendThese(Description, verb="chatfiles.send"):
    """File what was sent, as the form says."""

    offer: str
    files: tuple[dict[str, str], ...] = ()


def offer_card(
    names: Sequence[str], refused: Sequence[str], file: FileThese, describe: OpenThese | None, places: Sequence[tuple[str, str]]
) -> CardJson:
    """What was sent, and a button that files it. `refused` are sentences; `places` are the communities to choose from."""
    body: list[Element] = [heading("Shall I file it?" if len(names) == 1 else "Shall I file these?")] if names else []
    body += [words(run(shortened(name, 140), bold=True), spacing="Small") for name in names]
    body += [words(run(sentence)) for sentence in refused]
    if not names:
        return card(body)
    if len(places) > 1:
        body.append(choice_field("community", WHICH, places, value=file.community, missing=CHOOSE))
    else:
        body.append(words(run("It goes into the channel's files of "), run(places[0][0] if places else "", bold=True),
                          run(", where all its members see it.")))  # fmt: skip
    actions = [button("File it" if len(names) == 1 else "File them", file, style="positive")]
    actions += [opener("Describe it first", describe)] if describe else []
    return card(body, actions)


def describe_form(sent: SendThese, pack: Pack, places: Sequence[tuple[str, str]], *, wrong: str = "") -> CardJson:
    """The form that describes what was sent."""
    names = [file.get("name", "") for file in sent.files]
    body: list[Element] = [problem(wrong)] if wrong else []
    body += [words(run(shortened(name, 140), bold=True), spacing="Small") for name in names]
    if len(places) > 1:
        body.append(choice_field("community", WHICH, places, value=sent.community, missing=CHOOSE))
    hint = title_of(names[0]) if names else ""
    body += fields(sent, pack, people=(), title_hint=hint, owned=False, titled=len(names) < 2)
    return card(body, [sender("File it" if len(names) == 1 else "File them", carried(SendThese, sent, body))])


def told_card(sentences: Sequence[str]) -> CardJson:
    """What is said in place of the offer, once it was taken."""
    return card([words(run(sentence)) for sentence in sentences] or [line("Done.")])
