"""Reflecting: what members write, for themselves or for the thread."""

from __future__ import annotations

import asyncio
import random

import pytest

from sandbox.world import Message
from tests.support.cards import Json, buttons_of, elements, fields_of, words_of
from tests.support.players import Player, kept, read
from tests.support.reflection_players import BADLY, WELL, boxes, launches, manages, opens_from_notebook, writes
from tests.support.stage import Stage, same_answer


def _parts_kept(stage: Stage) -> str:
    return str(stage.rows("SELECT parts FROM reflections"))


async def test_what_is_kept_private_is_counted_and_seen_by_nobody_else(stage: Stage) -> None:
    """A member writes for themselves: the card says that one person has reflected, and nothing else is said anywhere."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    assert "Nobody has reflected yet" in prompt.words

    sent = await writes(ben, prompt, WELL, BADLY)

    assert "Only you can read it" in read(sent)
    assert "1 person has reflected" in prompt.words
    assert prompt.shared == []
    everything = [str(message.activity) for message in stage.posted()]
    assert not [said for said in everything if WELL in said or "Ben" in said]


async def test_the_form_keeps_people_safe(stage: Stage) -> None:
    """The form is wide, has one box for each part of the template, says what to change, and where to turn in danger."""
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches(amara)

    form = await stage.person("Ben").opens(prompt.card, "Reflect")

    assert form.width == "large"
    assert words_of(form.card or {}).startswith("Change details that could let someone be recognised.")
    assert "use your safeguarding procedure or call 999" in read(form)
    labels = [field["label"] for field in fields_of(form.card or {}).values()]
    assert labels == ["What went well?", "What didn't go so well?", "Why?", "What next?", "Who may read it"]
    assert kept(form, "sharing") == "private"


async def test_a_reflection_is_shared_with_a_name(stage: Stage) -> None:
    """What is shared stands in the thread of the prompt, under its author's name, without the boxes left empty."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)

    sent = await writes(ben, prompt, WELL, "", "", "Ask her sister.", sharing="named")

    assert sent.kind == "closed"
    [shared] = prompt.shared
    assert words_of(shared.cards[0]).split("\n") == [
        "Ben Carter reflects · What went well?", "What went well?", WELL, "What next?", "Ask her sister.",
    ]  # fmt: skip
    assert "1 person has reflected · 1 shared below" in prompt.words


async def test_a_reflection_is_shared_without_a_name(stage: Stage) -> None:
    """The form says beforehand what is kept and what is not; the thread names nobody, and neither does the row."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    form = await ben.opens(prompt.card, "Reflect")
    for honest in ("it leaves your notebook", "does not keep who wrote it", "Colleagues may still guess", "older backups"):
        assert honest in read(form)

    sent = await ben.sends(form, "Done", sharing="unnamed", **boxes(WELL))

    assert "Shared in the thread without your name" in read(sent)
    [shared] = prompt.shared
    assert words_of(shared.cards[0]).startswith("A member reflects")
    assert "Ben" not in str(shared.activity)
    assert stage.rows("SELECT member_id, written_at FROM reflections") == [(None, None)]
    assert "Your notebook is empty" in ben.sees(await ben.whispers("my notebook"))


@pytest.mark.parametrize("drafted", [False, True])
async def test_nothing_kept_ties_a_reflection_without_a_name_to_its_author(
    stage: Stage, drafted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """No row that sharing writes, and no line that is logged, names the author; a draft that was there is gone."""
    caplog.set_level("DEBUG", logger="canopy")
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    before = set(stage.everything_kept().split("\n"))
    if drafted:
        await writes(ben, prompt, WELL, button="Save for later")
    form = await ben.opens(prompt.card, "Reflect")
    caplog.clear()

    await ben.sends(form, "Done", sharing="unnamed", **boxes(WELL))

    written = [row for row in stage.everything_kept().split("\n") if row not in before]
    traces = (ben.member.id, ben.member.teams_id, ben.member.name, ben.member.chat_id)
    assert any(WELL in row for row in written)
    assert not [row for row in written if any(trace in row for trace in traces)]
    assert not [line for line in caplog.messages if any(trace in line for trace in (*traces, WELL))]
    assert stage.count("SELECT count(*) FROM reflections") == 1


async def test_a_draft_waits(stage: Stage) -> None:
    """Saved for later is not counted and not shown; the form opens with it, and it is counted once it is done."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)

    saved = await writes(ben, prompt, WELL, button="Save for later")

    assert "Saved for later" in read(saved)
    assert "Nobody has reflected yet" in prompt.words
    form = await ben.opens(prompt.card, "Reflect")
    assert kept(form, "part1") == WELL
    await ben.sends(form, "Done", part2=BADLY)
    assert "1 person has reflected" in prompt.words
    assert kept(await ben.opens(prompt.card, "Reflect"), "part2") == BADLY


async def test_nobody_sees_somebody_elses_draft(stage: Stage) -> None:
    """Who opens the form sees their own words, whatever their card or form carries."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, button="Save for later")
    button = dict(chidi.button(prompt.card, "Reflect"))
    button["data"] = {**button["data"], "member": ben.member.id, "member_id": ben.member.id, "revision": 1}

    form = await chidi.opens_old(prompt.card, button)
    assert kept(form, "part1") == ""
    assert WELL not in str(form.card)
    await chidi.sends(form, "Save for later", part1="Mine.")

    assert kept(await ben.opens(prompt.card, "Reflect"), "part1") == WELL


async def test_a_refusal_keeps_what_was_typed(stage: Stage) -> None:
    """Too much in one box, too much all together, nothing at all: a sentence says so, and the words stay in the form."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)

    form = await writes(ben, prompt, "x" * 2_001, BADLY)
    assert "“What went well?” is 2001 characters long, and a box takes 2000" in read(form)
    assert kept(form, "part1") == "x" * 2_001
    assert kept(form, "part2") == BADLY
    form = await ben.sends(form, "Save for later", part1="a\n" * 900, part2="🌳" * 2_000)
    assert "too long for one message" in read(form)
    form = await ben.sends(form, "Done", part1=" \u200b ", part2="")
    assert "There is nothing in the boxes yet" in read(form)
    assert stage.count("SELECT count(*) FROM reflections") == 0
    assert "Nobody has reflected yet" in prompt.words

    assert "Only you can read it" in read(await ben.sends(form, "Done", part1=WELL))


async def test_the_longest_reflection_arrives(stage: Stage) -> None:
    """Every box full to the brim is shared whole."""
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches(amara)

    sent = await writes(stage.person("Ben"), prompt, *[("word " * 399 + "\n" * 2 + "end")] * 4, sharing="named")

    assert sent.kind == "closed", read(sent)
    assert words_of(prompt.shared[0].cards[0]).count("end") == 4


@pytest.mark.parametrize("how", ["Close it", "Withdraw it"])
@pytest.mark.parametrize("sharing", ["private", "named", "unnamed"])
async def test_what_was_being_written_when_the_prompt_ended_is_not_lost(stage: Stage, how: str, sharing: str) -> None:
    """A form sent after closing is kept as a draft that only its author sees, whatever was chosen; nothing is posted."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    form = await ben.opens(prompt.card, "Reflect")
    await manages(amara, prompt, how)

    sent = await ben.sends(form, "Done", sharing=sharing, **boxes(WELL))

    assert "Nothing is lost: it is in your notebook" in read(sent)
    assert prompt.shared == []
    assert stage.rows("SELECT state, member_id FROM reflections") == [("draft", ben.member.id)]
    assert stage.rows("SELECT reflected, shared FROM prompts") == [(0, 0)]
    assert "Draft · only you can read it" in ben.sees(await ben.whispers("my notebook"))


async def test_a_shared_reflection_is_changed_while_the_prompt_is_open(stage: Stage) -> None:
    """Its author opens the same form; the card in the thread follows, and nothing is counted twice."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing="named")

    form = await ben.opens(prompt.card, "Reflect")
    assert kept(form, "sharing") == "named"
    await ben.sends(form, "Save", part1="I asked about the cooker second.")

    [shared] = prompt.shared
    assert "cooker second" in words_of(shared.cards[0])
    assert WELL not in _parts_kept(stage)
    assert "1 person has reflected · 1 shared below" in prompt.words


async def test_a_shared_reflection_does_not_change_after_closing(stage: Stage) -> None:
    """A form that was open when the prompt closed comes back with the words kept; what was shared stays as it was."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing="named")
    form = await ben.opens(prompt.card, "Reflect")
    await manages(amara, prompt, "Close it")

    again = await ben.sends(form, "Save", part1=BADLY)

    assert "what you shared stays as it was" in read(again)
    assert kept(again, "part1") == BADLY
    assert WELL in words_of(prompt.shared[0].cards[0])


async def test_a_shared_reflection_goes_back_into_the_notebook(stage: Stage) -> None:
    """Who shared with their name can take it off the thread and keep it; sharing it once more makes a new card."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing="named")

    sent = await ben.sends(await ben.opens(prompt.card, "Reflect"), "Save", sharing="private")

    assert "Only you can read it" in read(sent)
    assert [words_of(card.cards[0]) for card in prompt.shared] == ["This reflection was taken back."]
    assert prompt.words.count("1 person has reflected") == 1
    assert "shared below" not in prompt.words
    await ben.sends(await ben.opens(prompt.card, "Reflect"), "Save", sharing="named")
    assert [words_of(card.cards[0]).split("\n")[0] for card in prompt.shared] == [
        "This reflection was taken back.", "Ben Carter reflects · What went well?",
    ]  # fmt: skip
    assert "1 person has reflected · 1 shared below" in prompt.words


async def test_one_each(stage: Stage) -> None:
    """Writing again changes one's own; after sharing without a name it is said how to write another."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    prompt = await launches(amara)
    late = await ben.opens(prompt.card, "Reflect")
    await writes(ben, prompt, WELL, sharing="unnamed")
    await writes(chidi, prompt, BADLY)

    assert "take that one back on its card first" in read(await ben.opens(prompt.card, "Reflect"))
    again = await ben.sends(late, "Done", **boxes("Once more."))
    assert "take that one back on its card first" in read(again)
    assert kept(again, "part1") == "Once more."
    assert "2 people have reflected · 1 shared below" in prompt.words

    await ben.sends(await ben.opens(prompt.shared[0], "Take it back"))
    await writes(ben, prompt, "Once more.")
    assert "2 people have reflected" in prompt.words
    assert "shared below" not in prompt.words


@pytest.mark.parametrize("sharing", ["named", "unnamed"])
@pytest.mark.parametrize("who", ["Ben", "Amara"])
async def test_a_shared_reflection_is_taken_back(stage: Stage, sharing: str, who: str) -> None:
    """Its author, or a facilitator, takes it back: its text is gone from the card and from every table."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing=sharing)

    form = await stage.person(who).opens(prompt.shared[0], "Take it back")
    assert "Its text is deleted" in read(form)
    sent = await stage.person(who).sends(form)

    assert sent.kind == "closed"
    [card] = prompt.shared
    assert words_of(card.cards[0]) == "This reflection was taken back."
    assert WELL not in stage.everything_kept()
    assert "Nobody has reflected yet" in prompt.words


@pytest.mark.parametrize("sharing", ["named", "unnamed"])
async def test_nobody_else_takes_it_back(stage: Stage, sharing: str) -> None:
    """A colleague reads that it is not theirs, also with somebody else's form; a private one is not found by anybody."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing=sharing)
    await writes(dana, prompt, BADLY)
    theirs = await ben.opens(prompt.shared[0], "Take it back")

    assert "Only the person who shared this, or a facilitator" in read(await chidi.opens(prompt.shared[0], "Take it back"))
    assert "Only the person who shared this, or a facilitator" in read(await chidi.sends(theirs))

    [(private,)] = stage.rows("SELECT reflection_id FROM reflections WHERE state = 'private'")
    button = stage.only_button(theirs)
    button["data"]["reflection"] = private
    for who in (amara, chidi):
        assert "I cannot find that reflection" in read(await stage.teams.submit_form(who.member, theirs, button, {}))
    assert stage.count("SELECT count(*) FROM reflections") == 2


async def test_after_closing_nobody_knows_whose_it_was(stage: Stage) -> None:
    """The key goes with the prompt: its author cannot be told from others any more, a facilitator can still take it back."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing="unnamed")
    assert len(stage.keys()) == 1

    await manages(amara, prompt, "Close it")

    assert stage.keys() == set()
    assert "I no longer know whose it is" in read(await ben.opens(prompt.shared[0], "Take it back"))
    await amara.sends(await amara.opens(prompt.shared[0], "Take it back"))
    assert words_of(prompt.shared[0].cards[0]) == "This reflection was taken back."
    assert "Nobody reflected" in prompt.words


async def test_a_lost_key_stops_nobody_from_writing(stage: Stage) -> None:
    """When the keys are lost, members write and share as before; only who shared without a name is not known again."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing="unnamed")
    lost = stage.keys()
    for key in lost:
        (stage.rules.keys_dir / key).unlink()

    await writes(chidi, prompt, BADLY, sharing="unnamed")

    assert "Only the person who shared this" in read(await ben.opens(prompt.shared[0], "Take it back"))
    assert (await chidi.opens(prompt.shared[1], "Take it back")).kind == "form"
    assert "2 people have reflected · 2 shared below" in prompt.words


@pytest.mark.parametrize("sharing", ["private", "named", "unnamed"])
@pytest.mark.parametrize("button", ["Done", "Save for later"])
async def test_what_teams_sends_again_is_done_once(stage: Stage, sharing: str, button: str) -> None:
    """A form that comes again, under its id or a new one, gets the same answer; one reflection, one card."""
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches(amara)

    first = await writes(stage.person("Ben"), prompt, WELL, sharing=sharing, button=button)
    before = (stage.rows("SELECT * FROM reflections"), len(prompt.shared), prompt.words)

    for new_id in (False, True, False):
        assert same_answer(first, await stage.comes_again(new_id=new_id))
    assert (stage.rows("SELECT * FROM reflections"), len(prompt.shared), prompt.words) == before


async def test_sharing_that_comes_again_after_taking_back_stays_taken_back(stage: Stage) -> None:
    """Teams delivers the click late, when its author has taken the reflection back: it is not shared again."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing="unnamed")
    shared = stage.teams.sent[-1]
    await ben.sends(await ben.opens(prompt.shared[0], "Take it back"))

    await stage.teams.redeliver(shared, new_id=True)
    await stage.settles()

    assert stage.count("SELECT count(*) FROM reflections") == 0
    assert len(prompt.shared) == 1


async def test_two_presses_at_once_are_one_reflection(stage: Stage) -> None:
    """Two windows that send in the same moment, and a double click, leave one reflection."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    forms = [await ben.opens(prompt.card, "Reflect") for _ in range(2)]
    typed = {"sharing": "unnamed", "part1": WELL, "part2": "", "part3": "", "part4": ""}

    async def send(which: int) -> None:
        button = buttons_of(forms[which].card or {})["Done"]
        await stage.teams.submit_form(ben.member, forms[which], button, typed)

    await asyncio.gather(send(0), send(1), send(0), send(1))
    await stage.settles()

    assert stage.count("SELECT count(*) FROM reflections") == 1
    assert len(prompt.shared) == 1
    assert "1 person has reflected · 1 shared below" in prompt.words


async def test_an_older_window_does_not_overwrite_a_newer_one(stage: Stage) -> None:
    """What was written on the phone is not lost when a window left open on the computer is sent; sending again replaces it."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    computer = await ben.opens(prompt.card, "Reflect")
    await writes(ben, prompt, WELL, button="Save for later")

    again = await ben.sends(computer, "Done", **boxes(BADLY))

    assert "You saved this in another window since" in read(again)
    assert kept(again, "part1") == BADLY
    assert WELL in _parts_kept(stage)
    await ben.sends(again, "Done")
    assert BADLY in _parts_kept(stage)
    assert WELL not in _parts_kept(stage)


async def test_buttons_of_old_cards(stage: Stage) -> None:
    """On a prompt that is closed, withdrawn or unknown, and on a reflection that is gone, every button gives a sentence."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    await writes(ben, prompt, WELL, sharing="named")
    shared, reflect = prompt.shared[0], ben.button(prompt.card, "Reflect")
    take_back = ben.button(shared, "Take it back")
    confirm = await ben.opens(shared, "Take it back")

    await ben.sends(confirm)
    assert "I cannot find that reflection" in read(await ben.opens_old(shared, take_back))
    assert (await ben.sends(confirm)).kind == "closed"  # the same press again: the same answer
    await manages(amara, prompt, "Close it")
    assert "This prompt is closed" in read(await ben.opens_old(prompt.card, reflect))
    await manages(amara, prompt, "Withdraw it")
    assert "This prompt was withdrawn" in read(await ben.opens_old(prompt.card, reflect))
    unknown = {**reflect, "data": {**reflect["data"], "prompt": "0" * 32}}
    assert "I cannot find that prompt" in read(await ben.opens_old(prompt.card, unknown))


async def test_a_prompt_of_another_community_is_not_there(stage: Stage) -> None:
    """A card that carries another channel's prompt leads nowhere."""
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches(amara)
    other = await amara.hears("help", channel=await stage.adds_channel("Hoarding forum"))
    ben = stage.person("Ben")
    form = await ben.opens(prompt.card, "Reflect")

    assert "I cannot find that prompt" in read(await ben.opens_old(other, ben.button(prompt.card, "Reflect")))
    elsewhere = type(form)(**{**vars(form), "message": other})
    assert "I cannot find that prompt" in read(await ben.sends(elsewhere, "Done", **boxes(WELL)))
    assert stage.count("SELECT count(*) FROM reflections") == 0


async def test_hostile_text_is_plain_text(stage: Stage) -> None:
    """Markup, mentions and invisible signs in a box are shown as written, or dropped; never read as markup."""
    nasty = "[Sign in](https://evil.example) <at>Everyone</at> **bold** {{DATE(2020)}} \u202ereversed\u0007"
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara, nasty)
    await writes(ben, prompt, nasty, nasty, sharing="named")

    for message in (prompt.card, prompt.shared[0]):
        assert "**bold** {{DATE(2020)}} reversed" in words_of(message.cards[0])
        assert not [part for part in _blocks(message.cards[0]) if "evil" in part]
        assert "entities" not in message.cards[0]["msteams"]


def _blocks(card: Json) -> list[str]:
    return [element["text"] for element in elements(card) if element.get("type") == "TextBlock"]


async def test_who_leaves_can_do_nothing_and_comes_back_to_their_own(stage: Stage) -> None:
    """What a member shared stays when they leave, what was private stays theirs; both are there when they come back."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    first, second = await launches(amara), await launches(amara, "a visit that went wrong")
    await writes(ben, first, WELL, sharing="named")
    await writes(ben, second, BADLY)
    notebook = await ben.whispers("my reflections")

    await stage.leaves(ben)

    assert "Ben Carter reflects" in words_of(first.shared[0].cards[0])
    assert "1 person has reflected" in second.words
    assert BADLY not in str((await chidi.opens(second.card, "Reflect")).card)
    assert "I do not know a community of yours yet" in read(await ben.opens(notebook, "Open"))
    await stage.joins("Ben Carter")
    assert BADLY in read(await ben.opens(notebook, "Open"))


async def test_a_deleted_thread_costs_nobody_their_words(stage: Stage) -> None:
    """Where the thread's first message is gone, and nothing can be posted there any more, what was written is still there."""
    amara = await stage.opens(facilitator="Amara")
    ben, dana = stage.people("Ben", "Dana")
    talk = await stage.teams.say(dana.member, "Lovely conference yesterday", mention=False)
    prompt = await launches(amara, thread=talk)
    form = await ben.opens(prompt.card, "Reflect")
    await dana.deletes(talk)
    stage.teams.faults.on("POST", status=404, path="/activities")

    sent = await ben.sends(form, "Done", sharing="named", **boxes(WELL))

    assert sent.kind == "closed"
    assert prompt.shared == []
    assert "Shared with your name" in ben.sees(await ben.whispers("my notebook"))
    assert WELL in read(await opens_from_notebook(ben))


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_people_do_the_numbers_are_right(stage: Stage, seed: int) -> None:
    """Written, saved, shared, changed, taken off the thread, taken back, deleted, in any order: the card counts what there is."""
    chance = random.Random(seed)  # noqa: S311 – a made-up day, the same each time
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches(amara)
    people = stage.people("Ben", "Chidi", "Dana")

    for act in range(30):
        who = chance.choice(people)
        form = await who.opens(prompt.card, "Reflect")
        if form.kind == "form" and chance.random() < 0.7:
            offered = [choice["value"] for choice in fields_of(form.card or {})["sharing"]["choices"]]
            button = chance.choice(list(buttons_of(form.card or {})))
            await who.sends(form, button, sharing=chance.choice(offered), part1=f"Act {act}.")
        else:
            await _lets_go(chance.choice([who, amara]), chance.choice([None, *prompt.shared]), who)
        kept_now = stage.rows("SELECT state, member_id, member_tag, written_at FROM reflections")
        done = [row for row in kept_now if row[0] != "draft"]
        shared = [row for row in kept_now if row[0] in {"named", "unnamed"}]
        assert stage.rows("SELECT reflected, shared FROM prompts") == [(len(done), len(shared))]
        assert all((row[0] == "unnamed") == (row[1] is None) == (row[2] is not None) == (row[3] is None) for row in kept_now)
        standing = [message for message in prompt.shared if "taken back" not in words_of(message.cards[0])]
        assert len(standing) == len(shared)
        assert len({row[1] or row[2] for row in kept_now}) == len(kept_now) <= len(people)


async def _lets_go(somebody: Player, shared: Message | None, author: Player) -> None:
    """Take something shared back, or delete something of one's own."""
    if shared is not None:
        button = buttons_of(shared.cards[0]).get("Take it back")
        form = await somebody.opens_old(shared, button) if button else None
        if form is not None and form.kind == "form":
            await somebody.sends(form)
        return
    listed = await author.whispers("my notebook")
    if "Open" in author.buttons(listed):
        await author.sends(await author.sends(await author.opens(listed, "Open"), "Delete it"))
