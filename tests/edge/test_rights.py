"""The table of rights, walked over HTTP: every button, form, word and search that Canopy knows, for every role and state."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest

from cards.actions import Action
from community.people import Role
from community.rights import DEEDS, RIGHTS, Deed, Right, State, deed_of
from dialogs.catalogue import CATALOGUE
from dialogs.permitting import heard_as
from dialogs.routing import Route
from sandbox.world import Message
from tests.support.cards import Json, words_of
from tests.support.databases import SqliteFiles
from tests.support.players import Player
from tests.support.stage import Stage, set_stage

NO_RIGHT = re.compile(
    r"Only a facilitator of MCA community can|Nobody facilitates MCA community any more|You are with MCA community as "
    r"|MCA community has a facilitator|I do not know who may do that here"
)
NOWHERE = re.compile(r"I do not know a community of yours yet|I cannot find that community")
COMBINATIONS = [
    (role, state)
    for role in Role
    for state in (State.HOSTED, State.ORPHANED)
    if (role, state) != (Role.FACILITATOR, State.ORPHANED)  # then somebody facilitates
]
GOES_ON = {
    "dialogs.launches.launch_in_one_line": "poll: Which topic next? Mentoring | Onboarding",
    "dialogs.checkin_launches.launch_in_one_line": "check-in: mood",
    "dialogs.prompts.launch_in_one_line": "reflect: on the last assessment",
    "dialogs.discussions.choose_among_found": "discussion point hoarding",
    "dialogs.finding.find_aloud": "find capacity assessment template",
    "dialogs.keeping.file_aloud": "file this",
    "dialogs.knowers.find_knowers": "who knows about hoarding?",
    "dialogs.profiles.who_is": "who is Amara?",
}
"""What is said to a dialog that needs more than a word."""


@pytest.fixture
async def stage(sqlite_files: SqliteFiles) -> AsyncIterator[Stage]:
    """One kind of database is enough: what is asked of it is the same on both."""
    with sqlite_files.fresh() as url:
        async with set_stage(url) as stage:
            yield stage


def routes() -> Iterator[tuple[str, Route]]:
    """Everything that is pressed, opened, sent or taken: how, and its route."""
    for how in ("presses", "opens", "sends", "files"):
        for route in getattr(CATALOGUE, how).values():
            yield how, route


def spoken() -> dict[str, str]:
    """What to say to every dialog that hears: by its name in the table."""
    said: dict[str, str] = {}
    for heard in (CATALOGUE.words, CATALOGUE.prefixes, CATALOGUE.openings):
        for word, dialog in heard.items():
            said.setdefault(heard_as(dialog), GOES_ON.get(f"{dialog.__module__}.{dialog.__name__}", word))
    return said | {"said.asks.ask_aloud": "Has anyone had a similar experience with a refusal?"}


def filled(action: type[Action], community: str) -> Json:
    """Something of the right shape in every field that has to be there."""
    needed = {
        name: 1 if field.annotation is int else "f" * 32 for name, field in action.model_fields.items() if field.is_required()
    }
    return {**needed, **({"community": community} if "community" in action.model_fields else {}), "verb": action.verb}


def test_everything_is_declared() -> None:
    """Whatever can be done has a kind, and every kind says something to every role in every state."""
    names = [route.action.verb for _, route in routes()] + list(spoken())
    names += [f"search.{name}" for name in CATALOGUE.searches] + [f"query.{name}" for name in CATALOGUE.queries]
    assert [name for name in names if deed_of(name) is None] == []
    assert set(RIGHTS) == {(state, deed, role) for state in State for deed in Deed for role in Role}
    assert set(DEEDS.values()) == set(Deed)


class Trier:
    """Ben, who tries everything in one role."""

    def __init__(self, stage: Stage, role: Role, community: str) -> None:
        self.stage = stage
        self.ben: Player = stage.person("Ben")
        self.role = role
        self.community = community

    def is_it_again(self) -> None:
        """Have the role, whatever came of the last try."""
        be = "UPDATE members SET role = :role, here = true WHERE member_id = :who"
        self.stage.change(be, role=self.role, who=self.ben.member.id)

    async def acts(self, how: str, route: Route, message: Message) -> str:
        """Press, open, send or take; what came back, as it is read."""
        self.is_it_again()
        data, teams = filled(route.action, self.community), self.stage.teams
        if how == "presses":
            answer = await teams.press(
                self.ben.member, message, {"type": "Action.Execute", "verb": route.action.verb, "data": data}
            )
            return f"{answer.text}\n{words_of(answer.card or {})}"
        button = {"type": "Action.Submit", "data": data}
        if how == "opens":
            form = await teams.open_form(self.ben.member, message, button)
            return f"{form.text}\n{words_of(form.card or {})}"
        sending = await teams.open_form(
            self.ben.member, message, {"type": "Action.Submit", "data": {"verb": "community.settings"}}
        )
        form = await teams.submit_form(self.ben.member, sending, button)
        return f"{form.text}\n{words_of(form.card or {})}"

    async def says(self, words: str) -> str:
        """Write it in the channel; what was said to it."""
        self.is_it_again()
        message = await self.stage.teams.say(self.ben.member, words)
        await self.stage.settles()
        said = [each for each in self.stage.teams.thread(message) if each.from_bot]
        return "\n".join(f"{each.text}\n{words_of(each.cards[0]) if each.cards else ''}" for each in said)


async def _begins(stage: Stage, role: Role, state: State) -> tuple[Trier, Message]:
    amara = await stage.opens(facilitator="Amara")
    card = await amara.hears("help")
    await stage.person("Ben").hears("help")
    if state is State.ORPHANED:
        stage.change("UPDATE members SET here = false WHERE member_id = :who", who=amara.member.id)
    community = stage.rows("SELECT community_id FROM communities")[0][0]
    return Trier(stage, role, community), card


def _open(name: str, role: Role, state: State) -> bool:
    """True where a poll's own rule says the words of a refusal: launching is theirs only where everybody launches."""
    return (deed_of(name), role, state) == (Deed.LAUNCH, Role.MEMBER, State.ORPHANED)


def _allowed(name: str, role: Role, state: State) -> bool:
    deed = deed_of(name)
    assert deed is not None
    return RIGHTS[state, deed, role] is not Right.NO


@pytest.mark.parametrize(("role", "state"), COMBINATIONS)
async def test_every_button_and_form_does_as_the_table_says(stage: Stage, role: Role, state: State) -> None:
    """What the table refuses is refused in its words and changes nothing; what it allows is not refused in them."""
    trier, card = await _begins(stage, role, state)
    pressed = [(how, route) for how, route in routes() if how != "files" and not _open(route.action.verb, role, state)]
    refused = [each for each in pressed if not _allowed(each[1].action.verb, role, state)]
    trier.is_it_again()
    before = stage.everything_kept()
    for how, route in refused:
        assert NO_RIGHT.search(await trier.acts(how, route, card)), (how, route.action.verb)
    assert stage.everything_kept() == before

    for how, route in pressed:
        if (how, route) not in refused:
            assert not NO_RIGHT.search(await trier.acts(how, route, card)), (how, route.action.verb)
    await stage.settles()


@pytest.mark.parametrize(("role", "state"), COMBINATIONS)
async def test_every_word_and_search_does_as_the_table_says(stage: Stage, role: Role, state: State) -> None:
    """The same for what is written to Canopy, looked for in the compose box, and offered while somebody types."""
    trier, card = await _begins(stage, role, state)
    for name, words in spoken().items():
        if _open(name, role, state):
            continue
        assert bool(NO_RIGHT.search(await trier.says(words))) is not _allowed(name, role, state), (name, words)
    trier.is_it_again()
    found = await stage.teams.compose_search(trier.ben.member, "findInLibrary", "capacity")
    assert bool(NO_RIGHT.search(found.text)) is not _allowed("query.findInLibrary", role, state)
    for dataset in CATALOGUE.searches:
        with suppress(AssertionError):
            typed = await stage.teams.typeahead(trier.ben.member, f"{dataset}:{trier.community}", "a", card)
            assert _allowed(f"search.{dataset}", role, state) or typed == [], dataset


@pytest.mark.parametrize("role", Role)
async def test_who_has_left_may_do_nothing(stage: Stage, role: Role) -> None:
    """In the 1:1 chat, the only place left to them, a leaver finds no community, whatever their role was."""
    trier, _ = await _begins(stage, role, State.HOSTED)
    in_chat = await trier.ben.whispers("help")
    trier.is_it_again()
    await stage.leaves(trier.ben)
    trier.is_it_again = lambda: None  # type: ignore[method-assign]
    before = stage.everything_kept()
    for how, route in routes():
        if how != "files":
            assert NOWHERE.search(await trier.acts(how, route, in_chat)), (how, route.action.verb)
    assert stage.everything_kept() == before
