"""Who does what: roles are shown, given, given up and taken over, and what each may do follows at once."""

from __future__ import annotations

import pytest

from sandbox.answers import Answer, Form
from tests.support.cards import Json, fields_of, words_of
from tests.support.players import Player, kept, read
from tests.support.poll_players import poll
from tests.support.stage import Stage

CLEAR = "Has anyone had a similar experience with somebody who refuses every assessment?"
AS_EXPERT = "You are with MCA community as an expert"
AS_SPONSOR = "You are with MCA community as its sponsor"
NOBODY = "needs at least one facilitator"


async def _form(player: Player) -> Form:
    return await player.opens(await player.hears("roles"), "Change roles")


def _choices(form: Form, field: str) -> dict[str, str]:
    choices: list[Json] = fields_of(form.card or {})[field]["choices"]
    return {choice["title"]: choice["value"] for choice in choices}


def _answered(answer: Answer) -> str:
    return answer.text or words_of(answer.card or {})


# ---- shown and given


async def test_everybody_may_read_who_does_what(stage: Stage) -> None:
    """The card names who facilitates and what that means; the button refuses everybody else, and says whom to ask."""
    await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    card = await ben.hears("who does what")

    assert "Facilitators\nAmara Osei" in ben.sees(card)
    assert "Sponsors" not in ben.sees(card)
    refused = read(await ben.opens(card, "Change roles"))
    assert refused == "Only a facilitator of MCA community can do that. Ask one of them: Amara Osei."


async def test_a_facilitator_gives_every_role(stage: Stage) -> None:
    """Four people get a role each, are told so in private once, and the card says it."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi, dana = stage.people("Ben", "Chidi", "Dana")
    form = await _form(amara)
    people = _choices(form, "experts")

    sent = await amara.sends(
        form, co_facilitators=people["Ben Carter"], experts=people["Chidi Okafor"], sponsors=people["Dana Whitfield"]
    )

    assert sent.kind == "closed", read(sent)
    shown = amara.sees(await amara.hears("roles"))
    for said in ("Co-facilitators\nBen Carter", "Experts from outside\nChidi Okafor", "Sponsors\nDana Whitfield"):
        assert said in shown
    assert "You are a co-facilitator of MCA community now." in ben.sees(ben.told())
    assert "You are an expert of MCA community now." in chidi.sees(chidi.told())
    assert "You are a sponsor of MCA community now." in dana.sees(dana.told())
    assert [message for message in amara.all_told() if "new role" in amara.sees(message)] == []

    await stage.comes_again(new_id=True)
    await amara.gives_roles()
    assert len([message for message in ben.all_told() if "new role" in ben.sees(message)]) == 1


async def test_who_loses_a_role_is_thanked(stage: Stage) -> None:
    """Somebody who is not chosen any more reads so in private, kindly, and no more than that."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    await amara.gives_roles(co_facilitators=ben.member.id)

    await amara.gives_roles(co_facilitators="")

    assert "You are a member now, like everybody else. Thank you for what you did." in ben.sees(ben.told())
    assert "Co-facilitators" not in ben.sees(await ben.hears("roles"))


@pytest.mark.parametrize("chosen", ["", "f" * 36, "' OR 1=1 --,\0,,"])
async def test_a_community_keeps_a_facilitator(stage: Stage, chosen: str) -> None:
    """Nobody chosen, or nobody who is in the team: nothing is kept, and the form says why."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    again = await amara.sends(await _form(amara), facilitators=chosen, sponsors=ben.member.id)

    assert again.kind == "form"
    assert NOBODY in read(again)
    assert kept(again, "sponsors") == ben.member.id
    assert "Sponsors" not in ben.sees(await ben.hears("roles"))


async def test_one_role_for_each_person(stage: Stage) -> None:
    """Somebody in two lists is named, and nothing is kept."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")

    again = await amara.sends(await _form(amara), experts=ben.member.id, sponsors=ben.member.id)

    assert "Ben Carter is chosen for more than one role." in read(again)
    assert "Sponsors" not in ben.sees(await ben.hears("roles"))


async def test_somebody_made_up_is_left_out(stage: Stage) -> None:
    """Among people that exist, an id that does not counts for nothing."""
    amara = await stage.opens(facilitator="Amara")

    await amara.gives_roles(facilitators=f"{amara.member.id},{'f' * 36}")

    assert kept(await _form(amara), "facilitators") == amara.member.id


async def test_two_facilitators_do_not_undo_each_other(stage: Stage) -> None:
    """Whoever sends a form from before a change sees the roles as they are now, and loses nothing of the other's."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    await amara.gives_roles(facilitators=f"{amara.member.id},{ben.member.id}")
    old = await _form(ben)
    await amara.gives_roles(experts=chidi.member.id)

    again = await ben.sends(old, sponsors=stage.person("Dana").member.id)

    assert "Somebody else changed the roles in the meantime" in read(again)
    assert kept(again, "experts") == chidi.member.id
    assert (await ben.sends(again, sponsors=stage.person("Dana").member.id)).kind == "closed"
    assert "Chidi Okafor" in ben.sees(await ben.hears("roles"))


async def test_people_are_found_by_typing(stage: Stage) -> None:
    """The lists are filled as somebody types, and who was chosen so stays in a form that comes back."""
    amara = await stage.opens(facilitator="Amara")
    form = await _form(amara)
    assert await amara.types(form, "experts", "car") == ["Ben Carter"]
    assert await amara.types(form, "experts", "  CARTER ") == ["Ben Carter"]
    assert await amara.types(form, "experts", "%") == []
    assert await amara.types(form, "experts", "a\0b") == []
    for number in range(26):
        stage.teams.world.welcome(f"A{chr(97 + number)} Member", "Nurse", guest=False)
    await stage.joins("Zoe Last")
    form = await _form(amara)
    assert "Zoe Last" not in _choices(form, "experts")
    zoe = stage.person("Zoe").member.id

    again = await amara.sends(form, facilitators="", experts=zoe)

    assert _choices(again, "experts")["Zoe Last"] == zoe


async def test_each_community_has_roles_of_its_own(stage: Stage) -> None:
    """In 1:1 one chooses which community; typing offers its people, and what is settled there stays there."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("Hoarding forum")
    await amara.says("help", channel=hoarding)
    grace = await stage.joins("Grace Lin")
    where = stage.rows("SELECT community_id FROM communities WHERE name = 'Hoarding forum'")[0][0]
    stage.change(
        "UPDATE members SET here = false WHERE community_id = :where AND member_id = :who", where=where, who=grace.member.id
    )

    which = await amara.whispers("roles")
    assert await amara.types(await amara.opens(which, "MCA community"), "experts", "grace") == ["Grace Lin"]
    form = await amara.opens(which, "Hoarding forum")
    assert await amara.types(form, "experts", "grace") == []
    await amara.sends(form, sponsors=stage.person("Ben").member.id)

    assert "Ben Carter" in amara.sees(await amara.hears("roles", channel=hoarding))
    assert "Ben Carter" not in amara.sees(await amara.hears("roles"))


# ---- what follows from a role


async def test_a_facilitator_hands_over(stage: Stage) -> None:
    """Removed a second ago is refused: with a form that was open, with an old card, with a word."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    settings = await amara.opens(await amara.hears("settings"), "Change the settings")
    roles = await _form(amara)
    asked = await poll(amara)

    await amara.gives_roles(facilitators=ben.member.id)

    for form in (settings, roles):
        assert "Ask one of them: Ben Carter." in read(await amara.sends(form))
    assert "Only a facilitator" in read(await _form(amara))
    assert "Only a facilitator" in read(await amara.opens(await amara.hears("settings"), "Change the settings"))
    assert "Only a facilitator" in amara.sees(await amara.hears("deliveries"))
    assert (await ben.opens(asked.card, "Manage")).kind == "form"
    assert (await _form(ben)).kind == "form"


async def test_a_co_facilitator_runs_everything_but_settings_and_roles(stage: Stage) -> None:
    """They launch, manage and see deliveries; how the community works and who does what stays with the facilitators."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    asked = await poll(amara)
    await amara.gives_roles(co_facilitators=ben.member.id)

    assert (await ben.opens(asked.card, "Manage")).kind == "form"
    assert (await ben.opens(await ben.hears("help"), "Check in")).kind == "form"
    assert "has arrived" in ben.sees(await ben.hears("deliveries"))
    refused = "Only a facilitator of MCA community can do that. Ask one of them: Amara Osei."
    assert read(await _form(ben)) == refused
    assert read(await ben.opens(await ben.hears("settings"), "Change the settings")) == refused


async def test_an_expert_answers_and_does_not_see_what_stays_among_members(stage: Stage) -> None:
    """They answer an ask and have a profile; they do not ask, vote, reflect, or look members up."""
    amara = await stage.opens(facilitator="Amara")
    chidi = stage.person("Chidi")
    ask = await stage.person("Ben").asks(CLEAR)
    asked = await poll(amara)
    await amara.gives_roles(experts=chidi.member.id)

    assert (await chidi.helps(ask, "Go twice, and never alone.")).kind == "closed"
    assert "Chidi Okafor: Go twice, and never alone." in ask.words
    helped = await chidi.hears("help")
    assert "You are an expert for MCA community" in chidi.sees(helped)
    assert (await chidi.opens(helped, "My profile")).kind == "form"
    posts = len(stage.posted())
    assert AS_EXPERT in chidi.sees(await chidi.hears(CLEAR))
    assert AS_EXPERT in chidi.sees(await chidi.hears("who is Ben?"))
    assert AS_EXPERT in chidi.sees(await chidi.hears("my reflections"))
    assert AS_EXPERT in _answered(await chidi.presses(ask.card, "Same here"))
    assert AS_EXPERT in _answered(await chidi.presses(asked.card, "Mentoring"))
    assert len(stage.posted()) == posts + 3


async def test_a_sponsor_sees_the_whole_and_nobodys_words(stage: Stage) -> None:
    """The knowledge map and what came of polls are theirs to see; asks, search, profiles and answers are not."""
    amara = await stage.opens(facilitator="Amara")
    dana = stage.person("Dana")
    ask = await stage.person("Ben").asks(CLEAR)
    await amara.gives_roles(sponsors=dana.member.id)

    helped = await dana.hears("help")
    assert "You are a sponsor of MCA community" in dana.sees(helped)
    assert (await dana.opens(helped, "Knowledge map as a table")).kind == "form"
    assert AS_SPONSOR not in dana.sees(await dana.hears("knowledge map"))
    assert AS_SPONSOR not in dana.sees(await dana.hears("polls"))
    for words in ("asks", "find assessment", "who knows about hoarding?", "my profile", CLEAR):
        assert AS_SPONSOR in dana.sees(await dana.hears(words)), words
    assert AS_SPONSOR in read(await dana.opens(ask.card, "I can help"))
    assert AS_SPONSOR in dana.sees(await dana.whispers("library"))


async def test_who_only_looks_on_is_not_reminded_of_a_poll(stage: Stage) -> None:
    """A reminder goes to those who may vote."""
    amara = await stage.opens(facilitator="Amara")
    dana, chidi, ben = stage.people("Dana", "Chidi", "Ben")
    await amara.gives_roles(sponsors=dana.member.id, experts=chidi.member.id)
    asked = await poll(amara)
    before = {each.name: len(each.all_told()) for each in (dana, chidi, ben)}

    form = await amara.sends(await amara.opens(asked.card, "Manage"), "Remind who has not answered")
    await amara.sends(form, "Remind them")

    after = {each.name: len(each.all_told()) - before[each.name] for each in (dana, chidi, ben)}
    assert after == {"Dana Whitfield": 0, "Chidi Okafor": 0, "Ben Carter": 1}


async def test_a_looker_on_in_several_communities_is_sent_to_the_channel(stage: Stage) -> None:
    """In 1:1 it is not clear where a sponsor of one and member of another speaks; help works, the rest says where to write."""
    amara = await stage.opens(facilitator="Amara")
    hoarding = await stage.adds_channel("A hoarding forum")
    dana = stage.person("Dana")
    await dana.says("help", channel=hoarding)
    await amara.gives_roles(sponsors=dana.member.id)
    form = await amara.opens(await amara.hears("roles", channel=hoarding), "Change roles")
    await amara.sends(form, sponsors=dana.member.id)

    assert "Please write that to me in the channel" in dana.sees(await dana.whispers("find assessment"))
    assert "What would you like to do?" in dana.sees(await dana.whispers("help"))


# ---- given up and taken over


async def test_somebody_gives_up_a_role(stage: Stage) -> None:
    """A co-facilitator steps down with one press; pressed once more, they are told that they are a member."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    await amara.gives_roles(co_facilitators=ben.member.id)
    card = await ben.hears("roles")
    form, old = await ben.opens(card, "Give up my role"), await ben.opens(card, "Give up my role")

    assert (await ben.sends(form)).kind == "closed"

    assert "Co-facilitators" not in ben.sees(await ben.hears("roles"))
    for again in (await ben.opens(card, "Give up my role"), await ben.sends(old)):
        assert read(again) == "You are a member of MCA community, which is not a role one gives up. Nothing was changed."


async def test_the_last_facilitator_goes_with_a_successor(stage: Stage) -> None:
    """Without one the form comes back; with one, that person facilitates at once, and is told in private."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    form = await amara.opens(await amara.hears("step down"), "Give up my role")

    for nobody in ("", amara.member.id, "f" * 36):
        again = await amara.sends(form, successor=nobody)
        assert "You are the only facilitator. Please choose who facilitates after you." in read(again)
    assert kept(await _form(amara), "facilitators") == amara.member.id
    assert (await amara.sends(form, successor=ben.member.id)).kind == "closed"

    assert "You are a facilitator of MCA community now." in ben.sees(ben.told())
    assert kept(await _form(ben), "facilitators") == ben.member.id
    assert "Only a facilitator" in read(await _form(amara))


async def test_with_two_facilitators_one_may_go(stage: Stage) -> None:
    """Nobody has to follow while another facilitator is there; then the other one is the last."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    await amara.gives_roles(facilitators=f"{amara.member.id},{ben.member.id}")
    mine, theirs = [await each.opens(await each.hears("roles"), "Give up my role") for each in (amara, ben)]

    assert (await amara.sends(mine)).kind == "closed"
    assert "You are the only facilitator" in read(await ben.sends(theirs))


async def test_a_co_facilitator_takes_over_what_nobody_leads(stage: Stage) -> None:
    """While somebody leads, nobody takes over; once the last one left the team, a co-facilitator does, and a member does not."""
    amara = await stage.opens(facilitator="Amara")
    ben, chidi = stage.people("Ben", "Chidi")
    await amara.gives_roles(co_facilitators=ben.member.id)
    await stage.leaves(amara)
    card = await ben.hears("roles")
    assert "Nobody facilitates at the moment." in ben.sees(card)
    assert "Nobody facilitates MCA community any more. A co-facilitator can take over" in _answered(
        await chidi.presses(card, "Take over")
    )

    button = ben.button(card, "Take over")
    answer = await ben.presses(card, "Take over")

    assert "Facilitators\nBen Carter" in _answered(answer)
    assert kept(await _form(ben), "facilitators") == ben.member.id
    assert "MCA community has a facilitator. Ask one of them: Ben Carter." in _answered(await chidi.presses_old(card, button))


async def test_the_word_on_arrival_says_who_facilitates_now(stage: Stage) -> None:
    """Whoever reads what Canopy told the channel months ago finds those who facilitate today: given, left, taken over."""
    amara = await stage.opens(facilitator="Amara")
    ben = stage.person("Ben")
    [arrival] = stage.arrivals()

    await amara.gives_roles(co_facilitators=ben.member.id)
    assert "Who facilitates: Amara Osei, Ben Carter" in ben.sees(arrival)
    await stage.leaves(amara)
    assert "Who facilitates: Ben Carter" in ben.sees(arrival)
    await ben.presses(await ben.hears("roles"), "Take over")
    await stage.joins("Amara Osei")
    assert "Who facilitates: Amara Osei, Ben Carter" in ben.sees(arrival)

    amara.member.here = False  # nobody tells of it, but the roster, when it is read the next time
    await stage.teams.event("installationUpdate", action="add", member="Chidi")
    await stage.settles()
    assert "Who facilitates: Ben Carter" in ben.sees(arrival)
    await stage.leaves(ben)
    assert "Who facilitates: Nobody at the moment. A co-facilitator can take over" in stage.person("Chidi").sees(arrival)
    await ben.says("help")  # somebody whose return nobody told of
    assert "Who facilitates: Ben Carter" in ben.sees(arrival)


async def test_a_team_owner_claims_an_orphaned_community(stage: Stage) -> None:
    """Where no facilitator is left, whoever adds Canopy to the team again is the next; co-facilitators stay what they are."""
    amara = await stage.opens(facilitator="Amara")
    ben, dana = stage.people("Ben", "Dana")
    await amara.gives_roles(co_facilitators=ben.member.id)
    await stage.leaves(amara)
    assert "a team owner adds Canopy to the team again" in read(
        await dana.opens(await dana.hears("settings"), "Change the settings")
    )

    await stage.teams.event("installationUpdate", action="remove", member="Dana")
    await stage.teams.install("Dana")
    await stage.settles()

    shown = dana.sees(await dana.hears("roles"))
    assert "Facilitators\nDana Whitfield" in shown
    assert "Co-facilitators\nBen Carter" in shown
