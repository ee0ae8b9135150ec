"""The pieces every card is made of, and the promises they keep.

Text that people wrote goes into text runs only, where Teams reads no Markdown. Every input has a label and says what is
wrong. Nothing is told by colour alone. Buttons are types.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from microsoft_teams.cards.core import Action as CardAction
from microsoft_teams.cards.core import (
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    Column,
    ColumnSet,
    Container,
    ExecuteAction,
    Mention,
    MentionedEntity,
    OpenUrlAction,
    QueryData,
    RichTextBlock,
    SubmitAction,
    TeamsCardProperties,
    TextBlock,
    TextInput,
    TextRun,
    ToggleInput,
)

from cards.actions import Action
from community.people import Model
from community.privacy import shortened

CARD_LIMIT_BYTES = 28 * 1024
"""What Teams accepts for one message."""

CardJson = dict[str, Any]
Style = Literal["default", "positive", "destructive"]
_UNMENTIONABLE = str.maketrans(dict.fromkeys("<>[]()*_~`\\#&\"'"))


class Mentioned(Model):
    """Somebody a card calls by name, so that Teams tells them."""

    teams_id: str
    name: str


def card(
    body: Sequence[CardElement],
    actions: Iterable[CardAction] = (),
    *,
    mentions: Sequence[Mentioned] = (),
    speak: str | None = None,
) -> CardJson:
    """A whole card, as JSON. `speak` is what a screen reader says first."""
    entities = [
        Mention(text=mention_text(person), mentioned=MentionedEntity(id=person.teams_id, name=person.name)) for person in mentions
    ]
    whole = AdaptiveCard(
        version="1.5",
        body=list(body),
        actions=list(actions) or None,
        msteams=TeamsCardProperties(width="full", entities=entities or None),
        speak=speak,
    )
    drawn: CardJson = whole.model_dump(by_alias=True, exclude_none=True)
    drawn["msteams"]["width"] = "Full"  # as the documentation spells it; the library spells it otherwise
    drawn["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json"
    return drawn


def mention_text(person: Mentioned) -> str:
    """How a mention of `person` is written in a card. The name keeps no sign that could be read as markup."""
    return f"<at>{person.name.translate(_UNMENTIONABLE).strip() or 'colleague'}</at>"


def heading(text: str) -> CardElement:
    """A heading in our own words."""
    return TextBlock(text=text, weight="Bolder", size="Medium", wrap=True, style="heading")


def label(text: str) -> CardElement:
    """A small line in our own words that names what follows."""
    return TextBlock(text=text, weight="Bolder", size="Small", wrap=True, spacing="Medium")


def line(text: str, *, subtle: bool = False, small: bool = False) -> CardElement:
    """One line in our own words."""
    return TextBlock(text=text, wrap=True, is_subtle=subtle or None, size="Small" if small else None)


def greeting(person: Mentioned, text: str) -> CardElement:
    """A line in our own words that begins by mentioning somebody."""
    return TextBlock(text=f"{mention_text(person)} {text}", wrap=True)


def run(text: str, *, bold: bool = False, subtle: bool = False, italic: bool = False) -> TextRun:
    """A piece of text that anybody may have written."""
    return TextRun(text=text, weight="Bolder" if bold else None, is_subtle=subtle or None, italic=italic or None)


def link_run(text: str, address: str) -> TextRun:
    """A piece of text that opens a web address."""
    return TextRun(text=text, underline=True, select_action=OpenUrlAction(url=address))


def words(*runs: TextRun | str, small: bool = False, spacing: Literal["None", "Small", "Medium"] | None = None) -> CardElement:
    """A paragraph of text that anybody may have written."""
    made = [piece if isinstance(piece, TextRun) else TextRun(text=piece) for piece in runs]
    if small:
        for piece in made:
            piece.size = "Small"
    return RichTextBlock(inlines=list(made), spacing=spacing)


def paragraphs(text: str) -> list[CardElement]:
    """Text that anybody may have written, with its own line breaks kept."""
    return [words(part) for part in text.split("\n") if part.strip()]


def note(text: str) -> CardElement:
    """A framed line for the person who acted."""
    return Container(style="emphasis", items=[words(run(text))], spacing="Small")


def problem(text: str) -> CardElement:
    """What went wrong with a form, above the form, in words."""
    return Container(style="attention", items=[words(run("Not sent yet. ", bold=True), run(text))], spacing="Small")


def framed(items: Sequence[CardElement]) -> CardElement:
    """Things that belong together."""
    return Container(style="emphasis", items=list(items), spacing="Medium")


def titled(left: str, right: str) -> CardElement:
    """A kind of thing on the left, the state it is in on the right."""
    return ColumnSet(
        columns=[
            Column(width="stretch", items=[TextBlock(text=left, weight="Bolder", color="Accent", wrap=True, style="heading")]),
            Column(
                width="auto", items=[TextBlock(text=right, is_subtle=True, size="Small")], vertical_content_alignment="Center"
            ),
        ]
    )


def button(title: str, action: Action, *, style: Style | None = None, secondary: bool = False) -> CardAction:
    """A button that does something. Clients without `Action.Execute` send it as a message instead."""
    data = action.carried()
    return ExecuteAction(
        title=title,
        verb=action.verb,
        data=data,
        style=style,
        mode="secondary" if secondary else None,
        associated_inputs="auto",
        fallback=SubmitAction(title=title, data=data),
    )


def opener(title: str, action: Action, *, style: Style | None = None, secondary: bool = False) -> CardAction:
    """A button that opens a form."""
    data = {"msteams": {"type": "task/fetch"}, **action.carried()}
    return SubmitAction(title=title, data=data, style=style, mode="secondary" if secondary else None)


def sender(title: str, action: Action, *, style: Style | None = "positive") -> CardAction:
    """The button that sends a form."""
    return SubmitAction(title=title, data=action.carried(), style=style)


def link_button(title: str, address: str) -> CardAction:
    """A button that opens a web address."""
    return OpenUrlAction(title=title, url=address)


def text_field(
    name: str, title: str, *, limit: int, value: str = "", hint: str = "", lines: bool = False, missing: str | None = None
) -> CardElement:
    """A field to write in. `missing` is what to say when it is left empty; without it the field is optional."""
    return TextInput(
        id=name,
        label=title,
        max_length=limit,
        value=value or None,
        placeholder=hint or None,
        is_multiline=lines or None,
        is_required=True if missing else None,
        error_message=missing or f"Please keep this under {limit} characters.",
    )


def choice_field(
    name: str,
    title: str,
    choices: Iterable[tuple[str, str]],
    *,
    value: str = "",
    missing: str | None = None,
    many: bool = False,
    style: Literal["compact", "expanded", "filtered"] = "compact",
    dataset: str | None = None,
) -> CardElement:
    """A list to choose from, as (title, value) pairs. With `dataset`, Canopy is asked for more while somebody types."""
    return ChoiceSetInput(
        id=name,
        label=title,
        choices=[Choice(title=shown, value=kept) for shown, kept in choices],
        value=value or None,
        style=style,
        is_multi_select=many or None,
        wrap=True,
        is_required=True if missing else None,
        error_message=missing or "Please choose from the list.",
        choices_data=QueryData(dataset=dataset) if dataset else None,
    )


def toggle_field(name: str, title: str, label: str, *, on: bool = False) -> CardElement:
    """A yes or no."""
    return ToggleInput(
        id=name, title=title, label=label, value="true" if on else "false", value_on="true", value_off="false",
        error_message="Please tick it or leave it empty.",
    )  # fmt: skip


def counted(number: int, one: str, many: str) -> str:
    """`1 answer`, `3 answers`."""
    return f"{number} {one if number == 1 else many}"


def link_name(address: str) -> str:
    """What a link is called: where it leads, so that nobody is led elsewhere."""
    return shortened(urlsplit(address).hostname or "link", 60)
