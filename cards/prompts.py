"""The cards and forms of reflective prompts: launching one, its card in the channel, closing and withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.parts import (
    CardJson,
    Element,
    card,
    choice_field,
    counted,
    heading,
    line,
    opener,
    problem,
    run,
    sender,
    text_field,
    titled,
    words,
)
from cards.reflections import OpenReflect
from cards.which import IN_A_ROW, which_card
from community.communities import Community
from community.privacy import SAFETY_LINE
from community.prompts import CLOSES_LIMIT, TOPIC_LIMIT, PromptState, PromptView
from community.rhythms import REPEATS
from community.templates import FIRST, TEMPLATES, Template

WHEN_LIMIT = 60
ONCE = "once"
"""Just once, as a list holds it: what is chosen there needs a value."""


class OpenPrompt(Action, verb="prompt.new"):
    """Open the form that launches a prompt."""

    community: str = ""
    topic: str = ""


class ComposePrompt(Action, verb="compose.reflection"):
    """Open the same form from the box where one writes."""

    community: str = ""


class PromptFields(Action):
    """What the form that launches a prompt holds."""

    nonce: str
    community: str = ""
    here: str = "false"
    """Whether the prompt goes into the thread it is sent from."""
    template: str = FIRST.slug
    topic: str = ""
    closes: str = ""
    starts: str = ""
    repeat: str = ONCE

    @property
    def rhythm(self) -> str:
        """How often it comes back; empty for just once."""
        return "" if self.repeat == ONCE else self.repeat


class PreviewPrompt(PromptFields, verb="prompt.new.preview"):
    """See what would be posted."""


class ChangePrompt(PromptFields, verb="prompt.new.change"):
    """Back to the form."""


class SendPrompt(PromptFields, verb="prompt.new.send"):
    """Launch the prompt."""


class OpenManage(Action, verb="prompt.manage"):
    """Open the form that closes or withdraws a prompt."""

    prompt: str


class SendPromptClose(Action, verb="prompt.close"):
    """Close a prompt."""

    prompt: str


class SendPromptWithdraw(Action, verb="prompt.withdraw"):
    """Withdraw a prompt."""

    prompt: str


STATE_WORDS = {PromptState.OPEN: "Open", PromptState.CLOSED: "Closed", PromptState.WITHDRAWN: "Withdrawn"}


def prompt_card(view: PromptView) -> CardJson:
    """A prompt, as the channel sees it."""
    if view.state is PromptState.WITHDRAWN:
        left = "What members wrote stays theirs. What was shared stays in this thread until it is taken back."
        return card([words(run("This prompt was withdrawn.", italic=True)), line(left, subtle=True, small=True)])
    body: list[Element] = [titled(f"Reflect · {view.label}", STATE_WORDS[view.state]), words(run(view.topic, bold=True))]
    if view.state is PromptState.OPEN:
        body.append(line(view.invites))
    body.append(words(run(_how_many(view), subtle=True), small=True, spacing="Small"))
    actions: list[Element] = []
    if view.state is PromptState.OPEN:
        body.append(line("Only you can read what you write, unless you share it in this thread.", subtle=True, small=True))
        actions.append(opener("Reflect", OpenReflect(prompt=view.id), style="positive"))
    actions.append(opener("Manage", OpenManage(prompt=view.id), secondary=True))
    return card(body, actions, speak=f"A reflective prompt: {view.label}")


def _how_many(view: PromptView) -> str:
    none = "Nobody has reflected yet" if view.state is PromptState.OPEN else "Nobody reflected"
    facts = [counted(view.reflected, "person has reflected", "people have reflected") if view.reflected else none]
    if view.shared:
        facts.append(f"{view.shared} shared below")
    if view.closes:
        facts.append(f"closes {view.closes}")
    return " · ".join(facts)


def launch_card(communities: Sequence[Community], topic: str = "") -> CardJson:
    """The answer to “reflect”: a button that opens the form; one for each community where it is not clear which is meant.

    Where that would be too many, the form asks.
    """
    body: list[Element] = [
        heading("Invite people to stop and think"),
        line("Choose what to look back at. Members write for themselves, and share only if they wish."),
    ]
    if topic:
        body.append(words(run(topic, bold=True)))
    else:
        quick = f"Quicker: write **@Canopy reflect:** and a topic. That launches “{FIRST.label}” in the same thread."
        body.append(line(quick, subtle=True, small=True))
    known = {"topic": topic} if topic else {}
    if 1 < len(communities) <= IN_A_ROW:
        return which_card(
            body, communities, lambda name, community: opener(f"In {name}", OpenPrompt(community=community, **known))
        )
    only = {"community": communities[0].id} if len(communities) == 1 else {}
    return card(body, [opener("Launch a prompt", OpenPrompt(**only, **known), style="positive")])


def prompt_form(sent: PromptFields, *, communities: Sequence[tuple[str, str]], wrong: str = "") -> CardJson:
    """The form that launches a prompt. `communities` are (name, id) pairs when there is a choice."""
    body: list[Element] = [problem(wrong)] if wrong else []
    kinds = [(template.label, template.slug) for template in TEMPLATES]
    body += [
        choice_field("template", "What to ask", kinds, value=sent.template, style="expanded", missing="Please choose one."),
        text_field("topic", "What to reflect on", limit=TOPIC_LIMIT, value=sent.topic, hint=FIRST.topic_hint,
                   missing="Please say what to reflect on."),
        text_field("closes", "Closes (leave it empty to close it yourself)", limit=CLOSES_LIMIT, value=sent.closes,
                   hint="In 7 days, or Friday 17:00"),
        text_field("starts", "Launch (leave it empty for now)", limit=WHEN_LIMIT, value=sent.starts,
                   hint="Monday 9:00"),
        choice_field("repeat", "How often", [(title, often or ONCE) for title, often in REPEATS], value=sent.repeat),
        line(SAFETY_LINE, subtle=True, small=True),
    ]  # fmt: skip
    kept = PreviewPrompt(nonce=sent.nonce, here=sent.here)
    if len(communities) > 1:
        body.insert(
            -4, choice_field("community", "Where", communities, value=sent.community, missing="Please choose a community.")
        )
    else:
        kept = PreviewPrompt(nonce=sent.nonce, here=sent.here, community=sent.community)
    return card(body, [sender("Look at it first", kept)])


def preview_form(sent: PromptFields, template: Template, topic: str, *, facts: Sequence[str]) -> CardJson:
    """What would be posted. `facts` say when, and how often."""
    body: list[Element] = [
        line("This is what the channel will see:", subtle=True, small=True),
        titled(f"Reflect · {template.label}", STATE_WORDS[PromptState.OPEN]),
        words(run(topic, bold=True)),
        line(template.invites),
        line("Members are asked:", subtle=True, small=True),
        *(words(run(f"{number}. {part.heading}")) for number, part in enumerate(template.parts, 1)),
        *(words(run(fact, subtle=True), small=True) for fact in facts),
    ]
    kept = sent.model_dump()
    return card(body, [sender("Launch it", SendPrompt(**kept)), sender("Change it", ChangePrompt(**kept), style=None)])


def manage_form(view: PromptView) -> CardJson:
    """Close or withdraw a prompt."""
    body: list[Element] = [words(run(view.topic, bold=True))]
    actions: list[Element] = []
    if view.state is PromptState.OPEN:
        body += [
            line("**Close it:** nobody can begin to write any more. What members wrote stays in their notebooks; "
                 "what is shared stays in the thread. Whoever shared without a name cannot take it back after that; you can."),
        ]  # fmt: skip
        actions.append(sender("Close it", SendPromptClose(prompt=view.id), style=None))
    body.append(line("**Withdraw it:** the same, and its topic is deleted from Canopy and from the card."))
    actions.append(sender("Withdraw it", SendPromptWithdraw(prompt=view.id), style="destructive"))
    return card(body, actions)
