"""Words for scenarios about the library: people look through it, and put files into the channel's folder by hand."""

from __future__ import annotations

from community.times import milliseconds
from sandbox.answers import Answer
from sandbox.graph_files_tab import FilesTab
from sandbox.world import Message
from tests.support.cards import Json, buttons_of, filled_in, words_of
from tests.support.players import Player
from tests.support.stage import Stage, eventually

_IN_HAND = "SELECT count(*) FROM libraries WHERE look_at <= :soon OR changes_at <= :soon"


def files_tab(stage: Stage) -> FilesTab:
    """The Files tab of the home channel."""
    return stage.teams.graph.drive()


async def noticed(stage: Stage) -> None:
    """Wait until the librarian has looked at every library, and followed its changes, and Canopy said what came of it.

    What is in hand is put off for five minutes; what is done, for ten and more.
    """
    await stage.settles()
    await eventually(lambda: not stage.count(_IN_HAND, soon=milliseconds(stage.now, 360)))
    await stage.settles()


async def ten_minutes(stage: Stage) -> None:
    """Let so much time go by that what was changed by hand is noticed."""
    await stage.moves(minutes=11)
    await noticed(stage)


async def wakes(stage: Stage, facilitator: str = "Amara") -> Player:
    """Canopy is in the channel, somebody has asked for the library, and it was looked at."""
    amara = await stage.opens(facilitator)
    await amara.hears("library")
    await noticed(stage)
    return amara


async def looked_again(stage: Stage) -> None:
    """Have the librarian look at the library, as it does every day."""
    stage.change("UPDATE libraries SET look_at = 0")
    await noticed(stage)


class Shown:
    """A card of the library as one person has it before them, after whatever they pressed."""

    def __init__(self, who: Player, message: Message) -> None:
        self._who = who
        self._message = message
        self.card: Json = who.stage.teams.card_for(who.member, message)

    @property
    def words(self) -> str:
        """What the card says."""
        return words_of(self.card)

    @property
    def buttons(self) -> list[str]:
        """What can be pressed."""
        return list(buttons_of(self.card))

    async def presses(self, title: str, **inputs: str) -> Answer:
        """Press a button, with what the card's lists hold or are changed to."""
        button = buttons_of(self.card)[title]
        answer = await self._who.presses_old(self._message, button, **{**filled_in(self.card), **inputs})
        if answer.kind == "card" and answer.card is not None:
            self.card = answer.card
        return answer


async def looks(who: Player, words: str = "library") -> Shown:
    """Ask for the library in the channel."""
    return Shown(who, await who.hears(words))


async def titles(who: Player) -> str:
    """What the library lists, newest first; what it says while it is empty."""
    shown = await looks(who)
    if "Newest first" in shown.buttons:
        await shown.presses("Newest first")
    return shown.words


def whispers_of_setup(who: Player) -> list[str]:
    """What Canopy told somebody in 1:1 about how the library is set up."""
    return [who.sees(said) for said in who.all_told() if "How the library is set up" in who.sees(said)]


async def out_and_back(stage: Stage, name: str, *, back: bool = False) -> None:
    """Move a file of the home channel into the folder of another channel by hand; or back again."""
    tab, other = files_tab(stage), stage.teams.graph.drive("General")
    item = (other if back else tab).named(name)
    tab.drive.move(item, item.created_by, parent=(tab if back else other).folder)
    await ten_minutes(stage)
