"""The cards and forms of a member's notebook, in the 1:1 chat."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import (
    CardJson,
    Element,
    beside,
    button,
    card,
    choice_field,
    counted,
    heading,
    line,
    opener,
    paragraphs,
    run,
    sender,
    words,
)
from cards.reflections import UNNAMED_NOTE
from community.communities import Community
from community.notebooks import Line, pages
from community.privacy import SAFETY_LINE, shortened
from community.prompts import Prompt
from community.reflections import Reflection, ReflectionState, written
from community.templates import template_of


class ShowNotebook(Action, verb="notebook.page"):
    """Show a page of the notebook."""

    community: str
    page: int = 1


class OpenMine(Action, verb="notebook.read"):
    """Read one of one's own."""

    reflection: str
    community: str


class ChangeMine(Action, verb="notebook.change"):
    """Write on."""

    reflection: str
    community: str


class ShareMine(Action, verb="notebook.share"):
    """Choose how to share."""

    reflection: str
    community: str


class SendShare(Action, verb="notebook.share.send"):
    """Share it."""

    reflection: str
    community: str
    revision: int = 0
    sharing: str = ReflectionState.NAMED.value


class DeleteMine(Action, verb="notebook.delete"):
    """Ask once more before it is deleted."""

    reflection: str
    community: str


class SendDelete(Action, verb="notebook.delete.send"):
    """Delete it."""

    reflection: str
    community: str


STATE_WORDS = {
    ReflectionState.DRAFT: "Draft · only you can read it",
    ReflectionState.PRIVATE: "Private · only you can read it",
    ReflectionState.NAMED: "Shared with your name",
    ReflectionState.UNNAMED: "Shared without a name",
}
MOST_COMMUNITIES = 20
_LATE_NOTE = (
    "The prompt is closed: without your name, Canopy keeps nothing by which it would know you again, so only a facilitator "
    "could take it back."
)


def notebook_card(community: Community, lines: Sequence[Line], *, page: int, total: int) -> CardJson:
    """A page of a member's own reflections, newest first."""
    if not lines:
        return card(
            [
                heading("Your notebook is empty"),
                words(run("When a prompt is up in "), run(community.name, bold=True), run(", press “Reflect” on its card.")),
                line("What you write is for you alone, unless you share it.", subtle=True, small=True),
            ]
        )
    body: list[Element] = [
        heading("Your notebook"),
        words(run(f"{counted(total, 'reflection', 'reflections')} in {community.name}", subtle=True), small=True, spacing="None"),
    ]
    for entry in lines:
        body.append(words(run(shortened(entry.topic, 160), bold=True), spacing="Medium"))
        facts = [entry.label] if entry.label != entry.topic else []
        facts += [STATE_WORDS[entry.state], entry.when]
        body.append(words(run(" · ".join(filter(None, facts)), subtle=True), small=True, spacing="None"))
        body.append(beside(opener("Open", OpenMine(reflection=entry.id, community=community.id))))
    actions: list[Element] = []
    if page < pages(total):
        actions.append(button("Next", ShowNotebook(community=community.id, page=page + 1)))
    if page > 1:
        actions.append(button("Back", ShowNotebook(community=community.id, page=page - 1)))
    if actions:
        body.append(line(f"Page {page} of {pages(total)}", subtle=True, small=True))
    return card(body, actions)


def which_notebook_card(communities: Sequence[Community]) -> CardJson:
    """One button for each community, for somebody in several."""
    body: list[Element] = [heading("Which notebook? You have one in each community.")]
    body += [
        beside(button(shortened(community.name, 60), ShowNotebook(community=community.id)))
        for community in communities[:MOST_COMMUNITIES]
    ]
    return card(body)


def mine_form(reflection: Reflection, prompt: Prompt, *, community: str, may_change: bool, may_share: bool) -> CardJson:
    """One of one's own, to read."""
    body: list[Element] = [words(run(prompt.topic, bold=True))] if prompt.topic else []
    body.append(words(run(STATE_WORDS[reflection.state], subtle=True), small=True, spacing="None"))
    for part in written(reflection.parts):
        body += [words(run(part.heading, bold=True), small=True, spacing="Medium"), *paragraphs(part.text)]
    actions: list[Element] = []
    if may_change:
        actions.append(sender("Change it", ChangeMine(reflection=reflection.id, community=community)))
    if may_share:
        actions.append(sender("Share it", ShareMine(reflection=reflection.id, community=community), style=None))
    actions.append(sender("Delete it", DeleteMine(reflection=reflection.id, community=community), style="destructive"))
    return card(body, actions)


def share_form(reflection: Reflection, prompt: Prompt, *, community: str) -> CardJson:
    """Choose how to share."""
    ways = [("With my name", ReflectionState.NAMED.value), ("Without my name", ReflectionState.UNNAMED.value)]
    body: list[Element] = [
        words(run(prompt.topic or template_of(prompt.template).label, bold=True)),
        line("It is posted in the prompt's thread, where everybody in the channel can read it."),
        choice_field("sharing", "How", ways, value=ReflectionState.NAMED.value, style="expanded", missing="Please choose one."),
        line(UNNAMED_NOTE, subtle=True, small=True),
    ]
    if not prompt.open:
        body.append(line(_LATE_NOTE, subtle=True, small=True))
    body.append(line(SAFETY_LINE, subtle=True, small=True))
    kept = SendShare(reflection=reflection.id, community=community, revision=reflection.revision)
    return card(body, [sender("Share it", kept)])


def delete_form(reflection: Reflection, prompt: Prompt, *, community: str) -> CardJson:
    """Asks once more before a reflection is deleted."""
    where = "from Canopy and from its card in the thread" if reflection.shared else "from Canopy"
    return card(
        [
            words(run(prompt.topic or template_of(prompt.template).label, bold=True)),
            line(f"Delete this reflection? Its text goes {where}, and cannot be brought back."),
        ],
        [sender("Delete it", SendDelete(reflection=reflection.id, community=community), style="destructive")],
    )
