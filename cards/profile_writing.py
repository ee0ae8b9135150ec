"""The forms of one's own profile: writing it, seeing it before it is kept, withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import Action
from cards.description import TOPICS_DATASET
from cards.parts import (
    CardJson,
    Element,
    card,
    choice_field,
    framed,
    line,
    problem,
    run,
    sender,
    text_field,
    words,
)
from community.communities import Community
from community.packs import Pack
from community.people import Model
from community.profile_drafts import HEADING_LIMIT, LINE_LIMIT, PRONOUNS_LIMIT, REACH_LIMIT
from community.profiles import EXPERIENCE_SAID, HEADINGS

TITLE = "Your one-page profile"
UNSAID = "unsaid"
"""What the list of levels holds while nobody has said: a list shows no choice that is empty."""
FOUND, INTRODUCED = "false", "true"
TOPICS_LIMIT = 200
HINTS = {
    "appreciated": "I listen, and I stay calm",
    "matters": "People deciding about their own lives",
    "support": "Send me things in writing beforehand",
}
EASY = "Everything is optional, and one line is enough."
ABOUT_YOURSELF = "Please write about yourself only, and nothing about people you support."
NOT_COPIED = "Your name comes from Teams and is not copied here; neither are your e-mail address and photo."


class OpenProfile(Action, verb="profile.open"):
    """Open the form of one's own profile, whoever presses. `seen` is the profile whose card it stands on."""

    community: str = ""
    seen: str = ""


class ComposeProfile(Action, verb="compose.profile"):
    """Open the same form from the box one writes in."""

    community: str = ""


class ProfileFields(Action):
    """All that the form asks."""

    nonce: str = ""
    community: str = ""
    appreciated: str = ""
    matters: str = ""
    support: str = ""
    job: str = ""
    organisation: str = ""
    years: str = ""
    experience: str = UNSAID
    can_help: str = ""
    can_help_too: str = ""
    """Topics in the member's own words, beside those of the list."""
    wants: str = ""
    wants_too: str = ""
    reach: str = ""
    pronouns: str = ""
    introduce: str = FOUND


class SendWhere(Action, verb="profile.where"):
    """Say in which community, for a member of several."""

    community: str = ""


class SendPreview(ProfileFields, verb="profile.preview"):
    """Show the profile as colleagues will read it. What was typed is kept as a draft."""


class SendLater(ProfileFields, verb="profile.later"):
    """Keep what was typed, for later."""


class SendDrop(ProfileFields, verb="profile.drop"):
    """Drop the draft, and show the form as it was before."""


class OpenWithdraw(ProfileFields, verb="profile.withdraw"):
    """Ask once more before one's own profile is withdrawn."""


class SendChange(Action, verb="profile.change"):
    """Back from the preview to the form."""

    community: str = ""


class SendProfile(Action, verb="profile.save"):
    """Keep the draft that was shown as one's profile. `shown` tells that draft from others."""

    nonce: str
    shown: str
    community: str = ""


class SendWithdraw(Action, verb="profile.withdraw.send"):
    """Withdraw one's own profile."""

    revision: int = 0
    community: str = ""


class Writing(Model):
    """What is known of the profile that the form is about."""

    stands: bool = False
    """There is one already."""
    drafted: bool = False
    """The form shows a draft that was saved."""


def where_form(communities: Sequence[Community]) -> CardJson:
    """In which community, for a member of several."""
    places = [(community.name, str(community.id)) for community in communities]
    field = choice_field("community", "Which community is it for?", places, missing="Please choose one.", style="expanded")
    return card([line("You have a profile of its own in each community."), field], [sender("Next", SendWhere())])


def profile_form(sent: ProfileFields, community: Community, pack: Pack, writing: Writing, *, wrong: str = "") -> CardJson:
    """The form, filled in with what was sent."""
    body: list[Element] = [problem(wrong)] if wrong else []
    if writing.drafted and not wrong:
        body.append(framed([line("This is what you saved for later. Only you can read it so far.")]))
    body += [
        line(f"{EASY} Colleagues in this community can read it."),
        line(ABOUT_YOURSELF, subtle=True, small=True),
        *_about_me(sent),
        *_work(sent),
        *_topics("can_help", "Ask me about", sent, pack),
        *_topics("wants", "I would like to learn about", sent, pack),
        text_field("reach", "How to reach me", limit=REACH_LIMIT, value=_fitting(sent.reach, REACH_LIMIT),
                   hint="Teams chat, best in the mornings"),
        text_field("pronouns", "Pronouns", limit=PRONOUNS_LIMIT, value=_fitting(sent.pronouns, PRONOUNS_LIMIT), hint="she/her"),
        choice_field("introduce", "Shall I introduce you?", [
            ("No, colleagues find it when they look", FOUND), ("Yes, in the channel, once", INTRODUCED),
        ], value=INTRODUCED if sent.introduce == INTRODUCED else FOUND, style="expanded"),
        line(NOT_COPIED, subtle=True, small=True),
    ]  # fmt: skip
    kept = {"nonce": sent.nonce, "community": str(community.id)}
    actions = [sender("Preview", SendPreview(**kept)), sender("Save for later", SendLater(**kept), style=None)]
    if writing.drafted:
        actions.append(sender("Drop the draft", SendDrop(**kept), style=None))
    if writing.stands:
        actions.append(sender("Withdraw my profile", OpenWithdraw(**kept), style=None))
    return card(body, actions)


def _about_me(sent: ProfileFields) -> list[Element]:
    return [
        text_field(name, heading, limit=HEADING_LIMIT, value=_fitting(getattr(sent, name), HEADING_LIMIT), lines=True,
                   hint=HINTS[name])
        for name, heading in HEADINGS.items()
    ]  # fmt: skip


def _work(sent: ProfileFields) -> list[Element]:
    levels = [("I would rather not say", UNSAID), *((said, level.value) for level, said in EXPERIENCE_SAID.items())]
    known = sent.experience if any(value == sent.experience for _, value in levels) else UNSAID
    return [
        text_field("job", "My role", limit=LINE_LIMIT, value=_fitting(sent.job, LINE_LIMIT), hint="Social worker"),
        text_field("organisation", "My organisation", limit=LINE_LIMIT, value=_fitting(sent.organisation, LINE_LIMIT)),
        choice_field("experience", "My experience with the Mental Capacity Act", levels, value=known),
        text_field("years", "Years of working with it", limit=12, value=_fitting(sent.years, 12), hint="7"),
    ]


def _topics(name: str, title: str, sent: ProfileFields, pack: Pack) -> list[Element]:
    """Topics of the community's own, found while one types, and a line for others in one's own words."""
    listed = [(topic.label, topic.slug) for topic in pack.topics]
    others = _fitting(getattr(sent, f"{name}_too"), TOPICS_LIMIT)
    return [
        choice_field(name, title, listed, value=getattr(sent, name), many=True, style="filtered",
                     dataset=f"{TOPICS_DATASET}:{sent.community}"),
        text_field(f"{name}_too", f"{title}, in my own words", limit=TOPICS_LIMIT, value=others,
                   hint="fire safety, life story work"),
    ]  # fmt: skip


def _fitting(text: str, limit: int) -> str:
    """As much of a text as the form has room for: all that may be kept, in whatever script."""
    return text.encode()[: 4 * limit].decode(errors="ignore")


def preview_form(drawn: CardJson, sent: SendProfile, *, introduce: bool, introduced: bool) -> CardJson:
    """The profile as colleagues will read it. `drawn` is its card, shown with nothing to press."""
    told = "Colleagues find it when they look for you, or for what you can help with."
    if introduce:
        told = "Your introduction in the channel is brought up to date." if introduced else "It is posted in the channel once."
    elif introduced:
        told = "Your introduction in the channel is taken down. Colleagues still find your profile when they look."
    body = [
        line("This is how colleagues will read it. It is not kept as your profile yet.", subtle=True),
        framed(drawn["body"]),
        line(told),
    ]
    title = "Introduce me" if introduce and not introduced else "Save"
    return card(body, [sender(title, sent), sender("Change it", SendChange(community=sent.community), style=None)])


def withdraw_form(sent: SendWithdraw, *, introduced: bool) -> CardJson:
    """Ask once more."""
    body = [words(run("Withdraw your profile?", bold=True)), line("Nothing of it is kept, and nobody finds it any more.")]
    if introduced:
        body.append(line("Your introduction in the channel is taken down."))
    body.append(line("You can write a new one whenever you like.", subtle=True))
    return card(body, [sender("Withdraw it", sent, style="destructive")])
