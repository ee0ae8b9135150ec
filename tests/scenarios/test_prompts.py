"""Reflective prompts: a facilitator invites the community to stop and think."""

from __future__ import annotations

from datetime import timedelta

import pytest

from community.templates import TEMPLATES
from tests.support.cards import buttons_of, fields_of, words_of
from tests.support.players import kept, read
from tests.support.reflection_players import TOPIC, WELL, Prompt, launches, launches_through_the_form, manages, writes
from tests.support.stage import Stage, same_answer


async def test_a_prompt_is_launched_in_one_line(stage: Stage) -> None:
    """“reflect:” and a topic puts the first template into the thread at once."""
    amara = await stage.opens(facilitator="Amara")

    message = await amara.says(f"reflect: {TOPIC}")
    prompt = Prompt(stage, stage.last_said(message))

    assert prompt.card.root == message.id
    assert prompt.words.split("\n") == [
        "Reflect · What went well?", "Open", TOPIC,
        "Look back at a piece of practice, alone for ten minutes. Keep it for yourself, or share it.",
        "Nobody has reflected yet", "Only you can read what you write, unless you share it in this thread.",
    ]  # fmt: skip
    assert prompt.buttons == ["Reflect", "Manage"]
    assert len(stage.posted()) == 1


async def test_the_card_follows_an_edit(stage: Stage) -> None:
    """Who corrects the message they launched a prompt with has the topic corrected, and no second prompt; not after closing."""
    amara = await stage.opens(facilitator="Amara")
    message = await amara.says("reflect: a capacity assesment")
    prompt = Prompt(stage, stage.last_said(message))
    await writes(stage.person("Ben"), prompt, WELL)

    await amara.edits(message, "reflect: a capacity assessment")
    assert "a capacity assessment" in prompt.words
    assert "1 person has reflected" in prompt.words
    await amara.edits(message, "Never mind")
    assert "a capacity assessment" in prompt.words
    await manages(amara, prompt, "Close it")
    await amara.edits(message, "reflect: something else")

    assert "something else" not in prompt.words
    assert stage.count("SELECT count(*) FROM prompts") == 1
    assert stage.count("SELECT count(*) FROM asks") == 0


async def test_deleting_the_message_withdraws_the_prompt(stage: Stage) -> None:
    """Who deletes the message they launched a prompt with has nothing left of its topic on the card or in the database."""
    amara = await stage.opens(facilitator="Amara")
    message = await amara.says("reflect: Mrs Arnold's assessment")
    prompt = Prompt(stage, stage.last_said(message))
    await writes(stage.person("Ben"), prompt, WELL)

    await amara.deletes(message)
    await stage.comes_again(new_id=False)

    assert prompt.words.startswith("This prompt was withdrawn.")
    assert "Arnold" not in stage.everything_kept()
    assert WELL in stage.everything_kept()


async def test_a_line_that_was_refused_is_heard_anew_when_it_is_edited(stage: Stage) -> None:
    """“reflect:” without a topic launched nothing; with one, it does."""
    amara = await stage.opens(facilitator="Amara")
    message = await amara.says("reflect:")

    await amara.edits(message, f"reflect: {TOPIC}")

    assert TOPIC in words_of(stage.last_said(message).cards[0])


async def test_a_prompt_is_launched_through_the_form(stage: Stage) -> None:
    """The form asks what, about what, and until when; a preview shows what the channel will see; it gets a thread of its own."""
    amara = await stage.opens(facilitator="Amara")
    asked = await amara.hears("reflect")
    form = await amara.opens(asked, "Launch a prompt")
    assert [choice["title"] for choice in fields_of(form.card or {})["template"]["choices"]] == [
        "What went well?", "What? So what? Now what?", "A case in disguise", "A story",
    ]  # fmt: skip

    preview = await amara.sends(form, template="what-so-what", topic="a best interests meeting", closes="in 3 days")
    for part in ("Reflect · What? So what? Now what?", "a best interests meeting", "2. So what?", "Closes "):
        assert part in read(preview)
    assert len(stage.posted()) == 1
    sent = await amara.sends(preview, "Launch it")

    assert sent.kind == "closed"
    prompt = Prompt(stage, stage.posted()[-1])
    assert prompt.card.root == prompt.card.id
    assert "Reflect · What? So what? Now what?" in prompt.words
    assert "closes " in prompt.words


async def test_a_preview_can_be_changed(stage: Stage) -> None:
    """From the preview one goes back to the form, with everything as it was typed."""
    amara = await stage.opens(facilitator="Amara")
    form = await amara.opens(await amara.hears("reflection"), "Launch a prompt")

    back = await amara.sends(await amara.sends(form, template="story", topic=TOPIC, closes="in 3 days"), "Change it")

    assert (kept(back, "template"), kept(back, "topic"), kept(back, "closes")) == ("story", TOPIC, "in 3 days")
    sent = await amara.sends(await amara.sends(back, topic="a visit", closes=""), "Launch it")
    assert sent.kind == "closed"
    assert "a visit" in words_of(stage.posted()[-1].cards[0])
    assert "closes" not in words_of(stage.posted()[-1].cards[0])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.slug)
async def test_every_template_can_be_launched_and_written(stage: Stage, template: object) -> None:
    """Each asks its own questions, with its own guidance, and what is shared stands under its own headings."""
    slug, label, parts = template.slug, template.label, template.parts  # type: ignore[attr-defined]
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches_through_the_form(amara, template=slug, topic=TOPIC)

    form = await ben.opens(prompt.card, "Reflect")
    assert form.title == label
    for line in template.guidance:  # type: ignore[attr-defined]
        assert f"• {line}" in read(form)
    await ben.sends(form, "Done", sharing="named", **{f"part{n}": f"Answer {n}." for n in range(1, len(parts) + 1)})

    said = words_of(prompt.shared[0].cards[0])
    for number, part in enumerate(parts, 1):
        assert f"{part.heading}\nAnswer {number}." in said


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"topic": " "}, "Please say what to reflect on"),
        ({"topic": "x" * 301}, "characters long"),
        ({"template": "poem"}, "I do not know that kind of prompt"),
        ({"closes": "when the cows come home"}, "I cannot tell when"),
        ({"closes": "in 200 days"}, "days ahead"),
        ({"starts": "soonish"}, "I cannot tell when"),
        ({"starts": "in 3 days", "closes": "in 0 days"}, "Not sent yet"),
        ({"repeat": "hourly"}, "I do not know how often that is"),
    ],
)
async def test_a_form_that_cannot_be_launched_comes_back(stage: Stage, inputs: dict[str, str], said: str) -> None:
    """It says what is wrong, keeps what was typed, and nothing is posted."""
    amara = await stage.opens(facilitator="Amara")
    form = await amara.opens(await amara.hears("reflect"), "Launch a prompt")

    again = await amara.sends(form, **{"topic": TOPIC, **inputs})

    assert said in read(again)
    for field, typed in inputs.items():
        assert kept(again, field).strip() == typed.strip()
    assert stage.count("SELECT count(*) FROM prompts") == 0


async def test_a_topic_is_wanted(stage: Stage) -> None:
    """“reflect:” alone is answered with an example."""
    amara = await stage.opens(facilitator="Amara")

    answer = await amara.hears("reflect:")

    assert "A capacity assessment you finished this week" in amara.sees(answer)
    assert stage.count("SELECT count(*) FROM prompts") == 0


async def test_only_facilitators_launch(stage: Stage) -> None:
    """A member who tries, by word, by line or with a facilitator's form, reads whom to ask; nothing is posted."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    asked = await amara.hears("reflect")
    form = await amara.opens(asked, "Launch a prompt")
    preview = await amara.sends(form, topic=TOPIC)

    for words in ("reflect", "prompt", f"reflect: {TOPIC}"):
        assert "Only a facilitator of MCA community can do that" in ben.sees(await ben.hears(words))
    assert "Only a facilitator" in read(await ben.opens(asked, "Launch a prompt"))
    for refused in (await ben.sends(form, topic=TOPIC), await ben.sends(preview, "Launch it")):
        assert "Only a facilitator" in read(refused)
    assert stage.count("SELECT count(*) FROM prompts") == 0


async def test_a_prompt_is_launched_from_the_chat(stage: Stage) -> None:
    """From 1:1 it goes into the channel; with several communities the facilitator chooses which."""
    amara = await stage.opens(facilitator="Amara")

    told = await amara.whispers(f"reflect: {TOPIC}")
    assert "The prompt is in MCA community now" in told.text
    assert TOPIC in words_of(stage.posted()[-1].cards[0])

    hoarding = await stage.adds_channel("Hoarding forum")
    await amara.hears("help", channel=hoarding)
    which = await amara.whispers("reflect: a visit to the tip")
    form = await amara.opens(which, "In Hoarding forum")
    assert kept(form, "topic") == "a visit to the tip"
    sent = await amara.sends(await amara.sends(form), "Launch it")
    assert "The prompt is in Hoarding forum now" in read(sent)
    assert "a visit to the tip" in words_of(stage.posted(hoarding)[-1].cards[0])
    assert list(amara.buttons(await amara.whispers("reflect"))) == ["In Hoarding forum", "In MCA community"]


async def test_the_compose_box_of_a_chat_asks_where(stage: Stage) -> None:
    """In the 1:1 chat of somebody in several communities the form asks which one is meant, and keeps what was typed."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    await amara.hears("help", channel=hoarding)
    form = await stage.teams.compose_open(amara.member, "reflection", chat=True)
    where = {choice["title"]: choice["value"] for choice in fields_of(form.card or {})["community"]["choices"]}

    again = await amara.sends(form, topic=TOPIC)
    assert "Please choose which one you mean" in read(again)
    assert kept(again, "topic") == TOPIC
    preview = await amara.sends(again, community=where["Hoarding forum"])
    await amara.sends(preview, "Launch it")

    assert TOPIC in words_of(stage.posted(hoarding)[-1].cards[0])
    assert stage.posted() == []


async def test_a_prompt_is_launched_from_the_compose_box(stage: Stage) -> None:
    """The same form opens from the box where one writes; for members it says who may."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    form = await stage.teams.compose_open(amara.member, "reflection")
    assert form.title == "Launch a prompt"
    preview = await amara.sends(form, topic=TOPIC)
    await amara.sends(preview, "Launch it")

    assert TOPIC in words_of(stage.posted()[-1].cards[0])
    assert "Only a facilitator" in read(await stage.teams.compose_open(ben.member, "reflection"))


async def test_launching_that_comes_again_is_done_once(stage: Stage) -> None:
    """A double click on “Launch it”, or Teams sending it again, launches one prompt."""
    amara = await stage.opens(facilitator="Amara")
    await launches_through_the_form(amara, topic=TOPIC)

    for new_id in (False, True):
        await stage.comes_again(new_id=new_id)

    assert stage.count("SELECT count(*) FROM prompts") == 1


async def test_a_prompt_closes_when_it_was_said(stage: Stage) -> None:
    """Its time comes: nobody can begin to write, what was written stays, and who shared without a name is forgotten."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches_through_the_form(amara, topic=TOPIC, closes="in 3 days")
    await writes(ben, prompt, WELL, sharing="unnamed")
    await stage.moves(days=2)
    assert prompt.buttons == ["Reflect", "Manage"]

    await stage.moves(days=1, minutes=1)

    assert prompt.buttons == ["Manage"]
    assert "Closed" in prompt.words
    assert "1 person has reflected · 1 shared below" in prompt.words
    assert stage.keys() == set()
    assert WELL in words_of(prompt.shared[0].cards[0])


@pytest.mark.parametrize("how", ["Close it", "Withdraw it"])
async def test_what_was_ended_by_hand_is_not_ended_again_by_the_clock(stage: Stage, how: str) -> None:
    """A prompt closed or withdrawn before its time stays as it was left."""
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches_through_the_form(amara, topic=TOPIC, closes="in 3 days")
    await manages(amara, prompt, how)
    before = prompt.words

    await stage.moves(days=4)

    assert prompt.words == before
    assert stage.count("SELECT count(*) FROM due") == 0


async def test_a_prompt_is_launched_later(stage: Stage) -> None:
    """It waits for its time, and closes so long after that."""
    amara = await stage.opens(facilitator="Amara")
    form = await amara.opens(await amara.hears("reflect"), "Launch a prompt")
    preview = await amara.sends(form, topic=TOPIC, starts="in 2 days", closes="in 7 days")
    assert "Launched " in read(preview)

    sent = await amara.sends(preview, "Launch it")
    assert "Write @Canopy rhythms" in read(sent)
    assert stage.count("SELECT count(*) FROM prompts") == 0
    await stage.moves(days=2, minutes=1)

    prompt = Prompt(stage, stage.posted()[-1])
    assert TOPIC in prompt.words
    [(launched, closes)] = stage.rows("SELECT launched_at, closes_at FROM prompts")
    assert timedelta(days=6) < timedelta(milliseconds=closes - launched) <= timedelta(days=7)
    await manages(amara, prompt, "Close it")


async def test_a_prompt_comes_back_every_week(stage: Stage) -> None:
    """The first one is launched at once, the next a week later in a thread of its own, with nothing carried over."""
    amara = await stage.opens(facilitator="Amara")
    form = await amara.opens(await amara.hears("reflect"), "Launch a prompt")
    assert kept(form, "repeat") == "once"
    preview = await amara.sends(form, topic=TOPIC, repeat="weekly")
    assert "Comes back: every week." in read(preview)

    sent = await amara.sends(preview, "Launch it")
    assert "then every week" in read(sent)
    first = Prompt(stage, stage.posted()[-1])
    await writes(stage.person("Ben"), first, WELL)
    await stage.moves(days=7, minutes=1)

    second = Prompt(stage, stage.posted()[-1])
    assert second.card.root == second.card.id != first.card.id
    assert TOPIC in second.words
    assert "Nobody has reflected yet" in second.words
    assert stage.count("SELECT count(*) FROM prompts") == 2


async def test_a_facilitator_closes_a_prompt(stage: Stage) -> None:
    """The form says what closing does; then nobody can begin to write, and the numbers stay."""
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches(amara)
    await writes(stage.person("Ben"), prompt, WELL)

    form = await amara.opens(prompt.card, "Manage")
    assert list(buttons_of(form.card or {})) == ["Close it", "Withdraw it"]
    assert "Whoever shared without a name cannot take it back after that; you can" in read(form)
    sent = await amara.sends(form, "Close it")

    assert sent.kind == "closed"
    assert prompt.buttons == ["Manage"]
    assert "1 person has reflected" in prompt.words
    assert list(buttons_of((await amara.opens(prompt.card, "Manage")).card or {})) == ["Withdraw it"]
    assert same_answer(await amara.sends(form, "Close it"), sent)


async def test_a_facilitator_withdraws_a_prompt(stage: Stage) -> None:
    """Its topic is gone from the card and from every table; what was written stays its authors', shared or not."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    prompt = await launches(amara, "Mrs Arnold's assessment")
    await writes(ben, prompt, WELL, sharing="named")
    await writes(chidi, prompt, "For me alone.")
    await chidi.whispers("my reflections")

    await manages(amara, prompt, "Withdraw it")

    assert prompt.words.startswith("This prompt was withdrawn.")
    assert prompt.buttons == []
    assert "Arnold" not in stage.everything_kept()
    assert WELL in words_of(prompt.shared[0].cards[0])
    assert "For me alone." in stage.everything_kept()
    await ben.sends(await ben.opens(prompt.shared[0], "Take it back"))
    assert words_of(prompt.shared[0].cards[0]) == "This reflection was taken back."


async def test_members_do_not_manage(stage: Stage) -> None:
    """Who does not facilitate reads so, on the card and with a facilitator's form; nothing changes."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    prompt = await launches(amara)
    form = await amara.opens(prompt.card, "Manage")

    assert "Only a facilitator can close or withdraw a prompt" in read(await ben.opens(prompt.card, "Manage"))
    for title in ("Close it", "Withdraw it"):
        assert "Only a facilitator can close or withdraw a prompt" in read(await ben.sends(form, title))
    assert prompt.buttons == ["Reflect", "Manage"]


async def test_managing_what_has_ended(stage: Stage) -> None:
    """Two facilitators, one prompt: the second reads that it was done, from an old form and from an old card."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    await amara.gives_roles(facilitators=f"{amara.member.id},{ben.member.id}")
    prompt = await launches(amara)
    form, manage = await ben.opens(prompt.card, "Manage"), ben.button(prompt.card, "Manage")

    await manages(amara, prompt, "Close it")
    assert "This prompt is closed" in read(await ben.sends(form, "Close it"))
    await manages(amara, prompt, "Withdraw it")
    assert "This prompt was withdrawn" in read(await ben.sends(form, "Withdraw it"))
    assert "This prompt was withdrawn" in read(await ben.opens_old(prompt.card, manage))


async def test_two_prompts_in_one_thread(stage: Stage) -> None:
    """Each keeps its own numbers."""
    amara = await stage.opens(facilitator="Amara")
    talk = await amara.says(f"reflect: {TOPIC}")
    first = Prompt(stage, stage.last_said(talk))
    second = await launches(amara, "a visit", thread=talk)

    await writes(stage.person("Ben"), second, WELL)

    assert "Nobody has reflected yet" in first.words
    assert "1 person has reflected" in second.words


async def test_who_wrote_is_nowhere_in_the_channel(stage: Stage) -> None:
    """However many reflect, no byte that goes to the channel names one who did not share with their name."""
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches(amara)
    people = stage.people("Ben", "Chidi", "Dana")

    for person, sharing in zip(people, ("private", "unnamed", "named"), strict=True):
        await writes(person, prompt, WELL, sharing=sharing)

    assert "3 people have reflected · 2 shared below" in prompt.words
    said = [str(message.activity) for message in stage.posted()]
    for hidden in people[:2]:
        assert not [one for one in said if hidden.member.name in one or hidden.member.id in one]


async def test_prompts_work_when_teams_sends_ids_only(stage: Stage) -> None:
    """Teams often leaves names out of what it sends; the name on what is shared comes from the roster."""
    stage.teams.sparse = True
    amara = await stage.opens(facilitator="Amara")
    prompt = await launches(amara)

    await writes(stage.person("Ben"), prompt, WELL, sharing="named")

    assert words_of(prompt.shared[0].cards[0]).startswith("Ben Carter reflects")
