"""Answering a check-in: what is counted, what is said back, who is shown support, and what nobody can find out."""

from __future__ import annotations

import re

import pytest

from sandbox.answers import Answer, Form
from tests.support.checkin_players import EVERYBODY, all_answer, answers, begins, ends, launches, shown_to, writes
from tests.support.players import read
from tests.support.stage import Stage, same_answer

SUPPORT = "Where to find support"
SAMARITANS = "116 123"


# ---- the card


async def test_a_check_in_shows_its_scale_in_words(stage: Stage) -> None:
    """One button for each point, named; the card says that it is anonymous, what is kept, and when it closes."""
    amara = await stage.opens()

    checkin = await begins(amara, "check-in: shelter")

    assert checkin.buttons[:5] == ["1 · Very heavy", "2 · Heavy", "3 · Manageable", "4 · Fairly light", "5 · Light"]
    assert "How heavy is it for you, right now?" in checkin.words
    assert "we need shelter too" in checkin.words
    assert "Anonymous: I keep answers without names" in checkin.words
    assert "Fewer than 5 have answered · closes" in checkin.words
    assert "@Canopy support" in checkin.words


async def test_an_anonymous_answer_is_counted_and_never_said_back(stage: Stage) -> None:
    """Whoever presses reads “Your answer is counted.”, and nothing of what they pressed."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await begins(amara)

    told = await answers(ben, checkin, 4)

    assert "Your answer is counted." in shown_to(told)
    assert "You answered" not in shown_to(told)
    assert SUPPORT not in shown_to(told)
    assert len(stage.posted()) == 1


async def test_an_answer_can_be_changed_until_it_closes(stage: Stage) -> None:
    """The last answer counts, once, in both modes."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 5, 5, 5, 5, 5)
    for name in EVERYBODY:
        told = await answers(stage.person(name), checkin, 2)
        assert "Your answer is counted." in shown_to(told)
    await ends(amara, checkin)
    assert "Most answers were around “Low”, and answers were close together." in checkin.words
    assert "5 people answered." in checkin.words

    named = await launches(amara, "Confidence", topic="hoarding", named="true")
    ben = stage.person("Ben")
    await answers(ben, named, 1)
    assert "You answered “Very confident”." in shown_to(await answers(ben, named, 5))
    await ends(amara, named)
    assert named.bars == [0, 0, 0, 0, 1]


async def test_a_late_click_does_not_undo_a_newer_answer(stage: Stage) -> None:
    """A press that Teams delivers again, after a newer one, changes nothing and says so."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await launches(amara, "Confidence", topic="hoarding", named="true")
    early = ben.buttons(checkin.card)["1 · Not confident yet"]
    await ben.presses_old(checkin.card, early)
    await answers(ben, checkin, 5)

    told = await ben.presses_old(checkin.card, early)

    assert "Nothing was changed: you had answered since" in shown_to(told)
    await ends(amara, checkin)
    assert checkin.bars == [0, 0, 0, 0, 1]


async def test_a_click_that_comes_again_counts_once(stage: Stage) -> None:
    """Under the same id or a new one, an answer is one answer; the presser reads the same."""
    amara = await stage.opens()
    checkin = await begins(amara)
    for name in EVERYBODY[:4]:
        await answers(stage.person(name), checkin, 3)

    for new_id in (False, True):
        again = await stage.comes_again(new_id=new_id)
        assert isinstance(again, Answer)
        assert "Your answer is counted." in shown_to(again)
    await ends(amara, checkin)

    assert "Fewer than 5 people answered, so nothing is shown." in checkin.words


async def test_how_many_is_said_in_named_rounds_only(stage: Stage) -> None:
    """A named card counts; an anonymous one says when five have answered, and is edited for nothing else."""
    amara = await stage.opens()
    named = await launches(amara, "Confidence", topic="hoarding", named="true")
    assert "Nobody has answered yet" in named.words
    await all_answer(stage, named, 1, 5)
    assert "2 have answered" in named.words

    unnamed = await begins(amara)
    edits = _edits(stage)
    await all_answer(stage, unnamed, 1, 2, 3, 4)
    assert _edits(stage) == edits
    assert "Fewer than 5 have answered" in unnamed.words
    await answers(stage.person("Farah"), unnamed, 5)
    assert _edits(stage) == edits + 1
    assert "5 or more have answered" in unnamed.words
    await answers(stage.person("Farah"), unnamed, 4)
    assert _edits(stage) == edits + 1


# ---- comments


async def test_a_comment_goes_through_a_form(stage: Stage) -> None:
    """The form asks for a point and a comment, carries the safety line, and says what is kept."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await begins(amara, "check-in: shelter")

    form = await ben.opens(checkin.card, "Add a comment")
    assert "If an adult is at risk now" in read(form)
    assert "Microsoft Teams carries your click" in read(form)
    sent = await ben.sends(form, point="3", comment="The rota.")

    assert sent.text == "Your answer is counted."
    assert "The rota." not in stage.everything_kept().replace("checkin_answers", "")


@pytest.mark.parametrize(
    ("point", "comment", "said"),
    [
        ("3", "x" * 501, "501 characters"),
        ("9", "", "not a point on this scale"),
        ("", "", "not a point"),
        ("１", "", "not a point"),
    ],
)
async def test_a_form_that_cannot_be_kept_comes_back(stage: Stage, point: str, comment: str, said: str) -> None:
    """With what was written in it, and a sentence."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await begins(amara)

    form = await ben.opens(checkin.card, "Add a comment")
    sent = await stage.teams.submit_form(ben.member, form, stage.only_button(form), {"point": point, "comment": comment})

    assert said in read(sent)


async def test_a_new_answer_replaces_the_comment_too(stage: Stage) -> None:
    """A bare press after a comment takes the comment away, as the card says."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 3, 3, 3, 3)
    farah = stage.person("Farah")
    await writes(farah, checkin, 1, "I wish I had not written this.")
    assert "A new answer replaces yours, and its comment." in checkin.words

    told = await answers(farah, checkin, 3)  # the card in the channel is older than what the form sent
    assert "Press again here to change your answer." in shown_to(told)
    await answers(farah, checkin, 3)
    await ends(amara, checkin)

    assert "I wish" not in checkin.words
    assert "around “In between”" in checkin.words


# ---- support


@pytest.mark.parametrize("point", [1, 2, 3, 4, 5])
async def test_who_answers_at_the_heavy_end_is_shown_support(stage: Stage, point: int) -> None:
    """The two heaviest points are answered with supervision, employee assistance and the safeguarding route; others are not."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await begins(amara, "check-in: shelter")

    shown = shown_to(await answers(ben, checkin, point))
    written = await writes(stage.person("Chidi"), checkin, point, "A line.")

    for words in ("Supervision: ", "Employee assistance: ", "Safeguarding: ", SAMARITANS):
        assert (words in shown) is (point <= 2)
        assert (words in written.text) is (point <= 2)


async def test_support_is_in_the_answer_to_the_click_and_nowhere_else(stage: Stage) -> None:
    """Not in the database, not in any message, not in what others are answered; not even after the click came again."""
    amara = await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    checkin = await begins(amara, "check-in: shelter")

    assert SAMARITANS in shown_to(await answers(ben, checkin, 1))
    assert SAMARITANS in (await writes(ben, checkin, 1, "Too much.")).text
    await stage.comes_again()
    await stage.comes_again(new_id=True)

    assert SAMARITANS not in shown_to(await answers(chidi, checkin, 4))
    assert SAMARITANS not in stage.everything_kept()
    assert SAMARITANS not in _said_to_teams(stage)
    assert ben.all_told() == []
    assert SAMARITANS not in str(stage.teams.card_for(chidi.member, checkin.card))


async def test_on_an_old_client_everybody_is_told_the_same(stage: Stage) -> None:
    """Such a client takes no answer on the card, and a message is written down first: so light or heavy, it says the same."""
    amara = await stage.opens()
    checkin = await begins(amara, "check-in: shelter")
    for name in EVERYBODY:
        title = "5 · Light" if name == "Dana" else "1 · Very heavy"
        await stage.person(name).presses_on_an_old_client(checkin.card, title)

    told = [stage.person(name).sees(stage.person(name).told()) for name in EVERYBODY]
    assert len(set(told)) == 1
    assert told[0].startswith("Your answer is counted.")
    assert SAMARITANS in told[0]
    assert SAMARITANS not in stage.everything_kept()
    await ends(amara, checkin)
    assert "around “Very heavy”" in checkin.words


async def test_a_kind_without_a_heavy_end_shows_no_support(stage: Stage) -> None:
    """Not being confident is not a burden to be signposted."""
    amara = await stage.opens()
    checkin = await begins(amara, "check-in: confidence about hoarding")

    assert SUPPORT not in shown_to(await answers(stage.person("Ben"), checkin, 1))
    assert SUPPORT not in checkin.words


# ---- anonymity


async def test_nothing_is_said_about_answers_while_it_is_open(stage: Stage) -> None:
    """In every byte that Canopy sent, to Teams or in answer to a press, there is no count, no choice and no comment."""
    amara = await stage.opens()
    checkin = await begins(amara, "check-in: shelter")
    heard: list[Answer | Form] = []
    before = len(stage.teams.requests)

    for name, point in zip(EVERYBODY, (1, 2, 5, 5, 5), strict=True):
        heard.append(await answers(stage.person(name), checkin, point))
        heard.append(await writes(stage.person(name), checkin, point, f"CANARY from {name}"))
        heard.append(await stage.person(name).opens(checkin.card, "Add a comment"))
    heard.append(await amara.opens(checkin.card, "Manage"))
    listed = amara.sees(await amara.hears("check-ins"))

    told = repr(heard) + _said_to_teams(stage, before) + listed
    for words in ("CANARY", "You answered", "answered “", "people answered", "The middle", "Most answers", "Chart."):
        assert words not in told
    assert re.findall(r"([^.]{11})\d+ ha(?:s|ve) answered", told.replace("5 or more", "")).count("Fewer than ") == len(
        re.findall(r"\d+ ha(?:s|ve) answered", told.replace("5 or more", ""))
    )


async def test_different_answers_are_answered_alike(stage: Stage) -> None:
    """Letter by letter, whoever answers anywhere but at the heavy end reads the same."""
    amara = await stage.opens()
    ben, chidi = stage.people("Ben", "Chidi")
    checkin = await begins(amara, "check-in: shelter")

    assert same_answer(await answers(ben, checkin, 3), await answers(chidi, checkin, 5))
    assert same_answer(await writes(ben, checkin, 4, "CANARY"), await writes(chidi, checkin, 5))


async def test_an_open_round_keeps_no_name_with_an_answer(stage: Stage) -> None:
    """No row of any table, read as a whole, holds an answer beside a member, or tells who has answered."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await begins(amara)
    before = stage.everything_kept()

    await answers(ben, checkin, 1)
    await writes(ben, checkin, 2, "CANARY")

    assert stage.everything_kept() == before
    assert stage.count("SELECT count(*) FROM checkin_answers") == 0


async def test_closing_leaves_no_key_and_no_box(stage: Stage) -> None:
    """Once it is counted, nobody can say any more whose answer was whose."""
    amara = await stage.opens()
    checkin = await begins(amara)
    assert len(stage.keys()) == 1
    await all_answer(stage, checkin, 1, 2, 3, 4, 5)

    await ends(amara, checkin)

    assert stage.keys() == set()
    assert checkin.state == "closed"


# ---- over, gone, wrong


async def test_a_closed_check_in_takes_no_answer(stage: Stage) -> None:
    """An old card, an old form: a sentence, and nothing changed."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await begins(amara)
    old = ben.buttons(checkin.card)["1 · Very low"]
    form = await ben.opens(checkin.card, "Add a comment")
    await ends(amara, checkin)
    kept = stage.everything_kept()

    assert "This check-in is closed, so nothing was changed." in (await ben.presses_old(checkin.card, old)).text
    assert "This check-in is closed" in read(await ben.sends(form, point="1"))
    assert stage.everything_kept() == kept


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"point": 0}, "not a point on this scale"),
        ({"point": 6}, "not a point on this scale"),
        ({"point": -1}, "not a point on this scale"),
        ({"point": 10**12}, "not a point on this scale"),
        ({"point": "1; drop"}, "I could not read that"),
        ({"press": 10**12}, "I could not read that"),
        ({"press": -1}, "I could not read that"),
        ({"checkin": "f" * 32}, "I cannot find that check-in"),
        ({"checkin": "x" * 5_000}, "I cannot find that check-in"),
        ({"checkin": "' OR 1=1 --"}, "I cannot find that check-in"),
        ({"verb": "checkin.answer"}, "I cannot find that check-in"),
    ],
)
async def test_a_card_that_was_tampered_with_changes_nothing(stage: Stage, changed: dict[str, object], said: str) -> None:
    """A point that is not there, a check-in that is not there, the verb of the other mode: a sentence."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    checkin = await begins(amara)
    button = ben.buttons(checkin.card)["1 · Very low"]
    kept = stage.everything_kept()

    made_up = {**button, "verb": changed.get("verb", button["verb"]), "data": {**button["data"], **changed}}
    answer = await ben.presses_old(checkin.card, made_up)

    assert said in answer.text
    assert stage.everything_kept() == kept


async def test_a_lost_key_closes_the_check_in_and_everybody_is_told(stage: Stage) -> None:
    """It is counted with the answers it has; its card and a line in its thread say what happened."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 3, 3, 3, 3, 3)
    for name in sorted(stage.keys()):
        (stage.rules.keys_dir / name).unlink()

    answer = await answers(stage.person("Ben"), checkin, 1)

    assert "The key of this check-in is lost" in answer.text
    assert "The key that keeps these answers apart from names was lost" in checkin.words
    assert "around “In between”" in checkin.words
    assert any("was lost" in said for said in checkin.thread)
    assert checkin.state == "closed"


async def test_a_member_who_left_stays_counted(stage: Stage) -> None:
    """What somebody answered before they left still counts, and a named answer keeps their name."""
    amara = await stage.opens()
    checkin = await begins(amara)
    await all_answer(stage, checkin, 4, 4, 4, 4, 4)
    await stage.leaves(stage.person("Ben"))

    await ends(amara, checkin)

    assert "5 people answered." in checkin.words


# ---- the list


async def test_the_list_of_check_ins(stage: Stage) -> None:
    """`check-ins` lists what is open, with a button to answer; nothing open is said plainly."""
    amara = await stage.opens()
    ben = stage.person("Ben")
    assert "No check-in is open in MCA community." in ben.sees(await ben.hears("check-ins"))

    checkin = await begins(amara)
    listed = await ben.hears("check-ins")
    assert "1 open check-in" in ben.sees(listed)
    assert "Mood · Fewer than 5 have answered · closes" in ben.sees(listed)
    assert (await ben.sends(await ben.opens(listed, "Answer"), point="3")).text == "Your answer is counted."

    told = await ben.whispers("check-ins")
    sent = await ben.sends(await ben.opens(told, "Answer"), point="4")
    assert sent.text == "Your answer is counted."
    await ends(amara, checkin)
    assert "No check-in is open" in ben.sees(await ben.hears("check-ins"))


def _edits(stage: Stage) -> int:
    return sum(request.method == "PUT" for request in stage.teams.requests)


def _said_to_teams(stage: Stage, since: int = 0) -> str:
    return "\n".join(f"{request.path} {request.body!r}" for request in stage.teams.requests[since:])
