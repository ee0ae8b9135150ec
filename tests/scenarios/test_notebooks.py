"""“My reflections”: a member's own, in the 1:1 chat, and nobody else's."""

from __future__ import annotations

import pytest

from sandbox.answers import Form
from tests.support.cards import Json, buttons_of, words_of
from tests.support.players import Player, kept, read
from tests.support.reflection_players import (
    BADLY,
    TOPIC,
    WELL,
    Prompt,
    boxes,
    entry,
    launches,
    manages,
    opens_from_notebook,
    topics,
    writes,
)
from tests.support.stage import Stage, same_answer


async def _kept_private(stage: Stage, amara: Player, who: str = "Ben") -> tuple[Player, Prompt]:
    prompt = await launches(amara)
    ben = stage.person(who)
    await writes(ben, prompt, WELL, BADLY)
    return ben, prompt


async def test_a_member_reads_their_own(stage: Stage) -> None:
    """In 1:1 “my reflections” lists them by topic, with nothing of what was written; opening one shows it."""
    ben, _ = await _kept_private(stage, await stage.opens(facilitator="Amara"))

    listed = await ben.whispers("my reflections")

    assert topics(listed.cards[0]) == [TOPIC]
    assert "Private · only you can read it" in ben.sees(listed)
    assert WELL not in str(listed.cards[0])
    opened = await opens_from_notebook(ben, notebook=listed)
    assert f"What went well?\n{WELL}\nWhat didn't go so well?\n{BADLY}" in read(opened)
    assert list(buttons_of(opened.card or {})) == ["Change it", "Share it", "Delete it"]


async def test_the_notebook_is_not_opened_in_public(stage: Stage) -> None:
    """In the channel a sentence says where to find it; no topic is named there."""
    ben, _ = await _kept_private(stage, await stage.opens(facilitator="Amara"))

    answer = await ben.hears("my reflections")

    assert "Open a 1:1 chat with me" in ben.sees(answer)
    assert TOPIC not in ben.sees(answer)


async def test_it_can_be_asked_for_again(stage: Stage) -> None:
    """“My reflections” said twice within a minute is answered twice: what is listed may have changed."""
    amara = await stage.opens(facilitator="Amara")
    ben, _ = await _kept_private(stage, amara)
    await ben.whispers("my reflections")
    await writes(ben, await launches(amara, "a visit"), BADLY)

    assert topics((await ben.whispers("my reflections")).cards[0]) == ["a visit", TOPIC]


async def test_an_empty_notebook(stage: Stage) -> None:
    """Who has written nothing reads how to begin."""
    await stage.opens()

    assert "press “Reflect” on its card" in stage.person("Ben").sees(await stage.person("Ben").whispers("my reflections"))


async def test_a_thick_notebook_has_pages(stage: Stage) -> None:
    """Newest first, a few on a page; Next and Back turn the pages, and a page that is not there is the nearest one."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    for number in range(1, 9):
        await writes(ben, await launches(amara, f"topic {number}"), f"Thought {number}")

    listed = await ben.whispers("my reflections")
    assert topics(listed.cards[0]) == [f"topic {number}" for number in (8, 7, 6, 5, 4, 3)]
    assert "8 reflections in MCA community" in ben.sees(listed)
    assert "Page 1 of 2" in ben.sees(listed)
    old = ben.button(listed, "Next")
    turned = await ben.presses(listed, "Next")
    assert topics(turned.card or {}) == ["topic 2", "topic 1"]
    assert list(buttons_of(turned.card or {})) == ["Open", "Back"]

    for page in (99, -5):
        far = await ben.presses_old(listed, {**old, "data": {**old["data"], "page": page}})
        assert len(topics(far.card or {})) == (2 if page == 99 else 6)
    await ben.presses_on_an_old_client(listed, "Next")
    assert topics(ben.told().cards[0]) == ["topic 2", "topic 1"]


async def test_writing_on_from_the_notebook(stage: Stage) -> None:
    """The form from the channel opens with what is there; while the prompt is open it can be shared from there too."""
    ben, prompt = await _kept_private(stage, await stage.opens(facilitator="Amara"))

    form = await ben.sends(await opens_from_notebook(ben), "Change it")
    assert kept(form, "part1") == WELL
    sent = await ben.sends(form, "Save", part1="Something else.", sharing="named")

    assert "Shared in the thread with your name" in read(sent)
    assert "Something else." in words_of(prompt.shared[0].cards[0])
    assert [message.text for message in ben.all_told() if "Something else." in str(message.activity)] == []


async def test_writing_on_after_closing(stage: Stage) -> None:
    """A private one stays its author's to change; nothing is offered but to save it."""
    amara = await stage.opens(facilitator="Amara")
    ben, prompt = await _kept_private(stage, amara)
    await manages(amara, prompt, "Close it")

    form = await ben.sends(await opens_from_notebook(ben), "Change it")
    assert list(buttons_of(form.card or {})) == ["Save"]
    sent = await ben.sends(form, part1="Seen from a month later.")

    assert read(sent).startswith("Kept in your notebook")
    assert "Seen from a month later." in read(await opens_from_notebook(ben))
    assert prompt.shared == []


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("sharing", ["named", "unnamed"])
async def test_sharing_later(stage: Stage, sharing: str, ended: bool) -> None:
    """It is posted in the prompt's thread, closed or not; without a name it leaves the notebook, as the form says beforehand."""
    amara = await stage.opens(facilitator="Amara")
    ben, prompt = await _kept_private(stage, amara)
    if ended:
        await manages(amara, prompt, "Close it")

    form = await ben.sends(await opens_from_notebook(ben), "Share it")
    assert "it leaves your notebook" in read(form)
    assert "Change details that could let someone be recognised" in read(form)
    assert ("only a facilitator could take it back" in read(form)) is ended
    sent = await ben.sends(form, sharing=sharing)

    assert read(sent).startswith("Shared in MCA community")
    assert words_of(prompt.shared[0].cards[0]).startswith("Ben Carter" if sharing == "named" else "A member")
    assert "1 person has reflected · 1 shared below" in prompt.words
    listed = ben.sees(await ben.whispers("my notebook"))
    assert ("Shared with your name" if sharing == "named" else "Your notebook is empty") in listed
    assert same_answer(sent, await _again(stage, sent))
    assert len(prompt.shared) == 1


async def _again(stage: Stage, first: Form) -> Form:
    """Let Teams deliver the last form that was sent once more, under a new id."""
    activity = [sent for sent in stage.teams.sent if sent.get("name") == "task/submit"][-1]
    _, body = await stage.teams.redeliver(activity, new_id=True)
    await stage.settles()
    return type(first)("message", text=body["task"]["value"])


async def test_after_closing_nothing_is_kept_of_who_shares_without_a_name(stage: Stage) -> None:
    """There is no key any more, and none is made: not even its author is known again."""
    amara = await stage.opens(facilitator="Amara")
    ben, prompt = await _kept_private(stage, amara)
    await manages(amara, prompt, "Close it")
    form = await ben.sends(await opens_from_notebook(ben), "Share it")

    await ben.sends(form, sharing="unnamed")

    assert stage.keys() == set()
    assert stage.rows("SELECT member_id, member_tag FROM reflections") == [(None, None)]
    assert "I no longer know whose it is" in read(await ben.opens(prompt.shared[0], "Take it back"))


async def test_a_draft_is_in_the_notebook_and_can_be_finished_there(stage: Stage) -> None:
    """What was saved for later is listed as a draft; done from the 1:1 chat, it is counted in the channel."""
    amara = await stage.opens(facilitator="Amara")
    ben, prompt = stage.person("Ben"), await launches(amara)
    await writes(ben, prompt, WELL, button="Save for later")

    opened = await opens_from_notebook(ben)
    assert "Draft · only you can read it" in read(opened)
    await ben.sends(await ben.sends(opened, "Change it"), "Done", part2=BADLY)

    assert "1 person has reflected" in prompt.words


@pytest.mark.parametrize("sharing", ["private", "named"])
async def test_deleting_one(stage: Stage, sharing: str) -> None:
    """It is asked once more; then it is gone from every table and from the thread, and the count follows."""
    amara = await stage.opens(facilitator="Amara")
    ben, prompt = stage.person("Ben"), await launches(amara)
    await writes(ben, prompt, WELL, sharing=sharing)

    form = await ben.sends(await opens_from_notebook(ben), "Delete it")
    assert "cannot be brought back" in read(form)
    assert WELL in stage.everything_kept()
    sent = await ben.sends(form)

    assert "Nothing of it is kept" in read(sent)
    assert WELL not in stage.everything_kept()
    assert "Nobody has reflected yet" in prompt.words
    assert [words_of(card.cards[0]) for card in prompt.shared] == (
        ["This reflection was taken back."] if sharing == "named" else []
    )
    assert "Your notebook is empty" in ben.sees(await ben.whispers("my notebook"))
    assert same_answer(sent, await _again(stage, sent))


@pytest.mark.parametrize("button", ["Change it", "Share it", "Delete it"])
async def test_nobody_reaches_into_somebody_elses_notebook(stage: Stage, button: str) -> None:
    """A form or button that carries another member's reflection finds nothing, for facilitators too; nothing is changed."""
    amara = await stage.opens(facilitator="Amara")
    ben, prompt = await _kept_private(stage, amara)
    listed = await ben.whispers("my reflections")
    opened = await opens_from_notebook(ben, notebook=listed)
    for who in (amara, stage.person("Chidi")):
        await writes(who, prompt, "My own.")
        mine = await who.whispers("my reflections")
        forged = entry(listed.cards[0], TOPIC)

        assert "I cannot find that reflection" in read(await who.opens_old(mine, forged))
        theirs = type(opened)(**{**vars(opened), "message": mine})
        refused = await who.sends(theirs, button)
        assert "I cannot find that reflection" in read(refused)
        for verb in ("notebook.share.send", "notebook.delete.send"):
            data = {**forged["data"], "verb": verb, "sharing": "named", "revision": 1}
            sent = await stage.teams.submit_form(who.member, theirs, {"type": "Action.Submit", "data": data}, {})
            assert "I cannot find that reflection" in read(sent)
    assert WELL in read(await opens_from_notebook(ben))
    assert prompt.shared == []


async def test_the_notebook_is_not_read_in_the_channel_by_a_forged_button(stage: Stage) -> None:
    """A notebook's button pressed on a card in the channel shows nothing there."""
    ben, prompt = await _kept_private(stage, await stage.opens(facilitator="Amara"))
    listed = await ben.whispers("my reflections")
    button = entry(listed.cards[0], TOPIC)
    turn: Json = {"type": "Action.Execute", "verb": "notebook.page", "data": {**button["data"], "verb": "notebook.page"}}

    assert "I cannot find that reflection" in read(await ben.opens_old(prompt.card, button))
    assert "Open a 1:1 chat with me" in (await ben.presses_old(prompt.card, turn)).text


async def test_somebody_in_several_communities_has_several_notebooks(stage: Stage) -> None:
    """The list asks which community; each notebook shows its own, and one of another community is not found there."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    ben, _ = await _kept_private(stage, amara)
    await ben.hears("help", channel=hoarding)
    which = await ben.whispers("my reflections")
    assert list(ben.buttons(which)) == ["Hoarding forum", "MCA community"]

    elsewhere = ben.button(which, "Hoarding forum")
    mine = await ben.presses(which, "MCA community")
    none = await ben.presses_old(which, elsewhere)

    assert TOPIC in topics(mine.card or {})
    assert "Your notebook is empty" in words_of(none.card or {})
    button = entry(mine.card or {}, TOPIC)
    assert WELL in read(await ben.opens_old(which, button))
    lost = {**button, "data": {**button["data"], "community": elsewhere["data"]["community"]}}
    assert "I cannot find that reflection" in read(await ben.opens_old(which, lost))


async def test_what_belongs_to_a_withdrawn_prompt_stays_in_the_notebook(stage: Stage) -> None:
    """It is read, changed and deleted as before; its topic is gone, and it cannot be shared any more."""
    amara = await stage.opens(facilitator="Amara")
    ben, prompt = await _kept_private(stage, amara)
    listed = await ben.whispers("my reflections")
    shareable = await opens_from_notebook(ben, notebook=listed)
    share = await ben.sends(shareable, "Share it")
    await manages(amara, prompt, "Withdraw it")

    opened = await opens_from_notebook(ben, "What went well?")
    assert WELL in read(opened)
    assert TOPIC not in read(opened)
    assert list(buttons_of(opened.card or {})) == ["Change it", "Delete it"]
    for late in (await ben.sends(shareable, "Share it"), await ben.sends(share)):
        assert "its prompt was withdrawn" in read(late)
    assert prompt.shared == []
    form = await ben.sends(opened, "Change it")
    assert read(await ben.sends(form, "Save", **boxes("Still mine."))).startswith("Kept in your notebook")


async def test_a_shared_one_is_in_the_notebook_of_its_author(stage: Stage) -> None:
    """Shared with a name, it is listed, changed while its prompt is open, and after that only read and deleted."""
    amara = await stage.opens(facilitator="Amara")
    ben, prompt = stage.person("Ben"), await launches(amara)
    await writes(ben, prompt, WELL, sharing="named")

    opened = await opens_from_notebook(ben)
    assert list(buttons_of(opened.card or {})) == ["Change it", "Delete it"]
    assert "it is shared already" in read(await _forged_share(stage, ben, opened))
    await manages(amara, prompt, "Close it")

    assert "stays as it was" in read(await ben.sends(opened, "Change it"))
    assert list(buttons_of((await opens_from_notebook(ben)).card or {})) == ["Delete it"]


async def _forged_share(stage: Stage, who: Player, form: Form) -> Form:
    data = {**buttons_of(form.card or {})["Delete it"]["data"], "verb": "notebook.share.send"}
    return await stage.teams.submit_form(who.member, form, {"type": "Action.Submit", "data": data}, {"sharing": "named"})
