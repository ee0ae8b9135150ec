"""Voting: every kind of poll, named and anonymous, again and again, from the channel and from the 1:1 chat."""

from __future__ import annotations

import pytest

from tests.support.cards import buttons_of, fields_of, filled_in, words_of
from tests.support.players import read
from tests.support.poll_players import (
    EVERYBODY,
    all_vote,
    chooses_several,
    ends,
    erases,
    numbers,
    poll,
    ranks,
    results_of,
    votes,
    writes,
)
from tests.support.stage import Stage

CLOSED = "This poll is closed, so nothing was changed. The results are on its card in the channel."
WITHDRAWN = "This poll was withdrawn, so nothing was changed."
GONE = "That option is not on this poll. Look at its card in the channel and choose again; nothing was changed."
NOT_FOUND = "I cannot find that poll. It may have been withdrawn, or the card is from somewhere else."
each_mode = pytest.mark.parametrize("mode", ["named", "anonymous"])


# ---- pressing


async def test_a_vote_is_counted_and_seen_at_once(stage: Stage) -> None:
    """A member presses an option: their card says what they chose, and the channel's card counts it."""
    amara = await stage.opens()
    asked = await poll(amara)
    ben = stage.person("Ben")

    answer = await votes(ben, asked, "Mentoring")

    assert words_of(answer.card or {}).startswith("You chose “Mentoring”. You can change it until the poll closes.")
    assert results_of(answer.card or {}) == {"Mentoring": 1, "Onboarding": 0}
    assert asked.results == {"Mentoring": 1, "Onboarding": 0}
    assert "1 has answered." in asked.words


async def test_a_vote_can_be_changed(stage: Stage) -> None:
    """The last answer counts, and only that."""
    amara = await stage.opens()
    asked = await poll(amara)
    ben, chidi = stage.people("Ben", "Chidi")

    await votes(ben, asked, "Mentoring")
    await votes(chidi, asked, "Mentoring")
    await votes(ben, asked, "Onboarding")
    await votes(ben, asked, "Mentoring")
    await votes(ben, asked, "Onboarding")

    assert asked.results == {"Mentoring": 1, "Onboarding": 1}
    assert "2 have answered." in asked.words
    assert stage.count("SELECT count(*) FROM votes") == 2


@pytest.mark.parametrize("new_id", [False, True], ids=["same id", "new id"])
async def test_a_click_that_comes_again_counts_once(stage: Stage, new_id: bool) -> None:
    """However often Teams delivers a click, and under whatever id, it is one vote."""
    amara = await stage.opens()
    asked = await poll(amara)
    ben = stage.person("Ben")
    await votes(ben, asked, "Mentoring")

    for _ in range(3):
        again = await stage.comes_again(new_id=new_id)
        assert again.kind == "card"

    assert asked.results == {"Mentoring": 1, "Onboarding": 0}
    assert stage.rows("SELECT votes FROM poll_options ORDER BY number") == [(1,), (0,)]


@each_mode
async def test_an_old_click_that_comes_late_undoes_nothing(stage: Stage, mode: str) -> None:
    """A click that arrives again after the member changed their mind changes nothing, and says so."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode)
    for name in EVERYBODY:
        await votes(stage.person(name), asked, "Mentoring")
    ben = stage.person("Ben")
    await votes(ben, asked, "Mentoring")
    old = stage.teams.sent[-1]
    await votes(ben, asked, "Onboarding")

    status, body = await stage.teams.redeliver(old, new_id=True)
    await stage.settles()

    assert status == 200
    assert "Nothing was changed: you had answered since this card was shown." in words_of(body["value"])
    await ends(amara, asked)
    assert asked.results == {"Mentoring": 4, "Onboarding": 1}


@each_mode
async def test_a_press_on_an_older_card_asks_again(stage: Stage, mode: str) -> None:
    """The channel's own card knows nothing of a member's vote on another device: it asks once more, and then counts."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode, shows="closed")
    ben = stage.person("Ben")
    for name in EVERYBODY:
        old = ben.button(asked.card, "Onboarding")
        await votes(stage.person(name), asked, "Mentoring")
        if name == "Ben":
            first = old

    refused = await ben.presses_old(asked.card, first)
    assert "Nothing was changed" in words_of(refused.card or {})
    counted = await ben.presses_old(asked.card, buttons_of(refused.card or {})["Onboarding"])

    assert "Nothing was changed" not in words_of(counted.card or {})
    await ends(amara, asked)
    assert asked.results == {"Mentoring": 4, "Onboarding": 1}


@each_mode
async def test_voting_on_what_is_over_changes_nothing(stage: Stage, mode: str) -> None:
    """Closed, withdrawn or unknown: a sentence, and nothing changed."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    closed, gone = await poll(amara, mode=mode), await poll(amara, mode=mode)
    buttons = [ben.button(asked.card, "Mentoring") for asked in (closed, gone)]
    await ends(amara, closed)
    await erases(amara, gone)

    assert (await ben.presses_old(closed.card, buttons[0])).text == CLOSED
    assert (await ben.presses_old(gone.card, buttons[1])).text == WITHDRAWN
    unknown = {**buttons[0], "data": {**buttons[0]["data"], "poll": "f" * 32}}
    assert (await ben.presses_old(closed.card, unknown)).text == NOT_FOUND
    assert stage.count("SELECT count(*) FROM votes") == 0


@each_mode
async def test_an_option_that_is_not_there(stage: Stage, mode: str) -> None:
    """A button that was tampered with chooses nothing."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode)
    ben = stage.person("Ben")
    button = ben.button(asked.card, "Mentoring")

    for option in (0, 3, -1, 10**12):
        answer = await ben.presses_old(asked.card, {**button, "data": {**button["data"], "option": option}})
        assert answer.text == GONE
    for press in (-1, 10**12, "x"):
        answer = await ben.presses_old(asked.card, {**button, "data": {**button["data"], "press": press}})
        assert answer.text.startswith("I could not read that.")

    assert stage.count("SELECT count(*) FROM votes") == 0
    await ends(amara, asked)
    assert not any((asked.results or {}).values())


async def test_the_wrong_verb_for_a_mode_finds_no_poll(stage: Stage) -> None:
    """A named vote in an anonymous poll, which would keep a name, is refused; and the other way round."""
    amara = await stage.opens()
    named, anonymous = await poll(amara), await poll(amara, mode="anonymous")
    ben = stage.person("Ben")
    vote, ballot = ben.button(named.card, "Mentoring"), ben.button(anonymous.card, "Mentoring")

    swapped = {**vote, "data": {**vote["data"], "poll": anonymous.id}}
    assert (await ben.presses_old(anonymous.card, swapped)).text == NOT_FOUND
    swapped = {**ballot, "data": {**ballot["data"], "poll": named.id}}
    assert (await ben.presses_old(named.card, swapped)).text == NOT_FOUND

    assert stage.count("SELECT count(*) FROM votes") == 0


async def test_a_guest_and_somebody_who_came_later_vote_like_everybody(stage: Stage) -> None:
    """Guests and newcomers are members."""
    amara = await stage.opens()
    asked = await poll(amara)
    late = await stage.joins("Gareth Pugh", guest=True)

    await votes(stage.person("Farah"), asked, "Mentoring")
    await votes(late, asked, "Onboarding")

    assert asked.results == {"Mentoring": 1, "Onboarding": 1}


async def test_the_vote_of_somebody_who_left_still_counts(stage: Stage) -> None:
    """Leaving the team takes nothing back; their name is shown as long as it is known."""
    amara = await stage.opens()
    asked = await poll(amara)
    ben = stage.person("Ben")
    await votes(ben, asked, "Mentoring")

    await stage.leaves(ben)

    assert asked.results == {"Mentoring": 1, "Onboarding": 0}
    assert "Ben Carter" in read(await amara.opens(asked.card, "Who voted"))


async def test_two_polls_at_once_do_not_mix(stage: Stage) -> None:
    """Votes belong to the poll they were cast in."""
    amara = await stage.opens()
    one, other = await poll(amara), await poll(amara, options=("Onboarding", "Mentoring"))
    await all_vote(stage, one, Ben="Mentoring", Chidi="Mentoring")
    await all_vote(stage, other, Ben="Onboarding", Dana="Mentoring")

    assert one.results == {"Mentoring": 2, "Onboarding": 0}
    assert other.results == {"Onboarding": 1, "Mentoring": 1}


@each_mode
async def test_an_old_client_votes_too(stage: Stage, mode: str) -> None:
    """A client that sends the press as a message votes as well."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode)
    for name in EVERYBODY:
        await stage.person(name).presses_on_an_old_client(asked.card, "Onboarding")

    await ends(amara, asked)
    assert asked.results == {"Mentoring": 0, "Onboarding": 5}


# ---- forms


async def test_several_can_be_chosen_up_to_a_maximum(stage: Stage) -> None:
    """A form lists the options; too many, or none, and it comes back with a sentence."""
    amara = await stage.opens()
    asked = await poll(amara, "multiple", ("Mentoring", "Onboarding", "Visits"), most="2")
    ben = stage.person("Ben")

    too_many = await chooses_several(ben, asked, "Mentoring", "Onboarding", "Visits")
    assert "You chose 3, and this poll takes 2 at most." in read(too_many)
    assert "Please choose something first." in read(await chooses_several(ben, asked))
    assert stage.count("SELECT count(*) FROM votes") == 0
    done = await chooses_several(ben, asked, "Mentoring", "Visits")

    assert done.text.startswith("Your answer is counted.")
    assert asked.results == {"Mentoring": 1, "Onboarding": 0, "Visits": 1}
    form = await ben.opens(asked.card, "Vote")
    assert filled_in(form.card or {})["choice"] == "1,3"
    await ben.sends(form, choice=numbers(form, "choice", "Onboarding"))
    assert asked.results == {"Mentoring": 0, "Onboarding": 1, "Visits": 0}


async def test_the_same_option_twice_counts_once(stage: Stage) -> None:
    """A form that was tampered with cannot count an option twice."""
    amara = await stage.opens()
    asked = await poll(amara, "multiple", ("Mentoring", "Onboarding", "Visits"))
    ben = stage.person("Ben")

    await writes(ben, asked, choice="1,1,1")

    assert asked.results == {"Mentoring": 1, "Onboarding": 0, "Visits": 0}
    for nonsense in ("9", "x", "1,x", "²", "1" * 400):
        assert GONE in read(await writes(ben, asked, choice=nonsense))
    assert asked.results == {"Mentoring": 1, "Onboarding": 0, "Visits": 0}


async def test_options_are_put_in_order(stage: Stage) -> None:
    """One list for each place; an option has one place; places may be left empty."""
    amara = await stage.opens()
    asked = await poll(amara, "ranked", ("Mentoring", "Onboarding", "Visits"))
    ben = stage.person("Ben")

    form = await ben.opens(asked.card, "Vote")
    assert [field["label"] for field in fields_of(form.card or {}).values()] == ["First place", "Second place", "Third place"]
    assert "Each option can have one place only." in read(await ranks(ben, asked, "Visits", "Visits"))
    assert (await ranks(ben, asked, "Visits", "No more", "Mentoring")).text.startswith("Your answer is counted.")

    assert stage.rows("SELECT answer FROM votes") == [("[3,1]",)]
    assert asked.results == {"Mentoring": 0, "Onboarding": 0, "Visits": 1}
    form = await ben.opens(asked.card, "Vote")
    assert (filled_in(form.card or {})["rank1"], filled_in(form.card or {})["rank2"]) == ("3", "1")


async def test_a_rating_has_a_button_for_each_point(stage: Stage) -> None:
    """A short scale is pressed."""
    amara = await stage.opens()
    asked = await poll(amara, "rating", points="5", low="Not at all", high="Very")

    assert asked.buttons[:5] == ["1 – Not at all", "2", "3", "4", "5 – Very"]
    await all_vote(stage, asked, Ben="4", Chidi="5 – Very", Dana="4")

    assert asked.results == {"1 – Not at all": 0, "2": 0, "3": 0, "4": 2, "5 – Very": 1}
    assert "The middle answer: 4." in asked.words


async def test_many_options_are_chosen_in_a_form(stage: Stage) -> None:
    """More than six options do not fit as buttons: the card lists them, and a form takes one."""
    amara = await stage.opens()
    asked = await poll(amara, "single", [f"Topic {letter}" for letter in "ABCDEFGH"], shows="closed")
    ben = stage.person("Ben")

    assert asked.buttons == ["Vote", "Who voted", "Manage"]
    assert "8. Topic H" in asked.words
    assert "You chose 2, and this poll takes 1 at most." in read(await writes(ben, asked, choice="1,2"))
    await chooses_several(ben, asked, "Topic H")

    await ends(amara, asked)
    assert (asked.results or {})["Topic H"] == 1


async def test_open_words_are_listed_with_names(stage: Stage) -> None:
    """In a named poll, words stand beside who wrote them, the newest first; they can be written anew."""
    amara = await stage.opens()
    asked = await poll(amara, "words", question="What should we talk about?")
    ben, chidi = stage.people("Ben", "Chidi")

    assert "There is nothing to read there yet." in read(await writes(ben, asked, words="  "))
    assert "401 characters" in read(await writes(ben, asked, words="x" * 401))
    await writes(ben, asked, words="Cover")
    await writes(chidi, asked, words="Best interests\nmeetings")
    await writes(ben, asked, words="Night cover")

    assert "Ben Carter: Night cover\nChidi Okafor: Best interests meetings" in asked.words
    assert "Ben Carter: Cover" not in asked.words
    assert filled_in((await ben.opens(asked.card, "Vote")).card or {})["words"] == "Night cover"


@pytest.mark.parametrize("new_id", [False, True], ids=["same id", "new id"])
@each_mode
async def test_a_form_that_comes_again_counts_once(stage: Stage, mode: str, new_id: bool) -> None:
    """The same for forms."""
    amara = await stage.opens()
    asked = await poll(amara, "multiple", mode=mode)
    for name in EVERYBODY:
        await chooses_several(stage.person(name), asked, "Mentoring", "Onboarding")
        again = await stage.comes_again(new_id=new_id)
        assert again.text.startswith("Your answer is counted.")

    await ends(amara, asked)
    assert asked.results == {"Mentoring": 5, "Onboarding": 5}


@each_mode
async def test_a_form_opened_before_another_answer_changes_nothing(stage: Stage, mode: str) -> None:
    """Of two forms open at once, the one that was opened first does not undo the other."""
    amara = await stage.opens()
    asked = await poll(amara, "multiple", mode=mode)
    ben = stage.person("Ben")
    one, other = await ben.opens(asked.card, "Vote"), await ben.opens(asked.card, "Vote")
    await ben.sends(other, choice="1")
    late = await ben.sends(one, choice="2")

    assert late.text.startswith("Nothing was changed: you had answered since this form was opened.")


async def test_a_form_of_what_is_over(stage: Stage) -> None:
    """A form that was open while the poll closed says so."""
    amara = await stage.opens()
    asked = await poll(amara, "multiple")
    ben = stage.person("Ben")
    form = await ben.opens(asked.card, "Vote")
    button = ben.button(asked.card, "Vote")
    await ends(amara, asked)

    assert (await ben.sends(form, choice="1")).text == CLOSED
    assert (await ben.opens_old(asked.card, button)).text == CLOSED


# ---- who sees what


async def test_results_after_voting_are_shown_to_who_voted(stage: Stage) -> None:
    """The channel's card keeps them back until it is closed."""
    amara = await stage.opens()
    asked = await poll(amara, shows="voted")
    ben, chidi = stage.people("Ben", "Chidi")
    assert "Vote to see the results." in asked.words

    answer = await votes(ben, asked, "Mentoring")

    assert results_of(answer.card or {}) == {"Mentoring": 1, "Onboarding": 0}
    assert asked.results is None
    assert "Ben Carter" in read(await chidi.opens(asked.card, "Who voted"))
    assert "Vote to see who chose what." in read(await chidi.opens(asked.card, "Who voted"))
    assert "Mentoring\nBen Carter" in read(await ben.opens(asked.card, "Who voted"))
    await ends(amara, asked)
    assert asked.results == {"Mentoring": 1, "Onboarding": 0}


async def test_results_after_voting_in_a_form_are_in_the_form(stage: Stage) -> None:
    """Who voted through the form finds the results in it."""
    amara = await stage.opens()
    asked = await poll(amara, "multiple", shows="voted")
    ben, chidi = stage.people("Ben", "Chidi")

    done = await chooses_several(ben, asked, "Mentoring")

    assert "Open the form again to see the results so far." in done.text
    assert results_of((await ben.opens(asked.card, "Vote")).card or {}) == {"Mentoring": 1, "Onboarding": 0}
    assert results_of((await chidi.opens(asked.card, "Vote")).card or {}) is None


async def test_results_after_closing_are_shown_to_nobody_before(stage: Stage) -> None:
    """Neither the voter nor the facilitator sees how it falls; how many have answered is no secret."""
    amara = await stage.opens()
    asked = await poll(amara, shows="closed")
    answer = await votes(stage.person("Ben"), asked, "Mentoring")

    assert results_of(answer.card or {}) is None
    assert "Results are shown when the poll is closed." in asked.words
    assert "1 has answered." in asked.words
    assert asked.results is None
    who = read(await amara.opens(asked.card, "Who voted"))
    assert "Who chose what is shown when the poll is closed." in who
    assert "Ben Carter" in who
    assert "Mentoring" not in who


# ---- in 1:1


@each_mode
async def test_a_ballot_in_the_chat_counts_like_the_card(stage: Stage, mode: str) -> None:
    """A reminder brings the ballot into the 1:1 chat: pressed there, it is one vote, and changed there or in the channel."""
    amara = await stage.opens()
    asked = await poll(amara, mode=mode, shows="closed")
    for name in EVERYBODY[1:]:
        await votes(stage.person(name), asked, "Onboarding")
    ben = stage.person("Ben")
    await ben.whispers("hello")
    await amara.sends(await amara.sends(await amara.opens(asked.card, "Manage"), "Remind who has not answered"))
    ballot = ben.told()

    answer = await votes(ben, asked, "Mentoring", at=ballot)
    await votes(ben, asked, "Onboarding", at=ballot)
    await votes(ben, asked, "Mentoring", at=ballot)

    assert "Manage" not in ben.buttons(ballot)
    assert answer.kind == "card"
    await ends(amara, asked)
    assert asked.results == {"Mentoring": 1, "Onboarding": 4}
