"""Writing one's own profile: a form that takes two minutes, looked at before it is kept."""

from __future__ import annotations

from tests.support.cards import buttons_of, fields_of, words_of
from tests.support.players import kept, read
from tests.support.profile_players import (
    MATTERS,
    SUPPORT,
    is_introduced,
    looks_up,
    names_kept,
    opens_form,
    previews,
    writes_profile,
)
from tests.support.stage import Stage


async def test_one_line_is_enough(stage: Stage) -> None:
    """A member writes one line, sees how it will read, and saves it; colleagues find it, and the channel is left in peace."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    said = len(stage.posted())

    sent = await writes_profile(ben, matters=MATTERS)

    assert "Colleagues find you with “@Canopy who is” and your name." in read(sent)
    assert len(stage.posted()) == said
    shown = await looks_up(chidi, "Ben")
    assert "Ben Carter" in shown
    assert MATTERS in shown
    assert "How best to support me" not in shown, "what is empty is left out"


async def test_the_form_asks_for_the_practices_own_three_headings(stage: Stage) -> None:
    """Nothing is required, everything has a label, and the form says what is not copied."""
    await stage.opens()
    form = await opens_form(stage.person("Ben"))

    fields = fields_of(form.card or {})
    assert [field["label"] for field in fields.values()][:3] == [
        "What people appreciate about me", "What matters to me", "How best to support me",
    ]  # fmt: skip
    assert not [field for field in fields.values() if field.get("isRequired")]
    assert "one line is enough" in read(form)
    assert "neither are your e-mail address and photo" in read(form)
    assert list(buttons_of(form.card or {})) == ["Preview", "Save for later"]


async def test_an_empty_profile_comes_back_with_a_sentence(stage: Stage) -> None:
    """Nothing written is nothing kept: the form says that one line will do."""
    await stage.opens()
    ben = stage.person("Ben")
    back = await ben.sends(await opens_form(ben), "Preview")
    assert "One line is enough" in read(back)
    assert stage.count("SELECT count(*) FROM profiles") == 0


async def test_what_cannot_be_kept_comes_back_with_all_that_was_typed(stage: Stage) -> None:
    """Years that are no number are refused with a sentence; nothing typed is lost, topics included."""
    await stage.opens()
    ben = stage.person("Ben")

    back = await ben.sends(
        await opens_form(ben), "Preview", matters=MATTERS, years="ages", can_help="hoarding", can_help_too="fire safety"
    )

    assert "I cannot read “ages” as a number of years" in read(back)
    assert kept(back, "matters") == MATTERS
    assert kept(back, "can_help") == "hoarding"
    assert kept(back, "can_help_too") == "fire safety"


async def test_the_whole_page_is_read_as_it_was_written(stage: Stage) -> None:
    """Every field has its place on the card, topics by their names and own words as they are."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await opens_form(ben)
    [level] = [
        choice["value"] for choice in fields_of(form.card or {})["experience"]["choices"] if "confidence" in choice["title"]
    ]

    preview = await ben.sends(
        form, "Preview", appreciated="I stay calm", matters=MATTERS, support=SUPPORT, job="Care home manager",
        organisation="Northbrook Homes", years="7", experience=level, can_help="hoarding", can_help_too="life story work",
        wants="dols", reach="Teams chat", pronouns="he/him",
    )  # fmt: skip

    said = words_of(preview.card or {})
    for line in (
        "Ben Carter  he/him", "Care home manager, Northbrook Homes", "I use the Mental Capacity Act with confidence · 7 years",
        "I stay calm", MATTERS, SUPPORT, "Teams chat",
    ):  # fmt: skip
        assert line in said.split("\n"), said
    assert "life-story-work" in said
    assert said.index("Ask me about") < said.index("life-story-work") < said.index("I would like to learn about")
    assert stage.count("SELECT count(*) FROM profiles") == 0


async def test_topics_typed_in_other_words_are_the_communitys_own(stage: Stage) -> None:
    """An abbreviation, a name and a chosen topic are one and the same; the list that is typed into knows the other names too."""
    await stage.opens()
    ben = stage.person("Ben")
    form = await opens_form(ben)
    offered = await ben.types(form, "can_help", "DoLS")
    assert any("eprivation of liberty" in title for title in offered)

    await writes_profile(ben, can_help="dols", can_help_too="DoLS, deprivation of liberty")

    assert stage.rows("SELECT topic, wish FROM profile_topics") == [("dols", "help")]


async def test_a_draft_waits_and_only_its_member_reads_it(stage: Stage) -> None:
    """Saved for later, it opens again filled in, shows as a draft, and is nobody's profile yet."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")

    saved = await ben.sends(await opens_form(ben), "Save for later", matters=MATTERS, can_help_too="fire safety")

    assert "Saved for later" in read(saved)
    form = await opens_form(ben)
    assert "This is what you saved for later" in read(form)
    assert kept(form, "matters") == MATTERS
    assert kept(form, "can_help_too") == "fire safety"
    assert "has not written a profile yet" in await looks_up(chidi, "Ben Carter")
    assert kept(await opens_form(chidi), "matters") == ""


async def test_a_draft_can_be_dropped(stage: Stage) -> None:
    """The form shows again what was there before."""
    await stage.opens()
    ben = stage.person("Ben")
    await writes_profile(ben, matters=MATTERS)
    await ben.sends(await opens_form(ben), "Save for later", matters="Something half thought")

    back = await ben.sends(await opens_form(ben), "Drop the draft")

    assert kept(back, "matters") == MATTERS
    assert stage.count("SELECT count(*) FROM profile_drafts") == 0


async def test_a_preview_that_was_closed_loses_nothing(stage: Stage) -> None:
    """What was typed is there when the form is opened again, and “Change it” goes back to it."""
    await stage.opens()
    ben = stage.person("Ben")
    preview = await previews(ben, matters=MATTERS, pronouns="he/him")

    back = await ben.sends(preview, "Change it")

    assert kept(back, "matters") == MATTERS
    assert kept(await opens_form(ben), "pronouns") == "he/him"


async def test_what_is_saved_is_what_was_shown(stage: Stage) -> None:
    """Two forms at once, on a phone and a desk: the older preview cannot save what it did not show."""
    await stage.opens()
    ben = stage.person("Ben")
    older = await previews(ben, matters="First")
    await previews(ben, matters="Second")

    back = await ben.sends(older, "Save")

    assert "That preview is not the newest one" in read(back)
    assert kept(back, "matters") == "Second"
    assert stage.count("SELECT count(*) FROM profiles") == 0


async def test_saved_twice_it_is_saved_once(stage: Stage) -> None:
    """A double press leaves what one press leaves, and gets the same answer."""
    await stage.opens()
    ben = stage.person("Ben")
    sent = await writes_profile(ben, matters=MATTERS, introduce="true")
    posted = len(stage.posted())

    again = await stage.comes_again(new_id=True)

    assert again.text == sent.text
    assert len(stage.posted()) == posted
    assert stage.rows("SELECT revision FROM profiles") == [(1,)]


async def test_who_wants_it_is_introduced_once(stage: Stage) -> None:
    """The channel reads it in a thread of its own; a change brings that card up to date and posts nothing new."""
    await stage.opens()
    ben = stage.person("Ben")
    card = await is_introduced(ben, matters=MATTERS)
    assert words_of(card.cards[0]).startswith("Meet a colleague")
    assert "Ben Carter" in words_of(card.cards[0])
    posted = len(stage.posted())

    await writes_profile(ben, matters="Being on time.")

    assert len(stage.posted()) == posted
    assert "Being on time." in words_of(card.cards[0])
    assert MATTERS not in words_of(card.cards[0])


async def test_an_introduction_can_be_taken_down_alone(stage: Stage) -> None:
    """The profile is found when somebody looks; the channel does not show it any more."""
    await stage.opens()
    ben = stage.person("Ben")
    card = await is_introduced(ben)

    preview = await previews(ben, introduce="false")
    assert "Your introduction in the channel is taken down" in read(preview)
    await ben.sends(preview, "Save")

    assert MATTERS not in str(card.cards[0])
    assert MATTERS in await looks_up(stage.person("Chidi"), "Ben")


async def test_a_withdrawn_profile_leaves_nothing(stage: Stage) -> None:
    """No row keeps it; the introduction and every card on which a colleague looked it up say that it is gone."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    introduction = await is_introduced(ben, matters=MATTERS, support="I play the xylophone.", can_help_too="fire safety")
    looked_up = await chidi.hears("who is Ben")
    privately = await chidi.whispers("who is Ben")

    asked = await ben.opens(await ben.whispers("profile"), "Withdraw it")
    assert "Nothing of it is kept" in read(asked)
    done = await ben.sends(asked, "Withdraw it")

    assert "nothing of it is kept" in read(done)
    for card in (introduction, looked_up, privately):
        assert words_of(card.cards[0]) == "This profile is not shown here any more."
    everything = stage.everything_kept()
    assert MATTERS not in everything and "xylophone" not in everything and "fire-safety" not in everything
    assert "has not written a profile yet" in await looks_up(chidi, "Ben")


async def test_it_is_withdrawn_from_the_form_too(stage: Stage) -> None:
    """Whoever has the form open finds the way out there; and may write a new one after it."""
    await stage.opens()
    ben = stage.person("Ben")
    await writes_profile(ben, matters=MATTERS)

    await ben.sends(await ben.sends(await opens_form(ben), "Withdraw my profile"), "Withdraw it")
    assert stage.count("SELECT count(*) FROM profiles") == 0

    card = await is_introduced(ben, matters="Anew.")
    assert "Anew." in words_of(card.cards[0])


async def test_whoever_presses_opens_their_own(stage: Stage) -> None:
    """A button on a colleague's card, or one that carries a colleague's name, never opens or changes somebody else's profile."""
    await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    card = await is_introduced(ben)
    button = chidi.button(card, "Your own profile")
    forged = {**button, "data": {**button["data"], "member": ben.member.id, "seen": f"profile:{ben.member.id}"}}

    form = await chidi.opens_old(card, forged)
    assert kept(form, "matters") == ""

    shown = await ben.whispers("profile")
    assert "You have no profile here" in read(await chidi.opens_old(shown, ben.button(shown, "Withdraw it")))
    assert stage.count("SELECT count(*) FROM profiles") == 1


async def test_the_form_opens_from_the_box_one_writes_in(stage: Stage) -> None:
    """“My profile” beside the message box opens the same form."""
    await stage.opens()
    ben = stage.person("Ben")

    form = await stage.teams.compose_open(ben.member, "profile")
    preview = await ben.sends(form, "Preview", matters=MATTERS)
    sent = await ben.sends(preview, "Save")

    assert "Saved." in read(sent)
    assert MATTERS in await looks_up(stage.person("Chidi"), "Ben")


async def test_in_several_communities_the_form_asks_which(stage: Stage) -> None:
    """A profile belongs to one community: in the 1:1 chat its member chooses, and the others do not see it."""
    await stage.opens()
    ben = stage.person("Ben")
    other = await stage.adds_channel("Hoarding")
    await ben.hears("help", channel=other)
    await ben.hears("help")

    shown = await ben.whispers("profile")
    assert "Which one is it for?" in ben.sees(shown)
    assert len(ben.buttons(shown)) == 2
    asked = await stage.teams.compose_open(ben.member, "profile", chat=True)
    assert "Which community is it for?" in str(asked.card)
    [hoarding] = [each["value"] for each in fields_of(asked.card or {})["community"]["choices"] if each["title"] == "Hoarding"]
    form = await ben.sends(asked, "Next", community=hoarding)
    await ben.sends(await ben.sends(form, "Preview", matters=MATTERS), "Save")

    assert MATTERS in ben.sees(await ben.hears("who is Ben", channel=other))
    assert "one line is enough" in ben.sees(await ben.hears("who is Ben"))
    assert "in the channel of the one you mean" in ben.sees(await ben.whispers("who is Ben"))


async def test_no_name_address_or_photo_is_copied(stage: Stage) -> None:
    """Where the profile and what the search holds of it are kept, its member is an id."""
    await stage.opens()
    ben = stage.person("Ben")
    await is_introduced(ben, matters=MATTERS, job="Care home manager", can_help="hoarding")
    assert names_kept(stage, ben) == []


async def test_the_form_opens_from_the_help(stage: Stage) -> None:
    """“My profile” is on the help card, in the channel and in 1:1."""
    await stage.opens()
    ben = stage.person("Ben")
    for card in (await ben.hears("help"), await ben.whispers("help")):
        form = await ben.opens(card, "My profile")
        assert "What matters to me" in [field["label"] for field in fields_of(form.card or {}).values()]
